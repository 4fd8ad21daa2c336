/* SPDX-License-Identifier: BSD-3-Clause */
/* The settings: the switch, the totals, and the capacities that are not checked at run time. */
#include "consumer.h"

static void check_totals(struct report *report)
{
	uint64_t size = 0;
	uint64_t devices = 0;

	for (unsigned int i = 0; i < facts.region_count; i++) {
		size += facts.regions[i].size;
		devices += (unsigned int)__builtin_popcount(facts.regions[i].vms);
	}
	if (tables_shm_size() != size)
		report_fault(report, "IVSHMEM_SHM_SIZE is %#lx, the regions add up to %#lx",
			tables_shm_size(), size);
	if (tables_device_count() != devices)
		report_fault(report, "IVSHMEM_DEV_NUM is %lu, the regions have %lu members",
			tables_device_count(), devices);
}

/* The msi-x table of an ivshmem device has 8 entries; a smaller array is overrun by it. */
static void check_msix(struct report *report, const struct table_config *config)
{
	if (facts.profile >= 2 && config->max_msix_entries < 8)
		report_fault(report,
			"CONFIG_MAX_MSIX_TABLE_NUM is %u, an ivshmem device has 8 vectors",
			config->max_msix_entries);
}

static void check_pci_devices(
	struct report *report, const struct guests *guests, const struct table_config *config)
{
	unsigned int needed = facts.pci_device_count;
	bool has_service = false;

	for (unsigned int i = 0; i < guests->count; i++) {
		if (guests->guest[i].vm->kind == VM_SERVICE) {
			needed += guests->guest[i].count;
			has_service = true;
		}
	}
	if (has_service && facts.profile >= 2 && needed > config->max_pci_devices)
		report_fault(report,
			"CONFIG_MAX_PCI_DEV_NUM is %u, the board's and the Service VM's devices "
			"are %u",
			config->max_pci_devices, needed);
}

void check_config(struct report *report, const struct guests *guests)
{
	struct table_config config;

	tables_config(&config);
	if (config.enabled && facts.region_count == 0)
		report_fault(report, "CONFIG_IVSHMEM_ENABLED is set, the scenario has no region");
	if (!config.enabled && facts.region_count > 0)
		report_fault(report,
			"CONFIG_IVSHMEM_ENABLED is not set, the scenario has %u regions",
			facts.region_count);
	if (!config.enabled)
		return;
	check_totals(report);
	if (!config.given)
		return;
	check_msix(report, &config);
	check_pci_devices(report, guests, &config);
}
