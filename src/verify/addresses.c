/*
 * Proof of a VM's address space: every device has exactly its BARs, each aligned, inside one
 * window, below 4 GiB where it is a 32-bit one, and clear of everything else in the VM.
 */
#include "verify/private.h"
#include "base/each.h"

#include <inttypes.h>

#define BELOW_4GIB ((struct range){0, 0xffffffff})

/* Pieces of the VM's address space. */
struct pieces {
	struct claim *items;
	size_t n_items;
};

struct view {
	struct proof *proof;
	const struct layout_vm *vm;
	struct pieces windows;
	struct pieces fixed;
};

static void add_piece(struct pieces *pieces, uint64_t first, uint64_t last, const char *owner)
{
	pieces->items[pieces->n_items++] = (struct claim){.range = {first, last}, .owner = owner};
}

/* ---- the space, computed again ---- */

static uint64_t guest_memory(const struct vm *vm)
{
	uint64_t sum = 0;

	EACH (const struct memory_piece, piece, vm, memory) {
		if (number_valid(&piece->length))
			sum = verify_sum(sum, piece->length.value);
	}
	return sum;
}

static bool kept_by_host(uint64_t address)
{
	return address >= 0x80000000 && address <= 0xffffffff;
}

/* The area above guest RAM that v2.2 to v2.4 reserve for remapped BARs of the whole board. */
static struct range remap_area(const struct config *config)
{
	const struct board *board = config->board;
	uint64_t start =
		number_valid(&config->uos_ram_size) ? config->uos_ram_size.value : 0x200000000;
	uint64_t size = 0;

	if (start < 0x80000000)
		start = 0x80000000;
	start = verify_sum(start, 0x80000000);
	if (start == UINT64_MAX)
		return (struct range){UINT64_MAX, UINT64_MAX};
	EACH (const struct pci_device, device, board, devices) {
		EACH (const struct pci_bar, bar, device, bars) {
			if (bar->type == BAR_IO || !bar->has_address || bar->size == 0 ||
				(bar->size & (bar->size - 1)) != 0 || kept_by_host(bar->address))
				continue;
			if (size % bar->size != 0)
				size = verify_sum(size, bar->size - size % bar->size);
			size = verify_sum(size, bar->size);
		}
	}
	/* first + size is one beyond the area: its EPT top */
	return (struct range){start, size > UINT64_MAX - start ? UINT64_MAX : start + size - 1};
}

static void view_guest(struct view *view)
{
	const struct target *target = view->proof->ctx->target;
	const struct vm *vm = view->vm->vm;
	uint64_t memory = guest_memory(vm);
	uint64_t high_start = 0x100000000;

	if (memory > 0)
		add_piece(&view->fixed, 0,
			(memory < target->guest_low_ram_top ? memory : target->guest_low_ram_top) -
				1,
			"guest RAM");
	if (memory > target->guest_low_ram_top) {
		uint64_t last = verify_sum(high_start, memory - target->guest_low_ram_top - 1);

		add_piece(&view->fixed, high_start, last, "guest RAM above 4 GiB");
		high_start = verify_sum(last, 1);
	}
	add_piece(&view->fixed, 0xe0000000, 0xefffffff, "MMCONFIG");
	if (vm->tpm2)
		add_piece(&view->fixed, 0xfed40000, 0xfed44fff, "the TPM");
	if (vm->p2sb)
		add_piece(&view->fixed, 0xfd000000, 0xfdffffff, "the P2SB");
	add_piece(&view->windows, target->guest_low_window.first, target->guest_low_window.last,
		"low");
	if (target->guest_high_window.last != 0)
		add_piece(&view->windows, target->guest_high_window.first,
			target->guest_high_window.last, "high");
	else if (target->ept_top == EPT_39_BITS)
		add_piece(&view->windows, high_start, 0x7fffffffff, "high");
	else
		add_piece(&view->windows, high_start, remap_area(view->proof->config).last, "high");
}

static void view_service(struct view *view)
{
	const struct config *config = view->proof->config;
	const struct board *board = config->board;
	uint64_t top = 0x8000000000;

	if (view->proof->ctx->target->ept_top == EPT_FROM_RAM_SIZE) {
		top = number_valid(&config->sos_ram_size) ? config->sos_ram_size.value
							  : 0x400000000;
		if (top < 0x80000000)
			top = 0x80000000;
		top = verify_sum(top, 0xc0000000);
	}
	EACH (const struct claim, window, board, windows) {
		struct range range = window->range;

		if (range.first < top)
			add_piece(&view->windows, range.first,
				range.last < top ? range.last : top - 1, "a PCI window");
	}
	EACH (const struct claim, taken, board, taken) {
		add_piece(&view->fixed, taken->range.first / 4096 * 4096,
			taken->range.last / 4096 * 4096 + 4095, taken->owner);
	}
	EACH (const struct pci_device, device, board, devices) {
		EACH (const struct pci_bar, bar, device, bars) {
			struct range range;

			if (bar->type != BAR_IO && bar->has_address &&
				verify_range(bar->address, bar->size, &range))
				add_piece(&view->fixed, range.first, range.last, "a native BAR");
		}
	}
}

