/*
 * Commands of a shell script, in the order of its text, and what they assign. The script is read
 * twice: the first run counts how often each variable is assigned, so that the second knows which
 * values another part of the script may change.
 */
#include "launch/shell_private.h"
#include "base/each.h"

#include <string.h>

/* ---- blocks ------------------------------------------------------------------------------ */

static void open_block(struct shell *shell, const char *closer)
{
	struct shell_block *block = arena_alloc(shell->ctx->arena, sizeof(*block));

	*block = (struct shell_block){
		.outer = shell->block,
		.closer = closer,
		.start = shell->position,
		.pattern = strcmp(closer, "esac") == 0,
	};
	shell->block = block;
	if (strcmp(closer, "done") == 0)
		shell_forget_shared(shell);
}

/* Closes the innermost block that ends with that word, and those inside it. Its commands may have
   run once, more often, or not at all. */
static void close_block(struct shell *shell, const char *closer)
{
	struct shell_block *block = shell->block;

	while (block != NULL && strcmp(block->closer, closer) != 0)
		block = block->outer;
	if (block == NULL)
		return;
	shell->block = block->outer;
	shell_forget_since(shell, block->start);
}

/* After it, another branch of the innermost block begins. */
static void end_branch(struct shell *shell)
{
	if (shell->block != NULL)
		shell_forget_since(shell, shell->block->start);
}

/* In a case block, where the text up to the next bracket is no command. */
static bool at_pattern(const struct shell *shell)
{
	return shell->block != NULL && shell->block->pattern;
}

/* ---- commands that assign ---------------------------------------------------------------- */

/* What a command does to the variables, besides the assignments before it. */
enum effect {
	EFFECT_DECLARES = 1, /* the words after it are assignments or names */
	EFFECT_FORGETS = 2,  /* each word that is a name is assigned something unknown */
	EFFECT_WILD = 4,     /* it may assign anything */
};

static unsigned effects_of(const struct shell_words *words)
{
	static const struct {
		const char *command;
		unsigned effects;
	} table[] = {
		{"export", EFFECT_DECLARES},
		{"readonly", EFFECT_DECLARES},
		{"local", EFFECT_DECLARES | EFFECT_FORGETS},
		{"declare", EFFECT_DECLARES | EFFECT_FORGETS},
		{"typeset", EFFECT_DECLARES | EFFECT_FORGETS},
		{"read", EFFECT_FORGETS},
		{"unset", EFFECT_FORGETS},
		{"getopts", EFFECT_FORGETS},
		{"mapfile", EFFECT_FORGETS},
		{"readarray", EFFECT_FORGETS},
		{"let", EFFECT_FORGETS},
		{"printf", EFFECT_FORGETS},
		{"eval", EFFECT_WILD},
		{"source", EFFECT_WILD},
		{".", EFFECT_WILD},
	};
	const struct shell_word *first = words->items;

	if (words->count == 0 || !shell_word_known(first, 0, first->length))
		return 0;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(first->text, table[i].command) == 0)
			return table[i].effects;
	}
	return 0;
}

/* What the command that has been read does to the variables, besides its assignments. */
static void apply_effects(struct shell *shell)
{
	unsigned effects = effects_of(&shell->words);
	const struct shell_word *words = shell->words.items;

	for (size_t i = 1; (effects & EFFECT_FORGETS) != 0 && i < shell->words.count; i++) {
		size_t name = shell_identifier(words[i].text, words[i].length);

		if (name > 0)
			shell_forget(shell, (struct shell_name){words[i].text, name});
	}
	if ((effects & EFFECT_WILD) != 0)
		shell_forget_all(shell);
	else if (shell_is_function(shell, shell_name_of(words)))
		shell_forget_shared(shell);
}

static void end_command(struct shell *shell, bool ends_line)
{
	uint32_t end = shell->position;

	if (shell->words.count > 0 && !at_pattern(shell)) {
		apply_effects(shell);
		if (!shell->counting)
			*ARRAY_ADD(shell->ctx->arena, shell->commands, shell->n_commands) =
				(struct shell_command){
					.words = shell->words.items,
					.n_words = shell->words.count,
					.ends_line = ends_line,
					.ends_return = ends_line && end > 0 &&
						       shell->bytes[end - 1] == '\r',
				};
	}
	shell->words = (struct shell_words){0};
	shell->assigned = false;
}

/* ---- assignments ------------------------------------------------------------------------- */

/* The value after name= or name+=, appended to the old words. */
static struct shell_words read_value(struct shell *shell, const struct shell_variable *old)
{
	struct shell_words words = {0};
	bool array = shell_peek(shell, 0) == '(';
	bool known = true;

