/*
 * The board's sections PCI_DEVICE (lspci -vv) and PCI_VID_PID (lspci -n). A line that is no record
 * means nothing; a record of PCI_DEVICE that cannot be read is an error, because what it says is
 * taken would be given away.
 */
#include "parse/board_private.h"

#include <string.h>

/* ---- PCI_DEVICE ---- */

/* The device that "Region" lines belong to. */
struct lspci {
	bool known;     /* false: before the first device, or a device of another domain */
	bool virtuals;  /* what follows are the BARs of its SR-IOV functions */
	int last_index; /* of the BAR before; -1: none yet */
	struct bdf bdf;
	const char *label; /* NULL before the first device */
};

static bool report_damage(struct board_builder *builder, const char *message, struct loc loc)
{
	diag_add(builder->ctx->diags, DIAG_BRD003, loc,
		"this line of PCI_DEVICE cannot be read: %s", message);
	return false;
}

/* "00:17.0 SATA controller: ...", or with a domain before it; other domains are not ACRN's. */
static void read_device(struct board_builder *builder, struct line line, struct lspci *lspci)
{
	const char *start = line.p;
	const char *word_end = line_word_end(&line);
	struct loc loc = line_loc(&line, start, word_end);
	bool other_domain = false;
	struct bdf bdf;
	size_t n_digits = 0;

	while (start + n_digits < word_end && parse_is_hex_digit(start[n_digits]))
		n_digits++;
	/* "Address: ..." begins with a hex digit too, but a device is named in one word. */
	if (n_digits == 0 || start + n_digits >= word_end - 1 || start[n_digits] != ':')
		return;
	if (n_digits >= 4) { /* 10000:e1:00.0 is below a VMD controller */
		other_domain = n_digits != 4 || memcmp(start, "0000", 4) != 0;
		line.p += n_digits + 1;
	}
	if (parse_bdf(line.p, word_end, &bdf) != word_end) {
		report_damage(builder, "a device begins with its BUS:DEVICE.FUNCTION", loc);
		return;
	}
	line.p = word_end;
	line_skip_blanks(&line);
	*lspci = (struct lspci){
		.known = !other_domain,
		.last_index = -1,
		.bdf = bdf,
		.label = arena_strndup(builder->ctx->arena, line.p, (size_t)(line.end - line.p)),
	};
	if (other_domain)
		return;

	struct pci_device *device = board_device(builder, bdf, loc);

	device->listed = true;
	if (device->label[0] == '\0')
		device->label = lspci->label;
}

/* "[size=8K]"; 0 and true if it is not stated. */
static bool read_size(const struct line *rest, uint64_t *size)
{
	static const struct {
		char suffix;
		unsigned shift;
	} units[] = {{']', 0}, {'K', 10}, {'M', 20}, {'G', 30}, {'T', 40}};
	const char *p = memmem(rest->p, (size_t)(rest->end - rest->p), "[size=", 6);
	const char *digits;
	uint64_t value;

	*size = 0;
	if (p == NULL)
		return true;
	digits = p + 6;
	for (p = digits; p < rest->end && *p >= '0' && *p <= '9';)
		p++;
	if (p == rest->end ||
		parse_decimal_digits(digits, (size_t)(p - digits), &value) != NUMBER_DECIMAL)
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (*p == units[i].suffix)
			return !__builtin_mul_overflow(value, (uint64_t)1 << units[i].shift, size);
	}
	return false;
}

static enum bar_type memory_type(const struct line *rest)
{
	if (!line_has(rest, "(64-bit"))
		return BAR_MEM32;
	return line_has(rest, "non-prefetchable") ? BAR_MEM64 : BAR_MEM64_PREFETCH;
}

/*
 * "0: Memory at a1414000 (32-bit, non-prefetchable) [disabled] [size=8K]", which whole is the place
 * of. False: the device has no such BAR, or the line is damaged.
 */
static bool read_bar(
	struct board_builder *builder, struct line line, struct loc whole, struct pci_bar *bar)
{
	if (line.end - line.p < 2 || line.p[0] < '0' || line.p[0] > '5' || line.p[1] != ':')
		return report_damage(
			builder, "a region has a number from 0 to 5 and a colon", whole);
	*bar = (struct pci_bar){.index = (unsigned)(line.p[0] - '0')};
	line.p += 2;
	line_skip_blanks(&line);
	(void)line_take(&line, "[virtual]");
	if (line_begins(&line, "<"))
		return false;

	bool memory = line_take(&line, "Memory at ");

