/* What the tree checks of its VMs, here little. */
#include ACRN_VM_CONFIG_H
#include <vpci.h>

int printf(const char *format, ...);

const struct pci_vdev_ops vhostbridge_ops;
const struct pci_vdev_ops vpci_ivshmem_ops;
const struct pci_vdev_ops vmcs9900_ops;

int main(void)
{
	for (unsigned int vm = 0U; vm < CONFIG_MAX_VM_NUM; vm++) {
		if (vm_configs[vm].pci_dev_num > CONFIG_MAX_PCI_DEV_NUM) {
			(void)printf("VM configuration check fail!\n");
			return 1;
		}
	}
	(void)printf("VM configuration check pass!\n");
	return 0;
}
