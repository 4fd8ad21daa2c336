/* What was asked for: on standard output, but for a repaired file. A stream that fails is seen when
   it is closed. */
#ifndef ACRNCFGC_CLI_ANSWERS_H
#define ACRNCFGC_CLI_ANSWERS_H

#include "cli/options.h"

/* --explain-layout. */
enum acrn_cfgc_status answer_layout(struct acrn_cfgc_result *result, const char *subject);
/* --diff. Both results are without errors. */
enum acrn_cfgc_status answer_diff(struct acrn_cfgc_result *before, struct acrn_cfgc_result *after,
	enum acrn_cfgc_format format);
/* --migrate: the new scenario, if there is one. */
void answer_migrated(const struct acrn_cfgc_result *result);
/* Who shares what by the launch scripts: scripts alone are checked to learn it, else -v asks. */
void answer_launches(const struct options *options, const struct acrn_cfgc_result *result);
/*
 * --fix: the repaired text goes into the scenario's file, or to standard output if it came from
 * standard input; with --fix=diff only the difference is printed. What cannot be written is added
 * to the report.
 */
enum acrn_cfgc_status answer_fixed(const struct options *options, struct acrn_cfgc_report *report,
	struct acrn_cfgc_result *result, const char *scenario);

#endif
