/* Applies the fixes of diagnostics to the bytes of their source. */
#include "fix/fix.h"

#include <stdlib.h>
#include <string.h>

#include "base/each.h"

/* True if one edit changes bytes that the other changes, or both insert at one place. */
static bool overlap(const struct diag_fix *a, const struct diag_fix *b)
{
	size_t a_end = (size_t)a->loc.offset + a->loc.length;
	size_t b_end = (size_t)b->loc.offset + b->loc.length;

	if (a->loc.offset == b->loc.offset)
		return true;
	return a->loc.offset < b_end && b->loc.offset < a_end;
}

static bool is_accepted(
	const struct diag_fix *const *edits, size_t count, const struct diag_fix *fix)
{
	for (size_t i = 0; i < count; i++) {
		if (overlap(edits[i], fix))
			return false;
	}
	return true;
}

static int compare_edits(const void *a, const void *b)
{
	const struct diag_fix *const *left = a;
	const struct diag_fix *const *right = b;

	return ((*left)->loc.offset > (*right)->loc.offset) -
	       ((*left)->loc.offset < (*right)->loc.offset);
}

/* The fixes of one source that do not overlap, in the order of the text. */
static const struct diag_fix **collect_edits(const struct diag_list *diags,
	const struct source *source, struct arena *arena, size_t *count)
{
	size_t n_fixes = 0;
	const struct diag_fix **edits;

	*count = 0;
	for (size_t i = 0; i < diags->count; i++)
		n_fixes += diags->items[i]->n_fixes;
	edits = arena_array(arena, n_fixes, sizeof(*edits));
	for (size_t i = 0; i < diags->count; i++) {
		EACH (const struct diag_fix, fix, diags->items[i], fixes) {
			if (fix->loc.source == source && is_accepted(edits, *count, fix))
				edits[(*count)++] = fix;
		}
	}
	qsort(edits, *count, sizeof(*edits), compare_edits);
	return edits;
}

size_t fix_apply(const struct diag_list *diags, const struct source *source, struct text *out)
{
	size_t count;
	const struct diag_fix **edits = collect_edits(diags, source, out->arena, &count);
	size_t position = 0;

	for (size_t i = 0; i < count; i++) {
		text_add_bytes(out, source->bytes + position, edits[i]->loc.offset - position);
		text_add(out, edits[i]->replacement);
		position = (size_t)edits[i]->loc.offset + edits[i]->loc.length;
	}
	text_add_bytes(out, source->bytes + position, source->size - position);
	return count;
}

bool fix_adds_errors(const struct diag_list *before, const struct diag_list *after)
{
	size_t counts[DIAG_CODE_COUNT] = {0};

	for (size_t i = 0; i < before->count; i++)
		counts[before->items[i]->code] += before->items[i]->severity != DIAG_WARNING;
	for (size_t i = 0; i < after->count; i++) {
		if (after->items[i]->severity == DIAG_WARNING)
			continue;
		if (counts[after->items[i]->code]-- == 0)
			return true;
	}
	return false;
}
