/* What the files of the shell parser share. Included by parse_shell*.c only. */
#ifndef ACRNCFGC_PARSE_SHELL_PRIVATE_H
#define ACRNCFGC_PARSE_SHELL_PRIVATE_H

#include "launch/shell.h"

/* Names beyond these are not tracked, so that no script makes searching slow: never known. */
#define SHELL_MAX_NAMES 1024u
/* Bytes that all expansions of a script may add; variables can double with every line. */
#define SHELL_EXPANSION_BUDGET ((size_t)1024 * 1024)

/* A name in the script's bytes. */
struct shell_name {
	const char *bytes;
	size_t length;
};

#define SHELL_NO_FUNCTION 0u
#define SHELL_MANY_FUNCTIONS 0xffffffffu

struct shell_variable {
	struct shell_name name;
	const struct shell_word *words; /* one, or those of an array; NULL: not known */
	size_t n_words;
	uint32_t assigned_at; /* in the order of the assignments of this run */
	uint32_t count;       /* assignments in the whole script, from the first run */
	uint32_t function;    /* the function that assigns it, if one does */
};

enum shell_block_kind {
	SHELL_IF,
	SHELL_LOOP,
	SHELL_CASE,
	SHELL_GROUP,
	SHELL_SUBSHELL,
	SHELL_FUNCTION,
};

struct shell_block {
	enum shell_block_kind kind;
	uint32_t since;     /* assignments made before it */
	bool pattern;       /* SHELL_CASE: what follows is a pattern, not a command */
	bool outer_repeats; /* the state around it */
	uint32_t outer_repeat;
	uint32_t outer_function;
};

struct shell_heredoc {
	struct shell_name delimiter;
	bool strip_tabs;
};

struct shell {
	struct pass *pass;
	struct source *source;
	const char *bytes;
	uint32_t position;
	uint32_t end;
	bool counting; /* the first run: only finds names, and how often each is assigned */
	bool nested;   /* inside a command substitution */
	size_t budget;

	struct shell_variable *variables;
	size_t n_variables;
	size_t variables_capacity;
	uint32_t sequence; /* assignments of this run so far */
	uint32_t n_wild;   /* commands that may assign anything, in the whole script */
	bool repeats;      /* inside a loop or function ... */
	uint32_t repeat;   /* ... that starts after so many assignments */
	uint32_t function; /* whose body this is: its number from 1, or SHELL_NO_FUNCTION */
	struct shell_name *functions;
	size_t n_functions;
	size_t functions_capacity;

	struct shell_block *blocks;
	size_t n_blocks;
	size_t blocks_capacity;
	struct shell_heredoc *heredocs; /* bodies to skip at the next line break */
	size_t n_heredocs;
	size_t heredocs_capacity;

	struct shell_words words;  /* of the command so far */
	size_t n_assignments;      /* in front of its words ... */
	uint32_t assigned_before;  /* ... and how many the script had before those */
	bool conditional;          /* behind && or ||, or in a pipeline */
	uint32_t function_follows; /* the next group is that function's body */

	struct shell_command *commands;
	size_t n_commands;
	size_t commands_capacity;
};

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

/* Nothing of a command has been read so far. */
static inline bool shell_command_is_empty(const struct shell *shell)
{
	return shell->words.count == 0 && shell->n_assignments == 0;
}

/* ---- parse_shell_text.c ---- */

/* Bytes of the identifier at text; 0: there is none. */
size_t shell_identifier(const char *text, size_t length);
bool shell_name_is(struct shell_name name, const char *text);
/* The byte so far ahead of the position; NUL behind the end. */
char shell_peek(const struct shell *shell, uint32_t ahead);
/* The written word at the position, without reading it. */
struct shell_name shell_peek_word(const struct shell *shell);
/* Behind blanks and continued line ends. */
void shell_skip_blanks(struct shell *shell);
/* To the end of the line. */
void shell_skip_comment(struct shell *shell);
/* Behind the bracket that closes the one at start, or the end of the text. */
uint32_t shell_find_close(
	const struct shell *shell, uint32_t start, char open, char close, bool quoted);

/* ---- shell_text.c ---- */

void shell_append_word(struct shell *shell, struct shell_words *words, struct shell_word word);

/* ---- parse_shell_word.c ---- */

/* Reads the written word at the position and appends what it becomes: no word, one, or several
   if split. */
void shell_read_word(struct shell *shell, struct shell_words *words, bool split);

/* ---- parse_shell_helper.c ---- */

/* `add_virtual_device 5 ivshmem hv:/a,2`, as generated launch scripts define it: appends the words
   that it prints. false: what the arguments (at least one) begin with is no such function. */
bool shell_expand_helper(
	struct shell *shell, const struct shell_words *arguments, struct shell_words *words);

/* ---- parse_shell_assign.c ---- */

/* An assignment at the position: name=..., name+=..., name[...]=...; false: there is none. */
bool shell_read_assignment(struct shell *shell);
/* The words of name=( ... ); the position is at the bracket. */
void shell_read_array(struct shell *shell, struct shell_words *words);
/* What the command that has been read does to the variables. */
void shell_apply_effects(struct shell *shell);
/* read, unset, ...: every word that is a name is assigned something unknown. */
void shell_forget_words(struct shell *shell, const struct shell_words *words);

/* ---- parse_shell_vars.c ---- */

/* NULL: not known here. */
const struct shell_variable *shell_get(const struct shell *shell, struct shell_name name);
/* words NULL: not known any more. */
void shell_set(struct shell *shell, struct shell_name name, const struct shell_word *words,
	size_t n_words);
void shell_forget(struct shell *shell, struct shell_name name);
/* Every variable assigned after the first `since` assignments. */
void shell_forget_since(struct shell *shell, uint32_t since);
void shell_forget_all(struct shell *shell);
/* What a call of one of the script's functions may have changed. */
void shell_forget_functions(struct shell *shell);
/* Every variable whose name stands in an arithmetic expression that may assign. */
void shell_forget_names(struct shell *shell, uint32_t start, uint32_t end);
/* The number of a function from 1; 0: there are too many, or none of that name. */
uint32_t shell_add_function(struct shell *shell, struct shell_name name);
uint32_t shell_find_function(const struct shell *shell, struct shell_name name);

#endif
