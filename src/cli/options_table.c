/* The options: their names, their help and what each does. */
#include "cli/options_private.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"

/* ---- what an option does ----------------------------------------------------------------- */

bool options_fail(struct options *options, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	options->error = arena_vprintf(&options->arena, format, args);
	va_end(args);
	return false;
}

const char *options_spelling(struct options *options, const struct option_row *row)
{
	return row->name != NULL ? arena_printf(&options->arena, "--%s", row->name)
				 : arena_printf(&options->arena, "-%c", row->letter);
}

/* An argument that is not one of the choices; `meant` is the one near to it, or NULL. */
static bool fail_choice(struct options *options, const struct option_row *row, const char *given,
	const char *choices, const char *meant)
{
	const char *option = options_spelling(options, row);

	if (meant != NULL)
		return options_fail(options,
			"%s does not know '%s'; it takes %s; did you mean '%s'?", option, given,
			choices, meant);
	return options_fail(options, "%s does not know '%s'; it takes %s", option, given, choices);
}

static bool fail_word(
	struct options *options, const struct option_row *row, const char *text, size_t length)
{
	const char *given = arena_strndup(&options->arena, text, length);
	const char *choices = row->words[0].name;
	struct nearest nearest;

	nearest_begin(&nearest, given);
	for (const struct option_word *word = row->words; word->name != NULL; word++) {
		nearest_offer(&nearest, word->name);
		if (word != row->words)
			choices = arena_join(&options->arena, choices, ", ", word->name);
	}
	return fail_choice(options, row, given, choices, nearest_only(&nearest));
}

static const struct option_word *find_word(
	const struct option_word *words, const char *text, size_t length)
{
	for (; words->name != NULL; words++) {
		if (strlen(words->name) == length && strncmp(words->name, text, length) == 0)
			return words;
	}
	return NULL;
}

static void *field_of(struct options *options, const struct option_row *row)
{
	return (char *)options + row->field;
}

static bool apply_command(struct options *options, const struct option_row *row, const char *text)
{
	enum command command = (enum command)row->value;

	if (options->command != COMMAND_COMPILE && options->command != command &&
		command != COMMAND_HELP && command != COMMAND_VERSION)
		return options_fail(options, "%s and %s exclude each other",
			options_spelling(options, options_row_of_command(options->command)),
			options_spelling(options, row));
	options->command = command;
	if (row->argument != NULL)
		options->explained = text;
	return true;
}

/* A command whose argument may be left out and is one of its words. */
static bool apply_fix(struct options *options, const struct option_row *row, const char *text)
{
	if (text != NULL && strcmp(text, row->words[0].name) != 0)
		return fail_word(options, row, text, strlen(text));
	options->shows_diff |= text != NULL;
	return apply_command(options, row, NULL);
}

static bool apply_flag(struct options *options, const struct option_row *row, const char *text)
{
	(void)text;
	*(bool *)field_of(options, row) = true;
	return true;
}

/* A name of a file or the like. Two different ones are a mistake: one would be lost. */
static bool apply_text(struct options *options, const struct option_row *row, const char *text)
{
	const char **field = field_of(options, row);
	const char *option = options_spelling(options, row);

	if (text[0] == '\0')
		return options_fail(
			options, "%s needs an argument: %s, not ''", option, row->argument);
	if (*field != NULL && strcmp(*field, text) != 0)
		return options_fail(
			options, "%s is given twice: '%s' and '%s'", option, *field, text);
	*field = text;
	return true;
}

static bool apply_word(struct options *options, const struct option_row *row, const char *text)
{
	const struct option_word *word = find_word(row->words, text, strlen(text));

	if (word == NULL)
		return fail_word(options, row, text, strlen(text));
	*(int *)field_of(options, row) = word->value;
	return true;
}

static bool apply_emit(struct options *options, const struct option_row *row, const char *text)
{
	for (;;) {
		size_t length = strcspn(text, ",");
		const struct option_word *word = find_word(row->words, text, length);

		if (word == NULL)
			return fail_word(options, row, text, length);
		options->emit |= (unsigned)word->value;
		if (text[length] == '\0')
			return true;
		text += length + 1;
	}
}