static void make_view(struct view *view)
{
	const struct board *board = view->proof->config->board;
	struct arena *arena = view->proof->ctx->arena;
	size_t bound = 8 + board->n_taken;

	EACH (const struct pci_device, device, board, devices) {
		bound += device->n_bars;
	}
	view->fixed.items = arena_array(arena, bound, sizeof(struct claim));
	view->windows.items = arena_array(arena, board->n_windows + 2, sizeof(struct claim));
	add_piece(&view->fixed, 0xfec00000, 0xfec00fff, "the IOAPIC");
	add_piece(&view->fixed, 0xfee00000, 0xfeefffff, "the LAPIC");
	add_piece(&view->fixed, 0xffff0000, 0xffffffff, "the BIOS");
	if (view->vm->vm->kind == VM_SERVICE)
		view_service(view);
	else
		view_guest(view);
}

/* ---- which BARs a device has ---- */

static const struct bar *find_bar(const struct layout_device *device, unsigned index)
{
	EACH (const struct bar, bar, device, bars) {
		if (bar->index == index)
			return bar;
	}
	return NULL;
}

static bool has_bar(
	const struct layout_device *device, unsigned index, enum bar_type type, uint64_t size)
{
	const struct bar *bar = find_bar(device, index);

	return bar != NULL && bar->type == type && bar->size == size && !bar->guest_placed;
}

/* The first native BAR of that number; virtual functions repeat numbers after it. */
static const struct pci_bar *native_bar(const struct pci_device *native, unsigned index)
{
	EACH (const struct pci_bar, bar, native, bars) {
		if (bar->index == index)
			return bar;
	}
	return NULL;
}

static bool needs_msix_bar(const struct pci_device *native)
{
	static const uint16_t ids[] = {0x4b30, 0x4b31, 0x4b32, 0x4ba0, 0x4ba1, 0x4ba2, 0x4bb0,
		0x4bb1, 0x4bb2, 0xa0ac, 0x43ac, 0x43a2, 0x4b88, 0x4b89};

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		if (native->vendor == 0x8086 && native->device == ids[i])
			return true;
	}
	return false;
}

/* A passthrough BAR against the native one; the rest of it is proved like any other BAR. */
static bool mirrors_native(
	const struct view *view, const struct bar *bar, const struct pci_bar *native)
{
	const struct target *target = view->proof->ctx->target;
	struct range area;

	if (native == NULL || bar->type != native->type || bar->size != native->size)
		return false;
	if (bar->type == BAR_IO)
		return !target->passthrough_identity && bar->address == native->address;
	if (bar->guest_placed)
		return bar->address == 0 &&
		       (target->passthrough_identity ? !native->has_address : native->size == 0);
	if (!target->passthrough_identity)
		return true;
	if (kept_by_host(native->address))
		return bar->address == native->address;
	area = remap_area(view->proof->config);
	return bar->type == BAR_MEM32 ||
	       (bar->address >= area.first && bar->address + bar->size - 1 <= area.last);
}

static void verify_passthrough_set(struct view *view, const struct layout_device *device)
{
	const struct pci_device *native = device->passthrough->device;
	size_t extra = 0;

	if (native == NULL)
		return;
	EACH (const struct bar, bar, device, bars) {
		const struct pci_bar *is = native_bar(native, bar->index);

		if (is == NULL && bar->type == BAR_MEM32 && bar->size == 4096)
			extra++;
		else if (!mirrors_native(view, bar, is))
			verify_fault(view->proof,
				"BAR%u of passthrough device " BDF_FORMAT
				" in VM %zu is not the native one's",
				bar->index, BDF_ARGS(native->bdf), view->vm->vm->index);
	}
	for (unsigned index = 0; index < 6; index++) {
		const struct pci_bar *is = native_bar(native, index);

		if (is != NULL && is->type != BAR_IO && find_bar(device, index) == NULL)
			verify_fault(view->proof,
				"BAR%u of passthrough device " BDF_FORMAT " is missing in VM %zu",
				index, BDF_ARGS(native->bdf), view->vm->vm->index);
	}
	if (extra > (size_t)needs_msix_bar(native))
		verify_fault(view->proof, "passthrough device " BDF_FORMAT " has %zu BARs too many",
			BDF_ARGS(native->bdf), extra);
}

