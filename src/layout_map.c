/*
 * Claims to a map: overlapping claims of any order become ascending ranges, each with the one
 * claim that has its bytes. Every step is O(n log n), for the board is an input like any other.
 */
#include "layout_map.h"

#include <stdlib.h>

#include "layout_private.h"

/* Free space below this is no room for shared memory, and not worth a line of its own. */
#define SMALL_GAP (2 * MIB)
/* Fewer neighbours are shown one by one. */
#define MIN_GROUP 3u

/* The claims that a map is made of. */
struct claims {
	struct arena *arena;
	struct map_range *items;
	size_t count;
	size_t capacity;
};

static void add_claim(struct claims *claims, struct map_range claim)
{
	claims->items = arena_grow(claims->arena, claims->items, claims->count, &claims->capacity,
		sizeof(*claims->items));
	claims->items[claims->count++] = claim;
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

static void add_range(struct arena *arena, struct map *map, const struct map_range *claim,
	struct range range)
{
	struct map_range *last = map->count == 0 ? NULL : &map->ranges[map->count - 1];

	if (last != NULL && same_claim(last, claim)) {
		last->range.last = range.last;
		return;
	}
	map->ranges = arena_grow(arena, map->ranges, map->count, &map->capacity,
		sizeof(*map->ranges));
	map->ranges[map->count] = *claim;
	map->ranges[map->count++].range = range;
}

static void make_map(struct claims *claims, struct map *map)
{
	static const struct map_range hole = {.kind = MAP_HOLE, .owner = "nothing"};
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

/* ---- groups ------------------------------------------------------------------------------ */

static bool is_small_gap(const struct map_range *range)
{
	return (range->kind == MAP_FREE || range->kind == MAP_HOLE) &&
		range->range.last - range->range.first < SMALL_GAP;
}

/* How many ranges from start on make one group, its end being no gap; and how many are taken. */
static size_t group_length(const struct map *map, size_t start, size_t *n_taken)
{
	size_t length = 0;

	*n_taken = 0;
	for (size_t i = start; i < map->count; i++) {
		if (map->ranges[i].kind == MAP_TAKEN) {
			length = i - start + 1;
			++*n_taken;
		} else if (!is_small_gap(&map->ranges[i])) {
			break;
		}
	}
	return length;
}

/* Folds neighbours that are taken into one range each; a window can hold dozens of BARs. */
static void fold_groups(struct arena *arena, struct map *map)
{
	struct map_range *ranges = arena_array(arena, map->count, sizeof(*ranges));
	size_t count = 0;
	size_t i = 0;

	while (i < map->count) {
		size_t n_taken = 0;
		size_t length = group_length(map, i, &n_taken);

		if (map->ranges[i].kind != MAP_TAKEN || n_taken < MIN_GROUP) {
			ranges[count++] = map->ranges[i++];
			continue;
		}
		ranges[count++] = (struct map_range){
			.range = {map->ranges[i].range.first,
				map->ranges[i + length - 1].range.last},
			.kind = MAP_GROUP,
			.owner = arena_printf(arena, "%zu of others", n_taken),
			.parts = &map->ranges[i],
			.n_parts = length,
		};
		i += length;
	}
	map->ranges = ranges;
	map->count = count;
}

/* ---- physical memory --------------------------------------------------------------------- */

static void add_regions(struct claims *claims, const struct config *config,
	const struct layout *layout)
{
	const struct region *region;
	size_t position = 0;

	if (layout->pool_size == 0 || layout->pool_base == 0)
		return;
	while ((region = config_next_region(config, LAND_HV, &position)) != NULL) {
		uint64_t hpa = layout->regions[region - config->regions].hpa;

		add_claim(claims, (struct map_range){.range = range_of(hpa, region->size),
			.kind = MAP_REGION, .owner = region->full_name, .region = region});
	}
}

void layout_map_memory(struct pass *pass, const struct config *config, const struct layout *layout,
	struct map *map)
{
	struct claims claims = {.arena = pass->arena};
	struct vm_memory memory;

	*map = (struct map){.count = 0};
	for (size_t i = 0; i < config->board->n_ram; i++)
		add_claim(&claims, (struct map_range){.range = config->board->ram[i].range,
			.kind = MAP_RAM, .owner = "System RAM"});
	layout_vm_memory(pass, config, &memory);
	for (size_t i = 0; i < memory.count; i++)
		add_claim(&claims, (struct map_range){.range = memory.claims[i].range,
			.kind = MAP_VM_MEMORY, .owner = memory.claims[i].owner});
	if (layout->hv_ram_size != 0)
		add_claim(&claims, (struct map_range){.kind = MAP_HYPERVISOR, .owner = "hypervisor",
			.range = range_of(layout->hv_ram_start, layout->hv_ram_size)});
	add_regions(&claims, config, layout);
	make_map(&claims, map);
}

/* ---- a VM's address space ---------------------------------------------------------------- */

bool layout_bar_placed(const struct bar *bar)
{
	return bar->address != 0 || bar->guest_placed || bar->size == 0;
}

static void add_bars(struct claims *claims, const struct layout_device *device, const char *owner)
{
	for (size_t i = 0; i < device->n_bars; i++) {
		const struct bar *bar = &device->bars[i];
		bool shared = device->type == DEVICE_IVSHMEM && bar->index == 2;

		if (bar->type == BAR_IO || bar->address == 0 || bar->size == 0)
			continue;
		add_claim(claims, (struct map_range){.range = range_of(bar->address, bar->size),
			.kind = shared ? MAP_REGION : MAP_BAR, .owner = owner, .device = device,
			.bar = bar, .region = shared ? device->region : NULL});
	}
}

static enum map_kind kind_of_taken(const struct layout_vm *vm, const struct claim *claim)
{
	/* Guest RAM is the one claim that begins at 0 or at 4 GiB, and it is below every window. */
	bool ram = claim->range.first == 0 || claim->range.first == 4 * GIB;

	return vm->vm->kind == VM_PRE_LAUNCHED && ram ? MAP_GUEST_RAM : MAP_TAKEN;
}

void layout_map_vm(struct pass *pass, const struct layout_vm *vm, struct map *map)
{
	struct claims claims = {.arena = pass->arena};

	*map = (struct map){.count = 0};
	if (vm->vm->kind == VM_POST_LAUNCHED || vm->n_devices == 0)
		return;
	for (size_t i = 0; i < vm->n_windows; i++)
		add_claim(&claims, (struct map_range){.range = vm->windows[i].range,
			.kind = MAP_FREE, .owner = "free"});
	for (size_t i = 0; i < vm->n_taken; i++)
		add_claim(&claims, (struct map_range){.range = vm->taken[i].range,
			.kind = kind_of_taken(vm, &vm->taken[i]), .owner = vm->taken[i].owner});
	for (size_t i = 0; i < vm->n_devices; i++)
		add_bars(&claims, &vm->devices[i],
			layout_device_text(pass, &vm->devices[i]));
	make_map(&claims, map);
	fold_groups(pass->arena, map);
}
