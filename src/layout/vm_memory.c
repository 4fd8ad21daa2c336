/*
 * Where the memory of pre-launched VMs lies. The scenario gives it, or (from v3.0) only its size;
 * then the hypervisor's build takes board RAM from 4 GiB up, the first free range first, going on
 * in the next where one is too small, after every given piece. What finds no room is left out
 * here: it is the build that places it, and it refuses.
 */
#include "layout/private.h"
#include "base/each.h"

static void add_piece(struct context *ctx, struct claim_list *memory, const struct vm *vm,
	struct range range, struct loc loc)
{
	*ARRAY_ADD(ctx->arena, memory->claims, memory->n_claims) = (struct claim){.range = range,
		.loc = loc,
		.owner = arena_printf(ctx->arena, "memory of %s", words_vm_by_id(ctx, vm))};
}

/* Board RAM that is still free; everything below next is used up. */
struct supply {
	struct free_space space;
	size_t next;
};

/* Takes the piece's bytes from the lowest free ranges. */
static void place_piece(struct context *ctx, struct claim_list *memory, struct supply *supply,
	const struct vm *vm, const struct memory_piece *piece)
{
	uint64_t size = piece->length.value;

	while (size > 0 && supply->next < supply->space.count) {
		struct range *rest = &supply->space.ranges[supply->next];
		struct range range = *rest;

		if (range.last - range.first >= size) {
			range.last = range.first + (size - 1);
			rest->first += size;
		} else {
			supply->next++;
		}
		size -= range.last - range.first + 1;
		add_piece(ctx, memory, vm, range, piece->length.loc);
	}
}

static bool is_piece(const struct memory_piece *piece)
{
	return number_valid(&piece->length) && piece->length.value > 0;
}

/* All given pieces, or with a supply all others, in document order. */
static void add_pieces(struct context *ctx, const struct config *config, struct claim_list *memory,
	struct supply *supply)
{
	EACH (const struct vm, vm, config, vms) {
		if (vm->kind != VM_PRE_LAUNCHED)
			continue;
		EACH (const struct memory_piece, piece, vm, memory) {
			if (!is_piece(piece))
				continue;
			if (number_valid(&piece->start) && supply == NULL)
				add_piece(ctx, memory, vm,
					range_of(piece->start.value, piece->length.value),
					piece->start.loc);
			else if (!number_valid(&piece->start) && supply != NULL)
				place_piece(ctx, memory, supply, vm, piece);
		}
	}
}

struct claim_list layout_vm_memory(struct context *ctx, const struct config *config)
{
	const struct board *board = config->board;
	struct claim *ram = arena_array(ctx->arena, board->n_ram, sizeof(*ram));
	struct claim_list memory = {.n_claims = 0};
	struct supply supply = {.next = 0};
	size_t n_ram = 0;

	add_pieces(ctx, config, &memory, NULL);
	EACH (const struct claim, claim, board, ram) {
		if (claim->range.first >= 4 * GIB)
			ram[n_ram++] = *claim;
	}
	interval_subtract(&supply.space, ctx->arena, ram, n_ram, memory.claims, memory.n_claims);
	add_pieces(ctx, config, &memory, &supply);
	return memory;
}

const struct claim *layout_find_claim(const struct claim_list *list, struct range range)
{
	EACH (const struct claim, claim, list, claims) {
		if (range_overlaps(claim->range, range))
			return claim;
	}
	return NULL;
}
