/*
 * BARs of the devices that a pre-launched VM has for itself. Up to v2.4 the guest sees host
 * addresses from 2 to 4 GiB where they are and others in an area above 4 GiB that the hypervisor
 * build reserves for the whole board; from v2.5 on every memory BAR gets a new address.
 */
#include "layout/private.h"

#include <inttypes.h>

#include "model/board_config.h"
#include "base/each.h"

#define INTEL 0x8086u

bool layout_emulates_msix(const struct pci_device *device)
{
	for (size_t i = 0; device->vendor == INTEL && i < N_MSI_ONLY_IDS; i++) {
		if (device->device == board_msi_only_ids[i])
			return true;
	}
	return false;
}

uint64_t layout_hi_mmio_start(const struct config *config)
{
	uint64_t ram = config->uos_ram_size.value;

	return add_saturated(ram > 2 * GIB ? ram : 2 * GIB, 2 * GIB);
}

static bool is_power_of_two(uint64_t value)
{
	return value != 0 && (value & (value - 1)) == 0;
}

static bool is_kept(uint64_t address)
{
	return address >= 2 * GIB && address <= LAST_BELOW_4GIB;
}

/*
 * Where a BAR lies in the area of remapped BARs, or (for NULL) how large the area is. Every
 * remapped BAR of the board has its place there, whether or not its device is passed through.
 */
static uint64_t hi_mmio_offset(const struct board *board, const struct pci_bar *wanted)
{
	uint64_t offset = 0;

	EACH (const struct pci_device, device, board, devices) {
		EACH (const struct pci_bar, bar, device, bars) {
			if (bar->type == BAR_IO || !bar->has_address || is_kept(bar->address) ||
				!is_power_of_two(bar->size))
				continue;
			offset = align_up(offset, bar->size);
			if (bar == wanted)
				return offset;
			offset = add_saturated(offset, bar->size);
		}
	}
	return offset;
}

uint64_t layout_hi_mmio_size(const struct board *board)
{
	return hi_mmio_offset(board, NULL);
}

struct bar *layout_add_bar(
	struct layout_device *device, unsigned index, enum bar_type type, uint64_t size)
{
	size_t at = device->n_bars++;

	for (; at > 0 && device->bars[at - 1].index > index; at--)
		device->bars[at] = device->bars[at - 1];
	device->bars[at] = (struct bar){.index = index, .type = type, .size = size};
	return &device->bars[at];
}

/* Fixed addresses are taken; two claims on one address are a fault of the input. */
static bool take_fixed(struct context *ctx, struct layout_vm *out,
	const struct layout_device *device, const struct bar *bar, struct range range,
	struct loc loc)
{
	EACH (const struct claim, other, out, taken) {
		if (!range_overlaps(other->range, range))
			continue;

		struct diag *diag = diag_add(ctx->diags, DIAG_PCI006,
			layout_device_loc(out, device),
			"BAR%u of passthrough device %s must lie at %s in %s, but %s has %s there; take the device out of the VM, or give the VM less memory",
			bar->index, words_bdf(ctx, device->passthrough->bdf),
			words_range(ctx, range), words_vm_by_id(ctx, out->vm),
			words_quote(ctx, other->owner), words_range(ctx, other->range));

		diag_note(ctx->diags, diag, other->loc, "%s comes from here",
			words_quote(ctx, other->owner));
		return false;
	}
	layout_take(out, (struct claim){range,
				 arena_printf(ctx->arena, "BAR%u of %s", bar->index,
					 words_bdf(ctx, device->passthrough->bdf)),
				 loc});
	return true;
}

static bool check_facts(struct context *ctx, const struct layout_vm *out,
	const struct layout_device *device, const struct pci_bar *native)
{
	const char *fault = NULL;
	struct diag *diag;

	if (native->size == 0)
		fault = "has no [size=] in the board file";
	else if (!is_power_of_two(native->size))
		fault = "has a size that is no power of two in the board file";
	else if (native->has_address && native->address % native->size != 0)
		fault = "has an address in the board file that is no multiple of its size";
	if (fault == NULL)
		return true;
	diag = diag_add(ctx->diags, DIAG_PCI008, layout_device_loc(out, device),
		"BAR%u of passthrough device %s %s (address 0x%" PRIx64 ", size 0x%" PRIx64
		"), so it cannot be kept apart from shared memory; make the board file again on the machine",
		native->index, words_bdf(ctx, device->passthrough->bdf), fault, native->address,
		native->size);
	diag_note(ctx->diags, diag, native->loc, "the BAR is described here");
	return false;
}

