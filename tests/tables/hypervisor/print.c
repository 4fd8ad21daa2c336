/* SPDX-License-Identifier: BSD-3-Clause */
/* Prints what the compiled files of group hypervisor hold, a fact a line. */
#include <stdio.h>

#include "release.h"

static void print_vm(unsigned id, const struct acrn_vm_config *vm)
{
	printf("vm %u: kind %d number %u name '%s' affinity %#lx flags %#lx\n", id,
		(int)vm->load_order, vm->number, vm->name, (unsigned long)vm->cpu_affinity,
		(unsigned long)vm->guest_flags);
	printf("vm %u: memory %#lx %#lx %#lx %#lx\n", id, (unsigned long)vm->memory.start_hpa,
		(unsigned long)vm->memory.size, (unsigned long)vm->memory.start_hpa2,
		(unsigned long)vm->memory.size_hpa2);
	printf("vm %u: os '%s' type %d kernel '%s' ramdisk '%s' arguments '%s' acpi '%s'\n", id,
		vm->os_config.name, (int)vm->os_config.kernel_type, vm->os_config.kernel_mod_tag,
		vm->os_config.ramdisk_mod_tag, vm->os_config.bootargs,
		vm->acpi_config.acpi_mod_tag);
	for (unsigned i = 0; i < 2; i++)
		printf("vm %u: vuart %u base %#x irq %u target %u:%u\n", id, i,
			vm->vuart[i].addr.port_base, vm->vuart[i].irq, vm->vuart[i].t_vuart.vm_id,
			vm->vuart[i].t_vuart.vuart_id);
}

static void print_board(void)
{
	const struct cpu_state_table *states = &board_cpu_state_tbl;

	printf("board: processors %u mmio %#lx %#lx %#lx\n", MAX_PCPU_NUM,
		(unsigned long)HI_MMIO_START, (unsigned long)HI_MMIO_END,
		(unsigned long)HI_MMIO_SIZE);
	printf("board: '%s' px %u cx %u\n", states->model_name, states->state_info.px_cnt,
		states->state_info.cx_cnt);
	for (unsigned i = 0; i < states->state_info.px_cnt; i++)
		printf("board: px %lu %#lx\n",
			(unsigned long)states->state_info.px_data[i].core_frequency,
			(unsigned long)states->state_info.px_data[i].control);
	for (unsigned i = 0; i < states->state_info.cx_cnt; i++)
		printf("board: cx type %u space %#x latency %u\n",
			states->state_info.cx_data[i].type,
			states->state_info.cx_data[i].cx_reg.space_id,
			states->state_info.cx_data[i].latency);
	printf("board: dmar %u of %u\n", plat_dmar_info.drhd_count, DRHD_COUNT);
	for (unsigned i = 0; i < plat_dmar_info.drhd_count; i++) {
		const struct dmar_drhd *unit = &plat_dmar_info.drhd_units[i];

		printf("board: unit %u base %#lx ignore %d scopes %u first %#x:%#x\n", i,
			(unsigned long)unit->reg_base_addr, unit->ignore, unit->dev_cnt,
			unit->devices[0].bus, unit->devices[0].devfun);
	}
}

int main(void)
{
	printf("settings: %s %s ram %#lx %#lx console %#lx\n", CONFIG_BOARD, CONFIG_SCENARIO,
		CONFIG_HV_RAM_START, CONFIG_HV_RAM_SIZE, CONFIG_SERIAL_PIO_BASE);
	for (unsigned i = 0; i < CONFIG_MAX_VM_NUM; i++)
		print_vm(i, &vm_configs[i]);
	print_board();
	return 0;
}
