/*
 * Why each address of a layout is where it is: the candidates that were passed over, and what
 * ruled each of them out. Recomputed from model and layout, never remembered by the passes, so it
 * costs nothing unless it is asked for. Also explains a layout that was refused.
 */
#ifndef ACRNCFGC_EXPLAIN_H
#define ACRNCFGC_EXPLAIN_H

#include "model/layout.h"
#include "model/context.h"
#include "base/text.h"

struct explanation {
	struct context *ctx;
	const struct config *config;
	const struct layout *layout;
	struct text *out;
};

/*
 * Subject is a region ("hv:/a", or "a" where that is one region only) or a VM (its id, "VM 0", or
 * its name). False: there is no such name, and *why says which there are.
 */
bool explain_layout(struct context *ctx, const struct config *config, const struct layout *layout,
	const char *subject, struct text *out, const char **why)
	__attribute__((warn_unused_result));

/* explain_memory.c: a hypervisor region in physical memory. */
void explain_region_memory(struct explanation *explanation, const struct region *region);
/* explain_device.c: vBDF and BARs of one device of a VM. */
void explain_device(struct explanation *explanation, const struct layout_vm *vm,
	const struct layout_device *device);

#endif
