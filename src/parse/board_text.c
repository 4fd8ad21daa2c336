/*
 * The board's text sections: IOMEM_INFO (/proc/iomem), PCI_DEVICE (lspci -vv) and PCI_VID_PID
 * (lspci -n), one record a line. A line that is no record means nothing; a record that cannot be
 * read is an error, because what it says is taken would be given away.
 */
#include "parse/board_private.h"

#include <string.h>

/* ---- lines ---- */

/* A line of a section without the blanks around it; p moves as it is read. */
struct line {
	const struct xml_text *text;
	const char *p;
	const char *end;
};

/* The next line that is not blank; *position moves past it. */
static bool next_line(const struct xml_text *text, size_t *position, struct line *line)
{
	while (*position < text->length) {
		const char *start = text->bytes + *position;
		const char *end = memchr(start, '\n', text->length - *position);

		if (end == NULL)
			end = text->bytes + text->length;
		*position = (size_t)(end - text->bytes) + 1;
		while (start < end && parse_is_blank(*start))
			start++;
		while (end > start && parse_is_blank(end[-1]))
			end--;
		*line = (struct line){text, start, end};
		if (start < end)
			return true;
	}
	return false;
}

static struct loc line_loc(const struct line *line, const char *start, const char *end)
{
	return xml_text_loc(line->text, (size_t)(start - line->text->bytes), (size_t)(end - start));
}

static void skip_blanks(struct line *line)
{
	while (line->p < line->end && parse_is_blank(*line->p))
		line->p++;
}

static bool take_text(struct line *line, const char *string)
{
	size_t length = strlen(string);

	if ((size_t)(line->end - line->p) < length || memcmp(line->p, string, length) != 0)
		return false;
	line->p += length;
	return true;
}

static bool is_hex_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Hex digits at the front; NUMBER_BAD if there are no digits. */
static enum number_form take_hex(struct line *line, uint64_t *value)
{
	const char *start = line->p;

	while (line->p < line->end && is_hex_digit(*line->p))
		line->p++;
	return parse_hex_digits(start, (size_t)(line->p - start), value);
}

/* ---- IOMEM_INFO ---- */

struct iomem_line {
	struct range range;
	struct loc loc; /* of the range */
	const char *owner;
	size_t owner_length;
};

enum line_result { LINE_RECORD, LINE_OTHER, LINE_DAMAGED };

/* What is wrong with a record; message is NULL for a line that is fine. */
struct damage {
	const char *message;
	struct loc loc;
};

static enum line_result damaged(struct damage *damage, const char *message, struct loc loc)
{
	*damage = (struct damage){message, loc};
	return LINE_DAMAGED;
}

/* "100000000-16e7fffff : System RAM" */
static enum line_result parse_iomem_line(
	struct line line, struct iomem_line *record, struct damage *damage)
{
	const char *start = line.p;
	enum number_form first = take_hex(&line, &record->range.first);

	skip_blanks(&line);
	if (first == NUMBER_BAD || !take_text(&line, "-"))
		return LINE_OTHER;
	skip_blanks(&line);

	enum number_form last = take_hex(&line, &record->range.last);
	const char *range_end = line.p;

	skip_blanks(&line);
	if (last == NUMBER_BAD || !take_text(&line, ":"))
		return damaged(damage, "a line must read 'FIRST-LAST : OWNER', addresses in hex",
			line_loc(&line, start, line.end));
	record->loc = line_loc(&line, start, range_end);
	if (first == NUMBER_TOO_BIG || last == NUMBER_TOO_BIG)
		return damaged(damage, "an address has more than 64 bits", record->loc);
	if (record->range.last < record->range.first)
		return damaged(damage, "the range ends below its start", record->loc);
	skip_blanks(&line);
	record->owner = line.p;
	record->owner_length = (size_t)(line.end - line.p);
	return LINE_RECORD;
}

static bool owner_is(const struct iomem_line *record, const char *owner)
{
	return record->owner_length == strlen(owner) &&
	       memcmp(record->owner, owner, record->owner_length) == 0;
}

static bool owner_begins(const struct iomem_line *record, const char *prefix)
{
	return record->owner_length >= strlen(prefix) &&
	       memcmp(record->owner, prefix, strlen(prefix)) == 0;
}

