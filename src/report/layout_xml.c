/*
 * layout.xml: every fact of the model and the layout, for programs and stylesheets. It prints;
 * what it computes is how a number is written.
 *
 * Numbers are decimal, in bytes. An address has its hexadecimal twin beside it (hpa="16777216",
 * hpa-hex="0x1000000"), a size its words (size-text="16 MiB"). Characters of names that could
 * move a cursor, reorder a line or are no XML are written as escapes (\x1b).
 */
#include "report/layout_xml.h"

#include <inttypes.h>
#include <libxml/chvalid.h>
#include <libxml/xmlstring.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "emit/common.h"
#include "base/utf8.h"
#include "xml/private.h" /* the reserve */

#define LAYOUT_XML_VERSION 1

/* libxml2 answers NULL when memory is short and takes NULL for an answer: seen once, at the end. It
   also forgets the text of an attribute, so the document is made with a reserve open. */
struct dump {
	const struct layout_facts *facts;
	bool failed;
};

/* ---- elements and attributes ------------------------------------------------------------- */

static xmlNodePtr add(struct dump *dump, xmlNodePtr parent, const char *name)
{
	xmlNodePtr node = xmlNewChild(parent, NULL, BAD_CAST name, NULL);

	if (node == NULL)
		dump->failed = true;
	return node;
}

static void set(struct dump *dump, xmlNodePtr node, const char *name, const char *value)
{
	if (xmlNewProp(node, BAD_CAST name, BAD_CAST value) == NULL)
		dump->failed = true;
}

static void set_number(struct dump *dump, xmlNodePtr node, const char *name, uint64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRIu64, value);
	set(dump, node, name, text);
}

static void set_flag(struct dump *dump, xmlNodePtr node, const char *name, bool value)
{
	set(dump, node, name, value ? "yes" : "no");
}

/* name="16777216" name-hex="0x1000000" */
static void set_address(struct dump *dump, xmlNodePtr node, const char *name, uint64_t value)
{
	char hex_name[32];
	char text[24];

	(void)snprintf(hex_name, sizeof(hex_name), "%s-hex", name);
	(void)snprintf(text, sizeof(text), "0x%" PRIx64, value);
	set_number(dump, node, name, value);
	set(dump, node, hex_name, text);
}

static void set_size(struct dump *dump, xmlNodePtr node, uint64_t size)
{
	char text[EMIT_SIZE_ROOM];

	emit_size_words(text, size);
	set_number(dump, node, "size", size);
	set(dump, node, "size-text", text);
}

/* The whole address space is one byte more than a size can say. */
static void set_range(struct dump *dump, xmlNodePtr node, struct range range)
{
	uint64_t size = range.last - range.first;

	set_address(dump, node, "first", range.first);
	set_address(dump, node, "last", range.last);
	set_size(dump, node, size == UINT64_MAX ? size : size + 1);
}

static void set_bdf(struct dump *dump, xmlNodePtr node, const char *name, struct bdf bdf)
{
	char text[16];

	(void)snprintf(text, sizeof(text), "%02x:%02x.%x", bdf.bus, bdf.device, bdf.function);
	set(dump, node, name, text);
}

/* One character as it can stand in XML: blanks for line breaks, escapes for what moves a cursor,
   and for the two noncharacters that UTF-8 has and XML has not. */
static int add_glyph(xmlBufferPtr buffer, const char *bytes, const struct utf8_glyph *glyph)
{
	char escape[16];
	int length = (int)glyph->size;

	if (bytes[0] == '\t' || bytes[0] == '\n' || bytes[0] == '\r')
		return xmlBufferCat(buffer, BAD_CAST " ");
	if (glyph->escape[0] != '\0')
		return xmlBufferCat(buffer, BAD_CAST glyph->escape);

	int character = xmlGetUTF8Char(BAD_CAST bytes, &length);

	if (character > 0 && xmlIsCharQ((unsigned)character))
		return xmlBufferAdd(buffer, BAD_CAST bytes, (int)glyph->size);
	(void)snprintf(escape, sizeof(escape), "\\u%04x", (unsigned)character);
	return xmlBufferCat(buffer, BAD_CAST escape);
}

