/*
 * The board's trees, from v2.5 on: <memory> is the firmware's RAM map, <devices> holds buses and
 * devices, ACPI names among them, with their resources at any depth (which the loader bounds).
 */
#include "parse/board_private.h"

#include <inttypes.h>
#include <string.h>

struct tree_range {
	struct range range;
	struct loc loc;
};

static struct number attribute_number(xmlNodePtr node, const char *name)
{
	return parse_number(xml_attribute(node, name));
}

/* The attributes first and last of node; reports what cannot be read. */
static bool parse_range(struct board_builder *builder, xmlNodePtr node, const char *first_name,
	const char *last_name, struct tree_range *parsed)
{
	struct number first = attribute_number(node, first_name);
	struct number last = attribute_number(node, last_name);
	const struct number *bad = !number_valid(&first) ? &first : &last;

	if (!number_valid(bad)) {
		builder->board->map_damaged = true;
		diag_add(builder->ctx->diags, DIAG_BRD004, bad->loc,
			"'%s' of this %s is '%s'; it must be a number of at most 64 bits",
			bad == &first ? first_name : last_name, (const char *)node->name,
			bad->text);
		return false;
	}
	parsed->range = (struct range){first.value, last.value};
	parsed->loc = first.loc;
	return true;
}

static bool has_attribute(xmlNodePtr node, const char *name)
{
	return xmlHasProp(node, (const xmlChar *)name) != NULL;
}

/* ---- <memory> ---- */

bool board_tree_ram(struct board_builder *builder, xmlNodePtr memory)
{
	for (xmlNodePtr node = NULL; (node = xml_each(memory, "range", node)) != NULL;) {
		struct value id = xml_attribute(node, "id");
		struct tree_range range;

		if (!value_is_blank(&id) && !value_is(&id, "RAM"))
			continue;
		if (!parse_range(builder, node, "start", "end", &range))
			continue;
		if (range.range.last < range.range.first) {
			builder->board->map_damaged = true;
			diag_add(builder->ctx->diags, DIAG_BRD004, range.loc,
				"this RAM range ends at 0x%" PRIx64 ", below its start",
				range.range.last);
			continue;
		}
		board_add_claim(builder, &builder->ram,
			(struct claim){range.range, "System RAM", range.loc});
	}
	return builder->ram.count > 0;
}

/* ---- <devices> ---- */

/* A resource that is there: one in eight of real boards is disabled, its end below its start. */
static bool parse_resource(struct board_builder *builder, xmlNodePtr node, struct tree_range *range)
{
	struct number length = attribute_number(node, "len");

	if (number_valid(&length) && length.value == 0)
		return false;
	return parse_range(builder, node, "min", "max", range) &&
	       range->range.last >= range->range.first;
}

static bool has_type(xmlNodePtr node, const char *type)
{
	const xmlAttr *attribute = xmlHasProp(node, (const xmlChar *)"type");

	return attribute != NULL && attribute->children != NULL &&
	       strcmp((const char *)attribute->children->content, type) == 0;
}

/* The number after "bar" in a resource's id; false if it is no BAR. */
static bool bar_index(xmlNodePtr node, unsigned *index)
{
	const xmlAttr *attribute = xmlHasProp(node, (const xmlChar *)"id");
	const char *id = attribute == NULL || attribute->children == NULL
				 ? ""
				 : (const char *)attribute->children->content;

	if (strncmp(id, "bar", 3) != 0)
		return false;
	*index = id[3] >= '0' && id[3] <= '5' && id[4] == '\0' ? (unsigned)(id[3] - '0')
							       : PCI_MAX_BARS;
	return true;
}

static void add_bus_windows(struct board_builder *builder, xmlNodePtr bus)
{
	unsigned index;

	for (xmlNodePtr node = NULL; (node = xml_each(bus, "resource", node)) != NULL;) {
		struct tree_range range;

		if (!has_type(node, "memory") || has_attribute(node, "width") ||
			bar_index(node, &index) || !parse_resource(builder, node, &range) ||
			range.range.first < MIB)
			continue;
		board_add_claim(builder, &builder->windows,
			(struct claim){range.range, "PCI window", range.loc});
	}
}

