/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The part of the hypervisor that owns the tables: its ivshmem code and its vm_configurations.c.
 *
 * Compiled like the hypervisor, freestanding and against the release's headers, for every set of
 * generated files. It only hands out what it was given. PROFILE is the release's table profile.
 */
#if PROFILE <= 2
#include <vm_config.h>
#include <vpci.h>
#include <pgtable.h>
#else
#include <asm/vm_config.h>
#include <vpci.h>
#include <asm/pgtable.h>
#endif
#if PROFILE >= 2
#include <vmcs9900.h>
#endif
#ifdef CONFIG_IVSHMEM_ENABLED
#include <ivshmem_cfg.h>
#endif
#include "tables.h"

/* The operations are known by their addresses; they are not called here. */
const struct pci_vdev_ops vhostbridge_ops;
#if PROFILE >= 2
const struct pci_vdev_ops vmcs9900_ops;
#endif

#ifdef CONFIG_IVSHMEM_ENABLED

const struct pci_vdev_ops vpci_ivshmem_ops;

/* As the hypervisor has it: eight places, and a ninth region does not compile. */
static struct ivshmem_shm_region mem_regions[8] = {IVSHMEM_SHM_REGIONS};

static const char *const region_macros[] = {
#ifdef IVSHMEM_SHM_REGION_0
	IVSHMEM_SHM_REGION_0,
#endif
#ifdef IVSHMEM_SHM_REGION_1
	IVSHMEM_SHM_REGION_1,
#endif
#ifdef IVSHMEM_SHM_REGION_2
	IVSHMEM_SHM_REGION_2,
#endif
#ifdef IVSHMEM_SHM_REGION_3
	IVSHMEM_SHM_REGION_3,
#endif
#ifdef IVSHMEM_SHM_REGION_4
	IVSHMEM_SHM_REGION_4,
#endif
#ifdef IVSHMEM_SHM_REGION_5
	IVSHMEM_SHM_REGION_5,
#endif
#ifdef IVSHMEM_SHM_REGION_6
	IVSHMEM_SHM_REGION_6,
#endif
#ifdef IVSHMEM_SHM_REGION_7
	IVSHMEM_SHM_REGION_7,
#endif
};

#endif /* CONFIG_IVSHMEM_ENABLED */

#ifndef CONFIG_MAX_VM_NUM
#error "CONFIG_MAX_VM_NUM is missing"
#endif

/* A table that pci_dev.c failed to define has the address NULL: not a link error. */
#define WEAK_TABLE(name) extern struct acrn_vm_pci_dev_config name[] __attribute__((weak))

WEAK_TABLE(vm0_pci_devs);
WEAK_TABLE(vm1_pci_devs);
WEAK_TABLE(vm2_pci_devs);
WEAK_TABLE(vm3_pci_devs);
WEAK_TABLE(vm4_pci_devs);
WEAK_TABLE(vm5_pci_devs);
WEAK_TABLE(vm6_pci_devs);
WEAK_TABLE(vm7_pci_devs);
WEAK_TABLE(vm8_pci_devs);
WEAK_TABLE(vm9_pci_devs);
WEAK_TABLE(vm10_pci_devs);
WEAK_TABLE(vm11_pci_devs);
WEAK_TABLE(vm12_pci_devs);
WEAK_TABLE(vm13_pci_devs);
WEAK_TABLE(vm14_pci_devs);
WEAK_TABLE(vm15_pci_devs);
#if PROFILE == 4
WEAK_TABLE(service_vm_pci_devs);
#elif PROFILE >= 2
WEAK_TABLE(sos_pci_devs);
#endif

