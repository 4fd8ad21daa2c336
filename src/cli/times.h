/* --time-passes: what the passes of all compilations of a run took, as a table. */
#ifndef ACRNCFGC_CLI_TIMES_H
#define ACRNCFGC_CLI_TIMES_H

#include "acrn_cfgc.h"

#define TIMES_MAX_PASSES 16

struct times {
	struct acrn_cfgc_pass_time passes[TIMES_MAX_PASSES];
	size_t n_passes;
};

void times_add(struct times *times, const struct acrn_cfgc_result *result);
/* On standard error, in the order of the passes; those that did not run are left out. */
void times_show(const struct times *times);

#endif
