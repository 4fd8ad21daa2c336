/*
 * What acrn_cfgc.h promises to a stranger beside the good case: requests that make no sense,
 * indices past the end, refused inputs, and folders that cannot be used.
 *
 * usage: contract SCENARIO.xml BOARD.xml EMPTY-FOLDER
 */
#include <acrn_cfgc.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <libxslt/xsltutils.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *scenario_name;
static const char *board_name;
static const char *folder_name;

static struct acrn_cfgc_request good_request(void)
{
	return (struct acrn_cfgc_request){
		.scenario = {.name = scenario_name},
		.board = {.name = board_name},
		.emit = ACRN_CFGC_ALL_GROUPS,
	};
}

static const char *in_folder(char *buffer, size_t size, const char *name)
{
	(void)snprintf(buffer, size, "%s/%s", folder_name, name);
	return buffer;
}

/* What libxml2 and libxslt would print. */
static unsigned n_printed;

static void count_printed(void *context, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void count_printed(void *context, const char *format, ...)
{
	(void)context;
	(void)format;
	n_printed++;
}

/* ---- requests ----------------------------------------------------------------------------- */

static void expect_usage(const struct acrn_cfgc_request *request, bool migrate, const char *words)
{
	struct acrn_cfgc_result *result;
	struct acrn_cfgc_file file;
	struct acrn_cfgc_memory memory;

	assert_int_equal(
		migrate ? acrn_cfgc_migrate(request, &result) : acrn_cfgc_compile(request, &result),
		ACRN_CFGC_USAGE);
	assert_int_equal(acrn_cfgc_status(result), ACRN_CFGC_USAGE);
	assert_non_null(acrn_cfgc_usage_error(result));
	assert_non_null(strstr(acrn_cfgc_usage_error(result), words));
	assert_int_equal(acrn_cfgc_file_count(result), 0);
	assert_false(acrn_cfgc_file(result, 0, &file));
	assert_false(acrn_cfgc_memory(result, &memory));
	assert_int_equal(acrn_cfgc_write(result, folder_name), ACRN_CFGC_USAGE);
	assert_int_equal(acrn_cfgc_verify(result, folder_name), ACRN_CFGC_USAGE);
	assert_int_equal(acrn_cfgc_write_depfile(result, folder_name, "x.d"), ACRN_CFGC_USAGE);
	acrn_cfgc_free(result);
}

static void requests_without_sense(void **state)
{
	static const char *const warnings[] = {"error=no-such-warning"};
	static const struct acrn_cfgc_input sheet = {.name = "a.xml", .data = "", .size = 0};
	static const struct acrn_cfgc_launch launches[] = {
		{NULL, {"launch.sh", "", 0}}, {NULL, {NULL, "", 0}}};
	struct acrn_cfgc_request request = {.emit = ACRN_CFGC_TABLES};

	(void)state;
	expect_usage(&request, false, "no scenario");
	request = good_request();
	request.target = "v9.9";
	expect_usage(&request, false, "no target 'v9.9'");
	request = good_request();
	request.warnings = warnings;
	request.n_warnings = 1;
	expect_usage(&request, false, "no-such-warning");
	request = good_request();
	request.stylesheets = &sheet;
	request.n_stylesheets = 1;
	expect_usage(&request, false, "stylesheet 'a.xml'");
	request = good_request();
	request.launches = launches;
	request.n_launches = 2;
	expect_usage(&request, false, "launch script 2 has no name");
	request = good_request();
	expect_usage(&request, true, "no release to migrate to");
	request.migrate_to = "v9.9";
	expect_usage(&request, true, "no release 'v9.9'");
	acrn_cfgc_free(NULL);
	acrn_cfgc_report_free(NULL);
}

/* ---- indices and tables -------------------------------------------------------------------- */

static void expect_no_entry(const struct acrn_cfgc_result *result, size_t past)
{
	struct acrn_cfgc_diagnostic diagnostic;
	struct acrn_cfgc_file file;
	struct acrn_cfgc_region region;
	struct acrn_cfgc_vm vm;
	struct acrn_cfgc_device device;
	struct acrn_cfgc_bar bar;
	size_t index;

	assert_false(acrn_cfgc_diagnostic(result, past, &diagnostic));
	assert_false(acrn_cfgc_file(result, past, &file));
	assert_false(acrn_cfgc_region(result, past, &region));
	assert_false(acrn_cfgc_region_vm(result, past, 0, &index));
	assert_false(acrn_cfgc_region_vm(result, 0, past, &index));
	assert_false(acrn_cfgc_vm(result, past, &vm));
	assert_false(acrn_cfgc_device(result, past, 0, &device));
	assert_false(acrn_cfgc_device(result, 0, past, &device));
	assert_false(acrn_cfgc_bar(result, past, 0, 0, &bar));
	assert_false(acrn_cfgc_bar(result, 0, past, 0, &bar));
	assert_false(acrn_cfgc_bar(result, 0, 0, past, &bar));
}

static void indices_past_the_end(void **state)
{
	struct acrn_cfgc_request request = good_request();
	struct acrn_cfgc_result *result;
	struct acrn_cfgc_file file;

	(void)state;
	assert_int_equal(acrn_cfgc_compile(&request, &result), ACRN_CFGC_OK);
	assert_null(acrn_cfgc_usage_error(result));
	expect_no_entry(result, 1000);
	expect_no_entry(result, SIZE_MAX);
	for (size_t i = 0; i < acrn_cfgc_file_count(result); i++) {
		assert_true(acrn_cfgc_file(result, i, &file));
		assert_int_equal(file.data[file.size], '\0');
	}
	assert_false(acrn_cfgc_file(result, acrn_cfgc_file_count(result), &file));
	assert_int_equal(
		acrn_cfgc_layout_report(result, "layout.pdf", &file), ACRN_CFGC_ENVIRONMENT);
	acrn_cfgc_free(result);
}

static void tables(void **state)
{
	struct acrn_cfgc_code code;
	struct acrn_cfgc_target target;
	size_t i = 0;

	(void)state;
	for (; acrn_cfgc_code(i, &code); i++)
		assert_non_null(code.title);
	assert_int_equal(i, acrn_cfgc_code_count());
	assert_true(acrn_cfgc_code_find("IVS003", &code));
	assert_string_equal(code.name, "size-not-power-of-two");
	assert_false(acrn_cfgc_code_find("IVS999", &code));
	for (i = 0; acrn_cfgc_target(i, &target); i++)
		assert_non_null(target.profile);
	assert_int_equal(i, acrn_cfgc_target_count());
	assert_false(acrn_cfgc_code(SIZE_MAX, &code) || acrn_cfgc_target(SIZE_MAX, &target));
}

/* ---- refused inputs and unusable folders --------------------------------------------------- */

static void an_input_that_is_refused(void **state)
{
	static const char text[] = "<acrn-config><hv/></acrn-config><more/>";
	struct acrn_cfgc_request request = good_request();
	struct acrn_cfgc_result *result;
	struct acrn_cfgc_diagnostic found;
	const char *words;
	size_t size;

	(void)state;
	/* Exactly so many bytes, and no NUL after them. */
	request.scenario = (struct acrn_cfgc_input){"memory", text, sizeof(text) - 1};
	assert_int_equal(acrn_cfgc_compile(&request, &result), ACRN_CFGC_INPUT_ERRORS);
	assert_int_equal(acrn_cfgc_diagnostic_count(result), 1);
	assert_true(acrn_cfgc_diagnostic(result, 0, &found));
	assert_string_equal(found.code, "XML001");
	assert_string_equal(found.place.file, "memory");
	assert_int_equal(found.place.line, 1);
	assert_int_equal(found.severity, ACRN_CFGC_ERROR);
	expect_no_entry(result, 1000);
	assert_int_equal(acrn_cfgc_write(result, folder_name), ACRN_CFGC_INPUT_ERRORS);
	assert_int_equal(
		acrn_cfgc_explain_layout(result, "hv:/a", &words, &size), ACRN_CFGC_INPUT_ERRORS);
	acrn_cfgc_free(result);

	request.scenario = (struct acrn_cfgc_input){"/nowhere/at/all.xml", NULL, 0};
	assert_int_equal(acrn_cfgc_compile(&request, &result), ACRN_CFGC_ENVIRONMENT);
	assert_true(acrn_cfgc_diagnostic(result, 0, &found));
	assert_string_equal(found.code, "OUT001");
	acrn_cfgc_free(result);
}

static void put_file(const char *name)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
}

