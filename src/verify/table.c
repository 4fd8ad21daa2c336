/* Proof of a VM's device table: the right devices, each once, in order, each with its own vBDF. */
#include "verify/private.h"
#include "base/each.h"

#include <inttypes.h>
#include <string.h>

#define NOT_HERE 0

/* The place of a device in the table; equal ranks keep the order of the scenario. */
static int rank(
	const struct proof *proof, const struct layout_vm *vm, const struct layout_device *device)
{
	bool modern = proof->ctx->target->passthrough_last;
	bool pre = vm->vm->kind == VM_PRE_LAUNCHED;
	bool post = vm->vm->kind == VM_POST_LAUNCHED;

	switch (device->type) {
	case DEVICE_HOST_BRIDGE: return pre ? 1 : NOT_HERE;
	case DEVICE_PASSTHROUGH: return !pre ? NOT_HERE : modern ? 9 : 3;
	case DEVICE_IVSHMEM: return 5;
	case DEVICE_VUART:
		if (device->vuart != NULL && device->vuart->index == 0)
			return post ? 2 : 6;
		return 7;
	case DEVICE_PTM: return post ? 10 : NOT_HERE;
	}
	return NOT_HERE;
}

static void expect_count(struct proof *proof, const struct layout_vm *vm, enum device_type type,
	size_t expected, const char *what)
{
	size_t count = 0;

	EACH (const struct layout_device, device, vm, devices) {
		count += device->type == type;
	}
	if (count != expected)
		verify_fault(proof, "VM %zu has %zu %s in its table instead of %zu", vm->vm->index,
			count, what, expected);
}

static size_t expected_regions(const struct config *config, const struct vm *vm)
{
	size_t count = 0;

	EACH (const struct region, region, config, regions) {
		EACH (const struct region_peer, peer, region, peers) {
			count += config->enabled_effective && region->land == LAND_HV &&
				 peer->vm == vm;
		}
	}
	return count;
}

static void verify_counts(struct proof *proof, const struct layout_vm *out)
{
	const struct target *target = proof->ctx->target;
	const struct vm *vm = out->vm;
	size_t regions = expected_regions(proof->config, vm);
	size_t vuarts = target->vuart_fields ? vm->n_vuarts : 0;
	size_t passthrough = vm->kind == VM_PRE_LAUNCHED ? vm->n_passthrough : 0;
	bool bridge = vm->kind == VM_PRE_LAUNCHED && regions + vuarts + passthrough > 0;

	if (vm->kind == VM_UNKNOWN || (vm->kind == VM_SERVICE && target->service_array == NULL))
		regions = vuarts = 0;
	expect_count(proof, out, DEVICE_HOST_BRIDGE, bridge, "host bridges");
	expect_count(proof, out, DEVICE_PASSTHROUGH, passthrough, "passthrough devices");
	expect_count(proof, out, DEVICE_IVSHMEM, regions, "ivshmem devices");
	expect_count(proof, out, DEVICE_VUART, vuarts, "PCI vUARTs");
	expect_count(proof, out, DEVICE_PTM,
		vm->kind == VM_POST_LAUNCHED && vm->ptm && target->ptm_entry, "PTM root ports");
}

/* The region, vUART or device that an entry is for; each has one entry. */
static const void *subject(const struct layout_device *device)
{
	switch (device->type) {
	case DEVICE_IVSHMEM: return device->region;
	case DEVICE_PASSTHROUGH: return device->passthrough;
	case DEVICE_VUART: return device->vuart;
	case DEVICE_HOST_BRIDGE:
	case DEVICE_PTM: return NULL; /* two of them are the same */
	}
	return NULL;
}

/* The entry's region, device or vUART is this VM's. */
static bool belongs(
	const struct proof *proof, const struct layout_vm *out, const struct layout_device *device)
{
	const struct vm *vm = out->vm;

	switch (device->type) {
	case DEVICE_IVSHMEM:
		if (device->region == NULL || device->region->land != LAND_HV ||
			!proof->config->enabled_effective)
			return false;
		EACH (const struct region_peer, peer, device->region, peers) {
			if (peer->vm == vm)
				return true;
		}
		return false;
	case DEVICE_PASSTHROUGH:
		EACH (const struct passthrough, own, vm, passthrough) {
			if (device->passthrough == own)
				return true;
		}
		return false;
	case DEVICE_VUART:
		EACH (const struct vuart, own, vm, vuarts) {
			if (device->vuart == own)
				return true;
		}
		return false;
	case DEVICE_HOST_BRIDGE:
	case DEVICE_PTM: return true;
	}
	return false;
}

static void verify_entries(struct proof *proof, const struct layout_vm *vm)
{
	for (size_t i = 0; i < vm->n_devices; i++) {
		const struct layout_device *device = &vm->devices[i];
		int here = rank(proof, vm, device);

		if (here == NOT_HERE || !belongs(proof, vm, device))
			verify_fault(proof, "entry %zu of VM %zu is not a device of that VM", i,
				vm->vm->index);
		for (size_t k = 0; k < i; k++) {
			const struct layout_device *before = &vm->devices[k];
			int there = rank(proof, vm, before);

			/* pointers of one array: in scenario order they ascend */
			if (there > here || (before->type == device->type && there == here &&
						    (const char *)subject(before) >=
							    (const char *)subject(device)))
				verify_fault(proof,
					"entries %zu and %zu of VM %zu are out of order or the same",
					k, i, vm->vm->index);
		}
	}
}

