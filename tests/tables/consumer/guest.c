/* SPDX-License-Identifier: BSD-3-Clause */
/* A VM as the hypervisor builds it: its table, the regions it can find, its address space. */
#include "consumer.h"

#include <string.h>

/* The address of a pre-launched VM's PCI configuration space and interrupt controllers. */
static const struct fact_range fixed_ranges[] = {
	{0xE0000000UL, 0xEFFFFFFFUL, "the virtual MMCONFIG"},
	{0xFEC00000UL, 0xFEC00FFFUL, "the virtual IOAPIC"},
	{0xFEE00000UL, 0xFEE00FFFUL, "the local APIC"},
	{0xFFFF0000UL, 0xFFFFFFFFUL, "the reserved top of 4 GiB"},
};

static const struct fact_range tpm_range = {0xFED40000UL, 0xFED44FFFUL, "the TPM"};
static const struct fact_range p2sb_range = {0xFD000000UL, 0xFDFFFFFFUL, "the P2SB bridge"};

bool device_is_empty(const struct table_device *device)
{
	for (unsigned int i = 0; i < TABLE_BARS; i++) {
		if (device->bar[i] != 0)
			return false;
	}
	return device->emulation == EMU_NONE && device->ops == OPS_NONE && device->vbdf == 0 &&
	       device->pbdf == 0 && device->region_name[0] == '\0' && device->vrp_sec_bus == 0;
}

/* The Service VM's table is longer than its content; the hypervisor is told how many count. */
static void load_service(struct guest *guest)
{
	while (guest->count < MAX_TABLE &&
		tables_service_device(guest->count, &guest->devices[guest->count])) {
		if (device_is_empty(&guest->devices[guest->count]))
			break;
		guest->count++;
	}
}

void guests_load(struct guests *guests)
{
	for (unsigned int i = 0; i < facts.vm_count && i < TABLE_MAX_VMS; i++) {
		struct guest *guest = &guests->guest[guests->count++];

		guest->vm = &facts.vms[i];
		guest->count = 0;
		if (guest->vm->kind == VM_SERVICE) {
			load_service(guest);
			continue;
		}
		while (guest->count < MAX_TABLE &&
			tables_device(guest->vm->id, guest->count, &guest->devices[guest->count]))
			guest->count++;
	}
}

/* The hypervisor's own search: all 32 bytes count, and a full name has no terminator. */
bool region_find(const char *name, struct table_region *out)
{
	for (unsigned int i = 0; tables_region(i, out); i++) {
		if (strncmp(name, out->name, TABLE_NAME_SIZE) == 0)
			return true;
	}
	return false;
}

bool ranges_meet(uint64_t first, uint64_t last, const struct fact_range *range)
{
	return first <= range->last && range->first <= last;
}

bool range_holds(const struct fact_range *range, uint64_t first, uint64_t last)
{
	return range->first <= first && last <= range->last && first <= last;
}

static uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* The last address the EPT of a pre-launched VM reaches, plus one. */
static uint64_t ept_top(const struct fact_vm *vm)
{
	if (facts.release >= 204)
		return 1UL << 39;
	if (vm->kind == VM_SERVICE)
		return facts.sos_ram_size ? max_u64(facts.sos_ram_size, 2 * GIB) + 3 * GIB
					  : UINT64_MAX;
	if (facts.uos_ram_size == 0)
		return UINT64_MAX;
	return max_u64(facts.uos_ram_size, 2 * GIB) + 2 * GIB + facts.hi_mmio_size;
}

static void space_add_taken(struct space *space, struct fact_range range)
{
	space->own_taken[space->taken_count++] = range;
}

static void space_init_pre_launched(const struct fact_vm *vm, struct space *space)
{
	uint64_t low_top =
		facts.release == 203 || facts.release == 204 ? 2 * GIB - 8 * MIB : 2 * GIB;
	uint64_t low = vm->ram_size < low_top ? vm->ram_size : low_top;
	uint64_t high = vm->ram_size - low;

	if (low > 0)
		space_add_taken(space, (struct fact_range){0, low - 1, "guest RAM"});
	if (high > 0)
		space_add_taken(
			space, (struct fact_range){4 * GIB, 4 * GIB + high - 1, "guest RAM"});
	for (size_t i = 0; i < sizeof(fixed_ranges) / sizeof(fixed_ranges[0]); i++)
		space_add_taken(space, fixed_ranges[i]);
	if (vm->tpm2)
		space_add_taken(space, tpm_range);
	if (vm->p2sb)
		space_add_taken(space, p2sb_range);
	space->taken = space->own_taken;

	space->own_windows[0] = (struct fact_range){0x80000000UL, 0xDFFFFFFFUL, "low window"};
	if (facts.profile <= 2)
		space->own_windows[1] =
			(struct fact_range){4 * GIB + high, space->ept_top - 1, "high window"};
	else
		space->own_windows[1] =
			(struct fact_range){0x4000000000UL, 0x7FFFFFFFFFUL, "high window"};
	space->windows = space->own_windows;
	space->window_count = 2;
}

void space_init(const struct fact_vm *vm, struct space *space)
{
	memset(space, 0, sizeof(*space));
	space->ept_top = ept_top(vm);
	if (vm->kind == VM_PRE_LAUNCHED) {
		space_init_pre_launched(vm, space);
	} else if (vm->kind == VM_SERVICE) {
		space->windows = facts.windows;
		space->window_count = facts.window_count;
		space->taken = facts.taken;
		space->taken_count = facts.taken_count;
	}
}
