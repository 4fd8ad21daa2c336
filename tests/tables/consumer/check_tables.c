/* SPDX-License-Identifier: BSD-3-Clause */
/* The tables as such: which VM has one, how long it is, and what kinds of entries it holds. */
#include "consumer.h"

static unsigned int count_memberships(const struct fact_vm *vm)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < facts.region_count; i++)
		count += facts.regions[i].vms >> vm->id & 1;
	return count;
}

/* How many entries a VM's table must have: its devices, and a host bridge if there are any. */
static unsigned int count_expected(const struct fact_vm *vm)
{
	unsigned int count = count_memberships(vm) + vm->vuart_count;

	if (vm->kind == VM_PRE_LAUNCHED) {
		count += vm->passthrough_count;
		return count > 0 ? count + 1 : 0;
	}
	if (vm->kind == VM_POST_LAUNCHED && vm->ptm && facts.profile >= 3)
		count++;
	return count;
}

static void check_length(struct report *report, const struct guest *guest)
{
	unsigned int expected = count_expected(guest->vm);
	unsigned int id = guest->vm->id;
	struct table_vm table;

	tables_vm(id, &table);
	if (guest->vm->kind == VM_SERVICE) {
		if (facts.profile >= 2 && !tables_have_service())
			report_fault(report, "the Service VM has no table");
		if (table.length >= 0 && (unsigned int)table.length != guest->count)
			report_fault(report,
				"VM%u_CONFIG_PCI_DEV_NUM is %d, the Service VM's table has %u "
				"entries",
				id, table.length, guest->count);
	} else if (table.length > 0 && !table.present) {
		report_fault(report, "VM%u_CONFIG_PCI_DEV_NUM is %d, but there is no vm%u_pci_devs",
			id, table.length, id);
	} else if (table.length < 0 && table.present) {
		report_fault(
			report, "there is a vm%u_pci_devs, but no VM%u_CONFIG_PCI_DEV_NUM", id, id);
	}
	if (guest->count != expected)
		report_fault(report, "VM %u has %u table entries, its devices need %u", id,
			guest->count, expected);
}

static void check_entry(struct report *report, const struct guest *guest, unsigned int index)
{
	const struct table_device *device = &guest->devices[index];
	struct label label;
	bool is_ptm = facts.profile >= 3 && guest->vm->kind == VM_POST_LAUNCHED && guest->vm->ptm &&
		      device->vrp_sec_bus != 0;

	if (device_is_empty(device)) {
		report_fault(report, "VM %u: entry %u of its table is empty", guest->vm->id, index);
		return;
	}
	label_device(guest, device, &label);
	if (device->emulation == EMU_PASSTHROUGH) {
		if (device->ops != OPS_NONE)
			report_fault(
				report, "%s: has operations of an emulated device", label.text);
	} else if (is_ptm) {
		if (device->emulation != EMU_NONE || device->vbdf != UNASSIGNED)
			report_fault(
				report, "%s: the PTM root port must be unassigned", label.text);
	} else if (device->emulation != EMU_HYPERVISOR) {
		report_fault(report, "%s: emu_type is neither HVEMUL nor PTDEV", label.text);
	} else if (device->ops == OPS_NONE || device->ops == OPS_UNKNOWN) {
		report_fault(report, "%s: has no known operations", label.text);
	}
	if ((device->ops == OPS_IVSHMEM) != (device->region_name[0] != '\0'))
		report_fault(
			report, "%s: a region name and vpci_ivshmem_ops go together", label.text);
}

/* Behind the entries that count the Service VM's table must be empty. */
static void check_service_rest(struct report *report, const struct guest *guest)
{
	struct table_device device;

	for (unsigned int i = guest->count; tables_service_device(i, &device); i++) {
		if (!device_is_empty(&device)) {
			report_fault(
				report, "the Service VM's table has a hole before entry %u", i);
			return;
		}
	}
}

void check_tables(struct report *report, const struct guests *guests)
{
	for (unsigned int i = 0; i < guests->count; i++) {
		check_length(report, &guests->guest[i]);
		for (unsigned int j = 0; j < guests->guest[i].count; j++)
			check_entry(report, &guests->guest[i], j);
		if (guests->guest[i].vm->kind == VM_SERVICE)
			check_service_rest(report, &guests->guest[i]);
	}
}
