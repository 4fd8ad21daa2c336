/*
 * The board: where its RAM lies, which windows PCI devices may be placed in, and what lies in
 * those windows already. Trees (v2.5 and later) go before the text sections where a board has
 * both, except that whatever either of them says is taken counts as taken. What the text says is
 * kept for the rule that compares the two.
 */
#include "parse/board_private.h"

#include <stdlib.h>
#include <string.h>

#define MAX_OWNER_LENGTH 80u

/* ---- building ---- */

void board_add_claim(struct board_builder *builder, struct claim_list *list, struct claim claim)
{
	*ARRAY_ADD(builder->ctx->arena, list->items, list->count) = claim;
}

/* Windows are ascending and disjoint by the time that anything is taken. */
bool board_meets_window(const struct board_builder *builder, struct range range)
{
	const struct claim_list *windows = &builder->windows;
	size_t low = 0;
	size_t high = windows->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (windows->items[middle].range.last < range.first)
			low = middle + 1;
		else
			high = middle;
	}
	return low < windows->count && windows->items[low].range.first <= range.last;
}

/* At most MAX_OWNER_LENGTH bytes, cut between characters. */
static size_t clip_owner(const char *owner, size_t length)
{
	if (length <= MAX_OWNER_LENGTH)
		return length;
	length = MAX_OWNER_LENGTH;
	while (length > 0 && ((unsigned char)owner[length] & 0xc0u) == 0x80u)
		length--;
	return length;
}

void board_take(struct board_builder *builder, struct range range, struct loc loc,
	const char *owner, size_t length)
{
	if (board_meets_window(builder, range))
		board_add_claim(builder, &builder->taken,
			(struct claim){
				.range = range,
				.owner = arena_strndup(
					builder->ctx->arena, owner, clip_owner(owner, length)),
				.loc = loc,
			});
}

void board_take_device(struct board_builder *builder, struct range range, struct loc loc,
	const char *label, struct bdf bdf)
{
	const char *end = strstr(label, ": ");
	size_t length = clip_owner(label, end != NULL ? (size_t)(end - label) : strlen(label));

	if (board_meets_window(builder, range))
		board_add_claim(builder, &builder->taken,
			(struct claim){
				.range = range,
				.owner = arena_printf(builder->ctx->arena, "%.*s%s" BDF_FORMAT,
					(int)length, label, length > 0 ? " " : "device ",
					BDF_ARGS(bdf)),
				.loc = loc,
			});
}

struct pci_device *board_find_device(const struct board_builder *builder, struct bdf bdf)
{
	const uint32_t *bus = builder->device_at[bdf.bus];
	uint32_t at = bus == NULL ? 0 : bus[board_number_on_bus(bdf)];

	return at == 0 ? NULL : &builder->devices[at - 1];
}

struct pci_device *board_device(struct board_builder *builder, struct bdf bdf, struct loc loc)
{
	struct pci_device *device = board_find_device(builder, bdf);

	if (device != NULL)
		return device;
	device = ARRAY_ADD(builder->ctx->arena, builder->devices, builder->n_devices);
	*device = (struct pci_device){.bdf = bdf, .label = "", .loc = loc};

	uint32_t **bus = &builder->device_at[bdf.bus];

	if (*bus == NULL)
		*bus = arena_array(builder->ctx->arena, BUS_SIZE, sizeof(**bus));
	(*bus)[board_number_on_bus(bdf)] = (uint32_t)builder->n_devices;
	return device;
}

struct pci_bar *board_bar(struct board_builder *builder, struct pci_device *device, unsigned index)
{
	size_t i = 0;

	if (device->bars == NULL)
		device->bars =
			arena_array(builder->ctx->arena, PCI_MAX_BARS, sizeof(*device->bars));
	while (i < device->n_bars && device->bars[i].index < index)
		i++;
	if (i < device->n_bars && device->bars[i].index == index)
		return &device->bars[i];
	memmove(&device->bars[i + 1], &device->bars[i],
		(device->n_bars - i) * sizeof(*device->bars));
	device->n_bars++;
	device->bars[i] = (struct pci_bar){.index = index};
	return &device->bars[i];
}

/* ---- the parts together ---- */

static int compare_claims(const void *a, const void *b)
{
	const struct claim *left = a;
	const struct claim *right = b;

	if (left->range.first != right->range.first)
		return left->range.first < right->range.first ? -1 : 1;
	if (left->range.last != right->range.last)
		return left->range.last > right->range.last ? -1 : 1;
	return (left->loc.offset > right->loc.offset) - (left->loc.offset < right->loc.offset);
}

void board_sort_claims(struct claim_list *list)
{
	if (list->count > 1)
		qsort(list->items, list->count, sizeof(*list->items), compare_claims);
}