/* Memory is mapped by pages: two BARs of one page would show the guest one of them only. */
static struct range pages_of(const struct bar *bar)
{
	uint64_t first = bar->address / PAGE_SIZE_4K * PAGE_SIZE_4K;
	uint64_t last = bar->address - first + bar->size - 1;

	return range_of(first, align_up(last + 1, PAGE_SIZE_4K));
}

/* The area's start follows from UOS_RAM_SIZE, which need not suit a large BAR. */
static bool check_remapped(struct context *ctx, const struct layout_vm *out,
	const struct layout_device *device, const struct bar *bar, struct loc loc)
{
	if (bar->address % bar->size == 0)
		return true;

	struct diag *diag = diag_add(ctx->diags, DIAG_PCI006, layout_device_loc(out, device),
		"BAR%u of passthrough device %s is remapped to 0x%" PRIx64
		", which is no multiple of its size 0x%" PRIx64
		", so the hypervisor would move it down; make UOS_RAM_SIZE 2 GiB less than a multiple of that size, or take the device out of the VM",
		bar->index, words_bdf(ctx, device->passthrough->bdf), bar->address, bar->size);

	diag_note(ctx->diags, diag, loc, "the BAR is described here");
	return false;
}

/* v2.2 to v2.4 */
static bool add_kept_bar(struct context *ctx, struct layout_vm *out, struct layout_device *device,
	const struct pci_bar *native)
{
	struct bar *bar;

	if (native->type == BAR_IO)
		return true;
	if (native->has_address && !check_facts(ctx, out, device, native))
		return false;
	bar = layout_add_bar(device, native->index, native->type, native->size);
	bar->guest_placed = !native->has_address;
	if (native->has_address && is_kept(native->address)) {
		bar->address = native->address;
		return take_fixed(
			ctx, out, device, bar, range_of(bar->address, bar->size), native->loc);
	}
	/* A 32-bit BAR would lose the upper half: it is placed low. */
	if (bar->guest_placed || native->type == BAR_MEM32)
		return true;
	bar->address = add_saturated(
		layout_hi_mmio_start(ctx->config), hi_mmio_offset(ctx->config->board, native));
	return check_remapped(ctx, out, device, bar, native->loc) &&
	       take_fixed(ctx, out, device, bar, pages_of(bar), native->loc);
}

/* v2.5 and later */
static bool add_new_bar(struct context *ctx, struct layout_vm *out, struct layout_device *device,
	const struct pci_bar *native)
{
	struct bar *bar;

	if (native->type == BAR_IO && !native->has_address)
		return true;
	if (native->type != BAR_IO && native->size != 0 && !check_facts(ctx, out, device, native))
		return false;
	bar = layout_add_bar(device, native->index, native->type, native->size);
	if (native->type == BAR_IO)
		bar->address = native->address;
	else
		bar->guest_placed = native->size == 0;
	return true;
}

/* Bits of the BAR numbers in use; a 64-bit BAR has two. */
static unsigned used_indexes(const struct pci_device *device)
{
	unsigned used = 0;

	EACH (const struct pci_bar, bar, device, bars) {
		unsigned bits = bar->type == BAR_MEM64 || bar->type == BAR_MEM64_PREFETCH ? 3 : 1;

		if (bar->index < MAX_BARS)
			used |= bits << bar->index;
	}
	return used;
}

static void add_msix_bar(struct layout_device *device, const struct pci_device *native)
{
	unsigned used = used_indexes(native);

	for (unsigned index = 0; index < MAX_BARS; index++) {
		if ((used & (1u << index)) == 0) {
			layout_add_bar(device, index, BAR_MEM32, PAGE_SIZE_4K);
			return;
		}
	}
}

static bool add_bars(struct context *ctx, struct layout_vm *out, struct layout_device *device)
{
	const struct pci_device *native = device->passthrough->device;
	unsigned seen = 0;
	bool ok = true;

	EACH (const struct pci_bar, bar, native, bars) {
		/* lspci lists BARs of virtual functions under the same numbers, after the own */
		if (bar->index >= MAX_BARS || (seen & (1u << bar->index)) != 0)
			continue;
		seen |= 1u << bar->index;
		ok &= ctx->target->passthrough_identity ? add_kept_bar(ctx, out, device, bar)
							: add_new_bar(ctx, out, device, bar);
	}
	if (layout_emulates_msix(native))
		add_msix_bar(device, native);
	return ok;
}

bool layout_passthrough(struct context *ctx, struct layout_vm *out)
{
	bool ok = true;

	EACH (struct layout_device, device, out, devices) {
		if (device->passthrough != NULL && device->passthrough->device != NULL)
			ok &= add_bars(ctx, out, device);
	}
	return ok;
}
