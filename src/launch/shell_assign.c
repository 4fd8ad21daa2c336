/*
 * What a script assigns: name=value, name+=value, name=( ... ), and the commands that assign to
 * names among their words.
 */
#include <string.h>

#include "launch/shell_private.h"

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
