/*
 * Text files that are emitted: the files of templates/, embedded into the program. A template is
 * complete and can be read and checked as it is; its marks, such as @ID@, are replaced.
 */
#ifndef ACRNCFGC_EMIT_TEMPLATE_H
#define ACRNCFGC_EMIT_TEMPLATE_H

#include "base/text.h"

struct template_mark {
	const char *mark; /* as in the template: "@ID@", or with the line end that goes with it */
	const char *text;
};

/* Adds the template with each mark replaced by its text. */
void emit_template(struct text *out, const unsigned char *template,
	const struct template_mark *marks, size_t n_marks);

#endif
