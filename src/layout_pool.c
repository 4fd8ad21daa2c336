/*
 * The pool from v2.7 on. Up to v3.2 it is still .bss, but the linker gives the hypervisor all
 * bytes from HV_RAM_START up to 2 GiB and reads no HV_RAM_SIZE; from v3.3 the hypervisor takes
 * it at boot from the top of E820.
 */
#include "layout_private.h"

#include <inttypes.h>

/* Shared by every release whose HV_RAM_START may be given. */
static bool check_in_ram(struct pass *pass, const struct config *config, struct range range)
{
	const struct board *board = config->board;
	struct diag *diag;
	size_t i = 0;

	while (i < board->n_ram && !range_contains(board->ram[i].range, range))
		i++;
	if (i < board->n_ram)
		return true;
	diag = diag_add(pass->diags, DIAG_MEM004, config->hv_ram_start.loc,
		"HV RAM at %s does not lie in one range of the board's System RAM; leave "
		"HV_RAM_START empty to have it placed",
		layout_range_text(pass, range));
	for (i = 0; i < board->n_ram; i++) {
		if (range_overlaps(board->ram[i].range, range))
			diag_note(pass->diags, diag, board->ram[i].loc, "System RAM is %s",
				layout_range_text(pass, board->ram[i].range));
	}
	return false;
}

bool layout_check_hv_ram(struct pass *pass, const struct config *config,
	const struct memory_plan *plan, struct range range, uint64_t limit)
{
	struct loc loc = config->hv_ram_start.loc;
	size_t piece = layout_vm_memory_find(&plan->vms, range);

	if (range.first % POOL_ALIGNMENT != 0) {
		diag_add(pass->diags, DIAG_MEM003, loc,
			"HV_RAM_START 0x%" PRIx64 " is not a multiple of 2 MiB; use 0x%" PRIx64,
			range.first, align_up(range.first, POOL_ALIGNMENT));
		return false;
	}
	if (range.last >= limit) {
		diag_add(pass->diags, DIAG_MEM004, loc,
			"HV RAM at %s does not end below %s, where the hypervisor must lie; leave "
			"HV_RAM_START empty to have it placed",
			layout_range_text(pass, range), layout_size_text(pass, limit));
		return false;
	}
	if (piece < plan->vms.count) {
		struct diag *diag = diag_add(pass->diags, DIAG_MEM005, loc,
			"HV RAM at %s overlaps the %s at %s; leave HV_RAM_START empty to have it "
			"placed beside it",
			layout_range_text(pass, range), plan->vms.claims[piece].owner,
			layout_range_text(pass, plan->vms.claims[piece].range));

		diag_note(
			pass->diags, diag, plan->vms.claims[piece].loc, "the memory is given here");
		return false;
	}
	return check_in_ram(pass, config, range);
}

/* The first place below 2 GiB with room, or the one with most room: how much there is. */
static uint64_t find_below_2gib(const struct memory_plan *plan, uint64_t size, uint64_t *start)
{
	uint64_t best = 0;

	for (size_t i = 0; i < plan->ram.count && best < size; i++) {
		struct range range = plan->ram.ranges[i];
		uint64_t at = align_up(
			range.first > USUAL_HV_RAM_START ? range.first : USUAL_HV_RAM_START,
			POOL_ALIGNMENT);
		uint64_t last = range.last < 2 * GIB ? range.last : 2 * GIB - 1;

		if (at <= last && last - at + 1 > best) {
			best = last - at + 1;
			*start = at;
		}
	}
	return best;
}

/* What to do when no more than room is left for the regions. */
static const char *repair_text(struct pass *pass, const struct config *config, uint64_t room)
{
	const char *smaller =
		config->enabled_effective ? layout_fit_text(pass, config, room) : NULL;

	if (smaller == NULL)
		return "take another board";
	return arena_printf(pass->arena, "these sizes fit: %s", smaller);
}