static void add_windows(struct board_builder *builder, xmlNodePtr parent)
{
	for (xmlNodePtr node = xml_child(parent); node != NULL; node = xml_next(node)) {
		bool bus = xml_is(node, "bus");

		if (bus)
			add_bus_windows(builder, node);
		if (bus || xml_is(node, "device"))
			add_windows(builder, node);
	}
}

bool board_tree_windows(struct board_builder *builder, xmlNodePtr devices)
{
	add_windows(builder, devices);
	return builder->windows.count > 0;
}

/* Where in the tree: which bus the devices of a node lie on. */
struct tree_bus {
	bool pci;
	uint8_t number;
};

/* The PCI address that a node on that bus has; false if it has none. */
static bool device_address(xmlNodePtr node, struct tree_bus bus, struct bdf *bdf)
{
	struct number address = attribute_number(node, "address");
	uint64_t device = address.value >> 16;
	uint64_t function = address.value & 0xffff;

	if (!bus.pci || !number_valid(&address) || device > 31 || function > 7)
		return false;
	*bdf = (struct bdf){bus.number, (uint8_t)device, (uint8_t)function};
	return true;
}

/* A device with a vendor on a PCI bus is one; the others are ACPI names. */
static bool device_bdf(xmlNodePtr node, struct tree_bus bus, struct bdf *bdf)
{
	return xml_has(node, "vendor") && device_address(node, bus, bdf);
}

/* The name of a device that is no PCI device. */
static const char *acpi_owner(xmlNodePtr node)
{
	static const char *const names[] = {"id", "description"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct value name = xml_attribute(node, names[i]);

		if (!value_is_blank(&name))
			return name.text;
	}

	struct value object = parse_field(node, "acpi_object");

	return object.present ? object.text : "device";
}

static enum bar_type resource_bar_type(xmlNodePtr node, bool memory)
{
	struct number width = attribute_number(node, "width");
	struct number prefetchable = attribute_number(node, "prefetchable");

	if (!memory)
		return BAR_IO;
	if (width.value != 64)
		return BAR_MEM32;
	return prefetchable.value == 1 ? BAR_MEM64_PREFETCH : BAR_MEM64;
}

/* v2.5 wrote 0 for the address of some 64-bit BARs: what lspci says of such a one stays. */
static void add_tree_bar(struct board_builder *builder, xmlNodePtr node, struct bdf bdf,
	unsigned index, const struct tree_range *range)
{
	bool memory = has_type(node, "memory");
	struct pci_bar *bar = board_bar(builder, board_find_device(builder, bdf), index);

	if (range->range.first == 0 && bar->loc.source != NULL)
		return;
	*bar = (struct pci_bar){
		.index = index,
		.type = resource_bar_type(node, memory),
		.has_address = range->range.first != 0,
		.address = range->range.first,
		.size = range->range.last - range->range.first + 1,
		.loc = range->loc,
		.listed = bar->listed,
	};
}

/* label and bdf: of a PCI device; bdf is NULL for another. */
static void add_device_resources(
	struct board_builder *builder, xmlNodePtr device, const char *label, const struct bdf *bdf)
{
	const char *owner = bdf == NULL ? acpi_owner(device) : NULL;
	struct parse_ids bars = {0};

	for (xmlNodePtr node = NULL; (node = xml_each(device, "resource", node)) != NULL;) {
		bool memory = has_type(node, "memory");
		struct tree_range range;
		unsigned index;
		bool bar = bdf != NULL && (memory || has_type(node, "io_port")) &&
			   bar_index(node, &index) && index < PCI_MAX_BARS;

		if ((!memory && !bar) || !parse_resource(builder, node, &range))
			continue;
		if (memory && bdf != NULL)
			board_take_device(builder, range.range, range.loc, label, *bdf);
		else if (memory)
			board_take(builder, range.range, range.loc, owner, strlen(owner));
		if (!bar)
			continue;

		struct value id = xml_attribute(node, "id");
		struct number number = {
			.text = id.text, .present = true, .form = NUMBER_DECIMAL, .value = index};

		parse_note_id(node, &number, &bars);
		add_tree_bar(builder, node, *bdf, index, &range);
	}
}

