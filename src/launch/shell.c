/*
 * Commands of a shell script, in the order of its text. The script is read twice: the first run
 * only learns how often each variable is assigned, so that the second knows where a value that
 * stands in the text can be trusted.
 */
#include "launch/shell_private.h"

#include <string.h>

/* ---- blocks ------------------------------------------------------------------------------ */

static void open_block(struct shell *shell, enum shell_block_kind kind)
{
	shell->blocks = arena_grow(shell->pass->arena, shell->blocks, shell->n_blocks,
		&shell->blocks_capacity, sizeof(*shell->blocks));
	shell->blocks[shell->n_blocks++] = (struct shell_block){
		.kind = kind,
		.since = shell->sequence,
		.outer_repeats = shell->repeats,
		.outer_repeat = shell->repeat,
		.outer_function = shell->function,
	};
	if (kind == SHELL_LOOP || kind == SHELL_FUNCTION) {
		shell->repeats = true;
		shell->repeat = shell->sequence;
	}
}

static struct shell_block *top_block(struct shell *shell)
{
	return shell->n_blocks > 0 ? &shell->blocks[shell->n_blocks - 1] : NULL;
}

/* What was assigned inside may have been, or not, or more than once. */
static void close_block(struct shell *shell, enum shell_block_kind kind)
{
	const struct shell_block *block = top_block(shell);

	if (block == NULL ||
		(block->kind != kind && !(kind == SHELL_GROUP && block->kind == SHELL_FUNCTION)))
		return;
	shell_forget_since(shell, block->since);
	shell->repeats = block->outer_repeats;
	shell->repeat = block->outer_repeat;
	shell->function = block->outer_function;
	shell->n_blocks--;
}

static void open_group(struct shell *shell, enum shell_block_kind kind)
{
	open_block(shell, shell->function_follows != SHELL_NO_FUNCTION ? SHELL_FUNCTION : kind);
	if (shell->function_follows != SHELL_NO_FUNCTION)
		shell->function = shell->function_follows;
	shell->function_follows = SHELL_NO_FUNCTION;
}

/* ---- commands ---------------------------------------------------------------------------- */

static void store_command(struct shell *shell, bool ends_line)
{
	uint32_t end = shell->position;

	shell->commands = arena_grow(shell->pass->arena, shell->commands, shell->n_commands,
		&shell->commands_capacity, sizeof(*shell->commands));
	shell->commands[shell->n_commands++] = (struct shell_command){
		.words = shell->words.items,
		.n_words = shell->words.count,
		.ends_line = ends_line,
		.ends_return = ends_line && end > 0 && shell->bytes[end - 1] == '\r',
	};
}

static void end_command(struct shell *shell, bool ends_line)
{
	const struct shell_block *block = top_block(shell);
	bool pattern = block != NULL && block->kind == SHELL_CASE && block->pattern;

	if (shell->words.count > 0) {
		/* NAME=value command: for that command only. */
		if (shell->n_assignments > 0)
			shell_forget_since(shell, shell->assigned_before);
		if (!pattern)
			shell_apply_effects(shell);
		if (!pattern && !shell->counting)
			store_command(shell, ends_line);
	}
	shell->words = (struct shell_words){0};
	shell->n_assignments = 0;
}

/* ---- reserved words ---------------------------------------------------------------------- */

static void skip_line_breaks(struct shell *shell)
{
	do {
		shell_skip_blanks(shell);
	} while (shell_peek(shell, 0) == '\n' && shell->position++ < shell->end);
}

/* case WORD in */
static void open_case(struct shell *shell)
{
	struct shell_words ignored = {0};

	open_block(shell, SHELL_CASE);
	shell_skip_blanks(shell);
	shell_read_word(shell, &ignored, false);
	skip_line_breaks(shell);
	if (shell_name_is(shell_peek_word(shell), "in"))
		shell->position += 2;
	top_block(shell)->pattern = true;
}

/* for NAME [in ...], select NAME [in ...] */
static void open_for(struct shell *shell)
{
	open_block(shell, SHELL_LOOP);
	shell_skip_blanks(shell);

	struct shell_name word = shell_peek_word(shell);

	if (word.length > 0 && shell_identifier(word.bytes, word.length) == word.length) {
		shell_forget(shell, word);
		shell->position += (uint32_t)word.length;
	}
}

