/* SPDX-License-Identifier: BSD-3-Clause */
/* The shared memory regions, and the physical memory the hypervisor gives them at boot. */
#include "consumer.h"

#include <string.h>

static void check_region(
	struct report *report, unsigned int index, const struct table_region *region)
{
	const struct fact_region *fact = &facts.regions[index];

	if (strncmp(region->name, fact->name, TABLE_NAME_SIZE) != 0)
		report_fault(report, "region %u is named '%.32s', the scenario says '%s'", index,
			region->name, fact->name);
	if (region->size != fact->size)
		report_fault(report, "region '%s' has size %#lx, the scenario says %#lx",
			fact->name, region->size, fact->size);
	if (region->macro == NULL || strcmp(region->macro, fact->name) != 0)
		report_fault(report, "IVSHMEM_SHM_REGION_%u is '%s', the scenario says '%s'", index,
			region->macro ? region->macro : "(not defined)", fact->name);
	if (facts.profile >= 5 && region->id != fact->id)
		report_fault(report, "region '%s' has region id %u, the scenario says %u",
			fact->name, region->id, fact->id);
}

/* What the hypervisor does at boot: pack the regions in table order from the pool's base. */
static void check_packing(struct report *report, uint64_t base)
{
	struct table_region region;
	uint64_t at = base;

	for (unsigned int i = 0; tables_region(i, &region); i++) {
		if (region.hpa != 0 && region.hpa != at)
			report_fault(report,
				"region '%.32s' is planned at %#lx, the hypervisor puts it at %#lx",
				region.name, region.hpa, at);
		at += region.size;
	}
}

/*
 * The memory the linker gives the hypervisor. From v2.7 on it reaches up to 2 GiB, whatever
 * CONFIG_HV_RAM_SIZE says.
 */
static bool hv_ram(struct fact_range *out)
{
	struct table_config config;

	tables_config(&config);
	out->first = config.hv_ram_start;
	out->last = (facts.release >= 207 ? 2 * GIB : config.hv_ram_start + config.hv_ram_size) - 1;
	return facts.profile < 5 && config.hv_ram_start != 0 &&
	       (facts.release >= 207 || config.hv_ram_size != 0);
}

/* Kconfig takes its default in place of a value out of range, and the link fails. */
static void check_kconfig_range(
	struct report *report, const char *name, uint64_t value, uint64_t min, uint64_t max)
{
	if (facts.release <= 203 && (value < min || value > max))
		report_note(report, "%s %#lx is outside the range of Kconfig", name, value);
}

static void check_pre_launched(
	struct report *report, const char *what, uint64_t first, uint64_t last)
{
	for (unsigned int i = 0; i < facts.vm_count; i++) {
		const struct fact_vm *vm = &facts.vms[i];

		for (unsigned int j = 0; j < vm->host_ram_count; j++) {
			if (ranges_meet(first, last, &vm->host_ram[j]))
				report_fault(report,
					"%s %#lx-%#lx meets the memory of VM %u %#lx-%#lx", what,
					first, last, vm->id, vm->host_ram[j].first,
					vm->host_ram[j].last);
		}
	}
}

/* A linker's output may go on from one range of RAM into the next; what is taken at boot not. */
static bool is_in_ram(uint64_t first, uint64_t last)
{
	for (unsigned int i = 0; i < facts.ram_count; i++) {
		const struct fact_range *ram = &facts.ram[i];

		if (range_holds(ram, first, last))
			return true;
		if (facts.profile < 5 && ram->first <= first && first <= ram->last)
			first = ram->last + 1;
	}
	return facts.ram_count == 0;
}

static void check_pool(struct report *report, uint64_t first, uint64_t last)
{
	struct fact_range range;

	if (first % (facts.profile >= 5 ? PAGE : 2 * MIB) != 0)
		report_fault(report, "the pool's base %#lx is not aligned", first);
	if (!is_in_ram(first, last))
		report_fault(report,
			"the pool %#lx-%#lx is not inside one range of the board's RAM", first,
			last);
	check_pre_launched(report, "the pool", first, last);
	if (hv_ram(&range) && !range_holds(&range, first, last))
		report_fault(report, "the pool %#lx-%#lx is not inside HV RAM %#lx-%#lx", first,
			last, range.first, range.last);
	if (facts.pool_base != 0 && facts.pool_base != first)
		report_fault(report, "the pool is planned at %#lx, the hypervisor takes %#lx",
			first, facts.pool_base);
}

static void check_hv_ram(struct report *report)
{
	struct fact_range range;
	uint64_t size;

	if (!hv_ram(&range))
		return;
	size = range.last + 1 - range.first;
	if (range.first % (2 * MIB) != 0 || size % (2 * MIB) != 0)
		report_fault(report, "HV RAM %#lx-%#lx is not a multiple of 2 MiB", range.first,
			range.last);
	if (size < tables_shm_size())
		report_fault(report, "HV RAM of %#lx bytes cannot hold %#lx bytes of regions", size,
			tables_shm_size());
	/* Up to 2 GiB is what the linker allows, not what the image takes. */
	if (facts.release < 207)
		check_pre_launched(report, "HV RAM", range.first, range.last);
	check_kconfig_range(report, "CONFIG_HV_RAM_SIZE", size, 0x1000000UL, 0x20000000UL);
	check_kconfig_range(report, "CONFIG_HV_RAM_START", range.first, 0x200000UL, 0x80000000UL);
}

void check_regions(struct report *report)
{
	struct table_region region;
	unsigned int count = 0;

	while (tables_region(count, &region)) {
		if (count < facts.region_count)
			check_region(report, count, &region);
		count++;
	}
	if (count != facts.region_count)
		report_fault(report, "the table has %u regions, the scenario has %u", count,
			facts.region_count);
	check_hv_ram(report);
	if (!tables_region(0, &region) || region.hpa == 0)
		return;
	check_packing(report, region.hpa);
	check_pool(report, region.hpa, region.hpa + tables_shm_size() - 1);
}
