/* Rules of the group "hypervisor"; see check.h. */
#include "hypervisor/check.h"

#include <string.h>

#include "model/board_config.h"
#include "model/settings.h"

#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
#define NAME_SIZE 64u /* bytes; far below what a file system or a line of make allows */

static void check_release(struct context *ctx, const struct config *config)
{
	if (!ctx->target->whole_configuration)
		(void)diag_add_file(ctx->diags, DIAG_HVC001, config->source->name,
			"ACRN %s has no group 'hypervisor'; its own tools write that configuration; only v2.3 has the group",
			ctx->target->name);
}

/* Board and scenario name folders and a file, and are settings of make. */
static void check_name(struct context *ctx, const struct config *config, const char *what,
	const struct value *name)
{
	const char *text = name->text;
	size_t good = value_is_blank(name) ? 0 : strspn(text, NAME_CHARACTERS);

	if (value_is_blank(name))
		(void)diag_add_file(ctx->diags, DIAG_HVC002, config->source->name,
			"the scenario has no attribute %s=; it names the folder of the configuration",
			what);
	else if (text[good] != '\0' || text[0] == '.' || text[0] == '-' || strlen(text) > NAME_SIZE)
		(void)diag_add(ctx->diags, DIAG_HVC002, name->loc,
			"the name of the %s becomes a folder: 1 to %u letters, digits, '_', '.' and '-', not '.' or '-' first",
			what, NAME_SIZE);
}

/* ---- what nothing proves ----------------------------------------------------------------- */

static void refuse(struct context *ctx, struct loc loc, const char *what)
{
	(void)diag_add(ctx->diags, DIAG_HVC003, loc,
		"%s is not supported by --emit hypervisor: no configuration that the release ships builds with it, so nothing proves the result",
		what);
}

static void check_switch(
	struct context *ctx, const struct config *config, enum setting_id id, const char *what)
{
	const struct setting *setting = config_setting(config, id);

	if (setting_is_on(setting, id, ctx->target))
		refuse(ctx, setting->text.loc, what);
}

static void check_vms(struct context *ctx, const struct config *config)
{
	for (size_t i = 0; i < config->n_vms; i++) {
		const struct vm *vm = &config->vms[i];

		if (vm->p2sb)
			refuse(ctx, vm_setting(vm, SETTING_P2SB)->text.loc, "p2sb");
		if (vm->config->n_intx != 0 || vm->config->intx_fault.source != NULL)
			refuse(ctx, vm_setting(vm, SETTING_PT_INTX)->text.loc, "pt_intx");
	}
}

static void check_unproved(struct context *ctx, const struct config *config)
{
	const struct rdt_resource *mba = board_find_rdt(config->board, RDT_MBA);

	check_switch(ctx, config, SETTING_PSRAM_ENABLED, "PSRAM_ENABLED y (the table PTCT)");
	check_switch(ctx, config, SETTING_CDP_ENABLED, "CDP_ENABLED y");
	if (mba != NULL && setting_is_on(config_setting(config, SETTING_RDT_ENABLED),
				   SETTING_RDT_ENABLED, ctx->target))
		refuse(ctx, mba->loc, "RDT_ENABLED y on a board with MBA");
	check_vms(ctx, config);
}

/* ---- the board --------------------------------------------------------------------------- */

static void check_board_sections(struct context *ctx, const struct board *board)
{
	const struct board_config *config = board->config;

	for (size_t i = 0; i < config->n_faults; i++)
		(void)diag_add(ctx->diags, DIAG_HVC004, config->faults[i].loc,
			"this line of %s cannot be read; %s",
			board_section_names[config->faults[i].section], config->faults[i].message);
	if (config->pcpus.count == 0 || config->pcpus.count > 64)
		(void)diag_add(ctx->diags, DIAG_HVC004, board->name.loc,
			"the board has %zu processors in CPU_PROCESSOR_INFO; the hypervisor keeps 1 to 64",
			config->pcpus.count);
	if (!value_is_blank(&config->brand) && strlen(config->brand.text) > 63)
		(void)diag_add(ctx->diags, DIAG_HVC004, config->brand.loc,
			"CPU_BRAND has %zu bytes; the hypervisor has room for 63",
			strlen(config->brand.text));
	if (config->n_cx > 7)
		(void)diag_add(ctx->diags, DIAG_HVC004, config->cx[7].loc,
			"CX_INFO has %zu states; the hypervisor has room for 7", config->n_cx);
	if (config->n_px > 20)
		(void)diag_add(ctx->diags, DIAG_HVC004, config->px[20].loc,
			"PX_INFO has %zu states; the hypervisor has room for 20", config->n_px);
}

/* The tables of the VM promise the TPM, but its registers reach no VM. */
static void check_tpm(struct context *ctx, const struct config *config)
{
	for (size_t i = 0; i < config->n_vms; i++) {
		const struct vm *vm = &config->vms[i];

		if (vm->tpm2 && !board_passes_tpm(config->board))
			(void)diag_add(ctx->diags, DIAG_HVC005,
				vm_setting(vm, SETTING_TPM2)->text.loc,
				"VM %llu has a TPM in its ACPI tables, but ACRN %s does not pass the TPM of board '%s' through",
				(unsigned long long)vm->id.value, ctx->target->name,
				config->board->name.text);
	}
}

static void check_ram_map(struct context *ctx, const struct config *config)
{
	const struct setting *given = config_setting(config, SETTING_HV_RAM_START);

	if (config->board->n_ram == 0 && value_is_blank(&given->text))
		(void)diag_add(ctx->diags, DIAG_HVC006, config->board->name.loc,
			"board '%s' has no map of its RAM: HV_RAM_START is 0x10000000, the default of ACRN %s, without a proof that RAM is there; give HV_RAM_START",
			config->board->name.text, ctx->target->name);
}

void hypervisor_check(struct context *ctx, const struct config *config)
{
	check_release(ctx, config);
	if (!ctx->target->whole_configuration)
		return;
	check_name(ctx, config, "board", &config->board_name);
	check_name(ctx, config, "scenario", &config->scenario_name);
	check_unproved(ctx, config);
	check_board_sections(ctx, config->board);
	check_tpm(ctx, config);
	check_ram_map(ctx, config);
}
