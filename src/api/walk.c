/* The public API around a finished layout: one piece of it after the other. Decides nothing. */
#include "api/private.h"

bool acrn_cfgc_memory(const struct acrn_cfgc_result *result, struct acrn_cfgc_memory *memory)
{
	const struct layout *layout = &result->layout;

	if (!api_has_layout(result))
		return false;
	*memory = (struct acrn_cfgc_memory){
		.hv_ram_start = layout->hv_ram_start,
		.hv_ram_size = layout->hv_ram_size,
		.pool_base = layout->pool_base,
		.pool_size = layout->pool_size,
		.pool_base_exact = layout->pool_base_exact,
	};
	return true;
}

/* ---- regions ----------------------------------------------------------------------------- */

size_t acrn_cfgc_region_count(const struct acrn_cfgc_result *result)
{
	const struct config *config = &result->config;

	return api_has_layout(result) && config->enabled_effective ? config->n_regions : 0;
}

bool acrn_cfgc_region(
	const struct acrn_cfgc_result *result, size_t index, struct acrn_cfgc_region *answer)
{
	if (index >= acrn_cfgc_region_count(result))
		return false;

	const struct region *region = &result->config.regions[index];
	const struct layout_region *place = &result->layout.regions[index];

	*answer = (struct acrn_cfgc_region){
		.name = region->full_name,
		.device_model = region->land == LAND_DM,
		.size = region->size,
		.offset = place->offset,
		.hpa = place->hpa,
		.n_vms = region->n_peers,
	};
	return true;
}

bool acrn_cfgc_region_vm(
	const struct acrn_cfgc_result *result, size_t region, size_t peer, size_t *vm)
{
	if (region >= acrn_cfgc_region_count(result) ||
		peer >= result->config.regions[region].n_peers)
		return false;
	*vm = result->config.regions[region].peers[peer].vm->index;
	return true;
}

/* ---- VMs and their devices --------------------------------------------------------------- */

size_t acrn_cfgc_vm_count(const struct acrn_cfgc_result *result)
{
	return api_has_layout(result) ? result->config.n_vms : 0;
}

static enum acrn_cfgc_vm_kind public_kind(enum vm_kind kind)
{
	if (kind == VM_PRE_LAUNCHED)
		return ACRN_CFGC_PRE_LAUNCHED;
	return kind == VM_SERVICE ? ACRN_CFGC_SERVICE_VM : ACRN_CFGC_POST_LAUNCHED;
}

bool acrn_cfgc_vm(const struct acrn_cfgc_result *result, size_t index, struct acrn_cfgc_vm *answer)
{
	if (index >= acrn_cfgc_vm_count(result))
		return false;

	const struct vm *vm = &result->config.vms[index];

	*answer = (struct acrn_cfgc_vm){
		.id = (unsigned)vm->id.value,
		.name = value_is_blank(&vm->name) ? NULL : vm->name.text,
		.kind = public_kind(vm->kind),
		.n_devices = result->layout.vms[index].n_devices,
	};
	return true;
}

static struct acrn_cfgc_bdf public_bdf(struct bdf bdf)
{
	return (struct acrn_cfgc_bdf){bdf.bus, bdf.device, bdf.function};
}

static const struct layout_device *find_device(
	const struct acrn_cfgc_result *result, size_t vm, size_t index)
{
	if (vm >= acrn_cfgc_vm_count(result) || index >= result->layout.vms[vm].n_devices)
		return NULL;
	return &result->layout.vms[vm].devices[index];
}

bool acrn_cfgc_device(const struct acrn_cfgc_result *result, size_t vm, size_t index,
	struct acrn_cfgc_device *answer)
{
	static const enum acrn_cfgc_device_type types[] = {
		[DEVICE_HOST_BRIDGE] = ACRN_CFGC_HOST_BRIDGE,
		[DEVICE_PASSTHROUGH] = ACRN_CFGC_PASSTHROUGH,
		[DEVICE_IVSHMEM] = ACRN_CFGC_IVSHMEM,
		[DEVICE_VUART] = ACRN_CFGC_VUART,
		[DEVICE_PTM] = ACRN_CFGC_PTM_ROOT_PORT,
	};
	const struct layout_device *device = find_device(result, vm, index);

	if (device == NULL)
		return false;
	*answer = (struct acrn_cfgc_device){
		.type = types[device->type],
		.has_vbdf = device->has_vbdf,
		.vbdf = public_bdf(device->vbdf),
		.n_bars = device->n_bars,
	};
	if (device->passthrough != NULL)
		answer->pbdf = public_bdf(device->passthrough->bdf);
	if (device->region != NULL)
		answer->region = (size_t)(device->region - result->config.regions);
	return true;
}

bool acrn_cfgc_bar(const struct acrn_cfgc_result *result, size_t vm, size_t device, size_t index,
	struct acrn_cfgc_bar *answer)
{
	static const enum acrn_cfgc_bar_type types[] = {
		[BAR_IO] = ACRN_CFGC_BAR_IO,
		[BAR_MEM32] = ACRN_CFGC_BAR_MEM32,
		[BAR_MEM64] = ACRN_CFGC_BAR_MEM64,
		[BAR_MEM64_PREFETCH] = ACRN_CFGC_BAR_MEM64_PREFETCH,
	};
	const struct layout_device *found = find_device(result, vm, device);

	if (found == NULL || index >= found->n_bars)
		return false;

	const struct bar *bar = &found->bars[index];

	*answer = (struct acrn_cfgc_bar){
		.number = bar->index,
		.type = types[bar->type],
		.guest_placed = bar->guest_placed,
		.address = bar->address,
		.size = bar->size,
	};
	return true;
}
