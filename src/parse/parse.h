/*
 * PARSE: XML to model. Text is split and converted once, here; values are kept with their
 * lexical form and judged later by the check table. Only what makes the model impossible is
 * reported by a parser itself.
 */
#ifndef ACRNCFGC_PARSE_H
#define ACRNCFGC_PARSE_H

#include "model/board_config.h"
#include "model/context.h"
#include "xml/xml.h"

/* parse_scenario.c: the root, switches, memory, capacities; calls the two below. */
/* What the file is by the children of its root. */
enum file_kind parse_file_kind(struct xml_node *root);
bool parse_scenario(const struct xml_document *document, struct config *config)
	__attribute__((warn_unused_result));
/* vm.c: one <vm>. */
void parse_vm(struct xml_node *node, struct vm *vm);
/* parse_ivshmem.c: the IVSHMEM element in either dialect; config->dialect is set by it. */
void parse_ivshmem(struct xml_node *node, struct config *config);
/* board.c */
bool parse_board(const struct xml_document *document, struct board *board)
	__attribute__((warn_unused_result));
/* settings.c: all of the hypervisor's settings, and all of one VM's. A section that is there twice
   counts as one. */
struct hv_config *parse_hv_config(struct xml_node *root);
void parse_vm_settings(struct xml_node *vm, struct setting *settings);
/* vuart.c: the vUARTs of a VM whose kind is known. */
void parse_vuarts(struct xml_node *vm_node, struct vm *vm);

/* structure.c: text and elements of the IVSHMEM section, or of a region in the form of elements,
   where no text or element may be (SCH001). Regions within the section are left out. */
void parse_check_structure(struct xml_node *parent);

/* bounds.c: false if a list is longer than MAX_LIST (SCH010): then nothing else is to be read. */
bool parse_within_bounds(struct xml_node *root) __attribute__((warn_unused_result));

/*
 * names.c: elements whose names are misspelt are reported and renamed. All of a scenario but
 * its IVSHMEM section, and the children of one element of that; true: some are not known there.
 */
void parse_correct_names(struct xml_node *root, struct config *config);
bool parse_correct_children(struct xml_node *parent);

/*
 * attribute.c: an attribute; where it is missing, one whose name is near to it is reported
 * and read as it. The name of that one, or NULL.
 */
struct value parse_attribute(struct xml_node *node, const char *name);
struct number parse_number_attribute(struct xml_node *node, const char *name);
const char *parse_near_attribute(struct xml_node *node, const char *name);

/* value.c: lexical forms, shared by the parsers. */

/* How many letters, digits and '_' a text begins with. */
size_t parse_word_length(const char *text);
struct number parse_number(struct value value);
bool parse_is_hex_digit(char c);
/* Digits without a prefix: NUMBER_HEX or NUMBER_DECIMAL, NUMBER_TOO_BIG or NUMBER_BAD. */
enum number_form parse_hex_digits(const char *text, size_t length, uint64_t *number);
enum number_form parse_decimal_digits(const char *text, size_t length, uint64_t *number);
/* Two- or one-digit hex bus:device, decimal-free function, as in "00:17.0"; what follows them, or
 * NULL. */
const char *parse_bdf(const char *p, const char *end, struct bdf *bdf);
/* A BDF that is the whole value. */
bool parse_bdf_value(const struct value *value, struct bdf *bdf);

/*
 * Reading elements. An element that may occur once is read by one of these functions, and a second
 * one is reported (SCH002); what may occur any number of times is read by xml_each(). Each element
 * is read in one place; xml_has() asks for one without reading it.
 */

/* The only child of that name; NULL if it or the parent is missing. */
struct xml_node *parse_once(struct xml_node *parent, const char *name);

/* Its text; parent must exist. Absent: blamed at the parent's tag. */
struct value parse_field(struct xml_node *parent, const char *name);
struct number parse_number_field(struct xml_node *parent, const char *name);
/* An element that may be missing; parent must exist. */
struct section parse_section(struct xml_node *parent, const char *name);
/* All elements of that name, as numbers; blank ones only if wanted. */
struct number_list parse_numbers(struct xml_node *parent, const char *name, bool blank_ones);
struct value_list parse_values(struct xml_node *parent, const char *name);

/* The elements of a list that were read, by their ids: no two have the same. */
struct parse_ids {
	struct loc first[UINT8_MAX + 1];
};
void parse_note_id(struct xml_node *node, const struct number *id, struct parse_ids *ids);
/* Reports an element that is there a second time. which: "", or " with id 0". */
void parse_report_second(struct xml_node *second, struct loc first, const char *which);

#endif
