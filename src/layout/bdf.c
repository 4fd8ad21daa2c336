/*
 * vBDFs: what the scenario gives is used as given; then passthrough, ivshmem and vUART devices,
 * in this order, each take the first device number of bus 0 that nothing in the VM has. A
 * post-launched VM's devices get theirs from acrn-dm.
 */
#include "layout/private.h"

#include <string.h>

#include "model/board_config.h"
#include "base/each.h"

#define N_SHOWN 3u

/* Vendor 8086 volume manager: moving it away from its own number breaks it (v2.5 and later). */
static const struct bdf keeps_its_bdf = {0, 0x0e, 0};

/* Bus 0 of one VM: who has each function, and the numbers that no device may be given. */
struct bus {
	const struct layout_device *owners[PCI_DEVICES][PCI_FUNCTIONS];
	const char *blocked[PCI_DEVICES]; /* why: native, hidden or reserved; NULL: it is not */
};

static void block(struct bus *bus, unsigned device, const char *why)
{
	if (bus->blocked[device] == NULL)
		bus->blocked[device] = why;
}

/* The Service VM sees the machine's own devices; any function of one makes its number native. */
static void block_native(struct bus *bus, const struct board *board)
{
	EACH (const struct pci_device, device, board, devices) {
		if (device->bdf.bus == 0)
			block(bus, device->bdf.device % PCI_DEVICES, "a native device");
	}
	block(bus, 0, "the host bridge");
	block(bus, 1, "kept for native PCI ports");
	if (board_hides_0d(board))
		block(bus, 0x0d, "a hidden native device");
}

/* What the scenario says about a device's vBDF. */
static bool given_bdf(const struct target *target, const struct vm *vm,
	const struct layout_device *device, struct bdf *bdf, struct loc *loc)
{
	if (device->region != NULL) {
		const struct region_peer *peer = region_find_peer(device->region, vm);

		if (peer == NULL || !peer->vbdf_valid)
			return false;
		*bdf = peer->vbdf;
		*loc = peer->vbdf_text.loc;
		return true;
	}
	if (device->vuart != NULL) {
		*bdf = device->vuart->vbdf;
		*loc = device->vuart->vbdf_text.loc;
		return device->vuart->vbdf_valid;
	}
	if (device->passthrough != NULL && !target->passthrough_identity) {
		*bdf = device->passthrough->bdf;
		*loc = device->passthrough->text.loc;
		return device->passthrough->bdf_valid && bdf_equal(*bdf, keeps_its_bdf);
	}
	return false;
}

/* No function of the number is anything's. */
static bool is_free(const struct bus *bus, unsigned number)
{
	for (unsigned function = 0; function < PCI_FUNCTIONS; function++) {
		if (bus->owners[number][function] != NULL)
			return false;
	}
	return bus->blocked[number] == NULL;
}

/* A few numbers that nothing in the VM has, and nothing else in it is given. */
static void hint_free(
	struct context *ctx, const struct layout_vm *out, const struct bus *bus, struct diag *diag)
{
	bool given[PCI_DEVICES] = {[0] = true};
	const char *list = NULL;
	unsigned count = 0;
	struct bdf bdf;
	struct loc loc;

	EACH (const struct layout_device, device, out, devices) {
		if (given_bdf(ctx->target, out->vm, device, &bdf, &loc))
			given[bdf.device % PCI_DEVICES] = true;
	}
	for (unsigned i = 0; i < PCI_DEVICES && count < N_SHOWN; i++) {
		if (given[i] || !is_free(bus, i))
			continue;

		const char *text = words_bdf(ctx, (struct bdf){0, (uint8_t)i, 0});

		list = count++ == 0 ? text : arena_printf(ctx->arena, "%s, %s", list, text);
	}
	if (list != NULL)
		diag_hint(ctx->diags, diag, "free: %s", list);
}

