/*
 * The check table both ways: each row reports the codes it names and no others, each code of a
 * rule has a row, and each has an input in tests/cases/bad that shows it.
 */
#include "parse_fixture.h"

#include <dirent.h>
#include <stdio.h>

#include "check/rules.h"

#define MAX_RULES 256u

static const char *source_dir(void)
{
	const char *folder = getenv("SOURCE_DIR");

	return folder != NULL ? folder : ".";
}

/* The file's bytes and a NUL; NULL if there is no such file. */
static char *read_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *text;
	size_t size;

	if (file == NULL)
		return NULL;
	text = calloc(1, 65536);
	assert_non_null(text);
	size = fread(text, 1, 65535, file);
	assert_true(size < 65535);
	(void)fclose(file);
	return text;
}

static char *read_case_file(const char *name, const char *suffix)
{
	char path[1024];

	assert_true(snprintf(path, sizeof(path), "%s/tests/cases/bad/%s%s", source_dir(), name,
			    suffix) < (int)sizeof(path));
	return read_file(path);
}

static const struct target *target_of_case(const char *name)
{
	char *arguments = read_case_file(name, ".args");
	const struct target *target = NULL;

	if (arguments == NULL)
		return NULL;
	const char *option = strstr(arguments, "--target ");

	if (option != NULL) {
		arguments[strcspn(arguments, "\n")] = '\0';
		target = target_find(option + 9);
		assert_non_null(target);
	}
	free(arguments);
	return target;
}

static struct fixture *new_fixture(void)
{
	void *state = NULL;

	assert_int_equal(fixture_setup(&state), 0);
	return state;
}

static void free_fixture(struct fixture *fixture)
{
	void *state = fixture;

	assert_int_equal(fixture_teardown(&state), 0);
}

static bool names_code(const char *codes, const char *code)
{
	const char *found = strstr(codes, code);

	return found != NULL && (found == codes || found[-1] == ' ') &&
	       (found[strlen(code)] == ' ' || found[strlen(code)] == '\0');
}

/* Runs each rule by itself over one input and marks the codes that it reported. */
static void run_rules(const char *name, bool seen[][DIAG_CODE_COUNT])
{
	struct fixture *scenario = new_fixture();
	struct fixture *board = new_fixture();
	char *text = read_case_file(name, ".xml");
	char *board_text = read_case_file(name, ".board.xml");

	if (board_text == NULL)
		board_text = read_case_file("board", ".xml");
	assert_non_null(text);
	assert_non_null(board_text);
	scenario->ctx.target = target_of_case(name);
	fixture_scenario(scenario, text)->board = fixture_board(board, board_text);
	resolve_config(&scenario->ctx, &scenario->config);

	scenario->ctx.config = &scenario->config;
	for (size_t i = 0; i < n_check_rules; i++) {
		size_t before = scenario->diags.count;

		check_run(&scenario->ctx, &check_rules[i]);
		for (size_t j = before; j < scenario->diags.count; j++) {
			enum diag_code code = scenario->diags.items[j]->code;

			if (!names_code(check_rules[i].codes, diag_infos[code].code))
				fail_msg("%s: row '%s' reports %s", name, check_rules[i].codes,
					diag_infos[code].code);
			seen[i][code] = true;
		}
	}
	free_fixture(scenario);
	free_fixture(board);
	free(text);
	free(board_text);
}

static bool is_case(const char *file, char *name, size_t size)
{
	size_t length = strlen(file);

	if (length < 5 || length >= size || strcmp(file + length - 4, ".xml") != 0 ||
		strcmp(file, "board.xml") == 0 || strstr(file, ".board.xml") != NULL)
		return false;
	memcpy(name, file, length - 4);
	name[length - 4] = '\0';
	return true;
}

/* Inputs of other codes may have no model at all: they are not even well-formed. */
static bool is_of_a_rule(const char *name)
{
	for (size_t i = 0; i < n_check_rules; i++) {
		for (size_t code = 0; code < DIAG_CODE_COUNT; code++) {
			const char *text = diag_infos[code].code;

			if (strncmp(name, text, strlen(text)) == 0 &&
				names_code(check_rules[i].codes, text))
				return true;
		}
	}
	return false;
}

static void test_rows_report_their_codes(void **state)
{
	static bool seen[MAX_RULES][DIAG_CODE_COUNT];
	char path[1024];
	char name[256];
	struct dirent *entry;
	DIR *folder;

	(void)state;
	assert_true(n_check_rules <= MAX_RULES);
	(void)snprintf(path, sizeof(path), "%s/tests/cases/bad", source_dir());
	folder = opendir(path);
	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		if (is_case(entry->d_name, name, sizeof(name)) && is_of_a_rule(name))
			run_rules(name, seen);
	}
	(void)closedir(folder);
	for (size_t i = 0; i < n_check_rules; i++) {
		for (size_t code = 0; code < DIAG_CODE_COUNT; code++) {
			if (names_code(check_rules[i].codes, diag_infos[code].code) &&
				!seen[i][code])
				fail_msg("no input of tests/cases/bad makes row '%s' report %s",
					check_rules[i].codes, diag_infos[code].code);
		}
	}
}

static void test_rows_name_known_codes(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_check_rules; i++) {
		const char *codes = check_rules[i].codes;

		while (codes[0] != '\0') {
			char code[7] = "";

			assert_true(strlen(codes) >= 6);
			memcpy(code, codes, 6);
			if (diag_find(code) == DIAG_CODE_COUNT)
				fail_msg("the table names %s, which is no code", code);
			codes += 6;
			codes += codes[0] == ' ';
		}
	}
}

/* The subjects whose codes are reported by nothing but the table. */
static void test_every_code_has_a_row(void **state)
{
	(void)state;
	for (size_t code = 0; code < DIAG_CODE_COUNT; code++) {
		const char *text = diag_infos[code].code;
		bool found = strncmp(text, "IVS", 3) != 0 && strncmp(text, "VMS", 3) != 0;

		for (size_t i = 0; i < n_check_rules; i++)
			found |= names_code(check_rules[i].codes, text);
		if (!found)
			fail_msg("no row of the table reports %s", text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_name_known_codes),
		cmocka_unit_test(test_every_code_has_a_row),
		cmocka_unit_test(test_rows_report_their_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
