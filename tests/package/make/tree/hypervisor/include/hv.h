/* What the parts of the miniature hypervisor know of each other. */
#ifndef HV_H
#define HV_H

/* lib/string.c */
unsigned int hv_strlen(const char *text);

/* dm/vpci/ivshmem.c: the regions; NULL past the last one */
const char *ivshmem_region_name(unsigned int index);
unsigned long ivshmem_region_size(unsigned int index);

/* arch/x86/configs/vm_config.c: how many devices a VM's table has */
unsigned int vm_pci_dev_num(unsigned int vm);
/* the name of the first region in its table */
const char *vm_first_region(unsigned int vm);

#endif
