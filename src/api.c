/* The public API around a compilation; see acrn_cfgc.h. Decides nothing. */
#include <setjmp.h>
#include <stdlib.h>

#include "api_private.h"
#include "output.h"
#include "xml.h"

#ifndef ACRNCFGC_VERSION
#define ACRNCFGC_VERSION "0.0.0"
#endif

/* ---- results ----------------------------------------------------------------------------- */

static bool take_request(struct acrn_cfgc_result *result)
{
	const struct acrn_cfgc_request *request = result->request;

	result->diags.quiet = request->no_warnings;
	result->usage_error =
		switches_apply(&result->diags, request->warnings, request->n_warnings);
	if (request->target != NULL) {
		result->pass.target = target_find(request->target);
		if (result->pass.target == NULL)
			result->usage_error = arena_printf(
				&result->arena, "there is no target '%s'", request->target);
	}
	if (request->scenario.name == NULL && request->n_launches == 0)
		result->usage_error = "there is no scenario";
	if (result->usage_error == NULL)
		result->usage_error = compile_take_stylesheets(result);
	return result->usage_error == NULL;
}

enum acrn_cfgc_status api_guard(struct acrn_cfgc_result *result,
	void (*step)(struct acrn_cfgc_result *, const void *), const void *argument)
{
	jmp_buf recovery;

	result->arena.on_exhausted = &recovery;
	if (setjmp(recovery) == 0) {
		step(result, argument);
	} else {
		result->out_of_memory = true;
		result->outputs = (struct output_list){0};
	}
	result->arena.on_exhausted = NULL;
	return acrn_cfgc_status(result);
}

void acrn_cfgc_start(void)
{
	xml_prepare();
}

static void step_compile(struct acrn_cfgc_result *result, const void *unused)
{
	(void)unused;
	if (take_request(result))
		compile_run(result);
}

static void step_migrate(struct acrn_cfgc_result *result, const void *unused)
{
	const char *release = result->request->migrate_to;

	(void)unused;
	if (!take_request(result))
		return;
	if (release == NULL || target_find(release) == NULL)
		result->usage_error =
			release == NULL
				? "there is no release to migrate to"
				: arena_printf(&result->arena,
					  "there is no release '%s' to migrate to", release);
	else
		compile_migrate(result);
}

/* A new result, and what step makes of it. */
static enum acrn_cfgc_status run(const struct acrn_cfgc_request *request,
	void (*step)(struct acrn_cfgc_result *, const void *), struct acrn_cfgc_result **out)
{
	struct acrn_cfgc_result *result = calloc(1, sizeof(*result));

	*out = result;
	if (result == NULL)
		return ACRN_CFGC_ENVIRONMENT;
	result->request = request;
	result->diags.arena = &result->arena;
	result->pass = (struct pass){.arena = &result->arena, .diags = &result->diags};

	if (request->time_passes)
		result->pass.stopwatch = &result->stopwatch;
	stopwatch_start(result->pass.stopwatch);

	enum acrn_cfgc_status status = api_guard(result, step, NULL);

	/* Nothing reads XML after the model is made. */
	xml_release(&result->scenario);
	xml_release(&result->board);
	xml_release(&result->stylesheet);
	xml_release(&result->migrated);
	migrate_release(&result->migration);
	stopwatch_lap(result->pass.stopwatch, STAGE_RELEASE);
	return status;
}

enum acrn_cfgc_status acrn_cfgc_compile(
	const struct acrn_cfgc_request *request, struct acrn_cfgc_result **out)
{
	return run(request, step_compile, out);
}

enum acrn_cfgc_status acrn_cfgc_migrate(
	const struct acrn_cfgc_request *request, struct acrn_cfgc_result **out)
{
	return run(request, step_migrate, out);
}

void acrn_cfgc_free(struct acrn_cfgc_result *result)
{
	if (result == NULL)
		return;
	arena_release(&result->arena);
	free(result);
}

