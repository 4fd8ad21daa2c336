/* Runs the check table. Each rule guards itself, so their order is that of the reader. */
#include "check/rules.h"

#include <string.h>

const struct check_rule check_rules[] = {
#define CHECK(scope, part, releases, function, codes)                                              \
	{CHECK_##scope, PART_##part, releases, {.scope = (function)}, codes},
#include "check/list.def"
#undef CHECK
};

const size_t n_check_rules = sizeof(check_rules) / sizeof(check_rules[0]);

/* What a migration has written is judged where a layout will need to know the memory. */
static bool is_laid_out(const struct context *ctx, const struct config *config)
{
	return !ctx->regions_only || (check_regions_count(config) && config->n_hv_regions > 0);
}

static bool is_applied(
	const struct context *ctx, const struct config *config, const struct check_rule *rule)
{
	if (!check_applies(ctx, rule->releases))
		return false;
	switch (rule->part) {
	case PART_SHARED: return true;
	case PART_SHARED_BOARD: return config->board != NULL;
	case PART_LAYOUT: return is_laid_out(ctx, config);
	case PART_WHOLE: return !ctx->regions_only;
	case PART_BOARD: return !ctx->regions_only && config->board != NULL;
	}
	return false;
}

static void run_over_vms(struct context *ctx, const struct check_rule *rule)
{
	EACH (const struct vm, vm, ctx->config, vms) {
		if (rule->scope == CHECK_VM) {
			rule->run.VM(ctx, vm);
		} else if (rule->scope == CHECK_PCPU) {
			EACH (const struct pcpu, pcpu, vm->config, pcpus)
				rule->run.PCPU(ctx, vm, pcpu);
		} else if (rule->scope == CHECK_VUART) {
			EACH (const struct vuart, vuart, vm, vuarts)
				rule->run.VUART(ctx, vm, vuart);
		} else if (vm->kind == VM_PRE_LAUNCHED) {
			EACH (const struct memory_piece, piece, vm, memory)
				rule->run.MEMORY(ctx, vm, piece);
		}
	}
}

static void run_over_regions(struct context *ctx, const struct check_rule *rule)
{
	const struct region *region;
	size_t position = 0;

	while ((region = check_next_region(ctx->config, &position)) != NULL) {
		if (rule->scope == CHECK_REGION) {
			rule->run.REGION(ctx, region);
			continue;
		}
		EACH (const struct region_peer, peer, region, peers)
			rule->run.PEER(ctx, region, peer);
	}
}

static void run_over_endpoints(struct context *ctx, check_rule_ENDPOINT *run)
{
	EACH (const struct vuart_connection, connection, ctx->config, connections) {
		EACH (const struct vuart_endpoint, end, connection, endpoints)
			run(ctx, connection, end);
	}
}

static void run_over_settings(struct context *ctx, const struct vm *vm, check_rule_SETTING *run)
{
	enum setting_id end = vm == NULL ? N_HV_SETTINGS : N_SETTINGS;

	for (enum setting_id id = vm == NULL ? 0 : N_HV_SETTINGS; id < end; id++) {
		const struct setting *setting =
			vm == NULL ? config_setting(ctx->config, id) : vm_setting(vm, id);
		struct check_setting given = {id, vm, &setting->text, &setting->number};

		if (!value_is_blank(given.text))
			run(ctx, &given);
	}
}

static void run_over_devices(struct context *ctx, check_rule_DEVICE *run)
{
	struct check_devices devices = check_collect_devices(ctx, ctx->config);

	EACH (const struct check_device, device, &devices, items)
		run(ctx, device);
}

void check_run(struct context *ctx, const struct check_rule *rule)
{
	const struct config *config = ctx->config;

	if (!is_applied(ctx, config, rule))
		return;
	switch (rule->scope) {
	case CHECK_CONFIG: rule->run.CONFIG(ctx, config); break;
	case CHECK_VM:
	case CHECK_PCPU:
	case CHECK_VUART:
	case CHECK_MEMORY: run_over_vms(ctx, rule); break;
	case CHECK_REGION:
	case CHECK_PEER: run_over_regions(ctx, rule); break;
	case CHECK_ENDPOINT: run_over_endpoints(ctx, rule->run.ENDPOINT); break;
	case CHECK_DEVICE: run_over_devices(ctx, rule->run.DEVICE); break;
	case CHECK_SETTING:
		run_over_settings(ctx, NULL, rule->run.SETTING);
		EACH (const struct vm, vm, config, vms)
			run_over_settings(ctx, vm, rule->run.SETTING);
		break;
	case CHECK_NAME:
		EACH (const struct unknown_name, unknown, config, unknown)
			rule->run.NAME(ctx, unknown);
		break;
	}
}

void check_config(struct context *ctx, const struct config *config)
{
	ctx->config = config;
	for (size_t i = 0; i < n_check_rules; i++)
		check_run(ctx, &check_rules[i]);
}

/* The row that counts for a code, the first one of several; NULL: it is not one of a rule. */
static const struct check_rule *find_rule(const char *code)
{
	for (size_t i = 0; i < n_check_rules; i++) {
		if (strstr(check_rules[i].codes, code) != NULL)
			return &check_rules[i];
	}
	return NULL;
}

/* "CPU: 9 of 11 rules applied\n", unless there is such a line: by the letters of codes. */
static void list_subject(
	struct text *out, const struct context *ctx, const struct config *config, const char *code)
{
	unsigned n_rules = 0;
	unsigned n_applied = 0;
	char subject[] = {code[0], code[1], code[2], ':', '\0'};

	if (out->bytes != NULL && strstr(out->bytes, subject) != NULL)
		return;
	for (size_t i = 0; i < DIAG_CODE_COUNT; i++) {
		const struct check_rule *rule = find_rule(diag_infos[i].code);

		if (rule == NULL || strncmp(diag_infos[i].code, code, 3) != 0)
			continue;
		n_rules++;
		n_applied += is_applied(ctx, config, rule);
	}
	text_addf(out, "%s %u of %u rules applied\n", subject, n_applied, n_rules);
}

const char *check_list_applied(const struct context *ctx, const struct config *config)
{
	struct text out;

	text_init(&out, ctx->arena);
	for (size_t i = 0; i < n_check_rules; i++) {
		const char *codes = check_rules[i].codes;

		/* Each has six bytes, and a blank is between two of them. */
		for (size_t at = 0; at < strlen(codes); at += sizeof("IVS001"))
			list_subject(&out, ctx, config, codes + at);
	}
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
