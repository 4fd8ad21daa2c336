/*
 * Physical memory: where the pool of shared memory lies, and each region in it. Regions are
 * packed in the order of the scenario, as the hypervisor does; every size is a multiple of
 * 2 MiB, so every region begins at one.
 */
#include "layout/private.h"
#include "base/each.h"

typedef bool place_pool(struct context *ctx, const struct memory_plan *plan, struct layout *layout);

static place_pool *const pool_places[] = {
	[POOL_IN_HV_RAM] = layout_pool_in_hv_ram,
	[POOL_BELOW_2GIB] = layout_pool_below_2gib,
	[POOL_TOP_OF_E820] = layout_pool_top_of_e820,
};

static void report_no_ram(struct context *ctx, const struct board *board)
{
	diag_add(ctx->diags, DIAG_MEM001, board->name.loc,
		"board %s has no System RAM in its IOMEM_INFO or <memory>, so no layout is possible; use a board file that was made on the machine itself",
		words_quote(ctx, board->name.text));
}

static uint64_t image_size(const struct target *target, const struct config *config)
{
	uint64_t image = target->image_fixed;

	EACH (const struct vm, vm, config, vms) {
		if (vm->kind == VM_POST_LAUNCHED)
			image += target->image_per_vm;
	}
	return align_up(image, POOL_ALIGNMENT);
}

struct claim_list layout_joined_ram(struct context *ctx, const struct board *board)
{
	struct claim_list joined = {
		.claims = arena_array(ctx->arena, board->n_ram, sizeof(*joined.claims))};

	EACH (const struct claim, ram, board, ram) {
		struct claim *last =
			joined.n_claims > 0 ? &joined.claims[joined.n_claims - 1] : NULL;

		if (last != NULL && last->range.last == ram->range.first - 1)
			last->range.last = ram->range.last;
		else
			joined.claims[joined.n_claims++] = *ram;
	}
	return joined;
}

static void make_plan(struct context *ctx, struct memory_plan *plan)
{
	const struct config *config = ctx->config;
	struct claim_list low = layout_joined_ram(ctx, config->board);

	*plan = (struct memory_plan){.board = config->board,
		.image = image_size(ctx->target, config),
		.joined = layout_joined_ram(ctx, config->board),
		.vms = layout_vm_memory(ctx, config),
		.loc = config->has_ivshmem ? config->ivshmem_loc : config->features_loc};
	while (low.n_claims > 0 && low.claims[low.n_claims - 1].range.first > LAST_BELOW_4GIB)
		low.n_claims--;
	EACH (struct claim, claim, &low, claims) {
		if (claim->range.last > LAST_BELOW_4GIB)
			claim->range.last = LAST_BELOW_4GIB;
	}
	interval_subtract(&plan->ram, ctx->arena, low.claims, low.n_claims, plan->vms.claims,
		plan->vms.n_claims);
}

static void place_regions(const struct config *config, struct layout *layout)
{
	uint64_t offset = 0;

	for (size_t i = 0; i < config->n_regions; i++) {
		if (config->regions[i].land != LAND_HV)
			continue;
		layout->regions[i].offset = offset;
		layout->regions[i].hpa = layout->pool_base + offset;
		offset += config->regions[i].size;
	}
}

bool layout_pool_has_room(struct context *ctx, uint64_t size)
{
	struct diag_list silence = {.arena = ctx->arena};
	struct context quiet = *ctx;
	struct memory_plan plan;
	struct layout layout = {.pool_size = size};

	quiet.diags = &silence;
	make_plan(&quiet, &plan);
	return pool_places[ctx->target->pool_place](&quiet, &plan, &layout);
}

bool layout_memory(struct context *ctx, struct layout *layout)
{
	const struct config *config = ctx->config;
	struct memory_plan plan;

	layout->regions = arena_array(ctx->arena, config->n_regions, sizeof(*layout->regions));
	layout->pool_size = config->enabled_effective ? config->hv_regions_size : 0;
	layout->pool_base = 0;
	layout->pool_base_exact = false; /* the linker or the boot decides, in every release */
	layout->hv_ram_start = 0;
	layout->hv_ram_size = 0;
	if (config->board->n_ram == 0) {
		/* Without shared memory nothing has to be placed: HV RAM stays where the build has
		 * it. */
		if (layout->pool_size == 0)
			return true;
		report_no_ram(ctx, config->board);
		return false;
	}
	make_plan(ctx, &plan);
	if (!pool_places[ctx->target->pool_place](ctx, &plan, layout))
		return false;
	if (layout->pool_size > 0)
		place_regions(config, layout);
	return true;
}
