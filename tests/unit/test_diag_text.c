/* Diagnostics as people see them: exactly these bytes. */
#include "diag_fixture.h"

#include "base/utf8.h"

static const struct diag_text_options plain = {.color = false};

static struct diag *add_error(struct diag_fixture *f, const char *word)
{
	return diag_add(&f->list, DIAG_XML001, diag_fixture_loc(f, word), "it is wrong");
}

/* One error at word in line; what is printed below the first line. */
static void assert_excerpt(const char *line, const char *word, const char *expected)
{
	struct diag_fixture *f = diag_fixture_new("a.xml", line);
	char whole[1024] = "";

	add_error(f, word);
	diag_render_text(&f->out, &f->list, &plain);
	strncat(whole, strchr(f->out.bytes, '\n') + 1, sizeof(whole) - 1);
	assert_string_equal(whole, expected);
	diag_fixture_free(f);
}

static void prints_all_parts(void **state)
{
	struct diag_fixture *f = diag_fixture_new(
		"hybrid_rt.xml", "<a>\n  <R>hv:/a, 2, 0:1</R>\n  <R>hv:/b, 6, 0:2</R>\n</a>\n");
	struct diag *diag = diag_add(&f->list, DIAG_XML001, diag_fixture_loc(f, "6"),
		"region 'hv:/b' is 6 MB; the size must be a power of two");

	(void)state;
	diag_hint(&f->list, diag, "nearest: 4 or 8");
	diag_note(&f->list, diag, diag_fixture_loc(f, "hv:/a"), "as it is here");
	diag_note(&f->list, diag, (struct loc){0}, "and nowhere");
	diag_fix(&f->list, diag, diag->loc, "4", "write 4");
	diag_render_text(&f->out, &f->list, &plain);
	assert_string_equal(f->out.bytes,
		"hybrid_rt.xml:3:13: error: region 'hv:/b' is 6 MB; the size must be a power of "
		"two [XML001]\n"
		"    3 |   <R>hv:/b, 6, 0:2</R>\n"
		"      |             ^ nearest: 4 or 8\n"
		"hybrid_rt.xml:2:6: note: as it is here\n"
		"note: and nowhere\n"
		"fix: write 4\n");
	diag_fixture_free(f);
}

static void prints_what_has_no_place(void **state)
{
	struct diag_fixture *f = diag_fixture_new("a.xml", "");
	struct diag *diag = diag_add_file(&f->list, DIAG_OUT001, "b.xml", "cannot read it");

	(void)state;
	diag_hint(&f->list, diag, "try another");
	diag_add_file(&f->list, DIAG_OUT002, NULL, "out of memory");
	diag_add(&f->list, DIAG_XML001, (struct loc){&f->source, 0, 0}, "the file is empty");
	diag_render_text(&f->out, &f->list, &plain);
	assert_string_equal(f->out.bytes, "b.xml: error: cannot read it [OUT001]\n"
					  "note: try another\n"
					  "acrn-cfgc: error: out of memory [OUT002]\n"
					  "a.xml:1:1: error: the file is empty [XML001]\n"
					  "    1 |\n"
					  "      | ^\n");
	diag_fixture_free(f);
}

static void marks_ranges(void **state)
{
	(void)state;
	assert_excerpt("<a b='value'/>", "value",
		"    1 | <a b='value'/>\n"
		"      |       ^~~~~\n");
	/* As far as the line goes. */
	assert_excerpt("ab\ncd\r\nef", "cd\r\nef",
		"    2 | cd\n"
		"      | ^~\n");
	/* The line break itself, and a byte order mark that takes no column. */
	assert_excerpt("\xef\xbb\xbf"
		       "ab\r\n",
		"\r\n",
		"    1 | ab\n"
		"      |   ^\n");
}

static void keeps_columns_of_a_terminal(void **state)
{
	(void)state;
	assert_excerpt("\t\tab\tcd", "cd",
		"    1 |   ab cd\n"
		"      |      ^~\n");
	/* Two columns each; none for a combining accent. */
	assert_excerpt("\xe6\x97\xa5\xe6\x9c\xac x", "x",
		"    1 | \xe6\x97\xa5\xe6\x9c\xac x\n"
		"      |      ^\n");
	assert_excerpt("e\xcc\x81 x", "x",
		"    1 | e\xcc\x81 x\n"
		"      |   ^\n");
	assert_excerpt("\xef\xbc\x94 MB", "\xef\xbc\x94",
		"    1 | \xef\xbc\x94 MB\n"
		"      | ^~\n");
}

static void escapes_what_is_not_plain(void **state)
{
	(void)state;
	assert_excerpt("a\x1b[31mb", "b",
		"    1 | a\\x1b[31mb\n"
		"      |          ^\n");
	/* A bidirectional override, a no-break space, a zero width space. */
	assert_excerpt("\xe2\x80\xae\xc2\xa0\xe2\x80\x8bz", "z",
		"    1 | \\u202e\\u00a0\\u200bz\n"
		"      |                   ^\n");
	/* Above U+FFFF, where a letter after it could be one more digit. */
	assert_excerpt("\xf3\xa0\x80\x81"
		       "fz",
		"z",
		"    1 | \\u{e0001}fz\n"
		"      |           ^\n");
	/* Not UTF-8, an overlong form, a surrogate, a cut sequence. */
	assert_excerpt("\xff\xc0\xaf\xed\xa0\x80z\xe2\x82", "z",
		"    1 | \\xff\\xc0\\xaf\\xed\\xa0\\x80z\\xe2\\x82\n"
		"      |                         ^\n");
}

