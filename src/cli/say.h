/* What the program says on standard error besides diagnostics: lines for people. */
#ifndef ACRNCFGC_CLI_SAY_H
#define ACRNCFGC_CLI_SAY_H

#include "cli/options.h"

/* -v: before a scenario is compiled; NULL: only launch scripts are read. */
void say_inputs(const struct options *options, const char *scenario);
/* After its diagnostics: which file was skipped or made, which release was assumed, which rules
   were applied. */
void say_result(
	const struct options *options, const struct acrn_cfgc_result *result, const char *scenario);

/* For all scenarios what acrn_cfgc_notes() has for one; several always have a board. */
void say_common_note(const struct options *options);
/* Files in DIR were asked for and are not there, as after every error: where else to look. */
void say_way_to_report(const struct options *options, enum acrn_cfgc_status status);

#define SAY_MAX_PASSES 16

/* --time-passes: what the passes of all compilations of a run took. */
struct say_times {
	struct acrn_cfgc_pass_time passes[SAY_MAX_PASSES];
	size_t n_passes;
};

void say_times_add(struct say_times *times, const struct acrn_cfgc_result *result);
/* As a table in the order of the passes; those that did not run are left out. */
void say_times(const struct say_times *times);

#endif
