/* Numbers of the hypervisor that have to suit the board, or more than a range. */
#include "check/rules.h"

#include <inttypes.h>

#define STACK_ALIGNMENT 16u /* CPU_STACK_ALIGN */
#define DISPLAY_CLASS 3u

/* The number as the scenario gives it, if it has one reading; NULL: CAP001 blames it, or none. */
static const struct number *given(const struct config *config, enum setting_id id)
{
	const struct number *number = &config_setting(config, id)->number;

	return check_is_plain(number) ? number : NULL;
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

/* v3.x computes the number where it is 0. */
void check_bus_number(struct context *ctx, const struct config *config)
{
	const struct board *board = config->board;
	bool text = check_applies(ctx, V2);
	enum setting_id id = text ? SETTING_IOMMU_BUS_NUM : SETTING_MAX_PCI_BUS_NUM;
	const struct number *number = given(config, id);
	const struct pci_device *highest;

	if (number == NULL || board->n_devices == 0 ||
		(!text && (number->value == 0 || !check_applies(ctx, V3))))
		return;
	highest = &board->devices[board->n_devices - 1];
	if (number->value <= highest->bdf.bus)
		check_report_pair(ctx, DIAG_CAP012, number->loc, highest->loc,
			"a device on that bus",
			"%s is %s, but the board has devices on bus 0x%x; it must be at least 0x%x",
			setting_infos[id].element, number->text, highest->bdf.bus,
			highest->bdf.bus + 1u);
}

void check_gpu(struct context *ctx, const struct config *config)
{
	const struct number *gpu = given(config, SETTING_GPU_SBDF);
	const struct pci_id *display = NULL; /* the first one */

	EACH (const struct pci_id, id, config->board->config, ids) {
		if (gpu == NULL || id->class >> 8 != DISPLAY_CLASS)
			continue;
		if (bdf_number(id->bdf) == gpu->value)
			return;
		if (display == NULL)
			display = id;
	}
	if (display != NULL)
		check_report_pair(ctx, DIAG_CAP013, gpu->loc, display->loc,
			"the display controller",
			"GPU_SBDF is %s, which is no display controller of the board; that is 0x%08x, %s",
			gpu->text, bdf_number(display->bdf), words_bdf(ctx, display->bdf));
}

static const struct vm *find_p2sb(const struct config *config)
{
	EACH (const struct vm, vm, config, vms) {
		if (vm->p2sb)
			return vm;
	}
	return NULL;
}

/* A hidden device does not answer where the board is looked at, so the board need not list it. */
void check_hidden_devices(struct context *ctx, const struct config *config)
{
	static const struct bdf p2sb_address = {.bus = 0, .device = 0x1f, .function = 1};
	const struct vm *vm = find_p2sb(config);

	EACH (const struct hidden_device, hidden, config->hv, hidden) {
		if (value_is_blank(&hidden->text))
			continue;
		if (!hidden->bdf_valid)
			diag_add(ctx->diags, DIAG_CAP014, hidden->text.loc,
				"HIDDEN_PDEV is %s; it must be bus:device.function, such as 00:1f.1",
				words_quote(ctx, hidden->text.text));
		else if (vm != NULL && bdf_equal(hidden->bdf, p2sb_address))
			check_report_pair(ctx, DIAG_CAP014, hidden->text.loc,
				vm_setting(vm, SETTING_P2SB)->text.loc, "p2sb",
				"HIDDEN_PDEV is 00:1f.1, but p2sb is passed to %s; a hidden device cannot be passed",
				vm_label(ctx, vm));
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

/* Whether the number and that much more reach up to an address. */
static bool covers(const struct number *number, uint64_t more, uint64_t top)
{
	uint64_t end;

	return __builtin_add_overflow(number->value, more, &end) || end >= top;
}

void check_platform_ram(struct context *ctx, const struct config *config)
{
	const struct number *size = given(config, SETTING_PLATFORM_RAM_SIZE);
	const struct board *board = config->board;
	uint64_t top = ram_top(board);

	if (size == NULL || size->form != NUMBER_HEX || top == 0 || covers(size, 2 * GIB, top))
		return;

	uint64_t last = board->ram[board->n_ram - 1].range.first;

	if (check_applies(ctx, RELEASES(V2_2, V2_4)) && !covers(size, 2 * GIB, last))
		diag_add(ctx->diags, DIAG_MEM031, size->loc,
			"PLATFORM_RAM_SIZE is %s, but RAM of the board begins at 0x%" PRIx64
			", where the hypervisor stops at boot; it must be at least 0x%" PRIx64,
			size->text, last, top - 2 * GIB);
	else
		diag_add(ctx->diags, DIAG_MEM030, size->loc,
			"PLATFORM_RAM_SIZE is %s, but RAM of the board reaches up to 0x%" PRIx64
			", so that some is not used; it must be at least 0x%" PRIx64,
			size->text, top, top - 2 * GIB);
}

/* The element is of v2.2 to v2.4 alone. */
void check_service_ram(struct context *ctx, const struct config *config)
{
	const struct number *size = given(config, SETTING_SOS_RAM_SIZE);
	uint64_t top = ram_top(config->board);

	if ((ctx->releases & RELEASES(V2_2, V2_4)) != 0 && config->service_vm != NULL &&
		size != NULL && size->form == NUMBER_HEX && top != 0 && !covers(size, 3 * GIB, top))
		diag_add(ctx->diags, DIAG_MEM032, size->loc,
			"SOS_RAM_SIZE is %s, but RAM of the board reaches up to 0x%" PRIx64
			"; it must be at least 0x%" PRIx64,
			size->text, top, top - 3 * GIB);
}

static uint64_t sum_of_ram(const struct board *board)
{
	uint64_t sum = 0;

	EACH (const struct claim, ram, board, ram)
		sum += ram->range.last - ram->range.first + 1;
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