/* A text of the input; an absent or blank one leaves no attribute. */
static void set_text(struct dump *dump, xmlNodePtr node, const char *name, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;

	size_t length = strlen(value);
	xmlBufferPtr buffer = xmlBufferCreate();

	for (size_t i = 0; buffer != NULL && i < length;) {
		struct utf8_glyph glyph = utf8_glyph(value + i, length - i);

		if (add_glyph(buffer, value + i, &glyph) != 0)
			dump->failed = true;
		i += glyph.size;
	}
	if (buffer == NULL)
		dump->failed = true;
	else
		set(dump, node, name, (const char *)xmlBufferContent(buffer));
	xmlBufferFree(buffer);
}

/* ---- references between elements --------------------------------------------------------- */

/* "hv0", "dm1": what the key attribute of a region says, and what others refer to it by. */
static void set_region(
	struct dump *dump, xmlNodePtr node, const char *name, const struct region *region)
{
	char text[32];

	(void)snprintf(
		text, sizeof(text), "%s%zu", region->land == LAND_HV ? "hv" : "dm", region->index);
	set(dump, node, name, text);
}

static void set_vm(struct dump *dump, xmlNodePtr node, const char *name, const struct vm *vm)
{
	set_number(dump, node, name, vm->id.value);
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

static xmlNodePtr add_map_range(struct dump *dump, xmlNodePtr parent, const struct map_range *range)
{
	xmlNodePtr node = add(dump, parent, "range");

	set(dump, node, "kind", map_kinds[range->kind]);
	set_text(dump, node, "owner", range->owner);
	set_range(dump, node, range->range);
	if (range->region != NULL)
		set_region(dump, node, "region", range->region);
	if (range->device != NULL)
		set(dump, node, "device", emit_device_type(range->device->type));
	if (range->bar != NULL)
		set_number(dump, node, "bar", range->bar->index);
	return node;
}

/* log2 and log2-before let a stylesheet scale a picture without recursion. */
static void add_map(struct dump *dump, xmlNodePtr parent, const struct map *map)
{
	xmlNodePtr node = add(dump, parent, "map");
	uint64_t before = 0;

	for (size_t i = 0; i < map->count; i++) {
		const struct map_range *range = &map->ranges[i];
		xmlNodePtr child = add_map_range(dump, node, range);
		unsigned power = log2_of(range->range);

		set_number(dump, child, "log2", power);
		set_number(dump, child, "log2-before", before);
		before += power;
		for (size_t k = 0; k < range->n_parts; k++)
			(void)add_map_range(dump, child, &range->parts[k]);
	}
	set_number(dump, node, "log2-sum", before);
}

/* ---- regions and memory ------------------------------------------------------------------ */

static void add_region(struct dump *dump, xmlNodePtr parent, const struct region *region,
	const struct layout_region *place)
{
	xmlNodePtr node = add(dump, parent, "region");
	bool hv = region->land == LAND_HV;

	set_region(dump, node, "key", region);
	set(dump, node, "land", hv ? "hv" : "dm");
	set_number(dump, node, "index", region->index);
	set_text(dump, node, "name", region->full_name);
	set_size(dump, node, region->size);
	set_number(dump, node, "id", number_valid(&region->id) ? region->id.value : 0);
	set_flag(dump, node, "doorbell", hv && dump->facts->in->target->msix_bar);
	set_flag(dump, node, "placed", hv && place->hpa != 0);
	if (hv && place->hpa != 0) {
		set_address(dump, node, "offset", place->offset);
		set_address(dump, node, "hpa", place->hpa);
		set_address(dump, node, "hpa-last", place->hpa + region->size - 1);
	}
	for (size_t i = 0; i < region->n_peers; i++)
		set_vm(dump, add(dump, node, "peer"), "vm", region->peers[i].vm);
}

static void add_regions(struct dump *dump, xmlNodePtr root)
{
	const struct config *config = dump->facts->in->config;
	const struct layout *layout = dump->facts->in->layout;
	xmlNodePtr node = add(dump, root, "regions");

	set_flag(dump, node, "enabled", config->enabled_effective);
	for (size_t i = 0; i < config->n_regions && config->enabled_effective; i++)
		add_region(dump, node, &config->regions[i], &layout->regions[i]);
}

static void add_memory(struct dump *dump, xmlNodePtr root)
{
	const struct layout *layout = dump->facts->in->layout;
	xmlNodePtr node = add(dump, root, "memory");
	xmlNodePtr child;

	if (layout->hv_ram_size != 0) {
		child = add(dump, node, "hv-ram");
		set_address(dump, child, "start", layout->hv_ram_start);
		set_size(dump, child, layout->hv_ram_size);
	}
	if (layout->pool_size != 0) {
		child = add(dump, node, "pool");
		set_size(dump, child, layout->pool_size);
		set_flag(dump, child, "placed", layout->pool_base != 0);
		set_flag(dump, child, "exact", layout->pool_base_exact);
		if (layout->pool_base != 0)
			set_address(dump, child, "base", layout->pool_base);
	}
	add_map(dump, node, &dump->facts->memory);
}

/* ---- VMs --------------------------------------------------------------------------------- */

static void add_bar(struct dump *dump, xmlNodePtr device, const struct bar *bar)
{
	xmlNodePtr node = add(dump, device, "bar");

	set_number(dump, node, "index", bar->index);
	set(dump, node, "type", emit_bar_type(bar->type));
	set_size(dump, node, bar->size);
	if (bar->guest_placed) {
		set(dump, node, "placed", "guest");
	} else if (!layout_bar_placed(bar)) {
		set(dump, node, "placed", "no");
	} else {
		set(dump, node, "placed", "yes");
		set_address(dump, node, "address", bar->address);
		set_address(dump, node, "last", bar->address + bar->size - (bar->size != 0));
	}
}

static void add_peers(
	struct dump *dump, xmlNodePtr node, const struct region *region, const struct vm *self)
{
	for (size_t i = 0; i < region->n_peers; i++) {
		if (region->peers[i].vm != self)
			set_vm(dump, add(dump, node, "peer"), "vm", region->peers[i].vm);
	}
}

/* A layout that was refused may have stopped before the BARs of a VM were even known. */
static const char *device_placed(const struct vm *vm, const struct layout_device *device)
{
	if (vm->kind == VM_POST_LAUNCHED)
		return "acrn-dm";
	if (device->type == DEVICE_IVSHMEM && device->n_bars == 0)
		return "no";
	for (size_t i = 0; i < device->n_bars; i++) {
		if (!layout_bar_placed(&device->bars[i]))
			return "no";
	}
	return "yes";
}

static void add_device(struct dump *dump, xmlNodePtr parent, const struct vm *vm,
	const struct layout_device *device)
{
	xmlNodePtr node = add(dump, parent, "device");

	set(dump, node, "type", emit_device_type(device->type));
	set(dump, node, "placed", device_placed(vm, device));
	if (device->has_vbdf) {
		set_bdf(dump, node, "vbdf", device->vbdf);
		set_flag(dump, node, "vbdf-given", device->vbdf_given);
	}
	if (device->passthrough != NULL) {
		set_bdf(dump, node, "pbdf", device->passthrough->bdf);
		if (device->passthrough->device != NULL)
			set_text(dump, node, "label", device->passthrough->device->label);
	}
	if (device->vuart != NULL) {
		set_number(dump, node, "vuart", device->vuart->index);
		if (device->vuart->target != NULL)
			set_vm(dump, node, "target-vm", device->vuart->target);
	}
	if (device->region != NULL)
		set_region(dump, node, "region", device->region);
	for (size_t i = 0; i < device->n_bars; i++)
		add_bar(dump, node, &device->bars[i]);
	if (device->region != NULL)
		add_peers(dump, node, device->region, vm);
}

/* acrn-dm makes the devices of dm-land; they stand in no table of the hypervisor. */
static void add_dm_devices(struct dump *dump, xmlNodePtr parent, const struct vm *vm)
{
	const struct config *config = dump->facts->in->config;
	const struct region *region;
	size_t position = 0;

	if (!config->enabled_effective)
		return;
	while ((region = config_next_region(config, LAND_DM, &position)) != NULL) {
		if (!region_has_vm(region, vm))
			continue;

		xmlNodePtr node = add(dump, parent, "device");

		set(dump, node, "type", "dm-ivshmem");
		set(dump, node, "placed", "acrn-dm");
		set_region(dump, node, "region", region);
		add_peers(dump, node, region, vm);
	}
}

static void add_claims(struct dump *dump, xmlNodePtr parent, const char *name,
	const struct claim *claims, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		xmlNodePtr node = add(dump, parent, name);

		set_text(dump, node, "owner", claims[i].owner);
		set_range(dump, node, claims[i].range);
	}
}