	for (size_t i = 0; array && old != NULL && i < old->n_words; i++)
		*SHELL_ADD_WORD(shell, &words) = old->words[i];
	shell->position += array;
	if (array)
		known = shell_read_list(shell, &words);
	else
		shell_read_word(shell, &words, false, old != NULL ? old->words : NULL);
	if (!array && words.count == 0)
		*SHELL_ADD_WORD(shell, &words) =
			(struct shell_word){.text = "", .loc = {shell->source, shell->position, 0}};
	return known ? words : (struct shell_words){0};
}

/* name=value, name+=value, name[index]=value at the position; false: no assignment is there. */
static bool read_assignment(struct shell *shell)
{
	struct shell_name word = shell_peek_word(shell);
	struct shell_name name = {word.bytes, shell_identifier(word.bytes, word.length)};
	size_t mark = name.length;
	bool element = mark > 0 && mark < word.length && word.bytes[mark] == '[';
	bool option = shell->words.count > 1 && shell->words.items[1].text[0] == '-';

	if (element) {
		const char *close = memchr(word.bytes, ']', word.length);

		mark = close == NULL ? word.length : (size_t)(close + 1 - word.bytes);
	}

	bool append = mark < word.length && word.bytes[mark] == '+';

	mark += append;
	if (name.length == 0 || mark >= word.length || word.bytes[mark] != '=')
		return false;
	if (!shell->assigned)
		shell->assigned_from = shell->position;
	shell->assigned |= shell->words.count == 0;
	shell->position += (uint32_t)mark + 1;

	const struct shell_variable *old = append ? shell_get(shell, name) : NULL;
	bool array = shell_peek(shell, 0) == '(';
	bool known = !element && !option && !shell->conditional;

	if (append && (old == NULL || (old->n_words > 1 && !array) ||
			      !shell_take_budget(shell, old->words, old->n_words)))
		known = false;

	struct shell_words words = read_value(shell, known ? old : NULL);

	shell_set(shell, name, known ? words.items : NULL, words.count);
	return true;
}

/* ---- reserved words ---------------------------------------------------------------------- */

struct reserved {
	const char *word;
	const char *opens;  /* a block that ends with this word */
	const char *closes; /* a block that ends with this word */
	bool branches;
	bool names; /* a variable or function, which is the next word */
};

static const struct reserved reserved[] = {
	{.word = "if", .opens = "fi"},
	{.word = "fi", .closes = "fi"},
	{.word = "while", .opens = "done"},
	{.word = "until", .opens = "done"},
	{.word = "for", .opens = "done", .names = true},
	{.word = "select", .opens = "done", .names = true},
	{.word = "done", .closes = "done"},
	{.word = "case", .opens = "esac"},
	{.word = "esac", .closes = "esac"},
	{.word = "{", .opens = "}"},
	{.word = "}", .closes = "}"},
	{.word = "else", .branches = true},
	{.word = "elif", .branches = true},
	{.word = "function", .names = true},
	{.word = "then"},
	{.word = "do"},
	{.word = "!"},
};

static void start_function(struct shell *shell, struct shell_name name)
{
	shell_add_function(shell, name);
	shell_forget_shared(shell);
}

/* for NAME, function NAME */
static void read_name(struct shell *shell, bool is_variable)
{
	shell_skip_blanks(shell);

	struct shell_name word = shell_peek_word(shell);

	shell->position += (uint32_t)word.length;
	if (is_variable)
		shell_forget(shell, word);
	else
		start_function(shell, word);
}

static bool read_reserved(struct shell *shell)
{
	struct shell_name word = shell_peek_word(shell);
	const struct reserved *found = reserved;
	const struct reserved *end = reserved + sizeof(reserved) / sizeof(reserved[0]);

	while (found < end && !shell_name_is(word, found->word))
		found++;
	if (found == end || (at_pattern(shell) && strcmp(found->word, "esac") != 0))
		return false;
	shell->position += (uint32_t)word.length;
	if (found->opens != NULL)
		open_block(shell, found->opens);
	if (found->closes != NULL)
		close_block(shell, found->closes);
	if (found->branches)
		end_branch(shell);
	if (found->names)
		read_name(shell, found->opens != NULL);
	return true;
}

/* ---- operators --------------------------------------------------------------------------- */

static void read_open_bracket(struct shell *shell)
{
	uint32_t start = shell->position;

	if (shell->words.count == 0 && shell_peek(shell, 1) == '(') {
		shell->position = shell_find_close(shell, start, '(', ')', false);
		shell_forget_names(shell, start, shell->position);
		return;
	}
	shell->position++;
	if (at_pattern(shell))
		return;
	/* NAME (): the brackets are read as an empty subshell. */
	if (shell->words.count == 1) {
		start_function(shell, shell_name_of(shell->words.items));
		shell->words.count = 0;
	}
	end_command(shell, false);
	open_block(shell, ")");
}

