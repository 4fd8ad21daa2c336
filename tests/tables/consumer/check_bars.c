/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * BARs: what the hypervisor stores is not always what was configured.
 *
 * It stores `base & ~(size - 1)`, and of a 32-bit BAR only the low half: a BAR that was placed
 * wrongly moves silently, onto whatever is there.
 */
#include "consumer.h"

#include <string.h>

#define BAR_TYPE_MASK 0xFUL
#define BAR_MEM64_PREFETCH 0xCUL

enum { MAX_PLACED = MAX_TABLE * 3 };

/* Everything that has an address in one VM. */
struct placed {
	unsigned int count;
	struct {
		uint64_t first;
		uint64_t last;
		struct label owner;
		unsigned int bar;
	} bars[MAX_PLACED];
};

/* One BAR as a check needs it. */
struct bar {
	const struct guest *guest;
	const struct table_device *device;
	unsigned int index;
	uint64_t base;
	uint64_t size;
	bool is_64bit;
};

static void check_stored(struct report *report, const struct bar *bar, const char *label)
{
	uint64_t stored = bar->base & ~(bar->size - 1);

	if (stored != bar->base)
		report_fault(report,
			"%s: BAR%u at %#lx is no multiple of its size %#lx, the hypervisor moves "
			"it to %#lx",
			label, bar->index, bar->base, bar->size, stored);
	if (!bar->is_64bit && bar->base + bar->size - 1 > UINT32_MAX)
		report_fault(report, "%s: BAR%u at %#lx has 32 bits, the guest sees it at %#lx",
			label, bar->index, bar->base, bar->base & UINT32_MAX);
}

static void check_place(
	struct report *report, const struct bar *bar, const struct space *space, const char *label)
{
	uint64_t last = bar->base + bar->size - 1;
	bool inside = false;

	for (unsigned int i = 0; i < space->window_count; i++)
		inside = inside || range_holds(&space->windows[i], bar->base, last);
	if (!inside)
		report_fault(report, "%s: BAR%u %#lx-%#lx is outside the VM's device windows",
			label, bar->index, bar->base, last);
	for (unsigned int i = 0; i < space->taken_count; i++) {
		if (ranges_meet(bar->base, last, &space->taken[i])) {
			report_fault(report, "%s: BAR%u %#lx-%#lx lies over %s %#lx-%#lx", label,
				bar->index, bar->base, last, space->taken[i].what,
				space->taken[i].first, space->taken[i].last);
			break;
		}
	}
	if (last >= space->ept_top)
		report_fault(report, "%s: BAR%u %#lx-%#lx is beyond the EPT, which ends at %#lx",
			label, bar->index, bar->base, last, space->ept_top);
}

static void place(struct placed *placed, const struct bar *bar)
{
	if (placed->count == MAX_PLACED || bar->base == 0)
		return;
	placed->bars[placed->count].first = bar->base & ~(PAGE - 1);
	placed->bars[placed->count].last = (bar->base + bar->size - 1) | (PAGE - 1);
	placed->bars[placed->count].bar = bar->index;
	label_device(bar->guest, bar->device, &placed->bars[placed->count].owner);
	placed->count++;
}

static void check_bar(struct report *report, const struct bar *bar, const struct space *space,
	struct placed *placed)
{
	uint64_t type = bar->device->bar[bar->index] & BAR_TYPE_MASK;
	uint64_t wanted = bar->is_64bit ? BAR_MEM64_PREFETCH : 0;
	struct label label;

	label_device(bar->guest, bar->device, &label);
	if (bar->base == 0) {
		report_fault(report, "%s: BAR%u has no address", label.text, bar->index);
		return;
	}
	if (type != wanted)
		report_fault(report, "%s: BAR%u has type bits %#lx instead of %#lx", label.text,
			bar->index, type, wanted);
	check_stored(report, bar, label.text);
	check_place(report, bar, space, label.text);
	place(placed, bar);
}

