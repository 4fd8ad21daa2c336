/* Numbers of the hypervisor that have to suit the board, or more than a range. */
#include "check/rules.h"

#include <inttypes.h>

#include "model/board_config.h"
#include "model/settings.h"
#include "base/each.h"

#define STACK_ALIGNMENT 16u /* CPU_STACK_ALIGN */
#define DISPLAY_CLASS 3u

/* The number as the scenario gives it, if it has one reading; NULL: CAP001 blames it, or none. */
static const struct number *given(const struct config *config, enum setting_id id)
{
	const struct number *number = &config_setting(config, id)->number;

	return number->form == NUMBER_HEX || number->form == NUMBER_DECIMAL ? number : NULL;
}

void check_stack_size(struct context *ctx, const struct config *config)
{
	const struct number *size = given(config, SETTING_STACK_SIZE);

	/* CAP002 blames one that is too small. */
	if (size != NULL && size->form == NUMBER_HEX && size->value >= PAGE_SIZE_4K &&
		size->value % STACK_ALIGNMENT != 0)
		diag_add(ctx->diags, DIAG_CAP010, size->loc,
			"STACK_SIZE is %s; it must be a multiple of 16 (0x10)", size->text);
}

void check_ir_entries(struct context *ctx, const struct config *config)
{
	const struct number *entries = given(config, SETTING_MAX_IR_ENTRIES);

	if (entries != NULL && entries->value != 0 && (entries->value & (entries->value - 1)) != 0)
		diag_add(ctx->diags, DIAG_CAP011, entries->loc,
			"MAX_IR_ENTRIES is %s; it must be a power of two", entries->text);
}

/* ---- PCI ---- */

static const struct pci_device *highest_device(const struct board *board)
{
	return board->n_devices == 0 ? NULL : &board->devices[board->n_devices - 1];
}

/* v3.x computes the number where it is 0. */
void check_bus_number(struct context *ctx, const struct config *config)
{
	bool text = check_applies(ctx, V2);
	enum setting_id id = text ? SETTING_IOMMU_BUS_NUM : SETTING_MAX_PCI_BUS_NUM;
	const struct number *number = given(config, id);
	const struct pci_device *highest;
	struct diag *diag;

	if (number == NULL || (!text && (number->value == 0 || !check_applies(ctx, V3))))
		return;
	highest = highest_device(config->board);
	if (highest == NULL || number->value > highest->bdf.bus)
		return;
	diag = diag_add(ctx->diags, DIAG_CAP012, number->loc,
		"%s is %s, but the board has devices on bus 0x%x; it must be at least 0x%x",
		setting_infos[id].element, number->text, highest->bdf.bus, highest->bdf.bus + 1u);
	diag_note(ctx->diags, diag, highest->loc, "a device on that bus");
}

static bool is_display(const struct pci_id *id)
{
	return id->class >> 8 == DISPLAY_CLASS;
}

void check_gpu(struct context *ctx, const struct config *config)
{
	const struct number *gpu = given(config, SETTING_GPU_SBDF);
	const struct board_config *board = config->board->config;
	const struct pci_id *display = NULL;
	struct diag *diag;

	if (gpu == NULL || board == NULL)
		return;
	for (size_t i = 0; i < board->n_ids; i++) {
		if (!is_display(&board->ids[i]))
			continue;
		if (bdf_number(board->ids[i].bdf) == gpu->value)
			return;
		if (display == NULL)
			display = &board->ids[i];
	}
	if (display == NULL)
		return;
	diag = diag_add(ctx->diags, DIAG_CAP013, gpu->loc,
		"GPU_SBDF is %s, which is no display controller of the board; that is 0x%08x, %s",
		gpu->text, bdf_number(display->bdf), words_bdf(ctx, display->bdf));
	diag_note(ctx->diags, diag, display->loc, "the display controller");
}

static const struct vm *find_p2sb(const struct config *config)
{
	for (size_t i = 0; i < config->n_vms; i++) {
		if (config->vms[i].p2sb)
			return &config->vms[i];
	}
	return NULL;
}

