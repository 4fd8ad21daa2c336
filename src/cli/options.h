/*
 * The command line as data: a const table of options, from which it is parsed and --help is
 * printed, and the struct that a command line becomes. Prints nothing.
 */
#ifndef ACRNCFGC_OPTIONS_H
#define ACRNCFGC_OPTIONS_H

#include "acrn_cfgc.h"
#include "base/arena.h"

enum command {
	COMMAND_COMPILE,
	COMMAND_CHECK,
	COMMAND_FIX,
	COMMAND_EXPLAIN_LAYOUT,
	COMMAND_DIFF,
	COMMAND_MIGRATE,
	COMMAND_EXPLAIN,
	COMMAND_LIST_CODES,
	COMMAND_LIST_TARGETS,
	COMMAND_LIST_OPTIONS,
	COMMAND_HELP,
	COMMAND_VERSION,
};

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct options {
	struct arena arena; /* has the lists below, and what is as long-lived */
	enum command command;
	const char *explained; /* --explain: a code or a name; --explain-layout: a region or VM */
	const char **scenarios;
	size_t n_scenarios;
	const char *board;
	const char *board_dir;
	struct acrn_cfgc_launch *launches; /* --launch */
	size_t n_launches;
	const char *target;
	const char *migrate_to; /* a release, as target */
	bool allow_loss;
	bool shows_diff; /* --fix=diff */
	const char *output;
	unsigned emit; /* 0: not given */
	int release;   /* enum acrn_cfgc_release */
	bool verify;
	const char *depfile;
	const char *report; /* a file of its own; its ending says which form */
	struct acrn_cfgc_input *stylesheets;
	size_t n_stylesheets;
	int print_format; /* enum acrn_cfgc_format: what --diff prints */
	int format;       /* enum acrn_cfgc_format */
	const char *diagnostics_file;
	int color; /* enum color_when */
	size_t max_errors;
	bool quiet;
	bool verbose;
	bool time_passes;
	bool no_warnings;
	const char **warnings; /* the texts after -W, in order */
	size_t n_warnings;
	const char *error; /* what is wrong with the command line, in words */
};

enum option_group {
	OPTION_COMMANDS,
	OPTION_INPUT,
	OPTION_OUTPUT,
	OPTION_DIAGNOSTICS,
	OPTION_GROUP_COUNT,
};

/* A choice of an option's argument. */
struct option_word {
	const char *name; /* NULL ends a list */
	int value;
};

struct option_row {
	const char *name;     /* long name, or NULL */
	char letter;          /* short name, or '\0' */
	const char *argument; /* its name in --help; "[=WORD]": may be left out; NULL: none */
	enum option_group group;
	const char *help; /* one line */
	/* What it does: apply stores value, or argument, or one of words, at field. */
	bool (*apply)(struct options *options, const struct option_row *row, const char *argument);
	size_t field;
	int value;
	const struct option_word *words;
};

extern const struct option_row option_rows[];
extern const size_t n_option_rows;
extern const char *const option_groups[OPTION_GROUP_COUNT];

/*
 * False: the command line is wrong, and options->error says why. The strings are those of argv. In
 * every case arena_release(&options->arena) frees what was made.
 */
bool options_parse(int argc, char **argv, struct options *options);

/* Whether the verdict on the scenario is what was asked for. */
static inline bool options_asks_verdict(const struct options *options)
{
	return options->command == COMMAND_CHECK || options->command == COMMAND_FIX;
}

#endif
