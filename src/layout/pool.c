/*
 * The pool from v2.7 on. Up to v3.2 it is still .bss, but the linker gives the hypervisor all
 * bytes from HV_RAM_START up to 2 GiB and reads no HV_RAM_SIZE; from v3.3 the hypervisor takes
 * it at boot from the top of E820.
 */
#include "layout/private.h"
#include "base/each.h"

#include <inttypes.h>

static bool check_in_ram(struct context *ctx, const struct memory_plan *plan, struct range range)
{
	struct diag *diag;

	EACH (const struct claim, ram, &plan->joined, claims) {
		if (range_contains(ram->range, range))
			return true;
	}
	diag = diag_add(ctx->diags, DIAG_MEM004, ctx->config->hv_ram_start.loc,
		"HV RAM at %s does not lie in one range of the board's System RAM; leave HV_RAM_START empty to have it placed",
		words_range(ctx, range));
	EACH (const struct claim, ram, &plan->joined, claims) {
		if (range_overlaps(ram->range, range))
			diag_note(ctx->diags, diag, ram->loc, "System RAM is %s",
				words_range(ctx, ram->range));
	}
	return false;
}

bool layout_check_hv_ram_start(struct context *ctx)
{
	const struct number *start = &ctx->config->hv_ram_start;

	if (!number_valid(start) || start->value % POOL_ALIGNMENT == 0)
		return true;
	diag_add(ctx->diags, DIAG_MEM003, start->loc,
		"HV_RAM_START 0x%" PRIx64 " is not a multiple of 2 MiB; use 0x%" PRIx64,
		start->value, align_up(start->value, POOL_ALIGNMENT));
	return false;
}

bool layout_check_hv_ram(
	struct context *ctx, const struct memory_plan *plan, struct range range, uint64_t limit)
{
	struct loc loc = ctx->config->hv_ram_start.loc;
	const struct claim *claim = layout_find_claim(&plan->vms, range);

	if (!layout_check_hv_ram_start(ctx))
		return false;
	if (range.last >= limit) {
		diag_add(ctx->diags, DIAG_MEM004, loc,
			"HV RAM at %s does not end below %s, where the hypervisor must lie; leave HV_RAM_START empty to have it placed",
			words_range(ctx, range), words_size(ctx, limit));
		return false;
	}
	if (claim != NULL) {
		struct diag *diag = diag_add(ctx->diags, DIAG_MEM005, loc,
			"HV RAM at %s overlaps the %s at %s; leave HV_RAM_START empty to have it placed beside it",
			words_range(ctx, range), claim->owner, words_range(ctx, claim->range));

		diag_note(ctx->diags, diag, claim->loc, "the memory is given here");
		return false;
	}
	return check_in_ram(ctx, plan, range);
}

struct place layout_find_place(const struct memory_plan *plan, uint64_t size, uint64_t lowest,
	uint64_t gap, uint64_t highest)
{
	struct place best = {.room = 0};

	for (size_t i = 0; i < plan->ram.count && best.room < size; i++) {
		struct range range = plan->ram.ranges[i];
		uint64_t first = range.first > lowest ? range.first : lowest;
		uint64_t last = range.last < highest ? range.last : highest;
		uint64_t at = align_up(first + gap, POOL_ALIGNMENT);
		uint64_t room = at > last ? 0 : align_down(last - at + 1, POOL_ALIGNMENT);

		if (room > best.room)
			best = (struct place){at, room, range};
	}
	return best;
}

void layout_note_vms(
	struct context *ctx, struct diag *diag, const struct memory_plan *plan, struct range within)
{
	EACH (const struct claim, claim, &plan->vms, claims) {
		if (range_overlaps(claim->range, within))
			diag_note(ctx->diags, diag, claim->loc, "%s takes %s", claim->owner,
				words_range(ctx, claim->range));
	}
}

/* What to do when the regions are too large. */
static const char *repair_text(struct context *ctx, layout_has_room *has_room, const void *context)
{
	const char *smaller = layout_fit_text(ctx, has_room, context);

	if (smaller == NULL)
		return "no region fits; free memory or take another board";
	return arena_printf(ctx->arena, "these sizes fit: %s", smaller);
}

/* "the largest has 240 MiB at 0x..., between 4 MiB and 'memory of VM 0'; these sizes fit: ..." */
static const char *room_below_2gib(
	struct context *ctx, const struct memory_plan *plan, const struct place *place)
{
	struct neighbours next =
		layout_neighbours(plan->vms.claims, plan->vms.n_claims, place->around);
	uint64_t rest = place->room > plan->image ? place->room - plan->image : 0;

	if (place->room == 0)
		return "nothing is free there; move the memory of VMs up, or take another board";
	return arena_printf(ctx->arena, "the largest has %s at %s, between %s and %s; %s",
		words_size(ctx, place->room), words_range(ctx, range_of(place->start, place->room)),
		place->around.first <= USUAL_HV_RAM_START ? "4 MiB"
		: next.below != NULL                      ? words_quote(ctx, next.below->owner)
							  : "the start of that RAM",
		place->around.last >= 2 * GIB ? "2 GiB"
		: next.above != NULL          ? words_quote(ctx, next.above->owner)
					      : "the end of that RAM",
		repair_text(ctx, layout_has_bytes, &rest));
}

