/*
 * A board that is described twice, by trees and by text, is described alike. The trees count, so
 * nothing here changes a layout; but of two descriptions that differ one is of another machine, or
 * of this one with other settings. Firmware and kernel always differ by a few pages of RAM that
 * the kernel keeps for itself. The first difference of each sort is shown, and how many there are.
 */
#include "check/rules.h"

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
	if (piece.last - piece.first < least - 1 || surplus->count++ > 0)
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

	if (surplus.count > 0)
		check_report_pair(ctx, DIAG_BRD006, surplus.claim->loc, surplus.near->loc,
			arena_printf(ctx->arena, "the nearest that %s has: %s", other->name,
				words_range(ctx, surplus.near->range)),
			"%s has %s at %s, %s does not%s; make the board file again on the machine",
			own->name, what, words_range(ctx, surplus.first), other->name,
			more(ctx, surplus.count));
}

/* A description without claims does not count. */
static void report_differences(struct context *ctx, const struct described *tree,
	const struct described *text, const char *what, uint64_t least)
{
	if (tree->count == 0 || text->count == 0)
		return;
	report_surplus(ctx, tree, text, what, least);
	report_surplus(ctx, text, tree, what, least);
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
			check_report_pair(ctx, DIAG_BRD005, memory->loc, window->loc,
				arena_printf(ctx->arena, "the window %s",
					words_range(ctx, window->range)),
				"%s has RAM at %s, where %s has a window for PCI devices",
				ram->name, words_range(ctx, memory->range), windows->name);
			return true;
		}
	}
	return false;
}

void check_board_maps_agree(struct context *ctx, const struct config *config)
{
	static const char name[] = "IOMEM_INFO";
	const struct board *board = config->board;
	const struct board_text *text = &board->text;
	struct described own_ram = {board->ram, board->n_ram, name};
	struct described own_windows = {board->windows, board->n_windows, name};
	struct described tree_ram = {board->ram, text->behind_ram ? board->n_ram : 0, "<memory>"};
	struct described tree_windows = {
		board->windows, text->behind_windows ? board->n_windows : 0, "<devices>"};
	struct described text_ram =
		text->behind_ram ? (struct described){text->ram, text->n_ram, name} : own_ram;
	struct described text_windows =
		text->behind_windows ? (struct described){text->windows, text->n_windows, name}
				     : own_windows;

	/* A clash is both: more RAM than the other has and, there, a window more. */
	if (report_clash(ctx, &tree_ram, &text_windows) ||
		report_clash(ctx, &text_ram, &tree_windows))
		return;
	report_differences(ctx, &tree_ram, &text_ram, "RAM", LEAST_RAM);
	report_differences(ctx, &tree_windows, &text_windows, "a PCI window", 1);
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
	EACH (const struct pci_bar, bar, device, bars) {
		if (is_elsewhere(bar))
			return bar;
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
	EACH (const struct pci_device, device, board, devices) {
		if (differs(device) && (*count)++ == 0)
			first = device;
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

/* The devices that the tree has and the text has not, or the other way round. */
static void report_single_devices(struct context *ctx, const struct board *board, bool tree)
{
	const char *own = tree ? "<devices>" : "PCI_DEVICE";
	const char *other = tree ? "PCI_DEVICE" : "<devices>";
	size_t count;
	const struct pci_device *device =
		find_first(board, tree ? only_in_tree : only_in_text, &count);

	if (device != NULL)
		check_report_pair(ctx, DIAG_BRD006, tree ? device->tree_loc : device->loc,
			place_of_list(board, !tree),
			arena_printf(ctx->arena, "the devices of %s begin here", other),
			"%s has %s, %s does not%s", own, words_bdf(ctx, device->bdf), other,
			more(ctx, count));
}

static void report_other_ids(struct context *ctx, const struct board *board)
{
	size_t count;
	const struct pci_device *device = find_first(board, has_other_ids, &count);

	if (device != NULL)
		check_report_pair(ctx, DIAG_BRD006, device->tree_loc, device->loc,
			"it is in PCI_DEVICE here",
			"%s is %04x:%04x in <devices> and %04x:%04x in PCI_VID_PID%s",
			words_bdf(ctx, device->bdf), (unsigned)device->tree_vendor,
			(unsigned)device->tree_device, (unsigned)device->vendor,
			(unsigned)device->device, more(ctx, count));
}

static void report_moved_bars(struct context *ctx, const struct board *board)
{
	size_t count;
	const struct pci_device *device = find_first(board, has_moved_bar, &count);
	const struct pci_bar *bar = device != NULL ? moved_bar(device) : NULL;

	if (bar != NULL)
		check_report_pair(ctx, DIAG_BRD006, bar->loc, bar->listed.loc,
			"PCI_DEVICE says so here",
			"BAR%u of %s is 0x%" PRIx64 " bytes at 0x%" PRIx64
			" in <devices> and 0x%" PRIx64 " bytes at 0x%" PRIx64 " in PCI_DEVICE%s",
			bar->index, words_bdf(ctx, device->bdf), bar->size, bar->address,
			bar->listed.size, bar->listed.address, more(ctx, count));
}

void check_board_devices_agree(struct context *ctx, const struct config *config)
{
	const struct board *board = config->board;

	/* A description that lists no device at all does not count. */
	if (place_of_list(board, false).source == NULL || place_of_list(board, true).source == NULL)
		return;
	report_single_devices(ctx, board, true);
	report_single_devices(ctx, board, false);
	report_other_ids(ctx, board);
	report_moved_bars(ctx, board);
}
