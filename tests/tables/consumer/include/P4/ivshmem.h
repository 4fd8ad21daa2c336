/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A shared memory region (v2.7).
 * Like the real header it includes nothing and needs vm_config.h before it.
 */
#ifndef IVSHMEM_H
#define IVSHMEM_H

#ifdef CONFIG_IVSHMEM_ENABLED

/* A VM's id is its peer id; each region has one slot per VM. */
#define MAX_IVSHMEM_PEER_NUM (CONFIG_MAX_VM_NUM)
#define MAX_IVSHMEM_MSIX_TBL_ENTRY_NUM 8U

struct ivshmem_device;

struct ivshmem_shm_region {
	char name[32];
	uint64_t hpa;
	uint64_t size;
	struct ivshmem_device *doorbell_peers[MAX_IVSHMEM_PEER_NUM];
};

extern const struct pci_vdev_ops vpci_ivshmem_ops;

#endif /* CONFIG_IVSHMEM_ENABLED */

#endif /* IVSHMEM_H */
