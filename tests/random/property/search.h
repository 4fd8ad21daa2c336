/*
 * Exhaustive search for a placement of BARs. It shares no thought with the compiler's layout: no
 * order of requests, no rule which block to take; every choice is tried until one works or none
 * is left.
 *
 * Two things make that quick without losing a placement. Inside an aligned free block of 2^k
 * bytes all aligned places of 2^j bytes are alike: a mirror image of the block's halves maps one
 * to the other. So a choice is which block is cut, not where, and blocks of one size on one side
 * of 4 GiB are alike too. And a state that failed once is not tried again.
 */
#ifndef PROPERTY_SEARCH_H
#define PROPERTY_SEARCH_H

#include "scene.h"

struct request {
	uint64_t size; /* a power of two, at least 4 KiB; aligned to itself */
	bool low_only; /* a 32-bit BAR */
};

enum { MAX_REQUESTS = 256 };

struct request_list {
	struct request items[MAX_REQUESTS];
	unsigned count;
};

enum { MAX_SPANS = 2048 };

/* Windows and what is taken in them; both may overlap and need no order. */
struct address_space {
	struct span windows[MAX_WINDOWS + 2];
	unsigned n_windows;
	struct span taken[MAX_SPANS];
	unsigned n_taken;
};

enum found { FOUND, NOT_FOUND, GAVE_UP };

enum found search_placement(const struct address_space *space, const struct request_list *requests);

/* Aligned free blocks by log2 of their size, below and above 4 GiB. */
struct blocks {
	uint32_t count[2][64];
};

void search_blocks(const struct address_space *space, struct blocks *blocks);

/*
 * What the layout promises to try first: requests in order, each in the lowest of the smallest
 * sufficient aligned blocks, below 4 GiB if possible. True if all of them find a place.
 */
bool search_first_attempt(const struct address_space *space, const struct request_list *requests);

#endif
