/*
 * The board's text sections besides IOMEM_INFO and PCI_DEVICE, and its trees of processors and
 * caches: see model/board_config.h. A record that cannot be read becomes a fault of its section.
 */
#include "parse/board_section.h"

#include <string.h>

/* ---- CPU_BRAND, TPM_INFO ---- */

/* One C string without escapes: what is between the quotes is the brand. */
static void read_brand(struct section_reader *reader)
{
	struct line line = line_whole(&reader->text);
	size_t length = (size_t)(line.end - line.p);
	size_t start = (size_t)(line.p - reader->text.bytes) + 1;
	bool plain = length >= 2 && line.p[0] == '"' && line.end[-1] == '"';

	if (line_ends(&line))
		return;
	for (const char *p = line.p + 1; plain && p < line.end - 1; p++)
		plain = (unsigned char)*p >= ' ' && *p != '"' && *p != '\\' && *p != 0x7f;
	if (plain)
		reader->config->brand = xml_text_value(&reader->text, start, length - 2);
	else
		section_fault(reader, line_rest(&line), "it must be one C string without escapes");
}

static void read_tpm(struct section_reader *reader)
{
	struct board_config *config = reader->config;
	struct line record;

	while (section_next_record(reader, &record))
		config->tpm2 |= line_is(&record, "TPM2");
}

/* ---- lists of numbers ---- */

static void read_number_record(
	struct section_reader *reader, struct line *record, struct number_list *list)
{
	do {
		struct number number = section_take_number(record);

		if (!number_valid(&number)) {
			section_fault(reader, number.loc,
				"it must be a list of numbers with commas between them");
			return;
		}
		*ARRAY_ADD(reader->ctx->arena, list->items, list->count) = number;
	} while (line_take(record, ",") && !line_ends(record));
	if (!line_ends(record))
		section_fault(reader, line_rest(record),
			"it must be a list of numbers with commas between them");
}

static void read_number_list(struct section_reader *reader)
{
	struct board_config *config = reader->config;
	struct number_list *list =
		reader->section == BOARD_AVAILABLE_IRQ_INFO ? &config->irqs : &config->pcpus;
	struct line record;

	list->loc = reader->loc;
	while (section_next_record(reader, &record))
		read_number_record(reader, &record, list);
}

/* ---- TTYS_INFO ---- */

/* "base:0x3f8" into the field of that key; false: the key or its value is not known. */
static bool read_tty_word(const struct value *word, struct board_tty *tty)
{
	const char *colon = strchr(word->text, ':');
	struct value rest;
	size_t key;

	if (colon == NULL)
		return false;
	key = (size_t)(colon - word->text);
	rest = value_of(colon + 1, loc_part(word->loc, key + 1, word->loc.length));
	if (strncmp(word->text, "seri:", key + 1) == 0) {
		tty->path = rest;
	} else if (strncmp(word->text, "type:", key + 1) == 0) {
		tty->type = value_is(&rest, "mmio") ? TTY_MMIO : TTY_PORTIO;
		return value_is(&rest, "mmio") || value_is(&rest, "portio");
	} else if (strncmp(word->text, "base:", key + 1) == 0) {
		tty->base = parse_number(rest);
		return number_valid(&tty->base);
	} else if (strncmp(word->text, "irq:", key + 1) == 0) {
		tty->irq = parse_number(rest);
		return number_valid(&tty->irq);
	} else if (strncmp(word->text, "bdf:", key + 1) == 0) {
		const char *end = rest.text + strlen(rest.text);

		/* One board writes bdf:0:22.3 for 00:16.3 on a port that has no use for it. */
		tty->bdf_text = rest;
		end = rest.text[0] == '"' ? parse_bdf(rest.text + 1, end, &tty->bdf) : NULL;
		tty->has_bdf = end != NULL && (*end == '"' || *end == '\0');
	} else {
		return false;
	}
	return !value_is_blank(&rest);
}

