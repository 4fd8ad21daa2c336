/* The list: severities after the switches, counts, order, and that it copies what it is given. */
#include "diag_fixture.h"

static const char text[] = "one\ntwo\nthree\n";

/* The first code of the wanted severity: the tests must not depend on one rule. */
static enum diag_code first_code(enum diag_severity severity)
{
	unsigned code = 0;

	while (code < DIAG_CODE_COUNT && diag_infos[code].severity != severity)
		code++;
	assert_true(code < DIAG_CODE_COUNT);
	return (enum diag_code)code;
}

static struct diag *add(struct diag_fixture *f, enum diag_severity severity, const char *word)
{
	return diag_add(&f->list, first_code(severity), diag_fixture_loc(f, word), "%s", word);
}

static void counts_by_severity(void **state)
{
	struct diag_fixture *f = diag_fixture_new("a.xml", text);

	(void)state;
	add(f, DIAG_WARNING, "one");
	add(f, DIAG_ERROR, "two");
	assert_int_equal(f->list.n_warnings, 1);
	assert_int_equal(f->list.n_errors, 1);
	assert_false(f->list.failed);
	add(f, DIAG_FAILURE, "three");
	assert_int_equal(f->list.n_errors, 2);
	assert_true(f->list.failed);
	diag_fixture_free(f);
}

static void switches_change_warnings_only(void **state)
{
	struct diag_fixture *f = diag_fixture_new("a.xml", text);
	enum diag_code warning = first_code(DIAG_WARNING);
	enum diag_code error = first_code(DIAG_ERROR);

	(void)state;
	f->list.switches[warning] = DIAG_SWITCH_OFF;
	f->list.switches[error] = DIAG_SWITCH_OFF;
	assert_null(add(f, DIAG_WARNING, "one"));
	assert_non_null(add(f, DIAG_ERROR, "one"));
	f->list.switches[warning] = DIAG_SWITCH_ERROR;
	assert_int_equal(add(f, DIAG_WARNING, "one")->severity, DIAG_ERROR);
	f->list.switches[warning] = DIAG_SWITCH_DEFAULT;
	f->list.werror = true;
	assert_int_equal(add(f, DIAG_WARNING, "one")->severity, DIAG_ERROR);
	f->list.switches[warning] = DIAG_SWITCH_WARNING;
	assert_int_equal(add(f, DIAG_WARNING, "one")->severity, DIAG_WARNING);
	f->list.quiet = true;
	assert_null(add(f, DIAG_WARNING, "one"));
	assert_non_null(add(f, DIAG_ERROR, "one"));
	assert_int_equal(f->list.n_errors, 4);
	assert_int_equal(f->list.n_warnings, 1);
	diag_fixture_free(f);
}

static void a_switched_off_warning_takes_notes(void **state)
{
	struct diag_fixture *f = diag_fixture_new("a.xml", text);
	struct loc loc = diag_fixture_loc(f, "one");

	(void)state;
	diag_note(&f->list, NULL, loc, "note");
	diag_hint(&f->list, NULL, "hint");
	diag_fix(&f->list, NULL, loc, "x", "fix");
	assert_int_equal(f->list.count, 0);
	diag_fixture_free(f);
}

static void copies_every_string(void **state)
{
	struct diag_fixture *f = diag_fixture_new("a.xml", text);
	char word[] = "word";
	struct diag *diag = add(f, DIAG_ERROR, "two");
	struct loc loc = diag->loc;

	(void)state;
	diag_note(&f->list, diag, loc, "%s", word);
	diag_note(&f->list, diag, (struct loc){0}, "second");
	diag_hint(&f->list, diag, "%s", word);
	diag_fix(&f->list, diag, loc, word, "%s", word);

	struct diag *whole = diag_add_file(&f->list, first_code(DIAG_FAILURE), word, "%s", word);

	memset(word, 'x', 4);
	assert_string_equal(diag->notes->message, "word");
	assert_string_equal(diag->notes[1].message, "second");
	assert_int_equal(diag->n_notes, 2);
	assert_string_equal(diag->hint, "word");
	assert_string_equal(diag->fixes->message, "word");
	assert_string_equal(diag->fixes->replacement, "word");
	assert_string_equal(whole->file, "word");
	assert_string_equal(whole->message, "word");
	assert_int_equal(whole->position.line, 0);
	diag_fixture_free(f);
}

static void sorts_by_place(void **state)
{
	struct diag_fixture *f = diag_fixture_new("b.xml", text);
	const char *const order[] = {"first", "one", "two", "three", "nowhere"};
	enum diag_code failure = first_code(DIAG_FAILURE);

	(void)state;
	diag_add_file(&f->list, failure, NULL, "nowhere");
	add(f, DIAG_ERROR, "three");
	add(f, DIAG_WARNING, "two");
	diag_add_file(&f->list, failure, "a.xml", "first");
	add(f, DIAG_ERROR, "one");
	diag_sort(&f->list, 0);
	for (size_t i = 0; i < f->list.count; i++)
		assert_string_equal(f->list.items[i]->message, order[i]);
	diag_fixture_free(f);
}

/* What --explain, SARIF and the documentation are made of. */
static void the_table_is_complete(void **state)
{
	(void)state;
	for (unsigned i = 0; i < DIAG_CODE_COUNT; i++) {
		const struct diag_info *info = &diag_infos[i];
		const struct diag_explanation *explanation = &diag_explanations[i];
		const char *const texts[] = {info->section, info->title, explanation->rule,
			explanation->why, explanation->wrong, explanation->right};

		assert_int_equal(strlen(info->code), 6);
		assert_int_equal(diag_find(info->code), i);
		assert_int_equal(diag_find(info->name), i);
		assert_int_equal(strspn(info->name, "abcdefghijklmnopqrstuvwxyz0123456789-"),
			strlen(info->name));
		/* "-Werror" and "-Wno-..." must never mean the name of a warning. */
		if (info->severity == DIAG_WARNING && strncmp(info->name, "no-", 3) == 0)
			fail_msg("-W%s would be -Wno-%s", info->name, info->name + 3);
		assert_int_not_equal(strcmp(info->name, "error"), 0);
		for (size_t j = 0; j < sizeof(texts) / sizeof(texts[0]); j++)
			assert_true(strlen(texts[j]) != 0);
		assert_int_not_equal(info->title[strlen(info->title) - 1], '.');
	}
	assert_int_equal(diag_find("no such code"), DIAG_CODE_COUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_by_severity),
		cmocka_unit_test(switches_change_warnings_only),
		cmocka_unit_test(a_switched_off_warning_takes_notes),
		cmocka_unit_test(copies_every_string),
		cmocka_unit_test(sorts_by_place),
		cmocka_unit_test(the_table_is_complete),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