static void folders_that_cannot_be_used(void **state)
{
	struct acrn_cfgc_request request = good_request();
	struct acrn_cfgc_report_options options = {.format = ACRN_CFGC_JSON};
	struct acrn_cfgc_report *report = acrn_cfgc_report_new(&options);
	struct acrn_cfgc_result *result;
	char name[4096];
	const char *text;
	size_t size;
	size_t before;

	(void)state;
	assert_int_equal(acrn_cfgc_compile(&request, &result), ACRN_CFGC_OK);
	/* Nothing is there yet; then a folder is where a file belongs. */
	assert_int_equal(acrn_cfgc_verify(result, in_folder(name, sizeof(name), "new")),
		ACRN_CFGC_INPUT_ERRORS);
	acrn_cfgc_free(result);
	(void)acrn_cfgc_compile(&request, &result);
	assert_int_equal(acrn_cfgc_write(result, name), ACRN_CFGC_OK);
	assert_int_equal(acrn_cfgc_verify(result, name), ACRN_CFGC_OK);
	assert_int_equal(remove(in_folder(name, sizeof(name), "new/pci_dev.c")), 0);
	assert_int_equal(mkdir(name, 0777), 0);
	before = acrn_cfgc_diagnostic_count(result);
	assert_int_equal(acrn_cfgc_verify(result, in_folder(name, sizeof(name), "new")),
		ACRN_CFGC_INPUT_ERRORS);
	assert_int_equal(acrn_cfgc_diagnostic_count(result), before + 1);
	/* Only what came last is reported. */
	assert_int_equal(acrn_cfgc_report_add_from(report, result, before), ACRN_CFGC_OK);
	assert_int_equal(acrn_cfgc_report_text(report, true, &text, &size), ACRN_CFGC_OK);
	assert_int_equal(strlen(text), size);
	assert_non_null(strstr(text, "is not a regular file"));
	assert_ptr_equal(strchr(text, '\n'), text + size - 1);
	acrn_cfgc_report_free(report);
	acrn_cfgc_free(result);

	/* And a file where the folder belongs. */
	put_file(in_folder(name, sizeof(name), "file"));
	(void)acrn_cfgc_compile(&request, &result);
	assert_int_equal(acrn_cfgc_verify(result, name), ACRN_CFGC_ENVIRONMENT);
	acrn_cfgc_free(result);
	(void)acrn_cfgc_compile(&request, &result);
	assert_int_equal(acrn_cfgc_write(result, name), ACRN_CFGC_ENVIRONMENT);
	acrn_cfgc_free(result);
}

