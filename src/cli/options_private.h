/* What the files of the command line share. Included by options*.c only. */
#ifndef ACRNCFGC_OPTIONS_PRIVATE_H
#define ACRNCFGC_OPTIONS_PRIVATE_H

#include "cli/options.h"

#define OPTIONS_MAX_ROWS 80u

/* options_table.c */

/* Says what is wrong, in options->error; always false. */
bool options_fail(struct options *options, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* "--board"; "-w" for a row without a long name. */
const char *options_spelling(struct options *options, const struct option_row *row);
/* The row that asks for the command, which is not COMMAND_COMPILE. */
const struct option_row *options_row_of_command(enum command command);

/* options_check.c: also takes the board from among the operands, and the usual --emit. */
bool options_check(struct options *options);

#endif
