/* What follows from a scene: the same questions that the hypervisor's documents answer. */
#include "scene.h"

const struct release releases[] = {
	{"v2.2", 202, 1, 8, PLACE_IN_HV_RAM, 32 * MIB, 16 * MIB},
	{"v2.3", 203, 2, 8, PLACE_IN_HV_RAM, 32 * MIB, 16 * MIB},
	{"v2.4", 204, 2, 8, PLACE_IN_HV_RAM, 32 * MIB, 16 * MIB},
	{"v2.5", 205, 3, 16, PLACE_IN_HV_RAM, 48 * MIB, 0},
	{"v2.6", 206, 3, 16, PLACE_IN_HV_RAM, 48 * MIB, 0},
	{"v2.7", 207, 4, 16, PLACE_BELOW_2GIB, 114 * MIB, 0},
	{"v3.0", 300, 3, 16, PLACE_BELOW_2GIB, 244 * MIB, 0},
	{"v3.1", 301, 3, 16, PLACE_BELOW_2GIB, 244 * MIB, 0},
	{"v3.2", 302, 3, 16, PLACE_BELOW_2GIB, 20 * MIB, 0},
	{"v3.3", 303, 5, 16, PLACE_TOP_OF_E820, 0, 0},
};

const unsigned n_releases = sizeof(releases) / sizeof(releases[0]);

bool scene_is_enabled(const struct scene *scene)
{
	return scene->n_regions > 0 && (scene->element || scene->feature_switch == SWITCH_Y);
}

unsigned scene_count_hv_regions(const struct scene *scene)
{
	unsigned count = 0;

	for (unsigned i = 0; i < scene->n_regions; i++)
		count += !scene->regions[i].is_dm;
	return count;
}

uint64_t scene_pool_size(const struct scene *scene)
{
	uint64_t sum = 0;

	for (unsigned i = 0; scene_is_enabled(scene) && i < scene->n_regions; i++) {
		if (!scene->regions[i].is_dm)
			sum += scene->regions[i].mb * MIB;
	}
	return sum;
}

const struct scene_device *scene_find_device(const struct scene *scene, uint16_t bdf)
{
	for (unsigned i = 0; i < scene->board.n_devices; i++) {
		if (scene->board.devices[i].bdf == bdf)
			return &scene->board.devices[i];
	}
	return NULL;
}

bool scene_has_pci_console(const struct scene *scene, const struct scene_vm *vm)
{
	if (scene->release->number < 203 || vm->console != CONSOLE_PCI)
		return false;
	return vm->kind != VM_POST_LAUNCHED || scene->element;
}

/* The position of an end among all connections of its VM, from 1. */
static unsigned connection_index(const struct scene *scene, unsigned connection, unsigned end)
{
	unsigned vm = scene->connections[connection].vm[end];
	unsigned index = 0;

	for (unsigned i = 0; i < connection; i++) {
		index += scene->connections[i].vm[0] == vm;
		index += scene->connections[i].vm[1] == vm;
	}
	return index + 1;
}

unsigned scene_vuarts(const struct scene *scene, unsigned vm, struct fact_vuart *out)
{
	const struct scene_vm *self = &scene->vms[vm];
	unsigned count = 0;

	if (scene->release->number < 203)
		return 0;
	if (scene_has_pci_console(scene, self))
		out[count++] = (struct fact_vuart){0, 0, 0, FACT_NO_VBDF};
	for (unsigned i = 0; i < self->n_vuarts && !scene->element; i++) {
		const struct scene_vuart *vuart = &self->vuarts[i];

		if (vuart->is_pci && (i > 0 || !self->legacy_1))
			out[count++] = (struct fact_vuart){
				i + 1, vuart->target_vm, vuart->target_index, FACT_NO_VBDF};
	}
	for (unsigned i = 0; i < scene->n_connections && scene->element; i++) {
		const struct scene_connection *connection = &scene->connections[i];

		for (unsigned end = 0; end < 2 && connection->is_pci; end++) {
			if (connection->vm[end] == vm)
				out[count++] = (struct fact_vuart){connection_index(scene, i, end),
					connection->vm[1 - end],
					connection_index(scene, i, 1 - end), connection->vbdf[end]};
		}
	}
	return count;
}

