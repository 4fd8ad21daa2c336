/* SPDX-License-Identifier: BSD-3-Clause */
/* Page sizes. */
#ifndef PAGE_H_
#define PAGE_H_

#define PAGE_SHIFT 12U
#define PAGE_SIZE (1U << PAGE_SHIFT)

#endif /* PAGE_H_ */
