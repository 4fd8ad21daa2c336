/* SPDX-License-Identifier: BSD-3-Clause */
/* Prints what the compiled files of group hypervisor hold, a fact a line. */
#include <stdio.h>

#include "release.h"

#include <ivshmem_cfg.h>

const struct pci_vdev_ops vhostbridge_ops = {"host bridge"};
const struct pci_vdev_ops vpci_ivshmem_ops = {"shared memory"};
const struct pci_vdev_ops vmcs9900_ops = {"vUART"};

#define HEX(value) (unsigned long)(value)

static void print_device(unsigned id, const struct acrn_vm_pci_dev_config *device)
{
	printf("vm %u: device %02x:%02x.%x %s", id, device->vbdf.bits.b, device->vbdf.bits.d,
		device->vbdf.bits.f,
		device->vdev_ops != NULL ? device->vdev_ops->name : "passthrough");
	if (device->emu_type == PCI_DEV_TYPE_PTDEV)
		printf(" %02x:%02x.%x", device->pbdf.bits.b, device->pbdf.bits.d,
			device->pbdf.bits.f);
	if (device->vdev_ops == &vpci_ivshmem_ops)
		printf(" '%s'", device->shm_region_name);
	if (device->vdev_ops == &vmcs9900_ops)
		printf(" %u target %u:%u", device->vuart_idx, device->t_vuart.vm_id,
			device->t_vuart.vuart_id);
	for (unsigned i = 0; i < PCI_BAR_COUNT; i++) {
		if (device->vbar_base[i] != 0)
			printf(" bar %u %#lx", i, HEX(device->vbar_base[i]));
	}
	putchar('\n');
}

static void print_os(unsigned id, const struct acrn_vm_config *vm)
{
	printf("vm %u: memory %#lx %#lx %#lx %#lx epc %#lx %#lx\n", id, HEX(vm->memory.start_hpa),
		HEX(vm->memory.size), HEX(vm->memory.start_hpa2), HEX(vm->memory.size_hpa2),
		HEX(vm->epc.base), HEX(vm->epc.size));
	printf("vm %u: os '%s' type %d kernel '%s' at %#lx %#lx ramdisk '%s' acpi '%s'\n", id,
		vm->os_config.name, (int)vm->os_config.kernel_type, vm->os_config.kernel_mod_tag,
		HEX(vm->os_config.kernel_load_addr), HEX(vm->os_config.kernel_entry_addr),
		vm->os_config.ramdisk_mod_tag, vm->acpi_config.acpi_mod_tag);
	printf("vm %u: arguments '%s'\n", id, vm->os_config.bootargs);
}

static void print_vm(unsigned id, const struct acrn_vm_config *vm)
{
	printf("vm %u: %s number %u name '%s' affinity %#lx flags %#lx clos", id, vm->kind,
		vm->number, vm->name, HEX(vm->cpu_affinity), HEX(vm->guest_flags));
	for (unsigned i = 0; i < MAX_PCPU_NUM; i++)
		printf(" %u", vm->clos[i]);
	putchar('\n');
	print_os(id, vm);
	for (unsigned i = 0; i < 2; i++)
		printf("vm %u: vuart %u type %d base %#x irq %u target %u:%u\n", id, i,
			(int)vm->vuart[i].type, vm->vuart[i].addr.port_base, vm->vuart[i].irq,
			vm->vuart[i].t_vuart.vm_id, vm->vuart[i].t_vuart.vuart_id);
	for (unsigned i = 0; i < vm->pci_dev_num; i++)
		print_device(id, &vm->pci_devs[i]);
	printf("vm %u: tpm %d %#lx %#lx %#lx interrupts %u\n", id, vm->pt_tpm2,
		HEX(vm->mmiodevs[0].base_gpa), HEX(vm->mmiodevs[0].base_hpa),
		HEX(vm->mmiodevs[0].size), vm->pt_intx_num);
}

