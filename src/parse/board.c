/*
 * The board: where its RAM lies, which windows PCI devices may be placed in, and what lies in
 * those windows already. Trees (v2.5 and later) go before the text sections where a board has
 * both, except that whatever either of them says is taken counts as taken. What the text says is
 * kept for the rule that compares the two.
 */
#include "parse/board_private.h"

#include <string.h>

/* Ascending and disjoint; also joins ranges that touch if they are one to their user. */
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

static void finish_devices(struct board_builder *builder)
{
	struct board *board = builder->board;

	board->devices =
		arena_array(builder->ctx->arena, builder->n_devices, sizeof(*board->devices));
	for (size_t i = 0; i < N_BUSES; i++) {
		const struct board_slot *bus = builder->slots[i];

		for (size_t k = 0; bus != NULL && k < BUS_SIZE; k++) {
			if (bus[k].device != 0)
				board->devices[board->n_devices++] =
					builder->devices[bus[k].device - 1];
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

static bool check_root(struct xml_node *root)
{
	enum file_kind kind = parse_file_kind(root);
	struct loc loc = xml_tag_loc(root);

	if (!xml_is(root, "acrn-config"))
		diag_add(root->ctx->diags, DIAG_XML005, loc,
			"the root element is '%s'; a board file has 'acrn-config'", root->name);
	else if (kind == FILE_SCENARIO || kind == FILE_LAUNCH)
		diag_add(root->ctx->diags, DIAG_BRD007, loc,
			"this is a %s and no board file; give the file that was made on the machine",
			kind == FILE_SCENARIO ? "scenario" : "launch file");
	else
		return true;
	return false;
}

static enum board_age age_of(struct xml_node *root)
{
	if (xml_has(root, "ioapics") || xml_has(root, "device-classes"))
		return BOARD_OF_V3;
	return xml_has(root, "BIOS_INFO") ? BOARD_OF_V2 : BOARD_OF_ANY;
}

bool parse_board(const struct xml_document *document, struct board *board)
{
	struct xml_node *root = document->root;
	struct board_builder builder = {
		.ctx = document->ctx,
		.board = board,
	};
	struct xml_node *memory;
	struct xml_node *devices;

	*board = (struct board){.source = document->source};
	builder.config = arena_alloc(document->ctx->arena, sizeof(*builder.config));
	board->config = builder.config;
	if (!xml_check_namespaces(root) || !check_root(root))
		return false;
	board->age = age_of(root);
	board->name = parse_attribute(root, "board");
	board->max_msix_table_num = parse_number_field(root, "MAX_MSIX_TABLE_NUM");

	memory = parse_once(root, "memory");
	devices = parse_once(root, "devices");
	builder.tree_ram = board_tree_ram(&builder, memory);
	builder.tree_windows = board_tree_windows(&builder, devices);
	board->is_tree = builder.tree_ram || builder.tree_windows;
	board->has_iomem = board->is_tree;
	board_iomem_map(&builder, root, builder.tree_ram ? &builder.text_ram : &builder.ram,
		builder.tree_windows ? &builder.text_windows : &builder.windows);
	merge_claims(&builder.text_ram, true);
	merge_claims(&builder.text_windows, false);
	merge_claims(&builder.ram, !builder.tree_ram);
	merge_claims(&builder.windows, false);
	/* RAM that meets a window is no room for a BAR either. */
	for (size_t i = 0; i < builder.ram.count; i++)
		board_take(&builder, builder.ram.items[i]);
	board_text_devices(&builder, root);
	board_tree_devices(&builder, devices, parse_once(root, "ioapics"));
	board_iomem_taken(&builder);
	drop_inner_claims(&builder.taken);
	board_read_config(&builder, root);
	finish(&builder);
	return true;
}
