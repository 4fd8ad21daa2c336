/*
 * Capacities of the hypervisor build: arrays whose length is a setting. One that is too short
 * fails in silence, so the generated configuration sets what is needed and a warning says why.
 */
#include "layout/private.h"
#include "base/each.h"
#include "model/settings.h"

#include <inttypes.h>

#define HANDLERS_PER_DEVICE 2u /* registers and MSI-X table */

static bool has_memory_bar(const struct pci_device *device)
{
	EACH (const struct pci_bar, bar, device, bars) {
		if (bar->type != BAR_IO)
			return true;
	}
	return false;
}

/* Whether the hypervisor traps the device's MSI-X table; flat boards do not say who has one. */
static bool may_have_msix(const struct board *board, const struct pci_device *device)
{
	return layout_emulates_msix(device) ||
	       (board->is_tree ? device->msix : has_memory_bar(device));
}

static bool is_passed_through(const struct config *config, struct bdf bdf)
{
	EACH (const struct vm, vm, config, vms) {
		EACH (const struct passthrough, passthrough, vm, passthrough) {
			if (vm->kind == VM_PRE_LAUNCHED && passthrough->bdf_valid &&
				bdf_equal(passthrough->bdf, bdf))
				return true;
		}
	}
	return false;
}

static size_t count_msix(const struct config *config, const struct vm *vm)
{
	const struct board *board = config->board;
	size_t count = 0;

	if (vm->kind == VM_SERVICE) {
		EACH (const struct pci_device, device, board, devices) {
			count += may_have_msix(board, device) &&
				 !is_passed_through(config, device->bdf);
		}
	} else if (vm->kind == VM_PRE_LAUNCHED) {
		EACH (const struct passthrough, passthrough, vm, passthrough) {
			count += passthrough->device != NULL &&
				 may_have_msix(board, passthrough->device);
		}
	}
	return count;
}

/* ivshmem devices and vUARTs: those that lose their interrupts when handlers run out. */
static size_t count_emulated(const struct layout_vm *vm)
{
	size_t count = 0;

	EACH (const struct layout_device, device, vm, devices) {
		count += device->region != NULL || device->vuart != NULL;
	}
	return count;
}

static struct loc capacity_loc(const struct config *config, const struct number *number)
{
	if (number->loc.source != NULL)
		return number->loc;
	return config->has_ivshmem ? config->ivshmem_loc : config->features_loc;
}

static uint64_t in_force(const struct number *given, uint64_t fallback)
{
	return number_valid(given) ? given->value : fallback;
}

static struct capacity plan(uint64_t value, uint64_t needed)
{
	return (struct capacity){needed > value ? needed : value, needed, needed > value};
}

/* "MAX_EMULATED_MMIO is 16" or "MAX_EMULATED_MMIO is not given and its default is 16" */
static const char *value_text(struct context *ctx, const char *name, const struct number *given,
	uint64_t value, const char *origin)
{
	if (number_valid(given))
		return arena_printf(ctx->arena, "%s is %" PRIu64, name, value);
	return arena_printf(ctx->arena, "%s is not given and %s is %" PRIu64, name, origin, value);
}

static const char *handlers_text(struct context *ctx, const struct layout_vm *vm)
{
	size_t emulated = count_emulated(vm);
	size_t msix = count_msix(ctx->config, vm->vm);
	size_t ioapics = (size_t)vm->mmio_handlers - 1 - HANDLERS_PER_DEVICE * emulated - msix;

	return arena_printf(ctx->arena,
		"%s needs %" PRIu64
		": 2 for each of %zu ivshmem and PCI vUART devices, 1 for MMCONFIG, %zu for IOAPICs, %zu for devices that %s MSI-X",
		words_vm_by_id(ctx, vm->vm), vm->mmio_handlers, emulated, ioapics, msix,
		ctx->config->board->is_tree ? "have" : "may have");
}

/*
 * Of the VMs with devices of ours the one with most handlers; NULL: no VM has any. Each VM has an
 * array of its own, so the others are as they were before there was shared memory.
 */
static const struct layout_vm *busiest_vm(const struct config *config, const struct layout *layout)
{
	const struct layout_vm *busiest = NULL;

	for (size_t i = 0; i < config->n_vms; i++) {
		const struct layout_vm *vm = &layout->vms[i];

		if (count_emulated(vm) != 0 &&
			(busiest == NULL || vm->mmio_handlers > busiest->mmio_handlers))
			busiest = vm;
	}
	return busiest;
}