static void add_guest_memory(struct dump *dump, xmlNodePtr parent, const struct vm *vm)
{
	for (size_t i = 0; i < vm->n_memory; i++) {
		const struct memory_piece *piece = &vm->memory[i];

		if (!number_valid(&piece->length) || piece->length.value == 0)
			continue;

		xmlNodePtr node = add(dump, parent, "guest-memory");

		if (number_valid(&piece->start))
			set_address(dump, node, "hpa", piece->start.value);
		set_size(dump, node, piece->length.value);
	}
}

static void add_vm(
	struct dump *dump, xmlNodePtr parent, const struct layout_vm *table, const struct map *map)
{
	const struct vm *vm = table->vm;
	xmlNodePtr node = add(dump, parent, "vm");

	set_vm(dump, node, "id", vm);
	set_text(dump, node, "name", vm->name.text);
	set(dump, node, "kind", emit_vm_kind(vm->kind));
	set(dump, node, "kind-text", vm_kind_name(vm->kind));
	set_vm(dump, node, "peer-id", vm);
	set_number(dump, node, "mmio-handlers", table->mmio_handlers);
	add_guest_memory(dump, node, vm);
	for (size_t i = 0; i < table->n_devices; i++)
		add_device(dump, node, vm, &table->devices[i]);
	add_dm_devices(dump, node, vm);
	add_claims(dump, node, "window", table->windows, table->n_windows);
	add_claims(dump, node, "taken", table->taken, table->n_taken);
	add_map(dump, node, map);
}

