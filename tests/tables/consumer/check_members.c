/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who sees which region: every member has exactly one device for it, no other VM has one, the
 * doorbells reach the right VM, and acrn-dm finds the entries of a post-launched VM.
 */
#include "consumer.h"

#include <string.h>

static unsigned int count_devices_for(const struct guest *guest, const char *name)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < guest->count; i++) {
		if (guest->devices[i].ops == OPS_IVSHMEM &&
			strncmp(guest->devices[i].region_name, name, TABLE_NAME_SIZE) == 0)
			count++;
	}
	return count;
}

static void check_membership(
	struct report *report, const struct guest *guest, const struct fact_region *region)
{
	unsigned int count = count_devices_for(guest, region->name);
	bool member = region->vms >> guest->vm->id & 1;

	if (member && count == 0)
		report_fault(report, "VM %u is in region '%s' and has no device for it",
			guest->vm->id, region->name);
	if (!member && count > 0)
		report_fault(report, "VM %u is not in region '%s' and has a device for it",
			guest->vm->id, region->name);
	if (count > 1)
		report_fault(report, "VM %u has %u devices for region '%s': one doorbell is lost",
			guest->vm->id, count, region->name);
}

static void check_region_names(struct report *report, const struct guest *guest)
{
	struct table_region region;
	struct label label;

	for (unsigned int i = 0; i < guest->count; i++) {
		const struct table_device *device = &guest->devices[i];

		if (device->ops == OPS_IVSHMEM && !region_find(device->region_name, &region))
			report_fault(report, "%s: the hypervisor finds no region of that name",
				label_device(guest, device, &label));
	}
}

/* acrn-dm names a region and its size; the hypervisor answers "Invalid argument" if they differ. */
static void check_launch(
	struct report *report, const struct guest *guest, const struct fact_region *fact)
{
	struct table_region region;

	for (unsigned int i = 0; i < guest->count; i++) {
		if (strncmp(guest->devices[i].region_name, fact->name, TABLE_NAME_SIZE) == 0 &&
			region_find(fact->name, &region) && region.size == fact->size)
			return;
	}
	report_fault(report, "VM %u: acrn-dm gets 'Invalid argument' for ivshmem,%s,%lu",
		guest->vm->id, fact->name, fact->size / MIB);
}

/* A VM's id is its peer id: the array of a region's peers has a place for each VM. */
static void check_peers(struct report *report, const struct fact_region *region)
{
	struct table_config config;

	tables_config(&config);
	for (unsigned int vm = 0; vm < FACT_MAX_VMS; vm++) {
		if (region->vms >> vm & 1 && vm >= config.max_vms)
			report_fault(report,
				"region '%s': the doorbell of VM %u is beyond %u peers",
				region->name, vm, config.max_vms);
	}
}

void check_members(struct report *report, const struct guests *guests)
{
	for (unsigned int i = 0; i < guests->count; i++) {
		const struct guest *guest = &guests->guest[i];

		check_region_names(report, guest);
		for (unsigned int j = 0; j < facts.region_count; j++) {
			const struct fact_region *region = &facts.regions[j];

			check_membership(report, guest, region);
			if (guest->vm->kind == VM_POST_LAUNCHED && region->vms >> guest->vm->id & 1)
				check_launch(report, guest, region);
		}
	}
	for (unsigned int i = 0; facts.profile >= 2 && i < facts.region_count; i++)
		check_peers(report, &facts.regions[i]);
}
