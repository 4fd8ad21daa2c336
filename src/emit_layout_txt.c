/*
 * layout.txt: the memory map for people at a terminal. Physical memory first, then each VM: its
 * devices, and its address space with what is taken and what is free.
 */
#include <stdlib.h>
#include <string.h>

#include "emit_common.h"
#include "utf8.h"

#define SIZE_COLUMN 33u
#define OWNER_COLUMN 46u

/* Claims that are gathered before they are printed. */
struct claims {
	struct arena *arena;
	struct claim *items;
	size_t count;
	size_t capacity;
};

static void add_claim(struct claims *claims, uint64_t first, uint64_t size, const char *owner)
{
	if (size == 0)
		return;
	claims->items = arena_grow(claims->arena, claims->items, claims->count, &claims->capacity,
		sizeof(*claims->items));
	claims->items[claims->count++] =
		(struct claim){.range = {first, first + (size - 1)}, .owner = owner};
}

static void add_claims(struct claims *claims, const struct claim *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add_claim(claims, items[i].range.first,
			items[i].range.last - items[i].range.first + 1, items[i].owner);
}

/* Ascending; of two that begin together the larger one first, as it holds the other. */
static int compare_claims(const void *left, const void *right)
{
	const struct range *a = &((const struct claim *)left)->range;
	const struct range *b = &((const struct claim *)right)->range;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return (a->last < b->last) - (a->last > b->last);
}

static void sort_claims(struct claims *claims)
{
	if (claims->count != 0)
		qsort(claims->items, claims->count, sizeof(*claims->items), compare_claims);
}

/* Names of people's own, with every script but without control characters. */
static void add_name(struct text *out, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < length;) {
		struct utf8_glyph glyph = utf8_glyph(name + i, length - i);

		if (glyph.escape[0] != '\0')
			text_add(out, glyph.escape);
		else
			text_add_bytes(out, name + i, glyph.size);
		i += glyph.size;
	}
}

static void add_vm(struct text *out, const struct vm *vm)
{
	text_addf(out, "VM %llu", (unsigned long long)vm->id.value);
	if (vm->name.text != NULL && vm->name.text[0] != '\0') {
		text_add(out, " '");
		add_name(out, vm->name.text);
		text_add(out, "'");
	}
	text_addf(out, ", %s", vm_kind_name(vm->kind));
}

/* ---- maps -------------------------------------------------------------------------------- */

static void add_row(struct text *out, struct range range, const char *indent, const char *owner)
{
	struct text size;

	text_addf(out, "  0x%010llx - 0x%010llx", (unsigned long long)range.first,
		(unsigned long long)range.last);
	text_init(&size, out->arena);
	emit_size(&size, range.last - range.first + 1);
	text_pad_to(out, SIZE_COLUMN);
	text_addf(out, "%10s", size.bytes);
	text_pad_to(out, OWNER_COLUMN);
	text_addf(out, "%s", indent);
	add_name(out, owner);
	text_add_char(out, '\n');
}

/* The rest of a page after a small BAR is nobody's news. */
static void add_free(struct text *out, uint64_t first, uint64_t last)
{
	if (last - first >= PAGE_SIZE_4K - 1)
		add_row(out, (struct range){first, last}, "  ", "free");
}

static bool meets(struct range a, struct range b)
{
	return a.first <= b.last && b.first <= a.last;
}

static bool is_empty(const struct claim *window, const struct claims *occupants)
{
	for (size_t i = 0; i < occupants->count; i++) {
		if (meets(occupants->items[i].range, window->range))
			return false;
	}
	return true;
}

/* The window itself, then what is in it and the gaps between. */
static void add_window(struct text *out, const struct claim *window, const struct claims *occupants)
{
	uint64_t free_from = window->range.first;
	bool full = false;

	if (is_empty(window, occupants)) {
		add_row(out, window->range, "",
			arena_printf(out->arena, "%s, free", window->owner));
		return;
	}
	add_row(out, window->range, "", window->owner);
	for (size_t i = 0; i < occupants->count && !full; i++) {
		struct range range = occupants->items[i].range;

		if (!meets(range, window->range))
			continue;
		if (range.first > free_from)
			add_free(out, free_from, range.first - 1);
		add_row(out, range, "  ", occupants->items[i].owner);
		full = range.last >= window->range.last;
		if (!full && range.last >= free_from)
			free_from = range.last + 1;
	}
	if (!full)
		add_free(out, free_from, window->range.last);
}

