/* SPDX-License-Identifier: BSD-3-Clause */
/* Page sizes. */
#ifndef ASM_PAGE_H_
#define ASM_PAGE_H_

#define PAGE_SHIFT 12U
#define PAGE_SIZE (1U << PAGE_SHIFT)

#endif /* ASM_PAGE_H_ */
