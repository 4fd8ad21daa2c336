/*
 * The compiler: read this file first. The table near its end is the list of passes. A pass reports
 * into one list and returns false when the next cannot go on.
 *
 * All faults of the input are wanted in one run: scenario, board and launch scripts are all read,
 * and the rules run over all that could be read. Layout needs a model without errors.
 */
#include "compile.h"

#include <string.h>
#include <time.h>

#include "base/utf8.h"
#include "files/read.h"
#include "report/layout_xml.h"
#include "check/check.h"
#include "launch/launch.h"
#include "verify/verify.h"
#include "hypervisor/hypervisor.h"
#include "parse/parse.h"
#include "model/resolve.h"

static bool parse_board_file(struct acrn_cfgc_result *result);

/* ---- load and parse ---------------------------------------------------------------------- */

/* The bytes that the caller has, or those of a file; at most limit of them. */
static bool read_input(struct context *ctx, const struct acrn_cfgc_input *input, size_t limit,
	struct source *source)
{
	if (input->data == NULL) {
		if (!input_read(ctx, input->name, source))
			return false;
	} else {
		*source = (struct source){
			.name = arena_strdup(ctx->arena, input->name),
			.bytes = input->data,
			.size = input->size,
		};
	}
	if (source->size > limit) {
		diag_add_file(ctx->diags, DIAG_OUT001, source->name,
			"cannot read '%s': it is larger than %zu %s", source->name,
			limit >= MIB ? limit / MIB : limit / 1024, limit >= MIB ? "MiB" : "KiB");
		return false;
	}
	return true;
}

static bool load_input(struct acrn_cfgc_result *result, const struct acrn_cfgc_input *input,
	struct source *source, struct xml_document *document)
{
	struct context *ctx = &result->ctx;

	return read_input(ctx, input, SOURCE_MAX_SIZE, source) && xml_load(ctx, source, document);
}

/* False: not all could be read. */
static bool load_launches(struct acrn_cfgc_result *result)
{
	const struct acrn_cfgc_request *request = result->request;
	struct context *ctx = &result->ctx;
	struct launch *launch = &result->launch;
	bool loaded = true;

	if (request->n_launches > MAX_LIST) {
		diag_add_file(ctx->diags, DIAG_SCH010, request->launches[MAX_LIST].script.name,
			"there are more than %u launch scripts; no list may be longer", MAX_LIST);
		return false;
	}
	launch->scripts = arena_array(ctx->arena, request->n_launches, sizeof(*launch->scripts));
	launch->n_scripts = request->n_launches;
	launch->completed = (request->emit & ACRN_CFGC_LAUNCH) != 0;
	for (size_t i = 0; i < request->n_launches; i++) {
		struct launch_script *script = &launch->scripts[i];

		script->source = arena_alloc(ctx->arena, sizeof(*script->source));
		script->vm_selector = request->launches[i].vm;
		loaded &= read_input(
			ctx, &request->launches[i].script, LAUNCH_MAX_SIZE, script->source);
	}
	return loaded;
}

static bool has_scenario(const struct acrn_cfgc_result *result)
{
	return result->request->scenario.name != NULL;
}

/* In a folder of boards and scenarios the files that are no scenario are not checked. */
static bool skips_other_files(const struct acrn_cfgc_request *request)
{
	return request->board_dir != NULL && request->emit == 0;
}

/* A board that was read for a scenario before it need not be read to see what it is. */
static bool is_known_board(const struct acrn_cfgc_request *request)
{
	return skips_other_files(request) && request->scenario.name != NULL &&
	       compile_find_lender(request, request->scenario.name) != NULL;
}

/* The board is ready for the scenarios that come after it, which then report what is wrong in it.
 */
static void keep_board(struct acrn_cfgc_result *result)
{
	struct diag_list *diags = &result->diags;

	result->board_source = result->scenario_source;
	result->board = result->scenario;
	result->scenario = (struct xml_document){.root = NULL};
	result->board_usable = true;
	(void)parse_board_file(result);
	diags->count = 0;
	diags->n_errors = 0;
	diags->n_warnings = 0;
}

