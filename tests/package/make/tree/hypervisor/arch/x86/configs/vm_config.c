/* What vm_configurations.c and misc_cfg.h say of the VMs' tables. */
#include ACRN_VM_CONFIG_H
#include "hv.h"

unsigned int vm_pci_dev_num(unsigned int vm)
{
#ifdef VM7_CONFIG_PCI_DEV_NUM
	if (vm == 7U) {
		return VM7_CONFIG_PCI_DEV_NUM;
	}
#endif
	return vm_configs[vm].pci_dev_num;
}

const char *vm_first_region(unsigned int vm)
{
	for (unsigned int i = 0U; i < vm_configs[vm].pci_dev_num; i++) {
		if (vm_configs[vm].pci_devs[i].shm_region_name[0] != '\0')
			return vm_configs[vm].pci_devs[i].shm_region_name;
	}
	return "none";
}
