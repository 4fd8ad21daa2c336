/* One VM: which vBDFs its devices can have, and which BARs need a place. */
#include <stdlib.h>
#include <string.h>

#include "predict.h"

/* ---- vBDFs ---- */

struct numbers {
	bool taken[32];        /* the device number has an owner */
	bool blocked[32];      /* by what is not of our making */
	uint8_t functions[32]; /* given ones */
};

static void block_native(const struct scene *scene, struct numbers *numbers)
{
	static const char *const hidden[] = {"apl-mrb", "apl-up2", "apl-up2-n3350"};

	numbers->blocked[0] = true;
	numbers->blocked[1] = true;
	for (unsigned i = 0; i < scene->board.n_devices; i++) {
		if (scene->board.devices[i].bdf >> 8 == 0)
			numbers->blocked[scene->board.devices[i].bdf >> 3] = true;
	}
	for (unsigned i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		if (strcmp(scene->board.name, hidden[i]) == 0)
			numbers->blocked[0x0d] = true;
	}
}

/* False if the address cannot be had. */
static bool take_given(struct numbers *numbers, uint16_t vbdf)
{
	unsigned device = vbdf >> 3 & 31u;
	unsigned function = 1u << (vbdf & 7u);

	if (numbers->blocked[device] || (numbers->functions[device] & function) != 0)
		return false;
	numbers->taken[device] = true;
	numbers->functions[device] |= (uint8_t)function;
	return true;
}

static enum problem predict_bdfs(const struct scene *scene, const struct facts *known, unsigned vm)
{
	const struct scene_vm *self = &scene->vms[vm];
	struct numbers numbers = {.taken = {false}};
	unsigned wanted = 0;
	unsigned left = 0;
	bool ok = true;

	if (self->kind == VM_SERVICE)
		block_native(scene, &numbers);
	else
		numbers.blocked[0] = true;
	for (unsigned i = 0; i < scene->n_regions; i++) {
		if (!scene_has_ivshmem(scene, &scene->regions[i], vm))
			continue;
		if (scene->regions[i].vbdf[vm] == FACT_NO_VBDF)
			wanted++;
		else
			ok &= take_given(&numbers, scene->regions[i].vbdf[vm]);
	}
	for (unsigned i = 0; i < known->vms[vm].vuart_count; i++) {
		if (known->vms[vm].vuarts[i].vbdf == FACT_NO_VBDF)
			wanted++;
		else
			ok &= take_given(&numbers, known->vms[vm].vuarts[i].vbdf);
	}
	for (unsigned i = 0; i < known->vms[vm].passthrough_count; i++) {
		/* From v2.5 on the volume manager at 00:0e.0 keeps its own address. */
		if (self->passthrough[i] == 0x0e << 3 && !release_keeps_addresses(scene->release))
			ok &= take_given(&numbers, self->passthrough[i]);
		else
			wanted++;
	}
	for (unsigned i = 0; i < 32; i++)
		left += !numbers.taken[i] && !numbers.blocked[i];
	return !ok ? BDF_TAKEN : wanted > left ? NO_FREE_BDF : NO_PROBLEM;
}

/* ---- address space ---- */

static void take(struct address_space *space, struct span span)
{
	space->taken[space->n_taken++] = span;
}

static void take_chipset(struct address_space *space)
{
	take(space, (struct span){0xfec00000, 0xfec00fff});
	take(space, (struct span){0xfee00000, 0xfeefffff});
	take(space, (struct span){0xffff0000, 0xffffffff});
}

static void take_pages(struct address_space *space, struct span span)
{
	take(space, (struct span){round_down_to(span.first, PAGE), span.last | (PAGE - 1)});
}

static uint64_t service_top(const struct scene *scene, const struct facts *known)
{
	uint64_t ram = known->sos_ram_size > 2 * GIB ? known->sos_ram_size : 2 * GIB;

	return scene->release->number <= 203 ? ram + 3 * GIB : 512 * GIB;
}

/* All that is in the Service VM's way, BARs that were given away included. */
static void make_service_space(
	const struct scene *scene, const struct facts *known, struct address_space *space)
{
	const struct scene_board *board = &scene->board;
	uint64_t top = service_top(scene, known);

	for (unsigned i = 0; i < board->n_windows; i++) {
		struct span window = board->windows[i].at;

		if (board->windows[i].disabled || window.first >= top)
			continue;
		if (window.last >= top)
			window.last = top - 1;
		space->windows[space->n_windows++] = window;
	}
	for (unsigned i = 0; i < board->n_claims; i++)
		take_pages(space, board->claims[i].at);
	for (unsigned i = 0; i < board->n_ram; i++)
		take_pages(space, board->ram[i]);
	for (unsigned i = 0; i < board->n_devices; i++) {
		for (unsigned k = 0; k < board->devices[i].n_bars; k++) {
			const struct scene_bar *bar = &board->devices[i].bars[k];

			if (bar->kind != BAR_IO && bar->base != 0)
				take_pages(space, span_of(bar->base, bar->size ? bar->size : 1));
		}
	}
}

/* ---- BARs ---- */

