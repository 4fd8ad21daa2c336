/*
 * RAM of the machine, and which of it pre-launched VMs have: often just about as much as the
 * hypervisor and the pool leave, and often where they would like to be.
 */
#include <stdlib.h>

#include "scene.h"

#define COUNT(array) ((unsigned)(sizeof(array) / sizeof((array)[0])))

static void add_ram(struct scene_board *board, uint64_t first, uint64_t end)
{
	if (board->n_ram < MAX_RAM && end > first)
		board->ram[board->n_ram++] = (struct span){first, end - 1};
}

/* Where the first window or the next unmapped space begins. */
static uint64_t first_window(const struct scene_board *board, uint64_t from, uint64_t otherwise)
{
	uint64_t first = otherwise;

	for (unsigned i = 0; i < board->n_windows; i++) {
		if (board->windows[i].at.first >= from && board->windows[i].at.first < first)
			first = board->windows[i].at.first;
	}
	return first;
}

static uint64_t hypervisor_size(const struct scene *scene)
{
	uint64_t size = scene->release->image + scene_pool_size(scene);

	for (unsigned i = 0; i < scene->n_vms; i++) {
		if (scene->vms[i].kind == VM_POST_LAUNCHED)
			size += scene->release->image_per_post_launched;
	}
	return size;
}

/* A range that ends about where the hypervisor would, or just short of it. */
static void add_tight_ram(struct scene *scene, struct random *random, uint64_t top)
{
	static const int64_t around[] = {-64, -2, 0, 0, 2, 64, 300, 600};
	uint64_t start = 0x10000000 + 16 * MIB;
	int64_t more = around[random_below(random, COUNT(around))] * (int64_t)MIB;
	uint64_t end;

	if (scene->release->pool_place == PLACE_BELOW_2GIB)
		start = 0x400000;
	end = start + hypervisor_size(scene) + (uint64_t)more;
	if (random_chance(random, 20))
		end += random_below(random, 2 * MIB);
	add_ram(&scene->board, MIB, end < top ? end : top);
}

static void make_low_ram(struct scene *scene, struct random *random)
{
	struct scene_board *board = &scene->board;
	uint64_t top = first_window(board, 0, 0x80000000);
	uint64_t at = MIB;

	add_ram(board, 0x1000, 0x9f000);
	switch (random_below(random, 6)) {
	case 0: add_tight_ram(scene, random, top); break;
	case 1:
		while (at < top && board->n_ram < 6) {
			uint64_t end = at + (MIB << random_below(random, 11));

			end += random_below(random, 512) * PAGE;
			add_ram(board, at, end < top ? end : top);
			at = end;
			/* Firmware may report what belongs together in two entries. */
			if (board->is_tree && random_chance(random, 20))
				continue;
			at += random_int(random, 1, 2048) * PAGE;
			if (random_chance(random, 10))
				at += random_below(random, PAGE);
		}
		break;
	default: add_ram(board, at, top); break;
	}
}

/* v3.3 takes the pool from the top: the last ranges are made about as large as it. */
static void make_high_ram(struct scene *scene, struct random *random)
{
	static const int64_t around[] = {-1, 0, 0, 1, 512};
	struct scene_board *board = &scene->board;
	uint64_t top = first_window(board, 4 * GIB, 0x4000000000);
	uint64_t at = 4 * GIB;
	unsigned count = random_chance(random, 15) ? 0 : random_int(random, 1, 3);

	while (count-- > 0 && at < top) {
		uint64_t size = random_int(random, 1, 64) * 256 * MIB;
		uint64_t step = random_chance(random, 50) ? PAGE : 2 * MIB;
		int64_t more = around[random_below(random, COUNT(around))] * (int64_t)step;

		if (random_chance(random, 35))
			size = scene_pool_size(scene) + (uint64_t)more;
		if (size > 64 * GIB || size == 0)
			size = 2 * MIB;
		if (random_chance(random, 8)) {
			at += random_below(random, PAGE);
			size += random_below(random, PAGE);
		}
		add_ram(board, at, at + size < top ? at + size : top);
		/* Firmware may report what belongs together in two entries. */
		at += size + (board->is_tree && random_chance(random, 10)
					     ? 0
					     : random_int(random, 1, 512) * MIB);
	}
}

/* ---- memory of pre-launched VMs ---- */

