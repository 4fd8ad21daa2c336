/* Words that have been read: lists and parts of them, what is known of them, where they stand. */
#include "launch/shell_private.h"

void shell_append_word(struct shell *shell, struct shell_words *words, struct shell_word word)
{
	*ARRAY_ADD(shell->pass->arena, words->items, words->count) = word;
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

struct loc shell_word_used(
	struct source *source, const struct shell_word *word, size_t start, size_t length)
{
	if (length == 0) {
		/* Nothing is there: the place where it would stand. */
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