enum acrn_cfgc_status acrn_cfgc_status(const struct acrn_cfgc_result *result)
{
	if (result->out_of_memory || result->diags.failed)
		return ACRN_CFGC_ENVIRONMENT;
	if (result->usage_error != NULL)
		return ACRN_CFGC_USAGE;
	return result->diags.n_errors != 0 ? ACRN_CFGC_INPUT_ERRORS : ACRN_CFGC_OK;
}

const char *acrn_cfgc_usage_error(const struct acrn_cfgc_result *result)
{
	return result->usage_error;
}

bool acrn_cfgc_pass_time(
	const struct acrn_cfgc_result *result, size_t index, struct acrn_cfgc_pass_time *time)
{
	if (index >= STAGE_COUNT)
		return false;
	*time = (struct acrn_cfgc_pass_time){stage_names[index], result->stopwatch.spent[index]};
	return true;
}

/* ---- diagnostics ------------------------------------------------------------------------- */

static enum acrn_cfgc_severity public_severity(enum diag_severity severity)
{
	return severity == DIAG_WARNING ? ACRN_CFGC_WARNING : ACRN_CFGC_ERROR;
}

size_t acrn_cfgc_diagnostic_count(const struct acrn_cfgc_result *result)
{
	return result->diags.count;
}

bool acrn_cfgc_diagnostic(const struct acrn_cfgc_result *result, size_t index,
	struct acrn_cfgc_diagnostic *diagnostic)
{
	if (index >= result->diags.count)
		return false;

	const struct diag *diag = result->diags.items[index];

	*diagnostic = (struct acrn_cfgc_diagnostic){
		.code = diag_infos[diag->code].code,
		.name = diag_infos[diag->code].name,
		.severity = public_severity(diag->severity),
		.place = {diag->file, diag->position.line, diag->position.column,
			diag->position.length},
		.message = diag->message,
	};
	return true;
}

const char *acrn_cfgc_notes(const struct acrn_cfgc_result *result)
{
	return result->notes;
}

const char *acrn_cfgc_launch_summary(const struct acrn_cfgc_result *result)
{
	return acrn_cfgc_status(result) == ACRN_CFGC_OK ? result->launch_summary : NULL;
}

/* ---- files ------------------------------------------------------------------------------- */

size_t acrn_cfgc_file_count(const struct acrn_cfgc_result *result)
{
	return result->outputs.count;
}

bool acrn_cfgc_file(
	const struct acrn_cfgc_result *result, size_t index, struct acrn_cfgc_file *file)
{
	if (index >= result->outputs.count)
		return false;

	*file = api_file(&result->outputs.files[index]);
	return true;
}

/* What is done with the files of a result. */
struct write_request {
	void (*act)(struct acrn_cfgc_result *result, const struct write_request *request);
	const char *folder;
	const char *depfile;
	bool (*confirm)(void *);
	void *argument;
};

struct question {
	struct stopwatch *stopwatch;
	const struct write_request *request;
};

/* What the caller does has no part in the pass's time. */
static bool ask_caller(void *argument)
{
	const struct question *question = argument;
	const struct write_request *request = question->request;

	if (request->confirm == NULL)
		return true;
	stopwatch_lap(question->stopwatch, STAGE_WRITE);

	bool good = request->confirm(request->argument);

	stopwatch_start(question->stopwatch);
	return good;
}

/* The rules for the inputs that were read. */
static struct output_rules rules_of(struct acrn_cfgc_result *result, const char *depfile)
{
	size_t n_sheets = result->request->n_stylesheets;
	const struct launch *launch = &result->launch;
	const char **inputs =
		arena_array(&result->arena, 2 + n_sheets + launch->n_scripts, sizeof(*inputs));
	size_t n_inputs = 0;

	inputs[n_inputs++] = result->scenario_source.name;
	if (result->board_source.name != NULL)
		inputs[n_inputs++] = result->board_source.name;
	for (size_t i = 0; i < n_sheets && result->stylesheets[i].source != NULL; i++)
		inputs[n_inputs++] = result->stylesheets[i].source->name;
	for (size_t i = 0; i < launch->n_scripts; i++)
		inputs[n_inputs++] = launch->scripts[i].source->name;
	return (struct output_rules){depfile, inputs, n_inputs};
}

