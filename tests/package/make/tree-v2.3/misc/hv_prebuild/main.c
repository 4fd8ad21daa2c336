/* What the tree checks of its VMs, here little. */
#include <vm_config.h>

int printf(const char *format, ...);

/* Without extern, as in the real one: with sos.c a second definition, unless it is common. */
int sos_pci_devs_declared;

int main(void)
{
	for (unsigned int vm = 0U; vm < CONFIG_MAX_VM_NUM; vm++) {
		if (vm_configs[vm].pci_dev_num > CONFIG_MAX_PCI_DEV_NUM) {
			(void)printf("VM configuration check fail!\n");
			return 1;
		}
	}
	(void)printf("VM configuration check pass!\n");
	return sos_pci_devs_declared;
}