#define ROOT_BUS "PCI Bus 0000:00"

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
static void read_mmconfig(struct board_builder *builder, const struct iomem_line *record)
{
	struct mmconfig_buses *buses = &builder->config->mmconfig;
	const char *end = record->owner + record->owner_length;
	const char *p = memmem(record->owner, record->owner_length, "[bus ", 5);
	uint64_t first, last;

	if (buses->present || p == NULL || end - p < 10 || p[7] != '-' ||
		parse_hex_digits(p + 5, 2, &first) != NUMBER_HEX ||
		parse_hex_digits(p + 8, 2, &last) != NUMBER_HEX)
		return;
	*buses = (struct mmconfig_buses){true, record->loc, (uint8_t)first, (uint8_t)last};
}

/* What the model's windows leave out: bridges, and what begins below 4 GiB and ends above it. */
static void add_high_bus(struct board_builder *builder, const struct iomem_line *record)
{
	struct board_config *config = builder->config;

	if (record->range.last < 4 * GIB)
		return;
	*ARRAY_ADD(builder->ctx->arena, config->pci_buses, config->n_pci_buses) =
		(struct claim){record->range, "PCI bus", record->loc};
}

static void map_iomem_line(struct board_builder *builder, const struct iomem_line *record,
	struct claim_list *ram, struct claim_list *buses)
{
	if (owner_is(record, "System RAM"))
		board_add_claim(
			builder, ram, (struct claim){record->range, "System RAM", record->loc});
	else if (owner_begins(record, "PCI Bus "))
		board_add_claim(builder, buses,
			(struct claim){record->range,
				owner_is(record, ROOT_BUS) ? ROOT_BUS : "PCI bus", record->loc});
	else if (owner_begins(record, "IOAPIC "))
		board_add_claim(builder, &builder->ioapics,
			(struct claim){record->range, "IOAPIC", record->loc});
	else if (owner_begins(record, "PCI MMCONFIG "))
		read_mmconfig(builder, record);
	if (owner_begins(record, "PCI Bus "))
		add_high_bus(builder, record);
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

/* What the kernel shows to those who are not root. */
static bool is_hidden(const struct iomem_line *record)
{
	return record->range.first == 0 && record->range.last == 0;
}

static void map_section(struct board_builder *builder, const struct iomem_section *section,
	struct claim_list *ram, struct claim_list *buses)
{
	size_t position = 0;
	size_t n_records = 0;
	size_t n_hidden = 0;
	struct line line;

	while (next_line(&section->text, &position, &line)) {
		struct iomem_line record;
		struct damage damage;
		enum line_result result = parse_iomem_line(line, &record, &damage);

		if (result == LINE_DAMAGED) {
			builder->board->map_damaged = true;
			diag_add(builder->ctx->diags, DIAG_BRD001, damage.loc,
				"this line of IOMEM_INFO cannot be read: %s", damage.message);
		}
		if (result != LINE_RECORD)
			continue;
		n_records++;
		n_hidden += is_hidden(&record);
		if (!is_hidden(&record))
			map_iomem_line(builder, &record, ram, buses);
	}
	if (n_records > n_hidden)
		builder->board->has_iomem = true;
	else if (n_hidden > 0)
		diag_add(builder->ctx->diags, DIAG_BRD002, section->loc,
			"all addresses of IOMEM_INFO are 0: it was read without root rights; make the board file again as root");
}

void board_text_map(struct board_builder *builder, xmlNodePtr root, struct claim_list *ram,
	struct claim_list *windows)
{
	struct claim_list buses = {0};

	xmlNodePtr node = parse_once(builder->document, root, "IOMEM_INFO");

