/* Replaces the marks of a template. */
#include <string.h>

#include "emit/common.h"

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

/* Takes back what was added since the end of the line before. */
static void remove_last_line(struct text *out)
{
	while (out->length > 0 && out->bytes[out->length - 1] != '\n')
		out->length--;
	out->bytes[out->length] = '\0';
}

/* Leaves out the line that mark is in, and braces that are empty then; gives the next line. */
static const char *drop_line(struct text *out, const char *mark)
{
	const char *next = strchr(mark, '\n') + 1;
	size_t indent = strspn(next, "\t");
	const char *opening = "= {\n";

	remove_last_line(out);
	if (strncmp(next + indent, "},\n", 3) != 0 || out->length < strlen(opening) ||
		strcmp(out->bytes + out->length - strlen(opening), opening) != 0)
		return next;
	out->length--;
	remove_last_line(out);
	return next + indent + 3;
}

void emit_template(struct text *out, const unsigned char *template,
	const struct template_mark *marks, size_t n_marks)
{
	const char *rest = (const char *)template; /* embedded files end with a zero byte */
	const char *place = NULL;
	const struct template_mark *mark;

	while ((mark = find_mark(rest, marks, n_marks, &place)) != NULL) {
		text_add_bytes(out, rest, (size_t)(place - rest));
		if (mark->text == NULL) {
			rest = drop_line(out, place);
		} else {
			text_add(out, mark->text);
			rest = place + strlen(mark->mark);
		}
	}
	text_add(out, rest);
}
