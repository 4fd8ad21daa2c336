/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The physical devices of a pre-launched VM.
 *
 * Up to v2.4 a BAR between 2 and 4 GiB keeps its address and any other moves above guest RAM;
 * from v2.5 on every BAR gets an address in the VM's own windows, or 0 when the guest places it.
 */
#include "consumer.h"

static const struct table_device *find_device(
	struct report *report, const struct guest *guest, const struct fact_passthrough *fact)
{
	const struct table_device *found = NULL;

	for (unsigned int i = 0; i < guest->count; i++) {
		if (guest->devices[i].emulation != EMU_PASSTHROUGH ||
			guest->devices[i].pbdf != fact->pbdf)
			continue;
		if (found != NULL)
			report_fault(report, "VM %u has passthrough device %02x:%02x.%x twice",
				guest->vm->id, fact->pbdf >> 8, fact->pbdf >> 3 & 31,
				fact->pbdf & 7);
		found = &guest->devices[i];
	}
	if (found == NULL)
		report_fault(report, "VM %u has no entry for its passthrough device %02x:%02x.%x",
			guest->vm->id, fact->pbdf >> 8, fact->pbdf >> 3 & 31, fact->pbdf & 7);
	return found;
}

static void check_modern_bar(struct report *report, const struct guest *guest, const char *label,
	const struct fact_bar *bar, uint64_t value)
{
	uint64_t size = bar->size < PAGE ? PAGE : bar->size;
	struct space space;
	bool inside = false;

	if (value == 0)
		return;
	space_init(guest->vm, &space);
	for (unsigned int i = 0; i < (bar->kind == BAR_MEM64 ? 2U : 1U); i++)
		inside = inside || range_holds(&space.windows[i], value, value + size - 1);
	if (!inside)
		report_fault(report, "%s: BAR%u at %#lx is outside the VM's device windows", label,
			bar->index, value);
	if (value % size != 0)
		report_fault(report, "%s: BAR%u at %#lx is no multiple of %#lx", label, bar->index,
			value, size);
}

static void check_flat_bar(struct report *report, const struct guest *guest, const char *label,
	const struct fact_bar *bar, uint64_t value)
{
	uint64_t uos = facts.uos_ram_size > 2 * GIB ? facts.uos_ram_size : 2 * GIB;
	uint64_t base = uos + 2 * GIB;

	if (bar->base >= 2 * GIB && bar->base < 4 * GIB) {
		if (value != bar->base)
			report_fault(report, "%s: BAR%u is at %#lx, the device has it at %#lx",
				label, bar->index, value, bar->base);
		return;
	}
	if (value == 0)
		report_fault(report, "%s: BAR%u has no address", label, bar->index);
	else if (value % bar->size != 0)
		report_fault(report, "%s: BAR%u at %#lx is no multiple of its size %#lx", label,
			bar->index, value, bar->size);
	/* A 32-bit BAR keeps 32 bits only: it has to find a place below 4 GiB after all. */
	else if (bar->kind == BAR_MEM32)
		check_modern_bar(report, guest, label, bar, value);
	else if (value < 4 * GIB)
		report_fault(report, "%s: BAR%u at %#lx must move above 4 GiB", label, bar->index,
			value);
	else if (facts.uos_ram_size != 0 &&
		 (value < base || value + bar->size > base + facts.hi_mmio_size))
		report_fault(report, "%s: BAR%u at %#lx is outside %#lx-%#lx", label, bar->index,
			value, base, base + facts.hi_mmio_size - 1);
}

static void check_port(
	struct report *report, const char *label, const struct fact_bar *bar, uint64_t value)
{
	if (value != bar->base && (value != 0 || facts.release >= 207))
		report_fault(report, "%s: I/O BAR%u is at %#lx, the device has it at %#lx", label,
			bar->index, value, bar->base);
}

/* The first BAR number that the device does not use; a 64-bit BAR uses two. */
static unsigned int first_free_bar(const struct fact_passthrough *fact, unsigned int used)
{
	unsigned int index = 0;

	for (unsigned int i = 0; i < fact->bar_count; i++) {
		used |= 1U << fact->bars[i].index;
		if (fact->bars[i].kind == BAR_MEM64)
			used |= 2U << fact->bars[i].index;
	}
	while (used >> index & 1)
		index++;
	return index;
}