static bool is_free(const struct scene *scene, struct span span)
{
	for (unsigned i = 0; i < scene->n_vms; i++) {
		for (unsigned k = 0; k < scene->vms[i].n_pieces; k++) {
			const struct scene_piece *piece = &scene->vms[i].pieces[k];

			if (!piece->floating &&
				span_meets(span, span_of(piece->start, piece->size)))
				return false;
		}
	}
	return true;
}

/* In RAM if that can be had, mostly above 4 GiB; the top of a range is where v3.3 comes. */
static uint64_t find_memory(const struct scene *scene, struct random *random, uint64_t size)
{
	const struct scene_board *board = &scene->board;

	for (unsigned i = 0; i < 30 && board->n_ram > 0; i++) {
		struct span ram = board->ram[random_below(random, board->n_ram)];
		uint64_t first = round_up_to(ram.first, MIB);
		uint64_t places;

		if (ram.last < 4 * GIB && random_chance(random, 60))
			continue;
		if (first + size - 1 > ram.last)
			continue;
		places = (ram.last + 1 - first - size) / MIB;
		if (random_chance(random, 15))
			first += places * MIB;
		else if (!random_chance(random, 30))
			first += random_below(random, places + 1) * MIB;
		if (first >= MIB && is_free(scene, span_of(first, size)))
			return first;
	}
	return 0;
}

static uint64_t memory_size(const struct scene *scene, struct random *random)
{
	uint64_t uos = scene->uos_ram_size.given ? scene->uos_ram_size.value : 8 * GIB;

	switch (random_below(random, 12)) {
	case 0: return uos + 2 * GIB - random_int(random, 0, 600) * 2 * MIB; /* up to the EPT top */
	case 1: return random_int(random, 1900, 2300) * MIB;
	case 2:
		return random_chance(random, 20) ? 510 * GIB - random_int(random, 0, 2000) * MIB
						 : 3 * GIB;
	case 3: return random_int(random, 1, 16) * 512 * MIB;
	default: return random_int(random, 1, 256) * 2 * MIB;
	}
}

static void make_vm_memory(struct scene *scene, struct random *random, unsigned index)
{
	struct scene_vm *vm = &scene->vms[index];
	unsigned count = random_chance(random, 75) ? 1 : 2;

	while (count-- > 0) {
		uint64_t size = memory_size(scene, random);
		uint64_t start = find_memory(scene, random, size);
		bool floating = scene->element && scene->release->number >= 300 &&
				vm->n_pieces == 0 && random_chance(random, 20);

		for (unsigned i = 0; i < 8 && start == 0 && random_chance(random, 98); i++) {
			size = random_int(random, 1, 32) * 2 * MIB;
			start = find_memory(scene, random, size);
		}
		/* No RAM is that large: far away from everything. */
		if (start == 0)
			start = ((uint64_t)1 << 44) + (index * 2u + count) * 1024 * GIB;
		vm->pieces[vm->n_pieces++] =
			(struct scene_piece){floating, floating ? 0 : start, size};
	}
}

bool scene_memory_is_clear(const struct scene *scene)
{
	uint64_t floating = 0;

	for (unsigned i = 0; i < scene->n_vms; i++) {
		for (unsigned k = 0; k < scene->vms[i].n_pieces; k++) {
			if (scene->vms[i].pieces[k].floating)
				floating += scene->vms[i].pieces[k].size;
		}
	}
	for (unsigned i = 0; i < scene->board.n_ram && floating > 0; i++) {
		struct span ram = scene->board.ram[i];

		if (ram.first >= 4 * GIB)
			return ram.first + floating - 1 <= ram.last &&
			       is_free(scene, span_of(ram.first, floating));
	}
	return true;
}

void scene_generate_memory(struct scene *scene, struct random *random)
{
	if (random_chance(random, 98)) {
		make_low_ram(scene, random);
		make_high_ram(scene, random);
	}
	for (unsigned i = 0; i < scene->n_vms; i++) {
		if (scene->vms[i].kind == VM_PRE_LAUNCHED)
			make_vm_memory(scene, random, i);
	}
	if (scene_memory_is_clear(scene))
		return;
	for (unsigned i = 0; i < scene->n_vms; i++) {
		for (unsigned k = 0; k < scene->vms[i].n_pieces; k++) {
			struct scene_piece *piece = &scene->vms[i].pieces[k];

			piece->floating = false;
			if (piece->start == 0)
				piece->start = ((uint64_t)1 << 45) + (i * 4u + k) * 1024 * GIB;
		}
	}
}
