/* The public API around a compilation; see acrn_cfgc.h. Decides nothing. */
#include <stdlib.h>

#include "api/private.h"
#include "files/write.h"
#include "xml/xml.h"

#ifndef ACRNCFGC_VERSION
#define ACRNCFGC_VERSION "0.0.0"
#endif

/* ---- results ----------------------------------------------------------------------------- */

/* What is wrong with the request, in words, or NULL; notes what is right. */
static const char *take_request(struct acrn_cfgc_result *result, enum compile_run_kind kind)
{
	const struct acrn_cfgc_request *request = result->request;
	const char *mistake = switches_apply(&result->diags, request->warnings, request->n_warnings,
		(request->emit & ACRN_CFGC_HYPERVISOR) != 0);

	result->diags.quiet = request->no_warnings;
	if (request->scenario.name == NULL && request->n_launches == 0)
		return "there is no scenario";
	if (request->target != NULL) {
		result->ctx.target = target_find(request->target);
		if (result->ctx.target == NULL)
			return arena_printf(
				&result->arena, "there is no target '%s'", request->target);
	}
	for (size_t i = 0; i < request->n_launches && mistake == NULL; i++) {
		if (request->launches[i].script.name == NULL)
			mistake = arena_printf(
				&result->arena, "launch script %zu has no name", i + 1);
	}
	if (mistake == NULL)
		mistake = compile_take_stylesheets(result);
	if (mistake != NULL || kind != COMPILE_MIGRATION)
		return mistake;
	if (request->migrate_to == NULL)
		return "there is no release to migrate to";
	return target_find(request->migrate_to) != NULL
		       ? NULL
		       : arena_printf(&result->arena, "there is no release '%s' to migrate to",
				 request->migrate_to);
}

void acrn_cfgc_start(void)
{
	xml_prepare();
}

/* A new result, and what the passes make of it. */
static enum acrn_cfgc_status run(const struct acrn_cfgc_request *request,
	enum compile_run_kind kind, struct acrn_cfgc_result **out)
{
	struct acrn_cfgc_result *result = calloc(1, sizeof(*result));

	if (result == NULL)
		memory_exhausted();
	*out = result;
	result->request = request;
	result->diags.arena = &result->arena;
	result->ctx = (struct context){.arena = &result->arena, .diags = &result->diags};
	result->usage_error = take_request(result, kind);
	if (result->usage_error == NULL)
		compile_run(result, kind);

	uint64_t begin = compile_clock(result);

	/* Nothing reads XML after the model is made. */
	xml_release(&result->scenario);
	xml_release(&result->board);
	xml_release(&result->stylesheet);
	xml_release(&result->migrated);
	compile_add_time(result, "release", begin);
	return acrn_cfgc_status(result);
}

enum acrn_cfgc_status acrn_cfgc_compile(
	const struct acrn_cfgc_request *request, struct acrn_cfgc_result **out)
{
	return run(request, COMPILE_TABLES, out);
}

enum acrn_cfgc_status acrn_cfgc_migrate(
	const struct acrn_cfgc_request *request, struct acrn_cfgc_result **out)
{
	return run(request, COMPILE_MIGRATION, out);
}

void acrn_cfgc_free(struct acrn_cfgc_result *result)
{
	if (result == NULL)
		return;
	acrn_cfgc_free(result->fixed_from);
	arena_release(&result->arena);
	free(result);
}

enum acrn_cfgc_status acrn_cfgc_status(const struct acrn_cfgc_result *result)
{
	if (result->diags.failed)
		return ACRN_CFGC_ENVIRONMENT;
	if (result->usage_error != NULL)
		return ACRN_CFGC_USAGE;
	return result->diags.n_errors != 0 ? ACRN_CFGC_INPUT_ERRORS : ACRN_CFGC_OK;
}

const char *acrn_cfgc_usage_error(const struct acrn_cfgc_result *result)
{
	return result->usage_error;
}

bool acrn_cfgc_lends_board(const struct acrn_cfgc_result *result)
{
	return result->lends_board;
}

const char *acrn_cfgc_skipped(const struct acrn_cfgc_result *result)
{
	return result->skipped;
}

bool acrn_cfgc_pass_time(
	const struct acrn_cfgc_result *result, size_t index, struct acrn_cfgc_pass_time *time)
{
	if (index >= COMPILE_N_TIMES)
		return false;
	*time = (struct acrn_cfgc_pass_time){compile_time_name(index), result->times[index]};
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
		.hint = diag->hint,
	};
	return true;
}

static struct acrn_cfgc_place place_of(struct loc loc, struct position position)
{
	return (struct acrn_cfgc_place){loc.source != NULL ? loc.source->name : NULL, position.line,
		position.column, position.length};
}

bool acrn_cfgc_diagnostic_note(const struct acrn_cfgc_result *result, size_t index, size_t note,
	struct acrn_cfgc_note *out)
{
	if (index >= result->diags.count || note >= result->diags.items[index]->n_notes)
		return false;

	const struct diag_note *found = &result->diags.items[index]->notes[note];

	*out = (struct acrn_cfgc_note){place_of(found->loc, found->position), found->message};
	return true;
}

bool acrn_cfgc_diagnostic_fix(const struct acrn_cfgc_result *result, size_t index, size_t fix,
	struct acrn_cfgc_fix_edit *out)
{
	if (index >= result->diags.count || fix >= result->diags.items[index]->n_fixes)
		return false;

	const struct diag_fix *found = &result->diags.items[index]->fixes[fix];

	*out = (struct acrn_cfgc_fix_edit){
		place_of(found->loc, found->position), found->message, found->replacement};
	return true;
}

