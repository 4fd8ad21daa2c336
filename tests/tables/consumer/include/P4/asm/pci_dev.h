/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of the Service VM (v2.7). */
#ifndef PCI_DEV_H_
#define PCI_DEV_H_

#include <asm/vm_config.h>

extern struct acrn_vm_pci_dev_config service_vm_pci_devs[CONFIG_MAX_PCI_DEV_NUM];

#endif /* PCI_DEV_H_ */
