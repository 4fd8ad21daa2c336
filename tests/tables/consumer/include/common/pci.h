/* SPDX-License-Identifier: BSD-3-Clause */
/* PCI addresses and BARs. */
#ifndef PCI_H_
#define PCI_H_

#include <types.h>

#define PCI_BAR_COUNT 6U

/* In memory the function comes first: a positional initialiser { bus, dev, func } is wrong. */
union pci_bdf {
	uint16_t value;
	struct {
		uint8_t f : 3;
		uint8_t d : 5;
		uint8_t b;
	} bits;
	struct {
		uint8_t devfun;
		uint8_t bus;
	} fields;
};

struct pci_pdev;
struct pci_vdev;

#endif /* PCI_H_ */
