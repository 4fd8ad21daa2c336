/* SPDX-License-Identifier: BSD-3-Clause */
/* The tables of every VM that has one. */
#ifndef VM_TABLES_H
#define VM_TABLES_H

#include <misc_cfg.h>

/*
 * The real vm_configurations.c declares the tables it points at with the lengths of misc_cfg.h;
 * the declarations are here so that a table of another length or type does not compile.
 */
#ifdef VM0_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm0_pci_devs[VM0_CONFIG_PCI_DEV_NUM];
#endif
#ifdef VM1_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm1_pci_devs[VM1_CONFIG_PCI_DEV_NUM];
#endif
#ifdef VM2_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm2_pci_devs[VM2_CONFIG_PCI_DEV_NUM];
#endif
#ifdef VM3_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm3_pci_devs[VM3_CONFIG_PCI_DEV_NUM];
#endif
#ifdef VM4_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm4_pci_devs[VM4_CONFIG_PCI_DEV_NUM];
#endif
#ifdef VM5_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm5_pci_devs[VM5_CONFIG_PCI_DEV_NUM];
#endif
#ifdef VM6_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm6_pci_devs[VM6_CONFIG_PCI_DEV_NUM];
#endif
#ifdef VM7_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm7_pci_devs[VM7_CONFIG_PCI_DEV_NUM];
#endif
#ifdef VM8_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm8_pci_devs[VM8_CONFIG_PCI_DEV_NUM];
#endif
#ifdef VM9_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm9_pci_devs[VM9_CONFIG_PCI_DEV_NUM];
#endif
#ifdef VM10_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm10_pci_devs[VM10_CONFIG_PCI_DEV_NUM];
#endif
#ifdef VM11_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm11_pci_devs[VM11_CONFIG_PCI_DEV_NUM];
#endif
#ifdef VM12_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm12_pci_devs[VM12_CONFIG_PCI_DEV_NUM];
#endif
#ifdef VM13_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm13_pci_devs[VM13_CONFIG_PCI_DEV_NUM];
#endif
#ifdef VM14_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm14_pci_devs[VM14_CONFIG_PCI_DEV_NUM];
#endif
#ifdef VM15_CONFIG_PCI_DEV_NUM
extern struct acrn_vm_pci_dev_config vm15_pci_devs[VM15_CONFIG_PCI_DEV_NUM];
#endif

#endif /* VM_TABLES_H */
