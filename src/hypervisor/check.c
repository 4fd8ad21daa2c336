/* Rules of the group "hypervisor" about the scenario; see hypervisor.h. */
#include "hypervisor/hypervisor.h"

#include <string.h>

#include "base/each.h"

#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
#define NAME_SIZE 64u /* bytes; far below what a file system or a line of make allows */

static bool check_release(struct context *ctx, const struct config *config)
{
	if (!ctx->target->whole_configuration)
		(void)diag_add_file(ctx->diags, DIAG_HVC001, config->source->name,
			"ACRN %s has no group 'hypervisor'; its own tools write that configuration; only v2.3 has the group",
			ctx->target->name);
	else if (ctx->releases != target_release(ctx->target))
		(void)diag_add_file(ctx->diags, DIAG_HVC001, config->source->name,
			"the scenario is in the form of v3.0 and later; the group 'hypervisor' is of %s, whose settings it lacks",
			ctx->target->name);
	else
		return true;
	return false;
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

/* All shipped scenarios give a legacy vUART the interrupt of its COM port. */
static void check_irqs(struct context *ctx, const struct vm *vm)
{
	EACH (const struct vuart_config, vuart, vm->config, legacy_vuarts) {
		const char *word = vuart->id.value == 0 ? "SOS_COM1_IRQ" : "SOS_COM2_IRQ";

		if (vm->kind != VM_SERVICE)
			word += strlen("SOS_");
		if (!value_is_blank(&vuart->irq) && !value_is(&vuart->irq, word))
			refuse(ctx, vuart->irq.loc,
				arena_printf(ctx->arena, "an irq that is not %s", word));
	}
}

static void check_vms(struct context *ctx, const struct config *config)
{
	EACH (const struct vm, vm, config, vms) {
		if (vm->p2sb)
			refuse(ctx, vm_setting(vm, SETTING_P2SB)->text.loc, "p2sb");
		if (vm->config->n_intx != 0 || vm->config->intx_fault.source != NULL)
			refuse(ctx, vm_setting(vm, SETTING_PT_INTX)->text.loc, "pt_intx");
		check_irqs(ctx, vm);
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

/* ---- what is missing ----------------------------------------------------------------------- */

/* A scenario of regions alone is enough for the tables, but not for the VMs. */
static void check_complete(struct context *ctx, const struct config *config)
{
	static const enum setting_id needed[] = {
		SETTING_VM_NAME, SETTING_KERN_TYPE, SETTING_KERN_MOD};

	EACH (const struct vm, vm, config, vms) {
		unsigned long long id = vm->id.value;

		if (vm->kind != VM_SERVICE && vm->config->n_pcpus == 0)
			(void)diag_add(ctx->diags, DIAG_HVC007, vm->config->cpu_affinity.loc,
				"VM %llu lists no pcpu; every VM but the Service VM needs one or more",
				id);
		for (size_t k = 0;
			vm->kind != VM_POST_LAUNCHED && k < sizeof(needed) / sizeof(needed[0]);
			k++) {
			const struct value *text = &vm_setting(vm, needed[k])->text;
			const struct setting_info *info = &setting_infos[needed[k]];

			if (value_is_blank(text))
				(void)diag_add(ctx->diags, DIAG_HVC007, text->loc,
					"VM %llu has no %s%s%s; a VM that the hypervisor boots needs it",
					id, info->section, info->section[0] != '\0' ? "/" : "",
					info->element);
		}
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

/* Without the firmware's tables the hypervisor knows only the units of the board file. */
static void check_dmar(struct context *ctx, const struct config *config)
{
	const struct setting *parse = config_setting(config, SETTING_ACPI_PARSE_ENABLED);

	if (config->board->config->n_drhds == 0 &&
		!setting_is_on(parse, SETTING_ACPI_PARSE_ENABLED, ctx->target))
		(void)diag_add(ctx->diags, DIAG_HVC004, parse->text.loc,
			"ACPI_PARSE_ENABLED is n, but the board file has no DRHD_INFO; set it to y, so that the hypervisor finds the DMA remapping units itself");
}

void hypervisor_check(struct context *ctx, const struct config *config)
{
	if (!check_release(ctx, config))
		return;
	check_name(ctx, config, "board", &config->board_name);
	check_name(ctx, config, "scenario", &config->scenario_name);
	check_unproved(ctx, config);
	check_complete(ctx, config);
	check_dmar(ctx, config);
	hypervisor_check_board(ctx, config->board);
	check_ram_map(ctx, config);
}