/* True: the file is no scenario, and nothing is to be said of it. */
static bool skip_other_file(struct acrn_cfgc_result *result)
{
	enum file_kind kind = parse_file_kind(result->scenario.root);

	if (!skips_other_files(result->request))
		return false;
	if (kind == FILE_BOARD)
		keep_board(result);
	result->skipped = kind == FILE_BOARD ? "board" : kind == FILE_LAUNCH ? "launch file" : NULL;
	return result->skipped != NULL;
}

static bool load_inputs(struct acrn_cfgc_result *result)
{
	if (is_known_board(result->request)) {
		result->skipped = "board";
		return false;
	}
	result->launches_usable = load_launches(result);
	result->scenario_usable =
		has_scenario(result) && load_input(result, &result->request->scenario,
						&result->scenario_source, &result->scenario);
	return true;
}

static bool parse_inputs(struct acrn_cfgc_result *result)
{
	struct context *ctx = &result->ctx;
	struct launch *launch = &result->launch;
	bool loaded = result->launches_usable;

	for (size_t i = 0; i < launch->n_scripts && loaded; i++) {
		struct launch_script *script = &launch->scripts[i];

		parse_launch(ctx, script->source, script);
		result->launches_usable &= launch_within_bounds(ctx, script);
	}
	if (result->scenario_usable && skip_other_file(result))
		return false;
	if (result->scenario_usable)
		result->scenario_usable = parse_scenario(&result->scenario, &result->config);
	return true;
}

/* After the scenario, which may name it. */
static bool load_board(struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_input input;

	if (!has_scenario(result) || compile_take_board(result, &input))
		return true;
	result->n_found_before_board = result->diags.count;
	result->board_usable = input.name != NULL &&
			       load_input(result, &input, &result->board_source, &result->board);
	return true;
}

/* Without a usable board the scenario is checked alone; an unusable one has been reported. */
static bool parse_board_file(struct acrn_cfgc_result *result)
{
	if (!result->board_usable)
		return true;

	struct board *board = arena_alloc(&result->arena, sizeof(*board));

	if (parse_board(&result->board, board))
		result->config.board = board;
	compile_lend_board(result, result->n_found_before_board);
	return true;
}

/* ---- resolve and check ------------------------------------------------------------------- */

void compile_check(struct context *ctx, struct config *config)
{
	resolve_config(ctx, config);
	check_config(ctx, config);
}

const char *compile_list_applied(const struct acrn_cfgc_result *result)
{
	return result->scenario_usable ? check_list_applied(&result->ctx, &result->config) : "";
}

uint32_t compile_code_releases(const char *code)
{
	return check_code_releases(code);
}

static bool resolve_inputs(struct acrn_cfgc_result *result)
{
	struct config *config = &result->config;

	if (has_scenario(result) && !result->scenario_usable)
		return false;
	/* Only one release of each form can have the group, and that is its default. */
	if (result->ctx.target == NULL && (result->request->emit & EMIT_HYPERVISOR) != 0)
		result->ctx.target = target_default(config->dialect);
	result->ctx.makes_all =
		(result->request->emit & (EMIT_HYPERVISOR | EMIT_CONFIG)) == EMIT_HYPERVISOR;
	if (has_scenario(result))
		resolve_config(&result->ctx, config);
	if (result->launches_usable && result->launch.n_scripts > 0) {
		config->launch = &result->launch;
		resolve_launch(config);
	}
	return true;
}

static bool check_inputs(struct acrn_cfgc_result *result)
{
	struct config *config = &result->config;

	if (has_scenario(result))
		check_config(&result->ctx, config);
	if (config->launch != NULL)
		check_launch(&result->ctx, config);
	return result->launches_usable && compile_is_clean(result);
}

/* ---- reports ----------------------------------------------------------------------------- */

