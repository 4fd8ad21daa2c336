/* Reports: the user's stylesheets, and the picture of an input that was refused. */
#include <string.h>

#include "compile.h"
#include "report/layout_xml.h"

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

	bool ok = compile_load(
		result, &result->request->stylesheets[index], source, &result->stylesheet);

	xml_release(&result->stylesheet);
	return ok;
}

bool compile_stylesheets(struct acrn_cfgc_result *result)
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
