/*
 * A scenario that borrows its board from another result gets what it gets alone: the same files,
 * byte for byte, and the same report. Alone is judged by a compilation that reads the board.
 *
 * usage: shared_board BOARD.xml SCENARIO.xml...   the first scenario lends
 */
#include <acrn_cfgc.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *board_name;
static const char **scenario_names;
static size_t n_scenarios;

static struct acrn_cfgc_result *compile(
	const struct acrn_cfgc_request *request, enum acrn_cfgc_status status)
{
	struct acrn_cfgc_result *result;

	assert_int_equal(acrn_cfgc_compile(request, &result), status);
	return result;
}

static struct acrn_cfgc_request request_for(const char *scenario, const char *board)
{
	return (struct acrn_cfgc_request){
		.scenario = {.name = scenario},
		.board = {.name = board},
		.emit = ACRN_CFGC_ALL_GROUPS,
	};
}

static struct acrn_cfgc_report *report_of(
	const struct acrn_cfgc_result *result, const char **text, size_t *size)
{
	struct acrn_cfgc_report_options options = {.format = ACRN_CFGC_JSON};
	struct acrn_cfgc_report *report = acrn_cfgc_report_new(&options);

	assert_non_null(report);
	assert_int_equal(acrn_cfgc_report_add_from(report, result, 0), ACRN_CFGC_OK);
	assert_int_equal(acrn_cfgc_report_text(report, true, text, size), ACRN_CFGC_OK);
	return report;
}

static void expect_same_report(
	const struct acrn_cfgc_result *left, const struct acrn_cfgc_result *right)
{
	const char *texts[2];
	size_t sizes[2];
	struct acrn_cfgc_report *reports[2] = {
		report_of(left, &texts[0], &sizes[0]),
		report_of(right, &texts[1], &sizes[1]),
	};

	assert_int_equal(sizes[0], sizes[1]);
	assert_memory_equal(texts[0], texts[1], sizes[0]);
	acrn_cfgc_report_free(reports[0]);
	acrn_cfgc_report_free(reports[1]);
}

static void expect_same_files(
	const struct acrn_cfgc_result *left, const struct acrn_cfgc_result *right)
{
	struct acrn_cfgc_file a;
	struct acrn_cfgc_file b;

	assert_int_equal(acrn_cfgc_file_count(left), acrn_cfgc_file_count(right));
	for (size_t i = 0; acrn_cfgc_file(left, i, &a) && acrn_cfgc_file(right, i, &b); i++) {
		assert_string_equal(a.path, b.path);
		assert_int_equal(a.size, b.size);
		assert_memory_equal(a.data, b.data, a.size);
	}
}

static void makes_what_is_made_alone(void **state)
{
	struct acrn_cfgc_request first = request_for(scenario_names[0], board_name);

	first.lends_board = true;
	(void)state;

	struct acrn_cfgc_result *lender;

	(void)acrn_cfgc_compile(&first, &lender);
	for (size_t i = 0; i < n_scenarios; i++) {
		struct acrn_cfgc_request alone = request_for(scenario_names[i], board_name);
		struct acrn_cfgc_request borrowing = alone;
		struct acrn_cfgc_result *expected;
		struct acrn_cfgc_result *made;

		borrowing.board_of = lender;
		made = compile(&borrowing, acrn_cfgc_compile(&alone, &expected));
		expect_same_report(expected, made);
		expect_same_files(expected, made);
		acrn_cfgc_free(expected);
		acrn_cfgc_free(made);
	}
	acrn_cfgc_free(lender);
}

/* It is borrowed indeed: the borrower's own name for it leads nowhere. */
static void reads_no_board_of_its_own(void **state)
{
	struct acrn_cfgc_request first = request_for(scenario_names[0], board_name);
	struct acrn_cfgc_request second = request_for(scenario_names[0], "no-such-board.xml");
	struct acrn_cfgc_result *lender;
	struct acrn_cfgc_result *borrower;

	(void)state;
	first.lends_board = true;
	lender = compile(&first, ACRN_CFGC_OK);
	second.board_of = lender;
	borrower = compile(&second, ACRN_CFGC_OK);
	expect_same_files(lender, borrower);
	acrn_cfgc_free(borrower);
	acrn_cfgc_free(lender);
}

/* With its faults, which are the borrower's, too; but not where other switches judge them. */
static void lends_a_board_with_faults(void **state)
{
	static const char faulty[] = "<acrn-config board='x'><IOMEM_INFO>2-1 : System RAM"
				     "</IOMEM_INFO></acrn-config>";
	static const char *const switches[] = {"error"};
	struct acrn_cfgc_request first = request_for(scenario_names[0], "faulty.xml");
	struct acrn_cfgc_request second = request_for(scenario_names[0], "no-such-board.xml");
	struct acrn_cfgc_result *lender;
	struct acrn_cfgc_result *borrower;

	(void)state;
	first.board.data = faulty;
	first.board.size = sizeof(faulty) - 1;
	first.lends_board = true;
	lender = compile(&first, ACRN_CFGC_INPUT_ERRORS);
	assert_true(acrn_cfgc_lends_board(lender));
	second.board_of = lender;
	borrower = compile(&second, ACRN_CFGC_INPUT_ERRORS);
	assert_false(acrn_cfgc_lends_board(borrower));
	expect_same_report(lender, borrower);
	acrn_cfgc_free(borrower);
	second.warnings = switches;
	second.n_warnings = 1;
	borrower = compile(&second, ACRN_CFGC_ENVIRONMENT);
	acrn_cfgc_free(borrower);
	acrn_cfgc_free(lender);
}

/* Neither without being asked to, nor none at all. */
static void lends_nothing_else(void **state)
{
	struct acrn_cfgc_request lenders[2];

	(void)state;
	lenders[0] = request_for(scenario_names[0], board_name);
	lenders[1] = request_for(scenario_names[0], NULL);
	lenders[1].emit = 0;
	lenders[1].lends_board = true;
	for (size_t i = 0; i < 2; i++) {
		struct acrn_cfgc_request second =
			request_for(scenario_names[0], "no-such-board.xml");
		struct acrn_cfgc_result *lender;
		struct acrn_cfgc_result *borrower;

		(void)acrn_cfgc_compile(&lenders[i], &lender);
		second.board_of = lender;
		borrower = compile(&second, ACRN_CFGC_ENVIRONMENT);
		acrn_cfgc_free(borrower);
		acrn_cfgc_free(lender);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_what_is_made_alone),
		cmocka_unit_test(reads_no_board_of_its_own),
		cmocka_unit_test(lends_a_board_with_faults),
		cmocka_unit_test(lends_nothing_else),
	};

	if (argc < 3)
		return 2;
	board_name = argv[1];
	scenario_names = (const char **)&argv[2];
	n_scenarios = (size_t)argc - 2;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
