/*
 * Two layouts compared, VM by VM: VMs by id, regions by name, passthrough devices by their place on
 * the board, vUARTs by index. A region that got another name is one that went and one that came.
 */
#include "report/diff.h"

#include <inttypes.h>
#include <string.h>

#include "base/each.h"
#include "emit/emit.h"

/* ---- changes ----------------------------------------------------------------------------- */

struct comparison {
	struct arena *arena;
	const struct diff_side *before;
	const struct diff_side *after;
	struct diff *diff;
	struct diff_vm *vm; /* the VM that is being compared */
};

static const struct diff_value nothing = {.type = DIFF_NOTHING};
static const struct diff_subject the_vm = {.bar = -1};

static struct diff_value text_value(const char *text)
{
	if (text == NULL || text[0] == '\0')
		return nothing;
	return (struct diff_value){.type = DIFF_TEXT, .text = text};
}

static struct diff_value number_value(enum diff_type type, uint64_t number)
{
	return (struct diff_value){.type = type, .number = number};
}

static struct diff_value peers_value(const struct region *region, const struct vm *self)
{
	return (struct diff_value){.type = DIFF_VMS, .region = region, .self = self};
}

static bool has_peer(const struct region *region, uint64_t id)
{
	EACH (const struct region_peer, peer, region, peers) {
		if (peer->vm->id.value == id)
			return true;
	}
	return false;
}

static bool same_peers(const struct region *a, const struct region *b)
{
	EACH (const struct region_peer, peer, a, peers) {
		if (!has_peer(b, peer->vm->id.value))
			return false;
	}
	return a->n_peers == b->n_peers;
}

static bool same_value(const struct diff_value *a, const struct diff_value *b)
{
	if (a->type != b->type)
		return false;
	if (a->type == DIFF_TEXT)
		return strcmp(a->text, b->text) == 0;
	if (a->type == DIFF_VMS)
		return same_peers(a->region, b->region);
	return a->number == b->number;
}

static void add_change(struct comparison *c, enum diff_what what, struct diff_subject subject,
	struct diff_value before, struct diff_value after)
{
	*ARRAY_ADD(c->arena, c->vm->changes, c->vm->n_changes) =
		(struct diff_change){what, subject, before, after};
}

static void compare(struct comparison *c, enum diff_what what, struct diff_subject subject,
	struct diff_value before, struct diff_value after)
{
	if (!same_value(&before, &after))
		add_change(c, what, subject, before, after);
}

/* ---- devices ----------------------------------------------------------------------------- */

static struct diff_subject region_subject(struct comparison *c, const struct region *region)
{
	return (struct diff_subject){
		arena_printf(c->arena, "region '%s'", region->full_name), region->full_name, -1};
}

static struct diff_subject device_subject(
	struct comparison *c, const struct layout_device *device, int bar)
{
	struct diff_subject subject = {.bar = bar};

	switch (device->type) {
	case DEVICE_HOST_BRIDGE: subject.device = "host bridge"; break;
	case DEVICE_PASSTHROUGH:
		subject.device = arena_printf(c->arena, "passthrough device " BDF_FORMAT,
			BDF_ARGS(device->passthrough->bdf));
		break;
	case DEVICE_IVSHMEM:
		subject = region_subject(c, device->region);
		subject.bar = bar;
		break;
	case DEVICE_VUART:
		subject.device = arena_printf(c->arena, "PCI vUART %u", device->vuart->index);
		break;
	case DEVICE_PTM: subject.device = "root port for PTM"; break;
	}
	return subject;
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
	const struct layout_vm *table, const struct layout_device *wanted)
{
	EACH (const struct layout_device, device, table, devices) {
		if (same_device(device, wanted))
			return device;
	}
	return NULL;
}

static struct diff_value bdf_value(struct arena *arena, const struct layout_device *device)
{
	if (!device->has_vbdf)
		return nothing;
	return text_value(arena_printf(arena, BDF_FORMAT, BDF_ARGS(device->vbdf)));
}

static struct diff_value bar_value(const struct layout_device *device, unsigned index)
{
	EACH (const struct bar, bar, device, bars) {
		if (bar->index == index && bar->address != 0)
			return number_value(DIFF_ADDRESS, bar->address);
	}
	return nothing;
}

static void compare_device(
	struct comparison *c, const struct layout_device *before, const struct layout_device *after)
{
	compare(c, DIFF_VBDF, device_subject(c, after, -1), bdf_value(c->arena, before),
		bdf_value(c->arena, after));
	for (unsigned i = 0; i < MAX_BARS; i++)
		compare(c, DIFF_BAR, device_subject(c, after, (int)i), bar_value(before, i),
			bar_value(after, i));
}

