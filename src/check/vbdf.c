/* Virtual PCI addresses that the scenario gives to ivshmem devices and PCI vUARTs, and which are
   free. */
#include "check/rules.h"

#include <stdarg.h>
#include <stdlib.h>

#include "model/launch.h"

static const char *owner(struct context *ctx, const struct check_device *given)
{
	if (given->region != NULL)
		return region_label(ctx, given->region);
	return arena_printf(ctx->arena, "PCI vUART %u", given->vuart->index);
}

struct check_devices check_collect_devices(struct context *ctx, const struct config *config)
{
	struct check_devices list = {0};

	EACH (const struct region, region, config, regions) {
		EACH (const struct region_peer, peer, region, peers) {
			if (!value_is_blank(&peer->vbdf_text))
				*ARRAY_ADD(ctx->arena, list.items, list.n_items) =
					(struct check_device){peer->vm, region, NULL,
						&peer->vbdf_text, peer->vbdf, peer->vbdf_valid};
		}
	}
	EACH (const struct vm, vm, config, vms) {
		EACH (const struct vuart, vuart, vm, vuarts) {
			if (!value_is_blank(&vuart->vbdf_text))
				*ARRAY_ADD(ctx->arena, list.items, list.n_items) =
					(struct check_device){vm, NULL, vuart, &vuart->vbdf_text,
						vuart->vbdf, vuart->vbdf_valid};
		}
	}
	return list;
}

static const struct bdf unassigned = {0xff, 0x1f, 7};

static bool is_host_bridge(struct bdf bdf)
{
	return bdf.bus == 0 && bdf.device == 0;
}

/* Whether the rules about form, bus and reserved addresses have nothing to blame. */
static bool is_usable(const struct check_device *given)
{
	return given->vm != NULL && given->valid && given->bdf.bus == 0 &&
	       !is_host_bridge(given->bdf);
}

/* By VM, device and function; of one address in document order. */
static int compare(const void *left, const void *right)
{
	const struct check_device *a = left;
	const struct check_device *b = right;

	if (a->vm != b->vm)
		return a->vm < b->vm ? -1 : 1;
	if (bdf_number(a->bdf) != bdf_number(b->bdf))
		return bdf_number(a->bdf) < bdf_number(b->bdf) ? -1 : 1;
	return (a->text->loc.offset > b->text->loc.offset) -
	       (a->text->loc.offset < b->text->loc.offset);
}

/* ---- free addresses ---- */

#define N_SHOWN 3u

/* Marks the device numbers that the VM has from the scenario and, the Service VM, from the board.
 */
static void find_taken(struct context *ctx, const struct vm *vm, bool taken[PCI_DEVICES])
{
	struct check_devices list = check_collect_devices(ctx, ctx->config);
	const struct board *board = ctx->config->board;

	taken[0x00] = true; /* the host bridge */
	taken[0x0e] = true; /* a device that is passed through may keep it */
	EACH (const struct check_device, given, &list, items) {
		if (given->vm == vm && given->valid)
			taken[given->bdf.device] = true;
	}
	if (vm->kind != VM_SERVICE)
		return;
	taken[0x01] = true; /* for ports */
	taken[0x0d] = true; /* hidden on some boards */
	for (size_t i = 0; board != NULL && i < board->n_devices; i++) {
		if (board->devices[i].bdf.bus == 0)
			taken[board->devices[i].bdf.device] = true;
	}
}

void check_suggest_vbdf(struct context *ctx, struct diag *diag, const struct vm *vm)
{
	bool taken[PCI_DEVICES] = {false};
	const char *free = NULL;
	unsigned n_free = 0;

	if (vm == NULL || !diag_is_worth_help(ctx->diags))
		return;
	find_taken(ctx, vm, taken);
	for (unsigned i = vm->kind == VM_POST_LAUNCHED ? LAUNCH_FIRST_SLOT : 1;
		i <= LAUNCH_LAST_SLOT && n_free < N_SHOWN; i++) {
		if (taken[i])
			continue;

		const char *bdf = words_bdf(ctx, (struct bdf){0, (uint8_t)i, 0});

		free = n_free++ == 0 ? bdf : arena_printf(ctx->arena, "%s, %s", free, bdf);
	}
	if (free != NULL)
		diag_hint(ctx->diags, diag, "free: %s", free);
}

/* ---- rules ---- */

