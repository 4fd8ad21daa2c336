/* The image is a program of the build machine: it says what it was built with. */
#include ACRN_VM_CONFIG_H
#include "hv.h"

int printf(const char *format, ...);

int main(void)
{
	for (unsigned int i = 0U; ivshmem_region_name(i) != (void *)0; i++)
		(void)printf("%s %u %lu\n", ivshmem_region_name(i),
			hv_strlen(ivshmem_region_name(i)), ivshmem_region_size(i) >> 20U);
	for (unsigned int vm = 0U; vm < 8U; vm++) {
		if (vm_pci_dev_num(vm) != 0U)
			(void)printf("vm%u %u %s\n", vm, vm_pci_dev_num(vm), vm_first_region(vm));
	}
#ifdef CONFIG_HV_RAM_SIZE
	(void)printf("hv_ram_size 0x%lx\n", (unsigned long)CONFIG_HV_RAM_SIZE);
#endif
	return 0;
}
