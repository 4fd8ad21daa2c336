/* The diagnostics of one or many results as one document of the wanted form. */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "compile.h"
#include "diag/render.h"
#include "diag/seen.h"
#include "files/write.h"

struct acrn_cfgc_report {
	struct arena arena;
	struct acrn_cfgc_report_options options;
	struct text text; /* not yet handed out */
	struct diag_sarif *sarif;
	struct diag_seen seen; /* in files that several results share */
	size_t n_errors;
	size_t n_warnings;
	size_t n_shown_errors;
	size_t n_shown_warnings;
	bool finished;
};

struct acrn_cfgc_report *acrn_cfgc_report_new(const struct acrn_cfgc_report_options *options)
{
	struct acrn_cfgc_report *report = calloc(1, sizeof(*report));

	if (report == NULL)
		return NULL;
	report->options = *options;
	if (options->format == ACRN_CFGC_SARIF) {
		report->sarif = diag_sarif_new();
		if (report->sarif == NULL) {
			free(report);
			return NULL;
		}
	}
	text_init(&report->text, &report->arena);
	return report;
}

void acrn_cfgc_report_free(struct acrn_cfgc_report *report)
{
	if (report == NULL)
		return;
	diag_sarif_free(report->sarif);
	arena_release(&report->arena);
	free(report);
}

/* The list of a result from first on. */
static struct diag_list list_from(const struct acrn_cfgc_result *result, size_t first)
{
	struct diag_list list = result->diags;

	if (first == 0 || first > list.count)
		return list;
	list.items += first;
	list.count -= first;
	list.n_errors = 0;
	for (size_t i = 0; i < list.count; i++)
		list.n_errors += list.items[i]->severity != DIAG_WARNING;
	list.n_warnings = list.count - list.n_errors;
	return list;
}

/* One that ran out of memory could not even say so itself. */
static struct diag_list complete_list(
	struct acrn_cfgc_report *report, const struct acrn_cfgc_result *result, size_t first)
{
	struct diag_list list = list_from(result, first);

	if (!result->out_of_memory)
		return list;

	struct diag **items = list.items;
	size_t n_items = list.count;

	/* The items are a part of the result's array, which does not grow here. */
	list.arena = &report->arena;
	list.items = NULL;
	for (list.count = 0; list.count < n_items;) {
		struct diag *item = items[list.count];

		*ARRAY_ADD(list.arena, list.items, list.count) = item;
	}
	(void)diag_add_file(&list, DIAG_OUT003, result->request->scenario.name,
		"out of memory; nothing was written");
	return list;
}

/* The scenario's name as diagnostics have it. */
static const char *scenario_file(const struct acrn_cfgc_result *result)
{
	const char *name = result->scenario_source.name;

	if (name == NULL)
		name = result->request->scenario.name;
	return name != NULL ? name : "";
}

static bool was_told(struct acrn_cfgc_report *report, const struct diag *diag, const char *scenario)
{
	return diag->file != NULL && strcmp(diag->file, scenario) != 0 &&
	       diag_seen_before(&report->seen, &report->arena, diag);
}

/* Leaves in the list what is to be shown, and counts all that is new. */
static void select_items(
	struct acrn_cfgc_report *report, struct diag_list *list, const char *scenario)
{
	size_t max = report->options.max_errors;
	struct diag **kept = arena_array(&report->arena, list->count, sizeof(struct diag *));
	size_t n_kept = 0;

	report->n_errors += list->n_errors;
	report->n_warnings += list->n_warnings;
	for (size_t i = 0; i < list->count; i++) {
		struct diag *diag = list->items[i];
		bool warning = diag->severity == DIAG_WARNING;

		if (was_told(report, diag, scenario)) {
			report->n_errors -= !warning;
			report->n_warnings -= warning;
		} else if (max == 0 || report->n_shown_errors < max) {
			report->n_shown_errors += !warning;
			report->n_shown_warnings += warning;
			kept[n_kept++] = diag;
		}
	}
	list->items = kept;
	list->count = n_kept;
}

static bool add_list(struct acrn_cfgc_report *report, const struct diag_list *list)
{
	const struct diag_text_options text_options = {
		.color = report->options.color,
		.brief = report->options.brief,
	};

	switch (report->options.format) {
	case ACRN_CFGC_TEXT: diag_render_text(&report->text, list, &text_options); return true;
	case ACRN_CFGC_JSON: diag_render_json(&report->text, list); return true;
	case ACRN_CFGC_SARIF: return diag_sarif_add(report->sarif, list);
	}
	return true;
}

