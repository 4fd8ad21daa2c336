/*
 * The machine of a scene. Its PCI windows are made for the Service VM of the scene: roomy, just
 * about large enough, or cut into exactly the pieces that are needed, with one missing now and
 * then. Its RAM likewise is often just about large enough for the hypervisor and the pool.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "search.h"

#define COUNT(array) ((unsigned)(sizeof(array) / sizeof((array)[0])))

/* ---- windows ---- */

static void add_window(struct scene_board *board, uint64_t first, uint64_t size)
{
	if (board->n_windows < MAX_WINDOWS && size > 0)
		board->windows[board->n_windows++].at = span_of(first, size);
}

static void add_claim(struct scene_board *board, struct random *random, struct span span)
{
	if (board->n_claims < MAX_CLAIMS)
		board->claims[board->n_claims++] =
			(struct scene_claim){span, random_chance(random, 20)};
}

/* What the Service VM's devices need, in bytes. */
static void list_service_requests(const struct scene *scene, struct request_list *list)
{
	struct fact_vuart vuarts[MAX_VUARTS + 2 * MAX_CONNECTIONS + 1];

	list->count = 0;
	for (unsigned vm = 0; vm < scene->n_vms; vm++) {
		unsigned pages = 0;

		if (scene->vms[vm].kind != VM_SERVICE)
			continue;
		for (unsigned i = 0; i < scene->n_regions; i++) {
			if (!scene_has_ivshmem(scene, &scene->regions[i], vm))
				continue;
			list->items[list->count++] =
				(struct request){scene->regions[i].mb * MIB, false};
			pages += 2;
		}
		pages += 2 * scene_vuarts(scene, vm, vuarts);
		while (pages-- > 0)
			list->items[list->count++] = (struct request){PAGE, true};
	}
}

static uint64_t sum_of(const struct request_list *list)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < list->count; i++)
		sum += list->items[i].size;
	return sum;
}

static uint64_t high_base(struct random *random)
{
	static const uint64_t bases[] = {0x4000000000, 0x800000000, 0x400000000, 0x7ff0000000};

	return bases[random_below(random, COUNT(bases))];
}

static void make_roomy_windows(struct scene_board *board, struct random *random)
{
	uint64_t high;

	if (random_chance(random, 50))
		add_window(board, 0x80000000, 0x60000000);
	else
		add_window(board, 0x7f800000,
			0x60800000 - (uint64_t)random_int(random, 0, 255) * PAGE);
	if (random_chance(random, 20))
		add_window(board, 0xfe000000, 0x800000);
	high = high_base(random);
	if (random_chance(random, 60))
		add_window(board, high, (uint64_t)random_int(random, 1, 64) * GIB);
}

/* About as large as the sum of what is needed. */
static void make_tight_windows(
	struct scene_board *board, struct random *random, const struct request_list *list)
{
	uint64_t sum = sum_of(list) + PAGE;
	uint64_t size = round_up_to(sum / 100 * random_int(random, 70, 240) + PAGE, PAGE);
	uint64_t start = 0x80000000 - random_below(random, 0x2000) * PAGE;
	uint64_t room = 0xfec00000 - start;

	if (size > room || random_chance(random, 30)) {
		add_window(board, start, random_int(random, 1, 40) * PAGE);
		start = high_base(random);
		start += random_below(random, 4096) * PAGE;
		add_window(board, start, size);
	} else {
		add_window(board, start, size);
	}
}

/* ---- a witness: exactly the blocks that are needed, and claims all around them ---- */

struct arena {
	struct span at;
	struct span blocks[MAX_REQUESTS];
	unsigned n_blocks;
};

static bool is_clear(const struct arena *arena, struct span span)
{
	for (unsigned i = 0; i < arena->n_blocks; i++) {
		if (span_meets(arena->blocks[i], span))
			return false;
	}
	return span_holds(arena->at, span);
}

static void put_block(struct arena *arena, struct random *random, uint64_t size)
{
	uint64_t first = round_up_to(arena->at.first, size);

	for (unsigned i = 0; i < 40 && first <= arena->at.last; i++) {
		uint64_t places = (arena->at.last - first + 1) / size;
		struct span span;

		if (places == 0)
			return;
		span = span_of(first + random_below(random, places) * size, size);
		if (is_clear(arena, span)) {
			arena->blocks[arena->n_blocks++] = span;
			return;
		}
	}
}

