/* The proof of a whole layout: memory, each VM's table and addresses, and the capacities. */
#include "verify/private.h"
#include "base/each.h"

#include <inttypes.h>

/* A proof that fails is a fault of this program, never of the input. */
void verify_fault(struct proof *proof, const char *format, ...)
{
	const struct loc nowhere = {.source = NULL};
	va_list args;
	const char *fault;

	va_start(args, format);
	fault = arena_vprintf(proof->ctx->arena, format, args);
	va_end(args);
	proof->ok = false;
	diag_add(proof->ctx->diags, DIAG_OUT009, nowhere,
		"internal error, nothing is written: %s; please report this with both input files",
		fault);
}

/* Devices that the hypervisor emulates with interrupts. */
static uint64_t count_own(const struct layout_vm *vm)
{
	uint64_t count = 0;

	EACH (const struct layout_device, device, vm, devices) {
		count += device->type == DEVICE_IVSHMEM || device->type == DEVICE_VUART;
	}
	return count;
}

static void verify_capacities(struct proof *proof)
{
	const struct layout *layout = proof->layout;
	uint64_t pci_devices = proof->config->board->n_devices;

	for (size_t i = 0; i < proof->config->n_vms; i++) {
		const struct layout_vm *vm = &layout->vms[i];
		uint64_t own = count_own(vm);

		if (vm->mmio_handlers < 2 + 2 * own ||
			(own > 0 && vm->mmio_handlers > layout->emulated_mmio.max))
			verify_fault(proof,
				"VM %zu has %" PRIu64 " devices and %" PRIu64
				" MMIO handlers of %" PRIu64,
				i, own, vm->mmio_handlers, layout->emulated_mmio.max);
		if (vm->vm->kind == VM_SERVICE)
			pci_devices += vm->n_devices;
	}
	if (layout->emulated_mmio.max > 128 && layout->emulated_mmio.raise)
		verify_fault(proof, "%" PRIu64 " MMIO handlers are more than 128",
			layout->emulated_mmio.max);
	if (proof->config->enabled_effective && proof->config->n_hv_regions > 0 &&
		proof->ctx->target->msix_bar && layout->msix_table_num.max < 8)
		verify_fault(proof, "the MSI-X table has %" PRIu64 " entries, less than 8",
			layout->msix_table_num.max);
	if (pci_devices > layout->pci_dev_num.max)
		verify_fault(proof, "%" PRIu64 " PCI devices do not fit into an array of %" PRIu64,
			pci_devices, layout->pci_dev_num.max);
}

bool verify_layout(struct context *ctx, const struct layout *layout)
{
	const struct config *config = ctx->config;
	struct proof proof = {ctx, config, layout, true};

	verify_memory(&proof);
	for (size_t i = 0; i < config->n_vms; i++) {
		const struct layout_vm *vm = &layout->vms[i];

		if (vm->vm != &config->vms[i]) {
			verify_fault(&proof, "table %zu is not that of VM %zu", i, i);
			return false;
		}
		verify_table(&proof, vm);
		verify_addresses(&proof, vm);
	}
	verify_capacities(&proof);
	return proof.ok;
}
