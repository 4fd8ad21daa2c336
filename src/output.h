/*
 * WRITE: all files of a compilation or none. Every file is written to a temporary beside its
 * place and synced; only when all are there are they renamed; a file whose bytes did not change
 * is left alone, its time stamp too. Nothing outside the folder is ever touched.
 */
#ifndef ACRNCFGC_OUTPUT_H
#define ACRNCFGC_OUTPUT_H

#include "emit.h"

/* Reports failures as OUT diagnostics (DIAG_FAILURE): which file, which step, why. */
void output_write(struct pass *pass, const struct output_list *outputs, const char *folder);

/* --verify: reports each file that is missing or differs as an error; writes nothing. */
void output_verify(struct pass *pass, const struct output_list *outputs, const char *folder);

/* A make rule: every output depends on every input; names quoted for make. Same guarantees. */
void output_depfile(struct pass *pass, const struct output_list *outputs, const char *folder,
	const char *depfile, const char *const *inputs, size_t n_inputs);

/* Reads a file, or standard input for "-", into the arena; at most SOURCE_MAX_SIZE bytes. */
bool input_read(struct pass *pass, const char *name, struct source *source)
	__attribute__((warn_unused_result));

#endif
