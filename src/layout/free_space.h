/*
 * Free address space: windows less claims, and aligned blocks inside it. Ends are inclusive, so
 * a range may end at the last byte of the address space; no sum here can overflow.
 */
#ifndef ACRNCFGC_FREE_SPACE_H
#define ACRNCFGC_FREE_SPACE_H

#include "base/arena.h"
#include "model/model.h"

/* Free ranges, ascending and disjoint; none reaches over the edge of a window. */
struct free_space {
	struct arena *arena;
	struct range *ranges;
	size_t count;
};

static inline bool range_overlaps(struct range a, struct range b)
{
	return a.first <= b.last && b.first <= a.last;
}

static inline bool range_contains(struct range outer, struct range inner)
{
	return outer.first <= inner.first && inner.last <= outer.last;
}

/* first + size - 1, but the top of the address space where that would overflow; size > 0. */
static inline struct range range_of(uint64_t first, uint64_t size)
{
	return (struct range){first, size - 1 > UINT64_MAX - first ? UINT64_MAX : first + size - 1};
}

/* The next multiple of a power of two; the top of the address space if there is no such multiple.
 */
static inline uint64_t align_up(uint64_t value, uint64_t alignment)
{
	uint64_t mask = alignment - 1;

	return value > UINT64_MAX - mask ? UINT64_MAX : (value + mask) & ~mask;
}

static inline uint64_t align_down(uint64_t value, uint64_t alignment)
{
	return value & ~(alignment - 1);
}

/* a + b, or the top of the address space. */
static inline uint64_t add_saturated(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* Windows less claims; neither needs any order, and both may overlap. O(n log n). */
void interval_subtract(struct free_space *space, struct arena *arena, const struct claim *windows,
	size_t n_windows, const struct claim *claims, size_t n_claims);

/* A copy that can be changed by itself; its memory, zeroed at first, is used again. */
void interval_copy(struct free_space *space, const struct free_space *from);

/*
 * A free block of size bytes (a power of two), aligned to its size, inside `within`.
 *
 * Free space is seen as maximal aligned blocks. The block is cut from the smallest of them that
 * is large enough, the lowest of equal ones, so a small block never breaks up a large one in
 * vain. That makes any order of requests as good as the best: let N(k) be the sizes still to be
 * placed that are at least 2^k, in units of 2^k, and C(k) the free aligned places of 2^k bytes.
 * All of them fit exactly if N(k) <= C(k) for every k. Serving s = 2^j from the smallest
 * sufficient block 2^m takes one place from C(k) for j < k <= m; there being no block from 2^j
 * up to 2^m, C(j) is the multiple 2^(k-j) * C(k), so N(j) <= C(j) without s leaves
 * N(k) <= C(k) - 1, N(k) being whole. The condition holds on.
 */
bool interval_find(
	const struct free_space *space, struct range within, uint64_t size, struct range *block);

/* Takes a range that lies inside one free range. */
void interval_take(struct free_space *space, struct range taken);

/* The largest aligned block inside `within`, and the free range around it. False: none. */
bool interval_largest(const struct free_space *space, struct range within, struct range *block,
	struct range *around);

#endif