static bool plan_emulated_mmio(struct context *ctx, struct layout *layout)
{
	const struct config *config = ctx->config;
	const struct number *given = &config->max_emulated_mmio;
	uint64_t value = in_force(given, setting_default(SETTING_MAX_EMULATED_MMIO, ctx->target));
	const struct layout_vm *busiest = busiest_vm(config, layout);
	uint64_t needed = busiest != NULL ? busiest->mmio_handlers : 0;

	if (needed > MAX_EMULATED_MMIO) {
		diag_add(ctx->diags, DIAG_PCI011, capacity_loc(config, given),
			"MAX_EMULATED_MMIO can be at most %u, but %s; take %s out of regions",
			MAX_EMULATED_MMIO, handlers_text(ctx, busiest),
			words_vm_by_id(ctx, busiest->vm));
		return false;
	}
	layout->emulated_mmio = plan(value, needed);
	if (layout->emulated_mmio.raise)
		diag_add(ctx->diags, DIAG_PCI010, capacity_loc(config, given),
			"%s, but %s; the hypervisor would drop the last handlers in silence and doorbells would be dead; the generated configuration sets %" PRIu64,
			value_text(ctx, "MAX_EMULATED_MMIO", given, value, "its default"),
			handlers_text(ctx, busiest), needed);
	return true;
}

static void plan_msix_table(struct context *ctx, struct layout *layout)
{
	const struct config *config = ctx->config;
	const struct number *given = &config->max_msix_table_num;
	const struct number *native = &config->board->max_msix_table_num;
	bool needed =
		config->enabled_effective && config->n_hv_regions > 0 && ctx->target->msix_bar;
	uint64_t value = in_force(
		given, in_force(native, setting_default(SETTING_MAX_MSIX_TABLE_NUM, ctx->target)));

	layout->msix_table_num = plan(value, needed ? IVSHMEM_VECTORS : 0);
	if (!layout->msix_table_num.raise)
		return;

	struct diag *diag = diag_add(ctx->diags, DIAG_PCI012, capacity_loc(config, given),
		"%s, but an ivshmem device has %u MSI-X vectors and the hypervisor would write past its table; the generated configuration sets %u",
		value_text(ctx, "MAX_MSIX_TABLE_NUM", given, value,
			number_valid(native) ? "the board's value" : "its default"),
		IVSHMEM_VECTORS, IVSHMEM_VECTORS);

	if (!number_valid(given) && number_valid(native))
		diag_note(ctx->diags, diag, native->loc, "the board's value");
}

static void plan_pci_devices(struct context *ctx, struct layout *layout)
{
	const struct config *config = ctx->config;
	const struct number *given = &config->max_pci_dev_num;
	uint64_t value = in_force(given, setting_default(SETTING_MAX_PCI_DEV_NUM, ctx->target));
	size_t own = 0;

	for (size_t i = 0; i < config->n_vms; i++) {
		if (config->vms[i].kind == VM_SERVICE)
			own += layout->vms[i].n_devices;
	}
	layout->pci_dev_num = plan(value, own + config->board->n_devices);
	if (layout->pci_dev_num.raise)
		diag_add(ctx->diags, DIAG_PCI013, capacity_loc(config, given),
			"%s, but the board has %zu PCI devices and the Service VM %zu ivshmem and PCI vUART devices beside them; the generated configuration sets %" PRIu64,
			value_text(ctx, "MAX_PCI_DEV_NUM", given, value, "its default"),
			config->board->n_devices, own, layout->pci_dev_num.need);
}

bool layout_capacities(struct context *ctx, struct layout *layout)
{
	const struct config *config = ctx->config;

	for (size_t i = 0; i < config->n_vms; i++) {
		struct layout_vm *vm = &layout->vms[i];
		size_t ioapics = 1;

		if (vm->vm->kind == VM_SERVICE && config->board->n_ioapics > 1)
			ioapics = config->board->n_ioapics;
		vm->mmio_handlers = 1 + ioapics + HANDLERS_PER_DEVICE * count_emulated(vm) +
				    count_msix(config, vm->vm);
	}
	plan_msix_table(ctx, layout);
	plan_pci_devices(ctx, layout);
	return plan_emulated_mmio(ctx, layout);
}
