/*
 * Two layouts compared, VM by VM: VMs by id, regions by name, passthrough devices by their place on
 * the board, vUARTs by index. A region that got another name is one that went and one that came.
 */
#include "report/diff.h"
#include "base/each.h"

#include <inttypes.h>
#include <string.h>

/* ---- changes ----------------------------------------------------------------------------- */

struct comparison {
	struct arena *arena;
	const struct diff_side *before;
	const struct diff_side *after;
	struct diff *diff;
	struct diff_vm *vm; /* the VM that is being compared */
};

static struct diff_change *add_change(struct comparison *c, enum diff_what what)
{
	struct diff_vm *vm = c->vm;

	struct diff_change *change = ARRAY_ADD(c->arena, vm->changes, vm->n_changes);

	*change = (struct diff_change){.what = what, .bar = -1};
	return change;
}

static struct diff_value text_value(const char *text)
{
	if (text == NULL || text[0] == '\0')
		return (struct diff_value){.type = DIFF_NOTHING};
	return (struct diff_value){.type = DIFF_TEXT, .text = text};
}

static struct diff_value number_value(enum diff_type type, uint64_t number)
{
	return (struct diff_value){.type = type, .number = number};
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

/* ---- devices ----------------------------------------------------------------------------- */

static const char *device_name(struct arena *arena, const struct layout_device *device)
{
	switch (device->type) {
	case DEVICE_HOST_BRIDGE: return "host bridge";
	case DEVICE_PASSTHROUGH:
		return arena_printf(arena, "passthrough device " BDF_FORMAT,
			BDF_ARGS(device->passthrough->bdf));
	case DEVICE_IVSHMEM: return arena_printf(arena, "region '%s'", device->region->full_name);
	case DEVICE_VUART: return arena_printf(arena, "PCI vUART %u", device->vuart->index);
	case DEVICE_PTM: return "root port for PTM";
	}
	return "device";
}

static bool same_device(const struct layout_device *a, const struct layout_device *b)
{
	if (a->type != b->type)
		return false;
	switch (a->type) {
	case DEVICE_PASSTHROUGH: return bdf_equal(a->passthrough->bdf, b->passthrough->bdf);
	case DEVICE_IVSHMEM: return strcmp(a->region->full_name, b->region->full_name) == 0;
	case DEVICE_VUART: return a->vuart->index == b->vuart->index;
	case DEVICE_HOST_BRIDGE:
	case DEVICE_PTM: break;
	}
	return true;
}

static const struct layout_device *find_device(
	const struct layout_vm *table, const struct layout_device *device)
{
	for (size_t i = 0; table != NULL && i < table->n_devices; i++) {
		if (same_device(&table->devices[i], device))
			return &table->devices[i];
	}
	return NULL;
}

static struct diff_value bdf_value(struct arena *arena, const struct layout_device *device)
{
	if (!device->has_vbdf)
		return (struct diff_value){.type = DIFF_NOTHING};
	return text_value(arena_printf(arena, BDF_FORMAT, BDF_ARGS(device->vbdf)));
}

static const struct bar *find_bar(const struct layout_device *device, unsigned index)
{
	for (size_t i = 0; i < device->n_bars; i++) {
		if (device->bars[i].index == index)
			return &device->bars[i];
	}
	return NULL;
}

static struct diff_value bar_value(const struct bar *bar)
{
	if (bar == NULL || bar->address == 0)
		return (struct diff_value){.type = DIFF_NOTHING};
	return number_value(DIFF_ADDRESS, bar->address);
}

static void compare_bars(
	struct comparison *c, const struct layout_device *before, const struct layout_device *after)
{
	for (unsigned index = 0; index < MAX_BARS; index++) {
		struct diff_value old = bar_value(find_bar(before, index));
		struct diff_value new = bar_value(find_bar(after, index));

		if (old.type == new.type && old.number == new.number)
			continue;

		struct diff_change *change = add_change(c, DIFF_BAR);

		change->device = device_name(c->arena, after);
		change->region = after->region == NULL ? NULL : after->region->full_name;
		change->bar = (int)index;
		change->before = old;
		change->after = new;
	}
}

static void compare_device(
	struct comparison *c, const struct layout_device *before, const struct layout_device *after)
{
	struct diff_value old = bdf_value(c->arena, before);
	struct diff_value new = bdf_value(c->arena, after);

