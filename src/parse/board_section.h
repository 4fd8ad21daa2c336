/* Lines of a board's text sections, and their records: one a line, every byte with a place. */
#ifndef ACRNCFGC_PARSE_BOARD_SECTION_H
#define ACRNCFGC_PARSE_BOARD_SECTION_H

#include "parse/board_private.h"
#include "parse/reader.h"

/* The next line, blank or not; *position moves past it. False at the end of the text. */
bool line_next(const struct xml_text *text, size_t *position, struct line *line);
bool line_ends(const struct line *line);
bool line_is(const struct line *line, const char *text);
bool line_begins(const struct line *line, const char *text);
bool line_has(const struct line *line, const char *text);
/* Takes that text, and blanks after it, if it comes next. */
bool line_take(struct line *line, const char *text);
void line_skip_blanks(struct line *line);
/* Hex digits; NUMBER_BAD if there are none. */
enum number_form line_take_hex(struct line *line, uint64_t *value);
/* The first byte that is blank, or the end of the line. */
const char *line_word_end(const struct line *line);
/* From start to end, which are in the text of the line. */
struct loc line_loc(const struct line *line, const char *start, const char *end);
struct loc line_rest(const struct line *line);

/* ---- sections of C: comments are blanks ---- */

struct section_reader {
	struct context *ctx;
	struct board_config *config;
	enum board_section section;
	struct loc loc; /* the section's start tag */
	struct xml_text text;
	struct xml_text plain; /* the text with blanks for comments; every byte keeps its place */
	size_t position;       /* of the next record in it */
	const char *last;      /* the line of the text before it; NULL: none */
	size_t last_length;
};

/* The next line that is not blank. One that repeats the line before it is a fault and left out. */
bool section_next_record(struct section_reader *reader, struct line *record);
/* Adds to the faults of the section. */
void section_fault(struct section_reader *reader, struct loc loc, const char *message);
/* Up to the next blank. */
struct value section_take_word(struct section_reader *reader, struct line *record);
/* A number as C writes it, a name of an address space, true or false. */
struct number section_take_number(struct section_reader *reader, struct line *record);

/* board_acpi.c: whole sections */
void board_section_drhd(struct section_reader *reader, struct board_config *config);
void board_section_acpi(struct section_reader *reader, struct board_config *config);
void board_section_cx(struct section_reader *reader, struct board_config *config);
void board_section_px(struct section_reader *reader, struct board_config *config);

#endif
