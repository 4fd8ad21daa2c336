/* Commands and options about a layout that is there: its report, its reasons, its differences. */
#ifndef ACRNCFGC_CLI_LAYOUT_H
#define ACRNCFGC_CLI_LAYOUT_H

#include "acrn_cfgc.h"

/* --report: makes the document and does not write it; "-" is text. Says itself what goes wrong. */
enum acrn_cfgc_status cli_layout_report(
	struct acrn_cfgc_result *result, const char *path, struct acrn_cfgc_document *document);

/* --explain-layout: on standard output. */
enum acrn_cfgc_status cli_layout_explain(struct acrn_cfgc_result *result, const char *subject);

/* --diff: on standard output. Both results are without errors. */
enum acrn_cfgc_status cli_layout_diff(struct acrn_cfgc_result *before,
	struct acrn_cfgc_result *after, enum acrn_cfgc_format format);

#endif