static void request(struct request_list *list, uint64_t size, bool low_only)
{
	if (list->count < MAX_REQUESTS)
		list->items[list->count++] = (struct request){size < PAGE ? PAGE : size, low_only};
}

/*
 * Up to v2.4 a BAR from 2 to 4 GiB keeps its address, and a 64-bit one from elsewhere has one in
 * the area of remapped BARs, with all of its pages. A 32-bit one can do neither: it has a choice.
 */
static enum problem place_kept_bar(const struct scene *scene, const struct facts *known,
	const struct scene_bar *bar, struct address_space *space, struct request_list *requests)
{
	uint64_t ram = known->uos_ram_size > 2 * GIB ? known->uos_ram_size : 2 * GIB;
	struct span span = span_of(bar->base, bar->size);

	if (bar->kind == BAR_IO || bar->base == 0)
		return NO_PROBLEM;
	if (bar->size == 0)
		return BAR_FACTS;
	if (bar->base < 2 * GIB || bar->base >= 4 * GIB) {
		if (bar->kind == BAR_MEM32) {
			request(requests, bar->size, true);
			return NO_PROBLEM;
		}
		span = span_of(ram + 2 * GIB + scene_hi_mmio_offset(scene, bar), bar->size);
		if (span.first % bar->size != 0)
			return FIXED_BAR_CLASH;
		span = (struct span){round_down_to(span.first, PAGE), span.last | (PAGE - 1)};
	}
	for (unsigned i = 0; i < space->n_taken; i++) {
		if (span_meets(space->taken[i], span))
			return FIXED_BAR_CLASH;
	}
	take(space, span);
	return NO_PROBLEM;
}

/* The number of the BAR that the hypervisor adds for MSI-X; MAX_BARS: none. */
static unsigned own_bar_index(const struct scene_device *device)
{
	unsigned used = 0;
	unsigned index = 0;

	for (unsigned i = 0; i < device->n_bars; i++)
		used |= (device->bars[i].kind == BAR_MEM64 ? 3u : 1u) << device->bars[i].index;
	while (index < MAX_BARS && (used >> index & 1) != 0)
		index++;
	return scene_needs_msix_bar(device) ? index : MAX_BARS;
}

static enum problem place_device(const struct scene *scene, const struct facts *known,
	const struct scene_device *device, struct address_space *space,
	struct request_list *requests)
{
	enum problem problems = NO_PROBLEM;
	unsigned next = 0;

	for (unsigned index = 0; index < MAX_BARS; index++) {
		const struct scene_bar *bar = &device->bars[next];

		if (index == own_bar_index(device))
			request(requests, PAGE, true);
		if (next == device->n_bars || bar->index != index)
			continue;
		next++;
		if (release_keeps_addresses(scene->release))
			problems |= place_kept_bar(scene, known, bar, space, requests);
		else if (bar->kind != BAR_IO && bar->size != 0)
			request(requests, bar->size, bar->kind == BAR_MEM32);
	}
	return problems;
}

static enum problem place_passthrough(const struct scene *scene, const struct facts *known,
	unsigned vm, struct address_space *space, struct request_list *requests)
{
	enum problem problems = NO_PROBLEM;

	for (unsigned i = 0; i < known->vms[vm].passthrough_count; i++) {
		const struct scene_device *device =
			scene_find_device(scene, scene->vms[vm].passthrough[i]);

		problems |= place_device(scene, known, device, space, requests);
	}
	return problems;
}

static void request_own_bars(const struct scene *scene, const struct facts *known, unsigned vm,
	struct request_list *requests)
{
	for (unsigned i = 0; i < known->vms[vm].vuart_count * 2; i++)
		request(requests, PAGE, true);
	for (unsigned i = 0; i < scene->n_regions; i++) {
		if (!scene_has_ivshmem(scene, &scene->regions[i], vm))
			continue;
		request(requests, PAGE, true);
		if (scene->release->number >= 203)
			request(requests, PAGE, true);
		request(requests, scene->regions[i].mb * MIB, false);
	}
}

enum problem predict_vm(const struct scene *scene, const struct facts *known, unsigned vm,
	struct address_space *space, struct request_list *requests)
{
	enum vm_kind kind = scene->vms[vm].kind;
	enum problem problems;

	memset(space, 0, sizeof(*space));
	requests->count = 0;
	/* acrn-dm places the devices of its VMs; v2.2 has no table for the Service VM. */
	if (kind == VM_POST_LAUNCHED || (kind == VM_SERVICE && scene->release->number < 203))
		return NO_PROBLEM;
	problems = predict_bdfs(scene, known, vm);
	if (problems != NO_PROBLEM)
		return problems;
	if (kind == VM_SERVICE)
		make_service_space(scene, known, space);
	else
		consumer_guest_space(known, vm, space->windows, &space->n_windows, space->taken,
			&space->n_taken);
	take_chipset(space);
	if (kind == VM_PRE_LAUNCHED)
		problems = place_passthrough(scene, known, vm, space, requests);
	if (problems != NO_PROBLEM)
		return problems;
	request_own_bars(scene, known, vm, requests);
	return requests->count > 0 && space->n_windows == 0 ? NO_WINDOW : NO_PROBLEM;
}