const char *compile_take_stylesheets(struct acrn_cfgc_result *result)
{
	const struct acrn_cfgc_request *request = result->request;
	struct arena *arena = &result->arena;
	struct stylesheet *sheets = arena_array(arena, request->n_stylesheets, sizeof(*sheets));

	result->stylesheets = sheets;
	for (size_t i = 0; i < request->n_stylesheets; i++) {
		const char *name = request->stylesheets[i].name;

		sheets[i].output = name == NULL ? NULL : stylesheet_output(arena, name);
		if (sheets[i].output == NULL)
			return arena_printf(arena,
				"stylesheet '%s' is not called after a file that it could make, as 'memory.csv.xsl' is",
				name == NULL ? "" : name);
		for (size_t k = 0; k < i; k++) {
			if (strcmp(sheets[k].output, sheets[i].output) == 0)
				return arena_printf(
					arena, "two stylesheets would make '%s'", sheets[i].output);
		}
	}
	return NULL;
}

static struct emit_input report_input(const struct acrn_cfgc_result *result)
{
	return (struct emit_input){
		.target = result->ctx.target,
		.config = &result->config,
		.layout = result->laid_out ? &result->layout : NULL,
		.refusal = result->diags.n_errors != 0 ? &result->diags : NULL,
	};
}

/* Nothing is taken from the tree: it only shows that the text is what libxslt may be given. */
static bool load_stylesheet(struct acrn_cfgc_result *result, size_t index)
{
	struct source *source = arena_alloc(&result->arena, sizeof(*source));

	result->stylesheets[index].source = source;

	bool ok = load_input(
		result, &result->request->stylesheets[index], source, &result->stylesheet);

	xml_release(&result->stylesheet);
	return ok;
}

static bool make_stylesheets(struct acrn_cfgc_result *result)
{
	const struct acrn_cfgc_request *request = result->request;
	struct emit_input in = report_input(result);
	bool ok = true;

	for (size_t i = 0; i < request->n_stylesheets && request->emit != 0; i++)
		ok &= load_stylesheet(result, i);
	return ok && emit_stylesheets(&result->ctx, &in, request->emit, result->stylesheets,
			     request->emit == 0 ? 0 : request->n_stylesheets, &result->outputs);
}

const struct output_file *compile_report(struct acrn_cfgc_result *result, const char *name)
{
	struct emit_input in = report_input(result);
	struct output_file *file = arena_alloc(&result->arena, sizeof(*file));

	file->path = arena_strdup(&result->arena, name);
	file->group = EMIT_REPORT;
	text_init(&file->text, &result->arena);
	if (strcmp(name, "layout.xml") == 0)
		emit_layout_xml(&file->text, &in);
	else if (!emit_report(&result->ctx, &in, name, &file->text))
		return NULL;
	return file;
}

/* ---- layout, verify and emit: of a scenario with its board ------------------------------- */

static bool lay_out(struct acrn_cfgc_result *result)
{
	struct context *ctx = &result->ctx;
	struct layout *layout = &result->layout;

	/* Both halves of the layout report what does not fit before the compilation stops. */
	bool memory = layout_memory(ctx, layout);
	bool pci = layout_pci(ctx, layout);

	result->laid_out = true;
	return memory && pci && layout_capacities(ctx, layout) && layout_guests(ctx, layout) &&
	       compile_is_clean(result);
}