/* The device that cannot be moved keeps its vBDF, whichever came first. */
static void report_clash(struct context *ctx, const struct layout_vm *out, const struct bus *bus,
	const struct layout_device *device, const struct layout_device *owner)
{
	bool moves = device->passthrough == NULL;
	const struct layout_device *mover = moves ? device : owner;
	const struct layout_device *keeper = moves ? owner : device;
	struct bdf bdf;
	struct loc loc;
	struct diag *diag;

	if (!given_bdf(ctx->target, out->vm, mover, &bdf, &loc))
		return;
	diag = diag_add(ctx->diags, DIAG_PCI007, loc,
		"vBDF %s of %s cannot be had in %s: %s has it%s; leave VBDF empty to have a free one chosen",
		words_bdf(ctx, bdf), words_device(ctx, mover), words_vm_by_id(ctx, out->vm),
		words_device(ctx, keeper),
		keeper->passthrough != NULL ? " and keeps its own address" : "");
	hint_free(ctx, out, bus, diag);
	diag_note(
		ctx->diags, diag, layout_device_loc(out, keeper), "%s", words_device(ctx, keeper));
}

static void report_blocked(struct context *ctx, const struct layout_vm *out, const struct bus *bus,
	const struct layout_device *device, struct bdf bdf, struct loc loc)
{
	struct diag *diag = diag_add(ctx->diags, DIAG_PCI007, loc,
		"vBDF %s of %s cannot be had in %s: it is %s; leave VBDF empty to have a free one chosen",
		words_bdf(ctx, bdf), words_device(ctx, device), words_vm_by_id(ctx, out->vm),
		bdf.bus != 0 ? "not on bus 0" : bus->blocked[bdf.device % PCI_DEVICES]);

	hint_free(ctx, out, bus, diag);
}

static bool take_given(struct context *ctx, struct layout_vm *out, struct bus *bus,
	struct layout_device *device, struct bdf bdf, struct loc loc)
{
	unsigned number = bdf.device % PCI_DEVICES;
	const struct layout_device **owner = &bus->owners[number][bdf.function % PCI_FUNCTIONS];

	if (bdf.bus != 0 || bus->blocked[number] != NULL) {
		report_blocked(ctx, out, bus, device, bdf, loc);
		return false;
	}
	if (*owner != NULL) {
		report_clash(ctx, out, bus, device, *owner);
		return false;
	}
	*owner = device;
	device->has_vbdf = true;
	device->vbdf_given = device->passthrough == NULL;
	device->vbdf = bdf;
	return true;
}

static bool choose(
	struct context *ctx, struct layout_vm *out, struct bus *bus, struct layout_device *device)
{
	unsigned number = 1;

	while (number < PCI_DEVICES && !is_free(bus, number))
		number++;
	if (number == PCI_DEVICES) {
		diag_add(ctx->diags, DIAG_PCI002, layout_device_loc(out, device),
			"no device number of bus 0 is left for %s in %s: all of 01 to 1f are taken; take %s out of a region, or a device away from it",
			words_device(ctx, device), words_vm_by_id(ctx, out->vm),
			words_vm_by_id(ctx, out->vm));
		return false;
	}
	bus->owners[number][0] = device;
	device->has_vbdf = true;
	device->vbdf = (struct bdf){0, (uint8_t)number, 0};
	return true;
}

static bool take_all_given(struct context *ctx, struct layout_vm *out, struct bus *bus)
{
	bool ok = true;

	EACH (struct layout_device, device, out, devices) {
		struct bdf bdf;
		struct loc loc;

		if (device->type == DEVICE_HOST_BRIDGE) {
			device->has_vbdf = true;
			device->vbdf = (struct bdf){0, 0, 0};
			bus->owners[0][0] = device;
		} else if (given_bdf(ctx->target, out->vm, device, &bdf, &loc)) {
			ok &= take_given(ctx, out, bus, device, bdf, loc);
		}
	}
	return ok;
}

bool layout_bdfs(struct context *ctx, struct layout_vm *out)
{
	static const enum device_type order[] = {DEVICE_PASSTHROUGH, DEVICE_IVSHMEM, DEVICE_VUART};
	struct bus bus = {.blocked = {NULL}};

	if (out->vm->kind == VM_POST_LAUNCHED)
		return true;
	if (out->vm->kind == VM_SERVICE)
		block_native(&bus, ctx->config->board);
	if (!take_all_given(ctx, out, &bus))
		return false;
	for (size_t k = 0; k < sizeof(order) / sizeof(order[0]); k++) {
		EACH (struct layout_device, device, out, devices) {
			if (device->type != order[k] || device->has_vbdf)
				continue;
			if (!choose(ctx, out, &bus, device))
				return false;
		}
	}
	return true;
}