static void verify_bar_set(struct view *view, const struct layout_device *device)
{
	bool msix = view->proof->ctx->target->msix_bar;
	bool ok = true;

	for (size_t i = 1; i < device->n_bars; i++)
		ok &= device->bars[i].index > device->bars[i - 1].index;
	switch (device->type) {
	case DEVICE_IVSHMEM:
		ok &= device->n_bars == 2 + (size_t)msix && has_bar(device, 0, BAR_MEM32, 4096) &&
		      (!msix || has_bar(device, 1, BAR_MEM32, 4096)) &&
		      has_bar(device, 2, BAR_MEM64_PREFETCH, device->region->size);
		break;
	case DEVICE_VUART:
		ok &= device->n_bars == 2 && has_bar(device, 0, BAR_MEM32, 4096) &&
		      has_bar(device, 1, BAR_MEM32, 4096);
		break;
	case DEVICE_PASSTHROUGH: verify_passthrough_set(view, device); break;
	case DEVICE_HOST_BRIDGE:
	case DEVICE_PTM: ok &= device->n_bars == 0; break;
	}
	if (!ok)
		verify_fault(view->proof,
			"a device at " BDF_FORMAT " of VM %zu has not the BARs of its kind",
			BDF_ARGS(device->vbdf), view->vm->vm->index);
}

/* ---- where they are ---- */

static bool is_placed(const struct bar *bar)
{
	return bar->type != BAR_IO && !bar->guest_placed;
}

/* Up to v2.4 a passthrough BAR may lie outside the windows: where the host has it. */
static bool may_lie_outside(
	const struct view *view, const struct layout_device *device, const struct bar *bar)
{
	return device->type == DEVICE_PASSTHROUGH && device->passthrough->device != NULL &&
	       view->proof->ctx->target->passthrough_identity &&
	       native_bar(device->passthrough->device, bar->index) != NULL &&
	       (bar->type != BAR_MEM32 || kept_by_host(bar->address));
}

static void verify_place(struct view *view, const struct layout_device *device,
	const struct bar *bar, struct range range)
{
	size_t vm = view->vm->vm->index;
	bool own_page = device->type != DEVICE_PASSTHROUGH ||
			!view->proof->ctx->target->passthrough_identity;
	uint64_t unit = own_page && bar->size < 4096 ? 4096 : bar->size;
	size_t windows = 0;

	if (bar->address == 0 || bar->address % unit != 0)
		verify_fault(view->proof,
			"BAR%u at 0x%" PRIx64 " of VM %zu is not aligned to 0x%" PRIx64, bar->index,
			bar->address, vm, unit);
	if (bar->type == BAR_MEM32 && !verify_inside(range, BELOW_4GIB))
		verify_fault(view->proof, "32-bit BAR%u at 0x%" PRIx64 " of VM %zu is above 4 GiB",
			bar->index, bar->address, vm);
	EACH (const struct claim, window, &view->windows, items) {
		windows += verify_inside(range, window->range);
	}
	if (windows == 0 && !may_lie_outside(view, device, bar))
		verify_fault(view->proof,
			"BAR%u at 0x%" PRIx64 "-0x%" PRIx64
			" of VM %zu is not inside one PCI window",
			bar->index, range.first, range.last, vm);
	EACH (const struct claim, fixed, &view->fixed, items) {
		if (verify_overlap(range, fixed->range))
			verify_fault(view->proof,
				"BAR%u at 0x%" PRIx64 "-0x%" PRIx64
				" of VM %zu overlaps %s at 0x%" PRIx64 "-0x%" PRIx64,
				bar->index, range.first, range.last, vm, fixed->owner,
				fixed->range.first, fixed->range.last);
	}
}

/* Against every BAR before it, of this device and of others. */
static void verify_apart(struct view *view, size_t device, size_t index, struct range range)
{
	for (size_t i = 0; i <= device; i++) {
		const struct layout_device *other = &view->vm->devices[i];
		size_t n_bars = i == device ? index : other->n_bars;

		for (size_t k = 0; k < n_bars; k++) {
			const struct bar *bar = &other->bars[k];
			struct range taken;

			if (is_placed(bar) && verify_range(bar->address, bar->size, &taken) &&
				verify_overlap(range, taken))
				verify_fault(view->proof,
					"BAR%u at 0x%" PRIx64 "-0x%" PRIx64
					" of VM %zu overlaps BAR%u of entry %zu at 0x%" PRIx64,
					view->vm->devices[device].bars[index].index, range.first,
					range.last, view->vm->vm->index, bar->index, i,
					bar->address);
		}
	}
}

void verify_addresses(struct proof *proof, const struct layout_vm *vm)
{
	struct view view = {.proof = proof, .vm = vm};

	if (!proof->ok || (vm->vm->kind != VM_PRE_LAUNCHED && vm->vm->kind != VM_SERVICE))
		return;
	make_view(&view);
	for (size_t i = 0; i < vm->n_devices; i++) {
		const struct layout_device *device = &vm->devices[i];

		verify_bar_set(&view, device);
		for (size_t k = 0; k < device->n_bars; k++) {
			const struct bar *bar = &device->bars[k];
			struct range range;

			if (!is_placed(bar))
				continue;
			if (!verify_range(bar->address, bar->size, &range)) {
				verify_fault(proof, "BAR%u of entry %zu of VM %zu has no extent",
					bar->index, i, vm->vm->index);
				continue;
			}
			verify_place(&view, device, bar, range);
			verify_apart(&view, i, k, range);
		}
	}
}