	if (node == NULL)
		return;
	builder->iomem = (struct iomem_section){
		.loc = xml_tag_loc(builder->document, node),
		.text = xml_text_of(builder->document, node),
	};
	map_section(builder, &builder->iomem, ram, &buses);
	builder->board->n_ioapics = count_ranges(&builder->ioapics);
	find_windows(builder, &buses, windows);
}

/* "0000:00:17.0" is better known by its class. */
static void take_iomem_line(struct board_builder *builder, const struct iomem_line *record)
{
	const char *owner = record->owner;
	size_t length = record->owner_length;
	struct bdf bdf;
	size_t consumed;

	if (owner_begins(record, "0000:") && parse_bdf(owner + 5, length - 5, &bdf, &consumed) &&
		consumed == length - 5) {
		const struct pci_device *device = board_find_device(builder, bdf);

		board_take_device(builder, record->range, record->loc,
			device != NULL ? device->label : "", bdf);
	} else {
		board_take(builder, record->range, record->loc, owner, length);
	}
}

/* A line of bus 0 may be a window itself, or a part of one that was merged. */
static bool is_window(const struct board_builder *builder, const struct iomem_line *record)
{
	if (!owner_is(record, ROOT_BUS))
		return false;
	if (builder->tree_windows)
		return true;
	for (size_t low = 0, high = builder->windows.count; low < high;) {
		size_t middle = low + (high - low) / 2;
		const struct range *window = &builder->windows.items[middle].range;

		if (window->last < record->range.first)
			low = middle + 1;
		else if (window->first > record->range.first)
			high = middle;
		else
			return record->range.last <= window->last;
	}
	return false;
}

void board_text_taken(struct board_builder *builder)
{
	size_t position = 0;
	struct line line;

	while (next_line(&builder->iomem.text, &position, &line)) {
		struct iomem_line record;
		struct damage damage;

		if (parse_iomem_line(line, &record, &damage) == LINE_RECORD &&
			board_meets_window(builder, record.range) && !is_window(builder, &record))
			take_iomem_line(builder, &record);
	}
}

/* ---- PCI_DEVICE ---- */

/* The device that "Region" lines belong to. */
struct lspci {
	bool known;     /* false: before the first device, or a device of another domain */
	bool virtuals;  /* what follows are the BARs of its SR-IOV functions */
	int last_index; /* of the BAR before; -1: none yet */
	struct bdf bdf;
	const char *label; /* NULL before the first device */
};

/* "00:17.0 SATA controller: ...", or with a domain before it; other domains are not ACRN's. */
static enum line_result parse_lspci_device(
	struct board_builder *builder, struct line line, struct lspci *lspci, struct damage *damage)
{
	const char *start = line.p;
	const char *word_end = line.p;
	bool other_domain = false;
	struct bdf bdf;
	size_t consumed;
	size_t n_digits = 0;

	while (word_end < line.end && !parse_is_blank(*word_end))
		word_end++;
	while (start + n_digits < word_end && is_hex_digit(start[n_digits]))
		n_digits++;
	/* "Address: ..." begins with a hex digit too, but a device is named in one word. */
	if (n_digits == 0 || start + n_digits >= word_end - 1 || start[n_digits] != ':')
		return LINE_OTHER;
	if (n_digits >= 4) { /* 10000:e1:00.0 is below a VMD controller */
		other_domain = n_digits != 4 || memcmp(start, "0000", 4) != 0;
		line.p += n_digits + 1;
	}
	if (!parse_bdf(line.p, (size_t)(word_end - line.p), &bdf, &consumed) ||
		line.p + consumed != word_end)
		return damaged(damage, "a device begins with its BUS:DEVICE.FUNCTION",
			line_loc(&line, start, word_end));
	line.p = word_end;
	skip_blanks(&line);

	const char *label = arena_strndup(builder->ctx->arena, line.p, (size_t)(line.end - line.p));

	*lspci = (struct lspci){
		.known = !other_domain,
		.last_index = -1,
		.bdf = bdf,
		.label = label,
	};
	if (!other_domain) {
		struct loc loc = line_loc(&line, start, word_end);
		struct pci_device *device = board_device(builder, bdf, loc);

		device->listed = true;
		if (device->label[0] == '\0')
			device->label = label;
	}
	return LINE_RECORD;
}

/* "[size=8K]"; 0 and true if it is not stated. */
static bool parse_lspci_size(const struct line *rest, uint64_t *size)
{
	static const struct {
		char suffix;
		unsigned shift;
	} units[] = {{']', 0}, {'K', 10}, {'M', 20}, {'G', 30}, {'T', 40}};
	size_t length = (size_t)(rest->end - rest->p);
	const char *p = memmem(rest->p, length, "[size=", 6);
	uint64_t value = 0;

	*size = 0;
	if (p == NULL)
		return true;
	p += 6;

	const char *digits = p;

	for (; p < rest->end && *p >= '0' && *p <= '9'; p++) {
		if (__builtin_mul_overflow(value, (uint64_t)10, &value) ||
			__builtin_add_overflow(value, (uint64_t)(*p - '0'), &value))
			return false;
	}
	if (p == digits || p == rest->end)
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (*p != units[i].suffix)
			continue;
		return !__builtin_mul_overflow(value, (uint64_t)1 << units[i].shift, size);
	}
	return false;
}

