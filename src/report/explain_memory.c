/* A region in physical memory: its offset in the pool, the pool's base, and the RAM passed over. */
#include <inttypes.h>

#include "report/explain.h"
#include "base/each.h"
#include "layout/free_space.h"
#include "layout/layout.h"
#include "model/words.h"

static void explain_offset(struct explanation *explanation, const struct region *region)
{
	struct text *out = explanation->out;
	const struct config *config = explanation->config;
	size_t position = 0;
	const struct region *before;
	size_t count = 0;

	text_addf(out,
		"    offset 0x%" PRIx64
		" in the pool: regions are packed in the order of the scenario; ",
		explanation->layout->regions[region - config->regions].offset);
	while ((before = config_next_region(config, LAND_HV, &position)) != region)
		text_addf(out, "%s'%s' (%s)", count++ == 0 ? "before it " : ", ", before->full_name,
			words_size(explanation->ctx, before->size));
	text_add(out, count == 0 ? "it is the first\n" : "\n");
}

/* ---- HV RAM ------------------------------------------------------------------------------ */

/* How a pool in the hypervisor's image is planned; HV RAM is the first fit in System RAM. */
struct plan {
	const char *place; /* of the pool */
	uint64_t lowest;   /* HV RAM begins gap above this or above the start of a range of RAM, */
	uint64_t gap;
	uint64_t limit; /* and ends below this */
};

static const struct plan plans[] = {
	[POOL_IN_HV_RAM] = {"planned at the end of HV RAM, where the image leaves room in any case",
		LOWEST_HV_RAM, GAP_BELOW_HV_RAM, 4 * GIB},
	[POOL_BELOW_2GIB] = {"planned after the measured image", USUAL_HV_RAM_START, 0, 2 * GIB},
};

/* Whether HV RAM begins in the range, which is free RAM and begins below the limit of the plan. */
static bool add_candidate(
	struct explanation *explanation, const struct plan *plan, struct range range)
{
	struct context *ctx = explanation->ctx;
	struct text *out = explanation->out;
	const struct layout *layout = explanation->layout;
	uint64_t first = range.first > plan->lowest ? range.first : plan->lowest;
	uint64_t start = align_up(add_saturated(first, plan->gap), POOL_ALIGNMENT);
	uint64_t last = range.last < plan->limit ? range.last : plan->limit - 1;
	bool chosen = layout->hv_ram_size != 0 && start <= last && start == layout->hv_ram_start;

	text_addf(out, "    %s %s: ", chosen ? ">" : " ", words_range(ctx, range));
	if (chosen)
		text_add(out, "chosen: the first with enough room\n");
	else if (start > last)
		text_addf(out, "ends before 0x%" PRIx64 ", the lowest place in it\n", start);
	else
		text_addf(out, "room for %s from 0x%" PRIx64 "\n",
			words_size(ctx, align_down(last - start + 1, POOL_ALIGNMENT)), start);
	return chosen;
}

/* Free pieces of board RAM up to the one that was chosen, and what pre-launched VMs have. */
static void add_candidates(struct explanation *explanation, const struct plan *plan)
{
	struct context *ctx = explanation->ctx;
	struct claim_list ram = layout_joined_ram(ctx, explanation->config->board);
	struct claim_list vms = layout_vm_memory(ctx, explanation->config);
	struct free_space free;

	interval_subtract(&free, ctx->arena, ram.claims, ram.n_claims, vms.claims, vms.n_claims);
	for (size_t i = 0; i < free.count && free.ranges[i].first < plan->limit; i++) {
		if (add_candidate(explanation, plan, free.ranges[i]))
			break;
	}
	EACH (const struct claim, claim, &vms, claims) {
		if (claim->range.first < plan->limit)
			text_addf(explanation->out, "      %s: %s\n",
				words_range(ctx, claim->range), claim->owner);
	}
}

static void explain_hv_ram(struct explanation *explanation, const struct plan *plan)
{
	struct context *ctx = explanation->ctx;
	struct text *out = explanation->out;
	const struct layout *layout = explanation->layout;

	text_addf(out, "    the pool is a part of the hypervisor's image, %s; the build decides\n",
		plan->place);
	if (layout->hv_ram_size == 0)
		text_add(out, "    HV RAM: NOT PLACED\n");
	else
		text_addf(out, "    HV RAM: %s from 0x%" PRIx64 "\n",
			words_size(ctx, layout->hv_ram_size), layout->hv_ram_start);
	if (number_valid(&explanation->config->hv_ram_start)) {
		text_add(out, "      HV_RAM_START is given in the scenario\n");
		return;
	}
	text_add(out, "      System RAM that no pre-launched VM has, first fit");
	if (plan->gap != 0)
		text_addf(out,
			"; HV RAM begins %s above the start of a range, not below 0x%" PRIx64
			", and ends below %s\n",
			words_size(ctx, plan->gap), plan->lowest + plan->gap,
			words_size(ctx, plan->limit));
	else
		text_addf(out, ", from 0x%" PRIx64 " up and below %s\n", plan->lowest,
			words_size(ctx, plan->limit));
	add_candidates(explanation, plan);
}

static void explain_top_of_e820(struct explanation *explanation)
{
	const struct layout *layout = explanation->layout;
	struct context *ctx = explanation->ctx;
	struct text *out = explanation->out;

	text_addf(out,
		"    the hypervisor takes the pool of %s at boot from the end of the highest System RAM range that is large enough\n",
		words_size(ctx, layout->pool_size));
	for (size_t i = explanation->config->board->n_ram; i-- > 0;) {
		struct range range = explanation->config->board->ram[i].range;
		bool chosen = layout->pool_base != 0 && range.first <= layout->pool_base &&
			      layout->pool_base <= range.last;

		text_addf(out, "    %s %s: %s\n", chosen ? ">" : " ", words_range(ctx, range),
			chosen ? "chosen" : "smaller than the pool");
		if (chosen)
			return;
	}
}

void explain_region_memory(struct explanation *explanation, const struct region *region)
{
	const struct layout *layout = explanation->layout;
	enum pool_place place = explanation->ctx->target->pool_place;
	uint64_t hpa = layout->regions[region - explanation->config->regions].hpa;

	text_add(explanation->out, "\nphysical memory\n");
	if (layout->pool_base == 0) {
		text_add(explanation->out, "  NOT PLACED\n");
	} else {
		text_addf(explanation->out, "  %s, %s\n",
			words_range(explanation->ctx, range_of(hpa, region->size)),
			layout->pool_base_exact ? "exact" : "planned");
		explain_offset(explanation, region);
	}
	if (place == POOL_TOP_OF_E820)
		explain_top_of_e820(explanation);
	else
		explain_hv_ram(explanation, &plans[place]);
}
