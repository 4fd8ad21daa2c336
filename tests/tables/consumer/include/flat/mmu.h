/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory management. */
#ifndef MMU_H_
#define MMU_H_

#include <page.h>
#include <pgtable.h>

#endif /* MMU_H_ */
