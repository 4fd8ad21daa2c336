/* All files that one command names: each is another one. */
#include "api/private.h"
#include "files/write.h"

static void add_input(const char **names, size_t *count, const struct acrn_cfgc_input *input)
{
	if (input->name != NULL && input->data == NULL)
		names[(*count)++] = input->name;
}

static const char *const *list_inputs(struct acrn_cfgc_result *result, size_t *count)
{
	const struct acrn_cfgc_request *request = result->request;
	const char **names = arena_array(
		&result->arena, 2 + request->n_stylesheets + request->n_launches, sizeof(*names));

	*count = 0;
	add_input(names, count, &request->scenario);
	if (request->board.name != NULL)
		add_input(names, count, &request->board);
	else if (result->board_source.name != NULL)
		names[(*count)++] = result->board_source.name;
	for (size_t i = 0; i < request->n_stylesheets; i++)
		add_input(names, count, &request->stylesheets[i]);
	for (size_t i = 0; i < request->n_launches; i++)
		add_input(names, count, &request->launches[i].script);
	return names;
}

/* What this request may make or remove, also of an input that was refused. */
static const char *const *list_outputs(struct acrn_cfgc_result *result, size_t *count)
{
	const struct acrn_cfgc_request *request = result->request;
	const struct output_list *outputs = &result->outputs;
	const char **fixed;
	size_t n_fixed = emit_list_paths(&result->arena, request->emit, &fixed);
	size_t n_sheets = request->emit != 0 ? request->n_stylesheets : 0;
	const char **names = arena_array(&result->arena,
		n_fixed + n_sheets + outputs->n_obsolete + outputs->count, sizeof(*names));

	*count = 0;
	for (size_t i = 0; i < n_fixed; i++)
		names[(*count)++] = fixed[i];
	for (size_t i = 0; i < n_sheets; i++)
		names[(*count)++] = result->stylesheets[i].output;
	for (size_t i = 0; i < outputs->n_obsolete; i++)
		names[(*count)++] = outputs->obsolete[i].path;
	/* Paths with the names of board and scenario are known after the compilation only. */
	for (size_t i = 0; i < outputs->count; i++) {
		if (outputs->files[i].group == EMIT_HYPERVISOR)
			names[(*count)++] = outputs->files[i].path;
	}
	return names;
}

const char *api_find_clash(struct acrn_cfgc_result *result, const char *folder,
	const char *const *documents, size_t n_documents)
{
	struct output_names names = {
		.documents = documents,
		.n_documents = n_documents,
		.folder = folder,
	};

	names.inputs = list_inputs(result, &names.n_inputs);
	if (folder != NULL)
		names.outputs = list_outputs(result, &names.n_outputs);
	return output_find_clash(&result->arena, &names);
}

enum acrn_cfgc_status acrn_cfgc_check_names(struct acrn_cfgc_result *result, const char *folder,
	const char *const *documents, size_t n_documents)
{
	if (result->usage_error == NULL)
		result->usage_error = api_find_clash(result, folder, documents, n_documents);
	return acrn_cfgc_status(result);
}
