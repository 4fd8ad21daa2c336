/*
 * One compilation: what the passes hand on, owned by the result of the public API.
 */
#ifndef ACRNCFGC_COMPILE_H
#define ACRNCFGC_COMPILE_H

#include "acrn_cfgc.h"
#include "emit/emit.h"
#include "report/stylesheet.h"
#include "model/launch.h"
#include "layout/layout.h"
#include "model/model.h"
#include "xml/xml.h"

/* What --time-passes names. */
#define COMPILE_N_TIMES 10

struct acrn_cfgc_result {
	struct arena arena;
	struct diag_list diags;
	struct context ctx;
	uint64_t times[COMPILE_N_TIMES]; /* in nanoseconds, if the request asks for them */
	const struct acrn_cfgc_request *request;
	struct source scenario_source;
	struct source board_source;
	struct xml_document scenario;
	struct xml_document board;
	struct xml_document stylesheet; /* while it is looked at */
	struct xml_document migrated;   /* read again */
	struct config config;
	/* What was read and parsed so far; what is not usable has been reported. */
	bool scenario_usable;
	bool board_usable;
	bool launches_usable;
	size_t n_found_before_board; /* diagnostics */
	bool lends_board;            /* as the request wants, with what was found in the board */
	struct diag **board_diags;
	size_t n_board_diags;
	const char *skipped; /* what the file is instead of a scenario; NULL: it was not skipped */
	struct layout layout;
	bool laid_out; /* the layout passes ran; refused or not, there is something to show */
	struct stylesheet *stylesheets; /* of the request, in its order */
	struct launch launch;
	const char *launch_summary; /* NULL: nothing to say */
	const char *notes;          /* likewise */
	struct output_list outputs;
	struct acrn_cfgc_result
		*fixed_from; /* the result whose fixes made this one's scenario; owned */
	size_t n_fixes;      /* applied to the scenario as it was given */
	const char *usage_error;
};

/* Nothing was refused so far. */
static inline bool compile_is_clean(const struct acrn_cfgc_result *result)
{
	return result->diags.n_errors == 0;
}

enum compile_run_kind { COMPILE_TABLES = 1, COMPILE_MIGRATION = 2 };

/* Runs the passes; what they found is in result->diags, what they made in result->outputs. */
void compile_run(struct acrn_cfgc_result *result, enum compile_run_kind kind);

/* RESOLVE and CHECK over a parsed scenario. */
void compile_check(struct context *ctx, struct config *config);

/* migrate/migrate.c: the pass MIGRATE, to the request's release. */
bool compile_migrate(struct acrn_cfgc_result *result) __attribute__((warn_unused_result));

/* The time that a step of that name began at, and what it took; nothing if it is not asked for. */
uint64_t compile_clock(const struct acrn_cfgc_result *result);
void compile_add_time(struct acrn_cfgc_result *result, const char *name, uint64_t begin);
/* The names of result->times, in their order; NULL past the end. */
const char *compile_time_name(size_t index);

/* compile_board.c: takes the board of the request, or the one that its folder has for the scenario,
   from a result that lends it. False: the board is to be read from *input; without a name there is
   none, which has been reported. */
bool compile_take_board(struct acrn_cfgc_result *result, struct acrn_cfgc_input *input);
/* The result that lends the board of that file name (NULL: any); NULL if none does. */
const struct acrn_cfgc_result *compile_find_lender(
	const struct acrn_cfgc_request *request, const char *board);
/* Makes the board one that can be borrowed; its diagnostics are those from first on. */
void compile_lend_board(struct acrn_cfgc_result *result, size_t first);

/* Takes the request's stylesheets; what is wrong with them in words, or NULL. */
const char *compile_take_stylesheets(struct acrn_cfgc_result *result);
/* One report of ours, also of a refused input; NULL if there is no such report. */
const struct output_file *compile_report(struct acrn_cfgc_result *result, const char *name);

/* How many rules of each subject were applied; "" for what is no scenario. */
const char *compile_list_applied(const struct acrn_cfgc_result *result);
/* The releases whose scenarios a code is for, as bits of enum release. */
uint32_t compile_code_releases(const char *code);

#endif
