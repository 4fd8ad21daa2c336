/*
 * How the settings of scenarios and boards are read: by parent and name. All of their elements pass
 * through the functions of reader.c, which look at the document; the others see values only.
 */
#ifndef ACRNCFGC_PARSE_READER_H
#define ACRNCFGC_PARSE_READER_H

#include "model/board_config.h"
#include "parse/parse.h"

/* The text of an element that may be once in parent; absent: blamed at parent's start tag. */
struct value read_value(xmlNodePtr parent, const char *name);
struct number read_number(xmlNodePtr parent, const char *name);
/* An attribute whose misspelling parse_attribute() has reported, or is not to report. */
struct value read_attribute(xmlNodePtr node, const char *name);
struct number read_attribute_number(xmlNodePtr node, const char *name);
/* An element that may be missing; parent must exist. */
struct section read_section(xmlNodePtr parent, const char *name);
/* All elements of that name, as numbers; blank ones only if wanted. */
struct number_list read_numbers(xmlNodePtr parent, const char *name, bool blank_ones);
struct value_list read_values(xmlNodePtr parent, const char *name);

/*
 * So many settings from first on, below parent (hv or a vm; NULL if missing, and absent is where it
 * would be). A section that is there twice counts as one.
 */
void read_settings(xmlNodePtr parent, struct loc absent, enum setting_id first, size_t count,
	struct setting *settings);

/* vm_config.c: all but the settings of a VM. */
void parse_vm_lists(xmlNodePtr node, struct vm_config *config);

#endif