static bool in_a_window(const struct claim *occupant, const struct claims *windows)
{
	for (size_t i = 0; i < windows->count; i++) {
		if (meets(occupant->range, windows->items[i].range))
			return true;
	}
	return false;
}

/* Windows with what is in them, and what is in none, by address. */
static void add_map(struct text *out, struct claims *windows, struct claims *occupants)
{
	size_t next = 0;

	sort_claims(windows);
	sort_claims(occupants);
	for (size_t i = 0; i <= windows->count; i++) {
		for (; next < occupants->count; next++) {
			const struct claim *occupant = &occupants->items[next];

			if (in_a_window(occupant, windows))
				continue;
			if (i < windows->count &&
				occupant->range.first > windows->items[i].range.first)
				break;
			add_row(out, occupant->range, "", occupant->owner);
		}
		if (i < windows->count)
			add_window(out, &windows->items[i], occupants);
	}
}

/* ---- regions and physical memory --------------------------------------------------------- */

static void add_peers(struct text *out, const struct region *region)
{
	for (size_t i = 0; i < region->n_peers; i++)
		text_addf(out, "%s%llu", i == 0 ? "VM " : ", ",
			(unsigned long long)region->peers[i].vm->id.value);
}

static size_t longest_name(const struct config *config)
{
	size_t longest = 0;

	for (size_t i = 0; i < config->n_regions; i++) {
		size_t length = strlen(config->regions[i].full_name);

		longest = length > longest ? length : longest;
	}
	return longest;
}

static void add_regions(struct text *out, const struct emit_input *in)
{
	const struct config *config = in->config;

	text_add(out, "\nShared memory regions\n");
	if (!config->enabled_effective || config->n_regions == 0) {
		text_add(out, "  none\n");
		return;
	}

	size_t size_column = 4 + longest_name(config);

	for (size_t i = 0; i < config->n_regions; i++) {
		const struct region *region = &config->regions[i];

		text_add(out, "  ");
		text_add(out, region->full_name);
		text_pad_to(out, size_column);
		emit_size(out, region->size);
		text_pad_to(out, size_column + 9);
		add_peers(out, region);
		if (region->land == LAND_HV)
			text_addf(out, "; offset 0x%llx in the pool",
				(unsigned long long)in->layout->regions[i].offset);
		else
			text_add(out, "; a shared memory object of the Service VM");
		text_add_char(out, '\n');
	}
}

/* The hypervisor around the pool, if the pool lies in it. */
static void gather_hypervisor(struct claims *used, const struct layout *layout)
{
	uint64_t end = layout->hv_ram_start + layout->hv_ram_size;
	uint64_t pool_end = layout->pool_base + layout->pool_size;

	if (layout->pool_size == 0 || layout->pool_base < layout->hv_ram_start || pool_end > end) {
		add_claim(used, layout->hv_ram_start, layout->hv_ram_size, "hypervisor");
		return;
	}
	add_claim(
		used, layout->hv_ram_start, layout->pool_base - layout->hv_ram_start, "hypervisor");
	add_claim(used, pool_end, end - pool_end, "hypervisor");
}

static void gather_physical(struct claims *used, const struct emit_input *in)
{
	const struct config *config = in->config;
	size_t position = 0;
	const struct region *region;

	gather_hypervisor(used, in->layout);
	while (config->enabled_effective &&
		(region = config_next_region(config, LAND_HV, &position)) != NULL)
		add_claim(used, in->layout->regions[region - config->regions].hpa, region->size,
			arena_printf(used->arena, "shared memory %s", region->full_name));
	for (size_t i = 0; i < config->n_vms; i++) {
		const struct vm *vm = &config->vms[i];

		for (size_t p = 0; vm->kind == VM_PRE_LAUNCHED && p < vm->n_memory; p++) {
			if (number_valid(&vm->memory[p].start) &&
				number_valid(&vm->memory[p].length))
				add_claim(used, vm->memory[p].start.value,
					vm->memory[p].length.value,
					arena_printf(used->arena, "memory of VM %llu",
						(unsigned long long)vm->id.value));
		}
	}
}

