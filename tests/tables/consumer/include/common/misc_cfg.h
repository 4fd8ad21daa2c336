/* SPDX-License-Identifier: BSD-3-Clause */
/* The real tree generates this header from the scenario: here it brings the table lengths. */
#ifndef MISC_CFG_H
#define MISC_CFG_H

#include <pci_dev_num.h>

#endif /* MISC_CFG_H */
