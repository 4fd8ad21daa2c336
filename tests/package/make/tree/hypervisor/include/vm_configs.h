/* The part of vm_config.h that tests/tables/consumer has no use for: what a VM is. */
#ifndef VM_CONFIGS_H
#define VM_CONFIGS_H

struct acrn_vm_config {
	char name[16];
	uint16_t pci_dev_num;
	struct acrn_vm_pci_dev_config *pci_devs;
};

extern struct acrn_vm_config vm_configs[CONFIG_MAX_VM_NUM];

#endif