	if (!memory && !line_take(&line, "I/O ports at "))
		return report_damage(builder, "a region says 'Memory at' or 'I/O ports at'", whole);
	bar->type = memory ? memory_type(&line) : BAR_IO;
	bar->loc = line_rest(&line);
	bar->has_address = !line_begins(&line, "<");
	if (bar->has_address && (line_take_hex(&line, &bar->address) != NUMBER_HEX ||
					(!line_ends(&line) && !xml_is_blank(*line.p))))
		return report_damage(
			builder, "the address is no hex number of at most 64 bits", bar->loc);
	if (!read_size(&line, &bar->size) ||
		(bar->size > 0 && bar->address > UINT64_MAX - (bar->size - 1)))
		return report_damage(
			builder, "the size is no number with K, M, G or T, or too large", whole);
	return true;
}

/* Whatever a device has there is taken. A BAR of unknown size takes at least its first byte. */
static void take_bar(
	struct board_builder *builder, const struct lspci *lspci, const struct pci_bar *bar)
{
	uint64_t length = bar->size > 0 ? bar->size : 1;
	struct range range = {bar->address, bar->address + (length - 1)};
	const char *owner;

	if (!bar->has_address || bar->type == BAR_IO)
		return;
	owner = lspci->label == NULL ? "PCI device"
				     : board_device_owner(builder, lspci->label, lspci->bdf);
	board_take(builder, (struct claim){range, owner, bar->loc});
}

/*
 * Indices ascend. Where they begin again without a size, lspci lists the BARs of virtual functions,
 * which are not the device's own.
 */
static void add_bar(struct board_builder *builder, struct lspci *lspci, const struct pci_bar *bar)
{
	take_bar(builder, lspci, bar);
	if ((int)bar->index <= lspci->last_index)
		lspci->virtuals = true;
	lspci->last_index = (int)bar->index;
	if (!lspci->known || (lspci->virtuals && bar->size == 0))
		return;

	struct pci_device *device = board_find_device(builder, lspci->bdf);
	struct pci_bar *own = board_bar(builder, device, bar->index);

	if (own->loc.source != NULL) {
		struct diag *diag = diag_add(builder->ctx->diags, DIAG_BRD008, bar->loc,
			"region %u of device " BDF_FORMAT
			" is listed twice in PCI_DEVICE; a device has each region once",
			bar->index, BDF_ARGS(lspci->bdf));

		diag_note(builder->ctx->diags, diag, own->loc, "first here");
		return;
	}
	*own = *bar;
	if (bar->has_address)
		own->listed = (struct bar_listing){bar->address, bar->size, bar->loc};
	device->msix |= bar->type != BAR_IO;
}

static void read_lspci(struct board_builder *builder, const struct xml_text *text)
{
	struct lspci lspci = {.last_index = -1};
	struct line line;

	for (size_t position = 0; line_next(text, &position, &line);) {
		struct loc whole = line_rest(&line);
		struct pci_bar bar;

		if (!line_take(&line, "Region "))
			read_device(builder, line, &lspci);
		else if (read_bar(builder, line, whole, &bar))
			add_bar(builder, &lspci, &bar);
	}
}

/* ---- PCI_VID_PID ---- */

/* "00:17.0 0106: 8086:9dd3 (rev 30)" */
static void read_ids(struct board_builder *builder, struct line line)
{
	struct board_config *config = builder->config;
	struct loc whole = line_rest(&line);
	const char *start = line.p;
	uint64_t class, vendor, id;
	struct bdf bdf;

	(void)line_take(&line, "0000:");
	line.p = parse_bdf(line.p, line.end, &bdf);
	if (line.p == NULL)
		return;
	line_skip_blanks(&line);
	if (line_take_hex(&line, &class) != NUMBER_HEX || !line_take(&line, ":") ||
		line_take_hex(&line, &vendor) != NUMBER_HEX || !line_take(&line, ":") ||
		line_take_hex(&line, &id) != NUMBER_HEX || class > UINT16_MAX ||
		vendor > UINT16_MAX || id > UINT16_MAX)
		return;
	*ARRAY_ADD(builder->ctx->arena, config->ids, config->n_ids) =
		(struct pci_id){whole, bdf, (uint16_t) class, (uint16_t)vendor, (uint16_t)id};

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

void board_text_devices(struct board_builder *builder, struct xml_node *root)
{
	struct xml_node *devices = parse_once(root, "PCI_DEVICE");
	struct xml_node *ids = parse_once(root, "PCI_VID_PID");
	struct xml_text text;
	struct line line;

	if (devices != NULL) {
		text = xml_text_of(devices);
		read_lspci(builder, &text);
	}
	if (ids == NULL)
		return;
	text = xml_text_of(ids);
	for (size_t position = 0; line_next(&text, &position, &line);)
		read_ids(builder, line);
}
