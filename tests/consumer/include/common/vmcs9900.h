/* SPDX-License-Identifier: BSD-3-Clause */
/* The PCI vUART: registers in BAR 0, the MSI-X table in BAR 1. */
#ifndef VMCS9900_H_
#define VMCS9900_H_

#define MCS9900_MMIO_BAR 0U
#define MCS9900_MSIX_BAR 1U

extern const struct pci_vdev_ops vmcs9900_ops;

#endif /* VMCS9900_H_ */
