/* SARIF: what a viewer looks up. That the form is right is for the schema's test to say. */
#include "diag_fixture.h"

#include <jansson.h>

/* The member at a path of names and [indices]; fails the test if it is not there. */
static json_t *at(json_t *value, const char *path)
{
	char word[64];

	while (*path != '\0') {
		size_t length = strcspn(path, ".");

		assert_true(length < sizeof(word));
		memcpy(word, path, length);
		word[length] = '\0';
		value = word[0] >= '0' && word[0] <= '9'
				? json_array_get(value, (size_t)strtoul(word, NULL, 10))
				: json_object_get(value, word);
		if (value == NULL)
			fail_msg("there is no '%s'", path);
		path += length + (path[length] == '.');
	}
	return value;
}

static void assert_string_at(json_t *value, const char *path, const char *expected)
{
	assert_string_equal(json_string_value(at(value, path)), expected);
}

static void assert_integer_at(json_t *value, const char *path, int expected)
{
	assert_int_equal(json_integer_value(at(value, path)), expected);
}

static json_t *render_with(struct diag_fixture *f, const struct diag_left_out *left_out)
{
	struct diag_sarif *sarif = diag_sarif_new();
	json_t *document;

	diag_sarif_add(sarif, &f->list);
	diag_sarif_finish(sarif, left_out, &f->out);
	diag_sarif_free(sarif);
	document = json_loads(f->out.bytes, 0, NULL);
	assert_non_null(document);
	return document;
}

static json_t *render(struct diag_fixture *f)
{
	static const struct diag_left_out nothing = {.max_errors = 3};

	return render_with(f, &nothing);
}

static void says_what_is_left_out(void **state)
{
	static const struct diag_left_out left_out = {1, 0, 3};
	struct diag_fixture *f = diag_fixture_new("a.xml", "");
	json_t *document = render_with(f, &left_out);

	(void)state;
	assert_string_at(
		document, "runs.0.invocations.0.toolExecutionNotifications.0.level", "note");
	assert_string_at(document, "runs.0.invocations.0.toolExecutionNotifications.0.message.text",
		"1 error more is not shown (--max-errors 3)");
	json_decref(document);
	diag_fixture_free(f);

	f = diag_fixture_new("a.xml", "");
	document = render(f);
	assert_null(json_object_get(
		at(document, "runs.0.invocations.0"), "toolExecutionNotifications"));
	json_decref(document);
	diag_fixture_free(f);
}

static void lists_the_rules_that_occur(void **state)
{
	struct diag_fixture *f = diag_fixture_new("a.xml", "");
	json_t *document = render(f);
	json_t *rules;

	(void)state;
	assert_int_equal(json_array_size(at(document, "runs.0.tool.driver.rules")), 0);
	assert_string_at(document, "version", "2.1.0");
	assert_string_at(document, "runs.0.columnKind", "unicodeCodePoints");
	assert_string_at(document, "runs.0.tool.driver.name", "acrn-cfgc");
	assert_int_equal(json_array_size(at(document, "runs.0.results")), 0);
	assert_true(json_is_true(at(document, "runs.0.invocations.0.executionSuccessful")));
	json_decref(document);
	diag_fixture_free(f);
	f = diag_fixture_new("a.xml", "");
	for (size_t i = 0; i < 2 * DIAG_CODE_COUNT; i++)
		(void)diag_add_file(&f->list, (enum diag_code)(i / 2), NULL, "again");
	document = render(f);
	rules = at(document, "runs.0.tool.driver.rules");
	assert_int_equal(json_array_size(rules), DIAG_CODE_COUNT);
	for (size_t i = 0; i < DIAG_CODE_COUNT; i++) {
		json_t *rule = json_array_get(rules, i);
		bool warning = diag_infos[i].severity == DIAG_WARNING;
		char anchor[16];

		(void)snprintf(anchor, sizeof(anchor), "#%s", diag_infos[i].code);
		assert_string_at(rule, "id", diag_infos[i].code);
		assert_string_at(rule, "name", diag_infos[i].name);
		assert_string_at(rule, "shortDescription.text", diag_infos[i].title);
		assert_string_at(rule, "defaultConfiguration.level", warning ? "warning" : "error");
		assert_non_null(strcasestr(json_string_value(at(rule, "helpUri")), anchor));
	}
	json_decref(document);
	diag_fixture_free(f);
}

