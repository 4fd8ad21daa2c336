/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Emulated MMIO: the hypervisor keeps a fixed number of handlers per VM and drops the rest
 * without a word, so that a doorbell or an interrupt table is simply dead.
 */
#include "consumer.h"

#include <stdio.h>

struct handlers {
	unsigned int capacity;
	unsigned int count;
	char dropped[160]; /* the first one that found no room */
};

static void add_handler(struct handlers *handlers, const char *what, const char *owner)
{
	if (handlers->count++ == handlers->capacity)
		snprintf(handlers->dropped, sizeof(handlers->dropped), "%s%s%s", what,
			*owner ? " of " : "", owner);
}

static void add_device(
	struct handlers *handlers, const struct guest *guest, const struct table_device *device)
{
	struct label label;

	label_device(guest, device, &label);
	if (device->ops == OPS_IVSHMEM) {
		add_handler(handlers, "the doorbell", label.text);
		if (facts.profile >= 2)
			add_handler(handlers, "the MSI-X table", label.text);
	} else if (device->ops == OPS_VUART) {
		add_handler(handlers, "the registers", label.text);
		add_handler(handlers, "the MSI-X table", label.text);
	}
}

static void add_physical(struct handlers *handlers, const struct fact_vm *vm)
{
	if (vm->kind == VM_SERVICE) {
		for (unsigned int i = 0; i < facts.native_msix_count; i++)
			add_handler(handlers, "the MSI-X table", "a native device");
		return;
	}
	for (unsigned int i = 0; i < vm->passthrough_count; i++) {
		if (vm->passthrough[i].has_msix)
			add_handler(handlers, "the MSI-X table", "a passthrough device");
	}
}

static void count_handlers(struct handlers *handlers, const struct guest *guest)
{
	unsigned int ioapics = guest->vm->kind == VM_SERVICE ? facts.ioapic_count : 1;

	for (unsigned int i = 0; i < ioapics; i++)
		add_handler(handlers, "a virtual IOAPIC", "");
	add_handler(handlers, "the virtual MMCONFIG", "");
	add_physical(handlers, guest->vm);
	for (unsigned int i = 0; i < guest->count; i++)
		add_device(handlers, guest, &guest->devices[i]);
}

/* Each VM has an array of its own: one with none of our devices is as it was without them. */
static bool has_own_devices(const struct guest *guest)
{
	for (unsigned int i = 0; i < guest->count; i++) {
		if (guest->devices[i].ops == OPS_IVSHMEM || guest->devices[i].ops == OPS_VUART)
			return true;
	}
	return false;
}

void check_mmio(struct report *report, const struct guests *guests)
{
	struct table_config config;

	tables_config(&config);
	for (unsigned int i = 0; config.enabled && config.given && i < guests->count; i++) {
		struct handlers handlers = {.capacity = config.max_emulated_mmio};

		count_handlers(&handlers, &guests->guest[i]);
		if (handlers.count > handlers.capacity && has_own_devices(&guests->guest[i]))
			report_fault(report,
				"VM %u needs %u MMIO handlers, CONFIG_MAX_EMULATED_MMIO_REGIONS is "
				"%u: %s is "
				"dropped",
				guests->guest[i].vm->id, handlers.count, handlers.capacity,
				handlers.dropped);
	}
}
