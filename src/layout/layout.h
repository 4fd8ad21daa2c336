/*
 * LAYOUT: where the regions, the PCI devices and their BARs are. Each function fills its part of
 * struct layout, for the scenario of ctx.
 */
#ifndef ACRNCFGC_LAYOUT_H
#define ACRNCFGC_LAYOUT_H

#include "model/layout.h"
#include "model/context.h"

bool layout_memory(struct context *ctx, struct layout *layout) __attribute__((warn_unused_result));
bool layout_pci(struct context *ctx, struct layout *layout) __attribute__((warn_unused_result));
/* Capacities of the hypervisor build, from the finished device tables. */
bool layout_capacities(struct context *ctx, struct layout *layout)
	__attribute__((warn_unused_result));

/* What guests and launch lines are told, from the finished device tables and launch scripts. */
bool layout_guests(struct context *ctx, struct layout *layout) __attribute__((warn_unused_result));

/* ---- facts that explain a layout ---- */

#define LAST_BELOW_4GIB (4 * GIB - 1)
#define LOWEST_HV_RAM 0x10000000u    /* below lie boot loader, modules and Service VM kernel */
#define GAP_BELOW_HV_RAM (16 * MIB)  /* above the start of the RAM range, or of LOWEST_HV_RAM */
#define USUAL_HV_RAM_START 0x400000u /* v2.7 to v3.2 */

struct claim_list {
	struct claim *claims;
	size_t n_claims;
};

/* The board's RAM as one who loads an image finds it: ranges that touch are one. */
struct claim_list layout_joined_ram(struct context *ctx, const struct board *board);
/* Memory of pre-launched VMs: given in the scenario, or placed as the hypervisor's build does. */
struct claim_list layout_vm_memory(struct context *ctx, const struct config *config);
/* The first claim that overlaps range, or NULL. */
const struct claim *layout_find_claim(const struct claim_list *list, struct range range);

#endif