static void start_function(struct shell *shell, struct shell_name name)
{
	uint32_t number = shell_add_function(shell, name);

	shell->function_follows = number != 0 ? number : SHELL_MANY_FUNCTIONS;
}

/* function NAME [()] */
static void read_function(struct shell *shell)
{
	shell_skip_blanks(shell);

	struct shell_name name = shell_peek_word(shell);

	shell->position += (uint32_t)name.length;
	start_function(shell, name);
	shell_skip_blanks(shell);
	if (shell_peek(shell, 0) == '(')
		shell->position = shell_find_close(shell, shell->position, '(', ')', false);
}

/* [[ ... ]]: its operators are no operators of the shell. */
static void skip_test(struct shell *shell)
{
	while (shell->position < shell->end) {
		struct shell_words ignored = {0};

		shell_skip_blanks(shell);
		if (shell_name_is(shell_peek_word(shell), "]]")) {
			shell->position += 2;
			return;
		}
		if (shell_is_meta(shell_peek(shell, 0)))
			shell->position++;
		else
			shell_read_word(shell, &ignored, false);
	}
}

static void branch(struct shell *shell)
{
	if (shell->n_blocks > 0)
		shell_forget_since(shell, top_block(shell)->since);
}

struct reserved {
	const char *word;
	void (*act)(struct shell *shell); /* NULL: opens or closes the block */
	bool opens;
	enum shell_block_kind kind;
};

static void nothing(struct shell *shell)
{
	(void)shell;
}

static const struct reserved reserved[] = {
	{"if", NULL, true, SHELL_IF},
	{"fi", NULL, false, SHELL_IF},
	{"while", NULL, true, SHELL_LOOP},
	{"until", NULL, true, SHELL_LOOP},
	{"done", NULL, false, SHELL_LOOP},
	{"esac", NULL, false, SHELL_CASE},
	{"}", NULL, false, SHELL_GROUP},
	{"case", open_case, false, SHELL_CASE},
	{"for", open_for, false, SHELL_LOOP},
	{"select", open_for, false, SHELL_LOOP},
	{"else", branch, false, SHELL_IF},
	{"elif", branch, false, SHELL_IF},
	{"then", nothing, false, SHELL_IF},
	{"do", nothing, false, SHELL_LOOP},
	{"!", nothing, false, SHELL_IF},
	{"function", read_function, false, SHELL_GROUP},
	{"[[", skip_test, false, SHELL_IF},
};

static bool read_reserved(struct shell *shell)
{
	struct shell_name word = shell_peek_word(shell);
	const struct reserved *found = NULL;

	if (shell_name_is(word, "{")) {
		shell->position++;
		open_group(shell, SHELL_GROUP);
		return true;
	}
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		if (shell_name_is(word, reserved[i].word))
			found = &reserved[i];
	}
	if (found == NULL)
		return false;
	shell->position += (uint32_t)word.length;
	if (found->act != NULL)
		found->act(shell);
	else if (found->opens)
		open_block(shell, found->kind);
	else
		close_block(shell, found->kind);
	return true;
}

/* ---- operators --------------------------------------------------------------------------- */

static void open_bracket(struct shell *shell)
{
	uint32_t start = shell->position;
	const struct shell_block *block = top_block(shell);

	if (block != NULL && block->kind == SHELL_CASE && block->pattern) {
		shell->position++; /* a pattern in brackets */
		return;
	}
	if (shell->words.count == 0 && shell_peek(shell, 1) == '(') {
		shell->position = shell_find_close(shell, start, '(', ')', false);
		shell_forget_names(shell, start, shell->position);
		return;
	}
	shell->position++;
	shell_skip_blanks(shell);
	if (shell->words.count == 1 && shell_peek(shell, 0) == ')') {
		const struct shell_word *name = &shell->words.items[0];

		start_function(shell, (struct shell_name){name->text, name->length});
		shell->words = (struct shell_words){0};
		shell->position++;
		return;
	}
	if (shell->words.count > 1 && start > 0 && shell->bytes[start - 1] == '=') {
		/* declare name=( ... ) */
		struct shell_words ignored = {0};

		shell->position = start;
		shell_read_array(shell, &ignored);
		shell_forget_words(shell, &shell->words);
		shell->words.count--;
		return;
	}
	end_command(shell, false);
	open_group(shell, SHELL_SUBSHELL);
}

