/*
@FACTS@
 */
#ifndef IVSHMEM_GUEST_H
#define IVSHMEM_GUEST_H

/* The device, in configuration space. */
#define IVSHMEM_PCI_VENDOR_ID                   0x1af4U
#define IVSHMEM_PCI_DEVICE_ID                   0x1110U
#define IVSHMEM_PCI_REVISION                    1U

/* Its BARs. */
#define IVSHMEM_BAR_REGISTERS                   0
#define IVSHMEM_BAR_MSIX                        1
#define IVSHMEM_BAR_MEMORY                      2

/* Its registers: byte offsets in BAR 0, each 32 bits wide. */
#define IVSHMEM_REG_INTERRUPT_MASK              0x0U /* not used */
#define IVSHMEM_REG_INTERRUPT_STATUS            0x4U /* not used */
#define IVSHMEM_REG_IV_POSITION                 0x8U /* read: the region's OWN_ID below */
#define IVSHMEM_REG_DOORBELL                    0xcU /* write: IVSHMEM_DOORBELL() */

/* Written to the doorbell register it raises an interrupt in the peer. */
#define IVSHMEM_DOORBELL(peer_id, vector) \
	((((peer_id) & 0xffffU) << 16U) | ((vector) & 0xffffU))

/* This VM and its regions. */
#define IVSHMEM_VM_ID                           @ID@U
#define IVSHMEM_REGION_COUNT                    @COUNT@U
@REGIONS@

#endif
