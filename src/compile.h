/*
 * One compilation: what the passes hand on, owned by the result of the public API.
 */
#ifndef ACRNCFGC_COMPILE_H
#define ACRNCFGC_COMPILE_H

#include "acrn_cfgc.h"
#include "emit.h"
#include "layout.h"
#include "model.h"
#include "xml.h"

struct acrn_cfgc_result {
	struct arena arena;
	struct diag_list diags;
	struct pass pass;
	const struct acrn_cfgc_request *request;
	struct source scenario_source;
	struct source board_source;
	struct xml_document scenario;
	struct xml_document board;
	struct config config;
	struct layout layout;
	struct output_list outputs;
	const char *usage_error;
	bool out_of_memory;
};

/* Runs the passes; what they found is in result->diags, what they made in result->outputs. */
void compile_run(struct acrn_cfgc_result *result);

/* compile_board.c: <board name of the scenario>.xml in folder. Reports a scenario that names no
   board, or one that the folder lacks, and returns an input without a name. */
struct acrn_cfgc_input compile_find_board(
	struct pass *pass, const struct config *config, const char *folder);

/* switches.c: applies what stands behind -W; returns what is wrong with it in words, or NULL. */
const char *switches_apply(struct diag_list *diags, const char *const *switches, size_t count);

#endif
