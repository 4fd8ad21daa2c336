/* JSON lines: the members that scripts rely on, and strings that JSON cannot hold. */
#include "diag_fixture.h"

#include <jansson.h>

static void has_every_member(void **state)
{
	struct diag_fixture *f = diag_fixture_new("a.xml", "<R>hv:/b, 6, 0:2</R>\n");
	struct diag *diag = diag_add(&f->list, DIAG_XML001, diag_fixture_loc(f, "6"), "wrong");

	(void)state;
	diag_note(&f->list, diag, diag_fixture_loc(f, "hv:/b"), "here");
	diag_note(&f->list, diag, (struct loc){0}, "nowhere");
	diag_fix(&f->list, diag, diag->loc, "4", "write 4");
	diag_render_json(&f->out, &f->list);
	assert_string_equal(f->out.bytes,
		"{\"code\":\"XML001\",\"name\":\"not-well-formed\",\"severity\":\"error\","
		"\"message\":\"wrong\",\"file\":\"a.xml\",\"line\":1,\"column\":11,\"length\":1,"
		"\"notes\":[{\"message\":\"here\",\"file\":\"a.xml\",\"line\":1,\"column\":4},"
		"{\"message\":\"nowhere\",\"file\":null,\"line\":0,\"column\":0}],"
		"\"fixes\":[{\"message\":\"write 4\",\"file\":\"a.xml\",\"line\":1,\"column\":11,"
		"\"length\":1,\"replacement\":\"4\"}]}\n");
	diag_fixture_free(f);
}

static void is_one_line_for_each(void **state)
{
	struct diag_fixture *f = diag_fixture_new("a.xml", "a\nb\n");
	struct diag *diag = diag_add(
		&f->list, DIAG_XML001, diag_fixture_loc(f, "a"), "line\nbreak \xe2\x80\xae\x1b");

	(void)state;
	diag_hint(&f->list, diag, "x");
	diag_add_file(&f->list, DIAG_OUT002, NULL, "m");
	diag_render_json(&f->out, &f->list);
	assert_string_equal(f->out.bytes,
		"{\"code\":\"XML001\",\"name\":\"not-well-formed\",\"severity\":\"error\","
		"\"message\":\"line\\nbreak \\u202E\\u001B\",\"hint\":\"x\",\"file\":\"a.xml\","
		"\"line\":1,\"column\":1,\"length\":1,\"notes\":[],\"fixes\":[]}\n"
		"{\"code\":\"OUT002\",\"name\":\"cannot-write\",\"severity\":\"error\","
		"\"message\":\"m\",\"file\":null,\"line\":0,\"column\":0,\"length\":0,"
		"\"notes\":[],\"fixes\":[]}\n");
	diag_fixture_free(f);
}

/* A file name may hold any byte; the diagnostic must still arrive. */
static void replaces_what_is_no_utf8(void **state)
{
	struct diag_fixture *f = diag_fixture_new("b\xff\xc3.xml", "a");
	struct diag *diag =
		diag_add(&f->list, DIAG_XML001, diag_fixture_loc(f, "a"), "\xc3\xa4\xed\xa0\x80");

	(void)state;
	diag_fix(&f->list, diag, diag->loc, "\x80", "\xfe");
	diag_render_json(&f->out, &f->list);

	json_t *line = json_loads(f->out.bytes, 0, NULL);

	assert_non_null(line);
	assert_string_equal(
		json_string_value(json_object_get(line, "file")), "b\xef\xbf\xbd\xef\xbf\xbd.xml");
	assert_string_equal(json_string_value(json_object_get(line, "message")),
		"\xc3\xa4\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	json_decref(line);
	diag_fixture_free(f);
}

static void says_what_is_left_out(void **state)
{
	static const struct diag_left_out none = {.max_errors = 3};
	static const struct diag_left_out some = {17, 2, 3};
	struct diag_fixture *f = diag_fixture_new("a.xml", "abc");
	json_t *line;

	(void)state;
	text_add(&f->out, "");
	diag_render_json_left_out(&f->out, &none);
	assert_string_equal(f->out.bytes, "");
	diag_render_json_left_out(&f->out, &some);
	assert_int_equal(strchr(f->out.bytes, '\n') - f->out.bytes + 1, f->out.length);
	line = json_loads(f->out.bytes, 0, NULL);
	assert_non_null(line);
	assert_true(json_is_null(json_object_get(line, "code")));
	assert_string_equal(json_string_value(json_object_get(line, "message")),
		"17 errors and 2 warnings more are not shown (--max-errors 3)");
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(line, "left_out"), "errors")),
		17);
	assert_int_equal(
		json_integer_value(json_object_get(json_object_get(line, "left_out"), "warnings")),
		2);
	/* Whoever reads diagnostics finds all members of one. */
	diag_add(&f->list, DIAG_XML001, diag_fixture_loc(f, "a"), "m");
	text_init(&f->out, &f->arena);
	diag_render_json(&f->out, &f->list);
	json_t *other = json_loads(f->out.bytes, 0, NULL);
	const char *key;
	json_t *value;

	json_object_foreach(other, key, value) assert_non_null(json_object_get(line, key));
	json_decref(other);
	json_decref(line);
	diag_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_every_member),
		cmocka_unit_test(is_one_line_for_each),
		cmocka_unit_test(replaces_what_is_no_utf8),
		cmocka_unit_test(says_what_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
