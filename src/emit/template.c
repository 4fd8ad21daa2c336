/* Replaces the marks of a template. */
#include "emit/template.h"

#include <string.h>

/* The first mark in the text; NULL if it has no further one. */
static const struct template_mark *find_mark(
	const char *text, const struct template_mark *marks, size_t n_marks, const char **place)
{
	const struct template_mark *first = NULL;

	for (size_t i = 0; i < n_marks; i++) {
		const char *found = strstr(text, marks[i].mark);

		if (found != NULL && (first == NULL || found < *place)) {
			first = &marks[i];
			*place = found;
		}
	}
	return first;
}

void emit_template(struct text *out, const unsigned char *template,
	const struct template_mark *marks, size_t n_marks)
{
	const char *rest = (const char *)template; /* embedded files end with a zero byte */
	const char *place = NULL;
	const struct template_mark *mark;

	while ((mark = find_mark(rest, marks, n_marks, &place)) != NULL) {
		text_add_bytes(out, rest, (size_t)(place - rest));
		text_add(out, mark->text);
		rest = place + strlen(mark->mark);
	}
	text_add(out, rest);
}
