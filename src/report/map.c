/*
 * Claims to a map: overlapping claims of any order become ascending ranges, each with the one
 * claim that has its bytes. Every step is O(n log n), for the board is an input like any other.
 */
#include "report/map.h"

#include <stdlib.h>
#include <string.h>

#include "layout/free_space.h"
#include "layout/layout.h"
#include "model/words.h"
#include "base/each.h"

/* Free space below this is too small for shared memory and is folded into one line. */
#define SMALL MIN_REGION_SIZE
#define SMALL_HOLE (32 * MIB)

/* The claims that a map is made of. */
struct claims {
	struct arena *arena;
	struct map_range *items;
	size_t count;
};

static void add_claim(struct claims *claims, struct map_range claim)
{
	*ARRAY_ADD(claims->arena, claims->items, claims->count) = claim;
}

static int compare_claims(const void *left, const void *right)
{
	const struct map_range *a = left;
	const struct map_range *b = right;

	if (a->range.first != b->range.first)
		return a->range.first < b->range.first ? -1 : 1;
	if (a->range.last != b->range.last)
		return a->range.last < b->range.last ? -1 : 1;
	return (int)a->kind - (int)b->kind;
}

/* ---- who has the bytes ------------------------------------------------------------------- */

/* The claims that have begun, the strongest first; one that has ended is dropped at the top. */
struct contest {
	const struct map_range **heap;
	size_t count;
};

static bool beats(const struct map_range *a, const struct map_range *b)
{
	if (a->kind != b->kind)
		return a->kind > b->kind;
	return a->range.last - a->range.first < b->range.last - b->range.first;
}

static void contest_join(struct contest *contest, const struct map_range *claim)
{
	size_t at = contest->count++;

	while (at > 0 && beats(claim, contest->heap[(at - 1) / 2])) {
		contest->heap[at] = contest->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	contest->heap[at] = claim;
}

static void contest_drop_first(struct contest *contest)
{
	const struct map_range *moved = contest->heap[--contest->count];
	size_t at = 0;

	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= contest->count)
			break;
		if (child + 1 < contest->count &&
			beats(contest->heap[child + 1], contest->heap[child]))
			child++;
		if (!beats(contest->heap[child], moved))
			break;
		contest->heap[at] = contest->heap[child];
		at = child;
	}
	contest->heap[at] = moved;
}

/* ---- claims to ranges -------------------------------------------------------------------- */

static bool same_claim(const struct map_range *a, const struct map_range *b)
{
	return a->kind == b->kind && a->owner == b->owner && a->bar == b->bar &&
	       a->region == b->region;
}

static void add_range(
	struct arena *arena, struct map *map, const struct map_range *claim, struct range range)
{
	struct map_range *last = map->count == 0 ? NULL : &map->ranges[map->count - 1];

	if (last != NULL && same_claim(last, claim)) {
		last->range.last = range.last;
		return;
	}
	last = ARRAY_ADD(arena, map->ranges, map->count);
	*last = *claim;
	last->range = range;
}

static void make_map(struct claims *claims, struct map *map)
{
	static const struct map_range hole = {.kind = MAP_HOLE, .owner = "unused"};
	struct arena *arena = claims->arena;
	struct contest contest = {.heap = arena_array(arena, claims->count, sizeof(void *))};
	uint64_t at = 0;
	size_t next = 0;

	if (claims->count != 0)
		qsort(claims->items, claims->count, sizeof(*claims->items), compare_claims);
	for (;;) {
		while (contest.count > 0 && contest.heap[0]->range.last < at)
			contest_drop_first(&contest);
		if (contest.count == 0 && next == claims->count)
			return;
		if (contest.count == 0 && claims->items[next].range.first > at) {
			add_range(arena, map, &hole,
				(struct range){at, claims->items[next].range.first - 1});
			at = claims->items[next].range.first;
		}
		while (next < claims->count && claims->items[next].range.first <= at)
			contest_join(&contest, &claims->items[next++]);

		uint64_t last = contest.heap[0]->range.last;

		if (next < claims->count && claims->items[next].range.first <= last)
			last = claims->items[next].range.first - 1;
		add_range(arena, map, contest.heap[0], (struct range){at, last});
		if (last == UINT64_MAX)
			return;
		at = last + 1;
	}
}

/* ---- folding ----------------------------------------------------------------------------- */

