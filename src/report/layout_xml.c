/*
 * layout.xml: every fact of the model and the layout, for programs and stylesheets. It prints;
 * what it computes is how a number is written.
 *
 * Numbers are decimal, in bytes. An address is also there in hexadecimal (hpa="16777216",
 * hpa-hex="0x1000000"), a size its words (size-text="16 MiB"). Characters of names that could
 * move a cursor, reorder a line or are no XML are written as escapes (\x1b).
 */
#include "report/layout_xml.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/each.h"
#include "base/utf8.h"
#include "diag/render.h"
#include "emit/common.h"
#include "report/map.h"

#define LAYOUT_XML_VERSION 1

/* ---- elements and attributes ------------------------------------------------------------- */

/* The arena of the document that a node is in. */
static struct arena *arena_of(const xmlNode *node)
{
	return node->doc->_private;
}

static xmlNodePtr add(xmlNodePtr parent, const char *name)
{
	xmlNodePtr node = xmlNewChild(parent, NULL, BAD_CAST name, NULL);

	if (node == NULL)
		memory_exhausted();
	return node;
}

static void set(xmlNodePtr node, const char *name, const char *value)
{
	if (xmlNewProp(node, BAD_CAST name, BAD_CAST value) == NULL)
		memory_exhausted();
}

