/*
 * The board's trees, from v2.5 on: <memory> is the firmware's RAM map, <devices> holds buses and
 * devices, ACPI names among them, with their resources at any depth (which the loader bounds).
 */
#include "parse/board_private.h"

#include <inttypes.h>
#include <string.h>

static struct number attribute_number(struct xml_node *node, const char *name)
{
	return parse_number(xml_attribute(node, name));
}

/* The attributes first and last of node; reports what cannot be read. */
static bool read_range(struct board_builder *builder, struct xml_node *node, const char *first_name,
	const char *last_name, struct claim *claim)
{
	struct number first = attribute_number(node, first_name);
	struct number last = attribute_number(node, last_name);
	const struct number *bad = !number_valid(&first) ? &first : &last;

	claim->range = (struct range){first.value, last.value};
	claim->loc = first.loc;
	if (number_valid(bad))
		return true;
	builder->board->map_damaged = true;
	diag_add(builder->ctx->diags, DIAG_BRD004, bad->loc,
		"'%s' of this %s is '%s'; it must be a number of at most 64 bits",
		bad == &first ? first_name : last_name, node->name, bad->text);
	return false;
}

/* ---- <memory> ---- */

bool board_tree_ram(struct board_builder *builder, struct xml_node *memory)
{
	for (struct xml_node *node = NULL; (node = xml_each(memory, "range", node)) != NULL;) {
		struct value id = xml_attribute(node, "id");
		struct claim ram = {.owner = "System RAM"};

		if ((!value_is_blank(&id) && !value_is(&id, "RAM")) ||
			!read_range(builder, node, "start", "end", &ram))
			continue;
		if (ram.range.last >= ram.range.first) {
			board_add_claim(builder, &builder->ram, ram);
			continue;
		}
		builder->board->map_damaged = true;
		diag_add(builder->ctx->diags, DIAG_BRD004, ram.loc,
			"this RAM range ends at 0x%" PRIx64 ", below its start", ram.range.last);
	}
	return builder->ram.count > 0;
}

/* ---- <devices> ---- */

/* A resource that is there: one in eight of real boards is disabled, its end below its start. */
static bool read_resource(struct board_builder *builder, struct xml_node *node, struct claim *claim)
{
	struct number length = attribute_number(node, "len");

	if (number_valid(&length) && length.value == 0)
		return false;
	return read_range(builder, node, "min", "max", claim) &&
	       claim->range.last >= claim->range.first;
}

/* "" if it is not there. */
static const char *attribute_text(struct xml_node *node, const char *name)
{
	const struct xml_attribute *attribute = xml_find_attribute(node, name);

	return attribute == NULL ? "" : attribute->value;
}

static bool has_type(struct xml_node *node, const char *type)
{
	return strcmp(attribute_text(node, "type"), type) == 0;
}

static bool is_bar(struct xml_node *resource)
{
	return strncmp(attribute_text(resource, "id"), "bar", 3) == 0;
}

/* The number after "bar" in a resource's id; PCI_MAX_BARS: it is no BAR. */
static unsigned bar_index(struct xml_node *resource)
{
	const char *id = attribute_text(resource, "id");

	if (!is_bar(resource) || id[3] < '0' || id[3] > '5' || id[4] != '\0')
		return PCI_MAX_BARS;
	return (unsigned)(id[3] - '0');
}

static void add_bus_windows(struct board_builder *builder, struct xml_node *bus)
{
	for (struct xml_node *node = NULL; (node = xml_each(bus, "resource", node)) != NULL;) {
		struct claim window = {.owner = "PCI window"};

		if (has_type(node, "memory") && xml_find_attribute(node, "width") == NULL &&
			!is_bar(node) && read_resource(builder, node, &window) &&
			window.range.first >= MIB)
			board_add_claim(builder, &builder->windows, window);
	}
}

static void add_windows(struct board_builder *builder, struct xml_node *parent)
{
	for (struct xml_node *node = xml_child(parent); node != NULL; node = xml_next(node)) {
		bool bus = xml_is(node, "bus");

		if (bus)
			add_bus_windows(builder, node);
		if (bus || xml_is(node, "device"))
			add_windows(builder, node);
	}
}

bool board_tree_windows(struct board_builder *builder, struct xml_node *devices)
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
static bool device_address(struct xml_node *node, struct tree_bus bus, struct bdf *bdf)
{
	struct number address = attribute_number(node, "address");
	uint64_t device = address.value >> 16;
	uint64_t function = address.value & 0xffff;

	if (!bus.pci || !number_valid(&address) || device > 31 || function > 7)
		return false;
	*bdf = (struct bdf){bus.number, (uint8_t)device, (uint8_t)function};
	return true;
}

/* The name of a device that is no PCI device. */
static const char *acpi_owner(struct xml_node *node)
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

static enum bar_type resource_bar_type(struct xml_node *node)
{
	struct number width = attribute_number(node, "width");
	struct number prefetchable = attribute_number(node, "prefetchable");

	if (!has_type(node, "memory"))
		return BAR_IO;
	if (width.value != 64)
		return BAR_MEM32;
	return prefetchable.value == 1 ? BAR_MEM64_PREFETCH : BAR_MEM64;
}