/* Runs step with a recovery point for an exhausted arena. */
static enum acrn_cfgc_status guarded(struct acrn_cfgc_report *report,
	bool (*step)(struct acrn_cfgc_report *, const void *), const void *argument)
{
	jmp_buf recovery;

	report->arena.on_exhausted = &recovery;
	if (setjmp(recovery) != 0)
		return ACRN_CFGC_ENVIRONMENT;
	return step(report, argument) ? ACRN_CFGC_OK : ACRN_CFGC_ENVIRONMENT;
}

struct addition {
	const struct acrn_cfgc_result *result;
	size_t first;
};

static bool step_add(struct acrn_cfgc_report *report, const void *argument)
{
	const struct addition *addition = argument;
	struct diag_list list = complete_list(report, addition->result, addition->first);

	select_items(report, &list, scenario_file(addition->result));
	return add_list(report, &list);
}

enum acrn_cfgc_status acrn_cfgc_report_add(
	struct acrn_cfgc_report *report, const struct acrn_cfgc_result *result)
{
	return acrn_cfgc_report_add_from(report, result, 0);
}

enum acrn_cfgc_status acrn_cfgc_report_add_from(
	struct acrn_cfgc_report *report, const struct acrn_cfgc_result *result, size_t first)
{
	struct addition addition = {result, first};

	return guarded(report, step_add, &addition);
}

/* ---- failures of no result --------------------------------------------------------------- */

static void add_failures(struct acrn_cfgc_report *report, const struct diag_list *failures)
{
	report->n_errors += failures->n_errors;
	report->n_shown_errors += failures->n_errors;
	/* A SARIF document that is complete already is made again, with this. */
	if (report->options.format == ACRN_CFGC_SARIF)
		report->finished = false;
}

struct own_failure {
	const char *file;
	const char *message;
};

static bool step_failure(struct acrn_cfgc_report *report, const void *argument)
{
	const struct own_failure *failure = argument;
	struct diag_list list = {.arena = &report->arena};

	(void)diag_add_file(&list, DIAG_OUT002, failure->file, "%s", failure->message);
	add_failures(report, &list);
	return add_list(report, &list);
}

enum acrn_cfgc_status acrn_cfgc_report_failure(
	struct acrn_cfgc_report *report, const char *file, const char *message)
{
	struct own_failure failure = {file, message};

	return guarded(report, step_failure, &failure);
}

static bool step_write(struct acrn_cfgc_report *report, const void *argument)
{
	const struct acrn_cfgc_document *document = argument;
	const struct output_document output = {
		.path = document->path, .bytes = document->data, .size = document->size};
	struct diag_list list = {.arena = &report->arena};
	struct pass pass = {.arena = &report->arena, .diags = &list};

	output_document(&pass, &output);
	if (list.count == 0)
		return true;
	add_failures(report, &list);
	(void)add_list(report, &list);
	return false;
}

enum acrn_cfgc_status acrn_cfgc_report_write(
	struct acrn_cfgc_report *report, const struct acrn_cfgc_document *document)
{
	return guarded(report, step_write, document);
}

/* ---- the end ----------------------------------------------------------------------------- */

static void finish_text(struct acrn_cfgc_report *report, const struct diag_left_out *left_out)
{
	diag_render_left_out(&report->text, left_out);
	if (left_out->n_errors + left_out->n_warnings != 0)
		text_add_char(&report->text, '\n');
	if (!report->options.quiet)
		diag_render_summary(&report->text, report->n_errors, report->n_warnings);
}

static bool step_finish(struct acrn_cfgc_report *report, const void *argument)
{
	const bool *last = argument;
	const struct diag_left_out left_out = {
		.n_errors = report->n_errors - report->n_shown_errors,
		.n_warnings = report->n_warnings - report->n_shown_warnings,
		.max_errors = report->options.max_errors,
	};

	text_add(&report->text, "");
	if (!*last || report->finished)
		return true;
	report->finished = true;
	switch (report->options.format) {
	case ACRN_CFGC_TEXT: finish_text(report, &left_out); return true;
	case ACRN_CFGC_JSON: diag_render_json_left_out(&report->text, &left_out); return true;
	case ACRN_CFGC_SARIF: return diag_sarif_finish(report->sarif, &left_out, &report->text);
	}
	return true;
}

void acrn_cfgc_report_counts(
	const struct acrn_cfgc_report *report, size_t *n_errors, size_t *n_warnings)
{
	*n_errors = report->n_errors;
	*n_warnings = report->n_warnings;
}

enum acrn_cfgc_status acrn_cfgc_report_text(
	struct acrn_cfgc_report *report, bool last, const char **text, size_t *size)
{
	enum acrn_cfgc_status status = guarded(report, step_finish, &last);

	*text = status == ACRN_CFGC_OK ? report->text.bytes : "";
	*size = status == ACRN_CFGC_OK ? report->text.length : 0;
	/* The next text is a new one: what was handed out stays as it is. */
	text_init(&report->text, &report->arena);
	return status;
}