static void knows_what_is_no_utf8(void **state)
{
	static const char *const wrong[] = {"\x80", "\xc0\x80", "\xc1\xbf", "\xc3", "\xe0\x9f\xbf",
		"\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80", "\xff", "\xe2\x82z"};
	static const char *const good[] = {"a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80",
		"\xed\x9f\xbf", "\xee\x80\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct utf8_glyph glyph = utf8_glyph(wrong[i], strlen(wrong[i]));

		assert_false(glyph.valid);
		assert_int_equal(glyph.size, 1);
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct utf8_glyph glyph = utf8_glyph(good[i], strlen(good[i]));

		assert_true(glyph.valid);
		assert_int_equal(glyph.size, strlen(good[i]));
	}
}

static void escapes_names_and_messages(void **state)
{
	struct diag_fixture *f = diag_fixture_new("a\n\x1b[2J.xml", "x");
	struct diag *diag = diag_add(
		&f->list, DIAG_XML001, diag_fixture_loc(f, "x"), "name '\x07\xe2\x80\xae\xff\t'");

	(void)state;
	diag_hint(&f->list, diag, "\r");
	diag_note(&f->list, diag, diag->loc, "\x7f");
	diag_fix(&f->list, diag, diag->loc, "", "\x9b");
	diag_render_text(&f->out, &f->list, &plain);
	assert_string_equal(f->out.bytes,
		"a\\x0a\\x1b[2J.xml:1:1: error: name '\\x07\\u202e\\xff\\x09' [XML001]\n"
		"    1 | x\n"
		"      | ^ \\x0d\n"
		"a\\x0a\\x1b[2J.xml:1:1: note: \\x7f\n"
		"fix: \\x9b\n");
	diag_fixture_free(f);
}

/* A caret at every place of a long line: within 100 columns, under the right character. */
static void trims_long_lines(void **state)
{
	char line[401];

	(void)state;
	for (size_t i = 0; i < 400; i++)
		line[i] = (char)('A' + i % 26);
	line[400] = '\0';
	for (uint32_t at = 0; at < 400; at++) {
		struct diag_fixture *f = diag_fixture_new("a.xml", line);

		diag_add(&f->list, DIAG_XML001, (struct loc){&f->source, at, 5}, "x");
		diag_render_text(&f->out, &f->list, &plain);

		const char *shown = strchr(f->out.bytes, '\n') + 1;
		const char *carets = strchr(shown, '\n') + 1;
		size_t caret = (size_t)(strchr(carets, '^') - carets);

		assert_true(carets - shown <= 101);
		assert_true(strlen(carets) <= 101);
		assert_int_equal(shown[caret], line[at]);
		assert_int_equal(strspn(carets + caret, "^~"), at > 395 ? 400 - at : 5);
		assert_int_equal(strncmp(shown, "    1 | ...", 11) == 0, at > 92 - 30);
		diag_fixture_free(f);
	}
}

static void trims_a_long_range(void **state)
{
	char line[301];

	(void)state;
	memset(line, 'a', 300);
	line[300] = '\0';

	struct diag_fixture *f = diag_fixture_new("a.xml", line);

	diag_add(&f->list, DIAG_XML001, (struct loc){&f->source, 0, 300}, "x");
	diag_render_text(&f->out, &f->list, &plain);

	const char *carets = strrchr(f->out.bytes, '|') + 2;

	assert_int_equal(strlen(carets), 92 - 3 + 1);
	assert_int_equal(strspn(carets, "^~"), 92 - 3);
	diag_fixture_free(f);
}

/* Lines of every kind of byte: nothing raw gets out, nothing gets wider than it may. */
static void survives_noise(void **state)
{
	uint32_t random = 1;
	char line[300];

	(void)state;
	for (int round = 0; round < 2000; round++) {
		size_t length = 0;

		for (; length < (size_t)round % sizeof(line); length++) {
			random = random * 1664525u + 1013904223u;
			line[length] = (char)(random >> 24);
			if (line[length] == '\0' || line[length] == '\n')
				line[length] = (char)0xe2;
		}

		struct diag_fixture *f = diag_fixture_new("a.xml", "");

		f->source.bytes = line;
		f->source.size = length;
		diag_add(&f->list, DIAG_XML001,
			(struct loc){
				&f->source, (random >> 3) % (uint32_t)(length + 1), random % 40},
			"x");
		diag_render_text(&f->out, &f->list, &plain);

		size_t columns = 0;

		for (size_t i = 0; i < f->out.length;) {
			struct utf8_glyph glyph = utf8_glyph(f->out.bytes + i, f->out.length - i);
			bool is_break = f->out.bytes[i] == '\n';

			assert_true(is_break || glyph.escape[0] == '\0');
			columns = is_break ? 0 : columns + glyph.columns;
			assert_true(columns <= 100);
			i += glyph.size;
		}
		diag_fixture_free(f);
	}
}