static bool contains(const struct line *line, const char *string)
{
	return memmem(line->p, (size_t)(line->end - line->p), string, strlen(string)) != NULL;
}

static enum bar_type memory_type(const struct line *rest)
{
	if (!contains(rest, "(64-bit"))
		return BAR_MEM32;
	return contains(rest, "non-prefetchable") ? BAR_MEM64 : BAR_MEM64_PREFETCH;
}

/* "Region 0: Memory at a1414000 (32-bit, non-prefetchable) [disabled] [size=8K]" */
static enum line_result parse_lspci_bar(
	struct line line, struct pci_bar *bar, struct damage *damage)
{
	const char *start = line.p;
	struct loc whole = line_loc(&line, start, line.end);

	if (!take_text(&line, "Region "))
		return LINE_OTHER;
	skip_blanks(&line);
	if (line.end - line.p < 2 || line.p[0] < '0' || line.p[0] > '5' || line.p[1] != ':')
		return damaged(damage, "a region has a number from 0 to 5 and a colon", whole);
	*bar = (struct pci_bar){.index = (unsigned)(line.p[0] - '0'), .loc = whole};
	line.p += 2;
	skip_blanks(&line);
	if (take_text(&line, "[virtual]"))
		skip_blanks(&line);
	if (take_text(&line, "<"))
		return LINE_OTHER;

	bool memory = take_text(&line, "Memory at ");

	if (!memory && !take_text(&line, "I/O ports at "))
		return damaged(damage, "a region says 'Memory at' or 'I/O ports at'", whole);
	skip_blanks(&line);
	bar->type = memory ? memory_type(&line) : BAR_IO;

	const char *address = line.p;

	if (!take_text(&line, "<")) {
		if (take_hex(&line, &bar->address) != NUMBER_HEX ||
			(line.p < line.end && !parse_is_blank(*line.p)))
			return damaged(damage, "the address is no hex number of at most 64 bits",
				line_loc(&line, address, line.end));
		bar->has_address = true;
	}
	if (!parse_lspci_size(&line, &bar->size) ||
		(bar->size > 0 && bar->address > UINT64_MAX - (bar->size - 1)))
		return damaged(
			damage, "the size is no number with K, M, G or T, or too large", whole);
	bar->loc = line_loc(&line, address, line.end);
	return LINE_RECORD;
}

static void report_second_bar(struct board_builder *builder, const struct lspci *lspci,
	const struct pci_bar *bar, const struct pci_bar *first)
{
	struct diag *diag = diag_add(builder->ctx->diags, DIAG_BRD008, bar->loc,
		"region %u of device " BDF_FORMAT
		" is listed twice in PCI_DEVICE; a device has each region once",
		bar->index, BDF_ARGS(lspci->bdf));

	diag_note(builder->ctx->diags, diag, first->loc, "first here");
}

/* Whatever a device has there is taken. A BAR of unknown size takes at least its first byte. */
static void take_lspci_bar(
	struct board_builder *builder, const struct lspci *lspci, const struct pci_bar *bar)
{
	if (bar->has_address && bar->type != BAR_IO) {
		uint64_t length = bar->size > 0 ? bar->size : 1;

		struct range range = {bar->address, bar->address + (length - 1)};

		if (lspci->label != NULL)
			board_take_device(builder, range, bar->loc, lspci->label, lspci->bdf);
		else
			board_take(builder, range, bar->loc, "PCI device", strlen("PCI device"));
	}
}

/*
 * Indices ascend. Where they begin again without a size, lspci lists the BARs of virtual functions,
 * which are not the device's own.
 */
