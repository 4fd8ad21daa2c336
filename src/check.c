/* Runs the check table. Each rule guards itself, so their order is that of the reader. */
#include "check/rules.h"

#include <string.h>

const struct check_rule check_rules[] = {
#define CHECK(scope, part, releases, function, codes)                                              \
	{CHECK_##scope, CHECK_##part, releases, {.scope = (function)}, codes},
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

static bool is_applied(
	const struct context *ctx, const struct config *config, const struct check_rule *rule)
{
	bool needs_board = rule->part == CHECK_BOARD || rule->part == CHECK_SHARED_BOARD;
	bool is_shared = rule->part == CHECK_SHARED || rule->part == CHECK_SHARED_BOARD;

	return check_applies(ctx, rule->releases) && (!needs_board || config->board != NULL) &&
	       (!ctx->regions_only || is_shared);
}

void check_run(struct context *ctx, const struct config *config,
	const struct check_devices *devices, const struct check_rule *rule)
{
	if (!is_applied(ctx, config, rule))
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

#define CODE_SIZE 6u     /* "IVS001" */
#define MAX_SUBJECTS 32u /* there are as many in the whole table of codes */

/* Rules by the letters of their codes; a row of the table may have several. */
struct subject {
	const char *code;
	unsigned n_rules;
	unsigned n_applied;
};

static struct subject *find_subject(struct subject *subjects, const char *code)
{
	size_t i = 0;

	while (subjects[i].code != NULL && strncmp(subjects[i].code, code, 3) != 0)
		i++;
	subjects[i].code = code;
	return &subjects[i];
}

/* Two rows may report one code: the first one counts. */
static bool is_counted(size_t row, const char *code)
{
	char name[CODE_SIZE + 1] = "";

	memcpy(name, code, sizeof(name) - 1);
	for (size_t i = 0; i < row; i++) {
		if (strstr(check_rules[i].codes, name) != NULL)
			return true;
	}
	return false;
}

const char *check_list_applied(const struct context *ctx, const struct config *config)
{
	struct subject subjects[MAX_SUBJECTS + 1] = {{NULL, 0, 0}};
	struct text out;

	text_init(&out, ctx->arena);
	for (size_t i = 0; i < n_check_rules; i++) {
		const char *codes = check_rules[i].codes;

		/* Each has six bytes, and a blank is between two of them. */
		for (size_t at = 0; at < strlen(codes); at += CODE_SIZE + 1) {
			struct subject *subject;

			if (is_counted(i, codes + at))
				continue;
			subject = find_subject(subjects, codes + at);
			subject->n_rules++;
			subject->n_applied += is_applied(ctx, config, &check_rules[i]);
		}
	}
	for (const struct subject *subject = subjects; subject->code != NULL; subject++)
		text_addf(&out, "%.3s: %u of %u rules applied\n", subject->code, subject->n_applied,
			subject->n_rules);
	return out.bytes;
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