#ifndef VM0_CONFIG_PCI_DEV_NUM
#define VM0_CONFIG_PCI_DEV_NUM -1
#endif
#ifndef VM1_CONFIG_PCI_DEV_NUM
#define VM1_CONFIG_PCI_DEV_NUM -1
#endif
#ifndef VM2_CONFIG_PCI_DEV_NUM
#define VM2_CONFIG_PCI_DEV_NUM -1
#endif
#ifndef VM3_CONFIG_PCI_DEV_NUM
#define VM3_CONFIG_PCI_DEV_NUM -1
#endif
#ifndef VM4_CONFIG_PCI_DEV_NUM
#define VM4_CONFIG_PCI_DEV_NUM -1
#endif
#ifndef VM5_CONFIG_PCI_DEV_NUM
#define VM5_CONFIG_PCI_DEV_NUM -1
#endif
#ifndef VM6_CONFIG_PCI_DEV_NUM
#define VM6_CONFIG_PCI_DEV_NUM -1
#endif
#ifndef VM7_CONFIG_PCI_DEV_NUM
#define VM7_CONFIG_PCI_DEV_NUM -1
#endif
#ifndef VM8_CONFIG_PCI_DEV_NUM
#define VM8_CONFIG_PCI_DEV_NUM -1
#endif
#ifndef VM9_CONFIG_PCI_DEV_NUM
#define VM9_CONFIG_PCI_DEV_NUM -1
#endif
#ifndef VM10_CONFIG_PCI_DEV_NUM
#define VM10_CONFIG_PCI_DEV_NUM -1
#endif
#ifndef VM11_CONFIG_PCI_DEV_NUM
#define VM11_CONFIG_PCI_DEV_NUM -1
#endif
#ifndef VM12_CONFIG_PCI_DEV_NUM
#define VM12_CONFIG_PCI_DEV_NUM -1
#endif
#ifndef VM13_CONFIG_PCI_DEV_NUM
#define VM13_CONFIG_PCI_DEV_NUM -1
#endif
#ifndef VM14_CONFIG_PCI_DEV_NUM
#define VM14_CONFIG_PCI_DEV_NUM -1
#endif
#ifndef VM15_CONFIG_PCI_DEV_NUM
#define VM15_CONFIG_PCI_DEV_NUM -1
#endif

static struct acrn_vm_pci_dev_config *const vm_tables[TABLE_MAX_VMS] = {
	vm0_pci_devs,
	vm1_pci_devs,
	vm2_pci_devs,
	vm3_pci_devs,
	vm4_pci_devs,
	vm5_pci_devs,
	vm6_pci_devs,
	vm7_pci_devs,
	vm8_pci_devs,
	vm9_pci_devs,
	vm10_pci_devs,
	vm11_pci_devs,
	vm12_pci_devs,
	vm13_pci_devs,
	vm14_pci_devs,
	vm15_pci_devs,
};

static const int vm_lengths[TABLE_MAX_VMS] = {
	(int)VM0_CONFIG_PCI_DEV_NUM,
	(int)VM1_CONFIG_PCI_DEV_NUM,
	(int)VM2_CONFIG_PCI_DEV_NUM,
	(int)VM3_CONFIG_PCI_DEV_NUM,
	(int)VM4_CONFIG_PCI_DEV_NUM,
	(int)VM5_CONFIG_PCI_DEV_NUM,
	(int)VM6_CONFIG_PCI_DEV_NUM,
	(int)VM7_CONFIG_PCI_DEV_NUM,
	(int)VM8_CONFIG_PCI_DEV_NUM,
	(int)VM9_CONFIG_PCI_DEV_NUM,
	(int)VM10_CONFIG_PCI_DEV_NUM,
	(int)VM11_CONFIG_PCI_DEV_NUM,
	(int)VM12_CONFIG_PCI_DEV_NUM,
	(int)VM13_CONFIG_PCI_DEV_NUM,
	(int)VM14_CONFIG_PCI_DEV_NUM,
	(int)VM15_CONFIG_PCI_DEV_NUM,
};

static void copy_name(char to[TABLE_NAME_SIZE], const char from[TABLE_NAME_SIZE])
{
	for (int i = 0; i < TABLE_NAME_SIZE; i++)
		to[i] = from[i];
}

static enum table_ops device_ops(const struct acrn_vm_pci_dev_config *dev)
{
	if (dev->vdev_ops == NULL)
		return OPS_NONE;
	if (dev->vdev_ops == &vhostbridge_ops)
		return OPS_HOST_BRIDGE;
#if PROFILE >= 2
	if (dev->vdev_ops == &vmcs9900_ops)
		return OPS_VUART;
#endif
#ifdef CONFIG_IVSHMEM_ENABLED
	if (dev->vdev_ops == &vpci_ivshmem_ops)
		return OPS_IVSHMEM;
#endif
	return OPS_UNKNOWN;
}