bool scene_has_ivshmem(const struct scene *scene, const struct scene_region *region, unsigned vm)
{
	return scene_is_enabled(scene) && !region->is_dm && (region->vms >> vm & 1) != 0;
}

/* The area of remapped BARs: every such BAR of the board in order, each on a multiple of its size.
 */
uint64_t scene_hi_mmio_offset(const struct scene *scene, const struct scene_bar *wanted)
{
	uint64_t offset = 0;

	for (unsigned i = 0; i < scene->board.n_devices; i++) {
		const struct scene_device *device = &scene->board.devices[i];

		for (unsigned k = 0; k < device->n_bars; k++) {
			const struct scene_bar *bar = &device->bars[k];

			if (bar->kind == BAR_IO || bar->base == 0 || bar->size == 0 ||
				(bar->base >= 2 * GIB && bar->base < 4 * GIB))
				continue;
			offset = round_up_to(offset, bar->size);
			if (bar == wanted)
				return offset;
			offset += bar->size;
		}
	}
	return offset;
}

uint64_t scene_hi_mmio_size(const struct scene *scene)
{
	return scene_hi_mmio_offset(scene, NULL);
}

bool scene_needs_msix_bar(const struct scene_device *device)
{
	static const uint16_t ids[] = {0x4b30, 0x4b31, 0x4b32, 0x4ba0, 0x4ba1, 0x4ba2, 0x4bb0,
		0x4bb1, 0x4bb2, 0xa0ac, 0x43ac, 0x43a2, 0x4b88, 0x4b89};

	for (unsigned i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		if (device->vendor == 0x8086 && device->id == ids[i])
			return true;
	}
	return false;
}

uint64_t scene_vm_memory(const struct scene_vm *vm)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < vm->n_pieces; i++)
		sum += vm->pieces[i].size;
	return sum;
}

/* ---- soundness ---- */

static bool are_regions_sound(const struct scene *scene)
{
	for (unsigned i = 0; i < scene->n_regions; i++) {
		const struct scene_region *region = &scene->regions[i];

		if (__builtin_popcount(region->vms) < 2 || region->vms >> scene->n_vms != 0)
			return false;
		for (unsigned vm = 0; vm < scene->n_vms; vm++) {
			enum vm_kind kind = scene->vms[vm].kind;

			if ((region->vms >> vm & 1) == 0)
				continue;
			if (region->is_dm && kind != VM_POST_LAUNCHED)
				return false;
			if (!region->is_dm && kind == VM_SERVICE && scene->release->number < 203 &&
				scene_is_enabled(scene))
				return false;
		}
	}
	return scene_count_hv_regions(scene) <= MAX_HV_REGIONS;
}

static bool are_devices_sound(const struct scene *scene)
{
	for (unsigned i = 0; i < scene->n_vms; i++) {
		const struct scene_vm *vm = &scene->vms[i];

		if (vm->kind == VM_PRE_LAUNCHED && vm->n_pieces == 0)
			return false;
		for (unsigned k = 0; k < vm->n_passthrough; k++) {
			if (vm->kind == VM_PRE_LAUNCHED &&
				scene_find_device(scene, vm->passthrough[k]) == NULL)
				return false;
		}
		for (unsigned k = 0; k < vm->n_vuarts; k++) {
			if (vm->vuarts[k].target_vm >= scene->n_vms)
				return false;
		}
	}
	for (unsigned i = 0; i < scene->n_connections; i++) {
		const struct scene_connection *connection = &scene->connections[i];

		if (connection->vm[0] >= scene->n_vms || connection->vm[1] >= scene->n_vms ||
			connection->vm[0] == connection->vm[1])
			return false;
	}
	return true;
}

bool scene_is_sound(const struct scene *scene)
{
	return scene->n_vms > 0 && are_regions_sound(scene) && are_devices_sound(scene) &&
	       scene_memory_is_clear(scene);
}
