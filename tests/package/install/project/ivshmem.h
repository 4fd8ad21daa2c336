#ifndef IVSHMEM_H
#define IVSHMEM_H

struct ivshmem_shm_region {
	char name[32];
	uint64_t hpa;
	uint64_t size;
	void *doorbell_peers[8];
};

#endif
