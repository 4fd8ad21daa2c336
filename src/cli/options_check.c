/* Which options and operands of a command line fit together, each of them right by itself. */
#include "cli/options_private.h"

#include <string.h>

/* With --board or --board-dir every operand is a scenario, else the second is the board. */
static bool take_board(struct options *options)
{
	if (options->board != NULL && options->board_dir != NULL)
		return options_fail(options, "--board and --board-dir exclude each other");
	if (options->board != NULL || options->board_dir != NULL)
		return true;
	if (options->command == COMMAND_DIFF) {
		if (options->n_scenarios == 3)
			options->board = options->scenarios[--options->n_scenarios];
		return true;
	}
	if (options->n_scenarios > 2)
		return options_fail(options,
			"'%s' is one file too many; for several scenarios use --check with --board or --board-dir",
			options->scenarios[2]);
	if (options->n_scenarios == 2) {
		options->board = options->scenarios[1];
		options->n_scenarios = 1;
	}
	return true;
}

static bool is_stdin(const char *name)
{
	return name != NULL && strcmp(name, "-") == 0;
}

static bool check_stdin(struct options *options)
{
	size_t n_stdin = is_stdin(options->board);

	for (size_t i = 0; i < options->n_scenarios; i++)
		n_stdin += is_stdin(options->scenarios[i]);
	for (size_t i = 0; i < options->n_launches; i++)
		n_stdin += is_stdin(options->launches[i].script.name);
	if (n_stdin > 1)
		return options_fail(options, "'-' is given twice; standard input can be read once");
	return true;
}

static bool check_compile(struct options *options)
{
	if (options->n_scenarios > 1)
		return options_fail(options,
			"one scenario is compiled at a time, not '%s' too; several can be checked with --check",
			options->scenarios[1]);
	if (options->output == NULL)
		return options_fail(options, "compiling '%s' needs -o DIR; --check writes no files",
			options->scenarios[0]);
	if (options->board == NULL && options->board_dir == NULL)
		return options_fail(options,
			"compiling '%s' needs a board: SCENARIO.xml BOARD.xml -o DIR",
			options->scenarios[0]);
	if (options->verify && options->depfile != NULL)
		return options_fail(options, "--verify writes nothing, so there is no --depfile");
	if (options->release != ACRN_CFGC_RELEASE_AS_GIVEN &&
		(options->emit & ACRN_CFGC_HYPERVISOR) == 0)
		return options_fail(options, "--release goes with --emit hypervisor only");
	if (options->emit == 0)
		options->emit = ACRN_CFGC_TABLES | ACRN_CFGC_CONFIG;
	return true;
}

/* What needs no DIR: --check, --migrate and the questions about a layout. */
static bool check_no_files(struct options *options)
{
	const char *unwanted = options->output != NULL       ? "--output"
			       : options->emit != 0          ? "--emit"
			       : options->release != 0       ? "--release"
			       : options->verify             ? "--verify"
			       : options->depfile != NULL    ? "--depfile"
			       : options->n_stylesheets != 0 ? "--stylesheet"
							     : NULL;

	if (unwanted != NULL)
		return options_fail(options, "--%s makes no output files, so there is no %s",
			options_row_of_command(options->command)->name, unwanted);
	return true;
}

/* --explain-layout asks one layout, --diff compares two. */
static bool check_question(struct options *options)
{
	bool diff = options->command == COMMAND_DIFF;

	if (options->n_scenarios != (diff ? 2u : 1u) ||
		(options->board == NULL && options->board_dir == NULL))
		return options_fail(
			options, diff ? "--diff needs three files: OLD.xml NEW.xml BOARD.xml"
				      : "--explain-layout needs two files: SCENARIO.xml BOARD.xml");
	if (diff && options->report != NULL)
		return options_fail(options, "--diff makes no --report");
	return true;
}

static bool check_migrate(struct options *options)
{
	if (options->n_scenarios > 1)
		return options_fail(options, "one scenario is migrated at a time, not '%s' too",
			options->scenarios[1]);
	if (options->report != NULL)
		return options_fail(options, "--migrate makes no --report");
	return check_no_files(options);
}

static bool check_report(struct options *options)
{
	const char *scenario = options->n_scenarios == 0 ? NULL : options->scenarios[0];

	if (options->report == NULL)
		return true;
	if (scenario == NULL)
		return options_fail(options, "--report needs a scenario");
	if (options->n_scenarios > 1)
		return options_fail(options, "--report shows one scenario, not '%s' too",
			options->scenarios[1]);
	if (options->board == NULL && options->board_dir == NULL)
		return options_fail(options, "--report needs a board: SCENARIO.xml BOARD.xml");
	return true;
}

/* Only what is read and what is printed has a stream that '-' could mean. */
static bool check_written(struct options *options)
{
	bool depfile = is_stdin(options->depfile);

	if (!depfile && !is_stdin(options->diagnostics_file))
		return true;
	return options_fail(options,
		"--%s needs the name of a file, not '-'; that of standard output is /dev/stdout",
		depfile ? "depfile" : "diagnostics-file");
}

/* What belongs to one command only. */
static bool check_placement(struct options *options)
{
	if (!check_written(options))
		return false;
	if (options->print_format != ACRN_CFGC_TEXT && options->command != COMMAND_DIFF)
		return options_fail(options, "--format goes with --diff only");
	if (options->allow_loss && options->command != COMMAND_MIGRATE)
		return options_fail(options, "--allow-loss goes with --migrate only");
	return check_report(options);
}

/* One set of launch scripts belongs to one scenario; alone it needs no board. */
static bool check_launches(struct options *options)
{
	if (options->n_launches == 0)
		return true;
	if (options->n_scenarios > 1)
		return options_fail(options,
			"launch scripts are checked against one scenario, not '%s' too",
			options->scenarios[1]);
	if (options->n_scenarios == 0 && (options->board != NULL || options->board_dir != NULL))
		return options_fail(
			options, "a board without a scenario says nothing about launch scripts");
	return true;
}

bool options_check(struct options *options)
{
	bool question =
		options->command == COMMAND_EXPLAIN_LAYOUT || options->command == COMMAND_DIFF;
	bool reads = question || options->command == COMMAND_COMPILE ||
		     options->command == COMMAND_CHECK || options->command == COMMAND_FIX ||
		     options->command == COMMAND_MIGRATE;

	if (options->command == COMMAND_HELP || options->command == COMMAND_VERSION)
		return true;
	if (!reads && options->n_scenarios != 0)
		return options_fail(options, "--%s reads no file: '%s'",
			options_row_of_command(options->command)->name, options->scenarios[0]);
	if (!reads)
		return true;
	if (options->n_scenarios == 0 && options->n_launches > 0 &&
		options->command != COMMAND_CHECK)
		return options_fail(
			options, "launch scripts alone can only be checked, with --check");
	if (options->n_scenarios == 0 && options->n_launches == 0)
		return options_fail(options, "there is no scenario: SCENARIO.xml BOARD.xml -o DIR");
	if (!take_board(options) || !check_stdin(options) || !check_launches(options))
		return false;
	if ((options->verbose || options->time_passes) && options->format != ACRN_CFGC_TEXT &&
		options->diagnostics_file == NULL)
		return options_fail(options,
			"%s would write between the diagnostics; name a --diagnostics-file for them",
			options->verbose ? "-v" : "--time-passes");
	if (question && !check_question(options))
		return false;
	if (!check_placement(options))
		return false;
	switch (options->command) {
	case COMMAND_COMPILE: return check_compile(options);
	case COMMAND_MIGRATE: return check_migrate(options);
	default: return check_no_files(options);
	}
}
