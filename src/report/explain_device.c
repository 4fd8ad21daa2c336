/*
 * One device of one VM: why it has its vBDF, and for each BAR the candidates of every window, in
 * ascending order, neighbours with one fate on one line.
 */
#include <inttypes.h>
#include <string.h>

#include "report/explain.h"
#include "report/map.h"
#include "layout/free_space.h"
#include "layout/layout.h"
#include "model/words.h"
#include "base/each.h"

#define MAX_NAMES 3u

/* ---- vBDFs ------------------------------------------------------------------------------- */

static const struct layout_device *device_at(const struct layout_vm *vm, unsigned number)
{
	EACH (const struct layout_device, device, vm, devices) {
		if (device->has_vbdf && device->vbdf.bus == 0 && device->vbdf.device == number)
			return device;
	}
	return NULL;
}

static const struct pci_device *native_at(const struct board *board, unsigned number)
{
	EACH (const struct pci_device, device, board, devices) {
		if (device->bdf.bus == 0 && device->bdf.device == number)
			return device;
	}
	return NULL;
}

/* What has a device number of bus 0 that was passed over. */
static const char *bdf_owner(
	struct explanation *explanation, const struct layout_vm *vm, unsigned number)
{
	struct context *ctx = explanation->ctx;
	const struct layout_device *device = device_at(vm, number);
	const struct pci_device *native = native_at(explanation->config->board, number);

	if (device != NULL)
		return words_device(ctx, device);
	if (vm->vm->kind == VM_SERVICE && native != NULL)
		return arena_printf(ctx->arena, "native device %s %s", words_bdf(ctx, native->bdf),
			words_quote(ctx, native->label));
	if (number == 0)
		return "the host bridge";
	return number == 1 ? "kept for native PCI ports" : "a native device that firmware hides";
}

static void explain_bdf(struct explanation *explanation, const struct layout_vm *vm,
	const struct layout_device *device)
{
	struct text *out = explanation->out;
	struct context *ctx = explanation->ctx;

	const char *why = device->type == DEVICE_HOST_BRIDGE ? "where every VM has its host bridge"
			  : device->vbdf_given               ? "given in the scenario"
					       : "the first device number of bus 0 that is free";

	if (!device->has_vbdf) {
		text_add(out, "    vBDF: none, the layout was refused before\n");
		return;
	}
	text_addf(out, "    vBDF %s: %s\n", words_bdf(ctx, device->vbdf), why);
	if (device->type == DEVICE_HOST_BRIDGE || device->vbdf_given)
		return;
	for (unsigned number = 0; number < device->vbdf.device; number++)
		text_addf(out, "      00:%02x    %s\n", number, bdf_owner(explanation, vm, number));
}

/* ---- candidates of a BAR ----------------------------------------------------------------- */

/* The VM's map, and the free space around the BAR as if it were not there. */
struct space {
	struct explanation *explanation;
	const struct bar *bar;
	uint64_t size; /* of a place: at least a page */
	struct map map;
	uint64_t chosen_block; /* the largest aligned free block that the BAR's place is part of */
};

static bool is_free(const struct space *space, const struct map_range *range)
{
	return range->kind == MAP_FREE || range->bar == space->bar;
}

