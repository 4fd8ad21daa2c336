/* argv to struct options. What an option is, options_table.c says. */
#include "cli/options_private.h"

#include <getopt.h>
#include <string.h>

#include "base/nearest.h"

/* What getopt_long() returns for a row without a letter. */
#define ROW_VALUE(index) (256 + (int)(index))

/* The first of them; a letter that no row has is never asked for, not by getopt_long() either. */
static const struct option_row *row_of_letter(int letter)
{
	size_t i = 0;

	while (option_rows[i].letter != letter)
		i++;
	return &option_rows[i];
}

struct grammar {
	char letters[3 + 2 * OPTIONS_MAX_ROWS];
	struct option longs[OPTIONS_MAX_ROWS + 1];
};

static void make_grammar(struct grammar *grammar)
{
	/* "-": operands come in order whatever POSIXLY_CORRECT says; ":": messages are ours. */
	char *letter = grammar->letters;
	struct option *next = grammar->longs;

	*letter++ = '-';
	*letter++ = ':';
	for (size_t i = 0; i < n_option_rows; i++) {
		const struct option_row *row = &option_rows[i];

		if (row->letter != '\0' && row_of_letter(row->letter) == row) {
			*letter++ = row->letter;
			if (row->argument != NULL)
				*letter++ = ':';
		}
		if (row->name != NULL)
			*next++ = (struct option){row->name,
				row->argument == NULL                  ? no_argument
				: strncmp(row->argument, "[=", 2) == 0 ? optional_argument
								       : required_argument,
				NULL, ROW_VALUE(i)};
	}
	*letter = '\0';
	*next = (struct option){NULL, 0, NULL, 0};
}

static const struct option_row *row_of_value(int value)
{
	if (value >= ROW_VALUE(0))
		return &option_rows[value - ROW_VALUE(0)];
	return row_of_letter(value);
}

static bool fail_unknown(struct options *options, const char *word)
{
	struct nearest nearest;
	size_t n_begun = 0;

	if (optopt >= ROW_VALUE(0))
		return options_fail(
			options, "--%s takes no argument: '%s'", row_of_value(optopt)->name, word);
	if (optopt != 0)
		return options_fail(options, "there is no option '-%c'", optopt);

	const char *name = arena_strndup(&options->arena, word + 2, strcspn(word + 2, "="));

	nearest_begin(&nearest, name);
	for (size_t i = 0; i < n_option_rows; i++) {
		if (option_rows[i].name == NULL)
			continue;
		nearest_offer(&nearest, option_rows[i].name);
		n_begun += strncmp(option_rows[i].name, name, strlen(name)) == 0;
	}
	if (n_begun > 1)
		return options_fail(
			options, "'--%s' begins %zu options; write it out", name, n_begun);
	if (nearest.best != NULL)
		return options_fail(options, "there is no option '--%s'; the nearest is '--%s'",
			name, nearest.best);
	return options_fail(options, "there is no option '--%s'", name);
}

static bool add_operand(struct options *options, const char *operand)
{
	if (operand[0] == '\0')
		return options_fail(options, "'' is no file name");
	*ARRAY_ADD(&options->arena, options->scenarios, options->n_scenarios) = operand;
	return true;
}

/* One option or operand of the command line, as getopt_long() saw it. */
static bool apply_value(struct options *options, int value, const char *word)
{
	const struct option_row *row;

	switch (value) {
	case 1: return add_operand(options, optarg);
	case '?': return fail_unknown(options, word);
	case ':':
		row = row_of_value(optopt);
		return options_fail(options, "%s needs an argument: %s",
			options_spelling(options, row), row->argument);
	default: row = row_of_value(value); return row->apply(options, row, optarg);
	}
}

static bool parse_words(int argc, char **argv, struct options *options)
{
	struct grammar grammar;
	int value;

	make_grammar(&grammar);
	opterr = 0;
	optind = 1;
	while ((value = getopt_long(argc, argv, grammar.letters, grammar.longs, NULL)) != -1) {
		if (!apply_value(options, value, argv[optind - 1]))
			return false;
		/* Asked for help, a mistake elsewhere on the line does not matter. */
		if (options->command == COMMAND_HELP || options->command == COMMAND_VERSION)
			return true;
	}
	for (int i = optind; i < argc; i++) {
		if (!add_operand(options, argv[i]))
			return false;
	}
	return true;
}

bool options_parse(int argc, char **argv, struct options *options)
{
	*options = (struct options){0};
	return parse_words(argc, argv, options) && options_check(options);
}