/* A hidden device does not answer where the board is looked at, so the board need not list it. */
void check_hidden_devices(struct context *ctx, const struct config *config)
{
	static const struct bdf p2sb_address = {.bus = 0, .device = 0x1f, .function = 1};
	const struct vm *vm = find_p2sb(config);

	for (size_t i = 0; config->hv != NULL && i < config->hv->n_hidden; i++) {
		const struct hidden_device *hidden = &config->hv->hidden[i];
		struct diag *diag;

		if (value_is_blank(&hidden->text))
			continue;
		if (!hidden->bdf_valid) {
			diag_add(ctx->diags, DIAG_CAP014, hidden->text.loc,
				"HIDDEN_PDEV is %s; it must be bus:device.function, such as 00:1f.1",
				words_quote(ctx, hidden->text.text));
		} else if (vm != NULL && bdf_equal(hidden->bdf, p2sb_address)) {
			diag = diag_add(ctx->diags, DIAG_CAP014, hidden->text.loc,
				"HIDDEN_PDEV is 00:1f.1, but p2sb is passed to %s; a hidden device cannot be passed",
				vm_label(ctx, vm));
			diag_note(ctx->diags, diag, vm_setting(vm, SETTING_P2SB)->text.loc, "p2sb");
		}
	}
}

/* ---- RAM ---- */

/* The first address that no RAM of the board reaches, in pages of 2 MiB; 0: it has no map. */
static uint64_t ram_top(const struct board *board)
{
	uint64_t last = board->n_ram == 0 ? 0 : board->ram[board->n_ram - 1].range.last;

	if (last == 0 || last > UINT64_MAX - POOL_ALIGNMENT)
		return 0;
	return (last / POOL_ALIGNMENT + 1) * POOL_ALIGNMENT;
}

/* What the number leaves room for: itself and that much more. */
static bool covers(const struct number *number, uint64_t more, uint64_t top)
{
	uint64_t end;

	return __builtin_add_overflow(number->value, more, &end) || end >= top;
}

void check_platform_ram(struct context *ctx, const struct config *config)
{
	const struct number *size = given(config, SETTING_PLATFORM_RAM_SIZE);
	const struct claim *last;
	uint64_t top;

	if (size == NULL || size->form != NUMBER_HEX)
		return;
	top = ram_top(config->board);
	if (top == 0 || covers(size, 2 * GIB, top))
		return;
	last = &config->board->ram[config->board->n_ram - 1];
	if (check_applies(ctx, RELEASES(V2_2, V2_4)) && !covers(size, 2 * GIB, last->range.first)) {
		diag_add(ctx->diags, DIAG_MEM031, size->loc,
			"PLATFORM_RAM_SIZE is %s, but RAM of the board begins at 0x%" PRIx64
			", where the hypervisor stops at boot; it must be at least 0x%" PRIx64,
			size->text, last->range.first, top - 2 * GIB);
		return;
	}
	diag_add(ctx->diags, DIAG_MEM030, size->loc,
		"PLATFORM_RAM_SIZE is %s, but RAM of the board reaches up to 0x%" PRIx64
		", so that some is not used; it must be at least 0x%" PRIx64,
		size->text, top, top - 2 * GIB);
}

/* The element is of v2.2 to v2.4 alone. */
void check_service_ram(struct context *ctx, const struct config *config)
{
	const struct number *size = given(config, SETTING_SOS_RAM_SIZE);
	uint64_t top;

	if ((ctx->releases & RELEASES(V2_2, V2_4)) == 0 || config->service_vm == NULL ||
		size == NULL || size->form != NUMBER_HEX)
		return;
	top = ram_top(config->board);
	if (top == 0 || covers(size, 3 * GIB, top))
		return;
	diag_add(ctx->diags, DIAG_MEM032, size->loc,
		"SOS_RAM_SIZE is %s, but RAM of the board reaches up to 0x%" PRIx64
		"; it must be at least 0x%" PRIx64,
		size->text, top, top - 3 * GIB);
}

static uint64_t sum_of_ram(const struct board *board)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < board->n_ram; i++)
		sum += board->ram[i].range.last - board->ram[i].range.first + 1;
	return sum;
}

/* Post-launched VMs need not run at the same time, so this is no error. */
void check_memory_sum(struct context *ctx, const struct config *config)
{
	uint64_t ram = sum_of_ram(config->board);
	uint64_t sum = 0;

	if (ram == 0)
		return;
	EACH (const struct vm, vm, config, vms) {
		for (size_t j = 0; j < vm->n_memory && vm->kind != VM_SERVICE; j++) {
			const struct number *length = &vm->memory[j].length;

			if (!check_is_size(&vm->memory[j]))
				continue;
			if (!__builtin_add_overflow(sum, length->value, &sum) && sum < ram)
				continue;
			diag_add(ctx->diags, DIAG_MEM033, length->loc,
				"with the memory of %s, VMs have %" PRIu64
				" MiB or more, but the board has %" PRIu64
				" MiB of RAM; not all of them can run at the same time",
				vm_label(ctx, vm), sum / MIB, ram / MIB);
			return;
		}
	}
}
