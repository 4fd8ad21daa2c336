/* Repairs of a scenario: which fixes are applied, and the difference that is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "acrn_cfgc.h"
#include "fix/fix.h"

struct lab {
	struct arena arena;
	struct diag_list diags;
	struct source source;
	struct text out;
};

static void set_up(struct lab *lab, const char *bytes)
{
	*lab = (struct lab){.source = {.name = "a.xml", .bytes = bytes, .size = strlen(bytes)}};
	lab->diags.arena = &lab->arena;
	text_init(&lab->out, &lab->arena);
}

static void add_fix(struct lab *lab, uint32_t offset, uint32_t length, const char *replacement)
{
	struct loc loc = {&lab->source, offset, length};
	struct diag *diag = diag_add(&lab->diags, DIAG_IVS003, loc, "fault");

	diag_fix(&lab->diags, diag, loc, replacement, "repair");
}

static void applies_in_order_of_the_text(void **state)
{
	struct lab lab;

	(void)state;
	set_up(&lab, "one two three");
	add_fix(&lab, 8, 5, "3");
	add_fix(&lab, 0, 3, "1");
	add_fix(&lab, 3, 0, ",");
	assert_int_equal(fix_apply(&lab.diags, &lab.source, &lab.out), 3);
	assert_string_equal(lab.out.bytes, "1, two 3");
	arena_release(&lab.arena);
}

static void takes_the_first_of_overlapping_fixes(void **state)
{
	struct lab lab;

	(void)state;
	set_up(&lab, "one two three");
	add_fix(&lab, 4, 3, "2");
	add_fix(&lab, 0, 5, "x");
	add_fix(&lab, 4, 0, "y");
	assert_int_equal(fix_apply(&lab.diags, &lab.source, &lab.out), 1);
	assert_string_equal(lab.out.bytes, "one 2 three");
	arena_release(&lab.arena);
}

static void ignores_fixes_of_another_file(void **state)
{
	struct source board = {.name = "b.xml", .bytes = "abc", .size = 3};
	struct lab lab;

	(void)state;
	set_up(&lab, "one");
	add_fix(&lab, 0, 3, "1");
	assert_int_equal(fix_apply(&lab.diags, &board, &lab.out), 0);
	assert_string_equal(lab.out.bytes, "abc");
	arena_release(&lab.arena);
}

static void expect_diff(const char *before, const char *after, const char *diff)
{
	struct source old = {.name = "a.xml", .bytes = before, .size = strlen(before)};
	struct source new = {.name = "a.xml", .bytes = after, .size = strlen(after)};
	struct arena arena = {0};
	struct text out;

	text_init(&out, &arena);
	text_add(&out, "");
	fix_diff(&out, &old, &new);
	assert_string_equal(out.bytes, diff);
	arena_release(&arena);
}

static void shows_a_unified_diff(void **state)
{
	(void)state;
	expect_diff("a\nb\n", "a\nb\n", "");
	expect_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
		"--- a.xml\n+++ a.xml\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
	expect_diff("a\nb", "a\nc",
		"--- a.xml\n+++ a.xml\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n"
		"+c\n\\ No newline at end of file\n");
	expect_diff("", "a\n", "--- a.xml\n+++ a.xml\n@@ -0,0 +1,1 @@\n+a\n");
	expect_diff("a\nb\nc\n", "a\nc\n", "--- a.xml\n+++ a.xml\n@@ -1,3 +1,2 @@\n a\n-b\n c\n");
}

static void joins_near_changes_and_parts_far_ones(void **state)
{
	(void)state;
	expect_diff("a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
		"--- a.xml\n+++ a.xml\n@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
	expect_diff("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
		"--- a.xml\n+++ a.xml\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n"
		"@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}

static const char scenario[] = "<acrn-config board=\"b\" scenario=\"s\">\n"
			       "  <hv><FEATURES><IVSHMEM><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED>\n"
			       "    <IVSHMEM_REGION>hv:/a, 2.0, 0:1</IVSHMEM_REGION>\n"
			       "    <IVSHMEM_REGION>hv:/b, 2, +0:1</IVSHMEM_REGION>\n"
			       "    <IVSHMEM_REGION>hv:/c, 6, 0:1</IVSHMEM_REGION>\n"
			       "  </IVSHMEM></FEATURES></hv>\n"
			       "  <vm id=\"0\"><vm_type>SOS_VM</vm_type></vm>\n"
			       "  <vm id=\"1\"><vm_type>POST_STD_VM</vm_type></vm>\n"
			       "</acrn-config>\n";

/* The size of region 'hv:/c' has two candidates, so it is reported and stays. */
static void repairs_a_scenario_and_reports_the_rest(void **state)
{
	struct acrn_cfgc_request request = {
		.scenario = {"a.xml", scenario, sizeof(scenario) - 1}, .target = "v2.3"};
	struct acrn_cfgc_result *result;
	struct acrn_cfgc_diagnostic diagnostic;
	struct acrn_cfgc_fixed fixed;

	(void)state;
	assert_int_equal(acrn_cfgc_fix(&request, &result), ACRN_CFGC_INPUT_ERRORS);
	assert_int_equal(acrn_cfgc_diagnostic_count(result), 1);
	assert_true(acrn_cfgc_diagnostic(result, 0, &diagnostic));
	assert_string_equal(diagnostic.code, "IVS003");
	assert_string_equal(diagnostic.hint, "nearest: 4 or 8");
	assert_true(acrn_cfgc_fixed(result, &fixed));
	assert_int_equal(fixed.n_fixes, 2);
	assert_non_null(
		strstr(fixed.diff, "-    <IVSHMEM_REGION>hv:/a, 2.0, 0:1</IVSHMEM_REGION>\n"
				   "-    <IVSHMEM_REGION>hv:/b, 2, +0:1</IVSHMEM_REGION>\n"
				   "+    <IVSHMEM_REGION>hv:/a, 2, 0:1</IVSHMEM_REGION>\n"
				   "+    <IVSHMEM_REGION>hv:/b, 2, 0:1</IVSHMEM_REGION>\n"));
	assert_int_equal(fixed.size, sizeof(scenario) - 1 - 3);
	acrn_cfgc_free(result);
}

