/* SPDX-License-Identifier: BSD-3-Clause */
/* Enumeration: what a guest finds when it walks its PCI bus 0. */
#include "consumer.h"

#include <string.h>

static unsigned int bdf_device(uint16_t bdf)
{
	return bdf >> 3;
}

static bool is_native_device(uint16_t bdf)
{
	for (unsigned int i = 0; i < facts.native_count; i++) {
		if (bdf_device(facts.natives[i]) == bdf_device(bdf))
			return true;
	}
	return false;
}

static const struct table_device *find_device(const struct guest *guest, uint16_t vbdf)
{
	for (unsigned int i = 0; i < guest->count; i++) {
		if (guest->devices[i].vbdf == vbdf)
			return &guest->devices[i];
	}
	return NULL;
}

/* A guest looks at functions 1..7 only if function 0 is there and says it has more of them. */
static void check_function(struct report *report, const struct guest *guest,
	const struct table_device *device, const char *label)
{
	const struct table_device *zero;

	if ((device->vbdf & 7) == 0)
		return;
	zero = find_device(guest, device->vbdf & (uint16_t)~7U);
	if (zero == NULL)
		report_fault(report, "%s: has no function 0, a guest never finds it", label);
	else if (device->emulation == EMU_PASSTHROUGH)
		return;
	else if (facts.profile < 5 || zero->ops != OPS_IVSHMEM)
		report_fault(report, "%s: its function 0 shows no further functions", label);
}

static void check_unique(struct report *report, const struct guest *guest, unsigned int index)
{
	const struct table_device *device = &guest->devices[index];
	struct label label;

	for (unsigned int i = 0; i < index; i++) {
		if (guest->devices[i].vbdf == device->vbdf)
			report_fault(report, "%s: its address is used twice in this VM",
				label_device(guest, device, &label));
	}
}

static void check_pre_launched(struct report *report, const struct guest *guest)
{
	const struct table_device *bridge = find_device(guest, 0);
	struct label label;

	if (guest->count > 0 && (bridge == NULL || bridge->ops != OPS_HOST_BRIDGE))
		report_fault(
			report, "VM %u has devices and no host bridge at 00:00.0", guest->vm->id);
	for (unsigned int i = 0; i < guest->count; i++) {
		const struct table_device *device = &guest->devices[i];

		label_device(guest, device, &label);
		if (device->ops == OPS_HOST_BRIDGE && device->vbdf != 0)
			report_fault(report, "%s: the host bridge belongs at 00:00.0", label.text);
		check_function(report, guest, device, label.text);
	}
}

static void check_service(struct report *report, const struct guest *guest)
{
	struct label label;

	for (unsigned int i = 0; i < guest->count; i++) {
		const struct table_device *device = &guest->devices[i];

		label_device(guest, device, &label);
		if (is_native_device(device->vbdf))
			report_fault(report, "%s: the board has a device there", label.text);
		if (bdf_device(device->vbdf) <= 1)
			report_fault(
				report, "%s: devices 00:00 and 00:01 are reserved", label.text);
		if (bdf_device(device->vbdf) == 0xD && facts.hides_00_0d)
			report_fault(report, "%s: the board hides a device at 00:0d", label.text);
		if (device->ops == OPS_HOST_BRIDGE || device->emulation == EMU_PASSTHROUGH)
			report_fault(report, "%s: the Service VM has the real one", label.text);
		check_function(report, guest, device, label.text);
	}
}

static void check_post_launched(struct report *report, const struct guest *guest)
{
	struct label label;

	for (unsigned int i = 0; i < guest->count; i++) {
		if (guest->devices[i].vbdf != UNASSIGNED)
			report_fault(report, "%s: acrn-dm gives the address, the table must not",
				label_device(guest, &guest->devices[i], &label));
	}
}

/* An address that the scenario gives is used as it is. */
static void check_given(struct report *report, const struct guest *guest)
{
	struct label label;

	for (unsigned int i = 0; i < guest->count; i++) {
		const struct table_device *device = &guest->devices[i];

		for (unsigned int j = 0; j < facts.region_count; j++) {
			uint16_t given = facts.regions[j].vbdf[guest->vm->id];

			if (device->ops == OPS_IVSHMEM && given != FACT_NO_VBDF &&
				given != device->vbdf &&
				strncmp(device->region_name, facts.regions[j].name,
					TABLE_NAME_SIZE) == 0)
				report_fault(report, "%s: the scenario says %02x:%02x.%x",
					label_device(guest, device, &label), given >> 8,
					given >> 3 & 31, given & 7);
		}
	}
}

void check_pci(struct report *report, const struct guests *guests)
{
	struct label label;

	for (unsigned int i = 0; i < guests->count; i++) {
		const struct guest *guest = &guests->guest[i];

		if (guest->vm->kind == VM_POST_LAUNCHED) {
			check_post_launched(report, guest);
			continue;
		}
		for (unsigned int j = 0; j < guest->count; j++) {
			check_unique(report, guest, j);
			if (guest->devices[j].vbdf >> 8 != 0)
				report_fault(report, "%s: is not on bus 0",
					label_device(guest, &guest->devices[j], &label));
		}
		check_given(report, guest);
		if (guest->vm->kind == VM_SERVICE)
			check_service(report, guest);
		else
			check_pre_launched(report, guest);
	}
}
