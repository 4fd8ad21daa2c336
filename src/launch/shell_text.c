/* The bytes of a shell script, and the words made of them: parts, places, what is known. */
#include <string.h>

#include "launch/shell_private.h"

size_t shell_identifier(const char *text, size_t length)
{
	size_t i = 0;

	while (i < length &&
		((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z') ||
			text[i] == '_' || (i > 0 && text[i] >= '0' && text[i] <= '9')))
		i++;
	return i;
}

bool shell_name_is(struct shell_name name, const char *text)
{
	return name.length == strlen(text) && memcmp(name.bytes, text, name.length) == 0;
}

char shell_peek(const struct shell *shell, uint32_t ahead)
{
	uint32_t i = shell->position + ahead;

	return i < shell->end ? shell->bytes[i] : '\0';
}

struct shell_name shell_peek_word(const struct shell *shell)
{
	uint32_t i = shell->position;

	while (i < shell->end && !shell_is_meta(shell->bytes[i]))
		i++;
	return (struct shell_name){shell->bytes + shell->position, i - shell->position};
}

void shell_skip_blanks(struct shell *shell)
{
	const char *bytes = shell->bytes;

	for (; shell->position < shell->end; shell->position++) {
		uint32_t i = shell->position;

		if (bytes[i] == '\\' && i + 1 < shell->end && bytes[i + 1] == '\n')
			shell->position++;
		else if (!shell_is_blank(bytes[i]))
			return;
	}
}

void shell_skip_line(struct shell *shell)
{
	while (shell->position < shell->end && shell->bytes[shell->position] != '\n')
		shell->position++;
}

uint32_t shell_find_close(
	const struct shell *shell, uint32_t start, char open, char close, bool quoted)
{
	uint32_t depth = 0;
	char quote = '\0';

	for (uint32_t i = start; i < shell->end; i++) {
		char c = shell->bytes[i];

		if (quote != '\0') {
			i += c == '\\' && quote == '"';
			quote = c == quote ? '\0' : quote;
		} else if (c == '\\') {
			i++;
		} else if (c == '"' || (c == '\'' && !quoted)) {
			quote = c;
		} else if (c == open) {
			depth++;
		} else if (c == close && --depth == 0) {
			return i + 1;
		}
	}
	return shell->end;
}

uint32_t shell_find_quote(const struct shell *shell, uint32_t start, char quote)
{
	for (uint32_t i = start; i < shell->end; i++) {
		if (shell->bytes[i] == quote)
			return i + 1;
		i += shell->bytes[i] == '\\';
	}
	return shell->end;
}

/* ---- words -------------------------------------------------------------------------------- */

bool shell_take_budget(struct shell *shell, const struct shell_word *words, size_t n_words)
{
	size_t needed = 0;

	for (size_t i = 0; i < n_words; i++)
		needed += words[i].length + SHELL_WORD_COST;
	if (needed > shell->budget)
		return false;
	shell->budget -= needed;
	return true;
}

struct shell_word shell_word_tail(const struct shell_word *word, size_t start)
{
	struct shell_word tail = *word;

	tail.text += start;
	/* An empty word has none, and nothing may be added to a null pointer. */
	if (start != 0)
		tail.chars += start;
	tail.length -= start;
	return tail;
}

bool shell_word_known(const struct shell_word *word, size_t start, size_t length)
{
	for (size_t i = start; i < start + length; i++) {
		if (word->chars[i].unknown)
			return false;
	}
	return true;
}

bool shell_one_of(const char *text, const char *const *list)
{
	while (*list != NULL && strcmp(text, *list) != 0)
		list++;
	return *list != NULL;
}

struct loc shell_word_used(
	struct source *source, const struct shell_word *word, size_t start, size_t length)
{
	if (length == 0) {
		/* No text: the place where it would be. */
		if (start == 0 || start > word->length)
			return (struct loc){source, word->loc.offset, 0};
		return (struct loc){source, word->chars[start - 1].used_end, 0};
	}

	uint32_t first = word->chars[start].used;
	uint32_t last = word->chars[start + length - 1].used_end;

	return (struct loc){source, first, last > first ? last - first : 0};
}

struct loc shell_word_loc(
	struct source *source, const struct shell_word *word, size_t start, size_t length)
{
	if (length == 0 && start > 0 && start <= word->length)
		return (struct loc){source, word->chars[start - 1].at + 1, 0};
	if (length == 0)
		return shell_word_used(source, word, start, length);

	const struct shell_char *first = &word->chars[start];
	const struct shell_char *last = &word->chars[start + length - 1];

	for (const struct shell_char *c = first; c <= last; c++) {
		if (c->home != first->home)
			return shell_word_used(source, word, start, length);
	}
	return (struct loc){
		source, first->at, last->at >= first->at ? last->at + 1 - first->at : 0};
}
