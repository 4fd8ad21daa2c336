/* Which options and operands of a command line fit together, each of them right by itself. */
#include "cli/options_private.h"

#include <stdarg.h>
#include <string.h>

/* What holds of every right command line; otherwise the text says what is wrong. */
static bool require(struct options *options, bool holds, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static bool require(struct options *options, bool holds, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (!holds)
		options->error = arena_vprintf(&options->arena, format, args);
	va_end(args);
	return holds;
}

/* The scenario of that index, or "". */
static const char *scenario(const struct options *options, size_t i)
{
	return i < options->n_scenarios ? options->scenarios[i] : "";
}

static bool has_board(const struct options *options)
{
	return options->board != NULL || options->board_dir != NULL;
}

static bool is_stdin(const char *name)
{
	return name != NULL && strcmp(name, "-") == 0;
}

static size_t count_stdin(const struct options *options)
{
	size_t count = is_stdin(options->board);

	for (size_t i = 0; i < options->n_scenarios; i++)
		count += is_stdin(options->scenarios[i]);
	for (size_t i = 0; i < options->n_launches; i++)
		count += is_stdin(options->launches[i].script.name);
	return count;
}

/* With --board or --board-dir every operand is a scenario; otherwise the last of two, or of three
   with --diff, is the board. */
static bool take_board(struct options *options)
{
	bool diff = options->command == COMMAND_DIFF;

	if (!has_board(options) && options->n_scenarios == (diff ? 3 : 2))
		options->board = options->scenarios[--options->n_scenarios];
	return require(options, options->board == NULL || options->board_dir == NULL,
		       "--board and --board-dir exclude each other") &&
	       require(options, diff || has_board(options) || options->n_scenarios <= 2,
		       "'%s' is one file too many; for several scenarios use --check with --board or --board-dir",
		       scenario(options, 2));
}

/* One set of launch scripts belongs to one scenario; alone it needs no board. */
static bool check_inputs(struct options *options)
{
	size_t n_scenarios = options->n_scenarios;
	bool launches = options->n_launches != 0;

	return require(options, n_scenarios != 0 || !launches || options->command == COMMAND_CHECK,
		       "launch scripts alone can only be checked, with --check") &&
	       require(options, n_scenarios != 0 || launches,
		       "there is no scenario: SCENARIO.xml BOARD.xml -o DIR") &&
	       take_board(options) &&
	       require(options, count_stdin(options) <= 1,
		       "'-' is given twice; standard input can be read once") &&
	       require(options, !launches || options->n_scenarios <= 1,
		       "launch scripts are checked against one scenario, not '%s' too",
		       scenario(options, 1)) &&
	       require(options, n_scenarios != 0 || !has_board(options),
		       "a board without a scenario says nothing about launch scripts");
}

/* What belongs to one command only, or is written where something else is. */
static bool check_placement(struct options *options)
{
	bool diff = options->command == COMMAND_DIFF;
	bool report = options->report != NULL;
	bool shared = options->format != ACRN_CFGC_TEXT && options->diagnostics_file == NULL;
	bool depfile = is_stdin(options->depfile);

	return require(options, !shared || (!options->verbose && !options->time_passes),
		       "%s would write between the diagnostics; name a --diagnostics-file for them",
		       options->verbose ? "-v" : "--time-passes") &&
	       require(options, !diff || (options->n_scenarios == 2 && has_board(options)),
		       "--diff needs three files: OLD.xml NEW.xml BOARD.xml") &&
	       require(options,
		       options->command != COMMAND_EXPLAIN_LAYOUT ||
			       (options->n_scenarios == 1 && has_board(options)),
		       "--explain-layout needs two files: SCENARIO.xml BOARD.xml") &&
	       require(options, !diff || !report, "--diff makes no --report") &&
	       /* Only what is read and what is printed has a stream that '-' could mean. */
	       require(options, !depfile && !is_stdin(options->diagnostics_file),
		       "--%s needs the name of a file, not '-'; that of standard output is /dev/stdout",
		       depfile ? "depfile" : "diagnostics-file") &&
	       require(options, diff || options->print_format == ACRN_CFGC_TEXT,
		       "--format goes with --diff only") &&
	       require(options, !options->allow_loss || options->command == COMMAND_MIGRATE,
		       "--allow-loss goes with --migrate only") &&
	       require(options, !report || options->n_scenarios != 0,
		       "--report needs a scenario") &&
	       require(options, !report || options->n_scenarios == 1,
		       "--report shows one scenario, not '%s' too", scenario(options, 1)) &&
	       require(options, !report || has_board(options),
		       "--report needs a board: SCENARIO.xml BOARD.xml");
}

static bool check_compile(struct options *options)
{
	if (options->emit == 0)
		options->emit = ACRN_CFGC_TABLES | ACRN_CFGC_CONFIG;
	return require(options, options->n_scenarios == 1,
		       "one scenario is compiled at a time, not '%s' too; several can be checked with --check",
		       scenario(options, 1)) &&
	       require(options, options->output != NULL,
		       "compiling '%s' needs -o DIR; --check writes no files",
		       scenario(options, 0)) &&
	       require(options, has_board(options),
		       "compiling '%s' needs a board: SCENARIO.xml BOARD.xml -o DIR",
		       scenario(options, 0)) &&
	       require(options, !options->verify || options->depfile == NULL,
		       "--verify writes nothing, so there is no --depfile") &&
	       require(options,
		       options->release == ACRN_CFGC_RELEASE_AS_GIVEN ||
			       (options->emit & ACRN_CFGC_HYPERVISOR) != 0,
		       "--release goes with --emit hypervisor only");
}

/* What needs no DIR: --check, --fix, --migrate, --explain-layout and --diff. */
static bool check_no_files(struct options *options)
{
	const char *unwanted = options->output != NULL       ? "--output"
			       : options->emit != 0          ? "--emit"
			       : options->release != 0       ? "--release"
			       : options->verify             ? "--verify"
			       : options->depfile != NULL    ? "--depfile"
			       : options->n_stylesheets != 0 ? "--stylesheet"
							     : NULL;
	bool migrate = options->command == COMMAND_MIGRATE;

	return require(options, !migrate || options->n_scenarios == 1,
		       "one scenario is migrated at a time, not '%s' too", scenario(options, 1)) &&
	       require(options, !migrate || options->report == NULL,
		       "--migrate makes no --report") &&
	       require(options, unwanted == NULL, "--%s makes no output files, so there is no %s",
		       options_row_of_command(options->command)->name, unwanted);
}

bool options_check(struct options *options)
{
	switch (options->command) {
	case COMMAND_HELP:
	case COMMAND_VERSION: return true;
	case COMMAND_EXPLAIN:
	case COMMAND_LIST_CODES:
	case COMMAND_LIST_TARGETS:
	case COMMAND_LIST_OPTIONS:
		return require(options, options->n_scenarios == 0, "--%s reads no file: '%s'",
			options_row_of_command(options->command)->name, scenario(options, 0));
	case COMMAND_COMPILE:
		return check_inputs(options) && check_placement(options) && check_compile(options);
	default:
		return check_inputs(options) && check_placement(options) && check_no_files(options);
	}
}