static void print_states(void)
{
	const struct cpu_state_table *states = &board_cpu_state_tbl;

	printf("board: '%s' px %u cx %u\n", states->model_name, states->state_info.px_cnt,
		states->state_info.cx_cnt);
	for (unsigned i = 0; i < states->state_info.px_cnt; i++) {
		const struct cpu_px_data *px = &states->state_info.px_data[i];

		printf("board: px %#lx %#lx %#lx %#lx %#lx %#lx\n", HEX(px->core_frequency),
			HEX(px->power), HEX(px->transition_latency), HEX(px->bus_master_latency),
			HEX(px->control), HEX(px->status));
	}
	for (unsigned i = 0; i < states->state_info.cx_cnt; i++) {
		const struct cpu_cx_data *cx = &states->state_info.cx_data[i];

		printf("board: cx %#x %u %u %u %#lx type %u latency %u power %lu\n",
			cx->cx_reg.space_id, cx->cx_reg.bit_width, cx->cx_reg.bit_offset,
			cx->cx_reg.access_size, HEX(cx->cx_reg.address), cx->type, cx->latency,
			(unsigned long)cx->power);
	}
}

static void print_dmar(void)
{
	for (unsigned i = 0; i < plat_dmar_info.drhd_count; i++) {
		const struct dmar_drhd *unit = &plat_dmar_info.drhd_units[i];

		printf("board: unit %u segment %u flags %u base %#lx ignore %d\n", i, unit->segment,
			unit->flags, HEX(unit->reg_base_addr), unit->ignore);
		for (unsigned k = 0; k < unit->dev_cnt; k++)
			printf("board: unit %u scope type %u id %u bus %#x path %#x\n", i,
				unit->devices[k].type, unit->devices[k].id, unit->devices[k].bus,
				unit->devices[k].devfun);
	}
}

static void print_pci(const char *what, const union pci_bdf *bdf, size_t size, unsigned count)
{
	for (unsigned i = 0; i < count; i++, bdf = (const void *)((const char *)bdf + size))
		printf("board: %s %02x:%02x.%x\n", what, bdf->bits.b, bdf->bits.d, bdf->bits.f);
}

#ifdef CONFIG_RDT_ENABLED
static void print_rdt(const char *what, const struct platform_clos_info *clos)
{
	for (unsigned i = 0; i < MAX_CACHE_CLOS_NUM_ENTRIES; i++)
		printf("board: %s mask %#x register %#x\n", what, clos[i].value.clos_mask,
			clos[i].msr_index);
}
#endif

#ifdef IVSHMEM_SHM_REGIONS
static void print_regions(void)
{
	static const struct ivshmem_shm_region regions[] = {IVSHMEM_SHM_REGIONS};

	for (size_t i = 0; i < sizeof(regions) / sizeof(regions[0]); i++)
		printf("region '%s' %#lx %#lx\n", regions[i].name, HEX(regions[i].hpa),
			HEX(regions[i].size));
}
#else
static void print_regions(void)
{
}
#endif

int main(void)
{
	printf("vms: pre %u service %u post %u kata %u flags of acrn-dm %#lx\n", PRE_VM_NUM,
		SOS_VM_NUM, MAX_POST_VM_NUM, CONFIG_MAX_KATA_VM_NUM, DM_OWNED_GUEST_FLAG_MASK);
	print_regions();
	for (unsigned i = 0; i < CONFIG_MAX_VM_NUM; i++)
		print_vm(i, &vm_configs[i]);
	print_states();
	print_dmar();
	print_pci("hidden", plat_hidden_pdevs, sizeof(plat_hidden_pdevs[0]), MAX_HIDDEN_PDEVS_NUM);
	print_pci("MSI alone", &vmsix_on_msi_devs[0].bdf, sizeof(vmsix_on_msi_devs[0]),
		MAX_VMSIX_ON_MSI_PDEVS_NUM);
#ifdef CONFIG_RDT_ENABLED
	print_rdt("L2", platform_l2_clos_array);
	print_rdt("L3", platform_l3_clos_array);
#endif
	return 0;
}
