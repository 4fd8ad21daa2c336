/*
 * What the program says: standard output for what was asked for, standard error for everything
 * else, and documents. A write that fails is never silent and never a signal.
 */
#ifndef ACRNCFGC_CLI_CONSOLE_H
#define ACRNCFGC_CLI_CONSOLE_H

#include "acrn_cfgc.h"
#include "base/arena.h"

/* Before anything is opened: a closed standard stream must not become somebody's file. */
void console_start(void);

/* Whole lines for people. One that cannot be written is no failure: it was not asked for. */
void console_note(const char *lines);
/* "acrn-cfgc: ..." on standard error, one line; whatever is not plain text in it is escaped. */
void console_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The line above and the way to --help; returns ACRN_CFGC_USAGE. */
enum acrn_cfgc_status console_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The worse of status and what became of the standard streams, for commands without diagnostics. */
enum acrn_cfgc_status console_finish(struct arena *arena, enum acrn_cfgc_status status);

/* The last thing that is done with standard output: what failed, or NULL. */
const char *console_close_output(struct arena *arena);
/* If standard error is what failed, the exit status is all there is to say. */
enum acrn_cfgc_status console_flush_errors(void);

#endif
