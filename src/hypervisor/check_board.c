/* Rules of the group "hypervisor" about the board: its sections become C tables of fixed size. */
#include "hypervisor/hypervisor.h"

#include <string.h>

#define MAX_PCPUS 64u
#define MAX_BRAND 63u
#define MAX_CX 7u
#define MAX_PX 20u

/* ---- numbers in fields of the hypervisor ---- */

static void check_fits(
	struct context *ctx, struct loc loc, const char *what, uint64_t value, uint64_t max)
{
	if (value > max)
		(void)diag_add(ctx->diags, DIAG_HVC004, loc,
			"%s is 0x%llx; the hypervisor has room for 0x%llx", what,
			(unsigned long long)value, (unsigned long long)max);
}

/* A number of a DMA remapping unit. */
static void check_drhd_number(struct context *ctx, const struct drhd *unit, const char *prefix,
	const char *name, const struct number *number, uint64_t max)
{
	const char *what = arena_printf(ctx->arena, "%s_%s", prefix, name);

	if (number_valid(number))
		check_fits(ctx, number->loc, what, number->value, max);
	else
		(void)diag_add(ctx->diags, DIAG_HVC004, unit->loc, "DRHD_INFO lacks %s", what);
}

static void check_count(
	struct context *ctx, const struct number *number, const char *what, size_t count)
{
	if (number_valid(number) && number->value != count)
		(void)diag_add(ctx->diags, DIAG_HVC004, number->loc,
			"%s is %llu; DRHD_INFO describes %zu", what,
			(unsigned long long)number->value, count);
}

static void check_drhd(struct context *ctx, const struct drhd *unit, size_t index)
{
	const char *name = arena_printf(ctx->arena, "DRHD%zu", index);

	check_drhd_number(ctx, unit, name, "DEV_CNT", &unit->dev_cnt, UINT32_MAX);
	check_drhd_number(ctx, unit, name, "SEGMENT", &unit->segment, UINT16_MAX);
	check_drhd_number(ctx, unit, name, "FLAGS", &unit->flags, UINT8_MAX);
	check_drhd_number(ctx, unit, name, "REG_BASE", &unit->reg_base, UINT64_MAX);
	check_drhd_number(ctx, unit, name, "IGNORE", &unit->ignore, 1);
	check_count(
		ctx, &unit->dev_cnt, arena_printf(ctx->arena, "%s_DEV_CNT", name), unit->n_scopes);
	for (size_t i = 0; i < unit->n_scopes; i++) {
		const struct drhd_scope *scope = &unit->scopes[i];

		name = arena_printf(ctx->arena, "DRHD%zu_DEVSCOPE%zu", index, i);
		check_drhd_number(ctx, unit, name, "TYPE", &scope->type, UINT8_MAX);
		check_drhd_number(ctx, unit, name, "ID", &scope->id, UINT8_MAX);
		check_drhd_number(ctx, unit, name, "BUS", &scope->bus, UINT8_MAX);
		check_drhd_number(ctx, unit, name, "PATH", &scope->path, UINT8_MAX);
	}
}

static void check_cx(struct context *ctx, const struct cx_state *cx)
{
	check_fits(ctx, cx->loc, "the address space of this C state", cx->space_id, UINT8_MAX);
	check_fits(ctx, cx->loc, "the register width of this C state", cx->bit_width, UINT8_MAX);
	check_fits(ctx, cx->loc, "the register offset of this C state", cx->bit_offset, UINT8_MAX);
	check_fits(ctx, cx->loc, "the access size of this C state", cx->access_size, UINT8_MAX);
	check_fits(ctx, cx->loc, "the type of this C state", cx->type, UINT8_MAX);
	check_fits(ctx, cx->loc, "the latency of this C state", cx->latency, UINT32_MAX);
}

/* Addresses have 64 bits, and all other values of a register are bytes. */
static void check_acpi(struct context *ctx, const struct board_config *config)
{
	for (size_t i = 0; i < N_ACPI_VALUES; i++) {
		const char *name = acpi_value_infos[i].name;
		bool is_address = strstr(name, "_ADDRESS") != NULL ||
				  strstr(name, "_VECTOR") != NULL || strstr(name, "_BASE") != NULL;

		if (number_valid(&config->acpi[i]) && !is_address)
			check_fits(
				ctx, config->acpi[i].loc, name, config->acpi[i].value, UINT8_MAX);
	}
}

/* ---- sections ---- */

void hypervisor_check_board(struct context *ctx, const struct board *board)
{
	const struct board_config *config = board->config;

	for (size_t i = 0; i < config->n_faults; i++)
		(void)diag_add(ctx->diags, DIAG_HVC004, config->faults[i].loc,
			"this line of %s cannot be read; %s",
			board_section_names[config->faults[i].section], config->faults[i].message);
	if (config->pcpus.count == 0 || config->pcpus.count > MAX_PCPUS)
		(void)diag_add(ctx->diags, DIAG_HVC004, board->name.loc,
			"the board has %zu processors in CPU_PROCESSOR_INFO; the hypervisor keeps 1 to %u",
			config->pcpus.count, MAX_PCPUS);
	if (!value_is_blank(&config->brand) && strlen(config->brand.text) > MAX_BRAND)
		(void)diag_add(ctx->diags, DIAG_HVC004, config->brand.loc,
			"CPU_BRAND has %zu bytes; the hypervisor has room for %u",
			strlen(config->brand.text), MAX_BRAND);
	check_count(ctx, &config->drhd_count, "DRHD_COUNT", config->n_drhds);
	for (size_t i = 0; i < config->n_drhds; i++)
		check_drhd(ctx, &config->drhds[i], i);
	if (config->n_cx > MAX_CX)
		(void)diag_add(ctx->diags, DIAG_HVC004, config->cx[MAX_CX].loc,
			"CX_INFO has %zu states; the hypervisor has room for %u", config->n_cx,
			MAX_CX);
	if (config->n_px > MAX_PX)
		(void)diag_add(ctx->diags, DIAG_HVC004, config->px[MAX_PX].loc,
			"PX_INFO has %zu states; the hypervisor has room for %u", config->n_px,
			MAX_PX);
	for (size_t i = 0; i < config->n_cx; i++)
		check_cx(ctx, &config->cx[i]);
	check_acpi(ctx, config);
}