static void act_write(struct acrn_cfgc_result *result, const struct write_request *request)
{
	struct question question = {result->pass.stopwatch, request};
	struct output_last_word last = {ask_caller, &question};
	struct output_rules rules;

	if (request->depfile == NULL) {
		output_write(&result->pass, &result->outputs, request->folder, &last);
		return;
	}
	rules = rules_of(result, request->depfile);
	output_write_with_rules(&result->pass, &result->outputs, request->folder, &rules, &last);
}

static void act_verify(struct acrn_cfgc_result *result, const struct write_request *request)
{
	output_verify(&result->pass, &result->outputs, request->folder);
}

static void act_depfile(struct acrn_cfgc_result *result, const struct write_request *request)
{
	struct output_rules rules = rules_of(result, request->depfile);

	output_depfile(&result->pass, &result->outputs, request->folder, &rules);
}

static void step_write(struct acrn_cfgc_result *result, const void *argument)
{
	const struct write_request *request = argument;
	size_t first = result->diags.count;

	stopwatch_start(result->pass.stopwatch);
	request->act(result, request);
	diag_sort_from(&result->diags, first);
	stopwatch_lap(result->pass.stopwatch, STAGE_WRITE);
}

/* Of a result that is not whole nothing is written. */
static enum acrn_cfgc_status write_files(
	struct acrn_cfgc_result *result, const struct write_request *request)
{
	enum acrn_cfgc_status status = acrn_cfgc_status(result);

	return status == ACRN_CFGC_OK ? api_guard(result, step_write, request) : status;
}

enum acrn_cfgc_status acrn_cfgc_write(struct acrn_cfgc_result *result, const char *folder)
{
	return acrn_cfgc_write_confirmed(result, folder, NULL, NULL, NULL);
}

enum acrn_cfgc_status acrn_cfgc_write_confirmed(struct acrn_cfgc_result *result, const char *folder,
	const char *depfile, bool (*confirm)(void *), void *argument)
{
	struct write_request request = {act_write, folder, depfile, confirm, argument};

	return write_files(result, &request);
}

enum acrn_cfgc_status acrn_cfgc_verify(struct acrn_cfgc_result *result, const char *folder)
{
	struct write_request request = {.act = act_verify, .folder = folder};

	return write_files(result, &request);
}

enum acrn_cfgc_status acrn_cfgc_write_depfile(
	struct acrn_cfgc_result *result, const char *folder, const char *depfile)
{
	struct write_request request = {.act = act_depfile, .folder = folder, .depfile = depfile};

	return write_files(result, &request);
}

/* ---- tables ------------------------------------------------------------------------------ */

size_t acrn_cfgc_code_count(void)
{
	return DIAG_CODE_COUNT;
}

bool acrn_cfgc_code(size_t index, struct acrn_cfgc_code *code)
{
	if (index >= DIAG_CODE_COUNT)
		return false;

	const struct diag_info *info = &diag_infos[index];

	*code = (struct acrn_cfgc_code){info->code, info->name, public_severity(info->severity),
		info->section, info->title, info->rule, info->why, info->wrong, info->right,
		diag_source((enum diag_code)index)};
	return true;
}

bool acrn_cfgc_code_find(const char *name, struct acrn_cfgc_code *code)
{
	return acrn_cfgc_code(diag_find(name), code);
}

size_t acrn_cfgc_target_count(void)
{
	return n_targets;
}

bool acrn_cfgc_target(size_t index, struct acrn_cfgc_target *target)
{
	if (index >= n_targets)
		return false;
	*target = (struct acrn_cfgc_target){targets[index].name, targets[index].profile};
	return true;
}

const char *acrn_cfgc_version(void)
{
	return ACRNCFGC_VERSION;
}