static int compare_spans(const void *a, const void *b)
{
	const struct span *x = a;
	const struct span *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* One piece between the blocks: claimed whole, in two pieces, with ragged ends, or left free. */
static void claim_gap(struct scene_board *board, struct random *random, struct span gap)
{
	uint64_t middle = gap.first + (gap.last - gap.first) / 2;

	switch (random_below(random, 10)) {
	case 0: return;
	case 1:
		add_claim(board, random, (struct span){gap.first, middle});
		add_claim(board, random, (struct span){middle, gap.last});
		return;
	case 2: add_claim(board, random, (struct span){gap.first + 1, gap.last - 1}); return;
	default: add_claim(board, random, gap);
	}
}

static void claim_gaps(struct scene_board *board, struct random *random, struct arena *arena)
{
	uint64_t at = arena->at.first;

	qsort(arena->blocks, arena->n_blocks, sizeof(arena->blocks[0]), compare_spans);
	for (unsigned i = 0; i < arena->n_blocks; i++) {
		if (arena->blocks[i].first > at)
			claim_gap(board, random, (struct span){at, arena->blocks[i].first - 1});
		at = arena->blocks[i].last + 1;
	}
	if (at <= arena->at.last)
		claim_gap(board, random, (struct span){at, arena->at.last});
}

static void make_witness_windows(
	struct scene_board *board, struct random *random, const struct request_list *list)
{
	struct arena arenas[2] = {{.n_blocks = 0}};
	uint64_t low = 0x80000000 - random_below(random, 64) * 0x800000;
	uint64_t sum = sum_of(list);
	unsigned high_percent = random_int(random, 0, 100);
	unsigned skipped = random_chance(random, 20) ? random_int(random, 0, 40) : 1000;
	uint64_t slack = sum / 100 * random_int(random, 0, 60);

	slack += random_int(random, 1, 64) * 16 * PAGE;
	arenas[0].at =
		span_of(low, sum + slack < 0xfec00000 - low ? sum + slack : 0xfec00000 - low);
	arenas[1].at = span_of(high_base(random), sum + slack);
	for (unsigned pass = 0; pass < 10; pass++) { /* the largest first, or they find no place */
		uint64_t size = pass < 9 ? 512 * MIB >> pass : PAGE;

		for (unsigned i = 0; i < list->count; i++) {
			const struct request *request = &list->items[i];
			bool high = !request->low_only && random_chance(random, high_percent);

			if (request->size == size && i != skipped)
				put_block(&arenas[high], random, size);
		}
	}
	for (unsigned i = 0; i < 2; i++) {
		if (arenas[i].n_blocks == 0 && i == 1)
			continue;
		add_window(board, arenas[i].at.first, arenas[i].at.last - arenas[i].at.first + 1);
		claim_gaps(board, random, &arenas[i]);
	}
}

/*
 * Some of the regions fit below 4 GiB, and there is room for all above: there what is placed
 * first may take the pages that registers need later, so that the layout has to think again.
 */
static void make_squeezed_windows(
	struct scene_board *board, struct random *random, const struct request_list *list)
{
	uint64_t low = 0;
	uint64_t pages = 0;
	uint64_t high;

	for (unsigned i = 0; i < list->count; i++) {
		if (list->items[i].low_only)
			pages++;
		else if (random_chance(random, 40))
			low += list->items[i].size;
	}
	low = low < 0x40000000 ? low : 0x40000000;
	if (random_chance(random, 40))
		pages = pages * random_int(random, 60, 150) / 100;
	add_window(board, 0x80000000, low);
	add_window(board, 0x80000000 + low + random_below(random, 2) * PAGE, pages * PAGE);
	high = high_base(random);
	add_window(board, high, random_chance(random, 70) ? 16 * GIB : sum_of(list) + PAGE);
}

/* Windows and claims of any size anywhere. */
static void make_scattered_windows(struct scene_board *board, struct random *random)
{
	uint64_t at = 0x60000000;
	unsigned count = random_int(random, 1, 5);

	for (unsigned i = 0; i < count; i++) {
		uint64_t size = PAGE << random_below(random, 18);
		uint64_t gap = random_below(random, 3) * PAGE;
		size += random_below(random, 16) * PAGE;
		gap *= 1 + random_below(random, 4096);
		if (at < 4 * GIB && at + size > 0xfe000000)
			at = 0x400000000;
		add_window(board, at, size);
		at += size + gap;
		if (random_chance(random, 20) && at < 4 * GIB)
			at = high_base(random);
		else if (random_chance(random, 50))
			at = round_up_to(at, 2 * MIB);
	}
}

static void add_random_claims(struct scene_board *board, struct random *random, unsigned count)
{
	for (unsigned i = 0; i < count && board->n_windows > 0; i++) {
		struct span window = board->windows[random_below(random, board->n_windows)].at;
		uint64_t length = window.last - window.first + 1;
		uint64_t size = PAGE << random_below(random, 16);
		uint64_t first = window.first + random_below(random, length) / PAGE * PAGE;

		if (random_chance(random, 15)) {
			first += random_below(random, PAGE);
			size = random_int(random, 1, 9000);
		}
		if (size >= length || first + size - 1 > window.last)
			continue;
		add_claim(board, random, span_of(first, size));
	}
}

static int compare_windows(const void *a, const void *b)
{
	const struct scene_window *x = a;
	const struct scene_window *y = b;

	return (x->at.first > y->at.first) - (x->at.first < y->at.first);
}

/* Windows are ascending and disjoint. */
static void tidy_windows(struct scene_board *board, struct random *random)
{
	unsigned kept = 0;

	qsort(board->windows, board->n_windows, sizeof(board->windows[0]), compare_windows);
	for (unsigned i = 0; i < board->n_windows; i++) {
		if (kept == 0 || board->windows[i].at.first > board->windows[kept - 1].at.last)
			board->windows[kept++] = board->windows[i];
	}
	board->n_windows = kept;
	for (unsigned i = 0; i < kept && board->is_tree; i++)
		board->windows[i].disabled = random_chance(random, 4);
}

static void make_windows(struct scene *scene, struct random *random)
{
	static const unsigned char kinds[] = {26, 18, 28, 8, 18, 2};
	struct scene_board *board = &scene->board;
	struct request_list list;

	list_service_requests(scene, &list);
	switch (random_weighted(random, kinds, COUNT(kinds))) {
	case 0:
		make_roomy_windows(board, random);
		add_random_claims(board, random, random_int(random, 0, 20));
		break;
	case 1:
		make_tight_windows(board, random, &list);
		add_random_claims(board, random, random_int(random, 0, 3));
		break;
	case 2: make_witness_windows(board, random, &list); break;
	case 3:
		make_scattered_windows(board, random);
		add_random_claims(board, random, random_int(random, 0, 12));
		break;
	case 4: make_squeezed_windows(board, random, &list); break;
	default: break;
	}
	tidy_windows(board, random);
}

/* ---- devices ---- */

/* BARs have pages of their own, as firmware and Linux see to. */
static bool bar_is_clear(const struct scene_board *board, struct span span)
{
	span.last |= PAGE - 1;
	for (unsigned i = 0; i < board->n_devices; i++) {
		for (unsigned k = 0; k < board->devices[i].n_bars; k++) {
			const struct scene_bar *bar = &board->devices[i].bars[k];
			uint64_t size = bar->size > PAGE ? bar->size : PAGE;

			if (bar->kind != BAR_IO && bar->base != 0 &&
				span_meets(span, span_of(bar->base, size)))
				return false;
		}
	}
	return true;
}

/* Mostly where something else claims the space anyway, so that the windows stay as they are. */
static uint64_t find_bar_place(
	const struct scene_board *board, struct random *random, uint64_t size, bool low_only)
{
	for (unsigned i = 0; i < 12; i++) {
		struct span span;
		uint64_t first;

		if (board->n_claims > 0 && random_chance(random, 70))
			span = board->claims[random_below(random, board->n_claims)].at;
		else if (board->n_windows > 0)
			span = board->windows[random_below(random, board->n_windows)].at;
		else
			return 0;
		first = round_up_to(span.first, size < PAGE ? PAGE : size);
		if (first + size - 1 > span.last || first < span.first)
			continue;
		first += random_below(random, (span.last - first + 1) / size) * size;
		if (size < PAGE)
			first = round_down_to(first, PAGE);
		if ((!low_only || first + size <= 4 * GIB) &&
			bar_is_clear(board, span_of(first, size)))
			return first;
	}
	return 0;
}

static uint64_t bar_size(struct random *random)
{
	static const unsigned char kinds[] = {70, 22, 7, 1};

	switch (random_weighted(random, kinds, COUNT(kinds))) {
	case 0: return (uint64_t)256 << random_below(random, 10);
	case 1: return MIB << random_below(random, 6);
	case 2: return 64 * MIB << random_below(random, 4);
	default: return GIB << random_below(random, 7);
	}
}

static void make_bar(const struct scene_board *board, struct random *random, struct scene_bar *bar)
{
	static const unsigned char told[] = {60, 25, 15};
	static const unsigned char kinds[] = {15, 50, 35};

	bar->kind = (enum bar_kind)random_weighted(random, kinds, COUNT(kinds));
	if (bar->kind == BAR_MEM64 && bar->index == MAX_BARS - 1)
		bar->kind = BAR_MEM32;
	bar->told = (enum told)random_weighted(random, told, COUNT(told));
	if (bar->kind == BAR_IO) {
		bar->base = 0x3000 + random_below(random, 64) * 0x40;
		bar->told = TOLD_BY_BOTH;
		return;
	}
	bar->size = bar_size(random);
	if (bar->kind == BAR_MEM32 && bar->size > GIB)
		bar->size = GIB;
	bar->base = find_bar_place(board, random, bar->size, bar->kind == BAR_MEM32);
	bar->prefetchable = bar->kind == BAR_MEM64 && random_chance(random, 50);
	bar->disabled = random_chance(random, 10);
	bar->is_virtual = random_chance(random, 10);
	if (bar->base != 0 && random_chance(random, 2))
		bar->size = 0;
	if (bar->base == 0 || bar->size == 0)
		bar->told = TOLD_BY_TEXT;
}

static void make_bars(
	const struct scene_board *board, struct random *random, struct scene_device *device)
{
	unsigned count = random_int(random, 0, 3);
	unsigned index = random_int(random, 0, 1);

	while (device->n_bars < count && index < MAX_BARS) {
		struct scene_bar *bar = &device->bars[device->n_bars];

		bar->index = index;
		make_bar(board, random, bar);
		device->n_bars++;
		index += (bar->kind == BAR_MEM64 ? 2 : 1) + random_int(random, 0, 1);
	}
}

/*
 * Whether a BAR that the firmware left without an address still uses up its number is nowhere
 * said, so devices that get a BAR more have none of these.
 */
static bool is_all_placed(const struct scene_device *device)
{
	for (unsigned i = 0; i < device->n_bars; i++) {
		if (device->bars[i].base == 0 ||
			(device->bars[i].size == 0 && device->bars[i].kind != BAR_IO))
			return false;
	}
	return true;
}

static uint16_t choose_bdf(const struct scene *scene, struct random *random)
{
	for (unsigned i = 0; i < 20; i++) {
		unsigned bus = random_chance(random, 75) ? 0 : random_int(random, 1, 5);
		unsigned device = random_int(random, bus == 0 ? 2 : 0, bus == 0 ? 31 : 3);
		unsigned function = random_chance(random, 70) ? 0 : random_int(random, 0, 7);
		uint16_t bdf = (uint16_t)(bus << 8 | device << 3 | function);

		if (scene_find_device(scene, bdf) == NULL)
			return bdf;
	}
	return 0;
}

static int compare_devices(const void *a, const void *b)
{
	const struct scene_device *x = a;
	const struct scene_device *y = b;

	return (x->bdf > y->bdf) - (x->bdf < y->bdf);
}

static void make_devices(struct scene *scene, struct random *random)
{
	static const uint16_t msi_only[] = {0x4b30, 0x4bb2, 0xa0ac, 0x43a2, 0x4b89};
	struct scene_board *board = &scene->board;
	unsigned count = random_int(random, 0, 14);

	if (random_chance(random, 6))
		count = random_int(random, 24, 60);
	if (random_chance(random, 2))
		count = 160;
	board->devices[board->n_devices++] = (struct scene_device){.vendor = 0x8086, .id = 0x3e34};
	while (count-- > 0 && board->n_devices < MAX_DEVICES) {
		struct scene_device device = {.bdf = choose_bdf(scene, random)};

		if (device.bdf == 0)
			break;
		device.vendor = 0x8086;
		device.id = (uint16_t)random_int(random, 0x1000, 0x1fff);
		device.msix = random_chance(random, 40);
		device.in_iomem = random_chance(random, 60);
		make_bars(board, random, &device);
		if (is_all_placed(&device) && random_chance(random, 8))
			device.id = msi_only[random_below(random, COUNT(msi_only))];
		board->devices[board->n_devices++] = device;
	}
	qsort(board->devices, board->n_devices, sizeof(board->devices[0]), compare_devices);
}

void scene_generate_board(struct scene *scene, struct random *random)
{
	struct scene_board *board = &scene->board;

	strcpy(board->name, random_chance(random, 96) ? "generated-board" : "apl-up2");
	board->is_tree = random_chance(random, 50);
	board->tree_has_iomem = random_chance(random, 50);
	board->n_ioapics = random_chance(random, 80) ? 1 : random_int(random, 2, 4);
	make_windows(scene, random);
	make_devices(scene, random);
	scene_generate_memory(scene, random);
}