/* Regions that came or went are told by compare_regions(). */
static void add_device_change(
	struct comparison *c, const struct layout_device *device, enum diff_what what)
{
	if (device->type != DEVICE_IVSHMEM && device->type != DEVICE_HOST_BRIDGE)
		add_change(c, what, device_subject(c, device, -1), nothing, nothing);
}

static void compare_tables(
	struct comparison *c, const struct layout_vm *before, const struct layout_vm *after)
{
	static const struct layout_device absent = {.n_bars = 0}; /* none -> 00:03.0 */

	EACH (const struct layout_device, device, before, devices) {
		if (find_device(after, device) == NULL)
			add_device_change(c, device, DIFF_DEVICE_REMOVED);
	}
	EACH (const struct layout_device, device, after, devices) {
		const struct layout_device *old = find_device(before, device);

		if (old == NULL)
			add_device_change(c, device, DIFF_DEVICE_ADDED);
		if (device->type != DEVICE_HOST_BRIDGE)
			compare_device(c, old != NULL ? old : &absent, device);
	}
}

/* ---- regions of a VM --------------------------------------------------------------------- */

static bool is_seen_by(
	const struct config *config, const struct region *region, const struct vm *vm)
{
	return config->enabled_effective && vm != NULL && region_has_vm(region, vm);
}

static const struct region *find_region(
	const struct config *config, const char *name, const struct vm *vm)
{
	EACH (const struct region, region, config, regions) {
		if (is_seen_by(config, region, vm) && strcmp(region->full_name, name) == 0)
			return region;
	}
	return NULL;
}

static uint64_t region_id(const struct region *region)
{
	return number_valid(&region->id) ? region->id.value : 0;
}

/* The text after "-s SLOT," on the acrn-dm line. */
static struct diff_value launch_value(
	struct arena *arena, const struct target *target, const struct region *region)
{
	if (region == NULL)
		return nothing;
	if (target->region_id && region->land == LAND_HV)
		return text_value(arena_printf(arena, "ivshmem,%s,%" PRIu64 ",%" PRIu64,
			region->full_name, region->size / MIB, region_id(region)));
	return text_value(
		arena_printf(arena, "ivshmem,%s,%" PRIu64, region->full_name, region->size / MIB));
}

/* The region, as either side has it; NULL where a side has not. */
static void compare_launch(
	struct comparison *c, const struct region *before, const struct region *after)
{
	const struct vm *vm = c->vm->after != NULL ? c->vm->after : c->vm->before;

	if (vm->kind == VM_POST_LAUNCHED)
		compare(c, DIFF_LAUNCH, region_subject(c, after != NULL ? after : before),
			launch_value(c->arena, c->before->target, before),
			launch_value(c->arena, c->after->target, after));
}

static void compare_region(
	struct comparison *c, const struct region *before, const struct region *after)
{
	struct diff_subject subject = region_subject(c, after);

	compare(c, DIFF_SIZE, subject, number_value(DIFF_BYTES, before->size),
		number_value(DIFF_BYTES, after->size));
	compare(c, DIFF_REGION_ID, subject, number_value(DIFF_NUMBER, region_id(before)),
		number_value(DIFF_NUMBER, region_id(after)));
	compare(c, DIFF_PEERS, subject, peers_value(before, c->vm->before),
		peers_value(after, c->vm->after));
}

static void compare_regions(struct comparison *c)
{
	const struct config *old = c->before->config;
	const struct config *new = c->after->config;

	EACH (const struct region, region, old, regions) {
		if (!is_seen_by(old, region, c->vm->before) ||
			find_region(new, region->full_name, c->vm->after) != NULL)
			continue;
		add_change(c, DIFF_DEVICE_REMOVED, region_subject(c, region),
			number_value(DIFF_BYTES, region->size), nothing);
		compare_launch(c, region, NULL);
	}
	EACH (const struct region, region, new, regions) {
		if (!is_seen_by(new, region, c->vm->after))
			continue;

		const struct region *was = find_region(old, region->full_name, c->vm->before);

		if (was == NULL)
			add_change(c, DIFF_DEVICE_ADDED, region_subject(c, region), nothing,
				number_value(DIFF_BYTES, region->size));
		else
			compare_region(c, was, region);
		compare_launch(c, was, region);
	}
}

/* ---- VMs --------------------------------------------------------------------------------- */

/* Without a VM if the scenario has no VM of that id. */
static const struct layout_vm *find_table(const struct diff_side *side, uint64_t id)
{
	static const struct layout_vm absent = {.vm = NULL};

	EACH (const struct vm, vm, side->config, vms) {
		if (vm->id.value == id)
			return &side->layout->vms[vm->index];
	}
	return &absent;
}