/* v2.5 wrote 0 for the address of some 64-bit BARs: what lspci says of such a one stays. */
static void add_bar(struct board_builder *builder, struct xml_node *node, struct bdf bdf,
	unsigned index, const struct claim *claim)
{
	struct pci_bar *bar = board_bar(builder, board_find_device(builder, bdf), index);

	if (claim->range.first == 0 && bar->loc.source != NULL)
		return;
	*bar = (struct pci_bar){
		.index = index,
		.type = resource_bar_type(node),
		.has_address = claim->range.first != 0,
		.address = claim->range.first,
		.size = claim->range.last - claim->range.first + 1,
		.loc = claim->loc,
		.listed = bar->listed,
	};
}

/* bdf: NULL for a device that is no PCI device. */
static void add_resources(struct board_builder *builder, struct xml_node *device, const char *owner,
	const struct bdf *bdf)
{
	struct parse_ids bars = {0};

	for (struct xml_node *node = NULL; (node = xml_each(device, "resource", node)) != NULL;) {
		bool memory = has_type(node, "memory");
		struct claim claim = {.owner = owner};
		unsigned index = bar_index(node);
		bool bar = bdf != NULL && (memory || has_type(node, "io_port")) &&
			   index < PCI_MAX_BARS;

		if ((!memory && !bar) || !read_resource(builder, node, &claim))
			continue;
		if (memory)
			board_take(builder, claim);
		if (!bar)
			continue;

		struct number number = {
			.text = xml_attribute(node, "id").text,
			.form = NUMBER_DECIMAL,
			.value = index,
		};

		parse_note_id(node, &number, &bars);
		add_bar(builder, node, *bdf, index, &claim);
	}
}

static bool has_capability(struct xml_node *device, const char *name)
{
	for (struct xml_node *node = NULL; (node = xml_each(device, "capability", node)) != NULL;) {
		struct value id = xml_attribute(node, "id");

		if (value_is(&id, name))
			return true;
	}
	return false;
}

static uint16_t id_of(struct xml_node *device, const char *name)
{
	struct number id = parse_number_field(device, name);

	return number_valid(&id) && id.value <= UINT16_MAX ? (uint16_t)id.value : 0;
}

static void add_device(struct board_builder *builder, struct xml_node *node, struct tree_bus bus)
{
	struct value id = xml_attribute(node, "id");
	struct pci_device *device;
	const char *owner;
	struct bdf bdf;

	builder->config->tpm2 |= value_is(&id, "MSFT0101");
	/* A device with a vendor on a PCI bus is one; the others are ACPI names. */
	if (!xml_has(node, "vendor") || !device_address(node, bus, &bdf)) {
		owner = acpi_owner(node);
		add_resources(builder, node, board_owner(builder, owner, strlen(owner)), NULL);
		return;
	}
	device = board_device(builder, bdf, xml_tag_loc(node));
	if (device->label[0] == '\0')
		device->label = xml_attribute(node, "description").text;
	device->tree_loc = xml_tag_loc(node);
	device->tree_vendor = id_of(node, "vendor");
	device->tree_device = id_of(node, "identifier");
	if (device->vendor == 0 && device->device == 0) {
		device->vendor = device->tree_vendor;
		device->device = device->tree_device;
	}
	device->msix = has_capability(node, "MSI-X");
	add_resources(builder, node, board_device_owner(builder, device->label, bdf), &bdf);
}

/* Whether the element says what only a PCI device has; without that it is a name in ACPI. */
static bool is_part_of_device(struct xml_node *node)
{
	if (xml_has(node, "vendor") || xml_has(node, "identifier") || xml_has(node, "capability"))
		return true;
	for (struct xml_node *bar = NULL; (bar = xml_each(node, "resource", bar)) != NULL;) {
		struct value id = parse_attribute(bar, "id");

		if (strncmp(id.text, "bar", strlen("bar")) == 0)
			return true;
	}
	return false;
}

/* An address on a PCI bus has one device: of a second part of it the BARs would be lost. */
static void note_device(struct board_builder *builder, struct xml_node *node, struct tree_bus bus)
{
	struct bdf bdf;

	if (!is_part_of_device(node) || !device_address(node, bus, &bdf))
		return;

	struct loc *first = &board_slot(builder, bdf)->tree_loc;

	if (first->source == NULL)
		*first = xml_tag_loc(node);
	else
		parse_report_second(node, *first,
			arena_printf(builder->ctx->arena, " at " BDF_FORMAT, BDF_ARGS(bdf)));
}

static void add_devices(struct board_builder *builder, struct xml_node *parent, struct tree_bus bus)
{
	for (struct xml_node *node = xml_child(parent); node != NULL; node = xml_next(node)) {
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
static void count_ioapics(struct board_builder *builder, struct xml_node *list)
{
	struct parse_ids ids = {0};
	size_t n = 0;

	for (struct xml_node *node = NULL; (node = xml_each(list, "ioapic", node)) != NULL; n++) {
		struct number id = attribute_number(node, "id");

		parse_note_id(node, &id, &ids);
	}
	if (n > 0)
		builder->board->n_ioapics = n;
}

void board_tree_devices(
	struct board_builder *builder, struct xml_node *devices, struct xml_node *ioapics)
{
	count_ioapics(builder, ioapics);
	add_devices(builder, devices, (struct tree_bus){false, 0});
}
