/* What the files of the shell reader share. Included by shell*.c only. */
#ifndef ACRNCFGC_LAUNCH_SHELL_PRIVATE_H
#define ACRNCFGC_LAUNCH_SHELL_PRIVATE_H

#include "launch/shell.h"

/* In a script with more names than these no variable is known. */
#define SHELL_MAX_NAMES 256u
/* Bytes that all expansions of a script may add; values can double with every line. */
#define SHELL_EXPANSION_BUDGET ((size_t)256 * 1024)
/* What a word costs of that besides its bytes. */
#define SHELL_WORD_COST 16u

/* A name in the script's bytes. */
struct shell_name {
	const char *bytes;
	size_t length;
};

/* A variable, a function, or both. */
struct shell_variable {
	struct shell_name name;
	const struct shell_word *words; /* one, or those of an array; NULL: not known */
	size_t n_words;
	uint32_t assigned_at; /* the place of the last assignment */
	uint32_t count;       /* assignments in the whole script, from the first run */
	bool is_function;
};

struct shell_block {
	struct shell_block *outer;
	const char *closer; /* the word that ends it */
	uint32_t start;
	bool pattern; /* in a case block: a pattern follows, not a command */
};

struct shell_heredoc {
	struct shell_name delimiter;
	bool strip_tabs;
};

struct shell {
	struct context *ctx;
	struct source *source;
	const char *bytes;
	uint32_t position;
	uint32_t end;
	bool counting; /* the first run: only counts the assignments to each variable */
	bool nested;   /* inside a command substitution */
	size_t budget;

	struct shell_variable *variables;
	size_t n_variables;
	bool too_many_names;
	bool wild; /* some command of the script may assign anything */

	struct shell_block *block;      /* the innermost; NULL: none is open */
	struct shell_heredoc *heredocs; /* bodies to skip at the next line break */
	size_t n_heredocs;

	struct shell_words words; /* of the command so far */
	bool assigned;            /* assignments precede its words ... */
	uint32_t assigned_from;   /* ... from that place on */
	bool conditional;         /* after && or ||, or in a pipeline */

	struct shell_command *commands;
	size_t n_commands;
};

static inline struct shell_name shell_name_of(const struct shell_word *word)
{
	return (struct shell_name){word->text, word->length};
}

static inline bool shell_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* What ends a word outside quotes. */
static inline bool shell_is_meta(char c)
{
	return shell_is_blank(c) || c == '\n' || c == ';' || c == '&' || c == '|' || c == '<' ||
	       c == '>' || c == '(' || c == ')';
}

/* ---- shell_text.c: the bytes at the position ---- */

/* Bytes of the identifier at text; 0 if there is no identifier. */
size_t shell_identifier(const char *text, size_t length);
bool shell_name_is(struct shell_name name, const char *text);
/* The byte so far ahead of the position; NUL after the end. */
char shell_peek(const struct shell *shell, uint32_t ahead);
/* The written word at the position, without reading it. */
struct shell_name shell_peek_word(const struct shell *shell);
/* Skips blanks and continued line ends. */
void shell_skip_blanks(struct shell *shell);
/* Skips to the end of the line, not over it. */
void shell_skip_line(struct shell *shell);
/* The place after the bracket that closes the one at start, or the end of the text. */
uint32_t shell_find_close(
	const struct shell *shell, uint32_t start, char open, char close, bool quoted);
/* The place after the next quote that no backslash escapes, or the end of the text. */
uint32_t shell_find_quote(const struct shell *shell, uint32_t start, char quote);

/* ---- shell_text.c: words ---- */

#define SHELL_ADD_WORD(shell, words) ARRAY_ADD((shell)->ctx->arena, (words)->items, (words)->count)

/* Takes what copying the words costs from the budget; false: too little is left. */
bool shell_take_budget(struct shell *shell, const struct shell_word *words, size_t n_words);

/* ---- shell_word.c ---- */

/* Reads the written word at the position and appends what it becomes: no word, one, or several
   if split. The text of `before`, if it is not NULL, comes first. */
void shell_read_word(struct shell *shell, struct shell_words *words, bool split,
	const struct shell_word *before);

/* Reads the words up to a closing bracket and that bracket, or up to the end. False: there is more
   than words and comments, or an array's index. */
bool shell_read_list(struct shell *shell, struct shell_words *words);

/* ---- shell_vars.c ---- */

/* NULL: not known here. */
const struct shell_variable *shell_get(const struct shell *shell, struct shell_name name);
/* words NULL: its value is not known any more. */
void shell_set(struct shell *shell, struct shell_name name, const struct shell_word *words,
	size_t n_words);
void shell_forget(struct shell *shell, struct shell_name name);
/* Every variable that was assigned at that place or after it. */
void shell_forget_since(struct shell *shell, uint32_t place);
/* Every variable that another part of the script may have assigned: at the start of a loop or a
   function, and at the call of a function. */
void shell_forget_shared(struct shell *shell);
/* After a command that may assign anything. */
void shell_forget_all(struct shell *shell);
/* Every variable with a name in an arithmetic expression. */
void shell_forget_names(struct shell *shell, uint32_t start, uint32_t end);
void shell_add_function(struct shell *shell, struct shell_name name);
bool shell_is_function(const struct shell *shell, struct shell_name name);

#endif
