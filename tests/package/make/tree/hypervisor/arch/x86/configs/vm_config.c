/* What misc_cfg.h promises of the VMs' tables. */
#include ACRN_VM_CONFIG_H
#include "hv.h"

unsigned int vm_pci_dev_num(unsigned int vm)
{
	switch (vm) {
#ifdef VM0_CONFIG_PCI_DEV_NUM
	case 0U: return (vm0_pci_devs[0].vdev_ops != NULL) ? VM0_CONFIG_PCI_DEV_NUM : 0U;
#endif
#ifdef VM2_CONFIG_PCI_DEV_NUM
	case 2U: return (vm2_pci_devs[0].vdev_ops != NULL) ? VM2_CONFIG_PCI_DEV_NUM : 0U;
#endif
	default: return 0U;
	}
}
