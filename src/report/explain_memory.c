/* A region in physical memory: its offset in the pool, the pool's base, and the RAM passed over. */
#include <inttypes.h>

#include "report/explain.h"
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

/* ---- candidates in RAM ------------------------------------------------------------------- */

/* Free pieces of board RAM below a limit, with what pre-launched VMs have between them. */
struct memory {
	struct explanation *explanation;
	struct free_space free;
	struct vm_memory vms;
};

static void collect_memory(struct memory *memory)
{
	struct context *ctx = memory->explanation->ctx;
	struct joined_ram ram = layout_joined_ram(ctx, memory->explanation->config->board);

	layout_vm_memory(ctx, memory->explanation->config, &memory->vms);
	interval_subtract(&memory->free, ctx->arena, ram.claims, ram.count, memory->vms.claims,
		memory->vms.count);
}

static void add_vm_claims(const struct memory *memory, struct range below)
{
	for (size_t i = 0; i < memory->vms.count; i++) {
		if (!range_overlaps(memory->vms.claims[i].range, below))
			continue;
		text_addf(memory->explanation->out, "      %s: %s\n",
			words_range(memory->explanation->ctx, memory->vms.claims[i].range),
			memory->vms.claims[i].owner);
	}
}

/*
 * The RAM ranges up to the one that was chosen. HV RAM would begin at a multiple of 2 MiB, gap
 * above the range's start, not below lowest and not reach limit.
 */
static void add_candidates(
	const struct memory *memory, uint64_t lowest, uint64_t gap, uint64_t limit)
{
	struct context *ctx = memory->explanation->ctx;
	struct text *out = memory->explanation->out;
	const struct layout *layout = memory->explanation->layout;

	for (size_t i = 0; i < memory->free.count; i++) {
		struct range range = memory->free.ranges[i];
		uint64_t first = range.first > lowest ? range.first : lowest;
		uint64_t start = align_up(add_saturated(first, gap), POOL_ALIGNMENT);
		uint64_t last = range.last < limit ? range.last : limit - 1;
		bool chosen =
			layout->hv_ram_size != 0 && start <= last && start == layout->hv_ram_start;

		if (range.first >= limit)
			break;
		text_addf(out, "    %s %s: ", chosen ? ">" : " ", words_range(ctx, range));
		if (chosen)
			text_add(out, "chosen: the first with enough room\n");
		else if (start > last)
			text_addf(
				out, "ends before 0x%" PRIx64 ", the lowest place in it\n", start);
		else
			text_addf(out, "room for %s from 0x%" PRIx64 "\n",
				words_size(ctx, align_down(last - start + 1, POOL_ALIGNMENT)),
				start);
		if (chosen)
			break;
	}
	add_vm_claims(memory, (struct range){0, limit - 1});
}

/* ---- the three places of a pool ---------------------------------------------------------- */

static void add_hv_ram(struct explanation *explanation)
{
	const struct layout *layout = explanation->layout;

	if (layout->hv_ram_size == 0)
		text_add(explanation->out, "    HV RAM: NOT PLACED\n");
	else
		text_addf(explanation->out, "    HV RAM: %s from 0x%" PRIx64 "\n",
			words_size(explanation->ctx, layout->hv_ram_size), layout->hv_ram_start);
}

static bool start_is_given(struct explanation *explanation)
{
	if (!number_valid(&explanation->config->hv_ram_start))
		return false;
	text_add(explanation->out, "      HV_RAM_START is given in the scenario\n");
	return true;
}

static void explain_in_hv_ram(struct explanation *explanation)
{
	struct memory memory = {.explanation = explanation};

	text_add(explanation->out,
		"    the pool is a part of the hypervisor's image, planned at the end of HV RAM, where the image leaves room in any case; the build decides\n");
	add_hv_ram(explanation);
	collect_memory(&memory);
	if (start_is_given(explanation))
		return;
	text_addf(explanation->out,
		"      System RAM that no pre-launched VM has, first fit; HV RAM begins %s above the start of a range, not below 0x%" PRIx64
		", and ends below 4 GiB\n",
		words_size(explanation->ctx, GAP_BELOW_HV_RAM),
		(uint64_t)LOWEST_HV_RAM + GAP_BELOW_HV_RAM);
	add_candidates(&memory, LOWEST_HV_RAM, GAP_BELOW_HV_RAM, 4 * GIB);
}

static void explain_below_2gib(struct explanation *explanation)
{
	struct memory memory = {.explanation = explanation};

	text_add(explanation->out,
		"    the pool is a part of the hypervisor's image, planned after the measured image; the build decides\n");
	add_hv_ram(explanation);
	collect_memory(&memory);
	if (start_is_given(explanation))
		return;
	text_addf(explanation->out,
		"      System RAM that no pre-launched VM has, first fit, from 0x%" PRIx64
		" up and below 2 GiB\n",
		(uint64_t)USUAL_HV_RAM_START);
	add_candidates(&memory, USUAL_HV_RAM_START, 0, 2 * GIB);
}

static void explain_top_of_e820(struct explanation *explanation)
{
	const struct board *board = explanation->config->board;
	const struct layout *layout = explanation->layout;
	struct context *ctx = explanation->ctx;
	struct text *out = explanation->out;

	text_addf(out,
		"    the hypervisor takes the pool of %s at boot from the end of the highest System RAM range that is large enough\n",
		words_size(ctx, layout->pool_size));
	for (size_t i = board->n_ram; i-- > 0;) {
		struct range range = board->ram[i].range;
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
	static void (*const explain[])(struct explanation * explanation) = {
		[POOL_IN_HV_RAM] = explain_in_hv_ram,
		[POOL_BELOW_2GIB] = explain_below_2gib,
		[POOL_TOP_OF_E820] = explain_top_of_e820,
	};
	const struct layout *layout = explanation->layout;
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
	explain[explanation->ctx->target->pool_place](explanation);
}