/* A value of at most VALUE_ROOM - 1 bytes. */
#define VALUE_ROOM 64u
static void setf(xmlNodePtr node, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void setf(xmlNodePtr node, const char *name, const char *format, ...)
{
	char value[VALUE_ROOM];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(value, sizeof(value), format, args);
	va_end(args);
	set(node, name, value);
}

static void set_number(xmlNodePtr node, const char *name, uint64_t value)
{
	setf(node, name, "%" PRIu64, value);
}

static void set_flag(xmlNodePtr node, const char *name, bool value)
{
	set(node, name, value ? "yes" : "no");
}

/* name="16777216" name-hex="0x1000000" */
static void set_address(xmlNodePtr node, const char *name, uint64_t value)
{
	char hex_name[32];

	(void)snprintf(hex_name, sizeof(hex_name), "%s-hex", name);
	set_number(node, name, value);
	setf(node, hex_name, "0x%" PRIx64, value);
}

static void set_size(xmlNodePtr node, uint64_t size)
{
	set_number(node, "size", size);
	set(node, "size-text", emit_size(arena_of(node), size));
}

/* The whole address space is one byte more than a size can say. */
static void set_range(xmlNodePtr node, struct range range)
{
	uint64_t size = range.last - range.first;

	set_address(node, "first", range.first);
	set_address(node, "last", range.last);
	set_size(node, size == UINT64_MAX ? size : size + 1);
}

/*
 * A text of the input; an absent or blank one leaves no attribute. Blanks for line breaks, escapes
 * for what moves a cursor and for U+FFFE and U+FFFF, which UTF-8 has and XML has not.
 */
static void set_text(xmlNodePtr node, const char *name, const char *value)
{
	struct text shown;

	if (value == NULL || value[0] == '\0')
		return;
	text_init(&shown, arena_of(node));
	for (size_t i = 0, length = strlen(value); i < length;) {
		struct utf8_glyph glyph = utf8_glyph(value + i, length - i);

		if (strchr("\t\n\r", value[i]) != NULL)
			text_add_char(&shown, ' ');
		else if (strncmp(value + i, "\xef\xbf\xbe", 3) == 0)
			text_add(&shown, "\\ufffe");
		else if (strncmp(value + i, "\xef\xbf\xbf", 3) == 0)
			text_add(&shown, "\\uffff");
		else
			utf8_add_glyph(&shown, value + i, &glyph);
		i += glyph.size;
	}
	set(node, name, shown.bytes);
}

/* ---- references between elements --------------------------------------------------------- */

/* "hv0", "dm1": what the key attribute of a region says, and what others refer to it by. */
static void set_region(xmlNodePtr node, const char *name, const struct region *region)
{
	setf(node, name, "%s%zu", region->land == LAND_HV ? "hv" : "dm", region->index);
}

static void set_vm(xmlNodePtr node, const char *name, const struct vm *vm)
{
	set_number(node, name, vm->id.value);
}

/* The VMs of a region but self, which may be NULL. */
static void add_peers(xmlNodePtr node, const struct region *region, const struct vm *self)
{
	EACH (const struct region_peer, peer, region, peers) {
		if (peer->vm != self)
			set_vm(add(node, "peer"), "vm", peer->vm);
	}
}

/* ---- maps -------------------------------------------------------------------------------- */

static const char *const map_kinds[] = {
	[MAP_HOLE] = "hole",
	[MAP_RAM] = "ram",
	[MAP_FREE] = "free",
	[MAP_TAKEN] = "taken",
	[MAP_GUEST_RAM] = "guest-ram",
	[MAP_VM_MEMORY] = "vm-memory",
	[MAP_HYPERVISOR] = "hypervisor",
	[MAP_BAR] = "bar",
	[MAP_REGION] = "region",
};

static unsigned log2_of(struct range range)
{
	uint64_t size = range.last - range.first;
	unsigned power = 0;

	/* size is one less than it is: 4095 counts as 4096 */
	while (power < 63 && size >> power > 1)
		power++;
	return size == 0 ? 0 : power + ((size & (size + 1)) == 0);
}

static xmlNodePtr add_map_range(xmlNodePtr parent, const struct map_range *range)
{
	xmlNodePtr node = add(parent, "range");

	set(node, "kind", map_kinds[range->kind]);
	set_text(node, "owner", range->owner);
	set_range(node, range->range);
	if (range->region != NULL)
		set_region(node, "region", range->region);
	if (range->device != NULL)
		set(node, "device", emit_device_type(range->device->type));
	if (range->bar != NULL)
		set_number(node, "bar", range->bar->index);
	return node;
}

/* log2 and log2-before let a stylesheet scale a picture without recursion. */
static void add_map(xmlNodePtr parent, struct map *map)
{
	xmlNodePtr node = add(parent, "map");
	uint64_t before = 0;

	layout_map_fold(arena_of(node), map);
	EACH (const struct map_range, range, map, ranges) {
		xmlNodePtr child = add_map_range(node, range);
		unsigned power = log2_of(range->range);

		set_number(child, "log2", power);
		set_number(child, "log2-before", before);
		before += power;
		EACH (const struct map_range, part, range, parts) {
			(void)add_map_range(child, part);
		}
	}
	set_number(node, "log2-sum", before);
}

/* ---- regions and memory ------------------------------------------------------------------ */

static void add_region(const struct emit_input *in, xmlNodePtr parent, const struct region *region,
	const struct layout_region *place)
{
	xmlNodePtr node = add(parent, "region");
	bool hv = region->land == LAND_HV;

	set_region(node, "key", region);
	set(node, "land", hv ? "hv" : "dm");
	set_number(node, "index", region->index);
	set_text(node, "name", region->full_name);
	set_size(node, region->size);
	set_number(node, "id", number_valid(&region->id) ? region->id.value : 0);
	set_flag(node, "doorbell", hv && in->target->msix_bar);
	set_flag(node, "placed", hv && place->hpa != 0);
	if (hv && place->hpa != 0) {
		set_address(node, "offset", place->offset);
		set_address(node, "hpa", place->hpa);
		set_address(node, "hpa-last", place->hpa + region->size - 1);
	}
	add_peers(node, region, NULL);
}

static void add_regions(const struct emit_input *in, xmlNodePtr root)
{
	const struct config *config = in->config;
	const struct layout *layout = in->layout;
	xmlNodePtr node = add(root, "regions");

	set_flag(node, "enabled", config->enabled_effective);
	for (size_t i = 0; i < config->n_regions && config->enabled_effective; i++)
		add_region(in, node, &config->regions[i], &layout->regions[i]);
}

static void add_memory(const struct emit_input *in, xmlNodePtr root)
{
	struct context ctx = {.arena = arena_of(root), .target = in->target};
	const struct layout *layout = in->layout;
	struct map map;
	xmlNodePtr node = add(root, "memory");
	xmlNodePtr child;

	if (layout->hv_ram_size != 0) {
		child = add(node, "hv-ram");
		set_address(child, "start", layout->hv_ram_start);
		set_size(child, layout->hv_ram_size);
	}
	if (layout->pool_size != 0) {
		child = add(node, "pool");
		set_size(child, layout->pool_size);
		set_flag(child, "placed", layout->pool_base != 0);
		set_flag(child, "exact", layout->pool_base_exact);
		if (layout->pool_base != 0)
			set_address(child, "base", layout->pool_base);
	}
	layout_map_memory(&ctx, in->config, layout, &map);
	add_map(node, &map);
}

/* ---- VMs --------------------------------------------------------------------------------- */

static void add_bar(xmlNodePtr device, const struct bar *bar)
{
	xmlNodePtr node = add(device, "bar");

	set_number(node, "index", bar->index);
	set(node, "type", emit_bar_type(bar->type));
	set_size(node, bar->size);
	if (bar->guest_placed) {
		set(node, "placed", "guest");
	} else if (!layout_bar_placed(bar)) {
		set(node, "placed", "no");
	} else {
		set(node, "placed", "yes");
		set_address(node, "address", bar->address);
		set_address(node, "last", bar->address + bar->size - (bar->size != 0));
	}
}

/* A layout that was refused may have stopped before the BARs of a VM were even known. */
static const char *device_placed(const struct vm *vm, const struct layout_device *device)
{
	if (vm->kind == VM_POST_LAUNCHED)
		return "acrn-dm";
	if (device->type == DEVICE_IVSHMEM && device->n_bars == 0)
		return "no";
	EACH (const struct bar, bar, device, bars) {
		if (!layout_bar_placed(bar))
			return "no";
	}
	return "yes";
}

static void add_device(xmlNodePtr parent, const struct vm *vm, const struct layout_device *device)
{
	xmlNodePtr node = add(parent, "device");

	set(node, "type", emit_device_type(device->type));
	set(node, "placed", device_placed(vm, device));
	if (device->has_vbdf) {
		setf(node, "vbdf", BDF_FORMAT, BDF_ARGS(device->vbdf));
		set_flag(node, "vbdf-given", device->vbdf_given);
	}
	if (device->passthrough != NULL) {
		setf(node, "pbdf", BDF_FORMAT, BDF_ARGS(device->passthrough->bdf));
		if (device->passthrough->device != NULL)
			set_text(node, "label", device->passthrough->device->label);
	}
	if (device->vuart != NULL) {
		set_number(node, "vuart", device->vuart->index);
		if (device->vuart->target != NULL)
			set_vm(node, "target-vm", device->vuart->target);
	}
	if (device->region != NULL)
		set_region(node, "region", device->region);
	EACH (const struct bar, bar, device, bars) {
		add_bar(node, bar);
	}
	if (device->region != NULL)
		add_peers(node, device->region, vm);
}

/* acrn-dm makes the devices of dm-land; they are in no table of the hypervisor. */
static void add_dm_devices(const struct emit_input *in, xmlNodePtr parent, const struct vm *vm)
{
	EACH (const struct region, region, in->config, regions) {
		if (!in->config->enabled_effective || region->land != LAND_DM ||
			!region_has_vm(region, vm))
			continue;

		xmlNodePtr node = add(parent, "device");

		set(node, "type", "dm-ivshmem");
		set(node, "placed", "acrn-dm");
		set_region(node, "region", region);
		add_peers(node, region, vm);
	}
}

static void add_claim(xmlNodePtr parent, const char *name, const struct claim *claim)
{
	xmlNodePtr node = add(parent, name);

	set_text(node, "owner", claim->owner);
	set_range(node, claim->range);
}

static void add_guest_memory(xmlNodePtr parent, const struct vm *vm)
{
	EACH (const struct memory_piece, piece, vm, memory) {
		if (!number_valid(&piece->length) || piece->length.value == 0)
			continue;

		xmlNodePtr node = add(parent, "guest-memory");

		if (number_valid(&piece->start))
			set_address(node, "hpa", piece->start.value);
		set_size(node, piece->length.value);
	}
}

static void add_vm(const struct emit_input *in, xmlNodePtr parent, const struct layout_vm *table)
{
	struct context ctx = {.arena = arena_of(parent), .target = in->target};
	const struct vm *vm = table->vm;
	struct map map;
	xmlNodePtr node = add(parent, "vm");

	set_vm(node, "id", vm);
	set_text(node, "name", vm->name.text);
	set(node, "kind", emit_vm_kind(vm->kind));
	set(node, "kind-text", vm_kind_name(vm->kind));
	set_vm(node, "peer-id", vm);
	set_number(node, "mmio-handlers", table->mmio_handlers);
	add_guest_memory(node, vm);
	EACH (const struct layout_device, device, table, devices) {
		add_device(node, vm, device);
	}
	add_dm_devices(in, node, vm);
	EACH (const struct claim, window, table, windows) {
		add_claim(node, "window", window);
	}
	EACH (const struct claim, taken, table, taken) {
		add_claim(node, "taken", taken);
	}
	layout_map_vm(&ctx, table, &map);
	add_map(node, &map);
}

static void add_capacities(const struct emit_input *in, xmlNodePtr root)
{
	const struct layout *layout = in->layout;
	const struct {
		const char *name;
		uint64_t value;
		bool raised;
	} rows[] = {
		{"MAX_EMULATED_MMIO", layout->emulated_mmio.max, layout->emulated_mmio.raise},
		{"MAX_MSIX_TABLE_NUM", layout->msix_table_num.max, layout->msix_table_num.raise},
		{"MAX_PCI_DEV_NUM", layout->pci_dev_num.max, layout->pci_dev_num.raise},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		xmlNodePtr node = add(root, "capacity");

		set(node, "name", rows[i].name);
		set_number(node, "value", rows[i].value);
		set_flag(node, "raised", rows[i].raised);
	}
}

/* ---- what was refused -------------------------------------------------------------------- */

/* Columns of a source line; the text report adds a margin and fills 80. */
#define SOURCE_WIDTH 70u

/* The last part of a file's name: no output holds a path. */
static void set_file(xmlNodePtr node, const char *name)
{
	const char *slash = name == NULL ? NULL : strrchr(name, '/');

	set_text(node, "file", slash == NULL ? name : slash + 1);
}

static void set_place(xmlNodePtr node, const char *file, struct position position)
{
	set_file(node, file);
	if (position.line == 0)
		return;
	set_number(node, "line", position.line);
	set_number(node, "column", position.column);
}

static void add_source(xmlNodePtr parent, const struct diag *diag)
{
	static const char *const names[] = {"before", "marked", "after"};
	struct text parts[3];
	xmlNodePtr node = add(parent, "source");

	for (size_t i = 0; i < 3; i++)
		text_init(&parts[i], arena_of(node));
	diag_excerpt(diag, SOURCE_WIDTH, &parts[0], &parts[1], &parts[2]);
	for (size_t i = 0; i < 3; i++)
		set_text(node, names[i], parts[i].bytes);
}

static void add_conflict(xmlNodePtr root, const struct diag *diag)
{
	xmlNodePtr node = add(root, "conflict");

	set(node, "code", diag_infos[diag->code].code);
	set_text(node, "title", diag_infos[diag->code].title);
	set_text(node, "message", diag->message);
	set_text(node, "hint", diag->hint);
	set_place(node, diag->file, diag->position);
	if (diag->position.line != 0)
		add_source(node, diag);
	EACH (const struct diag_note, note, diag, notes) {
		xmlNodePtr child = add(node, "note");

		set_text(child, "message", note->message);
		if (note->loc.source != NULL)
			set_place(child, note->loc.source->name, note->position);
	}
	EACH (const struct diag_fix, fix, diag, fixes) {
		set_text(add(node, "fix"), "message", fix->message);
	}
}

static void add_conflicts(const struct emit_input *in, xmlNodePtr root)
{
	const struct diag_list *diags = in->refusal;

	for (size_t i = 0; diags != NULL && i < diags->count; i++) {
		if (diags->items[i]->severity != DIAG_WARNING)
			add_conflict(root, diags->items[i]);
	}
}

/* ---- the whole --------------------------------------------------------------------------- */

static void fill(const struct emit_input *in, xmlNodePtr root)
{
	const struct config *config = in->config;

	set_number(root, "version", LAYOUT_XML_VERSION);
	if (in->target != NULL)
		set(root, "target", in->target->name);
	set_text(root, "board", emit_board_name(config));
	set_text(root, "scenario", emit_scenario_name(config));
	if (emit_scenario_name(config) == NULL && config->source != NULL)
		set_file(root, config->source->name);
	set_flag(root, "accepted", in->refusal == NULL);
	add_conflicts(in, root);
	if (in->layout == NULL || in->target == NULL)
		return;
	add_regions(in, root);
	add_memory(in, root);
	for (size_t i = 0; i < config->n_vms; i++)
		add_vm(in, root, &in->layout->vms[i]);
	add_capacities(in, root);
}

xmlDocPtr layout_document(struct arena *arena, const struct emit_input *in)
{
	xmlDocPtr document = xmlNewDoc(BAD_CAST "1.0");
	xmlNodePtr root = xmlNewDocNode(document, NULL, BAD_CAST "acrn-layout", NULL);
	xmlNodePtr mark = xmlNewDocComment(document, BAD_CAST " " EMIT_MARK " ");

	if (document == NULL || root == NULL || mark == NULL)
		memory_exhausted();
	(void)xmlDocSetRootElement(document, root);
	(void)xmlAddPrevSibling(root, mark);
	document->_private = arena; /* for set_text(); libxml2 leaves it alone */
	fill(in, root);
	document->_private = NULL;
	return document;
}

void emit_xml_bytes(struct text *out, xmlChar *bytes, size_t size)
{
	if (bytes == NULL)
		memory_exhausted();
	text_add_bytes(out, (const char *)bytes, size);
	xmlFree(bytes);
}

void emit_layout_xml(struct text *out, const struct emit_input *in)
{
	xmlDocPtr document = layout_document(out->arena, in);
	xmlChar *bytes = NULL;
	int size = 0;

	xmlDocDumpFormatMemoryEnc(document, &bytes, &size, "UTF-8", 1);
	xmlFreeDoc(document);
	emit_xml_bytes(out, bytes, (size_t)size);
}