static void check_msix_bar(
	struct report *report, const char *label, unsigned int index, uint64_t value)
{
	if (index >= TABLE_BARS)
		return;
	if (value < 0x80000000UL || value > 0xDFFFF000UL || value % PAGE != 0)
		report_fault(report,
			"%s: BAR%u for its MSI-X table is at %#lx, it needs 4 KiB in the low "
			"window",
			label, index, value);
}

static void check_device(struct report *report, const struct guest *guest,
	const struct fact_passthrough *fact, const struct table_device *device)
{
	unsigned int known = 0;
	unsigned int free_bar = first_free_bar(fact, 0);
	struct label label;

	label_device(guest, device, &label);
	for (unsigned int i = 0; i < fact->bar_count; i++) {
		const struct fact_bar *bar = &fact->bars[i];
		uint64_t value = device->bar[bar->index];

		known |= 1U << bar->index;
		if (bar->kind == BAR_IO)
			check_port(report, label.text, bar, value);
		else if (facts.profile <= 2)
			check_flat_bar(report, guest, label.text, bar, value);
		else
			check_modern_bar(report, guest, label.text, bar, value);
	}
	if (fact->needs_msix_bar) {
		check_msix_bar(report, label.text, free_bar, device->bar[free_bar % TABLE_BARS]);
		known |= 1U << free_bar;
	}
	for (unsigned int i = 0; i < TABLE_BARS; i++) {
		if (fact->known && device->bar[i] != 0 && !(known >> i & 1))
			report_fault(report, "%s: the device has no BAR%u to put at %#lx",
				label.text, i, device->bar[i]);
	}
}

/* The scenario gives a function of that device to shared memory or to a vUART. */
static bool is_given(const struct guest *guest, unsigned int number)
{
	for (unsigned int i = 0; i < facts.region_count; i++) {
		uint16_t vbdf = facts.regions[i].vbdf[guest->vm->id];

		if (vbdf != FACT_NO_VBDF && vbdf >> 3 == number)
			return true;
	}
	for (unsigned int i = 0; i < guest->vm->vuart_count; i++) {
		uint16_t vbdf = guest->vm->vuarts[i].vbdf;

		if (vbdf != FACT_NO_VBDF && vbdf >> 3 == number)
			return true;
	}
	return false;
}

/*
 * Up to v2.4 passthrough devices are 00:01.0, 00:02.0 and so on, in the scenario's order. Releases
 * of that time gave no addresses; one that is given nevertheless is used as given, so it is left
 * out. From v2.5 on 00:0e.0 goes out of the row.
 */
static void check_order(struct report *report, const struct guest *guest, unsigned int index,
	const struct table_device *device)
{
	unsigned int number = 0;
	struct label label;

	if (facts.profile > 2)
		return;
	for (unsigned int left = index + 1; left > 0;) {
		if (!is_given(guest, ++number))
			left--;
	}
	if (device->vbdf != number << 3)
		report_fault(report,
			"%s: passthrough device %u of the scenario belongs at 00:%02x.0",
			label_device(guest, device, &label), index, number);
}

void check_passthrough(struct report *report, const struct guest *guest)
{
	unsigned int entries = 0;

	for (unsigned int i = 0; i < guest->count; i++)
		entries += guest->devices[i].emulation == EMU_PASSTHROUGH;
	if (guest->vm->kind == VM_PRE_LAUNCHED && entries > guest->vm->passthrough_count)
		report_fault(report, "VM %u has %u passthrough entries, the scenario gives it %u",
			guest->vm->id, entries, guest->vm->passthrough_count);
	for (unsigned int i = 0; i < guest->vm->passthrough_count; i++) {
		const struct fact_passthrough *fact = &guest->vm->passthrough[i];
		const struct table_device *device = find_device(report, guest, fact);

		if (device == NULL)
			continue;
		check_order(report, guest, i, device);
		check_device(report, guest, fact, device);
	}
}
