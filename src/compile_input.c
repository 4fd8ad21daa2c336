/* An input: the bytes that the caller has, or those of a file; parsed where it is XML. */
#include "compile.h"
#include "files/read.h"

bool compile_read(struct context *ctx, const struct acrn_cfgc_input *input, size_t limit,
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

bool compile_load(struct acrn_cfgc_result *result, const struct acrn_cfgc_input *input,
	struct source *source, struct xml_document *document)
{
	struct context *ctx = &result->ctx;

	return compile_read(ctx, input, SOURCE_MAX_SIZE, source) && xml_load(ctx, source, document);
}
