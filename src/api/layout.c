/* The public API around a finished layout: reports, explanations, differences. */
#include <string.h>

#include "api/private.h"
#include "report/diff.h"
#include "report/explain.h"

struct report_request {
	const char *path;
	struct acrn_cfgc_file *file;
};

static void step_layout_report(struct acrn_cfgc_result *result, const void *argument)
{
	const struct report_request *request = argument;

	stopwatch_start(result->pass.stopwatch);

	const struct output_file *output = compile_report(result, request->path);

	stopwatch_lap(result->pass.stopwatch, STAGE_EMIT);
	if (output != NULL)
		*request->file = api_file(output);
}

enum acrn_cfgc_status acrn_cfgc_layout_report(
	struct acrn_cfgc_result *result, const char *path, struct acrn_cfgc_file *file)
{
	struct report_request request = {path, file};

	*file = (struct acrn_cfgc_file){.path = NULL};
	if (acrn_cfgc_status(result) == ACRN_CFGC_OK ||
		acrn_cfgc_status(result) == ACRN_CFGC_INPUT_ERRORS)
		(void)api_guard(result, step_layout_report, &request);
	return file->path != NULL ? ACRN_CFGC_OK : ACRN_CFGC_ENVIRONMENT;
}

struct explain_request {
	const char *subject;
	struct text *text;
	const char **why; /* there is nothing of that name, in words */
	bool *found;
};

static void step_explain(struct acrn_cfgc_result *result, const void *argument)
{
	const struct explain_request *request = argument;

	text_init(request->text, &result->arena);
	*request->found = explain_layout(&result->pass, &result->config, &result->layout,
		request->subject, request->text, request->why);
	text_add(request->text, "");
}

enum acrn_cfgc_status acrn_cfgc_explain_layout(
	struct acrn_cfgc_result *result, const char *subject, const char **text, size_t *size)
{
	struct text out = {.bytes = NULL};
	bool found = false;
	struct explain_request request = {
		.subject = subject, .found = &found, .text = &out, .why = text};
	enum acrn_cfgc_status status = acrn_cfgc_status(result);

	*text = "";
	*size = 0;
	if (status != ACRN_CFGC_OK && status != ACRN_CFGC_INPUT_ERRORS)
		return status;
	if (!result->laid_out)
		return ACRN_CFGC_INPUT_ERRORS;
	status = api_guard(result, step_explain, &request);
	if (result->out_of_memory)
		return status;
	if (found)
		*text = out.bytes;
	*size = strlen(*text);
	return found ? ACRN_CFGC_OK : ACRN_CFGC_USAGE;
}

struct diff_request {
	const struct acrn_cfgc_result *before;
	enum acrn_cfgc_format format;
	struct text *text;
};

static void step_diff(struct acrn_cfgc_result *after, const void *argument)
{
	const struct diff_request *request = argument;
	const struct acrn_cfgc_result *before = request->before;
	struct diff_side old = {before->pass.target, &before->config, &before->layout};
	struct diff_side new = {after->pass.target, &after->config, &after->layout};
	struct diff diff;

	diff_layouts(&after->arena, &old, &new, &diff);
	text_init(request->text, &after->arena);
	if (request->format == ACRN_CFGC_JSON)
		diff_render_as_json(request->text, &diff);
	else
		diff_render_as_text(request->text, &diff);
}

enum acrn_cfgc_status acrn_cfgc_diff(struct acrn_cfgc_result *before,
	struct acrn_cfgc_result *after, enum acrn_cfgc_format format, const char **text,
	size_t *size)
{
	struct text out = {.bytes = NULL};
	struct diff_request request = {.before = before, .format = format, .text = &out};

	*text = "";
	*size = 0;
	if (!api_has_layout(before) || !api_has_layout(after) || format == ACRN_CFGC_SARIF)
		return ACRN_CFGC_USAGE;

	enum acrn_cfgc_status status = api_guard(after, step_diff, &request);

	if (status == ACRN_CFGC_OK) {
		*text = out.bytes;
		*size = out.length;
	}
	return status;
}
