/* PCI: the device table of each VM, its vBDFs, and BARs where the hypervisor places them. */
#include "layout/private.h"

static bool layout_one(struct context *ctx, struct layout_vm *out)
{
	if (out->vm->kind == VM_UNKNOWN)
		return true;
	layout_table(ctx, out);
	if (out->vm->kind == VM_POST_LAUNCHED)
		return true; /* acrn-dm supplies vBDFs and BARs */
	if (!layout_bdfs(ctx, out))
		return false;
	layout_space(ctx, out);
	return layout_passthrough(ctx, out) && layout_bars(ctx, out);
}

bool layout_pci(struct context *ctx, struct layout *layout)
{
	const struct config *config = ctx->config;
	bool ok = true;

	layout->hi_mmio_size = layout_hi_mmio_size(config->board);
	layout->vms = arena_array(ctx->arena, config->n_vms, sizeof(*layout->vms));
	for (size_t i = 0; i < config->n_vms; i++) {
		layout->vms[i].vm = &config->vms[i];
		ok &= layout_one(ctx, &layout->vms[i]);
	}
	return ok;
}
