/*
 * Addresses for the BARs of one VM. Three attempts, the first that succeeds is taken:
 *
 * 1. The order of the scenario, passthrough and vUARTs before regions, 64-bit BARs below 4 GiB
 *    where they fit. A region that is added at the end moves nothing.
 * 2. The largest first, which wastes less of the space below 4 GiB.
 * 3. The largest first, 64-bit BARs above 4 GiB where they fit.
 *
 * The third finds a placement whenever there is one. All sizes are powers of two at natural
 * alignment, so of two aligned blocks one lies inside the other or they are disjoint. Take any
 * placement of what is left, and the largest BAR of it, which lies at P. If we put it at Q, free
 * and aligned, exchange the contents of P and Q: everything in Q is no larger, so it keeps its
 * alignment in P. Within one side of 4 GiB every BAR allows that. From below to above is allowed
 * too: Q being above, what was there are 64-bit BARs, which may lie in P. We put a 64-bit BAR
 * below only when there is no Q above, and then the placement has it below as well.
 */
#include "layout/private.h"
#include "base/each.h"

#include <inttypes.h>
#include <stdlib.h>

struct bar_request {
	const struct layout_device *device;
	struct bar *bar;
	uint64_t reserve; /* power of two, at least 4 KiB: size and alignment */
	size_t order;
};

struct attempt {
	bool largest_first;
	bool high_first;
};

static const struct attempt attempts[] = {{false, false}, {true, false}, {true, true}};

#define N_ATTEMPTS (sizeof(attempts) / sizeof(attempts[0]))

static const struct range sides[] = {{0, LAST_BELOW_4GIB}, {4 * GIB, UINT64_MAX}};
static const struct range everywhere = {0, UINT64_MAX};

struct problem {
	struct context *ctx;
	struct layout_vm *out;
	struct bar_request *requests; /* in the order of the scenario */
	struct bar_request **sorted;  /* in the order of the current attempt */
	size_t count;
	struct free_space free; /* before anything is placed */
	struct free_space left; /* what a message is about, or after the last attempt */
};