static void read_ttys(struct section_reader *reader)
{
	struct board_config *config = reader->config;
	struct line record;

	while (section_next_record(reader, &record)) {
		struct board_tty tty = {.loc = line_rest(&record)};
		bool good = true;

		tty.base.loc = tty.loc;
		tty.irq.loc = tty.loc;
		tty.bdf_text.loc = tty.loc;
		while (good && !line_ends(&record)) {
			struct value word = line_take_value(&record, line_word_end(&record));

			good = read_tty_word(&word, &tty);
		}
		if (!good || value_is_blank(&tty.path) || !number_valid(&tty.base)) {
			section_fault(reader, tty.loc,
				"a port is 'seri:PATH type:portio base:N irq:N', or 'type:mmio'");
			continue;
		}
		tty.name = last_component(tty.path.text);
		*ARRAY_ADD(reader->ctx->arena, config->ttys, config->n_ttys) = tty;
	}
}

/* ---- CLOS_INFO ---- */

static void read_resource_names(
	struct section_reader *reader, struct line *record, struct board_config *config)
{
	static const char *const names[] = {[RDT_L2] = "L2", [RDT_L3] = "L3", [RDT_MBA] = "MBA"};

	while (!line_ends(record)) {
		struct rdt_resource resource = {.loc = line_rest(record)};
		size_t kind = 0;

		while (kind < 3 && !line_take(record, names[kind]))
			kind++;
		if (kind == 3 || (!line_take(record, ",") && !line_ends(record))) {
			section_fault(reader, resource.loc, "resources are L2, L3 and MBA");
			return;
		}
		resource.kind = (enum rdt_kind)kind;
		resource.loc.length = (uint32_t)strlen(names[kind]);
		resource.clos_max.loc = resource.loc;
		resource.mask_max.loc = resource.loc;
		*ARRAY_ADD(reader->ctx->arena, config->rdt, config->n_rdt) = resource;
	}
}

/* One number for each resource, with quotes or without. */
static void read_resource_numbers(
	struct section_reader *reader, struct line *record, struct board_config *config, bool masks)
{
	for (size_t i = 0; i < config->n_rdt; i++) {
		bool quoted = line_take(record, "'");
		struct number number = section_take_number(record);
		bool last = i + 1 == config->n_rdt;

		if (!number_valid(&number) || (quoted && !line_take(record, "'")) ||
			(last ? !line_ends(record) : !line_take(record, ","))) {
			section_fault(
				reader, number.loc, "it must give one number for each resource");
			return;
		}
		*(masks ? &config->rdt[i].mask_max : &config->rdt[i].clos_max) = number;
	}
}

static void read_clos(struct section_reader *reader)
{
	struct board_config *config = reader->config;
	struct line record;

	while (section_next_record(reader, &record)) {
		if (line_take(&record, "rdt resources supported:"))
			read_resource_names(reader, &record, config);
		else if (line_take(&record, "rdt resource clos max:"))
			read_resource_numbers(reader, &record, config, false);
		else if (line_take(&record, "rdt resource mask max:"))
			read_resource_numbers(reader, &record, config, true);
		else
			section_fault(reader, line_rest(&record),
				"it must say 'rdt resources supported', 'rdt resource clos max' or 'rdt resource mask max'");
	}
	for (size_t i = 0; i < config->n_rdt; i++) {
		if (!number_valid(&config->rdt[i].clos_max) ||
			!number_valid(&config->rdt[i].mask_max))
			section_fault(reader, config->rdt[i].loc,
				"it must give 'clos max' and 'mask max' of each resource");
	}
}

/* ---- the trees ---- */

static enum core_type core_type_of(const struct value *text)
{
	if (value_is_blank(text))
		return CORE_UNSTATED;
	return value_is(text, "Core") ? CORE_CORE : value_is(text, "Atom") ? CORE_ATOM : CORE_OTHER;
}

