/* RESOLVE: ids and names become pointers, defaults and derived facts are filled in. */
#ifndef ACRNCFGC_RESOLVE_H
#define ACRNCFGC_RESOLVE_H

#include "model/model.h"
#include "model/context.h"

/* Never fails on input: what cannot be resolved stays NULL and is reported by the checks. */
void resolve_config(struct context *ctx, struct config *config);

#endif
