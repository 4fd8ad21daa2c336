/*
 * A board that is described twice, by trees and by text, is described alike. The trees count, so
 * nothing here changes a layout; but of two descriptions that differ one is of another machine, or
 * of this one with other settings. Firmware and kernel always differ by a few pages of RAM that
 * the kernel keeps for itself. The first difference of each sort is shown, and how many there are.
 */
#include "check/rules.h"
#include "base/each.h"

#include <inttypes.h>

/* A smaller piece of RAM is no room for a region either. */
#define LEAST_RAM MIN_REGION_SIZE

/* One description's claims of a sort: ascending and disjoint. */
struct described {
	const struct claim *claims;
	size_t count;
	const char *name; /* of the section */
};

/* What one description has and the other lacks: the first piece, and how many there are. */
struct surplus {
	size_t count;
	struct range first;
	const struct claim *claim; /* that the piece is of */
	const struct claim *near;  /* the other description's claim before it, or its first one */
};

static void add_surplus(struct surplus *surplus, struct range piece, uint64_t least,
	const struct claim *claim, const struct claim *near)
{
	if (piece.last - piece.first < least - 1)
		return;
	if (surplus->count++ > 0)
		return;
	surplus->first = piece;
	surplus->claim = claim;
	surplus->near = near;
}

/* Pieces of at least that many bytes; other has a claim. */
static struct surplus find_surplus(
	const struct described *own, const struct described *other, uint64_t least)
{
	struct surplus surplus = {0};
	size_t next = 0; /* of other: the first that does not end before the claim */

	for (size_t i = 0; i < own->count; i++) {
		struct range rest = own->claims[i].range;
		bool empty = false;

		while (next < other->count && other->claims[next].range.last < rest.first)
			next++;
		for (size_t j = next; j < other->count && !empty; j++) {
			struct range range = other->claims[j].range;

			if (range.first > rest.last)
				break;
			if (range.first > rest.first)
				add_surplus(&surplus, (struct range){rest.first, range.first - 1},
					least, &own->claims[i], &other->claims[j > 0 ? j - 1 : 0]);
			empty = range.last >= rest.last;
			rest.first = empty ? rest.first : range.last + 1;
			next = j;
		}
		if (!empty)
			add_surplus(&surplus, rest, least, &own->claims[i],
				&other->claims[next < other->count ? next : other->count - 1]);
	}
	return surplus;
}

/* ", and 3 more" */
static const char *more(struct context *ctx, size_t count)
{
	return count > 1 ? arena_printf(ctx->arena, ", and %zu more", count - 1) : "";
}

static void report_surplus(struct context *ctx, const struct described *own,
	const struct described *other, const char *what, uint64_t least)
{
	struct surplus surplus = find_surplus(own, other, least);
	struct diag *diag;

	if (surplus.count == 0)
		return;
	diag = diag_add(ctx->diags, DIAG_BRD006, surplus.claim->loc,
		"%s has %s at %s, %s does not%s; make the board file again on the machine",
		own->name, what, words_range(ctx, surplus.first), other->name,
		more(ctx, surplus.count));
	diag_note(ctx->diags, diag, surplus.near->loc, "the nearest that %s has: %s", other->name,
		words_range(ctx, surplus.near->range));
}

/* One place is not both RAM and a window for devices. True if it is. */
static bool report_clash(
	struct context *ctx, const struct described *ram, const struct described *windows)
{
	for (size_t i = 0, j = 0; i < ram->count && j < windows->count;) {
		const struct claim *memory = &ram->claims[i];
		const struct claim *window = &windows->claims[j];

		if (memory->range.last < window->range.first) {
			i++;
		} else if (window->range.last < memory->range.first) {
			j++;
		} else {
			struct diag *diag = diag_add(ctx->diags, DIAG_BRD005, memory->loc,
				"%s has RAM at %s, where %s has a window for PCI devices",
				ram->name, words_range(ctx, memory->range), windows->name);

			diag_note(ctx->diags, diag, window->loc, "the window %s",
				words_range(ctx, window->range));
			return true;
		}
	}
	return false;
}

void check_board_maps_agree(struct context *ctx, const struct config *config)
{
	const struct board *board = config->board;

	const struct board_text *text = &board->text;
	struct described tree_ram = {NULL, 0, "<memory>"};
	struct described text_ram = {board->ram, board->n_ram, "IOMEM_INFO"};
	struct described tree_windows = {NULL, 0, "<devices>"};
	struct described text_windows = {board->windows, board->n_windows, "IOMEM_INFO"};

	if (text->behind_ram) {
		tree_ram = (struct described){board->ram, board->n_ram, tree_ram.name};
		text_ram = (struct described){text->ram, text->n_ram, text_ram.name};
	}
	if (text->behind_windows) {
		tree_windows =
			(struct described){board->windows, board->n_windows, tree_windows.name};
		text_windows =
			(struct described){text->windows, text->n_windows, text_windows.name};
	}

	/* A clash is both: more RAM than the other has and, there, a window more. */
	if (report_clash(ctx, &tree_ram, &text_windows) ||
		report_clash(ctx, &text_ram, &tree_windows))
		return;
	if (tree_ram.count > 0 && text_ram.count > 0) {
		report_surplus(ctx, &tree_ram, &text_ram, "RAM", LEAST_RAM);
		report_surplus(ctx, &text_ram, &tree_ram, "RAM", LEAST_RAM);
	}
	if (tree_windows.count > 0 && text_windows.count > 0) {
		report_surplus(ctx, &tree_windows, &text_windows, "a PCI window", 1);
		report_surplus(ctx, &text_windows, &tree_windows, "a PCI window", 1);
	}
}