/* Neighbours of one sort are folded into one range: dozens of BARs would hide what matters. */
enum sort { SORT_NONE, SORT_SCRAPS, SORT_SMALL, SORT_TAKEN, SORT_PASSTHROUGH };

static uint64_t size_less_1(const struct map_range *range)
{
	return range->range.last - range->range.first;
}

static enum sort sort_of(const struct map_range *range)
{
	switch (range->kind) {
	case MAP_HOLE: return SORT_SCRAPS;
	case MAP_RAM: return size_less_1(range) < SMALL ? SORT_SCRAPS : SORT_NONE;
	case MAP_TAKEN: return size_less_1(range) < SMALL - 1 ? SORT_SMALL : SORT_TAKEN;
	case MAP_BAR: return size_less_1(range) < SMALL - 1 ? SORT_SMALL : SORT_PASSTHROUGH;
	default: return SORT_NONE;
	}
}

static bool is_gap(const struct map_range *range)
{
	return (range->kind == MAP_FREE && size_less_1(range) < SMALL) ||
	       (range->kind == MAP_HOLE && size_less_1(range) < SMALL_HOLE);
}

/* How many ranges from start on are of one sort, with gaps before and between but not after. */
static size_t fold_length(const struct map *map, size_t start, size_t *first_member)
{
	size_t length = 0;
	enum sort sort = SORT_NONE;

	*first_member = start;
	for (size_t i = start; i < map->count; i++) {
		const struct map_range *range = &map->ranges[i];

		if (is_gap(range) && sort != SORT_SCRAPS && i + 1 < map->count &&
			sort_of(&map->ranges[i + 1]) > SORT_SCRAPS)
			continue;
		if (sort == SORT_NONE) {
			sort = sort_of(range);
			*first_member = i;
		}
		if (sort == SORT_NONE || sort_of(range) != sort)
			break;
		length = i - start + 1;
	}
	return length;
}

/* "IOAPIC, LAPIC and 3 more" */
static const char *fold_names(struct arena *arena, const struct map_range *parts, size_t n_parts)
{
	const char *names[2] = {"", ""};
	const char *last = NULL;
	size_t count = 0;

	for (size_t i = 0; i < n_parts; i++) {
		if (sort_of(&parts[i]) <= SORT_SCRAPS ||
			(last != NULL && strcmp(parts[i].owner, last) == 0))
			continue;
		last = parts[i].owner;
		if (count < 2)
			names[count] = last;
		count++;
	}
	if (count < 2)
		return names[0];
	if (count == 2)
		return arena_printf(arena, "%s, %s", names[0], names[1]);
	return arena_printf(arena, "%s, %s and %zu more", names[0], names[1], count - 2);
}

/* Something of the VM's own among it counts most. */
static enum map_kind fold_kind(const struct map_range *parts, size_t n_parts)
{
	enum map_kind kind = MAP_HOLE;

	for (size_t i = 0; i < n_parts; i++) {
		if (sort_of(&parts[i]) > SORT_SCRAPS && parts[i].kind > kind)
			kind = parts[i].kind;
	}
	return kind;
}

static void fold(struct arena *arena, struct map *map)
{
	struct map_range *ranges = arena_array(arena, map->count, sizeof(*ranges));
	size_t count = 0;
	size_t i = 0;

	while (i < map->count) {
		size_t member = i;
		size_t length = fold_length(map, i, &member);
		struct map_range *range = &ranges[count++];

		*range = map->ranges[i];
		if (length < 2) {
			i++;
			continue;
		}
		*range = map->ranges[member];
		range->range.first = map->ranges[i].range.first;
		range->range.last = map->ranges[i + length - 1].range.last;
		range->parts = &map->ranges[i];
		range->n_parts = length;
		range->owner = sort_of(range) == SORT_SCRAPS
				       ? "no RAM except small pieces"
				       : fold_names(arena, &map->ranges[i], length);
		range->kind = fold_kind(&map->ranges[i], length);
		range->device = NULL;
		range->bar = NULL;
		i += length;
	}
	map->ranges = ranges;
	map->count = count;
}

/* ---- physical memory --------------------------------------------------------------------- */

static void add_regions(
	struct claims *claims, const struct config *config, const struct layout *layout)
{
	const struct region *region;
	size_t position = 0;