static bool apply_stylesheet(
	struct options *options, const struct option_row *row, const char *text)
{
	(void)row;
	*ARRAY_ADD(&options->arena, options->stylesheets, options->n_stylesheets) =
		(struct acrn_cfgc_input){.name = text};
	return true;
}

static bool apply_report(struct options *options, const struct option_row *row, const char *text)
{
	const char *dot = strrchr(text, '.');

	for (const struct option_word *word = row->words; word->name != NULL; word++) {
		if (strcmp(text, "-") == 0 || (dot != NULL && strcmp(dot + 1, word->name) == 0))
			return apply_text(options, row, text);
	}
	return options_fail(options,
		"--report needs a file that ends in .html, .svg, .txt or .xml, or '-' for text on standard output, not '%s'",
		text);
}

static bool apply_max_errors(
	struct options *options, const struct option_row *row, const char *text)
{
	size_t length = strspn(text, "0123456789");

	(void)row;
	if (length == 0 || length > 9 || text[length] != '\0')
		return options_fail(options,
			"--max-errors needs a number from 0 (all) to 999999999, not '%s'", text);
	options->max_errors = (size_t)strtoul(text, NULL, 10);
	return true;
}

static bool apply_target(struct options *options, const struct option_row *row, const char *text)
{
	struct acrn_cfgc_target target;
	struct nearest nearest;
	const char *choices = "";

	if (acrn_cfgc_target_find(text, &target))
		return apply_text(options, row, target.name);
	nearest_begin(&nearest, text);
	for (size_t i = 0; acrn_cfgc_target(i, &target); i++) {
		nearest_offer(&nearest, target.name);
		choices = arena_join(&options->arena, choices, i == 0 ? "" : ", ", target.name);
	}
	return fail_choice(options, row, text, choices, nearest_only(&nearest));
}

static bool apply_migrate(struct options *options, const struct option_row *row, const char *text)
{
	return apply_target(options, row, text) && apply_command(options, row, text);
}

/* [VMID=]FILE: a VM's id or name holds no '/', so ./a=b.sh is a file. */
static bool apply_launch(struct options *options, const struct option_row *row, const char *text)
{
	size_t vm = strcspn(text, "=/");
	struct acrn_cfgc_launch launch = {.script = {.name = text}};

	(void)row;
	if (text[vm] == '=') {
		launch.vm = arena_strndup(&options->arena, text, vm);
		launch.script.name = text + vm + 1;
	}
	*ARRAY_ADD(&options->arena, options->launches, options->n_launches) = launch;
	if (launch.script.name[0] == '\0' || (launch.vm != NULL && launch.vm[0] == '\0'))
		return options_fail(options, "--launch needs FILE or VMID=FILE, not '%s'", text);
	return true;
}

static bool fail_warning(struct options *options, const char *text, const char *name)
{
	struct nearest nearest;
	struct acrn_cfgc_code code;

	nearest_begin(&nearest, name);
	for (size_t i = 0; acrn_cfgc_code(i, &code); i++) {
		if (code.severity == ACRN_CFGC_WARNING)
			nearest_offer(&nearest, code.name);
	}
	if (nearest.best != NULL)
		return options_fail(options, "-W%s: there is no warning '%s'; the nearest is '%s'",
			text, name, nearest.best);
	return options_fail(options, "-W%s: there is no warning '%s'; --list-codes has their names",
		text, name);
}

/* What a switch means is the library's to say; here a misspelt name is noticed. */
static bool apply_warning(struct options *options, const struct option_row *row, const char *text)
{
	static const char *const prefixes[] = {"no-error=", "error=", "no-"};
	const char *name = text;
	struct acrn_cfgc_code code;

	(void)row;
	*ARRAY_ADD(&options->arena, options->warnings, options->n_warnings) = text;
	if (strcmp(text, "error") == 0 || strcmp(text, "no-error") == 0)
		return true;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]) && name == text; i++) {
		if (strncmp(text, prefixes[i], strlen(prefixes[i])) == 0)
			name += strlen(prefixes[i]);
	}
	return acrn_cfgc_code_find(name, &code) || fail_warning(options, text, name);
}

/* ---- the table --------------------------------------------------------------------------- */

static const struct option_word format_words[] = {
	{"text", ACRN_CFGC_TEXT}, {"json", ACRN_CFGC_JSON}, {"sarif", ACRN_CFGC_SARIF}, {NULL, 0}};