static void gives_notes_and_fixes_of_diagnostics(void **state)
{
	struct acrn_cfgc_request request = {
		.scenario = {"a.xml", scenario, sizeof(scenario) - 1}, .target = "v2.3"};
	struct acrn_cfgc_result *result;
	struct acrn_cfgc_fix_edit edit;
	struct acrn_cfgc_note note;

	(void)state;
	assert_int_equal(acrn_cfgc_compile(&request, &result), ACRN_CFGC_INPUT_ERRORS);
	assert_true(acrn_cfgc_diagnostic_fix(result, 0, 0, &edit));
	assert_string_equal(edit.replacement, "2");
	assert_string_equal(edit.place.file, "a.xml");
	assert_int_equal(edit.place.line, 3);
	assert_int_equal(edit.place.length, 3);
	assert_false(acrn_cfgc_diagnostic_fix(result, 0, 1, &edit));
	assert_false(acrn_cfgc_diagnostic_note(result, 0, 0, &note));
	assert_false(acrn_cfgc_diagnostic_fix(result, 99, 0, &edit));
	acrn_cfgc_free(result);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(applies_in_order_of_the_text),
		cmocka_unit_test(takes_the_first_of_overlapping_fixes),
		cmocka_unit_test(ignores_fixes_of_another_file),
		cmocka_unit_test(shows_a_unified_diff),
		cmocka_unit_test(joins_near_changes_and_parts_far_ones),
		cmocka_unit_test(repairs_a_scenario_and_reports_the_rest),
		cmocka_unit_test(gives_notes_and_fixes_of_diagnostics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
