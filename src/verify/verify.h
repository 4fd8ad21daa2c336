/* VERIFY: proves a finished layout again, with no code of the LAYOUT pass. */
#ifndef ACRNCFGC_VERIFY_H
#define ACRNCFGC_VERIFY_H

#include "model/layout.h"
#include "model/context.h"

/* Proves the layout from model and target alone; a fault is a DIAG_FAILURE. */
bool verify_layout(struct context *ctx, const struct layout *layout)
	__attribute__((warn_unused_result));

#endif
