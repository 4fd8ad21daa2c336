/*
 * A layout seen as maps: the machine's memory and each VM's address space as ascending ranges
 * without a gap between them. For reports and explanations; it decides nothing and also takes a
 * layout that could not be completed.
 */
#ifndef ACRNCFGC_LAYOUT_MAP_H
#define ACRNCFGC_LAYOUT_MAP_H

#include "model/layout.h"
#include "model/context.h"

/* Where claims overlap, the kind that is later in this list has the bytes, then the smaller claim.
 */
enum map_kind {
	MAP_HOLE,       /* nothing is there, and nothing can be placed there */
	MAP_RAM,        /* physical: System RAM that no kind below has */
	MAP_FREE,       /* a VM's PCI window, where nothing lies yet */
	MAP_TAKEN,      /* native BARs, MMCONFIG, interrupt controllers, ... */
	MAP_GUEST_RAM,  /* RAM of a pre-launched VM, in its own address space */
	MAP_VM_MEMORY,  /* the same RAM in physical memory */
	MAP_HYPERVISOR, /* HV RAM without the pool */
	MAP_BAR,        /* a BAR of the VM's table that is no shared memory */
	MAP_REGION,     /* shared memory: a region, or the BAR of a VM that shows it */
};

struct map_range {
	struct range range;
	enum map_kind kind;
	const char *owner;                  /* never NULL */
	const struct region *region;        /* MAP_REGION */
	const struct layout_device *device; /* MAP_BAR, MAP_REGION in a VM's map */
	const struct bar *bar;
	const struct map_range *parts; /* neighbours of one class that are folded into it */
	size_t n_parts;
};

struct map {
	struct map_range *ranges;
	size_t n_ranges;
};

/* Memory as the hypervisor finds it on the board. */
void layout_map_memory(struct context *ctx, const struct config *config,
	const struct layout *layout, struct map *map);

/* The address space that a VM's devices lie in; empty for a VM whose devices have no place. */
void layout_map_vm(struct context *ctx, const struct layout_vm *vm, struct map *map);

/* Folds small neighbours into one range each, so that they do not hide what matters. */
void layout_map_fold(struct arena *arena, struct map *map);

/* Whether the layout gave the BAR an address, or left it to the guest on purpose. */
bool layout_bar_placed(const struct bar *bar);

#endif
