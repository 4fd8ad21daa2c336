/* Proof of physical memory: regions in the pool, the pool in RAM, clear of what VMs have. */
#include "verify/private.h"
#include "base/each.h"

#include <inttypes.h>

/* Only what is linked may go on from a range into the next one that touches it. */
static bool in_one_ram_range(const struct proof *proof, struct range range)
{
	const struct board *board = proof->config->board;
	bool linked = proof->ctx->target->pool_place != POOL_TOP_OF_E820;
	uint64_t at = range.first;

	EACH (const struct claim, claim, board, ram) {
		struct range ram = claim->range;

		if (at < ram.first || at > ram.last)
			continue;
		if (range.last <= ram.last)
			return true;
		if (!linked)
			return false;
		at = ram.last + 1;
	}
	return false;
}

/* What a VM was given by address. */
static bool given_piece(const struct vm *vm, const struct memory_piece *piece, struct range *range)
{
	return vm->kind == VM_PRE_LAUNCHED && number_valid(&piece->start) &&
	       number_valid(&piece->length) &&
	       verify_range(piece->start.value, piece->length.value, range);
}

/* The last byte of the given piece that holds address; false: it is free. */
static bool inside_given(const struct config *config, uint64_t address, uint64_t *last)
{
	struct range piece;

	EACH (const struct vm, vm, config, vms) {
		EACH (const struct memory_piece, given, vm, memory) {
			if (given_piece(vm, given, &piece) && piece.first <= address &&
				address <= piece.last) {
				*last = piece.last;
				return true;
			}
		}
	}
	return false;
}

/* Where the free run that begins at address ends, at the latest at last. */
static uint64_t free_until(const struct config *config, uint64_t address, uint64_t last)
{
	struct range piece;

	EACH (const struct vm, vm, config, vms) {
		EACH (const struct memory_piece, given, vm, memory) {
			if (given_piece(vm, given, &piece) && piece.first > address &&
				piece.first <= last)
				last = piece.first - 1;
		}
	}
	return last;
}

/* Bytes of memory that VMs get without an address: placed from 4 GiB up as one long run. */
static uint64_t bytes_without_address(const struct config *config)
{
	uint64_t sum = 0;

	EACH (const struct vm, vm, config, vms) {
		EACH (const struct memory_piece, piece, vm, memory) {
			if (vm->kind == VM_PRE_LAUNCHED && !number_valid(&piece->start) &&
				number_valid(&piece->length))
				sum = verify_sum(sum, piece->length.value);
		}
	}
	return sum;
}

/* Where a piece of placed memory that begins at address ends; left has its bytes no more. */
static uint64_t placed_until(
	const struct config *config, uint64_t address, uint64_t last, uint64_t *left)
{
	uint64_t end = free_until(config, address, last);

	if (end - address >= *left)
		end = address + *left - 1;
	*left -= end - address + 1;
	return end;
}

/* Walks RAM from 4 GiB up, skipping given pieces, as far as the placed memory reaches. */
static void verify_clear_of_placed(struct proof *proof, struct range range, const char *what)
{
	const struct board *board = proof->config->board;
	uint64_t left = bytes_without_address(proof->config);

	for (size_t i = 0; i < board->n_ram && left > 0; i++) {
		uint64_t at = board->ram[i].range.first;
		uint64_t last = board->ram[i].range.last;

		while (at >= 4 * GIB && at <= last && left > 0) {
			uint64_t end;
			bool placed = !inside_given(proof->config, at, &end);

			if (placed)
				end = placed_until(proof->config, at, last, &left);
			if (placed && verify_overlap(range, (struct range){at, end}))
				verify_fault(proof,
					"%s at 0x%" PRIx64 " meets placed VM memory at 0x%" PRIx64
					"-0x%" PRIx64,
					what, range.first, at, end);
			if (end == UINT64_MAX)
				return;
			at = end + 1;
		}
	}
}

static void verify_clear_of_vms(struct proof *proof, struct range range, const char *what)
{
	const struct config *config = proof->config;
	struct range piece;

	EACH (const struct vm, vm, config, vms) {
		EACH (const struct memory_piece, given, vm, memory) {
			if (given_piece(vm, given, &piece) && verify_overlap(range, piece))
				verify_fault(proof,
					"%s at 0x%" PRIx64 "-0x%" PRIx64
					" overlaps memory of VM %zu at 0x%" PRIx64 "-0x%" PRIx64,
					what, range.first, range.last, vm->index, piece.first,
					piece.last);
		}
	}
	verify_clear_of_placed(proof, range, what);
}

