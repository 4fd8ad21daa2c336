/* SPDX-License-Identifier: BSD-3-Clause */
/* PCI vUARTs: each one that the scenario has is in the table, and talks to the right other end. */
#include "consumer.h"

static const struct table_device *find_vuart(const struct guest *guest, unsigned int index)
{
	for (unsigned int i = 0; i < guest->count; i++) {
		if (guest->devices[i].ops == OPS_VUART && guest->devices[i].vuart_index == index)
			return &guest->devices[i];
	}
	return NULL;
}

/* acrn-dm takes the first entry whose vuart_idx fits, and every other kind of entry has 0. */
static void check_first(struct report *report, const struct guest *guest, unsigned int index)
{
	for (unsigned int i = 0; i < guest->count; i++) {
		if (guest->devices[i].vuart_index != index)
			continue;
		if (guest->devices[i].ops != OPS_VUART)
			report_fault(report,
				"VM %u: acrn-dm takes entry %u for vUART %u, the vUART must stand "
				"first",
				guest->vm->id, i, index);
		return;
	}
}

static void check_vuart(
	struct report *report, const struct guest *guest, const struct fact_vuart *fact)
{
	const struct table_device *device = find_vuart(guest, fact->index);

	if (device == NULL) {
		report_fault(
			report, "VM %u has no entry for PCI vUART %u", guest->vm->id, fact->index);
		return;
	}
	if (fact->index > 0 && (device->target_vm != fact->target_vm ||
				       device->target_vuart != fact->target_index))
		report_fault(report,
			"VM %u: PCI vUART %u reaches vUART %u of VM %u, the scenario says %u of VM "
			"%u",
			guest->vm->id, fact->index, device->target_vuart, device->target_vm,
			fact->target_index, fact->target_vm);
	if (guest->vm->kind == VM_POST_LAUNCHED)
		check_first(report, guest, fact->index);
	else if (fact->vbdf != FACT_NO_VBDF && fact->vbdf != device->vbdf)
		report_fault(report, "VM %u: PCI vUART %u is not at the address the scenario gives",
			guest->vm->id, fact->index);
}

void check_vuarts(struct report *report, const struct guests *guests)
{
	for (unsigned int i = 0; i < guests->count; i++) {
		const struct guest *guest = &guests->guest[i];
		unsigned int entries = 0;

		for (unsigned int j = 0; j < guest->vm->vuart_count; j++)
			check_vuart(report, guest, &guest->vm->vuarts[j]);
		for (unsigned int j = 0; j < guest->count; j++)
			entries += guest->devices[j].ops == OPS_VUART;
		if (entries != guest->vm->vuart_count)
			report_fault(report,
				"VM %u has %u PCI vUART entries, the scenario gives it %u",
				guest->vm->id, entries, guest->vm->vuart_count);
	}
}