static void describes_a_result(void **state)
{
	struct diag_fixture *f = diag_fixture_new("dir/a b.xml", "<a>\n<R>6, x\ny</R>\n");
	struct diag *diag = diag_add(&f->list, DIAG_SCH001, diag_fixture_loc(f, "6, x\ny"), "bad");

	(void)state;
	diag->severity = DIAG_WARNING;
	diag_hint(&f->list, diag, "nearest: 4");
	diag_note(&f->list, diag, diag_fixture_loc(f, "<a>"), "see here");
	diag_note(&f->list, diag, (struct loc){0}, "nowhere");
	diag_fix(&f->list, diag, diag_fixture_loc(f, "6"), "4", "write 4");

	json_t *document = render(f);
	json_t *result = at(document, "runs.0.results.0");
	json_t *region = at(result, "locations.0.physicalLocation.region");
	json_t *change = at(result, "fixes.0.artifactChanges.0");

	assert_string_at(result, "ruleId", "SCH001");
	assert_integer_at(result, "ruleIndex", 0);
	assert_string_at(result, "level", "warning");
	assert_string_at(result, "message.text", "bad; nearest: 4");
	assert_string_at(
		result, "locations.0.physicalLocation.artifactLocation.uri", "dir/a%20b.xml");
	assert_integer_at(region, "startLine", 2);
	assert_integer_at(region, "startColumn", 4);
	assert_integer_at(region, "endLine", 3);
	assert_integer_at(region, "endColumn", 2);
	assert_string_at(result, "relatedLocations.0.message.text", "see here");
	assert_integer_at(result, "relatedLocations.0.physicalLocation.region.startLine", 1);
	assert_integer_at(result, "relatedLocations.0.physicalLocation.region.endColumn", 4);
	assert_string_at(result, "relatedLocations.1.message.text", "nowhere");
	assert_string_at(result, "fixes.0.description.text", "write 4");
	assert_string_at(change, "artifactLocation.uri", "dir/a%20b.xml");
	assert_integer_at(change, "replacements.0.deletedRegion.startColumn", 4);
	assert_integer_at(change, "replacements.0.deletedRegion.endColumn", 5);
	assert_string_at(change, "replacements.0.insertedContent.text", "4");
	json_decref(document);
	diag_fixture_free(f);
}

static void encodes_file_names(void **state)
{
	static const struct {
		const char *name;
		const char *uri;
	} cases[] = {
		{"../a/b-1_2.~xml", "../a/b-1_2.~xml"},
		{"/tmp/a.xml", "file:///tmp/a.xml"},
		{"c:a?b#c%d.xml", "c%3Aa%3Fb%23c%25d.xml"},
		{"\xc3\xa4\xff.xml", "%C3%A4%FF.xml"},
		{"<stdin>", "%3Cstdin%3E"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct diag_fixture *f = diag_fixture_new(cases[i].name, "x");

		diag_add(&f->list, DIAG_XML001, diag_fixture_loc(f, "x"), "m");

		json_t *document = render(f);

		assert_string_at(document,
			"runs.0.results.0.locations.0.physicalLocation.artifactLocation.uri",
			cases[i].uri);
		json_decref(document);
		diag_fixture_free(f);
	}
}

static void reports_failures(void **state)
{
	struct diag_fixture *f = diag_fixture_new("a.xml", "");

	(void)state;
	diag_add_file(&f->list, DIAG_OUT001, "no\xffne.xml", "cannot \xff");
	diag_add_file(&f->list, DIAG_OUT002, NULL, "out of memory");

	json_t *document = render(f);
	json_t *file = at(document, "runs.0.results.0.locations.0.physicalLocation");
	json_t *nowhere = at(document, "runs.0.results.1");

	assert_true(json_is_false(at(document, "runs.0.invocations.0.executionSuccessful")));
	assert_string_at(file, "artifactLocation.uri", "no%FFne.xml");
	assert_null(json_object_get(file, "region"));
	assert_string_at(document, "runs.0.results.0.message.text", "cannot \xef\xbf\xbd");
	assert_null(json_object_get(nowhere, "locations"));
	json_decref(document);
	diag_fixture_free(f);
}

static void is_the_same_every_time(void **state)
{
	struct diag_fixture *f = diag_fixture_new("a.xml", "x");
	char *first;

	(void)state;
	diag_add(&f->list, DIAG_XML001, diag_fixture_loc(f, "x"), "m");
	json_decref(render(f));
	first = f->out.bytes;
	text_init(&f->out, &f->arena);
	json_decref(render(f));
	assert_string_equal(first, f->out.bytes);
	diag_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_the_rules_that_occur),
		cmocka_unit_test(says_what_is_left_out),
		cmocka_unit_test(describes_a_result),
		cmocka_unit_test(encodes_file_names),
		cmocka_unit_test(reports_failures),
		cmocka_unit_test(is_the_same_every_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
