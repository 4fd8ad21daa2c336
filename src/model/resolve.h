/* RESOLVE: ids and names become pointers, defaults and derived facts are filled in. */
#ifndef ACRNCFGC_RESOLVE_H
#define ACRNCFGC_RESOLVE_H

#include "model/model.h"
#include "model/pass.h"

/* Never fails on input: what cannot be resolved stays NULL and is reported by the checks. */
void resolve_config(struct pass *pass, struct config *config);

#endif
