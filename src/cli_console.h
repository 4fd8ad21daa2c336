/*
 * What the program says: standard output for what was asked for, standard error for everything
 * else, and documents. A write that fails is never silent and never a signal.
 */
#ifndef ACRNCFGC_CLI_CONSOLE_H
#define ACRNCFGC_CLI_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "acrn_cfgc.h"

/* Before anything is opened: a closed standard stream must not become somebody's file. */
void console_start(void);

/* Whole lines for people. One that cannot be written is no failure: it was not asked for. */
void console_note(const char *lines);
/* "acrn-cfgc: ..." on standard error, one line; whatever is not plain text in it is escaped. */
void console_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The line above and the way to --help; returns ACRN_CFGC_USAGE. */
enum acrn_cfgc_status console_usage(const char *mistake);

/*
 * The worse of status and what became of the standard streams. Standard output is closed: the last
 * thing that is done with it.
 */
enum acrn_cfgc_status console_finish(enum acrn_cfgc_status status);

/* Where diagnostics go. */
struct sink {
	const char *path; /* NULL: standard error */
	FILE *stream;     /* memory until it is closed, so that the file is never half of a text */
	char *text;
	size_t size;
	bool failed;
};

/* These say themselves on standard error what went wrong. Close after open in every case. */
bool sink_open(struct sink *sink, const char *path);
void sink_write(struct sink *sink, const char *text, size_t size);
/* keep: the text is complete; otherwise the file is left as it was before. */
bool sink_close(struct sink *sink, bool keep);

#endif
