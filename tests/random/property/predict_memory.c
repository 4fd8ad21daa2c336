/* Physical memory: the hypervisor, the pool and the memory of pre-launched VMs. */
#include <stdlib.h>

#include "predict.h"

#define HUGE_PAGE (2 * MIB)

/* Where a hypervisor that is not told where to lie may begin, and must end. */
struct home {
	uint64_t lowest;
	uint64_t gap; /* kept free below it */
	uint64_t end;
};

static uint64_t image_size(const struct scene *scene)
{
	uint64_t image = scene->release->image;

	for (unsigned i = 0; i < scene->n_vms; i++) {
		if (scene->vms[i].kind == VM_POST_LAUNCHED)
			image += scene->release->image_per_post_launched;
	}
	return image;
}

/* The lowest address of a VM's memory from `at` on; UINT64_MAX: none. Sets its end. */
static uint64_t next_vm_memory(const struct facts *known, uint64_t at, uint64_t *end)
{
	uint64_t first = UINT64_MAX;

	for (unsigned i = 0; i < known->vm_count; i++) {
		for (unsigned k = 0; k < known->vms[i].host_ram_count; k++) {
			const struct fact_range *range = &known->vms[i].host_ram[k];

			if (range->last >= at && range->first < first) {
				first = range->first;
				*end = range->last;
			}
		}
	}
	return first;
}

/* RAM as the hypervisor's image can use it: up to v3.2 what touches is one; sets how many. */
static const struct span *image_ram(
	const struct scene *scene, struct span ram[MAX_RAM], unsigned *n)
{
	*n = 0;
	for (unsigned i = 0; i < scene->board.n_ram; i++) {
		struct span span = scene->board.ram[i];

		if (*n > 0 && ram[*n - 1].last + 1 == span.first)
			ram[*n - 1].last = span.last;
		else
			ram[(*n)++] = span;
	}
	return ram;
}

bool predict_memory_not_ram(const struct scene *scene)
{
	struct span space[MAX_RAM];
	unsigned n;
	const struct span *ram = image_ram(scene, space, &n);

	for (unsigned i = 0; i < scene->n_vms && n > 0; i++) {
		const struct scene_vm *vm = &scene->vms[i];

		for (unsigned k = 0; k < vm->n_pieces && vm->kind == VM_PRE_LAUNCHED; k++) {
			struct span piece = span_of(vm->pieces[k].start, vm->pieces[k].size);
			bool starts = false;
			bool holds = vm->pieces[k].floating;

			for (unsigned r = 0; r < n; r++) {
				holds |= span_holds(ram[r], piece);
				starts |= ram[r].first <= piece.first && piece.first <= ram[r].last;
			}
			/* v3.3 starts a VM in a hole; the generator has nothing else up there. */
			if (!holds &&
				(scene->release->number < 303 || starts || piece.first < 4 * GIB))
				return true;
		}
	}
	return false;
}

/* Room for the hypervisor in one piece of RAM that no VM has. */
static uint64_t room_in_piece(const struct home *home, uint64_t first, uint64_t last)
{
	uint64_t start =
		round_up_to((first > home->lowest ? first : home->lowest) + home->gap, HUGE_PAGE);

	if (last >= home->end)
		last = home->end - 1;
	return start <= last ? last - start + 1 : 0;
}

static bool has_room(const struct scene *scene, const struct facts *known, const struct home *home,
	uint64_t size)
{
	struct span space[MAX_RAM];
	unsigned n;
	const struct span *ram = image_ram(scene, space, &n);

	for (unsigned i = 0; i < n; i++) {
		uint64_t at = ram[i].first;
		uint64_t last = ram[i].last;

		while (at <= last) {
			uint64_t end = 0;
			uint64_t next = next_vm_memory(known, at, &end);
			uint64_t piece_last = next <= last ? next - 1 : last;

			if (next > at && room_in_piece(home, at, piece_last) >= size)
				return true;
			if (next > last)
				break;
			at = end + 1;
		}
	}
	return false;
}