/* The first range that ends at or above an address. */
static size_t find_range(const struct space *space, uint64_t at)
{
	size_t low = 0;
	size_t high = space->map.n_ranges;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (space->map.ranges[middle].range.last < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first range that overlaps [at, last] and is not free; NULL: none. */
static const struct map_range *find_blocker(const struct space *space, uint64_t at, uint64_t last)
{
	for (size_t i = find_range(space, at);
		i < space->map.n_ranges && space->map.ranges[i].range.first <= last; i++) {
		if (!is_free(space, &space->map.ranges[i]))
			return &space->map.ranges[i];
	}
	return NULL;
}

/* The largest aligned block of free space around a free place, within its window. */
static uint64_t block_around(const struct space *space, uint64_t at, struct range window)
{
	uint64_t size = space->size;

	while (size < (uint64_t)1 << 62) {
		uint64_t first = align_down(at, size * 2);

		if (!range_contains(window, range_of(first, size * 2)) ||
			find_blocker(space, first, first + (size * 2 - 1)) != NULL)
			break;
		size *= 2;
	}
	return size;
}

/* Candidates with one fate: a free run, or neighbours that are taken. */
struct run {
	uint64_t first;
	const char *names[MAX_NAMES];
	size_t n_names;
};

static void end_taken_run(struct space *space, struct run *run, uint64_t end)
{
	struct text *out = space->explanation->out;

	if (run->n_names == 0)
		return;
	text_addf(out, "        %s: ",
		words_range(space->explanation->ctx, (struct range){run->first, end - 1}));
	for (size_t i = 0; i < run->n_names && i < MAX_NAMES; i++)
		text_addf(out, "%s%s", i == 0 ? "taken by " : ", ",
			words_quote(space->explanation->ctx, run->names[i]));
	if (run->n_names > MAX_NAMES)
		text_addf(out, " and %zu more", run->n_names - MAX_NAMES);
	text_add_char(out, '\n');
	run->n_names = 0;
}

static void extend_taken_run(struct run *run, uint64_t at, const struct map_range *blocker)
{
	const char *last =
		run->n_names == 0 || run->n_names > MAX_NAMES ? NULL : run->names[run->n_names - 1];

	if (run->n_names == 0)
		run->first = at;
	if (last != NULL && strcmp(last, blocker->owner) == 0)
		return;
	if (run->n_names < MAX_NAMES)
		run->names[run->n_names] = blocker->owner;
	run->n_names++;
}

/* Why the free candidates of a run were not taken. Its smallest block is at one of its ends. */
static const char *free_words(const struct space *space, struct range run, struct range window)
{
	struct context *ctx = space->explanation->ctx;
	uint64_t at = run.first;
	uint64_t chosen = space->bar->address;
	uint64_t block = block_around(space, at, window);
	uint64_t other = block_around(space, run.last - (space->size - 1), window);

	if (chosen == 0)
		return "free, but a BAR that is placed earlier found no place";
	if (chosen >= 4 * GIB && at < 4 * GIB)
		return "free, but below 4 GiB: kept for BARs that can be nowhere else";
	if (chosen < 4 * GIB && at >= 4 * GIB)
		return "free, but above 4 GiB: taken only when there is no room below";
	if (other < block)
		block = other;
	if (block > space->chosen_block)
		return arena_printf(ctx->arena,
			"free, kept in aligned blocks of %s or more, because a block of %s is enough",
			words_size(ctx, block), words_size(ctx, space->chosen_block));
	if (at > chosen)
		return "free, but higher: the lowest of the smallest blocks is taken";
	return "free now; it was part of a larger block when this BAR was placed";
}

static void add_free_part(struct space *space, uint64_t first, uint64_t end, struct range window)
{
	struct range part = {first, end - 1};

	if (first < end)
		text_addf(space->explanation->out, "        %s: %s\n",
			words_range(space->explanation->ctx, part),
			free_words(space, part, window));
}

/* A free run, with the chosen place as a line of its own. */
static void add_free_run(struct space *space, uint64_t first, uint64_t end, struct range window)
{
	struct context *ctx = space->explanation->ctx;
	uint64_t chosen = space->bar->address;

	if (chosen == 0 || chosen < first || chosen >= end) {
		add_free_part(space, first, end, window);
		return;
	}
	add_free_part(space, first, chosen, window);
	text_addf(space->explanation->out,
		"      > %s: chosen: the smallest free block that is large enough, an aligned one of %s\n",
		words_range(ctx, range_of(chosen, space->size)),
		words_size(ctx, space->chosen_block));
	add_free_part(space, chosen + space->size, end, window);
}

/* Where the free candidates from at on end: at the next range in use, or with the window. */
static uint64_t end_of_free(const struct space *space, uint64_t at, uint64_t end)
{
	const struct map_range *blocker = find_blocker(space, at, end - 1);

	return blocker == NULL ? end : align_down(blocker->range.first, space->size);
}

static void explain_window(struct space *space, const struct claim *window)
{
	struct explanation *explanation = space->explanation;
	uint64_t at = align_up(window->range.first, space->size);
	/* the end of the last candidate; a window never ends at the top of the address space */
	uint64_t end = align_down(window->range.last + 1, space->size);
	struct run run = {.n_names = 0};

	text_addf(explanation->out, "      %s %s\n", words_quote(explanation->ctx, window->owner),
		words_range(explanation->ctx, window->range));
	if (space->bar->type == BAR_MEM32 && window->range.first >= 4 * GIB) {
		text_add(explanation->out, "        above 4 GiB, where a 32-bit BAR cannot be\n");
		return;
	}
	if (at >= end)
		text_addf(explanation->out,
			"        too small: no multiple of %s with %s after it\n",
			words_size(explanation->ctx, space->size),
			words_size(explanation->ctx, space->size));
	while (at < end) {
		const struct map_range *blocker = find_blocker(space, at, at + (space->size - 1));

		if (blocker != NULL) {
			extend_taken_run(&run, at, blocker);
			at = blocker->range.last >= end - 1
				     ? end
				     : align_up(blocker->range.last + 1, space->size);
			continue;
		}

		uint64_t next = end_of_free(space, at, end);

		end_taken_run(space, &run, at);
		add_free_run(space, at, next, window->range);
		at = next;
	}
	end_taken_run(space, &run, at < end ? at : end);
}

/* ---- BARs -------------------------------------------------------------------------------- */

static const char *bar_purpose(const struct layout_device *device, const struct bar *bar)
{
	static const char *const purposes[] = {"registers", "MSI-X table", "the shared memory"};

	return device->type == DEVICE_IVSHMEM && bar->index < 3 ? purposes[bar->index] : NULL;
}

/* A passthrough BAR that the layout did not choose; NULL: it did. */
static const char *fixed_words(
	const struct layout_device *device, const struct bar *bar, const struct target *target)
{
	if (bar->guest_placed)
		return "0 in the table, so that the guest places it";
	if (bar->type == BAR_IO)
		return "the port of the device on the board";
	if (device->type != DEVICE_PASSTHROUGH || !target->passthrough_identity)
		return NULL;
	if (bar->address >= 2 * GIB && bar->address < 4 * GIB)
		return "where it is on the board: this release keeps addresses from 2 to 4 GiB";
	if (bar->address >= 4 * GIB)
		return "in the area that this release reserves for the board's other BARs, in their order on the board";
	return NULL;
}

static void explain_bar(struct explanation *explanation, const struct layout_vm *vm,
	const struct layout_device *device, const struct bar *bar)
{
	struct context *ctx = explanation->ctx;
	struct text *out = explanation->out;
	const char *purpose = bar_purpose(device, bar);
	const char *fixed = fixed_words(device, bar, ctx->target);
	struct space space = {.explanation = explanation,
		.bar = bar,
		.size = bar->size > PAGE_SIZE_4K ? bar->size : PAGE_SIZE_4K};

	text_addf(out, "    BAR%u, %s%s%s: ", bar->index, words_size(ctx, bar->size),
		purpose == NULL ? "" : ", ", purpose == NULL ? "" : purpose);
	if (bar->address != 0)
		text_addf(out, "%s, ", words_range(ctx, range_of(bar->address, bar->size)));
	if (fixed != NULL) {
		text_addf(out, "%s\n", fixed);
		return;
	}
	text_addf(out, "%s a multiple of %s inside one window, overlapping nothing\n",
		bar->address != 0 ? "which has to be" : "NOT PLACED: it has to be",
		words_size(ctx, space.size));
	layout_map_vm(ctx, vm, &space.map);
	EACH (const struct claim, window, vm, windows) {
		if (range_contains(window->range, range_of(bar->address, space.size)))
			space.chosen_block = block_around(&space, bar->address, window->range);
	}
	EACH (const struct claim, window, vm, windows) {
		explain_window(&space, window);
	}
}

void explain_device(struct explanation *explanation, const struct layout_vm *vm,
	const struct layout_device *device)
{
	struct text *out = explanation->out;

	text_addf(out, "  %s\n", words_device(explanation->ctx, device));
	if (vm->vm->kind == VM_POST_LAUNCHED) {
		text_add(out, "    vBDF and BARs: acrn-dm chooses them when it starts the VM\n");
		return;
	}
	explain_bdf(explanation, vm, device);
	EACH (const struct bar, bar, device, bars) {
		explain_bar(explanation, vm, device, bar);
	}
}
