/*
 * The address space of one VM: windows that BARs may lie in, and what lies there already. A
 * pre-launched VM's is made by the hypervisor; the Service VM's is the machine's own.
 */
#include "layout/private.h"
#include "base/each.h"

#define GUEST_HIGH_RAM (4 * GIB) /* guest RAM that does not fit below the PCI window */
#define MAX_OWN_CLAIMS 8u        /* guest RAM twice, MMCONFIG, TPM, P2SB, chipset */
#define EPT_39_BITS_TOP ((uint64_t)1 << 39)

/* The chipset's ranges, at the same place in every VM. */
static const struct claim chipset[] = {
	{.range = {0xfec00000, 0xfec00fff}, .owner = "IOAPIC"},
	{.range = {0xfee00000, 0xfeefffff}, .owner = "LAPIC"},
	{.range = {0xffff0000, 0xffffffff}, .owner = "BIOS"},
};

static const struct claim guest_mmconfig = {
	.range = {0xe0000000, 0xefffffff}, .owner = "PCI MMCONFIG"};
static const struct claim guest_tpm = {.range = {0xfed40000, 0xfed44fff}, .owner = "TPM"};
static const struct claim guest_p2sb = {.range = {0xfd000000, 0xfdffffff}, .owner = "P2SB"};

static void add_window(struct layout_vm *out, struct range range, const char *owner, struct loc loc)
{
	out->windows[out->n_windows++] = (struct claim){range, owner, loc};
}

/* Guest RAM fills the space below the PCI window and goes on from 4 GiB; returns where it ends. */
static uint64_t take_guest_ram(struct context *ctx, struct layout_vm *out)
{
	const struct vm *vm = out->vm;
	uint64_t low_top = ctx->target->guest_low_ram_top;
	uint64_t size = 0;
	uint64_t low;
	struct loc loc = vm->loc;

	EACH (const struct memory_piece, piece, vm, memory) {
		if (!number_valid(&piece->length) || piece->length.value == 0)
			continue;
		size = add_saturated(size, piece->length.value);
		loc = piece->length.loc;
	}
	low = size < low_top ? size : low_top;
	if (low > 0)
		layout_take(out, (struct claim){{0, low - 1}, "guest RAM", loc});
	if (size == low)
		return GUEST_HIGH_RAM;

	struct range high = range_of(GUEST_HIGH_RAM, size - low);

	layout_take(out, (struct claim){high, "guest RAM", loc});
	return add_saturated(high.last, 1);
}

/* Up to v2.4 whatever is left above guest RAM; a window of its own later. */
static void add_high_window(struct context *ctx, struct layout_vm *out, uint64_t ram_end)
{
	const struct target *target = ctx->target;
	uint64_t top = EPT_39_BITS_TOP;

	if (target->guest_high_window.last != 0) {
		add_window(out, target->guest_high_window, "PCI window", out->vm->loc);
		return;
	}
	if (target->ept_top == EPT_FROM_RAM_SIZE)
		top = add_saturated(
			layout_hi_mmio_start(ctx->config), layout_hi_mmio_size(ctx->config->board));
	if (ram_end < top)
		add_window(out, (struct range){ram_end, top - 1}, "PCI window", out->vm->loc);
}

static void make_guest_space(struct context *ctx, struct layout_vm *out)
{
	out->windows = arena_array(ctx->arena, 2, sizeof(*out->windows));
	add_window(out, ctx->target->guest_low_window, "PCI window", out->vm->loc);
	add_high_window(ctx, out, take_guest_ram(ctx, out));
	layout_take(out, guest_mmconfig);
	if (out->vm->tpm2)
		layout_take(out, guest_tpm);
	if (out->vm->p2sb)
		layout_take(out, guest_p2sb);
}

/* Above it the Service VM's EPT maps nothing. */
static uint64_t service_top(const struct target *target, const struct config *config)
{
	uint64_t ram = config->sos_ram_size.value;

	if (target->ept_top == EPT_39_BITS)
		return EPT_39_BITS_TOP;
	return add_saturated(ram > 2 * GIB ? ram : 2 * GIB, 3 * GIB);
}

static void make_service_space(struct context *ctx, struct layout_vm *out)
{
	const struct board *board = ctx->config->board;
	uint64_t top = service_top(ctx->target, ctx->config);

	out->windows = arena_array(ctx->arena, board->n_windows, sizeof(*out->windows));
	EACH (const struct claim, window, board, windows) {
		uint64_t last = window->range.last < top ? window->range.last : top - 1;

		if (window->range.first < top)
			add_window(out, (struct range){window->range.first, last}, window->owner,
				window->loc);
	}
	EACH (const struct claim, taken, board, taken) {
		struct range pages = {align_down(taken->range.first, PAGE_SIZE_4K),
			taken->range.last | (PAGE_SIZE_4K - 1)};

		layout_take(out, (struct claim){pages, taken->owner, taken->loc});
	}
}

void layout_space(struct context *ctx, struct layout_vm *out)
{
	size_t bound =
		MAX_OWN_CLAIMS + ctx->config->board->n_taken + out->vm->n_passthrough * MAX_BARS;

	out->taken = arena_array(ctx->arena, bound, sizeof(*out->taken));
	if (out->vm->kind == VM_PRE_LAUNCHED)
		make_guest_space(ctx, out);
	else
		make_service_space(ctx, out);
	for (size_t i = 0; i < sizeof(chipset) / sizeof(chipset[0]); i++)
		layout_take(out, chipset[i]);
}
