/* Runs the check table. Each rule guards itself, so their order is that of the reader. */
#include "check/rules.h"

#include <string.h>

const struct check_rule check_rules[] = {
#define CHECK(scope, part, releases, function, codes)                                              \
	{CHECK_##scope, CHECK_##part, releases, {.scope = function}, codes},
#include "check/list.def"
#undef CHECK
};

const size_t n_check_rules = sizeof(check_rules) / sizeof(check_rules[0]);

static void run_over_regions(
	struct context *ctx, const struct config *config, check_region_rule *run)
{
	const struct region *region;
	size_t position = 0;

	while ((region = check_next_region(config, &position)) != NULL)
		run(ctx, config, region);
}

void check_run(struct context *ctx, const struct config *config,
	const struct check_devices *devices, const struct check_rule *rule)
{
	if (!check_applies(ctx, rule->releases) || (ctx->regions_only && rule->part == CHECK_WHOLE))
		return;
	switch (rule->scope) {
	case CHECK_CONFIG: rule->run.CONFIG(ctx, config); break;
	case CHECK_VM:
		for (size_t i = 0; i < config->n_vms; i++)
			rule->run.VM(ctx, config, &config->vms[i]);
		break;
	case CHECK_REGION: run_over_regions(ctx, config, rule->run.REGION); break;
	case CHECK_DEVICE:
		for (size_t i = 0; i < devices->count; i++)
			rule->run.DEVICE(ctx, config, &devices->items[i]);
		break;
	}
}

void check_config(struct context *ctx, const struct config *config)
{
	struct check_devices devices = check_collect_devices(ctx, config);

	for (size_t i = 0; i < n_check_rules; i++)
		check_run(ctx, config, &devices, &check_rules[i]);
}

uint32_t check_code_releases(const char *code)
{
	uint32_t releases = 0;

	for (size_t i = 0; i < n_check_rules; i++) {
		if (strstr(check_rules[i].codes, code) != NULL)
			releases |= check_rules[i].releases;
	}
	return releases != 0 ? releases : target_releases(DIALECT_NONE);
}

bool check_applies(const struct context *ctx, uint32_t releases)
{
	return (ctx->releases & ~releases) == 0;
}