static void add_capacities(struct dump *dump, xmlNodePtr root)
{
	const struct layout *layout = dump->facts->in->layout;
	const struct {
		const char *name;
		uint64_t value;
		bool raised;
	} rows[] = {
		{"MAX_EMULATED_MMIO", layout->max_emulated_mmio, layout->raise_emulated_mmio},
		{"MAX_MSIX_TABLE_NUM", layout->max_msix_table_num, layout->raise_msix_table_num},
		{"MAX_PCI_DEV_NUM", layout->max_pci_dev_num, layout->raise_pci_dev_num},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		xmlNodePtr node = add(dump, root, "capacity");

		set(dump, node, "name", rows[i].name);
		set_number(dump, node, "value", rows[i].value);
		set_flag(dump, node, "raised", rows[i].raised);
	}
}

/* ---- what was refused -------------------------------------------------------------------- */

static void add_conflicts(struct dump *dump, xmlNodePtr root)
{
	const struct diag_list *diags = dump->facts->in->refusal;

	for (size_t i = 0; diags != NULL && i < diags->count; i++) {
		const struct diag *diag = diags->items[i];

		if (diag->severity == DIAG_WARNING)
			continue;

		xmlNodePtr node = add(dump, root, "conflict");

		set(dump, node, "code", diag_infos[diag->code].code);
		set_text(dump, node, "title", diag_infos[diag->code].title);
		set_text(dump, node, "message", diag->message);
		for (const struct diag_note *note = diag->notes; note != NULL; note = note->next)
			set_text(dump, add(dump, node, "note"), "message", note->message);
	}
}

