/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A shared memory region (v2.2).
 * Like the real header it includes nothing and needs vm_config.h before it.
 */
#ifndef IVSHMEM_H
#define IVSHMEM_H

#ifdef CONFIG_IVSHMEM_ENABLED

struct ivshmem_shm_region {
	char name[32];
	uint64_t hpa;
	uint64_t size;
};

extern const struct pci_vdev_ops vpci_ivshmem_ops;

#endif /* CONFIG_IVSHMEM_ENABLED */

#endif /* IVSHMEM_H */