static void add_physical(struct text *out, const struct emit_input *in)
{
	struct claims ram = {.arena = out->arena};
	struct claims used = {.arena = out->arena};

	if (in->config->board != NULL)
		add_claims(&ram, in->config->board->ram, in->config->board->n_ram);
	gather_physical(&used, in);
	text_addf(out, "\nPhysical memory%s\n",
		in->layout->pool_size == 0 ? ""
		: in->layout->pool_base_exact
			? "; the hypervisor takes the pool from here"
			: "; the pool is planned here, the build or the boot decides");
	add_map(out, &ram, &used);
}

/* ---- virtual machines -------------------------------------------------------------------- */

static void add_other_peers(struct text *out, const struct region *region, const struct vm *self)
{
	const char *separator = "; peers: VM ";

	for (size_t i = 0; i < region->n_peers; i++) {
		if (region->peers[i].vm == self)
			continue;
		text_addf(out, "%s%llu", separator,
			(unsigned long long)region->peers[i].vm->id.value);
		separator = ", ";
	}
}

static void add_devices(struct text *out, const struct layout_vm *table)
{
	for (size_t d = 0; d < table->n_devices; d++) {
		const struct layout_device *device = &table->devices[d];

		text_add(out, "  ");
		if (device->has_vbdf)
			emit_bdf(out, device->vbdf);
		else
			text_add(out, "acrn-dm");
		text_add(out, "  ");
		emit_device_name(out, device);
		if (device->region != NULL)
			add_other_peers(out, device->region, table->vm);
		text_add_char(out, '\n');
	}
}

static bool is_bar_of(const struct claim *claim, const struct layout_vm *table)
{
	for (size_t d = 0; d < table->n_devices; d++) {
		for (size_t b = 0; b < table->devices[d].n_bars; b++) {
			const struct bar *bar = &table->devices[d].bars[b];

			if (!bar->guest_placed && bar->address == claim->range.first &&
				bar->size == claim->range.last - claim->range.first + 1)
				return true;
		}
	}
	return false;
}

static void gather_bars(struct claims *taken, const struct layout_device *device)
{
	struct text name;

	for (size_t b = 0; b < device->n_bars; b++) {
		const struct bar *bar = &device->bars[b];

		if (bar->guest_placed || bar->type == BAR_IO)
			continue;
		text_init(&name, taken->arena);
		text_addf(&name, "BAR%u of ", bar->index);
		emit_bdf(&name, device->vbdf);
		if (device->region != NULL)
			text_addf(&name, ", %s", device->region->full_name);
		add_claim(taken, bar->address, bar->size, name.bytes);
	}
}

static void add_table(struct text *out, const struct layout_vm *table)
{
	struct claims windows = {.arena = out->arena};
	struct claims taken = {.arena = out->arena};

	text_add_char(out, '\n');
	add_vm(out, table->vm);
	text_add_char(out, '\n');
	if (table->n_devices == 0) {
		text_add(out, "  no devices of the hypervisor\n");
		return;
	}
	add_devices(out, table);
	if (table->vm->kind == VM_POST_LAUNCHED)
		return;
	text_add_char(out, '\n');
	add_claims(&windows, table->windows, table->n_windows);
	/* A passthrough BAR that keeps its address is told once, by its device. */
	for (size_t i = 0; i < table->n_taken; i++) {
		if (!is_bar_of(&table->taken[i], table))
			add_claims(&taken, &table->taken[i], 1);
	}
	for (size_t d = 0; d < table->n_devices; d++)
		gather_bars(&taken, &table->devices[d]);
	add_map(out, &windows, &taken);
}

void emit_layout_txt(struct text *out, const struct emit_input *in)
{
	emit_facts(out, in, "#", "Where the shared memory lies, and who sees it.");
	add_regions(out, in);
	add_physical(out, in);
	for (size_t i = 0; i < in->config->n_vms; i++)
		add_table(out, &in->layout->vms[i]);
}