static bool has_capability(xmlNodePtr device, const char *name)
{
	for (xmlNodePtr node = NULL; (node = xml_each(device, "capability", node)) != NULL;) {
		struct value id = xml_attribute(node, "id");

		if (value_is(&id, name))
			return true;
	}
	return false;
}

static uint16_t id_of(xmlNodePtr device, const char *name)
{
	struct number id = parse_number_field(device, name);

	return number_valid(&id) && id.value <= UINT16_MAX ? (uint16_t)id.value : 0;
}

static void add_device(struct board_builder *builder, xmlNodePtr node, struct tree_bus bus)
{
	struct bdf bdf;
	bool is_pci = device_bdf(node, bus, &bdf);
	struct value id = xml_attribute(node, "id");
	const char *label = "";

	builder->config->tpm2 |= value_is(&id, "MSFT0101");

	if (is_pci) {
		struct pci_device *device = board_device(builder, bdf, xml_tag_loc(node));
		struct value description = xml_attribute(node, "description");

		if (device->label[0] == '\0')
			device->label = description.text;
		device->tree_loc = xml_tag_loc(node);
		device->tree_vendor = id_of(node, "vendor");
		device->tree_device = id_of(node, "identifier");
		if (device->vendor == 0 && device->device == 0) {
			device->vendor = device->tree_vendor;
			device->device = device->tree_device;
		}
		device->msix = has_capability(node, "MSI-X");
		label = device->label;
	}
	add_device_resources(builder, node, label, is_pci ? &bdf : NULL);
}

/* Whether the element says what only a PCI device has; without that it is a name in ACPI. */
static bool is_part_of_device(xmlNodePtr node)
{
	if (xml_has(node, "vendor") || xml_has(node, "identifier") || xml_has(node, "capability"))
		return true;
	for (xmlNodePtr bar = NULL; (bar = xml_each(node, "resource", bar)) != NULL;) {
		struct value id = parse_attribute(bar, "id");

		if (strncmp(id.text, "bar", strlen("bar")) == 0)
			return true;
	}
	return false;
}

/* An address on a PCI bus has one device: of a second part of it the BARs would be lost. */
static void note_device(struct board_builder *builder, xmlNodePtr node, struct tree_bus bus)
{
	struct bdf bdf;

	if (!is_part_of_device(node) || !device_address(node, bus, &bdf))
		return;
	if (builder->tree_device_at[bdf.bus] == NULL)
		builder->tree_device_at[bdf.bus] =
			arena_array(builder->ctx->arena, BUS_SIZE, sizeof(struct loc));

	struct loc *first = &builder->tree_device_at[bdf.bus][board_number_on_bus(bdf)];

	if (first->source == NULL)
		*first = xml_tag_loc(node);
	else
		parse_report_second(node, *first,
			arena_printf(builder->ctx->arena, " at " BDF_FORMAT, BDF_ARGS(bdf)));
}

static void add_devices(struct board_builder *builder, xmlNodePtr parent, struct tree_bus bus)
{
	for (xmlNodePtr node = xml_child(parent); node != NULL; node = xml_next(node)) {
		if (xml_is(node, "bus")) {
			struct number address = attribute_number(node, "address");
			struct tree_bus inner = {
				.pci = has_type(node, "pci") && number_valid(&address) &&
				       address.value <= UINT8_MAX,
				.number = (uint8_t)address.value,
			};

			add_devices(builder, node, inner);
		} else if (xml_is(node, "device")) {
			if (xml_is(parent, "bus"))
				note_device(builder, node, bus);
			add_device(builder, node, bus);
			add_devices(builder, node, bus);
		}
	}
}

/* Boards of later releases list their IOAPICs; on others the "IOAPIC n" lines were counted. */
static void count_ioapics(struct board_builder *builder, xmlNodePtr list)
{
	struct parse_ids ids = {0};
	size_t n = 0;

	for (xmlNodePtr node = NULL; (node = xml_each(list, "ioapic", node)) != NULL; n++) {
		struct number id = attribute_number(node, "id");

		parse_note_id(node, &id, &ids);
	}
	if (n > 0)
		builder->board->n_ioapics = n;
}

void board_tree_devices(struct board_builder *builder, xmlNodePtr devices, xmlNodePtr ioapics)
{
	count_ioapics(builder, ioapics);
	add_devices(builder, devices, (struct tree_bus){false, 0});
}