static void close_bracket(struct shell *shell)
{
	struct shell_block *block = top_block(shell);

	shell->position++;
	end_command(shell, false);
	if (block == NULL)
		return;
	if (block->kind == SHELL_CASE)
		block->pattern = false;
	else
		close_block(shell, block->kind == SHELL_FUNCTION ? SHELL_FUNCTION : SHELL_SUBSHELL);
}

static void read_separator(struct shell *shell)
{
	char c = shell_peek(shell, 0);
	bool twice = shell_peek(shell, 1) == c;
	struct shell_block *block = top_block(shell);

	if (c == '&' && shell_peek(shell, 1) == '>') {
		shell->position++; /* &>file: the redirection is read next */
		return;
	}
	end_command(shell, false);
	shell->position += twice ? 2 : 1;
	shell->conditional = c == '|' || (c == '&' && twice);
	if (c == ';' && (twice || shell_peek(shell, 0) == '&') && block != NULL &&
		block->kind == SHELL_CASE) {
		branch(shell);
		block->pattern = true;
	}
}

/* The delimiter of a here-document, quotes removed. */
static void add_heredoc(struct shell *shell, bool strip_tabs)
{
	struct shell_words words = {0};

	shell_skip_blanks(shell);
	shell_read_word(shell, &words, false);
	if (words.count == 0)
		return;
	shell->heredocs = arena_grow(shell->pass->arena, shell->heredocs, shell->n_heredocs,
		&shell->heredocs_capacity, sizeof(*shell->heredocs));
	shell->heredocs[shell->n_heredocs++] =
		(struct shell_heredoc){{words.items[0].text, words.items[0].length}, strip_tabs};
}

static void read_redirection(struct shell *shell)
{
	struct shell_words ignored = {0};
	bool heredoc = shell_peek(shell, 0) == '<' && shell_peek(shell, 1) == '<' &&
		       shell_peek(shell, 2) != '<';

	if (heredoc) {
		bool strip_tabs = shell_peek(shell, 2) == '-';

		shell->position += strip_tabs ? 3 : 2;
		add_heredoc(shell, strip_tabs);
		return;
	}
	while (shell->position < shell->end && strchr("<>&|", shell_peek(shell, 0)) != NULL)
		shell->position++;
	shell_skip_blanks(shell);
	if (shell_peek(shell, 0) == '(')
		return; /* a process substitution: read as a subshell */
	shell_read_word(shell, &ignored, false);
}

/* Behind the bodies that begin after this line break. */
static void skip_heredocs(struct shell *shell)
{
	for (size_t i = 0; i < shell->n_heredocs; i++) {
		const struct shell_heredoc *heredoc = &shell->heredocs[i];
		bool found = false;

		while (!found && shell->position < shell->end) {
			const char *line = shell->bytes + shell->position;
			size_t left = shell->end - shell->position;
			const char *end = memchr(line, '\n', left);
			size_t length = end == NULL ? left : (size_t)(end - line);

			shell->position += (uint32_t)(end == NULL ? left : length + 1);
			while (heredoc->strip_tabs && length > 0 && line[0] == '\t') {
				line++;
				length--;
			}
			found = length == heredoc->delimiter.length &&
				memcmp(line, heredoc->delimiter.bytes, length) == 0;
		}
	}
	shell->n_heredocs = 0;
}

static void read_line_break(struct shell *shell)
{
	/* a && <line break> b: the condition goes on. */
	if (!shell_command_is_empty(shell)) {
		end_command(shell, true);
		shell->conditional = false;
	}
	shell->position++;
	skip_heredocs(shell);
}

