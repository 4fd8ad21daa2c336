/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory management. */
#ifndef ASM_MMU_H_
#define ASM_MMU_H_

#include <asm/page.h>
#include <asm/pgtable.h>

#endif /* ASM_MMU_H_ */
