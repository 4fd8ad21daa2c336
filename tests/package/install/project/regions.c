/* The names and sizes of the region table; the structure is the hypervisor's. */
#include <stdint.h>
#include <stdio.h>

#define CONFIG_IVSHMEM_ENABLED 1
#include <ivshmem_cfg.h>

static const struct ivshmem_shm_region regions[8] = {IVSHMEM_SHM_REGIONS};

int main(void)
{
	for (int i = 0; i < 8 && regions[i].size != 0; i++)
		printf("%s %lu\n", regions[i].name, (unsigned long)regions[i].size);
	return 0;
}
