/*
 * Shell scripts as far as it takes to know the words of a command: quotes, continuations,
 * comments, here-documents, assignments and plain $name, ${name}, ${name[@]}. Nothing is run.
 *
 * A variable is known only where every run of the script gives it the same value: an assignment
 * under a condition, in a loop, in a function that was called, or by a program makes it unknown.
 * Included by shell*.c and parse.c only.
 */
#ifndef ACRNCFGC_PARSE_SHELL_H
#define ACRNCFGC_PARSE_SHELL_H

#include "model/context.h"

/* One byte of an expanded word. */
struct shell_char {
	uint32_t at;   /* its place in the script; in the assignment, if a variable brings it */
	uint32_t home; /* the start of the written word that holds at */
	uint32_t used; /* the expansion in the command that brings it; at itself without one */
	uint32_t used_end;
	bool unknown; /* part of an expansion that is known only when the script runs */
};

struct shell_word {
	const char *text; /* the unknown as it is written */
	const struct shell_char *chars;
	size_t length;
	struct loc loc; /* the word as written in the command */
	bool open;      /* holds an unknown expansion that may become several words, or none */
};

struct shell_words {
	struct shell_word *items;
	size_t count;
};

struct shell_command {
	const struct shell_word *words; /* at least one */
	size_t n_words;
	bool ends_line;   /* by a line break, not by an operator */
	bool ends_return; /* ... with a carriage return before it */
};

struct shell_script {
	struct shell_command *commands; /* in the order of the text */
	size_t n_commands;
};

void parse_shell(struct context *ctx, struct source *source, struct shell_script *script);

/* The place of bytes [start, start + length) of a word: of the text itself if it is one piece,
   otherwise of what the command uses. */
struct loc shell_word_loc(
	struct source *source, const struct shell_word *word, size_t start, size_t length);
struct loc shell_word_used(
	struct source *source, const struct shell_word *word, size_t start, size_t length);
/* The part of a word from start on. */
struct shell_word shell_word_tail(const struct shell_word *word, size_t start);
bool shell_word_known(const struct shell_word *word, size_t start, size_t length);
/* Whether the text is one of a list that NULL ends. */
bool shell_one_of(const char *text, const char *const *list);

#endif
