/* SPDX-License-Identifier: BSD-3-Clause */
/* The operations of an emulated PCI device, and those of the virtual host bridge. */
#ifndef VPCI_H_
#define VPCI_H_

#include <pci.h>

struct pci_vdev_ops {
	void (*init_vdev)(struct pci_vdev *vdev);
	void (*deinit_vdev)(struct pci_vdev *vdev);
	int32_t (*write_vdev_cfg)(
		struct pci_vdev *vdev, uint32_t offset, uint32_t bytes, uint32_t val);
	int32_t (*read_vdev_cfg)(
		const struct pci_vdev *vdev, uint32_t offset, uint32_t bytes, uint32_t *val);
};

extern const struct pci_vdev_ops vhostbridge_ops;

#endif /* VPCI_H_ */
