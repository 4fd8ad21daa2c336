/* Renderers of a sorted list of diagnostics. They choose words and form, never facts. */
#ifndef ACRNCFGC_DIAG_RENDER_H
#define ACRNCFGC_DIAG_RENDER_H

#include "diag.h"
#include "text.h"

struct diag_text_options {
	bool color;
	size_t max_errors; /* 0: all */
};

/* FILE:LINE:COL: error: MESSAGE [CODE], source line, caret, notes, fixes. No summary line.
   Returns how many errors were shown, for max_errors over several lists. */
size_t diag_render_text(
	struct text *out, const struct diag_list *list, const struct diag_text_options *options);

/* "2 errors, 1 warning\n"; nothing for none. */
void diag_render_summary(struct text *out, size_t n_errors, size_t n_warnings);

/* One JSON object a line; interface.md says which members. */
void diag_render_json(struct text *out, const struct diag_list *list, size_t max_errors);

/* SARIF 2.1.0: one document over any number of lists. NULL: out of memory. */
struct diag_sarif;
struct diag_sarif *diag_sarif_new(void);
bool diag_sarif_add(struct diag_sarif *sarif, const struct diag_list *list);
bool diag_sarif_finish(struct diag_sarif *sarif, struct text *out);
void diag_sarif_free(struct diag_sarif *sarif);

#endif
