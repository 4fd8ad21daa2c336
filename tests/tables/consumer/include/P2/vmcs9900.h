/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The PCI vUART. v2.2 has none, and no such header. Which BAR holds what is known to the
 * hypervisor's own code alone, so a table has to say it in numbers.
 */
#ifndef VMCS9900_H
#define VMCS9900_H

extern const struct pci_vdev_ops vmcs9900_ops;

#endif /* VMCS9900_H */
