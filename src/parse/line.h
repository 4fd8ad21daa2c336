/* A line of a text whose bytes all have places, taken piece by piece. */
#ifndef ACRNCFGC_PARSE_LINE_H
#define ACRNCFGC_PARSE_LINE_H

#include "parse/parse.h"

/* What is left of a line without the blanks around it; p moves as it is read. */
struct line {
	const struct xml_text *text;
	const char *p;
	const char *end;
};

/* A text as one line. */
struct line line_whole(const struct xml_text *text);
/* The next line of a text, blank or not; *position moves past it. False at the end of the text. */
bool line_next(const struct xml_text *text, size_t *position, struct line *line);

bool line_ends(const struct line *line);
bool line_is(const struct line *line, const char *string);
bool line_begins(const struct line *line, const char *string);
bool line_has(const struct line *line, const char *string);
/* Takes that string, and blanks after it, if it comes next. */
bool line_take(struct line *line, const char *string);
void line_skip_blanks(struct line *line);
/* Hex digits; NUMBER_BAD if there are none. */
enum number_form line_take_hex(struct line *line, uint64_t *value);
/* Takes what comes before end as a value, and blanks after it. */
struct value line_take_value(struct line *line, const char *end);
/* The first byte that is blank, or the end of the line. */
const char *line_word_end(const struct line *line);
/* From start to end, which are in the text of the line. */
struct loc line_loc(const struct line *line, const char *start, const char *end);
struct loc line_rest(const struct line *line);

#endif
