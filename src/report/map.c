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

/* All claims of a list; owner NULL: the owner of each. */
static void add_claims(struct claims *claims, const struct claim *list, size_t count,
	enum map_kind kind, const char *owner)
{
	for (size_t i = 0; i < count; i++)
		add_claim(claims, (struct map_range){.range = list[i].range,
					  .kind = kind,
					  .owner = owner != NULL ? owner : list[i].owner});
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
struct active_claims {
	const struct map_range **heap;
	size_t count;
};

static bool has_priority(const struct map_range *a, const struct map_range *b)
{
	if (a->kind != b->kind)
		return a->kind > b->kind;
	return a->range.last - a->range.first < b->range.last - b->range.first;
}

static void begin_claim(struct active_claims *active, const struct map_range *claim)
{
	size_t at = active->count++;

	while (at > 0 && has_priority(claim, active->heap[(at - 1) / 2])) {
		active->heap[at] = active->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	active->heap[at] = claim;
}

static void drop_first(struct active_claims *active)
{
	const struct map_range *moved = active->heap[--active->count];
	size_t at = 0;

	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= active->count)
			break;
		if (child + 1 < active->count &&
			has_priority(active->heap[child + 1], active->heap[child]))
			child++;
		if (!has_priority(active->heap[child], moved))
			break;
		active->heap[at] = active->heap[child];
		at = child;
	}
	active->heap[at] = moved;
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
	struct map_range *last = map->n_ranges == 0 ? NULL : &map->ranges[map->n_ranges - 1];

	if (last != NULL && same_claim(last, claim)) {
		last->range.last = range.last;
		return;
	}
	last = ARRAY_ADD(arena, map->ranges, map->n_ranges);
	*last = *claim;
	last->range = range;
}

static void make_map(struct claims *claims, struct map *map)
{
	static const struct map_range hole = {.kind = MAP_HOLE, .owner = "unused"};
	struct arena *arena = claims->arena;
	struct active_claims active = {.heap = arena_array(arena, claims->count, sizeof(void *))};
	uint64_t at = 0;
	size_t next = 0;

	if (claims->count != 0)
		qsort(claims->items, claims->count, sizeof(*claims->items), compare_claims);
	for (;;) {
		while (active.count > 0 && active.heap[0]->range.last < at)
			drop_first(&active);
		if (active.count == 0 && next == claims->count)
			return;
		if (active.count == 0 && claims->items[next].range.first > at) {
			add_range(arena, map, &hole,
				(struct range){at, claims->items[next].range.first - 1});
			at = claims->items[next].range.first;
		}
		while (next < claims->count && claims->items[next].range.first <= at)
			begin_claim(&active, &claims->items[next++]);

		uint64_t last = active.heap[0]->range.last;

		if (next < claims->count && claims->items[next].range.first <= last)
			last = claims->items[next].range.first - 1;
		add_range(arena, map, active.heap[0], (struct range){at, last});
		if (last == UINT64_MAX)
			return;
		at = last + 1;
	}
}

/* ---- folding ----------------------------------------------------------------------------- */

/* Neighbours of one class are folded into one range: dozens of BARs would hide what matters. */
enum fold_class { FOLD_NONE, FOLD_NO_RAM, FOLD_SMALL, FOLD_TAKEN, FOLD_PASSTHROUGH };

static uint64_t last_offset(const struct map_range *range)
{
	return range->range.last - range->range.first;
}

static enum fold_class class_of(const struct map_range *range)
{
	switch (range->kind) {
	case MAP_HOLE: return FOLD_NO_RAM;
	case MAP_RAM: return last_offset(range) < SMALL ? FOLD_NO_RAM : FOLD_NONE;
	case MAP_TAKEN: return last_offset(range) < SMALL - 1 ? FOLD_SMALL : FOLD_TAKEN;
	case MAP_BAR: return last_offset(range) < SMALL - 1 ? FOLD_SMALL : FOLD_PASSTHROUGH;
	default: return FOLD_NONE;
	}
}

static bool is_gap(const struct map_range *range)
{
	return (range->kind == MAP_FREE && last_offset(range) < SMALL) ||
	       (range->kind == MAP_HOLE && last_offset(range) < SMALL_HOLE);
}