static bool is_there(const char *name)
{
	char path[4096];

	return access(in_folder(path, sizeof(path), name), F_OK) == 0;
}

static void documents_beside_the_files(void **state)
{
	struct acrn_cfgc_request request = good_request();
	struct acrn_cfgc_document documents[2] = {{NULL, "inside", 6}, {NULL, "outside", 7}};
	struct acrn_cfgc_result *result;
	char folder[4096];
	char depfile[4096];
	char inside[4096];
	char outside[4096];

	(void)state;
	(void)in_folder(folder, sizeof(folder), "with");
	(void)in_folder(depfile, sizeof(depfile), "with/rules.d");
	documents[0].path = in_folder(inside, sizeof(inside), "with/map.txt");
	documents[1].path = in_folder(outside, sizeof(outside), "nowhere/map.txt");
	(void)acrn_cfgc_compile(&request, &result);
	/* The document elsewhere fails; the folder is complete, and so are the rules. */
	assert_int_equal(
		acrn_cfgc_write_with(result, folder, depfile, documents, 2), ACRN_CFGC_ENVIRONMENT);
	assert_int_equal(acrn_cfgc_diagnostic_count(result), 1);
	assert_true(is_there("with/pci_dev.c") && is_there("with/rules.d"));
	assert_true(is_there("with/map.txt"));
	acrn_cfgc_free(result);

	/* The one in the folder fails: nothing is written. */
	documents[0].path = in_folder(inside, sizeof(inside), "second/map.txt");
	assert_int_equal(mkdir(in_folder(folder, sizeof(folder), "second"), 0777), 0);
	assert_int_equal(mkdir(inside, 0777), 0);
	(void)acrn_cfgc_compile(&request, &result);
	assert_int_equal(
		acrn_cfgc_write_with(result, folder, NULL, documents, 1), ACRN_CFGC_ENVIRONMENT);
	assert_false(is_there("second/pci_dev.c"));
	acrn_cfgc_free(result);
}

