/*
 * Physical memory: where the pool of shared memory lies, and each region in it. Regions are
 * packed in the order of the scenario, as the hypervisor does; every size is a multiple of
 * 2 MiB, so every region begins at one.
 */
#include "layout/private.h"

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

	for (size_t i = 0; i < config->n_vms; i++) {
		if (config->vms[i].kind == VM_POST_LAUNCHED)
			image += target->image_per_vm;
	}
	return align_up(image, POOL_ALIGNMENT);
}

struct joined_ram layout_joined_ram(struct context *ctx, const struct board *board)
{
	struct joined_ram joined = {
		.claims = arena_array(ctx->arena, board->n_ram, sizeof(*joined.claims))};

	for (size_t i = 0; i < board->n_ram; i++) {
		struct claim *last = joined.count > 0 ? &joined.claims[joined.count - 1] : NULL;

		if (last != NULL && last->range.last == board->ram[i].range.first - 1)
			last->range.last = board->ram[i].range.last;
		else
			joined.claims[joined.count++] = board->ram[i];
	}
	return joined;
}

static void make_plan(struct context *ctx, struct memory_plan *plan)
{
	const struct config *config = ctx->config;
	struct joined_ram joined = layout_joined_ram(ctx, config->board);
	struct claim *low = arena_array(ctx->arena, joined.count, sizeof(*low));
	size_t n_low = 0;

	*plan = (struct memory_plan){.board = config->board,
		.image = image_size(ctx->target, config),
		.joined = joined,
		.loc = config->has_ivshmem ? config->ivshmem_loc : config->features_loc};
	layout_vm_memory(ctx, config, &plan->vms);
	for (size_t i = 0; i < joined.count; i++) {
		if (joined.claims[i].range.first > LAST_BELOW_4GIB)
			continue;
		low[n_low] = joined.claims[i];
		if (low[n_low].range.last > LAST_BELOW_4GIB)
			low[n_low].range.last = LAST_BELOW_4GIB;
		n_low++;
	}
	interval_subtract(&plan->ram, ctx->arena, low, n_low, plan->vms.claims, plan->vms.count);
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
