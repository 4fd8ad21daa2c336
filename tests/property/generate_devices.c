/* Which of the machine's devices VMs have for themselves. */
#include "scene.h"

/*
 * Up to v2.4 a BAR keeps its address or moves to the next multiple of its size in an area above
 * 4 GiB. The area does not begin at a multiple of every size, nor is it counted in pages, and a
 * 32-bit BAR from below 2 GiB can do neither: what becomes of such a BAR no release says.
 */
static bool is_well_kept(const struct scene *scene, const struct scene_bar *bar)
{
	uint64_t ram = scene->uos_ram_size.given ? scene->uos_ram_size.value : 8 * GIB;
	uint64_t area = (ram > 2 * GIB ? ram : 2 * GIB) + 2 * GIB;

	if (bar->kind == BAR_IO || bar->base == 0 || bar->size == 0 ||
		(bar->base >= 2 * GIB && bar->base < 4 * GIB))
		return true;
	return bar->kind == BAR_MEM64 && bar->size >= PAGE && area % bar->size == 0;
}

static bool can_be_passed(const struct scene *scene, const struct scene_device *device)
{
	for (unsigned i = 0; i < device->n_bars; i++) {
		if (release_keeps_addresses(scene->release) &&
			!is_well_kept(scene, &device->bars[i]))
			return false;
	}
	return device->bdf != 0;
}

static bool is_passed(const struct scene *scene, uint16_t bdf)
{
	for (unsigned i = 0; i < scene->n_vms; i++) {
		for (unsigned k = 0; k < scene->vms[i].n_passthrough; k++) {
			if (scene->vms[i].passthrough[k] == bdf)
				return true;
		}
	}
	return false;
}

void scene_generate_devices(struct scene *scene, struct random *random)
{
	for (unsigned i = 0; i < scene->n_vms; i++) {
		struct scene_vm *vm = &scene->vms[i];
		unsigned tries = random_chance(random, 40) ? 0 : random_int(random, 1, 6);

		if (random_chance(random, 3))
			tries = 60;
		if (vm->kind == VM_SERVICE ||
			(vm->kind == VM_POST_LAUNCHED && random_chance(random, 80)))
			continue;
		while (tries-- > 0 && vm->n_passthrough < MAX_PASSTHROUGH) {
			const struct scene_device *device =
				&scene->board.devices[random_below(random, scene->board.n_devices)];

			if (can_be_passed(scene, device) && !is_passed(scene, device->bdf))
				vm->passthrough[vm->n_passthrough++] = device->bdf;
		}
	}
}