static const struct option_word print_words[] = {
	{"text", ACRN_CFGC_TEXT}, {"json", ACRN_CFGC_JSON}, {NULL, 0}};
/* Endings; the values say nothing. */
static const struct option_word report_words[] = {
	{"html", 0}, {"svg", 0}, {"txt", 0}, {"xml", 0}, {NULL, 0}};
static const struct option_word color_words[] = {
	{"auto", COLOR_AUTO}, {"always", COLOR_ALWAYS}, {"never", COLOR_NEVER}, {NULL, 0}};

static const struct option_word emit_words[] = {
	{"tables", ACRN_CFGC_TABLES},
	{"config", ACRN_CFGC_CONFIG},
	{"report", ACRN_CFGC_REPORT},
	{"launch", ACRN_CFGC_LAUNCH},
	{"guest", ACRN_CFGC_GUEST},
	{"qemu", ACRN_CFGC_QEMU},
	{"hypervisor", ACRN_CFGC_HYPERVISOR},
	{"all", ACRN_CFGC_ALL_GROUPS},
	{NULL, 0},
};

static const struct option_word fix_words[] = {{"diff", 0}, {NULL, 0}};

static const struct option_word release_words[] = {
	{"y", ACRN_CFGC_RELEASE_YES}, {"n", ACRN_CFGC_RELEASE_NO}, {NULL, 0}};

const char *const option_groups[OPTION_GROUP_COUNT] = {
	[OPTION_COMMANDS] = "Instead of compiling",
	[OPTION_INPUT] = "Input",
	[OPTION_OUTPUT] = "Output",
	[OPTION_DIAGNOSTICS] = "Diagnostics",
};

/* What a row does, as the last members of its struct. */
#define COMMAND(command) apply_command, 0, command, NULL
#define FIX apply_fix, 0, COMMAND_FIX, fix_words
#define TEXT(member) apply_text, offsetof(struct options, member), 0, NULL
#define TARGET(member) apply_target, offsetof(struct options, member), 0, NULL
#define FLAG(member) apply_flag, offsetof(struct options, member), 0, NULL
#define WORD(member, words) apply_word, offsetof(struct options, member), 0, words
#define EMIT apply_emit, 0, 0, emit_words
#define MAX_ERRORS apply_max_errors, 0, 0, NULL
#define WARNING apply_warning, 0, 0, NULL
#define MIGRATE apply_migrate, offsetof(struct options, migrate_to), COMMAND_MIGRATE, NULL
#define STYLESHEET apply_stylesheet, 0, 0, NULL
#define REPORT apply_report, offsetof(struct options, report), 0, report_words
#define LAUNCH apply_launch, 0, 0, NULL

