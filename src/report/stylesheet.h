/*
 * XSLT 1.0 over the canonical XML: the reports of acrn-cfgc, which are stylesheets embedded in the
 * program, and those of users. A stylesheet makes the file that it is called after: layout.svg.xsl
 * makes layout.svg, and one of the user's of that name takes the place of ours.
 *
 * A stylesheet can read nothing but that XML and write nothing but its output.
 */
#ifndef ACRNCFGC_EMIT_STYLESHEET_H
#define ACRNCFGC_EMIT_STYLESHEET_H

#include "emit/emit.h"

/* A stylesheet of the user's: well-formed, UTF-8, without a DOCTYPE (xml_load() has seen it). */
struct stylesheet {
	struct source *source;
	const char *output; /* the name of the file that it makes */
};

/*
 * "dir/memory.csv.xsl" makes "memory.csv". NULL: the name has no .xsl, or what is left of it is no
 * plain file name (letters, digits, '_', '-', '.').
 */
const char *stylesheet_output(struct arena *arena, const char *path);

/*
 * Adds what stylesheets make to outputs: ours if groups has EMIT_REPORT, and all of the user's.
 * False: one failed, and pass->diags says why.
 */
bool emit_stylesheets(struct context *ctx, const struct emit_input *in, unsigned groups,
	struct stylesheet *own, size_t n_own, struct output_list *outputs)
	__attribute__((warn_unused_result));

/* The names of our reports of EMIT_REPORT, by index; NULL: there are no more. */
const char *emit_report_name(size_t index);

/* One report of ours by its name, "layout.svg"; false: failed, or there is no such report. */
bool emit_report(struct context *ctx, const struct emit_input *in, const char *name,
	struct text *out) __attribute__((warn_unused_result));

#endif