	if (old.type != new.type || !same_text(old.text, new.text)) {
		struct diff_change *change = add_change(c, DIFF_VBDF);

		change->device = device_name(c->arena, after);
		change->region = after->region == NULL ? NULL : after->region->full_name;
		change->before = old;
		change->after = new;
	}
	compare_bars(c, before, after);
}

/* Regions that came or went are told by compare_regions(). */
static void add_device_change(
	struct comparison *c, const struct layout_device *device, enum diff_what what)
{
	if (device->type != DEVICE_IVSHMEM && device->type != DEVICE_HOST_BRIDGE)
		add_change(c, what)->device = device_name(c->arena, device);
}

static void compare_tables(
	struct comparison *c, const struct layout_vm *before, const struct layout_vm *after)
{
	static const struct layout_device absent = {.n_bars = 0}; /* none -> 00:03.0 */

	for (size_t i = 0; before != NULL && i < before->n_devices; i++) {
		if (find_device(after, &before->devices[i]) == NULL)
			add_device_change(c, &before->devices[i], DIFF_DEVICE_REMOVED);
	}
	for (size_t i = 0; after != NULL && i < after->n_devices; i++) {
		const struct layout_device *old = find_device(before, &after->devices[i]);

		if (old == NULL)
			add_device_change(c, &after->devices[i], DIFF_DEVICE_ADDED);
		if (after->devices[i].type != DEVICE_HOST_BRIDGE)
			compare_device(c, old != NULL ? old : &absent, &after->devices[i]);
	}
}

/* ---- regions of a VM --------------------------------------------------------------------- */

static bool is_on(const struct config *config)
{
	return config->enabled_effective;
}

static const struct region *find_region(
	const struct config *config, const char *name, const struct vm *vm)
{
	for (size_t i = 0; is_on(config) && vm != NULL && i < config->n_regions; i++) {
		const struct region *region = &config->regions[i];

		if (strcmp(region->full_name, name) == 0 && region_has_vm(region, vm))
			return region;
	}
	return NULL;
}

static uint64_t region_id(const struct region *region)
{
	return number_valid(&region->id) ? region->id.value : 0;
}

static uint64_t vm_id(const struct vm *vm)
{
	return vm->id.value;
}

static bool has_peer(const struct region *region, uint64_t id)
{
	for (size_t i = 0; i < region->n_peers; i++) {
		if (vm_id(region->peers[i].vm) == id)
			return true;
	}
	return false;
}

static bool same_peers(const struct region *a, const struct region *b)
{
	if (a->n_peers != b->n_peers)
		return false;
	for (size_t i = 0; i < a->n_peers; i++) {
		if (!has_peer(b, vm_id(a->peers[i].vm)))
			return false;
	}
	return true;
}

static struct diff_change *add_region_change(
	struct comparison *c, enum diff_what what, const struct region *region)
{
	struct diff_change *change = add_change(c, what);

	change->device = arena_printf(c->arena, "region '%s'", region->full_name);
	change->region = region->full_name;
	return change;
}

/* The text after "-s SLOT," on the acrn-dm line. */
static const char *launch_argument(
	struct arena *arena, const struct target *target, const struct region *region)
{
	if (region == NULL)
		return NULL;
	if (target->region_id && region->land == LAND_HV)
		return arena_printf(arena, "ivshmem,%s,%" PRIu64 ",%" PRIu64, region->full_name,
			region->size / MIB, region_id(region));
	return arena_printf(arena, "ivshmem,%s,%" PRIu64, region->full_name, region->size / MIB);
}

/* The region, as either side has it; NULL where a side has not. */
static void compare_launch(struct comparison *c, const struct region *region,
	const struct region *before, const struct region *after)
{
	const char *old = launch_argument(c->arena, c->before->target, before);
	const char *new = launch_argument(c->arena, c->after->target, after);
	const struct vm *vm = c->vm->after != NULL ? c->vm->after : c->vm->before;

	if (vm->kind != VM_POST_LAUNCHED || same_text(old, new))
		return;

	struct diff_change *change = add_region_change(c, DIFF_LAUNCH, region);

	change->before = text_value(old);
	change->after = text_value(new);
}

static struct diff_value peers_value(const struct region *region, const struct vm *self)
{
	return (struct diff_value){.type = DIFF_VMS, .region = region, .self = self};
}

static void compare_region(
	struct comparison *c, const struct region *before, const struct region *after)
{
	struct diff_change *change;

