/*
 * The compiler: read this file first. compile_run() at its end is the list of passes. A pass
 * reports into one list and returns false when the next cannot go on.
 */
#include "compile.h"

#include <string.h>

#include "base/utf8.h"
#include "check/check.h"
#include "launch/launch.h"
#include "verify/verify.h"
#include "hypervisor/check.h"
#include "parse/parse.h"
#include "model/resolve.h"

/* A board that many scenarios share is read once, unless it has faults: those belong to each. */
static bool borrow_board(struct acrn_cfgc_result *result)
{
	const struct acrn_cfgc_result *lender = result->request->board_of;

	if (lender == NULL || !lender->lends_board)
		return false;
	result->board_source = lender->board_source;
	result->config.board = lender->config.board;
	return true;
}

/* Without a usable board the scenario is checked alone; an unusable one has been reported. */
static void load_board(struct acrn_cfgc_result *result)
{
	struct pass *pass = &result->pass;
	struct acrn_cfgc_input input = result->request->board;
	size_t n_before = result->diags.count;

	if (borrow_board(result))
		return;
	if (input.name == NULL && result->request->board_dir != NULL)
		input = compile_find_board(pass, &result->config, result->request->board_dir);
	if (input.name == NULL)
		return;

	struct board *board = arena_alloc(pass->arena, sizeof(*board));

	if (compile_load(result, &input, &result->board_source, &result->board) &&
		parse_board(pass, &result->board, board))
		result->config.board = board;
	result->lends_board = result->request->lends_board && result->config.board != NULL &&
			      result->diags.count == n_before;
	/* Those who borrow it tell places in it, and write nothing. */
	if (result->lends_board)
		source_index(pass->arena, &result->board_source);
	stopwatch_lap(pass->stopwatch, STAGE_PARSE);
}

void compile_check(struct pass *pass, struct config *config)
{
	resolve_config(pass, config);
	stopwatch_lap(pass->stopwatch, STAGE_RESOLVE);
	check_config(pass, config);
	stopwatch_lap(pass->stopwatch, STAGE_CHECK);
}

/* Reads and parses the launch scripts of the request. */
static bool load_launches(struct acrn_cfgc_result *result)
{
	const struct acrn_cfgc_request *request = result->request;
	struct pass *pass = &result->pass;
	struct launch *launch = &result->launch;
	bool loaded = true;

	if (request->n_launches > MAX_LIST) {
		diag_add_file(pass->diags, DIAG_SCH010, request->launches[MAX_LIST].script.name,
			"there are more than %u launch scripts; no list may be longer", MAX_LIST);
		return false;
	}
	launch->scripts = arena_array(pass->arena, request->n_launches, sizeof(*launch->scripts));
	launch->n_scripts = request->n_launches;
	launch->completed = (request->emit & ACRN_CFGC_LAUNCH) != 0;
	for (size_t i = 0; i < request->n_launches; i++) {
		struct launch_script *script = &launch->scripts[i];
		struct source *source = arena_alloc(pass->arena, sizeof(*source));

		script->source = source;
		script->vm_selector = request->launches[i].vm;

		bool read =
			compile_read(pass, &request->launches[i].script, LAUNCH_MAX_SIZE, source);

		stopwatch_lap(pass->stopwatch, STAGE_LOAD);
		if (read)
			parse_launch(pass, source, script);
		stopwatch_lap(pass->stopwatch, STAGE_PARSE);
		loaded &= read && launch_within_bounds(pass, script);
	}
	return loaded;
}

/* With a scenario or without one: then its part of the model is empty. */
static bool check_launches(struct acrn_cfgc_result *result)
{
	struct config *config = &result->config;

	if (result->launch.n_scripts > 0) {
		config->launch = &result->launch;
		resolve_launch(config);
		check_launch(&result->pass, config);
	}
	stopwatch_lap(result->pass.stopwatch, STAGE_CHECK);
	return compile_is_clean(result);
}

/* Every fault of the input is wanted in one run, so scenario and board are both read and the
   rules run over all that could be read; layout needs a model without errors. */
