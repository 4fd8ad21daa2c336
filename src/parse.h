/*
 * PARSE: XML to model. Text is split and converted once, here; values are kept with their
 * lexical form and judged later by the check table. Only what makes the model impossible is
 * reported by a parser itself.
 */
#ifndef ACRNCFGC_PARSE_H
#define ACRNCFGC_PARSE_H

#include "model.h"
#include "pass.h"
#include "xml.h"

/* parse_scenario.c: the root, switches, memory, capacities; calls the two below. */
bool parse_scenario(struct pass *pass, const struct xml_document *document, struct config *config)
	__attribute__((warn_unused_result));
/* parse_vm.c: one <vm>. */
void parse_vm(
	struct pass *pass, const struct xml_document *document, xmlNodePtr node, struct vm *vm);
/* parse_ivshmem.c: the IVSHMEM element in either dialect; config->dialect is set by it. */
void parse_ivshmem(struct pass *pass, const struct xml_document *document, xmlNodePtr node,
	struct config *config);
/* parse_board.c */
bool parse_board(struct pass *pass, const struct xml_document *document, struct board *board)
	__attribute__((warn_unused_result));

/* parse_value.c: the lexical form of numbers and BDFs, shared by the parsers. */
struct number parse_number(const struct value *value);
/* Two- or one-digit hex bus:device, decimal-free function, as in "00:17.0"; consumed = bytes. */
bool parse_bdf(const char *text, size_t length, struct bdf *bdf, size_t *consumed);

#endif
