/* SPDX-License-Identifier: BSD-3-Clause */
/* Page table geometry. */
#ifndef PGTABLE_H_
#define PGTABLE_H_

#include <types.h>
#include <page.h>

#define PDE_SHIFT 21U
#define PDE_SIZE (1UL << PDE_SHIFT)
#define PDPTE_SHIFT 30U
#define PDPTE_SIZE (1UL << PDPTE_SHIFT)

#endif /* PGTABLE_H_ */