/* A number that the machine has in the Service VM, whether or not its file lists it. */
static bool is_physical(const struct proof *proof, unsigned number)
{
	static const char *const hide_0d[] = {"apl-mrb", "apl-up2", "apl-up2-n3350"};
	const struct board *board = proof->config->board;

	if (number <= 1)
		return true;
	for (size_t i = 0; i < sizeof(hide_0d) / sizeof(hide_0d[0]); i++) {
		if (number == 0x0d && value_is(&board->name, hide_0d[i]))
			return true;
	}
	EACH (const struct pci_device, device, board, devices) {
		if (device->bdf.bus == 0 && device->bdf.device == number)
			return true;
	}
	return false;
}

/* A guest asks function 0 of a number first, and no other one if there is no answer. */
static bool has_function_0(const struct layout_vm *vm, unsigned number)
{
	EACH (const struct layout_device, device, vm, devices) {
		if (device->has_vbdf && device->vbdf.device == number && device->vbdf.function == 0)
			return true;
	}
	return false;
}

static void verify_bdf(struct proof *proof, const struct layout_vm *vm, size_t index)
{
	const struct layout_device *device = &vm->devices[index];
	struct bdf bdf = device->vbdf;
	bool bridge = device->type == DEVICE_HOST_BRIDGE;

	if (!device->has_vbdf || bdf.bus != 0 || bdf.device > 31 || bdf.function > 7 ||
		bridge != (bdf.device == 0 && bdf.function == 0) || !has_function_0(vm, bdf.device))
		verify_fault(proof, "entry %zu of VM %zu has no usable vBDF (" BDF_FORMAT ")",
			index, vm->vm->index, BDF_ARGS(bdf));
	if (bdf.function > 0 && !proof->ctx->target->multi_function)
		verify_fault(proof, "entry %zu of VM %zu is function %u, which %s never shows",
			index, vm->vm->index, bdf.function, proof->ctx->target->name);
	if (vm->vm->kind == VM_SERVICE && is_physical(proof, bdf.device))
		verify_fault(proof, "entry %zu of the Service VM has a native device's number %02x",
			index, bdf.device);
	for (size_t i = 0; i < index; i++) {
		if (vm->devices[i].has_vbdf && bdf_equal(vm->devices[i].vbdf, bdf))
			verify_fault(proof, "entries %zu and %zu of VM %zu share vBDF " BDF_FORMAT,
				i, index, vm->vm->index, BDF_ARGS(bdf));
	}
}

/* A vBDF of the scenario is kept to the letter. */
static void verify_given(
	struct proof *proof, const struct layout_vm *vm, const struct layout_device *device)
{
	const struct bdf *given = NULL;

	if (device->type == DEVICE_VUART && device->vuart->vbdf_valid)
		given = &device->vuart->vbdf;
	if (device->type == DEVICE_IVSHMEM) {
		EACH (const struct region_peer, peer, device->region, peers) {
			if (peer->vm == vm->vm && peer->vbdf_valid)
				given = &peer->vbdf;
		}
	}
	if ((given != NULL) != device->vbdf_given ||
		(given != NULL && !bdf_equal(*given, device->vbdf)))
		verify_fault(proof, "VM %zu: vBDF " BDF_FORMAT " is not the one given",
			vm->vm->index, BDF_ARGS(device->vbdf));
}

/* The one device that v2.5 and later leave at its own address. */
static bool keeps_own_bdf(const struct target *target, const struct layout_device *device)
{
	static const struct bdf own = {0, 0x0e, 0};

	return !target->passthrough_identity && device->type == DEVICE_PASSTHROUGH &&
	       bdf_equal(device->passthrough->bdf, own) && bdf_equal(device->vbdf, own);
}

/* Numbers 1, 2, ... less those that are given or native: passthrough, then regions, then vUARTs. */
static void verify_chosen(struct proof *proof, const struct layout_vm *vm)
{
	static const enum device_type order[] = {DEVICE_PASSTHROUGH, DEVICE_IVSHMEM, DEVICE_VUART};
	bool used[32] = {true};
	unsigned next = 1;

	for (unsigned number = 1; number < 32; number++)
		used[number] = vm->vm->kind == VM_SERVICE && is_physical(proof, number);
	EACH (const struct layout_device, device, vm, devices) {
		if (device->vbdf_given || keeps_own_bdf(proof->ctx->target, device))
			used[device->vbdf.device % 32] = true;
	}
	for (size_t k = 0; k < sizeof(order) / sizeof(order[0]); k++) {
		for (size_t i = 0; i < vm->n_devices; i++) {
			const struct layout_device *device = &vm->devices[i];

			if (device->type != order[k] || device->vbdf_given ||
				keeps_own_bdf(proof->ctx->target, device))
				continue;
			while (next < 32 && used[next])
				next++;
			if (device->vbdf.device != next || device->vbdf.function != 0)
				verify_fault(proof,
					"entry %zu of VM %zu is at " BDF_FORMAT
					", not at the first number that is free, %02x",
					i, vm->vm->index, BDF_ARGS(device->vbdf), next);
			next++;
		}
	}
}

void verify_table(struct proof *proof, const struct layout_vm *vm)
{
	bool post = vm->vm->kind == VM_POST_LAUNCHED;

	verify_counts(proof, vm);
	verify_entries(proof, vm);
	if (!proof->ok)
		return;
	for (size_t i = 0; i < vm->n_devices; i++) {
		const struct layout_device *device = &vm->devices[i];

		if (!post) {
			verify_bdf(proof, vm, i);
			verify_given(proof, vm, device);
		} else if (device->has_vbdf || device->n_bars != 0) {
			verify_fault(proof,
				"entry %zu of VM %zu has a vBDF or BARs; they are acrn-dm's", i,
				vm->vm->index);
		}
	}
	if (!post)
		verify_chosen(proof, vm);
}
