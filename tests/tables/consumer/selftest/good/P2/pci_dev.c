#include <vm_config.h>
#include <pci_devices.h>
#include <vpci.h>
#include <vbar_base.h>
#include <mmu.h>
#include <page.h>
#include <ivshmem_cfg.h>
#include <vmcs9900.h>

struct acrn_vm_pci_dev_config vm0_pci_devs[VM0_CONFIG_PCI_DEV_NUM] = {
	{
		.emu_type = PCI_DEV_TYPE_HVEMUL,
		.vbdf.bits = {.b = 0x00U, .d = 0x00U, .f = 0x00U},
		.vdev_ops = &vhostbridge_ops,
	},
	{
		.emu_type = PCI_DEV_TYPE_PTDEV,
		.vbdf.bits = {.b = 0x00U, .d = 0x01U, .f = 0x00U},
		.pbdf.bits = {.b = 0x00U, .d = 0x17U, .f = 0x00U},
		VM0_SATA_VBAR,
	},
	{
		.emu_type = PCI_DEV_TYPE_PTDEV,
		.vbdf.bits = {.b = 0x00U, .d = 0x02U, .f = 0x00U},
		.pbdf.bits = {.b = 0x03U, .d = 0x00U, .f = 0x00U},
		VM0_ETHERNET_VBAR,
	},
	{
		.emu_type = PCI_DEV_TYPE_HVEMUL,
		.vbdf.bits = {.b = 0x00U, .d = 0x03U, .f = 0x00U},
		.shm_region_name = IVSHMEM_SHM_REGION_0,
		.vdev_ops = &vpci_ivshmem_ops,
		VM0_IVSHMEM_0_VBAR,
	},
	{
		.emu_type = PCI_DEV_TYPE_HVEMUL,
		.vbdf.bits = {.b = 0x00U, .d = 0x04U, .f = 0x00U},
		.shm_region_name = IVSHMEM_SHM_REGION_1,
		.vdev_ops = &vpci_ivshmem_ops,
		VM0_IVSHMEM_1_VBAR,
	},
	{
		.emu_type = PCI_DEV_TYPE_HVEMUL,
		.vbdf.bits = {.b = 0x00U, .d = 0x05U, .f = 0x00U},
		.vuart_idx = 1U,
		.t_vuart.vm_id = 2U,
		.t_vuart.vuart_id = 1U,
		.vdev_ops = &vmcs9900_ops,
		VM0_VUART_1_VBAR,
	},
};

struct acrn_vm_pci_dev_config sos_pci_devs[CONFIG_MAX_PCI_DEV_NUM] = {
	{
		.emu_type = PCI_DEV_TYPE_HVEMUL,
		.vbdf.bits = {.b = 0x00U, .d = 0x03U, .f = 0x00U},
		.shm_region_name = IVSHMEM_SHM_REGION_1,
		.vdev_ops = &vpci_ivshmem_ops,
		VM1_IVSHMEM_1_VBAR,
	},
};

struct acrn_vm_pci_dev_config vm2_pci_devs[VM2_CONFIG_PCI_DEV_NUM] = {
	{
		.emu_type = PCI_DEV_TYPE_HVEMUL,
		.vbdf.value = UNASSIGNED_VBDF,
		.shm_region_name = IVSHMEM_SHM_REGION_0,
		.vdev_ops = &vpci_ivshmem_ops,
	},
	{
		.emu_type = PCI_DEV_TYPE_HVEMUL,
		.vbdf.value = UNASSIGNED_VBDF,
		.vuart_idx = 1U,
		.t_vuart.vm_id = 0U,
		.t_vuart.vuart_id = 1U,
		.vdev_ops = &vmcs9900_ops,
	},
};