static void report_below_2gib(struct context *ctx, const struct memory_plan *plan,
	const struct place *place, uint64_t pool)
{
	struct diag *diag = diag_add(ctx->diags, DIAG_MEM009, plan->loc,
		"no room for the regions: the hypervisor of %s takes %s and the regions %s, together in one System RAM range from 4 MiB up and below 2 GiB; %s",
		ctx->target->name, words_size(ctx, plan->image), words_size(ctx, pool),
		room_below_2gib(ctx, plan, place));

	layout_note_vms(ctx, diag, plan, (struct range){0, 2 * GIB - 1});
}

bool layout_pool_below_2gib(
	struct context *ctx, const struct memory_plan *plan, struct layout *layout)
{
	uint64_t size = plan->image + layout->pool_size;
	uint64_t start = ctx->config->hv_ram_start.value;

	if (number_valid(&ctx->config->hv_ram_start)) {
		if (!layout_check_hv_ram(ctx, plan, range_of(start, size), 2 * GIB))
			return false;
	} else {
		struct place place =
			layout_find_place(plan, size, USUAL_HV_RAM_START, 0, 2 * GIB - 1);

		if (place.room < size) {
			report_below_2gib(ctx, plan, &place, layout->pool_size);
			return false;
		}
		start = place.start;
	}
	layout->hv_ram_start = start;
	layout->hv_ram_size = size;
	if (layout->pool_size > 0)
		layout->pool_base = start + plan->image;
	return true;
}

/* Whole 4 KiB pages of an E820 entry: all that the hypervisor counts. False: none. */
static bool whole_pages(struct range entry, struct range *pages)
{
	uint64_t first = align_up(entry.first, PAGE_SIZE_4K);
	uint64_t next = entry.last == UINT64_MAX ? align_down(entry.last, PAGE_SIZE_4K)
						 : align_down(entry.last + 1, PAGE_SIZE_4K);

	if (next <= first)
		return false;
	*pages = (struct range){first, next - 1};
	return true;
}

/* Where v3.3 takes size bytes: the end of the last range with room. False: no range has. */
static bool find_entry(
	const struct board *board, uint64_t size, struct range *pool, struct range *entry)
{
	for (size_t i = board->n_ram; i-- > 0;) {
		struct range pages;

		if (!whole_pages(board->ram[i].range, &pages) ||
			pages.last - pages.first < size - 1)
			continue;
		*pool = (struct range){pages.last - (size - 1), pages.last};
		*entry = board->ram[i].range;
		return true;
	}
	return false;
}

/* A pool that is small enough for one range may be taken where a VM has its memory. */
static bool e820_has_room(const void *context, uint64_t size)
{
	const struct memory_plan *plan = context;
	struct range pool;
	struct range entry;

	return find_entry(plan->board, size, &pool, &entry) &&
	       layout_find_claim(&plan->vms, pool) == NULL;
}

static void report_no_entry(struct context *ctx, const struct memory_plan *plan, uint64_t size)
{
	struct range largest = {0, 0};
	struct range pages;

	EACH (const struct claim, ram, plan->board, ram) {
		if (whole_pages(ram->range, &pages) &&
			pages.last - pages.first > largest.last - largest.first)
			largest = pages;
	}

	struct diag *diag = diag_add(ctx->diags, DIAG_MEM009, plan->loc,
		"no room for the regions: %s takes %s at boot from one System RAM range, and the largest has %s at %s; the hypervisor would stop at boot; %s",
		ctx->target->name, words_size(ctx, size),
		words_size(ctx, largest.last - largest.first + 1), words_range(ctx, largest),
		repair_text(ctx, e820_has_room, plan));

	layout_note_vms(ctx, diag, plan, largest);
}

/* The hypervisor does not look where pre-launched VMs have their memory; so this does. */
static bool check_pool_clear(
	struct context *ctx, const struct memory_plan *plan, struct range pool, struct range entry)
{
	const struct claim *claim = layout_find_claim(&plan->vms, pool);

	if (claim != NULL) {
		struct diag *diag = diag_add(ctx->diags, DIAG_MEM010, plan->loc,
			"the shared memory of %s would lie at %s, the end of System RAM %s, in the %s at %s; move that memory down to end below 0x%" PRIx64
			", or make it smaller",
			words_size(ctx, pool.last - pool.first + 1), words_range(ctx, pool),
			words_range(ctx, entry), claim->owner, words_range(ctx, claim->range),
			pool.first);

		diag_note(ctx->diags, diag, claim->loc, "the memory is given here");
		return false;
	}
	/* Below 4 GiB the hypervisor has taken other things before: the pool lies lower. */
	struct range below = {entry.first, pool.first};

	claim = layout_find_claim(&plan->vms, below);
	if (pool.last <= LAST_BELOW_4GIB && claim != NULL)
		diag_add(ctx->diags, DIAG_MEM011, plan->loc,
			"the shared memory is planned at %s but will lie lower, because the hypervisor takes other memory before it; the %s at %s is in the same System RAM range; leave room between them",
			words_range(ctx, pool), claim->owner, words_range(ctx, claim->range));
	return true;
}

bool layout_pool_top_of_e820(
	struct context *ctx, const struct memory_plan *plan, struct layout *layout)
{
	uint64_t size = align_up(layout->pool_size, POOL_ALIGNMENT);
	struct range pool;
	struct range entry;

	if (size == 0)
		return true;
	if (!find_entry(plan->board, size, &pool, &entry)) {
		report_no_entry(ctx, plan, size);
		return false;
	}
	layout->pool_base = pool.first;
	return check_pool_clear(ctx, plan, pool, entry);
}