	if (layout->pool_size == 0 || layout->pool_base == 0)
		return;
	while ((region = config_next_region(config, LAND_HV, &position)) != NULL) {
		uint64_t hpa = layout->regions[region - config->regions].hpa;

		add_claim(claims, (struct map_range){.range = range_of(hpa, region->size),
					  .kind = MAP_REGION,
					  .owner = region->full_name,
					  .region = region});
	}
}

void layout_map_memory(struct context *ctx, const struct config *config,
	const struct layout *layout, struct map *map)
{
	struct claims claims = {.arena = ctx->arena};
	struct vm_memory memory;

	*map = (struct map){.count = 0};
	for (size_t i = 0; i < config->board->n_ram; i++)
		add_claim(&claims, (struct map_range){.range = config->board->ram[i].range,
					   .kind = MAP_RAM,
					   .owner = "System RAM"});
	layout_vm_memory(ctx, config, &memory);
	for (size_t i = 0; i < memory.count; i++)
		add_claim(&claims, (struct map_range){.range = memory.claims[i].range,
					   .kind = MAP_VM_MEMORY,
					   .owner = memory.claims[i].owner});
	if (layout->hv_ram_size != 0)
		add_claim(&claims,
			(struct map_range){.kind = MAP_HYPERVISOR,
				.owner = "hypervisor",
				.range = range_of(layout->hv_ram_start, layout->hv_ram_size)});
	add_regions(&claims, config, layout);
	make_map(&claims, map);
	fold(ctx->arena, map);
}

/* ---- a VM's address space ---------------------------------------------------------------- */

bool layout_bar_placed(const struct bar *bar)
{
	return bar->address != 0 || bar->guest_placed || bar->size == 0;
}

static void add_bars(struct claims *claims, const struct layout_device *device, const char *owner)
{
	EACH (const struct bar, bar, device, bars) {
		bool shared = device->type == DEVICE_IVSHMEM && bar->index == 2;

		if (bar->type == BAR_IO || bar->address == 0 || bar->size == 0)
			continue;
		add_claim(claims, (struct map_range){.range = range_of(bar->address, bar->size),
					  .kind = shared ? MAP_REGION : MAP_BAR,
					  .owner = owner,
					  .device = device,
					  .bar = bar,
					  .region = shared ? device->region : NULL});
	}
}

static const char *device_name(struct context *ctx, const struct layout_device *device)
{
	return device->region != NULL ? device->region->full_name : words_device(ctx, device);
}

static enum map_kind kind_of_taken(const struct layout_vm *vm, const struct claim *claim)
{
	/* Guest RAM is the one claim that begins at 0 or at 4 GiB, and it is below every window. */
	bool ram = claim->range.first == 0 || claim->range.first == 4 * GIB;

	return vm->vm->kind == VM_PRE_LAUNCHED && ram ? MAP_GUEST_RAM : MAP_TAKEN;
}

/* Above the last window, and from 4 GiB up, nothing concerns the VM's devices. */
static uint64_t end_of_space(const struct layout_vm *vm)
{
	uint64_t end = LAST_BELOW_4GIB;

	for (size_t i = 0; i < vm->n_windows; i++) {
		if (vm->windows[i].range.last > end)
			end = vm->windows[i].range.last;
	}
	return end;
}

void layout_map_vm(struct context *ctx, const struct layout_vm *vm, struct map *map)
{
	struct claims claims = {.arena = ctx->arena};
	uint64_t end = end_of_space(vm);

	*map = (struct map){.count = 0};
	if (vm->vm->kind == VM_POST_LAUNCHED || vm->n_devices == 0)
		return;
	for (size_t i = 0; i < vm->n_windows; i++)
		add_claim(&claims,
			(struct map_range){
				.range = vm->windows[i].range, .kind = MAP_FREE, .owner = "free"});
	for (size_t i = 0; i < vm->n_taken; i++) {
		if (vm->taken[i].range.first > end)
			continue;
		add_claim(&claims, (struct map_range){.range = vm->taken[i].range,
					   .kind = kind_of_taken(vm, &vm->taken[i]),
					   .owner = vm->taken[i].owner});
	}
	for (size_t i = 0; i < vm->n_devices; i++)
		add_bars(&claims, &vm->devices[i], device_name(ctx, &vm->devices[i]));
	make_map(&claims, map);
	fold(ctx->arena, map);
}
