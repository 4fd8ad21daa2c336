/*
 * The board's section IOMEM_INFO (/proc/iomem): RAM, windows, and what lies in the windows. A line
 * that is no record means nothing; a record that cannot be read is an error, because what it says
 * is taken would be given away.
 */
#include "parse/board_private.h"

#include <string.h>

#define ROOT_BUS "PCI Bus 0000:00"

static bool report_damage(struct board_builder *builder, const char *message, struct loc loc)
{
	builder->board->map_damaged = true;
	diag_add(builder->ctx->diags, DIAG_BRD001, loc,
		"this line of IOMEM_INFO cannot be read: %s", message);
	return false;
}

/* "100000000-16e7fffff : System RAM"; false: it is no record, or damaged. */
static bool read_record(
	struct board_builder *builder, struct line line, struct iomem_record *record)
{
	const char *start = line.p;
	enum number_form first = line_take_hex(&line, &record->range.first);

	line_skip_blanks(&line);
	if (first == NUMBER_BAD || !line_take(&line, "-"))
		return false;

	enum number_form last = line_take_hex(&line, &record->range.last);

	record->loc = line_loc(&line, start, line.p);
	line_skip_blanks(&line);
	if (last == NUMBER_BAD || !line_take(&line, ":"))
		return report_damage(builder,
			"a line must read 'FIRST-LAST : OWNER', addresses in hex",
			line_loc(&line, start, line.end));
	if (first == NUMBER_TOO_BIG || last == NUMBER_TOO_BIG)
		return report_damage(builder, "an address has more than 64 bits", record->loc);
	if (record->range.last < record->range.first)
		return report_damage(builder, "the range ends below its start", record->loc);
	record->owner = line;
	return true;
}

static bool same_range(const struct claim *a, const struct claim *b)
{
	return a->range.first == b->range.first && a->range.last == b->range.last;
}

/*
 * Windows are the lines of bus 0 that lie in no other bus's line. Once sorted, a line lies in an
 * earlier one if it ends no later than any of them did.
 */
static void find_windows(
	struct board_builder *builder, struct claim_list *buses, struct claim_list *windows)
{
	const struct claim *reaching = NULL; /* the line that reaches highest so far */

	board_sort_claims(buses);
	for (size_t i = 0; i < buses->count; i++) {
		const struct claim *bus = &buses->items[i];
		bool inside = reaching != NULL && bus->range.last <= reaching->range.last &&
			      !same_range(bus, reaching);

		if (!inside && bus->range.first >= MIB && strcmp(bus->owner, ROOT_BUS) == 0)
			board_add_claim(builder, windows, *bus);
		if (reaching == NULL || bus->range.last > reaching->range.last)
			reaching = bus;
	}
}

/* "PCI MMCONFIG 0000 [bus 00-ff]" */
static void read_mmconfig(struct board_builder *builder, const struct iomem_record *record)
{
	struct mmconfig_buses *buses = &builder->config->mmconfig;
	const char *end = record->owner.end;
	const char *p = memmem(record->owner.p, (size_t)(end - record->owner.p), "[bus ", 5);
	uint64_t first, last;

	if (buses->present || p == NULL || end - p < 10 || p[7] != '-' ||
		parse_hex_digits(p + 5, 2, &first) != NUMBER_HEX ||
		parse_hex_digits(p + 8, 2, &last) != NUMBER_HEX)
		return;
	*buses = (struct mmconfig_buses){true, record->loc, (uint8_t)first, (uint8_t)last};
}

/* Lists that are made of the lines. */
struct iomem_lists {
	struct claim_list *ram;
	struct claim_list buses;
	struct claim_list ioapics;
};

static void map_record(
	struct board_builder *builder, const struct iomem_record *record, struct iomem_lists *lists)
{
	struct board_config *config = builder->config;
	struct claim claim = {record->range, "PCI bus", record->loc};

	if (line_is(&record->owner, "System RAM")) {
		claim.owner = "System RAM";
		board_add_claim(builder, lists->ram, claim);
	} else if (line_begins(&record->owner, "PCI Bus ")) {
		/* The windows leave out bridges, and what begins below 4 GiB and ends above it. */
		if (claim.range.last >= 4 * GIB)
			*ARRAY_ADD(builder->ctx->arena, config->pci_buses, config->n_pci_buses) =
				claim;
		if (line_is(&record->owner, ROOT_BUS))
			claim.owner = ROOT_BUS;
		board_add_claim(builder, &lists->buses, claim);
	} else if (line_begins(&record->owner, "IOAPIC ")) {
		board_add_claim(builder, &lists->ioapics, claim);
	} else if (line_begins(&record->owner, "PCI MMCONFIG ")) {
		read_mmconfig(builder, record);
	}
}

/* A line that is there twice counts once. */
static size_t count_ranges(struct claim_list *list)
{
	size_t count = 0;

	board_sort_claims(list);
	for (size_t i = 0; i < list->count; i++)
		count += i == 0 || !same_range(&list->items[i - 1], &list->items[i]);
	return count;
}

void board_iomem_map(struct board_builder *builder, struct xml_node *root, struct claim_list *ram,
	struct claim_list *windows)
{
	struct xml_node *node = parse_once(root, "IOMEM_INFO");
	struct iomem_lists lists = {.ram = ram};
	struct iomem_record record;
	struct line line;
	bool hidden = false;

	if (node == NULL)
		return;
	builder->iomem = xml_text_of(node);
	for (size_t position = 0; line_next(&builder->iomem, &position, &line);) {
		if (!read_record(builder, line, &record))
			continue;
		/* The kernel shows zeros to users that are not root. */
		if (record.range.first == 0 && record.range.last == 0) {
			hidden = true;
			continue;
		}
		map_record(builder, &record, &lists);
		*ARRAY_ADD(builder->ctx->arena, builder->records, builder->n_records) = record;
	}
	if (builder->n_records > 0)
		builder->board->has_iomem = true;
	else if (hidden)
		diag_add(builder->ctx->diags, DIAG_BRD002, xml_tag_loc(node),
			"all addresses of IOMEM_INFO are 0: it was read without root rights; make the board file again as root");
	builder->board->n_ioapics = count_ranges(&lists.ioapics);
	find_windows(builder, &lists.buses, windows);
}

/* A line of bus 0 may be a window itself, or a part of one that was merged. */
static bool is_window(const struct board_builder *builder, const struct iomem_record *record,
	const struct range *window)
{
	return line_is(&record->owner, ROOT_BUS) &&
	       (builder->tree_windows || (window->first <= record->range.first &&
						 record->range.last <= window->last));
}

void board_iomem_taken(struct board_builder *builder)
{
	EACH (const struct iomem_record, record, builder, records) {
		const struct range *window = board_window_at(builder, record->range);
		struct claim claim = {.range = record->range, .loc = record->loc};
		struct line owner = record->owner;
		const struct pci_device *device;
		struct bdf bdf;

		if (window == NULL || is_window(builder, record, window))
			continue;
		/* "0000:00:17.0" is better known by its class. */
		if (line_take(&owner, "0000:") &&
			parse_bdf(owner.p, owner.end, &bdf) == owner.end) {
			device = board_find_device(builder, bdf);
			claim.owner = board_device_owner(
				builder, device != NULL ? device->label : "", bdf);
		} else {
			owner = record->owner;
			claim.owner = board_owner(builder, owner.p, (size_t)(owner.end - owner.p));
		}
		board_take(builder, claim);
	}
}