/* Of a pre-launched VM; what has no number is the business of the rules. */
static struct diff_value ram_value(const struct vm *vm)
{
	uint64_t sum = 0;

	for (size_t i = 0; vm->kind == VM_PRE_LAUNCHED && i < vm->n_memory; i++) {
		if (__builtin_add_overflow(sum, vm->memory[i].length.value, &sum))
			sum = UINT64_MAX;
	}
	return number_value(DIFF_BYTES, sum);
}

static void compare_vms(struct comparison *c, const struct vm *before, const struct vm *after)
{
	compare(c, DIFF_VM_KIND, the_vm, text_value(vm_kind_name(before->kind)),
		text_value(vm_kind_name(after->kind)));
	compare(c, DIFF_VM_NAME, the_vm, text_value(before->name.text),
		text_value(after->name.text));
	if (before->kind == after->kind)
		compare(c, DIFF_VM_RAM, the_vm, ram_value(before), ram_value(after));
}

static void compare_vm(struct comparison *c, uint64_t id)
{
	const struct layout_vm *before = find_table(c->before, id);
	const struct layout_vm *after = find_table(c->after, id);

	c->vm->before = before->vm;
	c->vm->after = after->vm;
	if (before->vm == NULL || after->vm == NULL)
		add_change(c, before->vm == NULL ? DIFF_VM_ADDED : DIFF_VM_REMOVED, the_vm, nothing,
			nothing);
	else
		compare_vms(c, before->vm, after->vm);
	compare_regions(c);
	compare_tables(c, before, after);
}

/* ---- what must be restarted -------------------------------------------------------------- */

/* The kind of a VM, and where a pre-launched VM's memory is on the board: no guest need see it. */
static bool same_place(const struct vm *a, const struct vm *b)
{
	if (a == NULL || b == NULL || a->kind != b->kind)
		return false;
	if (a->kind != VM_PRE_LAUNCHED)
		return true;
	for (size_t i = 0; i < a->n_memory && i < b->n_memory; i++) {
		const struct memory_piece *x = &a->memory[i];
		const struct memory_piece *y = &b->memory[i];

		if (number_valid(&x->start) != number_valid(&y->start) ||
			x->start.value != y->start.value || x->length.value != y->length.value)
			return false;
	}
	return a->n_memory == b->n_memory;
}

static uint64_t tables_id(struct arena *arena, const struct diff_side *side)
{
	struct emit_input in = {
		.target = side->target, .config = side->config, .layout = side->layout};

	return emit_identify_tables(arena, &in);
}

/* Whether the hypervisor is built from the same files. */
static bool same_hypervisor(const struct comparison *c)
{
	const struct layout *a = c->before->layout;
	const struct layout *b = c->after->layout;

	EACH (const struct diff_vm, vm, c->diff, vms) {
		if (!same_place(vm->before, vm->after))
			return false;
	}
	return c->before->target == c->after->target && a->hv_ram_start == b->hv_ram_start &&
	       a->hv_ram_size == b->hv_ram_size && a->pool_base == b->pool_base &&
	       a->emulated_mmio.max == b->emulated_mmio.max &&
	       a->msix_table_num.max == b->msix_table_num.max &&
	       a->pci_dev_num.max == b->pci_dev_num.max &&
	       tables_id(c->arena, c->before) == tables_id(c->arena, c->after);
}

/* A shared memory object of another size is still there when the VMs start again. */
static void find_stale(struct comparison *c)
{
	const struct config *old = c->before->config;
	const struct config *new = c->after->config;

	if (!old->enabled_effective || !new->enabled_effective)
		return;
	EACH (const struct region, region, old, regions) {
		const struct region *now = config_find_region(new, LAND_DM, region->full_name);

		if (now != NULL && now->size != region->size)
			*ARRAY_ADD(c->arena, c->diff->stale, c->diff->n_stale) = region->full_name;
	}
}

/* No guest sees its name, nor who else is in a region of dm-land. */
static bool is_seen(const struct diff_change *change)
{
	return change->what != DIFF_VM_NAME &&
	       (change->what != DIFF_PEERS || land_of_name(change->subject.region) != LAND_DM);
}

static void decide_restart(struct comparison *c)
{
	bool same = same_hypervisor(c);

	c->diff->restart = same ? DIFF_RESTART_NONE : DIFF_RESTART_ALL;
	EACH (struct diff_vm, vm, c->diff, vms) {
		EACH (const struct diff_change, change, vm, changes) {
			vm->restart |= is_seen(change);
		}
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
		if (find_table(before, id)->vm == NULL && find_table(after, id)->vm == NULL)
			continue;
		c.vm = &diff->vms[diff->n_vms++];
		compare_vm(&c, id);
	}
	find_stale(&c);
	decide_restart(&c);
}