const char *acrn_cfgc_notes(const struct acrn_cfgc_result *result)
{
	return result->notes;
}

const char *acrn_cfgc_applied_rules(const struct acrn_cfgc_result *result)
{
	return compile_list_applied(result);
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

/* Rules for the inputs that were read. */
static bool make_rules(
	struct acrn_cfgc_result *result, const char *folder, struct output_document *document)
{
	size_t n_sheets = result->request->n_stylesheets;
	const struct launch *launch = &result->launch;
	const char **inputs =
		arena_array(&result->arena, 3 + n_sheets + launch->n_scripts, sizeof(*inputs));
	size_t n_inputs = 0;

	if (result->scenario_source.name != NULL)
		inputs[n_inputs++] = result->scenario_source.name;
	if (result->board_source.name != NULL)
		inputs[n_inputs++] = result->board_source.name;
	for (size_t i = 0; i < n_sheets && result->stylesheets[i].source != NULL; i++)
		inputs[n_inputs++] = result->stylesheets[i].source->name;
	for (size_t i = 0; i < launch->n_scripts; i++)
		inputs[n_inputs++] = launch->scripts[i].source->name;
	return output_depfile(&result->ctx, &result->outputs, folder, inputs, document);
}

/*
 * Adds the make rules, if there is a depfile: they come last, because what they tell make is true
 * only when the files are there. False: a file would be read and written, or written twice, or
 * there are no such rules.
 */
static bool complete_documents(struct acrn_cfgc_result *result, const char *folder,
	const char *depfile, struct output_document *documents, size_t *count)
{
	const char **names = arena_array(&result->arena, *count + 1, sizeof(*names));

	if (depfile != NULL)
		documents[(*count)++] = (struct output_document){.path = depfile};
	for (size_t i = 0; i < *count; i++)
		names[i] = documents[i].path;
	result->usage_error = api_find_clash(result, folder, names, *count);
	return result->usage_error == NULL &&
	       (depfile == NULL || make_rules(result, folder, &documents[*count - 1]));
}

/* Where the diagnostics and the time of a call begin. */
struct writing {
	size_t first;
	uint64_t begin;
};

/* False: of a result that is not whole nothing is written. */
static bool begin_writing(
	struct acrn_cfgc_result *result, const char *folder, struct writing *writing)
{
	*writing = (struct writing){result->diags.count, compile_clock(result)};
	if (acrn_cfgc_status(result) != ACRN_CFGC_OK)
		return false;
	if (folder != NULL)
		output_find_stale(&result->ctx, &result->outputs, folder);
	return true;
}

static enum acrn_cfgc_status end_writing(
	struct acrn_cfgc_result *result, const struct writing *writing)
{
	diag_sort(&result->diags, writing->first);
	compile_add_time(result, "write", writing->begin);
	return acrn_cfgc_status(result);
}

enum acrn_cfgc_status acrn_cfgc_write(struct acrn_cfgc_result *result, const char *folder)
{
	return acrn_cfgc_write_with(result, folder, NULL, NULL, 0);
}

enum acrn_cfgc_status acrn_cfgc_write_with(struct acrn_cfgc_result *result, const char *folder,
	const char *depfile, const struct acrn_cfgc_document *documents, size_t n_documents)
{
	struct output_document *all = arena_array(&result->arena, n_documents + 1, sizeof(*all));
	struct writing writing;

	if (!begin_writing(result, folder, &writing))
		return acrn_cfgc_status(result);
	for (size_t i = 0; i < n_documents; i++)
		all[i] = (struct output_document){.path = documents[i].path,
			.bytes = documents[i].data,
			.size = documents[i].size};
	if (complete_documents(result, folder, depfile, all, &n_documents))
		output_write(&result->ctx, &result->outputs, folder, all, n_documents);
	return end_writing(result, &writing);
}

enum acrn_cfgc_status acrn_cfgc_verify(struct acrn_cfgc_result *result, const char *folder)
{
	struct writing writing;

	if (!begin_writing(result, folder, &writing))
		return acrn_cfgc_status(result);
	output_verify(&result->ctx, &result->outputs, folder);
	return end_writing(result, &writing);
}

enum acrn_cfgc_status acrn_cfgc_write_depfile(
	struct acrn_cfgc_result *result, const char *folder, const char *depfile)
{
	struct output_document document;
	struct writing writing;
	size_t count = 0;

	if (!begin_writing(result, folder, &writing))
		return acrn_cfgc_status(result);
	if (complete_documents(result, folder, depfile, &document, &count))
		output_document(&result->ctx, &document);
	return end_writing(result, &writing);
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
	const struct diag_explanation *explanation = &diag_explanations[index];
	uint32_t releases = compile_code_releases(info->code);

	*code = (struct acrn_cfgc_code){
		.code = info->code,
		.name = info->name,
		.severity = public_severity(info->severity),
		.is_foreign = info->severity == DIAG_FOREIGN,
		.first_release = target_first_of(releases)->name,
		.last_release = target_last_of(releases)->name,
		.section = info->section,
		.title = info->title,
		.rule = explanation->rule,
		.why = explanation->why,
		.wrong = explanation->wrong,
		.right = explanation->right,
		.source = diag_source((enum diag_code)index),
	};
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

bool acrn_cfgc_target_find(const char *name, struct acrn_cfgc_target *target)
{
	const struct target *found = target_find(name);

	return found != NULL && acrn_cfgc_target((size_t)(found - targets), target);
}

const char *acrn_cfgc_version(void)
{
	return ACRNCFGC_VERSION;
}
