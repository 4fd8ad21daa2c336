/* Repair of a scenario: compile, apply the fixes, compile the result, until nothing is left to fix.
 */
#include "api/private.h"
#include "fix/fix.h"

/* A fix can show a fault that it had hidden; no chain of faults is longer than this. */
#define MAX_ROUNDS 16u

/* The bytes that were read, so that standard input is read once; the input itself if none were. */
static struct acrn_cfgc_input as_read(
	const struct source *source, const struct acrn_cfgc_input *input)
{
	if (source == NULL || source->bytes == NULL)
		return *input;
	return (struct acrn_cfgc_input){
		.name = source->name, .data = source->bytes, .size = source->size};
}

/* The request with the repaired bytes in place of the scenario. */
static struct acrn_cfgc_request *next_request(
	struct acrn_cfgc_result *result, const struct text *text)
{
	struct acrn_cfgc_request *request = arena_alloc(&result->arena, sizeof(*request));
	const struct launch *launch = &result->launch;
	struct acrn_cfgc_launch *launches;

	*request = *result->request;
	launches = arena_array(&result->arena, request->n_launches, sizeof(*launches));
	for (size_t i = 0; i < request->n_launches; i++) {
		launches[i] = request->launches[i];
		if (i < launch->n_scripts)
			launches[i].script =
				as_read(launch->scripts[i].source, &launches[i].script);
	}
	request->launches = launches;
	request->board = as_read(&result->board_source, &request->board);
	request->lends_board = result->lends_board;
	request->scenario = (struct acrn_cfgc_input){
		.name = result->scenario_source.name, .data = text->bytes, .size = text->length};
	return request;
}

/* The result after one more round; NULL if there is nothing to fix, or nothing that helps. */
static struct acrn_cfgc_result *fix_once(struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_result *next;
	struct text text;
	size_t n_fixes;

	if (result->scenario_source.bytes == NULL ||
		acrn_cfgc_status(result) > ACRN_CFGC_INPUT_ERRORS)
		return NULL;
	text_init(&text, &result->arena);
	n_fixes = fix_apply(&result->diags, &result->scenario_source, &text);
	if (n_fixes == 0)
		return NULL;
	(void)acrn_cfgc_compile(next_request(result, &text), &next);
	if (acrn_cfgc_status(next) > ACRN_CFGC_INPUT_ERRORS ||
		fix_adds_errors(&result->diags, &next->diags)) {
		acrn_cfgc_free(next);
		return NULL;
	}
	next->fixed_from = result;
	next->n_fixes = result->n_fixes + n_fixes;
	return next;
}

enum acrn_cfgc_status acrn_cfgc_fix(
	const struct acrn_cfgc_request *request, struct acrn_cfgc_result **out)
{
	struct acrn_cfgc_result *next;

	(void)acrn_cfgc_compile(request, out);
	for (unsigned round = 0; round < MAX_ROUNDS && (next = fix_once(*out)) != NULL; round++)
		*out = next;
	return acrn_cfgc_status(*out);
}

bool acrn_cfgc_fixed(struct acrn_cfgc_result *result, struct acrn_cfgc_fixed *fixed)
{
	const struct acrn_cfgc_result *first = result;
	struct text diff;

	if (result->scenario_source.bytes == NULL)
		return false;
	while (first->fixed_from != NULL)
		first = first->fixed_from;
	text_init(&diff, &result->arena);
	text_add(&diff, "");
	fix_diff(&diff, &first->scenario_source, &result->scenario_source);
	*fixed = (struct acrn_cfgc_fixed){
		.text = result->scenario_source.bytes,
		.size = result->scenario_source.size,
		.diff = diff.bytes,
		.diff_size = diff.length,
		.n_fixes = result->n_fixes,
	};
	return true;
}
