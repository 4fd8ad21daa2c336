/* Renderers of a sorted list of diagnostics. They choose words and form, never facts. */
#ifndef ACRNCFGC_DIAG_RENDER_H
#define ACRNCFGC_DIAG_RENDER_H

#include "diag/diag.h"
#include "base/text.h"

struct diag_text_options {
	bool color;
	bool brief; /* one line for each */
};

/* FILE:LINE:COL: error: MESSAGE [CODE], source line, caret, notes, fixes. No summary line. */
void diag_render_text(
	struct text *out, const struct diag_list *list, const struct diag_text_options *options);

/*
 * The source line of a diagnostic that has a place, cut to so many columns: what is before the
 * place, the place itself (at least one character, if the line has one there) and what follows.
 */
void diag_excerpt(const struct diag *diag, size_t width, struct text *before, struct text *marked,
	struct text *after);

/* "2 errors, 1 warning\n"; nothing for none. */
void diag_render_summary(struct text *out, size_t n_errors, size_t n_warnings);

/* What is counted and not shown, and why. */
struct diag_left_out {
	size_t n_errors;
	size_t n_warnings;
	size_t max_errors; /* of --max-errors; 0: there are more than are kept */
};

/* "17 errors and 2 warnings more are not shown (--max-errors 3)", without an end of line; nothing
   for none. */
void diag_render_left_out(struct text *out, const struct diag_left_out *left_out);

/* One JSON object a line; see docs/output-files.md. */
void diag_render_json(struct text *out, const struct diag_list *list);
/* The line of what is left out; nothing for none. */
void diag_render_json_left_out(struct text *out, const struct diag_left_out *left_out);

/* SARIF 2.1.0: one document over any number of lists. */
struct diag_sarif;
struct diag_sarif *diag_sarif_new(void);
void diag_sarif_add(struct diag_sarif *sarif, const struct diag_list *list);
void diag_sarif_finish(
	struct diag_sarif *sarif, const struct diag_left_out *left_out, struct text *out);
void diag_sarif_free(struct diag_sarif *sarif);

#endif