/* How many ranges from start on are of one class, with gaps before and between but not after. */
static size_t fold_length(const struct map *map, size_t start, size_t *first_member)
{
	size_t length = 0;
	enum fold_class class = FOLD_NONE;

	*first_member = start;
	for (size_t i = start; i < map->n_ranges; i++) {
		const struct map_range *range = &map->ranges[i];

		if (is_gap(range) && class != FOLD_NO_RAM && i + 1 < map->n_ranges &&
			class_of(&map->ranges[i + 1]) > FOLD_NO_RAM)
			continue;
		if (class == FOLD_NONE) {
			class = class_of(range);
			*first_member = i;
		}
		if (class == FOLD_NONE || class_of(range) != class)
			break;
		length = i - start + 1;
	}
	return length;
}

/* Names the parts of a folded range, "IOAPIC, LAPIC and 3 more", and gives it their strongest kind:
   something of the VM's own among it counts most. */
static void describe_fold(struct arena *arena, struct map_range *range)
{
	const char *names[2] = {"", ""};
	const char *last = NULL;
	size_t count = 0;

	range->kind = MAP_HOLE;
	EACH (const struct map_range, part, range, parts) {
		if (class_of(part) <= FOLD_NO_RAM)
			continue;
		if (part->kind > range->kind)
			range->kind = part->kind;
		if (last != NULL && strcmp(part->owner, last) == 0)
			continue;
		last = part->owner;
		if (count < 2)
			names[count] = last;
		count++;
	}
	range->owner = count < 2 ? names[0] : arena_join(arena, names[0], ", ", names[1]);
	if (count > 2)
		range->owner = arena_printf(arena, "%s and %zu more", range->owner, count - 2);
}

void layout_map_fold(struct arena *arena, struct map *map)
{
	struct map_range *ranges = arena_array(arena, map->n_ranges, sizeof(*ranges));
	size_t count = 0;
	size_t i = 0;

	while (i < map->n_ranges) {
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
		if (class_of(&map->ranges[member]) == FOLD_NO_RAM) {
			range->kind = MAP_HOLE;
			range->owner = "no RAM except small pieces";
		} else {
			describe_fold(arena, range);
		}
		range->device = NULL;
		range->bar = NULL;
		i += length;
	}
	map->ranges = ranges;
	map->n_ranges = count;
}

/* ---- physical memory --------------------------------------------------------------------- */

static void add_regions(
	struct claims *claims, const struct config *config, const struct layout *layout)
{
	if (layout->pool_size == 0 || layout->pool_base == 0)
		return;
	EACH (const struct region, region, config, regions) {
		uint64_t hpa = layout->regions[region - config->regions].hpa;

		if (region->land == LAND_HV)
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
	struct claim_list memory = layout_vm_memory(ctx, config);

	*map = (struct map){.n_ranges = 0};
	add_claims(&claims, config->board->ram, config->board->n_ram, MAP_RAM, "System RAM");
	add_claims(&claims, memory.claims, memory.n_claims, MAP_VM_MEMORY, NULL);
	if (layout->hv_ram_size != 0)
		add_claim(&claims,
			(struct map_range){.kind = MAP_HYPERVISOR,
				.owner = "hypervisor",
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

	EACH (const struct claim, window, vm, windows) {
		if (window->range.last > end)
			end = window->range.last;
	}
	return end;
}

void layout_map_vm(struct context *ctx, const struct layout_vm *vm, struct map *map)
{
	struct claims claims = {.arena = ctx->arena};
	uint64_t end = end_of_space(vm);

	*map = (struct map){.n_ranges = 0};
	if (vm->vm->kind == VM_POST_LAUNCHED || vm->n_devices == 0)
		return;
	add_claims(&claims, vm->windows, vm->n_windows, MAP_FREE, "free");
	EACH (const struct claim, taken, vm, taken) {
		if (taken->range.first <= end)
			add_claims(&claims, taken, 1, kind_of_taken(vm, taken), NULL);
	}
	EACH (const struct layout_device, device, vm, devices) {
		add_bars(&claims, device,
			device->region != NULL ? device->region->full_name
					       : words_device(ctx, device));
	}
	make_map(&claims, map);
}
