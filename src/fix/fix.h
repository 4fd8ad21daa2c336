/*
 * Repairs a text with the fixes of its diagnostics, and shows the difference. Only fixes that are
 * exactly right are in a diagnostic; everything else of the text stays byte for byte.
 */
#ifndef ACRNCFGC_FIX_H
#define ACRNCFGC_FIX_H

#include "base/source.h"
#include "base/text.h"
#include "diag/diag.h"

/*
 * Adds the source's bytes to out with the fixes of the list applied; of fixes that overlap, the
 * first in the list's order. Returns the number of fixes applied.
 */
size_t fix_apply(const struct diag_list *diags, const struct source *source, struct text *out);

/* Whether the list after has more errors of some code than the list before. */
bool fix_adds_errors(const struct diag_list *before, const struct diag_list *after);

/* Adds the difference of two texts as a unified diff with three lines of context; nothing if equal.
 */
void fix_diff(struct text *out, const struct source *before, const struct source *after);

#endif