static void report_below_2gib(struct pass *pass, const struct config *config,
	const struct memory_plan *plan, uint64_t room)
{
	uint64_t pool = config->enabled_effective ? config->hv_regions_size : 0;
	uint64_t rest = room > plan->image ? room - plan->image : 0;

	diag_add(pass->diags, DIAG_MEM009, plan->loc,
		"no room for the regions: the hypervisor of %s takes %s and the regions %s, "
		"together in one System RAM range from 4 MiB up and below 2 GiB; the largest has "
		"%s; %s",
		pass->target->name, layout_size_text(pass, plan->image),
		layout_size_text(pass, pool), layout_size_text(pass, room),
		repair_text(pass, config, rest));
}

bool layout_pool_below_2gib(struct pass *pass, const struct config *config,
	const struct memory_plan *plan, struct layout *layout)
{
	uint64_t size = plan->image + layout->pool_size;
	uint64_t start = 0;

	if (number_valid(&config->hv_ram_start)) {
		start = config->hv_ram_start.value;
		if (!layout_check_hv_ram(pass, config, plan, range_of(start, size), 2 * GIB))
			return false;
	} else {
		uint64_t room = find_below_2gib(plan, size, &start);

		if (room < size) {
			report_below_2gib(pass, config, plan, room);
			return false;
		}
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

static void report_no_entry(struct pass *pass, const struct config *config,
	const struct memory_plan *plan, uint64_t size)
{
	struct range largest = {0, 0};
	struct range pages;

	for (size_t i = 0; i < config->board->n_ram; i++) {
		if (whole_pages(config->board->ram[i].range, &pages) &&
			pages.last - pages.first > largest.last - largest.first)
			largest = pages;
	}
	diag_add(pass->diags, DIAG_MEM009, plan->loc,
		"no room for the regions: %s takes %s at boot from one System RAM range, and the "
		"largest has %s at %s; the hypervisor would stop at boot; %s",
		pass->target->name, layout_size_text(pass, size),
		layout_size_text(pass, largest.last - largest.first + 1),
		layout_range_text(pass, largest),
		repair_text(pass, config, largest.last - largest.first + 1));
}

/* The hypervisor does not look where pre-launched VMs have their memory; so this does. */
static bool check_pool_clear(
	struct pass *pass, const struct memory_plan *plan, struct range pool, struct range entry)
{
	size_t piece = layout_vm_memory_find(&plan->vms, pool);

	if (piece < plan->vms.count) {
		const struct claim *claim = &plan->vms.claims[piece];
		struct diag *diag = diag_add(pass->diags, DIAG_MEM010, plan->loc,
			"the shared memory of %s would lie at %s, the end of System RAM %s, in the "
			"%s at %s; move that memory down, or make it smaller",
			layout_size_text(pass, pool.last - pool.first + 1),
			layout_range_text(pass, pool), layout_range_text(pass, entry), claim->owner,
			layout_range_text(pass, claim->range));

		diag_note(pass->diags, diag, claim->loc, "the memory is given here");
		return false;
	}
	/* Below 4 GiB the hypervisor has taken other things before: the pool lies lower. */
	struct range below = {entry.first, pool.first};

	piece = layout_vm_memory_find(&plan->vms, below);
	if (pool.last <= LAST_BELOW_4GIB && piece < plan->vms.count)
		diag_add(pass->diags, DIAG_MEM011, plan->loc,
			"the shared memory is planned at %s but will lie lower, because the "
			"hypervisor takes other memory before it; the %s at %s is in the same "
			"System "
			"RAM range; leave room between them",
			layout_range_text(pass, pool), plan->vms.claims[piece].owner,
			layout_range_text(pass, plan->vms.claims[piece].range));
	return true;
}

bool layout_pool_top_of_e820(struct pass *pass, const struct config *config,
	const struct memory_plan *plan, struct layout *layout)
{
	const struct board *board = config->board;
	uint64_t size = align_up(layout->pool_size, POOL_ALIGNMENT);

	if (size == 0)
		return true;
	for (size_t i = board->n_ram; i-- > 0;) {
		struct range pages;

		if (!whole_pages(board->ram[i].range, &pages) ||
			pages.last - pages.first < size - 1)
			continue;
		layout->pool_base = pages.last - (size - 1);
		return check_pool_clear(
			pass, plan, range_of(layout->pool_base, size), board->ram[i].range);
	}
	report_no_entry(pass, config, plan, size);
	return false;
}