static void verify_regions(struct proof *proof)
{
	const struct config *config = proof->config;
	const struct layout *layout = proof->layout;
	uint64_t unit = proof->ctx->target->pool_place == POOL_TOP_OF_E820 ? 4096 : 2 * MIB;
	uint64_t sum = 0;

	if (layout->pool_base % unit != 0)
		verify_fault(
			proof, "the pool's base 0x%" PRIx64 " is not aligned", layout->pool_base);
	for (size_t i = 0; i < config->n_regions; i++) {
		const struct region *region = &config->regions[i];
		const struct layout_region *place = &layout->regions[i];

		if (region->land != LAND_HV || !config->enabled_effective) {
			if (place->offset != 0 || place->hpa != 0)
				verify_fault(proof,
					"region %zu has an address but no hypervisor memory", i);
			continue;
		}
		if (region->size == 0 || region->size % (2 * MIB) != 0 || place->offset != sum)
			verify_fault(proof,
				"region '%s' of 0x%" PRIx64 " bytes lies at offset 0x%" PRIx64
				"; 0x%" PRIx64 " comes before it",
				region->full_name, region->size, place->offset, sum);
		if (place->hpa - layout->pool_base != place->offset)
			verify_fault(proof, "region '%s' lies at 0x%" PRIx64 ", not at its offset",
				region->full_name, place->hpa);
		sum += region->size;
	}
	if (layout->pool_size != sum)
		verify_fault(proof, "the pool has 0x%" PRIx64 " bytes and its regions 0x%" PRIx64,
			layout->pool_size, sum);
}

/* Releases whose pool is a part of the hypervisor's own RAM. */
static void verify_hv_ram(struct proof *proof, bool has_pool, struct range pool)
{
	const struct target *target = proof->ctx->target;
	const struct layout *layout = proof->layout;
	uint64_t top = target->pool_place == POOL_IN_HV_RAM ? 4 * GIB : 2 * GIB;
	uint64_t image = target->image_fixed;
	struct range ram;

	EACH (const struct vm, vm, proof->config, vms) {
		image += vm->kind == VM_POST_LAUNCHED ? target->image_per_vm : 0;
	}
	if (layout->hv_ram_start % (2 * MIB) != 0 || layout->hv_ram_size % (2 * MIB) != 0 ||
		!verify_range(layout->hv_ram_start, layout->hv_ram_size, &ram) || ram.last >= top) {
		verify_fault(proof,
			"HV RAM at 0x%" PRIx64 " with 0x%" PRIx64
			" bytes is not aligned, empty or too high",
			layout->hv_ram_start, layout->hv_ram_size);
		return;
	}
	if (!in_one_ram_range(proof, ram))
		verify_fault(proof, "HV RAM at 0x%" PRIx64 "-0x%" PRIx64 " is not in one RAM range",
			ram.first, ram.last);
	verify_clear_of_vms(proof, ram, "HV RAM");
	if (has_pool && (!verify_inside(pool, ram) || pool.first - ram.first < image))
		verify_fault(proof,
			"the pool at 0x%" PRIx64 "-0x%" PRIx64
			" is not inside HV RAM after an image of 0x%" PRIx64 " bytes",
			pool.first, pool.last, image);
}

void verify_memory(struct proof *proof)
{
	const struct layout *layout = proof->layout;
	struct range pool = {0, 0};
	bool has_pool;

	verify_regions(proof);
	has_pool = verify_range(layout->pool_base, layout->pool_size, &pool);
	if (layout->pool_size > 0) {
		if (!has_pool || !in_one_ram_range(proof, pool))
			verify_fault(proof,
				"the pool at 0x%" PRIx64 " with 0x%" PRIx64
				" bytes is not in one RAM range",
				layout->pool_base, layout->pool_size);
		verify_clear_of_vms(proof, pool, "the pool");
	}
	/* Where nothing had to be placed, a board without a map of its RAM is no fault. */
	if (proof->config->board->n_ram == 0 && layout->pool_size == 0 && layout->hv_ram_size == 0)
		return;
	if (proof->ctx->target->pool_place != POOL_TOP_OF_E820)
		verify_hv_ram(proof, has_pool, pool);
}
