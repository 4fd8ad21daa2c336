/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Forced into every unit, as the real build forces its own: the generated settings first, then
 * what the scenario gave, then the defaults of the release.
 */
#ifndef CONSUMER_CONFIG_H
#define CONSUMER_CONFIG_H

#include "given_config.h"
#include "scenario_config.h"

#ifndef CONFIG_MAX_EMULATED_MMIO_REGIONS
#define CONFIG_MAX_EMULATED_MMIO_REGIONS 16U
#endif
#ifndef CONFIG_MAX_MSIX_TABLE_NUM
#define CONFIG_MAX_MSIX_TABLE_NUM 64U
#endif
#ifndef CONFIG_MAX_PCI_DEV_NUM
#define CONFIG_MAX_PCI_DEV_NUM 96U
#endif

#endif /* CONSUMER_CONFIG_H */
