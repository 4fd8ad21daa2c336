/* --fix: what becomes of a repaired scenario. */
#ifndef ACRNCFGC_CLI_REPAIR_H
#define ACRNCFGC_CLI_REPAIR_H

#include "acrn_cfgc.h"

/*
 * The repaired text goes into the scenario's file, or to standard output if it came from standard
 * input; with show_diff only the difference is printed, on standard output. What cannot be written
 * is added to the report. *n_fixes is the number of fixes that were written into the file.
 */
enum acrn_cfgc_status cli_repair(struct acrn_cfgc_report *report, struct acrn_cfgc_result *result,
	const char *scenario, bool show_diff, size_t *n_fixes);

#endif
