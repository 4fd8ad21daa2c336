#ifndef IVSHMEM_CFG_H
#define IVSHMEM_CFG_H

#include <ivshmem.h>
#include <pgtable.h>

#define IVSHMEM_SHM_REGION_0 "hv:/shm_region_0"
#define IVSHMEM_SHM_REGION_1 "hv:/shm_region_1"

#define IVSHMEM_SHM_SIZE 0x1200000UL
#define IVSHMEM_DEV_NUM 4UL

#define IVSHMEM_SHM_REGIONS \
	{ .name = IVSHMEM_SHM_REGION_0, .hpa = 0x11000000UL, .size = 0x200000UL, }, \
	{ .name = IVSHMEM_SHM_REGION_1, .hpa = 0x11200000UL, .size = 0x1000000UL, },

#endif /* IVSHMEM_CFG_H */
