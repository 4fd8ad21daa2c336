/* A unified diff of two texts. Repairs change few lines, so a search for the nearest equal line
 * does. */
#include "fix/fix.h"

#include <string.h>

#define CONTEXT ((size_t)3)

struct line {
	const char *bytes;
	size_t length; /* with the line break, if there is one */
};

struct lines {
	struct line *items;
	size_t count;
};

/* Lines [old, old_end) are replaced by lines [new, new_end). */
struct change {
	size_t old;
	size_t old_end;
	size_t new;
	size_t new_end;
};

struct changes {
	struct change *items;
	size_t count;
};

static struct lines split(struct arena *arena, const struct source *source)
{
	struct lines lines = {0};
	const char *end = source->bytes + source->size;

	for (const char *p = source->bytes; p < end;) {
		const char *line_break = memchr(p, '\n', (size_t)(end - p));
		size_t length = (size_t)((line_break != NULL ? line_break + 1 : end) - p);

		*ARRAY_ADD(arena, lines.items, lines.count) = (struct line){p, length};
		p += length;
	}
	return lines;
}

static bool same_line(const struct lines *a, size_t i, const struct lines *b, size_t j)
{
	return i < a->count && j < b->count && a->items[i].length == b->items[j].length &&
	       memcmp(a->items[i].bytes, b->items[j].bytes, a->items[i].length) == 0;
}

/* The change at lines i and j, up to the nearest pair of equal lines; to the ends if none. */
static struct change find_change(
	const struct lines *old, const struct lines *new, size_t i, size_t j)
{
	size_t most = old->count - i + new->count - j;

	for (size_t distance = 1; distance <= most; distance++) {
		for (size_t skipped = 0; skipped <= distance; skipped++) {
			size_t old_end = i + skipped;
			size_t new_end = j + distance - skipped;

			if (same_line(old, old_end, new, new_end))
				return (struct change){i, old_end, j, new_end};
		}
	}
	return (struct change){i, old->count, j, new->count};
}

static struct changes find_changes(
	struct arena *arena, const struct lines *old, const struct lines *new)
{
	struct changes changes = {0};
	size_t i = 0;
	size_t j = 0;

	while (i < old->count || j < new->count) {
		if (same_line(old, i, new, j)) {
			i++;
			j++;
			continue;
		}

		struct change change = find_change(old, new, i, j);

		*ARRAY_ADD(arena, changes.items, changes.count) = change;
		i = change.old_end;
		j = change.new_end;
	}
	return changes;
}

static void add_lines(
	struct text *out, char mark, const struct lines *lines, size_t first, size_t end)
{
	for (size_t i = first; i < end; i++) {
		const struct line *line = &lines->items[i];

		text_add_char(out, mark);
		text_add_bytes(out, line->bytes, line->length);
		if (line->bytes[line->length - 1] != '\n')
			text_add(out, "\n\\ No newline at end of file\n");
	}
}

static size_t context_before(size_t line)
{
	return line < CONTEXT ? 0 : line - CONTEXT;
}

/* "@@ -START,COUNT +START,COUNT @@"; an empty range starts at the line before it. */
static void add_hunk_header(struct text *out, const struct change *hunk)
{
	size_t n_old = hunk->old_end - hunk->old;
	size_t n_new = hunk->new_end - hunk->new;

	text_addf(out, "@@ -%zu,%zu +%zu,%zu @@\n", hunk->old + (n_old != 0), n_old,
		hunk->new + (n_new != 0), n_new);
}

/* Changes first to last as one hunk: they are so near that their context meets. */
static void add_hunk(struct text *out, const struct lines *old, const struct lines *new,
	const struct change *first, const struct change *last)
{
	size_t after = old->count - last->old_end < CONTEXT ? old->count - last->old_end : CONTEXT;
	size_t before = first->old - context_before(first->old);
	struct change hunk = {first->old - before, last->old_end + after, first->new - before,
		last->new_end + after};
	size_t position = hunk.old;

	add_hunk_header(out, &hunk);
	for (const struct change *change = first; change <= last; change++) {
		add_lines(out, ' ', old, position, change->old);
		add_lines(out, '-', old, change->old, change->old_end);
		add_lines(out, '+', new, change->new, change->new_end);
		position = change->old_end;
	}
	add_lines(out, ' ', old, position, hunk.old_end);
}

void fix_diff(struct text *out, const struct source *before, const struct source *after)
{
	struct lines old = split(out->arena, before);
	struct lines new = split(out->arena, after);
	struct changes changes = find_changes(out->arena, &old, &new);

	if (changes.count == 0)
		return;
	text_addf(out, "--- %s\n+++ %s\n", before->name, before->name);
	for (size_t first = 0; first < changes.count;) {
		size_t last = first;

		while (last + 1 < changes.count &&
			changes.items[last + 1].old - changes.items[last].old_end <= 2 * CONTEXT)
			last++;
		add_hunk(out, &old, &new, &changes.items[first], &changes.items[last]);
		first = last + 1;
	}
}
