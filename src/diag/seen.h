/*
 * Which diagnostics have been told before: a board that a hundred scenarios share has its faults
 * once. Two are the same when place, code and message are.
 */
#ifndef ACRNCFGC_DIAG_SEEN_H
#define ACRNCFGC_DIAG_SEEN_H

#include "diag/diag.h"

struct diag_seen_entry;

/* Zeroed: nothing has been told. Everything lives in the arena that is given. */
struct diag_seen {
	struct diag_seen_entry **slots; /* a power of two of them, never all in use */
	size_t n_slots;
	size_t count;
};

/* Whether diag, which is about a file, has been told before; from now on it has been. */
bool diag_seen_before(struct diag_seen *seen, struct arena *arena, const struct diag *diag);

#endif
