/* Which of the machine's devices VMs have for themselves. */
#include "scene.h"

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

			if (device->bdf != 0 && !is_passed(scene, device->bdf))
				vm->passthrough[vm->n_passthrough++] = device->bdf;
		}
	}
}
