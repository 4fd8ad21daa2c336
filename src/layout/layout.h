/*
 * LAYOUT: where the regions, the PCI devices and their BARs are. Each function fills its part of
 * struct layout.
 */
#ifndef ACRNCFGC_LAYOUT_H
#define ACRNCFGC_LAYOUT_H

#include "model/layout.h"
#include "model/context.h"

bool layout_memory(struct context *ctx, const struct config *config, struct layout *layout)
	__attribute__((warn_unused_result));
bool layout_pci(struct context *ctx, const struct config *config, struct layout *layout)
	__attribute__((warn_unused_result));
/* Capacities of the hypervisor build, from the finished device tables. */
bool layout_capacities(struct context *ctx, const struct config *config, struct layout *layout)
	__attribute__((warn_unused_result));

/* What guests and launch lines are told, from the finished device tables and launch scripts. */
bool layout_guests(struct context *ctx, const struct config *config, struct layout *layout)
	__attribute__((warn_unused_result));

#endif
