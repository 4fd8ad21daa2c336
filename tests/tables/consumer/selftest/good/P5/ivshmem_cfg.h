#ifndef IVSHMEM_CFG_H
#define IVSHMEM_CFG_H

#include <ivshmem.h>
#include <asm/pgtable.h>

#define IVSHMEM_SHM_REGION_0 "hv:/shm_region_0"
#define IVSHMEM_SHM_REGION_1 "hv:/shm_region_1"

#define IVSHMEM_SHM_SIZE 0x1200000UL
#define IVSHMEM_DEV_NUM 4UL

#define IVSHMEM_SHM_REGIONS \
	{ .name = IVSHMEM_SHM_REGION_0, .region_id = 0x1000U, \
	  .hpa = 0x26ce00000UL, .size = 0x200000UL, }, \
	{ .name = IVSHMEM_SHM_REGION_1, .region_id = 0x1001U, \
	  .hpa = 0x26d000000UL, .size = 0x1000000UL, },

#endif /* IVSHMEM_CFG_H */
