/*
 * Migration of a scenario: the front end over the old one, the stylesheet, and the front end again
 * over the new one for the release that it is meant for. Only what was read again and compared is
 * handed out.
 */
#include "migrate/migrate.h"

#include "compile.h"

#include "parse/parse.h"

#define OUTPUT_PATH "scenario.xml"

/* Warnings were given for the old scenario; errors are those of the release it is migrated to. */
static bool read_again(struct acrn_cfgc_result *result, const struct target *release,
	struct source *source, struct xml_document *document, struct config *config)
{
	struct context *ctx = arena_alloc(&result->arena, sizeof(*ctx));
	bool quiet = result->diags.quiet;

	*ctx = (struct context){.arena = &result->arena,
		.diags = &result->diags,
		.target = release,
		.regions_only = true};
	result->diags.quiet = true;
	if (xml_load(ctx, source, document) && parse_scenario(document, config))
		compile_check(ctx, config);
	result->diags.quiet = quiet;
	return compile_is_clean(result);
}

static void add_output(struct acrn_cfgc_result *result, const struct text *text)
{
	struct output_file *file = arena_alloc(&result->arena, sizeof(*file));

	*file = (struct output_file){.path = OUTPUT_PATH, .text = *text};
	result->outputs = (struct output_list){.files = file, .count = 1};
}

bool compile_migrate(struct acrn_cfgc_result *result)
{
	const struct target *release = target_find(result->request->migrate_to);
	struct context *ctx = &result->ctx;
	struct source *source = arena_alloc(ctx->arena, sizeof(*source));
	struct migration migration = migrate_transform(&result->scenario_source, release);
	struct config config;
	struct text text;

	text_init(&text, ctx->arena);
	migrate_splice(&result->scenario, &migration, &text);
	xmlFreeDoc(migration.before);
	xmlFreeDoc(migration.after);
	*source = (struct source){
		.name = arena_printf(ctx->arena, "%s, migrated to %s", result->scenario_source.name,
			release->name),
		.bytes = text.bytes,
		.size = text.length,
	};
	if (!read_again(result, release, source, &result->migrated, &config))
		return false;

	struct migrate_side old = {&result->config, result->scenario.root};
	struct migrate_side new = {&config, result->migrated.root};

	migrate_compare(ctx, &old, &new, release, result->request->allow_loss);
	if (!compile_is_clean(result))
		return false;
	add_output(result, &text);
	return true;
}
