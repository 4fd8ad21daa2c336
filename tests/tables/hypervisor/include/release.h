/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of group hypervisor use of a v2.3 hypervisor, in our own words. */
#ifndef RELEASE_H_
#define RELEASE_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <board_info.h>
#include <misc_cfg.h>
#include <platform_acpi_info.h>
#include <vm_configurations.h>

#define CONFIG_MAX_VM_NUM (PRE_VM_NUM + SOS_VM_NUM + MAX_POST_VM_NUM)

union pci_bdf {
	uint16_t value;
	struct {
		uint8_t f : 3;
		uint8_t d : 5;
		uint8_t b;
	} bits;
};

/* ---- board.c ---- */

struct dmar_dev_scope {
	uint8_t type, id, bus, devfun;
};

struct dmar_drhd {
	uint32_t dev_cnt;
	uint16_t segment;
	uint8_t flags;
	bool ignore;
	uint64_t reg_base_addr;
	struct dmar_dev_scope *devices;
};

struct dmar_info {
	uint32_t drhd_count;
	struct dmar_drhd *drhd_units;
};

#define SPACE_SYSTEM_MEMORY 0U
#define SPACE_SYSTEM_IO 1U
#define SPACE_FFixedHW 0x7FU

struct cpu_cx_data {
	struct {
		uint8_t space_id, bit_width, bit_offset, access_size;
		uint64_t address;
	} cx_reg;
	uint8_t type;
	uint32_t latency;
	uint64_t power;
};

struct cpu_px_data {
	uint64_t core_frequency, power, transition_latency, bus_master_latency, control, status;
};

struct cpu_state_table {
	char model_name[64];
	struct {
		uint8_t px_cnt;
		const struct cpu_px_data *px_data;
		uint8_t cx_cnt;
		const struct cpu_cx_data *cx_data;
	} state_info;
};

struct vmsix_on_msi_info {
	union pci_bdf bdf;
	uint64_t mmio_base;
};

#define MSR_IA32_L3_MASK_BASE 0xC90U
#define MSR_IA32_L2_MASK_BASE 0xD10U

struct platform_clos_info {
	union {
		uint16_t mba_delay;
		uint32_t clos_mask;
	} value;
	uint32_t msr_index;
};

/* ---- pci_dev.c and ivshmem_cfg.h ---- */

#define PCI_DEV_TYPE_PTDEV (1U << 0U)
#define PCI_DEV_TYPE_HVEMUL (1U << 1U)
#define UNASSIGNED_VBDF 0xFFFFU
#define PCI_BAR_COUNT 6U

struct pci_vdev_ops {
	const char *name;
};

extern const struct pci_vdev_ops vhostbridge_ops, vpci_ivshmem_ops, vmcs9900_ops;

struct target_vuart {
	uint8_t vm_id, vuart_id;
};

struct acrn_vm_pci_dev_config {
	uint32_t emu_type;
	union pci_bdf vbdf, pbdf;
	char shm_region_name[32];
	struct target_vuart t_vuart;
	uint16_t vuart_idx;
	uint64_t vbar_base[PCI_BAR_COUNT];
	void *pdev;
	const struct pci_vdev_ops *vdev_ops;
};

struct ivshmem_shm_region {
	char name[32];
	uint64_t hpa, size;
	void *doorbell_peers[CONFIG_MAX_VM_NUM];
};

/* ---- vm_configurations.c ---- */

enum load_order { PRE_LAUNCHED, SERVICE, POST_LAUNCHED };
enum kernel_type { KERNEL_BZIMAGE = 1, KERNEL_ZEPHYR };
enum vuart_type { VUART_LEGACY_PIO, VUART_PCI };

#define CONFIG_PRE_STD_VM(n) .load_order = PRE_LAUNCHED, .kind = "PRE_STD", .number = (n)
#define CONFIG_PRE_RT_VM(n) .load_order = PRE_LAUNCHED, .kind = "PRE_RT", .number = (n)
#define CONFIG_SAFETY_VM(n) .load_order = PRE_LAUNCHED, .kind = "SAFETY", .number = (n)
#define CONFIG_SOS_VM .load_order = SERVICE, .kind = "SOS", .number = 1
#define CONFIG_POST_STD_VM(n) .load_order = POST_LAUNCHED, .kind = "POST_STD", .number = (n)
#define CONFIG_POST_RT_VM(n) .load_order = POST_LAUNCHED, .kind = "POST_RT", .number = (n)
#define CONFIG_KATA_VM(n) .load_order = POST_LAUNCHED, .kind = "KATA", .number = (n)

#define GUEST_FLAG_SECURE_WORLD_ENABLED (1UL << 0U)
#define GUEST_FLAG_LAPIC_PASSTHROUGH (1UL << 1U)
#define GUEST_FLAG_IO_COMPLETION_POLLING (1UL << 2U)
#define GUEST_FLAG_HIDE_MTRR (1UL << 3U)
#define GUEST_FLAG_RT (1UL << 4U)

#define SOS_IDLE "idle=halt "

#define INVALID_COM_BASE 0U
#define COM1_BASE 0x3F8U
#define COM2_BASE 0x2F8U
#define COM1_IRQ 4U
#define COM2_IRQ 3U

struct pt_intx_config {
	uint32_t phys_gsi, virt_gsi;
};

struct vuart_config {
	enum vuart_type type;
	union {
		uint16_t port_base;
	} addr;
	uint16_t irq;
	struct target_vuart t_vuart;
};

struct acrn_vm_config {
	enum load_order load_order;
	const char *kind;
	unsigned number;
	char name[32];
	uint64_t cpu_affinity, guest_flags;
	uint16_t clos[MAX_PCPU_NUM];
	struct {
		uint64_t start_hpa, size, start_hpa2, size_hpa2;
	} memory;
	struct {
		uint64_t base, size;
	} epc;
	struct {
		char name[32];
		enum kernel_type kernel_type;
		char kernel_mod_tag[32], ramdisk_mod_tag[32], bootargs[2048];
		uint64_t kernel_load_addr, kernel_entry_addr;
	} os_config;
	struct {
		char acpi_mod_tag[32];
	} acpi_config;
	struct vuart_config vuart[8];
	uint16_t pci_dev_num;
	struct acrn_vm_pci_dev_config *pci_devs;
	bool pt_tpm2;
	struct {
		uint64_t base_gpa, base_hpa, size;
	} mmiodevs[2];
	uint16_t pt_intx_num;
	struct pt_intx_config *pt_intx;
};

extern struct acrn_vm_config vm_configs[CONFIG_MAX_VM_NUM];
extern struct dmar_info plat_dmar_info;
extern const struct cpu_state_table board_cpu_state_tbl;
extern const union pci_bdf plat_hidden_pdevs[MAX_HIDDEN_PDEVS_NUM];
extern const struct vmsix_on_msi_info vmsix_on_msi_devs[MAX_VMSIX_ON_MSI_PDEVS_NUM];
#ifdef CONFIG_RDT_ENABLED
extern struct platform_clos_info platform_l2_clos_array[MAX_CACHE_CLOS_NUM_ENTRIES];
extern struct platform_clos_info platform_l3_clos_array[MAX_CACHE_CLOS_NUM_ENTRIES];
#endif

#endif
