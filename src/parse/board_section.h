/* Records of a board's text sections: one a line, comments of C taken out. */
#ifndef ACRNCFGC_PARSE_BOARD_SECTION_H
#define ACRNCFGC_PARSE_BOARD_SECTION_H

#include "parse/board_private.h"

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
/* A number as C writes it, a name of an address space, true or false. */
struct number section_take_number(struct line *record);

/* board_acpi.c: whole sections */
void board_section_drhd(struct section_reader *reader);
void board_section_acpi(struct section_reader *reader);
void board_section_cx(struct section_reader *reader);
void board_section_px(struct section_reader *reader);

#endif
