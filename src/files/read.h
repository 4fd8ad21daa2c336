/* Reading the inputs, and nothing else, from files. */
#ifndef ACRNCFGC_INPUT_H
#define ACRNCFGC_INPUT_H

#include "model/context.h"
#include "base/source.h"

/*
 * Reads a file, or standard input for "-" (named "<stdin>"), into the arena; at most
 * SOURCE_MAX_SIZE bytes. Reports what is wrong (OUT001).
 */
bool input_read(struct context *ctx, const char *name, struct source *source)
	__attribute__((warn_unused_result));

#endif