static bool verify(struct acrn_cfgc_result *result)
{
	return verify_layout(&result->ctx, &result->layout);
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
_Static_assert((int)RELEASE_NO == (int)ACRN_CFGC_RELEASE_NO &&
		       (int)RELEASE_YES == (int)ACRN_CFGC_RELEASE_YES,
	"enum release_choice and enum acrn_cfgc_release must be the same");

/* What the whole configuration of a hypervisor asks for besides. */
static bool check_hypervisor(struct acrn_cfgc_result *result)
{
	if ((result->request->emit & EMIT_HYPERVISOR) != 0)
		hypervisor_check(&result->ctx, &result->config);
	return true;
}

static bool emit(struct acrn_cfgc_result *result)
{
	return emit_files(&result->ctx, &result->config, &result->layout, result->request->emit,
		       (enum release_choice)result->request->release, &result->outputs) &&
	       make_stylesheets(result);
}

/* Of a scenario that was read: what its verdict relies on without having been told. */
static const char *make_notes(const struct acrn_cfgc_result *result)
{
	const struct target *target = result->ctx.target;
	struct text notes;

	text_init(&notes, result->ctx.arena);
	if (result->config.source == NULL || target == NULL)
		return NULL;
	if (result->laid_out && result->ctx.target_assumed) {
		utf8_add_shown(
			&notes, result->config.source->name, strlen(result->config.source->name));
		text_addf(&notes,
			": note: laid out for %s, the default for a scenario in the %s form; --target chooses another release\n",
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

/* ---- the passes -------------------------------------------------------------------------- */

struct compile_pass {
	const char *name; /* for --time-passes */
	unsigned runs;    /* enum compile_run_kind, or-ed */
	bool needs_board;
	bool (*run)(struct acrn_cfgc_result *result); /* false: the next cannot go on */
};

static const struct compile_pass passes[] = {
	{"load", COMPILE_TABLES | COMPILE_MIGRATION, false, load_inputs},
	{"parse", COMPILE_TABLES | COMPILE_MIGRATION, false, parse_inputs},
	{"load", COMPILE_TABLES | COMPILE_MIGRATION, false, load_board},
	{"parse", COMPILE_TABLES | COMPILE_MIGRATION, false, parse_board_file},
	{"resolve", COMPILE_TABLES | COMPILE_MIGRATION, false, resolve_inputs},
	{"check", COMPILE_TABLES | COMPILE_MIGRATION, false, check_inputs},
	{"check", COMPILE_TABLES, true, check_hypervisor},
	{"layout", COMPILE_TABLES, true, lay_out},
	{"verify", COMPILE_TABLES, true, verify},
	{"emit", COMPILE_TABLES, true, emit},
	{"migrate", COMPILE_MIGRATION, false, compile_migrate},
};

/* What is timed, in the order in which it is shown; the last two are no passes of a compilation. */
static const char *const timed[COMPILE_N_TIMES] = {"load", "parse", "resolve", "check", "layout",
	"verify", "emit", "migrate", "write", "release"};

const char *compile_time_name(size_t index)
{
	return index < COMPILE_N_TIMES ? timed[index] : NULL;
}

uint64_t compile_clock(const struct acrn_cfgc_result *result)
{
	struct timespec time = {0};

	if (!result->request->time_passes)
		return 0;
	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void compile_add_time(struct acrn_cfgc_result *result, const char *name, uint64_t begin)
{
	for (size_t i = 0; i < COMPILE_N_TIMES && result->request->time_passes; i++) {
		if (strcmp(timed[i], name) == 0)
			result->times[i] += compile_clock(result) - begin;
	}
}

static void run_passes(struct acrn_cfgc_result *result, enum compile_run_kind kind)
{
	bool go_on = true;

	for (size_t i = 0; i < sizeof(passes) / sizeof(passes[0]) && go_on; i++) {
		uint64_t begin = compile_clock(result);

		if ((passes[i].runs & (unsigned)kind) == 0 ||
			(passes[i].needs_board && result->config.board == NULL))
			continue;
		go_on = passes[i].run(result);
		compile_add_time(result, passes[i].name, begin);
	}
}

void compile_run(struct acrn_cfgc_result *result, enum compile_run_kind kind)
{
	run_passes(result, kind);
	/* -Werror counts: a warning that became an error leaves no outputs. */
	if (!compile_is_clean(result))
		result->outputs = (struct output_list){0};
	else if (result->config.launch != NULL && kind == COMPILE_TABLES)
		result->launch_summary = launch_summary(&result->ctx, &result->config);
	result->notes = make_notes(result);
	diag_sort(&result->diags, 0);
}
