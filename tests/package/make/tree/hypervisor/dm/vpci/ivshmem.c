/* The ivshmem device: the consumer of the region table. */
#include ACRN_VM_CONFIG_H
#include <vpci.h>
#include <vmcs9900.h>
#ifdef CONFIG_IVSHMEM_ENABLED
#include <ivshmem_cfg.h>
#endif
#include "hv.h"

const struct pci_vdev_ops vhostbridge_ops;
const struct pci_vdev_ops vmcs9900_ops;

#ifdef CONFIG_IVSHMEM_ENABLED

const struct pci_vdev_ops vpci_ivshmem_ops;

static const struct ivshmem_shm_region mem_regions[8] = {IVSHMEM_SHM_REGIONS};

const char *ivshmem_region_name(unsigned int index)
{
	return (index < 8U) && (mem_regions[index].size != 0UL) ? mem_regions[index].name : NULL;
}

unsigned long ivshmem_region_size(unsigned int index)
{
	return mem_regions[index].size;
}

#else

const char *ivshmem_region_name(unsigned int index)
{
	(void)index;
	return NULL;
}

unsigned long ivshmem_region_size(unsigned int index)
{
	(void)index;
	return 0UL;
}

#endif
