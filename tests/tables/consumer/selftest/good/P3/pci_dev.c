#include <asm/vm_config.h>
#include <vpci.h>
#include <asm/mmu.h>
#include <asm/page.h>
#include <vmcs9900.h>
#include <ivshmem_cfg.h>

#define INVALID_PCI_BASE 0U

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
		.vbar_base[0] = 0x80010000UL,
		.vbar_base[1] = 0x80012000UL,
		.vbar_base[5] = 0x80013000UL,
	},
	{
		.emu_type = PCI_DEV_TYPE_PTDEV,
		.vbdf.bits = {.b = 0x00U, .d = 0x02U, .f = 0x00U},
		.pbdf.bits = {.b = 0x03U, .d = 0x00U, .f = 0x00U},
		.vbar_base[0] = 0x80020000UL,
		.vbar_base[3] = 0x80040000UL,
	},
	{
		.emu_type = PCI_DEV_TYPE_HVEMUL,
		.vbdf.bits = {.b = 0x00U, .d = 0x03U, .f = 0x00U},
		.shm_region_name = IVSHMEM_SHM_REGION_0,
		.vdev_ops = &vpci_ivshmem_ops,
		.vbar_base[0] = 0x80000000UL,
		.vbar_base[1] = 0x80001000UL,
		.vbar_base[2] = 0x8040000cUL,
	},
	{
		.emu_type = PCI_DEV_TYPE_HVEMUL,
		.vbdf.bits = {.b = 0x00U, .d = 0x04U, .f = 0x00U},
		.shm_region_name = IVSHMEM_SHM_REGION_1,
		.vdev_ops = &vpci_ivshmem_ops,
		.vbar_base[0] = 0x80002000UL,
		.vbar_base[1] = 0x80003000UL,
		.vbar_base[2] = 0x8100000cUL,
	},
	{
		.emu_type = PCI_DEV_TYPE_HVEMUL,
		.vbdf.bits = {.b = 0x00U, .d = 0x05U, .f = 0x00U},
		.vuart_idx = 1U,
		.t_vuart.vm_id = 2U,
		.t_vuart.vuart_id = 1U,
		.vdev_ops = &vmcs9900_ops,
		.vbar_base[0] = 0x80004000UL,
		.vbar_base[1] = 0x80005000UL,
	},
};

struct acrn_vm_pci_dev_config sos_pci_devs[CONFIG_MAX_PCI_DEV_NUM] = {
	{
		.emu_type = PCI_DEV_TYPE_HVEMUL,
		.vbdf.bits = {.b = 0x00U, .d = 0x03U, .f = 0x00U},
		.shm_region_name = IVSHMEM_SHM_REGION_1,
		.vdev_ops = &vpci_ivshmem_ops,
		.vbar_base[0] = 0xa1500000UL,
		.vbar_base[1] = 0xa1501000UL,
		.vbar_base[2] = 0xa200000cUL,
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