static void read_text(struct shell *shell)
{
	struct shell_name word = shell_peek_word(shell);
	size_t digits = 0;

	if (shell_command_is_empty(shell) && read_reserved(shell))
		return;
	if (shell->words.count == 0 && shell_read_assignment(shell))
		return;
	while (digits < word.length && word.bytes[digits] >= '0' && word.bytes[digits] <= '9')
		digits++;
	if (digits > 0 && digits == word.length &&
		(shell_peek(shell, (uint32_t)digits) == '<' ||
			shell_peek(shell, (uint32_t)digits) == '>'))
		shell->position += (uint32_t)digits; /* 2>file */
	else
		shell_read_word(shell, &shell->words, true);
}

static void read_script(struct shell *shell)
{
	for (;;) {
		shell_skip_blanks(shell);
		switch (shell_peek(shell, 0)) {
		case '\0': end_command(shell, false); return;
		case '\n': read_line_break(shell); break;
		case ';':
		case '&':
		case '|': read_separator(shell); break;
		case '(': open_bracket(shell); break;
		case ')': close_bracket(shell); break;
		case '<':
		case '>': read_redirection(shell); break;
		case '#': shell_skip_comment(shell); break;
		default: read_text(shell); break;
		}
	}
}

static void run(struct shell *shell, bool counting)
{
	shell->counting = counting;
	shell->budget = SHELL_EXPANSION_BUDGET;
	shell->position = 0;
	shell->end = (uint32_t)shell->source->size;
	shell->sequence = 0;
	shell->n_blocks = 0;
	shell->repeats = false;
	shell->function = SHELL_NO_FUNCTION;
	shell->function_follows = SHELL_NO_FUNCTION;
	shell->n_heredocs = 0;
	shell->conditional = false;
	for (size_t i = 0; i < shell->n_variables; i++) {
		shell->variables[i].words = NULL;
		shell->variables[i].assigned_at = 0;
	}
	if (shell->end >= 3 && memcmp(shell->bytes, "\xef\xbb\xbf", 3) == 0)
		shell->position = 3;
	read_script(shell);
}

void parse_shell(struct pass *pass, struct source *source, struct shell_script *script)
{
	struct shell shell = {.pass = pass, .source = source, .bytes = source->bytes};

	run(&shell, true);
	run(&shell, false);
	*script = (struct shell_script){shell.commands, shell.n_commands};
}

/* ---- what a script assigns ---------------------------------------------------------------- */

/* ---- commands that assign ----------------------------------------------------------------- */

static bool word_is(const struct shell_word *word, const char *text)
{
	return word->length == strlen(text) && memcmp(word->text, text, word->length) == 0 &&
	       shell_word_known(word, 0, word->length);
}

static bool word_is_one_of(const struct shell_word *word, const char *const *texts)
{
	while (*texts != NULL && !word_is(word, *texts))
		texts++;
	return *texts != NULL;
}

/* export, local, ...: assignments written as words. */
static void declare_words(struct shell *shell, const struct shell_words *words)
{
	for (size_t i = 1; i < words->count; i++) {
		const struct shell_word *word = &words->items[i];
		size_t name = shell_identifier(word->text, word->length);

		if (name == 0 || !shell_word_known(word, 0, name))
			continue;
		if (name < word->length && word->text[name] == '=') {
			struct shell_word *value = arena_alloc(shell->pass->arena, sizeof(*value));
			bool known = !shell->conditional && !word->open;

			*value = shell_word_tail(word, name + 1);
			shell_set(shell, (struct shell_name){word->text, name},
				known ? value : NULL, 1);
		} else if (name < word->length || word_is(&words->items[0], "local")) {
			shell_forget(shell, (struct shell_name){word->text, name});
		}
	}
}

void shell_forget_words(struct shell *shell, const struct shell_words *words)
{
	for (size_t i = 1; i < words->count; i++) {
		const struct shell_word *word = &words->items[i];
		size_t name = shell_identifier(word->text, word->length);

		if (name > 0)
			shell_forget(shell, (struct shell_name){word->text, name});
	}
}