/* Whether `size` bytes can lie at a given start: in one range of RAM, below end, clear of VMs. */
static bool fits_at(const struct scene *scene, const struct facts *known, uint64_t start,
	uint64_t size, uint64_t end)
{
	struct span span = span_of(start, size);
	struct span space[MAX_RAM];
	unsigned n;
	const struct span *ram = image_ram(scene, space, &n);
	uint64_t vm_end;

	if (span.last >= end || next_vm_memory(known, start, &vm_end) <= span.last)
		return false;
	for (unsigned i = 0; i < n; i++) {
		if (span_holds(ram[i], span))
			return true;
	}
	return false;
}

static enum problem predict_in_hv_ram(const struct scene *scene, const struct facts *known)
{
	static const struct home home = {0x10000000, 16 * MIB, 4 * GIB};
	uint64_t least = image_size(scene) + scene_pool_size(scene);
	uint64_t size = scene->hv_ram_size.given ? scene->hv_ram_size.value : least;
	bool start_unaligned =
		scene->hv_ram_start.given && scene->hv_ram_start.value % HUGE_PAGE != 0;

	if (scene->hv_ram_size.given && (size % HUGE_PAGE != 0 || size == 0))
		return HV_RAM_UNALIGNED;
	if (scene_is_enabled(scene) && size < least)
		return start_unaligned ? HV_RAM_TOO_SMALL | HV_RAM_UNALIGNED : HV_RAM_TOO_SMALL;
	if (!scene->hv_ram_start.given)
		return has_room(scene, known, &home, size) ? NO_PROBLEM : HV_RAM_NO_ROOM;
	if (start_unaligned)
		return HV_RAM_UNALIGNED;
	return fits_at(scene, known, scene->hv_ram_start.value, size, 4 * GIB) ? NO_PROBLEM
									       : HV_RAM_MISPLACED;
}

static enum problem predict_below_2gib(const struct scene *scene, const struct facts *known)
{
	static const struct home home = {0x400000, 0, 2 * GIB};
	uint64_t size = image_size(scene) + scene_pool_size(scene);

	if (!scene->hv_ram_start.given)
		return has_room(scene, known, &home, size) ? NO_PROBLEM : POOL_NO_ROOM;
	if (scene->hv_ram_start.value % HUGE_PAGE != 0)
		return HV_RAM_UNALIGNED;
	return fits_at(scene, known, scene->hv_ram_start.value, size, 2 * GIB) ? NO_PROBLEM
									       : HV_RAM_MISPLACED;
}

/* The hypervisor takes the end of the highest entry that is large enough, of whatever kind. */
static enum problem predict_top_of_e820(const struct scene *scene, const struct facts *known)
{
	uint64_t size = scene_pool_size(scene);

	for (unsigned i = scene->board.n_ram; i-- > 0 && size > 0;) {
		uint64_t first = round_up_to(scene->board.ram[i].first, PAGE);
		uint64_t end = round_down_to(scene->board.ram[i].last + 1, PAGE);
		uint64_t vm_end;

		if (end <= first || end - first < size)
			continue;
		return next_vm_memory(known, end - size, &vm_end) < end ? POOL_IN_VM_MEMORY
									: NO_PROBLEM;
	}
	return size > 0 ? POOL_NO_ROOM : NO_PROBLEM;
}

enum problem predict_memory(const struct scene *scene, const struct facts *known)
{
	if (scene->board.n_ram == 0)
		return scene_pool_size(scene) > 0 ? NO_RAM : NO_PROBLEM;
	switch (scene->release->pool_place) {
	case PLACE_IN_HV_RAM: return predict_in_hv_ram(scene, known);
	case PLACE_BELOW_2GIB: return predict_below_2gib(scene, known);
	case PLACE_TOP_OF_E820: return predict_top_of_e820(scene, known);
	}
	return OTHER_PROBLEM;
}
