/* Records of a board's text sections: one a line, C comments taken out, every byte with a place. */
#ifndef ACRNCFGC_PARSE_BOARD_SECTION_H
#define ACRNCFGC_PARSE_BOARD_SECTION_H

#include "parse/board_private.h"
#include "parse/reader.h"

struct section_reader {
	struct context *ctx;
	struct board_config *config;
	enum board_section section;
	struct loc loc; /* the section's start tag */
	struct xml_text text;
	const char *plain; /* the text with blanks for comments; NULL until the first record */
	size_t position;   /* of the next record in it */
	size_t last_start; /* the line before it */
	size_t last_length;
};

/* A line without the blanks around it; start moves as it is read, and then over blanks. */
struct record {
	const struct xml_text *text;
	const char *plain;
	size_t start;
	size_t end;
};

/* The next line that is not blank. One that repeats the line before it is a fault and left out. */
bool section_next_record(struct section_reader *reader, struct record *record);
/* Adds to the faults of the section. */
void section_fault(struct section_reader *reader, struct loc loc, const char *message);

/* board_section.c: what is left of the record. */
struct loc record_rest(const struct record *record);
bool record_ends(const struct record *record);
bool record_is(const struct record *record, const char *text);
/* Takes that text if it comes next. */
bool record_take(struct record *record, const char *text);
/* Up to the next blank. */
struct value record_take_word(struct section_reader *reader, struct record *record);
/* A number as C writes it, a name of an address space, true or false. */
struct number record_take_number(struct section_reader *reader, struct record *record);

/* board_acpi.c: whole sections */
void board_section_drhd(struct section_reader *reader, struct board_config *config);
void board_section_acpi(struct section_reader *reader, struct board_config *config);
void board_section_cx(struct section_reader *reader, struct board_config *config);
void board_section_px(struct section_reader *reader, struct board_config *config);

#endif
