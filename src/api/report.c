/* The diagnostics of one or many results as one document of the wanted form. */
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "compile.h"
#include "diag/render.h"
#include "files/write.h"

struct acrn_cfgc_report {
	struct arena arena;
	struct acrn_cfgc_report_options options;
	struct text text; /* not yet handed out */
	struct diag_sarif *sarif;
	void *told; /* tsearch(): copies of diagnostics in files that several results share */
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
		memory_exhausted();
	report->options = *options;
	if (options->format == ACRN_CFGC_SARIF)
		report->sarif = diag_sarif_new();
	text_init(&report->text, &report->arena);
	return report;
}

static int compare_told(const void *a, const void *b)
{
	return diag_compare(a, b);
}

void acrn_cfgc_report_free(struct acrn_cfgc_report *report)
{
	if (report == NULL)
		return;
	diag_sarif_free(report->sarif);
	/* A node begins with the pointer to its item. */
	while (report->told != NULL)
		(void)tdelete(*(struct diag **)report->told, &report->told, compare_told);
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

/* The scenario's name as diagnostics have it. */
static const char *scenario_file(const struct acrn_cfgc_result *result)
{
	const char *name = result->scenario_source.name;

	if (name == NULL)
		name = result->request->scenario.name;
	return name != NULL ? name : "";
}

/* A board that a hundred scenarios share has its faults once. */
static bool was_told(struct acrn_cfgc_report *report, const struct diag *diag, const char *scenario)
{
	struct diag *copy;

	if (diag->file == NULL || strcmp(diag->file, scenario) == 0)
		return false;
	if (tfind(diag, &report->told, compare_told) != NULL)
		return true;
	copy = arena_alloc(&report->arena, sizeof(*copy));
	*copy = (struct diag){
		.code = diag->code,
		.position = diag->position,
		.file = arena_strdup(&report->arena, diag->file),
		.message = arena_strdup(&report->arena, diag->message),
	};
	if (tsearch(copy, &report->told, compare_told) == NULL)
		memory_exhausted();
	return false;
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

static void add_list(struct acrn_cfgc_report *report, const struct diag_list *list)
{
	const struct diag_text_options text_options = {
		.color = report->options.color,
		.brief = report->options.brief,
	};

	switch (report->options.format) {
	case ACRN_CFGC_TEXT: diag_render_text(&report->text, list, &text_options); break;
	case ACRN_CFGC_JSON: diag_render_json(&report->text, list); break;
	case ACRN_CFGC_SARIF: diag_sarif_add(report->sarif, list); break;
	}
}

enum acrn_cfgc_status acrn_cfgc_report_add(
	struct acrn_cfgc_report *report, const struct acrn_cfgc_result *result)
{
	return acrn_cfgc_report_add_from(report, result, 0);
}

enum acrn_cfgc_status acrn_cfgc_report_add_from(
	struct acrn_cfgc_report *report, const struct acrn_cfgc_result *result, size_t first)
{
	struct diag_list list = list_from(result, first);

	select_items(report, &list, scenario_file(result));
	add_list(report, &list);
	return ACRN_CFGC_OK;
}

/* ---- failures of no result --------------------------------------------------------------- */

static void add_failures(struct acrn_cfgc_report *report, const struct diag_list *failures)
{
	report->n_errors += failures->n_errors;
	report->n_shown_errors += failures->n_errors;
	/* A SARIF document that is complete already is made again, with this. */
	if (report->options.format == ACRN_CFGC_SARIF)
		report->finished = false;
	add_list(report, failures);
}

enum acrn_cfgc_status acrn_cfgc_report_failure(
	struct acrn_cfgc_report *report, const char *file, const char *message)
{
	struct diag_list list = {.arena = &report->arena};

	(void)diag_add_file(&list, DIAG_OUT002, file, "%s", message);
	add_failures(report, &list);
	return ACRN_CFGC_OK;
}

enum acrn_cfgc_status acrn_cfgc_report_write(
	struct acrn_cfgc_report *report, const struct acrn_cfgc_document *document)
{
	const struct output_document output = {
		.path = document->path, .bytes = document->data, .size = document->size};
	struct diag_list list = {.arena = &report->arena};
	struct context ctx = {.arena = &report->arena, .diags = &list};

	output_document(&ctx, &output);
	if (list.count == 0)
		return ACRN_CFGC_OK;
	add_failures(report, &list);
	return ACRN_CFGC_ENVIRONMENT;
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

static void finish(struct acrn_cfgc_report *report)
{
	const struct diag_left_out left_out = {
		.n_errors = report->n_errors - report->n_shown_errors,
		.n_warnings = report->n_warnings - report->n_shown_warnings,
		.max_errors = report->options.max_errors,
	};

	report->finished = true;
	switch (report->options.format) {
	case ACRN_CFGC_TEXT: finish_text(report, &left_out); break;
	case ACRN_CFGC_JSON: diag_render_json_left_out(&report->text, &left_out); break;
	case ACRN_CFGC_SARIF: diag_sarif_finish(report->sarif, &left_out, &report->text); break;
	}
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
	text_add(&report->text, "");
	if (last && !report->finished)
		finish(report);
	*text = report->text.bytes;
	*size = report->text.length;
	/* The next text is a new one: what was handed out stays as it is. */
	text_init(&report->text, &report->arena);
	return ACRN_CFGC_OK;
}