/* ---- the whole --------------------------------------------------------------------------- */

void layout_facts_collect(
	struct layout_facts *facts, struct arena *arena, const struct emit_input *in)
{
	struct pass pass = {.arena = arena, .target = in->target};
	const struct config *config = in->config;

	*facts = (struct layout_facts){.in = in};
	if (in->layout == NULL)
		return;
	facts->vms = arena_array(arena, config->n_vms, sizeof(*facts->vms));
	layout_map_memory(&pass, config, in->layout, &facts->memory);
	for (size_t i = 0; i < config->n_vms; i++)
		layout_map_vm(&pass, &in->layout->vms[i], &facts->vms[i]);
}

static void fill(struct dump *dump, xmlNodePtr root)
{
	const struct emit_input *in = dump->facts->in;
	const struct config *config = in->config;

	set_number(dump, root, "version", LAYOUT_XML_VERSION);
	if (in->target != NULL)
		set(dump, root, "target", in->target->name);
	set_text(dump, root, "board", emit_board_name(config));
	set_text(dump, root, "scenario", emit_scenario_name(config));
	set_flag(dump, root, "accepted", in->refusal == NULL);
	add_conflicts(dump, root);
	if (in->layout == NULL)
		return;
	add_regions(dump, root);
	add_memory(dump, root);
	for (size_t i = 0; i < config->n_vms; i++)
		add_vm(dump, root, &in->layout->vms[i], &dump->facts->vms[i]);
	add_capacities(dump, root);
}

xmlDocPtr layout_facts_document(const struct layout_facts *facts)
{
	struct dump dump = {.facts = facts};
	xmlDocPtr document = xmlNewDoc(BAD_CAST "1.0");
	xmlNodePtr root = xmlNewDocNode(document, NULL, BAD_CAST "acrn-layout", NULL);
	xmlNodePtr mark = xmlNewDocComment(document, BAD_CAST " " EMIT_MARK " ");

	if (document != NULL && root != NULL && mark != NULL) {
		(void)xmlDocSetRootElement(document, root);
		(void)xmlAddPrevSibling(root, mark);
		fill(&dump, root);
		if (!dump.failed)
			return document;
	} else {
		xmlFreeNode(mark);
		xmlFreeNode(root);
	}
	xmlFreeDoc(document);
	return NULL;
}

void emit_xml_bytes(struct text *out, xmlChar *bytes, size_t size)
{
	struct arena *arena = out->arena;
	jmp_buf *outer = arena->on_exhausted;
	jmp_buf here;
	xmlChar *const owned = bytes;

	if (owned == NULL)
		arena_exhausted(arena);
	if (setjmp(here) != 0) {
		xmlFree(owned);
		arena->on_exhausted = outer;
		arena_exhausted(arena);
	}
	arena->on_exhausted = &here;
	text_add_bytes(out, (const char *)owned, size);
	arena->on_exhausted = outer;
	xmlFree(owned);
}

void emit_layout_xml(struct text *out, const struct emit_input *in)
{
	struct layout_facts facts;
	struct xml_reserve reserve;
	xmlChar *bytes = NULL;
	int size = 0;

	layout_facts_collect(&facts, out->arena, in);
	xml_reserve_open(&reserve, out->arena);

	xmlDocPtr document = layout_facts_document(&facts);

	if (document != NULL)
		xmlDocDumpFormatMemoryEnc(document, &bytes, &size, "UTF-8", 1);
	xmlFreeDoc(document);
	/* What lies in the reserve can be freed as long as that is open. */
	if (reserve.needed) {
		xmlFree(bytes);
		bytes = NULL;
	}
	if (!xml_reserve_close(&reserve))
		arena_exhausted(out->arena);
	emit_xml_bytes(out, bytes, (size_t)size);
}