void shell_apply_effects(struct shell *shell)
{
	static const char *const declaring[] = {
		"export", "readonly", "local", "declare", "typeset", NULL};
	static const char *const forgetting[] = {
		"read", "unset", "getopts", "mapfile", "readarray", "let", "printf", NULL};
	static const char *const wild[] = {"eval", "source", ".", NULL};
	const struct shell_word *first = &shell->words.items[0];

	if (word_is_one_of(first, declaring))
		declare_words(shell, &shell->words);
	else if (word_is_one_of(first, forgetting))
		shell_forget_words(shell, &shell->words);
	else if (word_is_one_of(first, wild))
		shell_forget_all(shell);
	else if (shell_find_function(shell, (struct shell_name){first->text, first->length}) != 0)
		shell_forget_functions(shell);
}

/* ---- assignments ------------------------------------------------------------------------- */

void shell_read_array(struct shell *shell, struct shell_words *words)
{
	shell->position++;
	while (shell->position < shell->end) {
		shell_skip_blanks(shell);

		char c = shell_peek(shell, 0);

		if (c == ')') {
			shell->position++;
			return;
		}
		if (c == '#')
			shell_skip_comment(shell);
		else if (shell_is_meta(c))
			shell->position++;
		else
			shell_read_word(shell, words, true);
	}
}

/* The words so far and one more text at the end of the last: name+=text. */
static struct shell_words joined(
	struct shell *shell, const struct shell_variable *old, const struct shell_word *added)
{
	struct shell_words result = {0};
	struct shell_word word = old->words[0];
	size_t length = word.length + added->length;
	char *text = arena_alloc(shell->pass->arena, length + 1);
	struct shell_char *chars = arena_array(shell->pass->arena, length, sizeof(*chars));

	memcpy(text, word.text, word.length);
	memcpy(text + word.length, added->text, added->length);
	for (size_t i = 0; i < length; i++)
		chars[i] = i < word.length ? word.chars[i] : added->chars[i - word.length];
	word.text = text;
	word.chars = chars;
	word.length = length;
	word.open |= added->open;
	shell_append_word(shell, &result, word);
	return result;
}

static struct shell_words appended(
	struct shell *shell, struct shell_name name, bool array, const struct shell_words *added)
{
	struct shell_words result = {0};
	const struct shell_variable *old = shell_get(shell, name);
	size_t size = 0;

	for (size_t i = 0; old != NULL && i < old->n_words; i++)
		size += old->words[i].length + 1;
	if (old == NULL || old->n_words == 0 || size > shell->budget)
		return result;
	shell->budget -= size;
	if (!array)
		return joined(shell, old, &added->items[0]);
	for (size_t i = 0; i < old->n_words; i++)
		shell_append_word(shell, &result, old->words[i]);
	for (size_t i = 0; i < added->count; i++)
		shell_append_word(shell, &result, added->items[i]);
	return result;
}

bool shell_read_assignment(struct shell *shell)
{
	struct shell_name word = shell_peek_word(shell);
	struct shell_name name = {word.bytes, shell_identifier(word.bytes, word.length)};
	size_t mark = name.length;
	struct shell_words words = {0};

	if (name.length == 0 || name.length == word.length)
		return false;

	bool element = word.bytes[mark] == '[';

	if (element) {
		const char *close = memchr(word.bytes, ']', word.length);

		mark = close == NULL ? word.length : (size_t)(close + 1 - word.bytes);
	}

	bool append = mark < word.length && word.bytes[mark] == '+';

	mark += append;
	if (mark >= word.length || word.bytes[mark] != '=')
		return false;
	if (shell_command_is_empty(shell))
		shell->assigned_before = shell->sequence;
	shell->n_assignments++;
	shell->position += (uint32_t)mark + 1;

	bool array = shell_peek(shell, 0) == '(';

	if (array)
		shell_read_array(shell, &words);
	else
		shell_read_word(shell, &words, false);
	if (!array && words.count == 0) {
		struct shell_word empty = {.text = "", .loc = {shell->source, shell->position, 0}};

		shell_append_word(shell, &words, empty);
	}
	if (append)
		words = appended(shell, name, array, &words);
	if (element || shell->conditional)
		words.items = NULL;
	shell_set(shell, name, words.items, words.count);
	return true;
}