bool compile_front_end(struct acrn_cfgc_result *result)
{
	struct pass *pass = &result->pass;
	bool launches = load_launches(result);

	if (result->request->scenario.name == NULL)
		return launches && check_launches(result);

	bool scenario = compile_load(result, &result->request->scenario, &result->scenario_source,
				&result->scenario) &&
			parse_scenario(pass, &result->scenario, &result->config);

	stopwatch_lap(pass->stopwatch, STAGE_PARSE);
	load_board(result);
	if (!scenario)
		return false;
	compile_check(pass, &result->config);
	return launches && check_launches(result);
}

/* A request's groups are those of emit.h, as they are. */
_Static_assert((unsigned)EMIT_TABLES == (unsigned)ACRN_CFGC_TABLES &&
		       (unsigned)EMIT_CONFIG == (unsigned)ACRN_CFGC_CONFIG &&
		       (unsigned)EMIT_REPORT == (unsigned)ACRN_CFGC_REPORT &&
		       (unsigned)EMIT_LAUNCH == (unsigned)ACRN_CFGC_LAUNCH &&
		       (unsigned)EMIT_GUEST == (unsigned)ACRN_CFGC_GUEST &&
		       (unsigned)EMIT_QEMU == (unsigned)ACRN_CFGC_QEMU &&
		       (unsigned)EMIT_HYPERVISOR == (unsigned)ACRN_CFGC_HYPERVISOR &&
		       (unsigned)EMIT_ALL == (unsigned)ACRN_CFGC_ALL_GROUPS,
	"enum emit_group and enum acrn_cfgc_group must be the same bits");

static bool back_end(struct acrn_cfgc_result *result)
{
	struct pass *pass = &result->pass;
	const struct config *config = &result->config;
	struct layout *layout = &result->layout;

	if (config->board == NULL)
		return true;
	if ((result->request->emit & EMIT_HYPERVISOR) != 0)
		hypervisor_check(pass, config);

	/* Both halves of the layout report what does not fit before the compilation stops. */
	bool memory = layout_memory(pass, config, layout);
	bool pci = layout_pci(pass, config, layout);
	bool laid_out = memory && pci && layout_capacities(pass, config, layout) &&
			layout_guests(pass, config, layout) && compile_is_clean(result);

	result->laid_out = true;
	stopwatch_lap(pass->stopwatch, STAGE_LAYOUT);
	if (!laid_out)
		return false;

	bool proved = verify_layout(pass, config, layout);

	stopwatch_lap(pass->stopwatch, STAGE_VERIFY);
	if (!proved)
		return false;

	bool emitted = emit_files(pass, config, layout, result->request->emit, &result->outputs) &&
		       compile_stylesheets(result);

	stopwatch_lap(pass->stopwatch, STAGE_EMIT);
	return emitted;
}

/* Of a scenario that was read: what its verdict relies on without having been told. */
static const char *make_notes(const struct acrn_cfgc_result *result)
{
	const struct target *target = result->pass.target;
	struct text notes;

	text_init(&notes, result->pass.arena);
	if (result->config.source == NULL || target == NULL)
		return NULL;
	if (result->laid_out && result->pass.target_assumed) {
		utf8_add_shown(
			&notes, result->config.source->name, strlen(result->config.source->name));
		text_addf(&notes,
			": note: laid out for %s, the default for a scenario in the %s form; "
			"--target chooses another release\n",
			target->name,
			result->config.dialect == DIALECT_ELEMENT ? "element" : "text");
	}
	if (result->config.board == NULL && compile_is_clean(result)) {
		utf8_add_shown(
			&notes, result->config.source->name, strlen(result->config.source->name));
		text_add(
			&notes, ": note: the layout was not checked, for there is no board file\n");
	}
	return notes.length != 0 ? notes.bytes : NULL;
}

void compile_run(struct acrn_cfgc_result *result)
{
	if (compile_front_end(result))
		(void)back_end(result);
	/* -Werror counts: a warning that became an error leaves no outputs behind. */
	if (!compile_is_clean(result))
		result->outputs = (struct output_list){0};
	else if (result->config.launch != NULL)
		result->launch_summary = launch_summary(&result->pass, &result->config);
	result->notes = make_notes(result);
	diag_sort(&result->diags);
	stopwatch_lap(result->pass.stopwatch, STAGE_CHECK);
}