/* The size of BAR n of an emulated device, 0 if it has none. */
static uint64_t bar_size(const struct table_device *device, unsigned int index)
{
	struct table_region region;

	if (device->ops == OPS_IVSHMEM && index == 2)
		return region_find(device->region_name, &region) ? region.size : 0;
	if (device->ops == OPS_IVSHMEM && index == 1)
		return facts.profile >= 2 ? PAGE : 0;
	if (device->ops == OPS_IVSHMEM || device->ops == OPS_VUART)
		return index < 2 ? PAGE : 0;
	return 0;
}

static void check_emulated(struct report *report, const struct guest *guest,
	const struct table_device *device, const struct space *space, struct placed *placed)
{
	struct label label;

	for (unsigned int i = 0; i < TABLE_BARS; i++) {
		struct bar bar = {guest, device, i, device->bar[i] & ~BAR_TYPE_MASK,
			bar_size(device, i), i == 2};

		if (bar.size > 0)
			check_bar(report, &bar, space, placed);
		else if (device->bar[i] != 0 && !(device->ops == OPS_IVSHMEM && i == 2))
			report_fault(report, "%s: has no BAR%u to put at %#lx",
				label_device(guest, device, &label), i, device->bar[i]);
	}
}

static void place_passthrough(
	const struct guest *guest, const struct table_device *device, struct placed *placed)
{
	for (unsigned int i = 0; i < guest->vm->passthrough_count; i++) {
		const struct fact_passthrough *fact = &guest->vm->passthrough[i];

		if (fact->pbdf != device->pbdf)
			continue;
		for (unsigned int j = 0; j < fact->bar_count; j++) {
			const struct fact_bar *host = &fact->bars[j];
			struct bar bar = {guest, device, host->index,
				device->bar[host->index] & ~BAR_TYPE_MASK, host->size, false};

			if (host->kind != BAR_IO)
				place(placed, &bar);
		}
	}
}

static void check_overlaps(struct report *report, const struct placed *placed)
{
	for (unsigned int i = 0; i < placed->count; i++) {
		struct fact_range one = {placed->bars[i].first, placed->bars[i].last, ""};

		for (unsigned int j = 0; j < i; j++) {
			if (strcmp(placed->bars[i].owner.text, placed->bars[j].owner.text) == 0 &&
				placed->bars[i].bar == placed->bars[j].bar)
				continue;
			if (ranges_meet(placed->bars[j].first, placed->bars[j].last, &one))
				report_fault(report,
					"%s: BAR%u %#lx-%#lx overlaps BAR%u %#lx-%#lx of %s",
					placed->bars[i].owner.text, placed->bars[i].bar, one.first,
					one.last, placed->bars[j].bar, placed->bars[j].first,
					placed->bars[j].last, placed->bars[j].owner.text);
		}
	}
}

static void check_no_bars(struct report *report, const struct guest *guest)
{
	struct label label;

	for (unsigned int i = 0; i < guest->count; i++) {
		for (unsigned int j = 0; j < TABLE_BARS; j++) {
			if (guest->devices[i].bar[j] != 0)
				report_fault(report, "%s: BAR%u is given, but acrn-dm places it",
					label_device(guest, &guest->devices[i], &label), j);
		}
	}
}

static void check_guest(struct report *report, const struct guest *guest)
{
	static const struct placed nothing;
	struct placed placed = nothing;
	struct space space;

	space_init(guest->vm, &space);
	for (unsigned int i = 0; i < guest->count; i++) {
		if (guest->devices[i].emulation == EMU_PASSTHROUGH)
			place_passthrough(guest, &guest->devices[i], &placed);
		else
			check_emulated(report, guest, &guest->devices[i], &space, &placed);
	}
	check_overlaps(report, &placed);
	check_passthrough(report, guest);
}

void check_bars(struct report *report, const struct guests *guests)
{
	for (unsigned int i = 0; i < guests->count; i++) {
		if (guests->guest[i].vm->kind == VM_POST_LAUNCHED)
			check_no_bars(report, &guests->guest[i]);
		else
			check_guest(report, &guests->guest[i]);
	}
}