static void add_lspci_bar(
	struct board_builder *builder, struct lspci *lspci, const struct pci_bar *bar)
{
	take_lspci_bar(builder, lspci, bar);
	if ((int)bar->index <= lspci->last_index)
		lspci->virtuals = true;
	lspci->last_index = (int)bar->index;
	if (!lspci->known || (lspci->virtuals && bar->size == 0))
		return;

	struct pci_device *device = board_find_device(builder, lspci->bdf);
	struct pci_bar *own = board_bar(builder, device, bar->index);

	if (own->loc.source != NULL) {
		report_second_bar(builder, lspci, bar, own);
		return;
	}
	*own = *bar;
	if (bar->has_address)
		own->listed = (struct bar_listing){bar->address, bar->size, bar->loc};
	device->msix |= bar->type != BAR_IO;
}

static void parse_lspci_line(struct board_builder *builder, struct line line, struct lspci *lspci)
{
	struct damage damage = {0};
	struct pci_bar bar;
	enum line_result result = parse_lspci_bar(line, &bar, &damage);

	if (result == LINE_RECORD)
		add_lspci_bar(builder, lspci, &bar);
	else if (result == LINE_OTHER)
		(void)parse_lspci_device(builder, line, lspci, &damage);
	if (damage.message != NULL)
		diag_add(builder->ctx->diags, DIAG_BRD003, damage.loc,
			"this line of PCI_DEVICE cannot be read: %s", damage.message);
}

/* ---- PCI_VID_PID ---- */

static void add_pci_id(struct board_builder *builder, struct pci_id id)
{
	struct board_config *config = builder->config;

	*ARRAY_ADD(builder->ctx->arena, config->ids, config->n_ids) = id;
}

/* "00:17.0 0106: 8086:9dd3 (rev 30)" */
static void parse_ids_line(struct board_builder *builder, struct line line)
{
	const char *start = line.p;
	uint64_t class, vendor, id;
	struct bdf bdf;
	size_t consumed;

	(void)take_text(&line, "0000:");
	if (!parse_bdf(line.p, (size_t)(line.end - line.p), &bdf, &consumed))
		return;
	line.p += consumed;
	skip_blanks(&line);
	if (take_hex(&line, &class) != NUMBER_HEX || !take_text(&line, ":"))
		return;
	skip_blanks(&line);
	if (take_hex(&line, &vendor) != NUMBER_HEX || !take_text(&line, ":") ||
		take_hex(&line, &id) != NUMBER_HEX || class > UINT16_MAX || vendor > UINT16_MAX ||
		id > UINT16_MAX)
		return;

	add_pci_id(builder, (struct pci_id){line_loc(&line, start, line.end), bdf, (uint16_t) class,
				    (uint16_t)vendor, (uint16_t)id});

	struct pci_device *device = board_find_device(builder, bdf);

	if (device == NULL)
		return;
	if ((device->vendor != 0 || device->device != 0) &&
		(device->vendor != vendor || device->device != id)) {
		diag_add(builder->ctx->diags, DIAG_BRD009, line_loc(&line, start, line.p),
			"device " BDF_FORMAT
			" is %04x:%04x in this line of PCI_VID_PID and %04x:%04x in an earlier one; one of the two lines is wrong",
			BDF_ARGS(bdf), (unsigned)vendor, (unsigned)id, (unsigned)device->vendor,
			(unsigned)device->device);
		return;
	}
	device->vendor = (uint16_t)vendor;
	device->device = (uint16_t)id;
}

/* The lines of a section; none if the board does not have it. */
static struct xml_text section_text(
	struct board_builder *builder, xmlNodePtr root, const char *name)
{
	xmlNodePtr node = parse_once(builder->document, root, name);

	if (node == NULL)
		return (struct xml_text){.bytes = ""};
	return xml_text_of(builder->document, node);
}

void board_text_devices(struct board_builder *builder, xmlNodePtr root)
{
	struct xml_text devices = section_text(builder, root, "PCI_DEVICE");
	struct xml_text ids = section_text(builder, root, "PCI_VID_PID");
	struct lspci lspci = {.last_index = -1};
	struct line line;

	for (size_t position = 0; next_line(&devices, &position, &line);)
		parse_lspci_line(builder, line, &lspci);
	for (size_t position = 0; next_line(&ids, &position, &line);)
		parse_ids_line(builder, line);
}