static enum table_emulation device_emulation(const struct acrn_vm_pci_dev_config *dev)
{
	switch (dev->emu_type) {
	case 0U: return EMU_NONE;
	case PCI_DEV_TYPE_HVEMUL: return EMU_HYPERVISOR;
	case PCI_DEV_TYPE_PTDEV: return EMU_PASSTHROUGH;
	default: return EMU_UNKNOWN;
	}
}

static void copy_device(const struct acrn_vm_pci_dev_config *dev, struct table_device *out)
{
	out->emulation = device_emulation(dev);
	out->ops = device_ops(dev);
	out->vbdf = dev->vbdf.value;
	out->pbdf = dev->pbdf.value;
	copy_name(out->region_name, dev->shm_region_name);
	out->vuart_index = 0U;
	out->target_vm = 0U;
	out->target_vuart = 0U;
	out->vrp_sec_bus = 0U;
#if PROFILE >= 2
	out->vuart_index = dev->vuart_idx;
	out->target_vm = dev->t_vuart.vm_id;
	out->target_vuart = dev->t_vuart.vuart_id;
#endif
#if PROFILE >= 3
	out->vrp_sec_bus = dev->vrp_sec_bus;
#endif
	for (unsigned int i = 0U; i < TABLE_BARS; i++)
		out->bar[i] = dev->vbar_base[i];
}

int tables_region(unsigned int index, struct table_region *out)
{
#ifdef CONFIG_IVSHMEM_ENABLED
	if (index >= TABLE_MAX_REGIONS || mem_regions[index].size == 0UL)
		return 0;
	copy_name(out->name, mem_regions[index].name);
	out->macro = index < sizeof(region_macros) / sizeof(region_macros[0]) ? region_macros[index]
									      : NULL;
	out->hpa = mem_regions[index].hpa;
	out->size = mem_regions[index].size;
#if PROFILE >= 5
	out->id = mem_regions[index].region_id;
#else
	out->id = 0U;
#endif
	return 1;
#else
	(void)index;
	(void)out;
	return 0;
#endif
}

int tables_device(unsigned int vm, unsigned int index, struct table_device *out)
{
	if (vm >= TABLE_MAX_VMS || vm_tables[vm] == NULL || (int)index >= vm_lengths[vm])
		return 0;
	copy_device(&vm_tables[vm][index], out);
	return 1;
}

void tables_vm(unsigned int vm, struct table_vm *out)
{
	out->length = vm_lengths[vm];
	out->present = vm_tables[vm] != NULL;
}

static struct acrn_vm_pci_dev_config *service_table(void)
{
#if PROFILE == 1
	return NULL;
#elif PROFILE == 4
	return service_vm_pci_devs;
#else
	return sos_pci_devs;
#endif
}

int tables_have_service(void)
{
	return service_table() != NULL;
}

int tables_service_device(unsigned int index, struct table_device *out)
{
	if (service_table() == NULL || index >= CONFIG_MAX_PCI_DEV_NUM)
		return 0;
	copy_device(&service_table()[index], out);
	return 1;
}

void tables_config(struct table_config *out)
{
	out->max_vms = CONFIG_MAX_VM_NUM;
	out->max_emulated_mmio = CONFIG_MAX_EMULATED_MMIO_REGIONS;
	out->max_msix_entries = CONFIG_MAX_MSIX_TABLE_NUM;
	out->max_pci_devices = CONFIG_MAX_PCI_DEV_NUM;
#ifdef CONSUMER_CONFIG_GIVEN
	out->given = 1;
#else
	out->given = 0;
#endif
#ifdef CONFIG_IVSHMEM_ENABLED
	out->enabled = 1;
#else
	out->enabled = 0;
#endif
#ifdef CONFIG_HV_RAM_START
	out->hv_ram_start = CONFIG_HV_RAM_START;
#else
	out->hv_ram_start = 0UL;
#endif
#ifdef CONFIG_HV_RAM_SIZE
	out->hv_ram_size = CONFIG_HV_RAM_SIZE;
#else
	out->hv_ram_size = 0UL;
#endif
}

uint64_t tables_shm_size(void)
{
#ifdef CONFIG_IVSHMEM_ENABLED
	return IVSHMEM_SHM_SIZE;
#else
	return 0UL;
#endif
}

uint64_t tables_device_count(void)
{
#ifdef CONFIG_IVSHMEM_ENABLED
	return IVSHMEM_DEV_NUM;
#else
	return 0UL;
#endif
}