/* What is refused before anything is opened; the words name both files. */
static void expect_clash(const struct acrn_cfgc_request *request, const char *folder,
	const char *depfile, const char *words)
{
	struct acrn_cfgc_result *result;

	assert_int_equal(acrn_cfgc_compile(request, &result), ACRN_CFGC_OK);
	assert_int_equal(acrn_cfgc_write_with(result, folder, depfile, NULL, 0), ACRN_CFGC_USAGE);
	assert_non_null(strstr(acrn_cfgc_usage_error(result), words));
	acrn_cfgc_free(result);
}

static void files_that_are_the_same(void **state)
{
	struct acrn_cfgc_request request = good_request();
	struct acrn_cfgc_document document = {NULL, "text", 4};
	struct acrn_cfgc_report_options options = {.format = ACRN_CFGC_TEXT};
	struct acrn_cfgc_report *report = acrn_cfgc_report_new(&options);
	struct acrn_cfgc_result *result;
	char folder[4096];
	char name[4096];
	const char *names[] = {scenario_name};

	(void)state;
	(void)in_folder(folder, sizeof(folder), "same");
	expect_clash(&request, folder, in_folder(name, sizeof(name), "same/./pci_dev.c"),
		"is the same as output file");
	/* Not what this release has, but what would be removed as a file of another. */
	request.target = "v3.2";
	expect_clash(&request, folder, in_folder(name, sizeof(name), "same/vbar_base.h"),
		"is the same as output file");
	request.target = NULL;
	expect_clash(&request, folder, scenario_name, "input file");
	expect_clash(&request, folder, board_name, "input file");
	assert_false(is_there("same"));

	(void)acrn_cfgc_compile(&request, &result);
	assert_int_equal(acrn_cfgc_check_names(result, folder, NULL, 0), ACRN_CFGC_OK);
	assert_int_equal(acrn_cfgc_check_names(result, NULL, names, 1), ACRN_CFGC_USAGE);
	acrn_cfgc_free(result);

	/* A program's own document: written, or one more diagnostic. */
	document.path = in_folder(name, sizeof(name), "own.txt");
	assert_int_equal(acrn_cfgc_report_write(report, &document), ACRN_CFGC_OK);
	assert_true(is_there("own.txt"));
	document.path = in_folder(name, sizeof(name), "nowhere/own.txt");
	assert_int_equal(acrn_cfgc_report_write(report, &document), ACRN_CFGC_ENVIRONMENT);
	assert_int_equal(acrn_cfgc_report_failure(report, NULL, "cannot sing"), ACRN_CFGC_OK);
	assert_int_equal(
		acrn_cfgc_report_text(report, true, &document.data, &document.size), ACRN_CFGC_OK);
	assert_non_null(strstr(document.data, "own.txt': No such file or directory [OUT002]"));
	assert_non_null(strstr(document.data, "error: cannot sing [OUT002]"));
	assert_non_null(strstr(document.data, "2 errors"));
	acrn_cfgc_report_free(report);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_without_sense),
		cmocka_unit_test(indices_past_the_end),
		cmocka_unit_test(tables),
		cmocka_unit_test(an_input_that_is_refused),
		cmocka_unit_test(folders_that_cannot_be_used),
		cmocka_unit_test(documents_beside_the_files),
		cmocka_unit_test(files_that_are_the_same),
	};

	if (argc != 4)
		return 2;
	scenario_name = argv[1];
	board_name = argv[2];
	folder_name = argv[3];
	acrn_cfgc_start();
	acrn_cfgc_start();
	xmlSetGenericErrorFunc(NULL, count_printed);
	xsltSetGenericErrorFunc(NULL, count_printed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