static struct diag *blame(struct context *ctx, const struct check_device *given,
	enum diag_code code, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* "VBDF 00:08.0 of region 'hv:/a' ...", with a few addresses that are free. */
static struct diag *blame(struct context *ctx, const struct check_device *given,
	enum diag_code code, const char *format, ...)
{
	va_list args;
	struct diag *diag;
	const char *fault;

	va_start(args, format);
	fault = arena_vprintf(ctx->arena, format, args);
	va_end(args);
	diag = diag_add(ctx->diags, code, given->text->loc, "VBDF %s of %s %s",
		given->valid ? words_bdf(ctx, given->bdf) : words_quote(ctx, given->text->text),
		owner(ctx, given), fault);
	check_suggest_vbdf(ctx, diag, given->vm);
	return diag;
}

void check_vbdf_form(struct context *ctx, const struct check_device *given)
{
	if (!given->valid)
		check_suggest_no_domain(ctx,
			blame(ctx, given, DIAG_PCI020,
				"is no PCI address; it must be 00:DEVICE.FUNCTION, device 00 to 1f in hex and function 0 to 7"),
			given->text);
}

void check_vbdf_bus(struct context *ctx, const struct check_device *given)
{
	if (given->valid && given->bdf.bus != 0 && !bdf_equal(given->bdf, unassigned))
		(void)blame(ctx, given, DIAG_PCI021, "is on bus %02x; the only bus of a VM is 00",
			(unsigned)given->bdf.bus);
}

void check_vbdf_reserved(struct context *ctx, const struct check_device *given)
{
	if (given->valid && is_host_bridge(given->bdf))
		(void)blame(ctx, given, DIAG_PCI022,
			"is reserved; device 00 is the virtual host bridge");
	else if (given->valid && bdf_equal(given->bdf, unassigned))
		(void)blame(ctx, given, DIAG_PCI022,
			"is reserved; it means that a device has no address");
}

/* The board's device that the Service VM has there, which given would hide, or NULL. */
static const struct pci_device *native_at(
	const struct config *config, const struct check_device *given)
{
	if (config->board == NULL || given->vm->kind != VM_SERVICE)
		return NULL;
	EACH (const struct pci_device, device, config->board, devices) {
		if (device->bdf.bus == 0 && device->bdf.device == given->bdf.device)
			return device;
	}
	return NULL;
}

void check_vbdf_native(struct context *ctx, const struct check_device *given)
{
	const struct pci_device *device = is_usable(given) ? native_at(ctx->config, given) : NULL;

	if (device != NULL)
		diag_note(ctx->diags,
			blame(ctx, given, DIAG_PCI024,
				"is device %02x, which the board has in the Service VM",
				(unsigned)given->bdf.device),
			device->loc, "the board's %s", words_bdf(ctx, device->bdf));
}

/* Guests find another function than 0 only beside an ivshmem device that has function 0. */
static void check_function(struct context *ctx, const struct check_device *given,
	const struct check_device *function_0)
{
	struct bdf bdf = given->bdf;

	if (!ctx->target->multi_function)
		(void)blame(ctx, given, DIAG_PCI025,
			"is function %u; with hypervisor %s guests find only function 0",
			(unsigned)bdf.function, ctx->target->name);
	else if (function_0 == NULL || function_0->vm != given->vm ||
		 function_0->bdf.device != bdf.device)
		(void)blame(ctx, given, DIAG_PCI025,
			"is function %u, but no region has %s in %s; guests find it only beside such a region",
			(unsigned)bdf.function, words_bdf(ctx, (struct bdf){0, bdf.device, 0}),
			vm_label(ctx, given->vm));
}

/* Each address is judged beside those before it of the same VM. */
void check_vbdf_others(struct context *ctx, const struct config *config)
{
	struct check_devices list = check_collect_devices(ctx, config);
	const struct check_device *first = list.items; /* of a run of equal addresses */
	const struct check_device *function_0 = NULL;  /* the last ivshmem device that is one */

	if (list.n_items > 1)
		qsort(list.items, list.n_items, sizeof(*list.items), compare);
	EACH (const struct check_device, given, &list, items) {
		/* acrn-dm sees to the functions of the devices that it emulates itself. */
		bool is_dm = given->region != NULL && given->region->land == LAND_DM;

		if (!is_usable(given))
			continue;
		if (given->vm != first->vm || !bdf_equal(given->bdf, first->bdf))
			first = given;
		if (given->bdf.function == 0 && given->region != NULL)
			function_0 = given;
		if (given != first)
			diag_note(ctx->diags,
				blame(ctx, given, DIAG_PCI023, "is used twice in %s",
					vm_label(ctx, given->vm)),
				first->text->loc, "first used here, by %s", owner(ctx, first));
		else if (given->bdf.function != 0 && !is_dm && native_at(config, given) == NULL)
			check_function(ctx, given, function_0);
	}
}

void check_vbdf_post_launched(struct context *ctx, const struct check_device *given)
{
	unsigned device = given->bdf.device;

	if (is_usable(given) && given->vm->kind == VM_POST_LAUNCHED &&
		(device < LAUNCH_FIRST_SLOT || device > LAUNCH_LAST_SLOT))
		(void)blame(ctx, given, DIAG_PCI026,
			"is device %02x; in a post-launched VM it must be %02x to %02x", device,
			LAUNCH_FIRST_SLOT, LAUNCH_LAST_SLOT);
}