const struct option_row option_rows[] = {
	{"check", 0, NULL, OPTION_COMMANDS, "run all checks, write no output files",
		COMMAND(COMMAND_CHECK)},
	{"fix", 0, "[=diff]", OPTION_COMMANDS,
		"repair what has one right edit in each scenario, or print the edits", FIX},
	{"explain-layout", 0, "NAME", OPTION_COMMANDS,
		"why each address of a region or VM is where it is",
		COMMAND(COMMAND_EXPLAIN_LAYOUT)},
	{"diff", 0, NULL, OPTION_COMMANDS, "what changes for each VM from OLD.xml to NEW.xml",
		COMMAND(COMMAND_DIFF)},
	{"migrate", 0, "REL", OPTION_COMMANDS, "print the scenario with regions in the form of REL",
		MIGRATE},
	{"explain", 0, "CODE", OPTION_COMMANDS, "what a code means, why, and how to repair it",
		COMMAND(COMMAND_EXPLAIN)},
	{"list-codes", 0, NULL, OPTION_COMMANDS, "all codes: name, severity, title",
		COMMAND(COMMAND_LIST_CODES)},
	{"list-targets", 0, NULL, OPTION_COMMANDS, "all hypervisor releases and their profiles",
		COMMAND(COMMAND_LIST_TARGETS)},
	{"list-options", 0, NULL, OPTION_COMMANDS, "this table for programs, fields between tabs",
		COMMAND(COMMAND_LIST_OPTIONS)},
	{"help", 'h', NULL, OPTION_COMMANDS, "this text", COMMAND(COMMAND_HELP)},
	{"version", 0, NULL, OPTION_COMMANDS, "the version of this program",
		COMMAND(COMMAND_VERSION)},

	{"board", 0, "FILE", OPTION_INPUT, "the board; every other file is a scenario",
		TEXT(board)},
	{"board-dir", 0, "DIR", OPTION_INPUT,
		"the folder with each scenario's board; boards in it are skipped", TEXT(board_dir)},
	{"launch", 0, "[VMID=]FILE", OPTION_INPUT,
		"a launch script to check, of that VM; may be repeated", LAUNCH},
	{"target", 0, "REL", OPTION_INPUT,
		"hypervisor release of the tables (default: by the scenario)", TARGET(target)},

	{"output", 'o', "DIR", OPTION_OUTPUT, "where the files go; created if missing",
		TEXT(output)},
	{"emit", 0, "LIST", OPTION_OUTPUT,
		"tables,config (default), report, launch, guest, qemu, hypervisor, all", EMIT},
	{"release", 0, "y|n", OPTION_OUTPUT,
		"a hypervisor for release or debugging, whatever the scenario says",
		WORD(release, release_words)},
	{"verify", 0, NULL, OPTION_OUTPUT, "write nothing, say which files of DIR would change",
		FLAG(verify)},
	{"depfile", 0, "FILE", OPTION_OUTPUT, "make rules: the outputs depend on the inputs",
		TEXT(depfile)},
	{"report", 0, "FILE", OPTION_OUTPUT,
		"the memory map, also when refused: *.html, .svg, .txt, .xml, -", REPORT},
	{"stylesheet", 0, "FILE", OPTION_OUTPUT,
		"XSLT for a report of your own: a.csv.xsl makes a.csv", STYLESHEET},
	{"allow-loss", 0, NULL, OPTION_OUTPUT, "--migrate drops what REL has no place for",
		FLAG(allow_loss)},
	{"format", 0, "FORM", OPTION_OUTPUT, "what --diff prints: text (default) or json",
		WORD(print_format, print_words)},

	{"diagnostics", 0, "FORM", OPTION_DIAGNOSTICS,
		"text (default), json (an object a line) or sarif", WORD(format, format_words)},
	{"diagnostics-file", 0, "FILE", OPTION_DIAGNOSTICS, "there instead of standard error",
		TEXT(diagnostics_file)},
	{"color", 0, "WHEN", OPTION_DIAGNOSTICS,
		"auto (default: a terminal, no NO_COLOR), always, never", WORD(color, color_words)},
	{"max-errors", 0, "N", OPTION_DIAGNOSTICS,
		"show no more than N errors, say how many more; 0: all", MAX_ERRORS},
	{NULL, 'W', "error", OPTION_DIAGNOSTICS, "warnings are errors", WARNING},
	{NULL, 'W', "error=NAME", OPTION_DIAGNOSTICS, "that warning is an error", WARNING},
	{NULL, 'W', "no-error=NAME", OPTION_DIAGNOSTICS,
		"that error with a star in --list-codes is a warning", WARNING},
	{NULL, 'W', "no-NAME", OPTION_DIAGNOSTICS, "without that warning", WARNING},
	{NULL, 'W', "NAME", OPTION_DIAGNOSTICS, "with it: undoes the two above", WARNING},
	{NULL, 'w', NULL, OPTION_DIAGNOSTICS, "without any warning", FLAG(no_warnings)},
	{"quiet", 'q', NULL, OPTION_DIAGNOSTICS,
		"without notes and the line that counts the errors", FLAG(quiet)},
	{"verbose", 'v', NULL, OPTION_DIAGNOSTICS,
		"say what is read, checked and written; of several source lines too",
		FLAG(verbose)},
	{"time-passes", 0, NULL, OPTION_DIAGNOSTICS, "say at the end how long each pass took",
		FLAG(time_passes)},
};

#define N_ROWS (sizeof(option_rows) / sizeof(option_rows[0]))

const size_t n_option_rows = N_ROWS;

_Static_assert(N_ROWS <= OPTIONS_MAX_ROWS, "raise OPTIONS_MAX_ROWS");

const struct option_row *options_row_of_command(enum command command)
{
	size_t i = 0;

	while (option_rows[i].value != (int)command)
		i++;
	return &option_rows[i];
}