static int compare_requests(const void *a, const void *b)
{
	const struct bar_request *x = *(struct bar_request *const *)a;
	const struct bar_request *y = *(struct bar_request *const *)b;

	if (x->reserve != y->reserve)
		return x->reserve > y->reserve ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

static bool place_one(
	struct problem *problem, const struct bar_request *request, struct attempt attempt)
{
	bool low_only = request->bar->type == BAR_MEM32;
	bool high_first = attempt.high_first && !low_only;
	struct range block;

	if (!interval_find(&problem->left, sides[high_first], request->reserve, &block) &&
		(low_only || !interval_find(
				     &problem->left, sides[!high_first], request->reserve, &block)))
		return false;
	interval_take(&problem->left, block);
	request->bar->address = block.first;
	return true;
}

/*
 * One attempt; the index in sorted of the first request that found no place, or count. All that
 * fits beside it is placed, for what a report shows of a VM that is refused.
 */
static size_t place_all(struct problem *problem, struct attempt attempt)
{
	size_t failed = problem->count;

	for (size_t i = 0; i < problem->count; i++)
		problem->sorted[i] = &problem->requests[i];
	if (attempt.largest_first && problem->count > 1)
		qsort(problem->sorted, problem->count, sizeof(struct bar_request *),
			compare_requests);
	interval_copy(&problem->left, &problem->free);
	for (size_t i = 0; i < problem->count; i++) {
		if (place_one(problem, problem->sorted[i], attempt))
			continue;
		problem->sorted[i]->bar->address = 0;
		if (failed == problem->count)
			failed = i;
	}
	return failed;
}

static bool solve(struct problem *problem)
{
	for (size_t i = 0; i < N_ATTEMPTS; i++) {
		if (place_all(problem, attempts[i]) == problem->count)
			return true;
	}
	return false;
}

/* From v3.3 a smaller pool may lie elsewhere, and in a VM's memory. */
static bool memory_allows(const struct problem *problem, uint64_t less)
{
	uint64_t pool = problem->ctx->config->hv_regions_size;

	return !layout_pool_has_room(problem->ctx, pool) ||
	       layout_pool_has_room(problem->ctx, pool - less);
}

/* The largest size of a region, in bytes, with which everything fits; 0: none. */
static uint64_t largest_that_fits(struct problem *problem, struct bar_request *request)
{
	uint64_t wanted = request->reserve;
	uint64_t size = wanted / 2;

	while (size >= MIN_REGION_SIZE) {
		request->reserve = size;
		if (solve(problem) && memory_allows(problem, wanted - size))
			break;
		size /= 2;
	}
	request->reserve = wanted;
	return size >= MIN_REGION_SIZE ? size : 0;
}

/* The registers of our own devices are small and could lie elsewhere. */
static bool is_registers(const struct bar_request *request)
{
	return request->device->type != DEVICE_PASSTHROUGH && request->bar->type == BAR_MEM32;
}

static void take_placed(struct problem *problem, size_t failed, bool with_registers)
{
	interval_copy(&problem->left, &problem->free);
	for (size_t i = 0; i < failed; i++) {
		const struct bar_request *placed = problem->sorted[i];

		if (with_registers || !is_registers(placed))
			interval_take(
				&problem->left, range_of(placed->bar->address, placed->reserve));
	}
}

/*
 * Registers, placed before a region's memory, are seldom the reason why it has no room: a message
 * leaves them out, unless there would be room without them. Whether they stay in it.
 */
static bool leave_registers_out(struct problem *problem, size_t failed)
{
	struct range block;

	take_placed(problem, failed, false);
	if (!interval_find(&problem->left, everywhere, problem->sorted[failed]->reserve, &block))
		return false;
	take_placed(problem, failed, true);
	return true;
}

/* What is taken when the request at `failed` found no place: the VM's own and placed BARs. */
static size_t all_claims(
	struct problem *problem, size_t failed, bool with_registers, struct claim **claims)
{
	const struct layout_vm *out = problem->out;
	size_t count = out->n_taken;

	*claims = arena_array(problem->ctx->arena, count + failed, sizeof(**claims));
	for (size_t i = 0; i < count; i++)
		(*claims)[i] = out->taken[i];
	for (size_t i = 0; i < failed; i++) {
		const struct bar_request *request = problem->sorted[i];
		const struct layout_device *device = request->device;
		const char *name = device->region != NULL ? device->region->full_name
							  : words_device(problem->ctx, device);

		if (!with_registers && is_registers(request))
			continue;
		(*claims)[count++] = (struct claim){
			range_of(request->bar->address, request->reserve),
			arena_printf(problem->ctx->arena, "BAR%u of %s", request->bar->index, name),
			layout_device_loc(out, device)};
	}
	return count;
}

/* "the largest aligned free range is 256 MiB at 0x..., between 'x' and the window's end" */
static const char *largest_text(struct problem *problem, size_t failed, struct range side,
	bool with_registers, struct neighbours *neighbours)
{
	struct context *ctx = problem->ctx;
	struct claim *claims;
	size_t n_claims;
	struct range block;
	struct range around;

	*neighbours = (struct neighbours){NULL, NULL};
	if (!interval_largest(&problem->left, side, &block, &around))
		return "nothing is free there";
	n_claims = all_claims(problem, failed, with_registers, &claims);
	*neighbours = layout_neighbours(claims, n_claims, around);
	return arena_printf(ctx->arena, "the largest aligned free range is %s at %s, %s",
		words_size(ctx, block.last - block.first + 1), words_range(ctx, block),
		layout_between_text(ctx, *neighbours));
}

static size_t count_regions(const struct layout_vm *out)
{
	size_t count = 0;

	EACH (const struct layout_device, device, out, devices) {
		count += device->type == DEVICE_IVSHMEM;
	}
	return count;
}

/* When no smaller region would do. */
static const char *without_region_text(const struct problem *problem)
{
	return count_regions(problem->out) > 1
		       ? "take the VM out of a region"
		       : "take the VM out of the region, or take another board";
}

/* When registers have no room: what could be smaller, if anything could. */
static const char *without_registers_text(const struct problem *problem)
{
	struct range block;
	struct range around;

	if (count_regions(problem->out) == 0)
		return "take the vUART away, or take another board";
	if (interval_largest(&problem->free, sides[0], &block, &around))
		return "take the VM out of a region, or make a region smaller";
	return without_region_text(problem);
}

static void report_region(struct problem *problem, size_t failed)
{
	struct context *ctx = problem->ctx;
	struct bar_request *request = problem->sorted[failed];
	const char *size = words_size(ctx, request->reserve);
	struct neighbours neighbours;
	bool with_registers = leave_registers_out(problem, failed);
	const char *largest =
		largest_text(problem, failed, everywhere, with_registers, &neighbours);
	uint64_t fitting = largest_that_fits(problem, request);
	const char *repair =
		fitting > 0
			? arena_printf(ctx->arena, "a region of %" PRIu64 " MB fits", fitting / MIB)
			: arena_printf(ctx->arena,
				  "no smaller size fits beside what the VM has; %s",
				  without_region_text(problem));
	struct diag *diag = diag_add(ctx->diags, DIAG_PCI004,
		layout_device_loc(problem->out, request->device),
		"no room for BAR2 of %s in %s: it needs %s aligned to %s inside a PCI window; %s; %s",
		words_device(ctx, request->device), words_vm_by_id(ctx, problem->out->vm), size,
		size, largest, repair);
	layout_note_neighbours(ctx, diag, neighbours);
}

static void report_other(struct problem *problem, size_t failed)
{
	struct context *ctx = problem->ctx;
	const struct bar_request *request = problem->sorted[failed];
	const char *size = words_size(ctx, request->reserve);
	bool low = request->bar->type == BAR_MEM32;
	struct range side = low ? sides[0] : everywhere;
	struct neighbours neighbours;
	bool passthrough = request->device->type == DEVICE_PASSTHROUGH;
	const char *largest;
	struct diag *diag;

	take_placed(problem, failed, true);
	largest = largest_text(problem, failed, side, true, &neighbours);
	diag = diag_add(ctx->diags, passthrough ? DIAG_PCI005 : DIAG_PCI003,
		layout_device_loc(problem->out, request->device),
		"no room for BAR%u of %s in %s: it needs %s aligned to %s inside a PCI window%s; %s; %s",
		request->bar->index, words_device(ctx, request->device),
		words_vm_by_id(ctx, problem->out->vm), size, size, low ? " below 4 GiB" : "",
		largest,
		passthrough ? "take a device out of the VM" : without_registers_text(problem));
	layout_note_neighbours(ctx, diag, neighbours);
}

/* The first attempt that a region failed tells most; otherwise the last one, which is complete. */
static void report(struct problem *problem)
{
	for (size_t i = 0; i < N_ATTEMPTS; i++) {
		size_t failed = place_all(problem, attempts[i]);
		const struct bar_request *request = problem->sorted[failed];

		if (request->device->type == DEVICE_IVSHMEM && request->bar->type != BAR_MEM32)
			report_region(problem, failed);
		else if (i + 1 == N_ATTEMPTS)
			report_other(problem, failed);
		else
			continue;
		place_all(problem, attempts[i]);
		return;
	}
}

static void add_own_bars(const struct target *target, struct layout_device *device)
{
	if (device->type == DEVICE_IVSHMEM) {
		layout_add_bar(device, 0, BAR_MEM32, PAGE_SIZE_4K);
		if (target->msix_bar)
			layout_add_bar(device, 1, BAR_MEM32, PAGE_SIZE_4K);
		layout_add_bar(device, 2, BAR_MEM64_PREFETCH, device->region->size);
	} else if (device->type == DEVICE_VUART) {
		layout_add_bar(device, 0, BAR_MEM32, PAGE_SIZE_4K);
		layout_add_bar(device, 1, BAR_MEM32, PAGE_SIZE_4K);
	}
}

static void add_requests(struct problem *problem, enum device_type type)
{
	EACH (struct layout_device, device, problem->out, devices) {
		for (size_t k = 0; device->type == type && k < device->n_bars; k++) {
			struct bar *bar = &device->bars[k];

			if (bar->type == BAR_IO || bar->guest_placed || bar->address != 0)
				continue;
			problem->requests[problem->count] = (struct bar_request){.device = device,
				.bar = bar,
				.order = problem->count,
				.reserve = bar->size > PAGE_SIZE_4K ? bar->size : PAGE_SIZE_4K};
			problem->count++;
		}
	}
}

static void report_no_window(const struct problem *problem)
{
	const struct config *config = problem->ctx->config;
	const struct layout_vm *out = problem->out;
	bool needs_ram = config->enabled_effective && config->n_hv_regions > 0;

	/* A board without any map has been reported; it is one fault. */
	if (config->board->n_ram == 0 && needs_ram)
		return;
	diag_add(problem->ctx->diags, DIAG_PCI001,
		layout_device_loc(out, problem->requests[0].device),
		"%s has no PCI window on this board, so nothing can be placed in it; %s, or make the board file again on the machine",
		words_vm_by_id(problem->ctx, out->vm),
		count_regions(out) > 0 ? "take it out of the regions" : "take its PCI vUARTs away");
}

bool layout_bars(struct context *ctx, struct layout_vm *out)
{
	struct problem problem = {.ctx = ctx, .out = out};
	size_t bound = out->n_devices * MAX_BARS;

	EACH (struct layout_device, device, out, devices) {
		add_own_bars(ctx->target, device);
	}
	problem.requests = arena_array(ctx->arena, bound, sizeof(*problem.requests));
	problem.sorted = arena_array(ctx->arena, bound, sizeof(struct bar_request *));
	add_requests(&problem, DEVICE_PASSTHROUGH);
	add_requests(&problem, DEVICE_VUART);
	add_requests(&problem, DEVICE_IVSHMEM);
	if (problem.count == 0)
		return true;
	if (out->n_windows == 0) {
		report_no_window(&problem);
		return false;
	}
	interval_subtract(
		&problem.free, ctx->arena, out->windows, out->n_windows, out->taken, out->n_taken);
	if (solve(&problem))
		return true;
	report(&problem);
	return false;
}
