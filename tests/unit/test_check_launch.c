/* The table of launch rules, and what the public API says of scripts that are given as memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "acrn_cfgc.h"
#include "launch/check.h"

/* Each LCH code has a row; LCH026 is layout's: it is known only when slots are given out. */
static void rows_and_codes_agree(void **state)
{
	(void)state;
	for (size_t code = 0; code < DIAG_CODE_COUNT; code++) {
		size_t count = 0;

		if (strncmp(diag_infos[code].code, "LCH", 3) != 0 || code == DIAG_LCH026)
			continue;
		for (size_t i = 0; i < n_launch_rules; i++)
			count += strstr(launch_rules[i].codes, diag_infos[code].code) != NULL;
		/* LCH003: of a word or a device; LCH014: malformed, or not the scenario's; LCH017:
		   of a script or a command. */
		bool two = code == DIAG_LCH003 || code == DIAG_LCH014 || code == DIAG_LCH017;

		if (count != (two ? 2 : 1))
			fail_msg("%s has %zu rows", diag_infos[code].code, count);
	}
}

static struct acrn_cfgc_result *check(const struct acrn_cfgc_launch *launches, size_t count)
{
	static struct acrn_cfgc_request request;
	struct acrn_cfgc_result *result;

	request = (struct acrn_cfgc_request){.launches = launches, .n_launches = count};
	(void)acrn_cfgc_compile(&request, &result);
	assert_non_null(result);
	return result;
}

static struct acrn_cfgc_launch script(const char *name, const char *text)
{
	return (struct acrn_cfgc_launch){.script = {name, text, strlen(text)}};
}

static void scripts_alone_are_a_complete_use(void **state)
{
	const struct acrn_cfgc_launch launches[] = {
		script("a.sh", "acrn-dm -s 5,ivshmem,dm:/test,2 $name"),
		script("b.sh", "acrn-dm -s 6,ivshmem,dm:/test,2 $name"),
	};
	struct acrn_cfgc_result *result = check(launches, 2);

	(void)state;
	assert_int_equal(acrn_cfgc_status(result), ACRN_CFGC_OK);
	assert_int_equal(acrn_cfgc_diagnostic_count(result), 0);
	assert_string_equal(acrn_cfgc_launch_summary(result),
		"dm:/test: 2 MB, shared by 2 VMs\n  a.sh:1: slot 5:0\n  b.sh:1: slot 6:0\n");
	acrn_cfgc_free(result);
}

static void nothing_at_all_is_no_request(void **state)
{
	struct acrn_cfgc_result *result = check(NULL, 0);

	(void)state;
	assert_int_equal(acrn_cfgc_status(result), ACRN_CFGC_USAGE);
	assert_null(acrn_cfgc_launch_summary(result));
	acrn_cfgc_free(result);
}

static void a_fault_hides_the_summary(void **state)
{
	const struct acrn_cfgc_launch launches[] = {
		script("a.sh", "acrn-dm -s 5,ivshmem,dm:/test,3")};
	struct acrn_cfgc_result *result = check(launches, 1);
	struct acrn_cfgc_diagnostic diagnostic;

	(void)state;
	assert_int_equal(acrn_cfgc_status(result), ACRN_CFGC_INPUT_ERRORS);
	assert_true(acrn_cfgc_diagnostic(result, 1, &diagnostic));
	assert_string_equal(diagnostic.code, "LCH012");
	assert_int_equal(diagnostic.place.column, 31);
	assert_null(acrn_cfgc_launch_summary(result));
	acrn_cfgc_free(result);
}

static void a_large_file_is_refused(void **state)
{
	size_t size = LAUNCH_MAX_SIZE + 1;
	char *text = malloc(size);
	struct acrn_cfgc_launch launch = {.script = {"big.sh", text, size}};
	struct acrn_cfgc_diagnostic diagnostic;

	(void)state;
	assert_non_null(text);
	memset(text, '#', size);

	struct acrn_cfgc_result *result = check(&launch, 1);

	assert_int_equal(acrn_cfgc_status(result), ACRN_CFGC_ENVIRONMENT);
	assert_true(acrn_cfgc_diagnostic(result, 0, &diagnostic));
	assert_string_equal(diagnostic.message, "cannot read 'big.sh': it is larger than 256 KiB");
	acrn_cfgc_free(result);
	launch.script.size--;
	result = check(&launch, 1);
	assert_int_equal(acrn_cfgc_status(result), ACRN_CFGC_INPUT_ERRORS);
	acrn_cfgc_free(result);
	free(text);
}

/* Scripts made to be slow: as long as allowed, of what costs most. */
static void long_scripts_take_no_time(void **state)
{
	static const char *const pieces[] = {"a=$a$a\n", "$(", "`", "${", "\"$(\"", "if ", "( ",
		"{ ", "a=1;", "-s 5,ivshmem,dm:/a,2 ", "acrn-dm ", "acrn-dm -s 5,ivshmem,dm:/a,2\n",
		"<<E ", "f() {\n", "a+=(b);", "x ${a[@]};"};

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		size_t length = strlen(pieces[i]);
		char *text = malloc(LAUNCH_MAX_SIZE);
		size_t used = 8;

		assert_non_null(text);
		memcpy(text, "acrn-dm ", 8);
		for (; used + length <= LAUNCH_MAX_SIZE; used += length)
			memcpy(text + used, pieces[i], length);

		struct acrn_cfgc_launch launch = {.script = {"long.sh", text, used}};
		struct acrn_cfgc_result *result = check(&launch, 1);

		assert_true(acrn_cfgc_status(result) <= ACRN_CFGC_INPUT_ERRORS);
		acrn_cfgc_free(result);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_and_codes_agree),
		cmocka_unit_test(scripts_alone_are_a_complete_use),
		cmocka_unit_test(nothing_at_all_is_no_request),
		cmocka_unit_test(a_fault_hides_the_summary),
		cmocka_unit_test(a_large_file_is_refused),
		cmocka_unit_test(long_scripts_take_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
