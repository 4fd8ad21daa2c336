/* Rules of virtual PCI addresses that the scenario gives to ivshmem devices and PCI vUARTs. */
#include "check/rules.h"
#include "model/launch.h"
#include "base/each.h"

#include <stdarg.h>
#include <stdlib.h>

static const char *owner(struct context *ctx, const struct check_device *given)
{
	if (given->region != NULL)
		return region_label(ctx, given->region);
	return arena_printf(ctx->arena, "PCI vUART %u", given->vuart->index);
}

static void add(struct check_devices *list, struct check_device given)
{
	if (!value_is_blank(given.text))
		list->items[list->n_items++] = given;
}

/* Every address that is given. */
struct check_devices check_collect_devices(struct context *ctx, const struct config *config)
{
	struct check_devices list = {0};
	size_t n = 0;

	for (size_t i = 0; i < config->n_regions; i++)
		n += config->regions[i].n_peers;
	for (size_t i = 0; i < config->n_vms; i++)
		n += config->vms[i].n_vuarts;
	list.items = arena_array(ctx->arena, n, sizeof(*list.items));
	EACH (const struct region, region, config, regions) {
		EACH (const struct region_peer, peer, region, peers) {
			add(&list, (struct check_device){peer->vm, region, NULL, &peer->vbdf_text,
					   peer->vbdf, peer->vbdf_valid});
		}
	}
	EACH (const struct vm, vm, config, vms) {
		EACH (const struct vuart, vuart, vm, vuarts) {
			add(&list, (struct check_device){vm, NULL, vuart, &vuart->vbdf_text,
					   vuart->vbdf, vuart->vbdf_valid});
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
	if (a->bdf.device != b->bdf.device)
		return a->bdf.device < b->bdf.device ? -1 : 1;
	if (a->bdf.function != b->bdf.function)
		return a->bdf.function < b->bdf.function ? -1 : 1;
	return (a->text->loc.offset > b->text->loc.offset) -
	       (a->text->loc.offset < b->text->loc.offset);
}

/* The addresses that relations can be asked of, sorted. */
static struct check_devices collect_usable(struct context *ctx, const struct config *config)
{
	struct check_devices list = check_collect_devices(ctx, config);
	size_t n = 0;

	for (size_t i = 0; i < list.n_items; i++) {
		if (is_usable(&list.items[i]))
			list.items[n++] = list.items[i];
	}
	list.n_items = n;
	qsort(list.items, n, sizeof(*list.items), compare);
	return list;
}

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

void check_vbdf_unique(struct context *ctx, const struct config *config)
{
	struct check_devices list = collect_usable(ctx, config);
	size_t first = 0; /* of a run of equal addresses */

	for (size_t i = 1; i < list.n_items; i++) {
		const struct check_device *given = &list.items[i];
		const struct check_device *other = &list.items[first];

		if (given->vm != other->vm || !bdf_equal(given->bdf, other->bdf)) {
			first = i;
			continue;
		}

		struct diag *diag = blame(
			ctx, given, DIAG_PCI023, "is used twice in %s", vm_label(ctx, given->vm));

		diag_note(ctx->diags, diag, other->text->loc, "first used here, by %s",
			owner(ctx, other));
	}
}

/* The board's device that the Service VM has there, which given would hide, or NULL. */
static const struct pci_device *native_at(
	const struct config *config, const struct check_device *given)
{
	size_t n = config->board != NULL && given->vm->kind == VM_SERVICE ? config->board->n_devices
									  : 0;

	for (size_t i = 0; i < n; i++) {
		const struct pci_device *device = &config->board->devices[i];

		if (device->bdf.bus == 0 && device->bdf.device == given->bdf.device)
			return device;
	}
	return NULL;
}

void check_vbdf_native(struct context *ctx, const struct check_device *given)
{
	const struct pci_device *device = is_usable(given) ? native_at(ctx->config, given) : NULL;
	struct diag *diag;

	if (device == NULL)
		return;
	diag = blame(ctx, given, DIAG_PCI024,
		"is device %02x, which the board has in the Service VM",
		(unsigned)given->bdf.device);
	diag_note(ctx->diags, diag, device->loc, "the board's %s", words_bdf(ctx, device->bdf));
}

void check_vbdf_function(struct context *ctx, const struct config *config)
{
	struct check_devices list = collect_usable(ctx, config);
	const struct check_device *function_0 =
		NULL; /* the ivshmem device last seen at function 0 */
	const struct check_device *before = NULL;

	for (size_t i = 0; i < list.n_items; i++) {
		const struct check_device *given = &list.items[i];
		struct bdf bdf = given->bdf;
		bool twice =
			before != NULL && before->vm == given->vm && bdf_equal(before->bdf, bdf);

		before = given;
		if (bdf.function == 0) {
			function_0 = given->region != NULL ? given : function_0;
			continue;
		}
		/* Blamed by the rules before: used twice, or a device of the board. */
		if (twice || native_at(config, given) != NULL)
			continue;
		/* acrn-dm sees to the functions of the devices that it emulates itself. */
		if (given->region != NULL && given->region->land == LAND_DM)
			continue;
		if (!ctx->target->multi_function)
			(void)blame(ctx, given, DIAG_PCI025,
				"is function %u; with hypervisor %s guests find only function 0",
				(unsigned)bdf.function, ctx->target->name);
		else if (function_0 == NULL || function_0->vm != given->vm ||
			 function_0->bdf.device != bdf.device)
			(void)blame(ctx, given, DIAG_PCI025,
				"is function %u, but no region has %s in %s; guests find it only beside such a region",
				(unsigned)bdf.function,
				words_bdf(ctx, (struct bdf){0, bdf.device, 0}),
				vm_label(ctx, given->vm));
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
