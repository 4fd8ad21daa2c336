/* Free address space; see free_space.h for why the smallest sufficient block is the right one. */
#include "layout/free_space.h"

#include <stdlib.h>
#include <string.h>

static int compare_ranges(const void *a, const void *b)
{
	const struct range *x = a;
	const struct range *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (x->last > y->last) - (x->last < y->last);
}

static struct range *sorted_ranges(struct arena *arena, const struct claim *claims, size_t count)
{
	struct range *ranges = arena_array(arena, count, sizeof(*ranges));

	for (size_t i = 0; i < count; i++)
		ranges[i] = claims[i].range;
	if (count > 1)
		qsort(ranges, count, sizeof(*ranges), compare_ranges);
	return ranges;
}

/* Sorted ranges that overlap or touch become one; returns how many are left. */
static size_t merge(struct range *ranges, size_t count)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++) {
		struct range *last = used > 0 ? &ranges[used - 1] : NULL;

		if (last != NULL &&
			(last->last == UINT64_MAX || ranges[i].first <= last->last + 1)) {
			if (ranges[i].last > last->last)
				last->last = ranges[i].last;
		} else {
			ranges[used++] = ranges[i];
		}
	}
	return used;
}

static void append(struct free_space *space, uint64_t first, uint64_t last)
{
	*ARRAY_ADD(space->arena, space->ranges, space->count) = (struct range){first, last};
}

/* What is left of one window; cuts before *cut end below it. */
static void subtract_window(struct free_space *space, struct range window, const struct range *cuts,
	size_t n_cuts, size_t *cut)
{
	uint64_t next = window.first;

	while (*cut < n_cuts && cuts[*cut].last < next)
		(*cut)++;
	for (size_t i = *cut; i < n_cuts && cuts[i].first <= window.last; i++) {
		if (cuts[i].first > next)
			append(space, next, cuts[i].first - 1);
		if (cuts[i].last >= window.last)
			return;
		next = cuts[i].last + 1;
		*cut = i;
	}
	append(space, next, window.last);
}

void interval_subtract(struct free_space *space, struct arena *arena, const struct claim *windows,
	size_t n_windows, const struct claim *claims, size_t n_claims)
{
	struct range *areas = sorted_ranges(arena, windows, n_windows);
	struct range *cuts = sorted_ranges(arena, claims, n_claims);
	size_t n_cuts = merge(cuts, n_claims);
	uint64_t next = 0; /* everything below belongs to an earlier window */
	size_t cut = 0;

	*space = (struct free_space){.arena = arena};
	for (size_t i = 0; i < n_windows; i++) {
		struct range window = areas[i];

		if (window.first > window.last || window.last < next)
			continue;
		if (window.first < next)
			window.first = next;
		subtract_window(space, window, cuts, n_cuts, &cut);
		if (window.last == UINT64_MAX)
			break;
		next = window.last + 1;
	}
}

void interval_copy(struct free_space *space, const struct free_space *from)
{
	space->arena = from->arena;
	space->count = 0;
	for (size_t i = 0; i < from->count; i++)
		append(space, from->ranges[i].first, from->ranges[i].last);
}

/* The largest aligned power of two that begins at first and does not reach beyond last. */
static uint64_t block_at(uint64_t first, uint64_t last)
{
	uint64_t size = first == 0 ? (uint64_t)1 << 63 : first & (~first + 1);

	while (size - 1 > last - first)
		size >>= 1;
	return size;
}

static bool clip(struct range *range, struct range within)
{
	if (range->first < within.first)
		range->first = within.first;
	if (range->last > within.last)
		range->last = within.last;
	return range->first <= range->last;
}

/*
 * The smallest of the maximal aligned blocks inside `within` that has size bytes, or (for 0) the
 * largest of all, the lowest of equal ones; and the free range around it. False: none.
 */
static bool search(const struct free_space *space, struct range within, uint64_t size,
	struct range *block, struct range *around)
{
	uint64_t best = 0;

	for (size_t i = 0; i < space->count && (size == 0 || best != size); i++) {
		struct range range = space->ranges[i];

		if (!clip(&range, within) ||
			range.last - range.first < (size != 0 ? size - 1 : best))
			continue;
		for (uint64_t at = range.first, piece;; at += piece) {
			piece = block_at(at, range.last);
			if (size == 0 ? piece > best
				      : piece >= size && (best == 0 || piece < best)) {
				best = piece;
				*block = range_of(at, piece);
				*around = range;
			}
			if (at + (piece - 1) == range.last)
				break;
		}
	}
	return best != 0;
}

bool interval_find(
	const struct free_space *space, struct range within, uint64_t size, struct range *block)
{
	struct range around;

	if (!search(space, within, size, block, &around))
		return false;
	block->last = block->first + (size - 1);
	return true;
}

bool interval_largest(const struct free_space *space, struct range within, struct range *block,
	struct range *around)
{
	return search(space, within, 0, block, around);
}

void interval_take(struct free_space *space, struct range taken)
{
	for (size_t i = 0; i < space->count; i++) {
		struct range range = space->ranges[i];

		if (!range_contains(range, taken))
			continue;

		size_t before = taken.first > range.first;
		size_t after = taken.last < range.last;

		if (before + after == 2)
			append(space, 0, 0); /* room for one more; count is right after it */
		else
			space->count -= 1 - (before + after);
		memmove(&space->ranges[i + before + after], &space->ranges[i + 1],
			(space->count - i - before - after) * sizeof(*space->ranges));
		if (before)
			space->ranges[i] = (struct range){range.first, taken.first - 1};
		if (after)
			space->ranges[i + before] = (struct range){taken.last + 1, range.last};
		return;
	}
}