static void read_close_bracket(struct shell *shell)
{
	bool pattern = at_pattern(shell);

	shell->position++;
	end_command(shell, false);
	shell->conditional &= !pattern;
	if (pattern)
		shell->block->pattern = false;
	else
		close_block(shell, ")");
}

static void read_separator(struct shell *shell)
{
	char c = shell_peek(shell, 0);
	bool twice = shell_peek(shell, 1) == c;

	if (c == '&' && shell_peek(shell, 1) == '>') {
		shell->position++; /* &>file: the redirection is read next */
		return;
	}
	/* What a pipeline or a background command assigns is lost. */
	if (shell->assigned && c != ';' && !twice)
		shell_forget_since(shell, shell->assigned_from);
	end_command(shell, false);
	shell->position += twice ? 2 : 1;
	shell->conditional = c == '|' || (c == '&' && twice);
	if (c == ';' && (twice || shell_peek(shell, 0) == '&')) {
		end_branch(shell);
		if (shell->block != NULL)
			shell->block->pattern = true;
	}
}

/* ---- redirections ------------------------------------------------------------------------ */

/* The delimiter of a here-document, quotes removed. */
static void add_heredoc(struct shell *shell, bool strip_tabs)
{
	struct shell_words words = {0};

	shell_skip_blanks(shell);
	shell_read_word(shell, &words, false, NULL);
	if (words.count == 0)
		return;
	*ARRAY_ADD(shell->ctx->arena, shell->heredocs, shell->n_heredocs) =
		(struct shell_heredoc){shell_name_of(words.items), strip_tabs};
}

/* The number in 2>file is no word of the command. */
static void drop_number(struct shell *shell)
{
	if (shell->words.count == 0)
		return;

	const struct shell_word *last = &shell->words.items[shell->words.count - 1];

	if (last->loc.offset + last->loc.length == shell->position &&
		strspn(last->text, "0123456789") == last->loc.length)
		shell->words.count--;
}

static void read_redirection(struct shell *shell)
{
	struct shell_words ignored = {0};

	drop_number(shell);
	if (shell_peek(shell, 0) == '<' && shell_peek(shell, 1) == '<' &&
		shell_peek(shell, 2) != '<') {
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
	shell_read_word(shell, &ignored, false, NULL);
}

/* Skips the bodies that begin after this line break. */
static void skip_heredocs(struct shell *shell)
{
	EACH (const struct shell_heredoc, heredoc, shell, heredocs) {
		bool found = false;

		while (!found && shell->position < shell->end) {
			while (heredoc->strip_tabs && shell_peek(shell, 0) == '\t')
				shell->position++;

			uint32_t start = shell->position;

			shell_skip_line(shell);
			found = shell_name_is(
				(struct shell_name){shell->bytes + start, shell->position - start},
				heredoc->delimiter.bytes);
			shell->position += shell->position < shell->end;
		}
	}
	shell->n_heredocs = 0;
}

/* ---- the script -------------------------------------------------------------------------- */

static void read_line_break(struct shell *shell)
{
	/* a && <line break> b: the condition goes on. */
	if (shell->words.count > 0 || shell->assigned) {
		end_command(shell, true);
		shell->conditional = false;
	}
	shell->position++;
	skip_heredocs(shell);
}

static void read_text(struct shell *shell)
{
	bool first = shell->words.count == 0;

	if (first && !shell->assigned && read_reserved(shell))
		return;
	if ((first || (effects_of(&shell->words) & EFFECT_DECLARES) != 0) && read_assignment(shell))
		return;
	/* NAME=value command: not for the words of that command, nor after it. */
	if (first && shell->assigned)
		shell_forget_since(shell, shell->assigned_from);
	shell_read_word(shell, &shell->words, true, NULL);
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
		case '(': read_open_bracket(shell); break;
		case ')': read_close_bracket(shell); break;
		case '<':
		case '>': read_redirection(shell); break;
		case '#': shell_skip_line(shell); break;
		default: read_text(shell); break;
		}
	}
}

static void run(struct shell *shell, bool counting)
{
	bool mark = shell->source->size >= 3 && memcmp(shell->bytes, "\xef\xbb\xbf", 3) == 0;

	shell->counting = counting;
	shell->budget = SHELL_EXPANSION_BUDGET;
	shell->position = mark ? 3 : 0;
	shell->end = (uint32_t)shell->source->size;
	shell->block = NULL;
	shell->n_heredocs = 0;
	shell->conditional = false;
	shell_forget_since(shell, 0);
	read_script(shell);
}

void parse_shell(struct context *ctx, struct source *source, struct shell_script *script)
{
	struct shell shell = {.ctx = ctx, .source = source, .bytes = source->bytes};

	run(&shell, true);
	run(&shell, false);
	*script = (struct shell_script){shell.commands, shell.n_commands};
}