	if (before->size != after->size) {
		change = add_region_change(c, DIFF_SIZE, after);
		change->before = number_value(DIFF_BYTES, before->size);
		change->after = number_value(DIFF_BYTES, after->size);
	}
	if (region_id(before) != region_id(after)) {
		change = add_region_change(c, DIFF_REGION_ID, after);
		change->before = number_value(DIFF_NUMBER, region_id(before));
		change->after = number_value(DIFF_NUMBER, region_id(after));
	}
	if (!same_peers(before, after)) {
		change = add_region_change(c, DIFF_PEERS, after);
		change->before = peers_value(before, c->vm->before);
		change->after = peers_value(after, c->vm->after);
	}
}

static void compare_regions(struct comparison *c)
{
	const struct config *old = c->before->config;
	const struct config *new = c->after->config;
	struct diff_change *change;

	for (size_t i = 0; is_on(old) && c->vm->before != NULL && i < old->n_regions; i++) {
		const struct region *region = &old->regions[i];

		if (!region_has_vm(region, c->vm->before) ||
			find_region(new, region->full_name, c->vm->after) != NULL)
			continue;
		change = add_region_change(c, DIFF_DEVICE_REMOVED, region);
		change->before = number_value(DIFF_BYTES, region->size);
		compare_launch(c, region, region, NULL);
	}
	for (size_t i = 0; is_on(new) && c->vm->after != NULL && i < new->n_regions; i++) {
		const struct region *region = &new->regions[i];

		if (!region_has_vm(region, c->vm->after))
			continue;

		const struct region *was = find_region(old, region->full_name, c->vm->before);

		if (was == NULL) {
			change = add_region_change(c, DIFF_DEVICE_ADDED, region);
			change->after = number_value(DIFF_BYTES, region->size);
		} else {
			compare_region(c, was, region);
		}
		compare_launch(c, region, was, region);
	}
}

/* ---- VMs --------------------------------------------------------------------------------- */

static const struct layout_vm *find_table(const struct diff_side *side, uint64_t id)
{
	for (size_t i = 0; i < side->config->n_vms; i++) {
		if (vm_id(&side->config->vms[i]) == id)
			return &side->layout->vms[i];
	}
	return NULL;
}

/* Of a pre-launched VM; what has no number is the business of the rules. */
static uint64_t ram_of(const struct vm *vm)
{
	uint64_t sum = 0;

	for (size_t i = 0; vm->kind == VM_PRE_LAUNCHED && i < vm->n_memory; i++) {
		if (__builtin_add_overflow(sum, vm->memory[i].length.value, &sum))
			return UINT64_MAX;
	}
	return sum;
}

static void compare_ram(struct comparison *c, const struct vm *before, const struct vm *after)
{
	struct diff_change *change;

	if (before->kind != after->kind || ram_of(before) == ram_of(after))
		return;
	change = add_change(c, DIFF_VM_RAM);
	change->before = number_value(DIFF_BYTES, ram_of(before));
	change->after = number_value(DIFF_BYTES, ram_of(after));
}

static void compare_vm(struct comparison *c, uint64_t id)
{
	const struct layout_vm *before = find_table(c->before, id);
	const struct layout_vm *after = find_table(c->after, id);
	struct diff_change *change;

	c->vm->before = before == NULL ? NULL : before->vm;
	c->vm->after = after == NULL ? NULL : after->vm;
	if (before == NULL || after == NULL) {
		(void)add_change(c, before == NULL ? DIFF_VM_ADDED : DIFF_VM_REMOVED);
	} else {
		if (before->vm->kind != after->vm->kind) {
			change = add_change(c, DIFF_VM_KIND);
			change->before = text_value(vm_kind_name(before->vm->kind));
			change->after = text_value(vm_kind_name(after->vm->kind));
		}
		if (!same_text(before->vm->name.text, after->vm->name.text)) {
			change = add_change(c, DIFF_VM_NAME);
			change->before = text_value(before->vm->name.text);
			change->after = text_value(after->vm->name.text);
		}
		compare_ram(c, before->vm, after->vm);
	}
	compare_regions(c);
	compare_tables(c, before, after);
}

/* ---- what must be restarted -------------------------------------------------------------- */

static bool same_regions(const struct diff_side *a, const struct diff_side *b)
{
	const struct region *x;
	const struct region *y;
	size_t i = 0;
	size_t k = 0;

	if (is_on(a->config) != is_on(b->config))
		return !is_on(a->config) || a->config->n_hv_regions == 0
			       ? !is_on(b->config) || b->config->n_hv_regions == 0
			       : false;
	if (!is_on(a->config))
		return true;
	do {
		x = config_next_region(a->config, LAND_HV, &i);
		y = config_next_region(b->config, LAND_HV, &k);
		if ((x == NULL) != (y == NULL))
			return false;
		if (x != NULL && (strcmp(x->full_name, y->full_name) != 0 || x->size != y->size ||
					 region_id(x) != region_id(y) || !same_peers(x, y)))
			return false;
	} while (x != NULL);
	return true;
}

/* Where a vUART leads is in the table, too. */
static bool same_target(const struct vuart *a, const struct vuart *b)
{
	if (a == NULL || a->target == NULL || b->target == NULL)
		return a == NULL || a->target == b->target;
	return vm_id(a->target) == vm_id(b->target) && a->target_uart.value == b->target_uart.value;
}

static bool same_table(const struct layout_vm *a, const struct layout_vm *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (a->n_devices != b->n_devices || a->vm->kind != b->vm->kind)
		return false;
	for (size_t i = 0; i < a->n_devices; i++) {
		const struct layout_device *x = &a->devices[i];
		const struct layout_device *y = &b->devices[i];

		if (!same_device(x, y) || x->has_vbdf != y->has_vbdf ||
			!bdf_equal(x->vbdf, y->vbdf) || x->n_bars != y->n_bars ||
			!same_target(x->vuart, y->vuart))
			return false;
		for (size_t k = 0; k < x->n_bars; k++) {
			if (x->bars[k].index != y->bars[k].index ||
				x->bars[k].address != y->bars[k].address)
				return false;
		}
	}
	return true;
}

/* Where a pre-launched VM's memory is on the board, which its guest need not see. */
static bool same_memory(const struct layout_vm *a, const struct layout_vm *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (a->vm->kind != VM_PRE_LAUNCHED || b->vm->kind != VM_PRE_LAUNCHED)
		return true;
	if (a->vm->n_memory != b->vm->n_memory)
		return false;
	for (size_t i = 0; i < a->vm->n_memory; i++) {
		const struct memory_piece *x = &a->vm->memory[i];
		const struct memory_piece *y = &b->vm->memory[i];

		if (number_valid(&x->start) != number_valid(&y->start) ||
			x->start.value != y->start.value || x->length.value != y->length.value)
			return false;
	}
	return true;
}

/* Whether the hypervisor is built from the same files. */
static bool same_hypervisor(const struct comparison *c)
{
	const struct layout *a = c->before->layout;
	const struct layout *b = c->after->layout;

	if (c->before->target != c->after->target || !same_regions(c->before, c->after) ||
		a->hv_ram_start != b->hv_ram_start || a->hv_ram_size != b->hv_ram_size ||
		a->pool_base != b->pool_base || a->max_emulated_mmio != b->max_emulated_mmio ||
		a->max_msix_table_num != b->max_msix_table_num ||
		a->max_pci_dev_num != b->max_pci_dev_num)
		return false;
	EACH (const struct diff_vm, vm, c->diff, vms) {
		uint64_t id = vm_id(vm->before != NULL ? vm->before : vm->after);

		if (!same_table(find_table(c->before, id), find_table(c->after, id)) ||
			!same_memory(find_table(c->before, id), find_table(c->after, id)))
			return false;
	}
	return true;
}

/* A shared memory object of another size is still there when the VMs start again. */
static void find_stale(struct comparison *c)
{
	const struct config *old = c->before->config;
	const struct config *new = c->after->config;

	c->diff->stale = arena_array(c->arena, old->n_regions, sizeof(char *));
	for (size_t i = 0; is_on(old) && is_on(new) && i < old->n_regions; i++) {
		for (size_t k = 0; k < new->n_regions; k++) {
			const struct region *a = &old->regions[i];
			const struct region *b = &new->regions[k];

			if (a->land == LAND_DM && a->size != b->size &&
				strcmp(a->full_name, b->full_name) == 0)
				c->diff->stale[c->diff->n_stale++] = a->full_name;
		}
	}
}

/* No guest sees its name, nor who else is in a region of dm-land. */
static bool is_seen(const struct diff_change *change)
{
	return change->what != DIFF_VM_NAME &&
	       (change->what != DIFF_PEERS || land_of_name(change->region) != LAND_DM);
}

static void decide_restart(struct comparison *c)
{
	bool same = same_hypervisor(c);

	c->diff->restart = same ? DIFF_RESTART_NONE : DIFF_RESTART_ALL;
	EACH (struct diff_vm, vm, c->diff, vms) {
		for (size_t k = 0; k < vm->n_changes; k++)
			vm->restart |= is_seen(&vm->changes[k]);
		if (vm->restart && same)
			c->diff->restart = DIFF_RESTART_SOME;
		vm->restart |= !same;
	}
}

void diff_layouts(struct arena *arena, const struct diff_side *before,
	const struct diff_side *after, struct diff *diff)
{
	struct comparison c = {.arena = arena, .before = before, .after = after, .diff = diff};
	size_t bound = before->config->n_vms + after->config->n_vms;

	*diff = (struct diff){.vms = arena_array(arena, bound, sizeof(*diff->vms))};
	/* Ids are 0..n-1 in both, so the longer list has them all. */
	for (uint64_t id = 0; id < bound; id++) {
		if (find_table(before, id) == NULL && find_table(after, id) == NULL)
			continue;
		c.vm = &diff->vms[diff->n_vms++];
		compare_vm(&c, id);
	}
	find_stale(&c);
	decide_restart(&c);
}