/* Ascending and disjoint; also joins ranges that touch if they are one to whoever uses them. */
static void merge_claims(struct claim_list *list, bool join_touching)
{
	size_t n_kept = 0;

	if (list->count == 0)
		return;
	board_sort_claims(list);
	for (size_t i = 1; i < list->count; i++) {
		struct range *last = &list->items[n_kept].range;
		const struct range *next = &list->items[i].range;
		bool meets = next->first <= last->last ||
			     (join_touching && next->first - 1 == last->last);

		if (!meets)
			list->items[++n_kept] = list->items[i];
		else if (next->last > last->last)
			last->last = next->last;
	}
	list->count = n_kept + 1;
}

/*
 * Drops what lies in another claim: a device in its bridge's window, a driver in its device. Of
 * equal ranges the first in the file stays, which is the device and not its driver.
 */
static void drop_inner_claims(struct claim_list *list)
{
	size_t n_kept = 0;

	board_sort_claims(list);
	for (size_t i = 0; i < list->count; i++) {
		if (n_kept == 0 || list->items[i].range.last > list->items[n_kept - 1].range.last)
			list->items[n_kept++] = list->items[i];
	}
	list->count = n_kept;
}

/* RAM that meets a window is no room for a BAR either. */
static void take_ram(struct board_builder *builder)
{
	for (size_t i = 0; i < builder->ram.count; i++) {
		const struct claim *ram = &builder->ram.items[i];

		board_take(builder, ram->range, ram->loc, ram->owner, strlen(ram->owner));
	}
}

static void finish_devices(struct board_builder *builder)
{
	struct board *board = builder->board;

	board->devices =
		arena_array(builder->ctx->arena, builder->n_devices, sizeof(*board->devices));
	for (size_t i = 0; i < N_BUSES; i++) {
		const uint32_t *bus = builder->device_at[i];

		for (size_t k = 0; bus != NULL && k < BUS_SIZE; k++) {
			if (bus[k] != 0)
				board->devices[board->n_devices++] = builder->devices[bus[k] - 1];
		}
	}
}

static void finish(struct board_builder *builder)
{
	struct board *board = builder->board;

	board->ram = builder->ram.items;
	board->n_ram = builder->ram.count;
	board->windows = builder->windows.items;
	board->n_windows = builder->windows.count;
	board->text = (struct board_text){builder->text_ram.items, builder->text_ram.count,
		builder->text_windows.items, builder->text_windows.count, builder->tree_ram,
		builder->tree_windows};
	board->taken = builder->taken.items;
	board->n_taken = builder->taken.count;
	if (board->n_ioapics == 0)
		board->n_ioapics = 1;
	finish_devices(builder);
}

static bool check_root(const struct xml_document *document, xmlNodePtr root)
{
	enum file_kind kind = parse_file_kind(root);
	struct loc loc = xml_tag_loc(document, root);

	if (!xml_is(root, "acrn-config"))
		diag_add(document->ctx->diags, DIAG_XML005, loc,
			"the root element is '%s'; a board file has 'acrn-config'",
			(const char *)root->name);
	else if (kind == FILE_SCENARIO || kind == FILE_LAUNCH)
		diag_add(document->ctx->diags, DIAG_BRD007, loc,
			"this is a %s and no board file; give the file that was made on the machine",
			kind == FILE_SCENARIO ? "scenario" : "launch file");
	else
		return true;
	return false;
}

bool parse_board(const struct xml_document *document, struct board *board)
{
	xmlNodePtr root = xmlDocGetRootElement(document->tree);
	struct board_builder builder = {
		.ctx = document->ctx,
		.document = document,
		.board = board,
	};
	xmlNodePtr memory;
	xmlNodePtr devices;

	*board = (struct board){.source = document->source};
	builder.config = arena_alloc(document->ctx->arena, sizeof(*builder.config));
	board->config = builder.config;
	if (!xml_check_namespaces(document) || !check_root(document, root))
		return false;
	board->name = parse_attribute(document, root, "board");
	board->max_msix_table_num = parse_number_field(document, root, "MAX_MSIX_TABLE_NUM");

	memory = parse_once(document, root, "memory");
	devices = parse_once(document, root, "devices");
	builder.tree_ram = board_tree_ram(&builder, memory);
	builder.tree_windows = board_tree_windows(&builder, devices);
	board->is_tree = builder.tree_ram || builder.tree_windows;
	board->has_iomem = board->is_tree;
	board_text_map(&builder, root, builder.tree_ram ? &builder.text_ram : &builder.ram,
		builder.tree_windows ? &builder.text_windows : &builder.windows);
	merge_claims(&builder.text_ram, true);
	merge_claims(&builder.text_windows, false);
	merge_claims(&builder.ram, !builder.tree_ram);
	merge_claims(&builder.windows, false);
	take_ram(&builder);
	board_text_devices(&builder, root);
	board_tree_devices(&builder, devices, parse_once(document, root, "ioapics"));
	board_text_taken(&builder);
	drop_inner_claims(&builder.taken);
	board_read_config(&builder, root);
	finish(&builder);
	return true;
}