static void steps_back_as_it_steps_forward(void **state)
{
	static const char noise[] =
		"a\xc3\xa4\xe6\x97\xa5\xf0\x9f\x98\x80\xff\x80\x80\xe6\x97z\xc3";
	size_t starts[sizeof(noise)];
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(noise) - 1;
		i += utf8_glyph(noise + i, sizeof(noise) - 1 - i).size)
		starts[count++] = i;
	for (size_t at = sizeof(noise) - 1; at > 0; at = starts[count])
		assert_int_equal(utf8_before(noise, at), starts[--count]);
}

static void colours_only_when_asked(void **state)
{
	static const struct diag_text_options colored = {.color = true};
	struct diag_fixture *f = diag_fixture_new("a.xml", "x");
	struct diag *diag = add_error(f, "x");

	(void)state;
	diag_note(&f->list, diag, diag->loc, "n");
	diag_fix(&f->list, diag, diag->loc, "y", "f");
	diag_render_text(&f->out, &f->list, &colored);
	assert_string_equal(f->out.bytes,
		"\033[01ma.xml:1:1:\033[m \033[01;31merror:\033[m it is wrong [XML001]\n"
		"    1 | x\n"
		"      | \033[01;31m^\033[m\n"
		"\033[01ma.xml:1:1:\033[m \033[01;36mnote:\033[m n\n"
		"\033[32mfix:\033[m f\n");
	diag_fixture_free(f);
}

static void is_one_line_if_brief(void **state)
{
	static const struct diag_text_options brief = {.brief = true};
	struct diag_fixture *f = diag_fixture_new("a.xml", "a\nb\n");
	struct source other = {.name = "c.xml", .bytes = "c", .size = 1};
	struct diag *diag = add_error(f, "b");

	(void)state;
	diag_hint(&f->list, diag, "nearest: 4 or 8");
	diag_note(&f->list, diag, diag_fixture_loc(f, "a"), "first used here");
	diag_note(&f->list, diag, (struct loc){&other, 0, 1}, "the board's");
	diag_note(&f->list, diag, (struct loc){0}, "and nowhere");
	diag_fix(&f->list, diag, diag->loc, "4", "write 4");
	diag_add_file(&f->list, DIAG_XML001, NULL, "no\nplace");
	diag_render_text(&f->out, &f->list, &brief);
	assert_string_equal(f->out.bytes,
		"a.xml:2:1: error: it is wrong; nearest: 4 or 8; 1:1: first used here; "
		"c.xml:1:1: the board's; and nowhere; fix: write 4 [XML001]\n"
		"acrn-cfgc: error: no\\x0aplace [XML001]\n");
	diag_fixture_free(f);
}

static void says_what_is_left_out(void **state)
{
	static const struct {
		struct diag_left_out left_out;
		const char *expected;
	} cases[] = {
		{{0, 0, 3}, ""},
		{{1, 0, 3}, "1 error more is not shown (--max-errors 3)"},
		{{0, 2, 1}, "2 warnings more are not shown (--max-errors 1)"},
		{{17, 1, 3}, "17 errors and 1 warning more are not shown (--max-errors 3)"},
		{{5, 0, 0}, "5 errors more are not shown"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct diag_fixture *f = diag_fixture_new("a.xml", "");

		text_add(&f->out, "");
		diag_render_left_out(&f->out, &cases[i].left_out);
		assert_string_equal(f->out.bytes, cases[i].expected);
		diag_fixture_free(f);
	}
}

static void counts_in_words(void **state)
{
	static const struct {
		size_t n_errors;
		size_t n_warnings;
		const char *expected;
	} cases[] = {
		{0, 0, ""},
		{1, 0, "1 error\n"},
		{0, 1, "1 warning\n"},
		{2, 3, "2 errors, 3 warnings\n"},
		{1, 1, "1 error, 1 warning\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct diag_fixture *f = diag_fixture_new("a.xml", "");

		text_add(&f->out, "");
		diag_render_summary(&f->out, cases[i].n_errors, cases[i].n_warnings);
		assert_string_equal(f->out.bytes, cases[i].expected);
		diag_fixture_free(f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_all_parts),
		cmocka_unit_test(prints_what_has_no_place),
		cmocka_unit_test(marks_ranges),
		cmocka_unit_test(keeps_columns_of_a_terminal),
		cmocka_unit_test(escapes_what_is_not_plain),
		cmocka_unit_test(knows_what_is_no_utf8),
		cmocka_unit_test(escapes_names_and_messages),
		cmocka_unit_test(trims_long_lines),
		cmocka_unit_test(trims_a_long_range),
		cmocka_unit_test(survives_noise),
		cmocka_unit_test(steps_back_as_it_steps_forward),
		cmocka_unit_test(colours_only_when_asked),
		cmocka_unit_test(is_one_line_if_brief),
		cmocka_unit_test(says_what_is_left_out),
		cmocka_unit_test(counts_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