/* ---- devices ---- */

static bool in_tree(const struct pci_device *device)
{
	return device->tree_loc.source != NULL;
}

static bool only_in_tree(const struct pci_device *device)
{
	return in_tree(device) && !device->listed;
}

/* The host bridge is in no tree. */
static bool only_in_text(const struct pci_device *device)
{
	return device->listed && !in_tree(device) && !bdf_equal(device->bdf, (struct bdf){0, 0, 0});
}

static bool has_other_ids(const struct pci_device *device)
{
	return in_tree(device) && device->listed && device->vendor != 0 &&
	       device->tree_vendor != 0 &&
	       (device->vendor != device->tree_vendor || device->device != device->tree_device);
}

/* The tree's address or size of a BAR is not lspci's. */
static bool is_elsewhere(const struct pci_bar *bar)
{
	const struct bar_listing *listed = &bar->listed;

	return listed->loc.source != NULL && bar->loc.offset != listed->loc.offset &&
	       bar->type != BAR_IO && bar->has_address &&
	       (bar->address != listed->address || (listed->size > 0 && bar->size != listed->size));
}

static const struct pci_bar *moved_bar(const struct pci_device *device)
{
	for (size_t i = 0; i < device->n_bars; i++) {
		if (is_elsewhere(&device->bars[i]))
			return &device->bars[i];
	}
	return NULL;
}

static bool has_moved_bar(const struct pci_device *device)
{
	return moved_bar(device) != NULL;
}

/* The first device of which differs() is true, and the number of all of them. */
static const struct pci_device *find_first(
	const struct board *board, bool (*differs)(const struct pci_device *), size_t *count)
{
	const struct pci_device *first = NULL;

	*count = 0;
	for (size_t i = 0; i < board->n_devices; i++) {
		if (!differs(&board->devices[i]))
			continue;
		if ((*count)++ == 0)
			first = &board->devices[i];
	}
	return first;
}

/* A device that both descriptions have, to show where the other one lists devices. */
static struct loc place_of_list(const struct board *board, bool tree)
{
	EACH (const struct pci_device, device, board, devices) {
		if (tree ? in_tree(device) : device->listed)
			return tree ? device->tree_loc : device->loc;
	}
	return (struct loc){0};
}

static void report_single_devices(struct context *ctx, const struct board *board)
{
	size_t count;
	const struct pci_device *device = find_first(board, only_in_tree, &count);
	struct diag *diag;

	if (device != NULL) {
		diag = diag_add(ctx->diags, DIAG_BRD006, device->tree_loc,
			"<devices> has %s, PCI_DEVICE does not%s", words_bdf(ctx, device->bdf),
			more(ctx, count));
		diag_note(ctx->diags, diag, place_of_list(board, false),
			"the devices of PCI_DEVICE begin here");
	}
	device = find_first(board, only_in_text, &count);
	if (device != NULL) {
		diag = diag_add(ctx->diags, DIAG_BRD006, device->loc,
			"PCI_DEVICE has %s, <devices> does not%s", words_bdf(ctx, device->bdf),
			more(ctx, count));
		diag_note(ctx->diags, diag, place_of_list(board, true),
			"the devices of <devices> begin here");
	}
}

static void report_other_devices(struct context *ctx, const struct board *board)
{
	size_t count;
	const struct pci_device *device = find_first(board, has_other_ids, &count);
	struct diag *diag;

	if (device != NULL) {
		diag = diag_add(ctx->diags, DIAG_BRD006, device->tree_loc,
			"%s is %04x:%04x in <devices> and %04x:%04x in PCI_VID_PID%s",
			words_bdf(ctx, device->bdf), (unsigned)device->tree_vendor,
			(unsigned)device->tree_device, (unsigned)device->vendor,
			(unsigned)device->device, more(ctx, count));
		diag_note(ctx->diags, diag, device->loc, "it is in PCI_DEVICE here");
	}
	device = find_first(board, has_moved_bar, &count);

	const struct pci_bar *bar = device != NULL ? moved_bar(device) : NULL;

	if (bar == NULL)
		return;
	diag = diag_add(ctx->diags, DIAG_BRD006, bar->loc,
		"BAR%u of %s is 0x%" PRIx64 " bytes at 0x%" PRIx64 " in <devices> and 0x%" PRIx64
		" bytes at 0x%" PRIx64 " in PCI_DEVICE%s",
		bar->index, words_bdf(ctx, device->bdf), bar->size, bar->address, bar->listed.size,
		bar->listed.address, more(ctx, count));
	diag_note(ctx->diags, diag, bar->listed.loc, "PCI_DEVICE says so here");
}

void check_board_devices_agree(struct context *ctx, const struct config *config)
{
	const struct board *board = config->board;

	/* A description that lists no device at all does not count. */
	if (place_of_list(board, false).source == NULL || place_of_list(board, true).source == NULL)
		return;
	report_single_devices(ctx, board);
	report_other_devices(ctx, board);
}
