/* PCI: the device table of each VM, its vBDFs, and BARs where the hypervisor places them. */
#include "layout/private.h"

static bool layout_one(struct pass *pass, const struct config *config, struct layout_vm *out)
{
	if (out->vm->kind == VM_UNKNOWN)
		return true;
	layout_table(pass, config, out);
	if (out->vm->kind == VM_POST_LAUNCHED)
		return true; /* acrn-dm supplies vBDFs and BARs */
	if (!layout_bdfs(pass, config, out))
		return false;
	layout_space(pass, config, out);
	return layout_passthrough(pass, config, out) && layout_bars(pass, config, out);
}

bool layout_pci(struct pass *pass, const struct config *config, struct layout *layout)
{
	bool ok = true;

	layout->vms = arena_array(pass->arena, config->n_vms, sizeof(*layout->vms));
	for (size_t i = 0; i < config->n_vms; i++) {
		layout->vms[i].vm = &config->vms[i];
		ok &= layout_one(pass, config, &layout->vms[i]);
	}
	return ok;
}
