/* PCI: the device table of each VM, its vBDFs, and BARs where the hypervisor places them. */
#include "layout/private.h"

static bool layout_one(struct context *ctx, const struct config *config, struct layout_vm *out)
{
	if (out->vm->kind == VM_UNKNOWN)
		return true;
	layout_table(ctx, config, out);
	if (out->vm->kind == VM_POST_LAUNCHED)
		return true; /* acrn-dm supplies vBDFs and BARs */
	if (!layout_bdfs(ctx, config, out))
		return false;
	layout_space(ctx, config, out);
	return layout_passthrough(ctx, config, out) && layout_bars(ctx, config, out);
}

bool layout_pci(struct context *ctx, const struct config *config, struct layout *layout)
{
	bool ok = true;

	layout->hi_mmio_size = layout_hi_mmio_size(config->board);
	layout->vms = arena_array(ctx->arena, config->n_vms, sizeof(*layout->vms));
	for (size_t i = 0; i < config->n_vms; i++) {
		layout->vms[i].vm = &config->vms[i];
		ok &= layout_one(ctx, config, &layout->vms[i]);
	}
	return ok;
}
