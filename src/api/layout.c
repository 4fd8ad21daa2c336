/* The public API around a finished layout: reports, explanations, differences. */
#include <string.h>

#include "api/private.h"
#include "report/diff.h"
#include "report/explain.h"

enum acrn_cfgc_status acrn_cfgc_layout_report(
	struct acrn_cfgc_result *result, const char *path, struct acrn_cfgc_file *file)
{
	enum acrn_cfgc_status status = acrn_cfgc_status(result);
	const struct output_file *output;
	uint64_t begin;

	*file = (struct acrn_cfgc_file){.path = NULL};
	if (status != ACRN_CFGC_OK && status != ACRN_CFGC_INPUT_ERRORS)
		return ACRN_CFGC_ENVIRONMENT;
	begin = compile_clock(result);
	output = compile_report(result, path);
	compile_add_time(result, "emit", begin);
	if (output == NULL)
		return ACRN_CFGC_ENVIRONMENT;
	*file = api_file(output);
	return ACRN_CFGC_OK;
}

enum acrn_cfgc_status acrn_cfgc_explain_layout(
	struct acrn_cfgc_result *result, const char *subject, const char **text, size_t *size)
{
	enum acrn_cfgc_status status = acrn_cfgc_status(result);
	struct text out;
	bool found;

	*text = "";
	*size = 0;
	if (status != ACRN_CFGC_OK && status != ACRN_CFGC_INPUT_ERRORS)
		return status;
	if (!result->laid_out)
		return ACRN_CFGC_INPUT_ERRORS;
	text_init(&out, &result->arena);
	text_add(&out, "");
	found = explain_layout(&result->ctx, &result->config, &result->layout, subject, &out, text);
	if (found)
		*text = out.bytes;
	*size = strlen(*text);
	return found ? ACRN_CFGC_OK : ACRN_CFGC_USAGE;
}

enum acrn_cfgc_status acrn_cfgc_diff(struct acrn_cfgc_result *before,
	struct acrn_cfgc_result *after, enum acrn_cfgc_format format, const char **text,
	size_t *size)
{
	struct diff_side old = {before->ctx.target, &before->config, &before->layout};
	struct diff_side new = {after->ctx.target, &after->config, &after->layout};
	struct diff diff;
	struct text out;

	*text = "";
	*size = 0;
	if (!api_has_layout(before) || !api_has_layout(after) || format == ACRN_CFGC_SARIF)
		return ACRN_CFGC_USAGE;
	diff_layouts(&after->arena, &old, &new, &diff);
	text_init(&out, &after->arena);
	if (format == ACRN_CFGC_JSON)
		diff_render_as_json(&out, &diff);
	else
		diff_render_as_text(&out, &diff);
	*text = out.bytes;
	*size = out.length;
	return ACRN_CFGC_OK;
}