/* Dies, modules and cores may lie between; the loader bounds the depth. */
static void read_threads(struct xml_node *parent, struct board_config *config)
{
	for (struct xml_node *node = xml_child(parent); node != NULL; node = xml_next(node)) {
		if (!xml_is(node, "thread")) {
			read_threads(node, config);
			continue;
		}

		struct board_cpu cpu = {
			.id = parse_number_field(node, "cpu_id"),
			.apic_id = parse_number_field(node, "apic_id"),
			.core_text = parse_field(node, "core_type"),
		};

		cpu.core = core_type_of(&cpu.core_text);
		*ARRAY_ADD(parent->ctx->arena, config->cpus, config->n_cpus) = cpu;
	}
}

static void read_capability(struct xml_node *node, struct board_cache *cache)
{
	struct value id = parse_attribute(node, "id");

	cache->cdp |= value_is(&id, "CDP");
	if (value_is(&id, "CAT")) {
		cache->cat = true;
		cache->capacity_mask_length = parse_number_field(node, "capacity_mask_length");
		cache->clos_number = parse_number_field(node, "clos_number");
	} else if (value_is(&id, "Software SRAM")) {
		cache->software_sram = true;
		cache->sram_start = parse_number_field(node, "start");
		cache->sram_end = parse_number_field(node, "end");
		cache->sram_waymask = parse_number_field(node, "waymask");
	}
}

static void read_caches(struct xml_node *list, struct board_config *config)
{

	for (struct xml_node *node = NULL; (node = xml_each(list, "cache", node)) != NULL;) {
		struct xml_node *processors = parse_once(node, "processors");
		struct board_cache cache = {
			.loc = xml_tag_loc(node),
			.level = parse_number_attribute(node, "level"),
			.id = parse_number_attribute(node, "id"),
			.type = parse_number_attribute(node, "type"),
		};

		if (processors != NULL)
			cache.apic_ids = parse_numbers(processors, "processor", false);
		for (struct xml_node *child = NULL;
			(child = xml_each(node, "capability", child)) != NULL;)
			read_capability(child, &cache);
		*ARRAY_ADD(list->ctx->arena, config->caches, config->n_caches) = cache;
	}
}

/* ---- the whole ---- */

static void (*const section_readers[N_BOARD_SECTIONS])(struct section_reader *reader) = {
	[BOARD_DRHD_INFO] = board_section_drhd,
	[BOARD_PM_INFO] = board_section_acpi,
	[BOARD_S3_INFO] = board_section_acpi,
	[BOARD_S5_INFO] = board_section_acpi,
	[BOARD_WAKE_VECTOR_INFO] = board_section_acpi,
	[BOARD_RESET_REGISTER_INFO] = board_section_acpi,
	[BOARD_MMCFG_BASE_INFO] = board_section_acpi,
	[BOARD_CPU_BRAND] = read_brand,
	[BOARD_CX_INFO] = board_section_cx,
	[BOARD_PX_INFO] = board_section_px,
	[BOARD_CLOS_INFO] = read_clos,
	[BOARD_TTYS_INFO] = read_ttys,
	[BOARD_AVAILABLE_IRQ_INFO] = read_number_list,
	[BOARD_CPU_PROCESSOR_INFO] = read_number_list,
	[BOARD_TPM_INFO] = read_tpm,
};

void board_read_config(struct board_builder *builder, struct xml_node *root)
{
	struct board_config *config = builder->config;

	for (enum board_section id = 0; id < N_BOARD_SECTIONS; id++) {
		struct xml_node *node = parse_once(root, board_section_names[id]);
		struct section_reader section = {
			.ctx = builder->ctx,
			.config = config,
			.section = id,
		};

		config->sections[id] = parse_section(root, board_section_names[id]);
		if (node == NULL)
			continue;
		section.loc = config->sections[id].loc;
		section.text = xml_text_of(node);
		section_readers[id](&section);
	}
	read_threads(parse_once(root, "processors"), config);
	read_caches(parse_once(root, "caches"), config);
}
