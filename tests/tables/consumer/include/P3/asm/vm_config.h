/* SPDX-License-Identifier: BSD-3-Clause */
/* What a VM's PCI table consists of (v2.5, v2.6, v3.0 to v3.2). */
#ifndef VM_CONFIG_H_
#define VM_CONFIG_H_

#include <types.h>
#include <pci.h>
#include <board_info.h>

#define PCI_DEV_TYPE_PTDEV (1U << 0U)
#define PCI_DEV_TYPE_HVEMUL (1U << 1U)
/* The third type has another name from v3.0 on, so no table of this profile may use it. */

/* The virtual address is given by the device model when it starts the VM. */
#define UNASSIGNED_VBDF 0xFFFFU

struct target_vuart {
	uint8_t vm_id;
	uint8_t vuart_id;
};

struct acrn_vm_pci_dev_config {
	uint32_t emu_type;
	union pci_bdf vbdf;
	union pci_bdf pbdf;
	char shm_region_name[32];
	struct target_vuart t_vuart;
	uint16_t vuart_idx;
	uint16_t vrp_sec_bus;
	uint8_t vrp_max_payload;
	uint64_t vbar_base[PCI_BAR_COUNT];
	struct pci_pdev *pdev;
	const struct pci_vdev_ops *vdev_ops;
} __aligned(8);

#include <vm_tables.h>

#endif /* VM_CONFIG_H_ */
