/*
 * The IVSHMEM element. Each region says by its shape which dialect it is written in: text of
 * commas, or child elements (in files of early 2022 with the name as an attribute).
 */
#include "parse/parse.h"

#include <string.h>

#define N_REGION_FIELDS 3u

static bool is_element_region(struct xml_node *node)
{
	if (xml_child(node) != NULL || xml_find_attribute(node, "name") != NULL)
		return true;

	struct value text = xml_value(node);

	return value_is_blank(&text) && parse_near_attribute(node, "name") != NULL;
}

/* "0 : 2", length bytes from start on: ids between colons, each with a place. */
static void parse_peer_ids(
	const struct xml_text *text, size_t start, size_t length, struct region *region)
{
	size_t end = start + length;

	while (start <= end) {
		size_t colon = start + strcspn(text->bytes + start, ":,");
		struct value id = xml_text_value(text, start, colon - start);

		*ARRAY_ADD(text->ctx->arena, region->peers, region->n_peers) = (struct region_peer){
			.id = parse_number(id),
			.name = value_absent(id.loc),
			.vbdf_text = value_absent(id.loc),
		};
		start = colon + 1;
	}
}

static bool looks_like_size(const char *text)
{
	return text[0] != '\0' && strspn(text, "0123456789") == strlen(text);
}

static bool looks_like_vms(const char *text)
{
	return strchr(text, ':') != NULL && strspn(text, "0123456789: \t\n") == strlen(text);
}

/* The fields in the right order, if each can be recognised and they are in another. */
static const char *fields_in_order(struct context *ctx, const struct value *values)
{
	const char *name = NULL;
	const char *size = NULL;
	const char *vms = NULL;

	for (size_t i = 0; i < N_REGION_FIELDS; i++) {
		if (land_of_name(values[i].text) != LAND_NONE)
			name = values[i].text;
		else if (looks_like_size(values[i].text))
			size = values[i].text;
		else if (looks_like_vms(values[i].text))
			vms = values[i].text;
	}
	if (name == NULL || size == NULL || vms == NULL ||
		(name == values[0].text && size == values[1].text))
		return NULL;
	return arena_printf(ctx->arena, "%s, %s, %s", name, size, vms);
}

/* "hv:/name, 2, 0:2"; any number of fields gives a region, with what can be had of it. Its place is
   known. */
static void parse_string_region(const struct xml_text *text, struct region *region)
{
	struct value values[N_REGION_FIELDS];
	size_t start = 0;

	region->n_fields = 1;
	for (const char *comma = text->bytes; (comma = strchr(comma, ',')) != NULL; comma++)
		region->n_fields++;
	for (size_t i = 0; i < N_REGION_FIELDS; i++) {
		size_t length = 0;

		if (i < region->n_fields) {
			length = strcspn(text->bytes + start, ",");
			values[i] = xml_text_value(text, start, length);
		} else {
			/* A field that is not there would be after the text. */
			values[i] = value_absent(loc_part(region->loc, region->loc.length, 0));
		}
		if (i == N_REGION_FIELDS - 1 && !value_is_blank(&values[i]))
			parse_peer_ids(text, start, length, region);
		start += length + 1;
	}
	if (region->n_fields == N_REGION_FIELDS)
		region->in_order = fields_in_order(text->ctx, values);
	region->name = values[0];
	region->land = land_of_name(values[0].text);
	region->size_mb = parse_number(values[1]);
	region->vms_text = values[2];
	region->provider = value_absent(region->name.loc);
	region->id = number_absent(region->loc);
}

static void parse_peer_elements(struct xml_node *vms, struct region *region)
{
	for (struct xml_node *node = NULL; (node = xml_each(vms, "IVSHMEM_VM", node)) != NULL;) {
		struct region_peer *peer =
			ARRAY_ADD(vms->ctx->arena, region->peers, region->n_peers);

		(void)parse_correct_children(node);
		*peer = (struct region_peer){
			.name = parse_field(node, "VM_NAME"),
			.vbdf_text = parse_field(node, "VBDF"),
		};
		peer->id = number_absent(peer->name.loc);
		peer->vbdf_valid = parse_bdf_value(&peer->vbdf_text, &peer->vbdf);
	}
}

static enum land land_of_provider(const struct value *provider)
{
	if (value_is_blank(provider) || value_is(provider, "Hypervisor"))
		return LAND_HV;
	return value_is(provider, "Device Model") ? LAND_DM : LAND_NONE;
}

/* Files of early 2022 have the name as an attribute. */
static void parse_name_attribute(struct xml_node *node, struct region *region)
{
	struct value name =
		!region->name.present ? parse_attribute(node, "name") : xml_attribute(node, "name");
	struct diag *diag;

	if (!name.present)
		return;
	if (!region->name.present) {
		region->name = name;
		return;
	}
	diag = diag_add(node->ctx->diags, DIAG_SCH002, name.loc,
		"this region has a name as an attribute and another as an element; keep one");
	diag_note(node->ctx->diags, diag, region->name.loc, "the element");
}

static void parse_element_region(struct xml_node *node, struct region *region)
{
	struct xml_node *vms;

	(void)parse_correct_children(node);
	vms = parse_once(node, "IVSHMEM_VMS");
	region->loc = xml_tag_loc(node);
	region->n_fields = N_REGION_FIELDS;
	region->name = parse_field(node, "NAME");
	parse_name_attribute(node, region);
	region->provider = parse_field(node, "PROVIDED_BY");
	region->land = land_of_provider(&region->provider);
	region->size_mb = parse_number_field(node, "IVSHMEM_SIZE");
	region->id = parse_number_field(node, "IVSHMEM_REGION_ID");
	region->vms_text = value_absent(vms != NULL ? xml_tag_loc(vms) : region->loc);
	/* VMs outside of IVSHMEM_VMS have been reported; their other faults are not hidden. */
	if (vms == NULL)
		parse_peer_elements(node, region);
	/* A second list has been reported; its VMs belong to the region all the same. */
	for (; vms != NULL; vms = xml_each(node, "IVSHMEM_VMS", vms)) {
		(void)parse_correct_children(vms);
		parse_peer_elements(vms, region);
	}
}

/* False for a region of blank text, which does not count. */
static bool parse_region(struct xml_node *node, struct config *config, struct region *region)
{
	struct loc *first;

	*region = (struct region){0};
	if (is_element_region(node)) {
		first = &config->element_region_loc;
		parse_element_region(node, region);
		/* What is switched off is not judged. */
		if (!value_is(&config->enabled, "n"))
			parse_check_structure(node);
	} else {
		struct xml_text text = xml_text_of(node);
		struct value whole = xml_text_value(&text, 0, text.length);

		if (value_is_blank(&whole))
			return false;
		first = &config->string_region_loc;
		region->loc = whole.loc;
		parse_string_region(&text, region);
	}
	if (first->source == NULL)
		*first = region->loc;
	return true;
}

void parse_ivshmem(struct xml_node *node, struct config *config)
{
	struct region region;

	config->has_ivshmem = true;
	config->ivshmem_loc = xml_tag_loc(node);
	config->enabled = parse_field(node, "IVSHMEM_ENABLED");
	/* What is switched off is not judged. */
	if (!value_is(&config->enabled, "n") && parse_correct_children(node)) {
		config->ivshmem_unclear = true;
		if (!config->enabled.present)
			config->enabled = parse_field(node, "IVSHMEM_ENABLED");
	}
	if (!value_is(&config->enabled, "n"))
		parse_check_structure(node);
	for (struct xml_node *child = NULL;
		(child = xml_each(node, "IVSHMEM_REGION", child)) != NULL;) {
		if (!parse_region(child, config, &region))
			continue;
		*ARRAY_ADD(node->ctx->arena, config->regions, config->n_regions) = region;
	}
	if (config->element_region_loc.source != NULL)
		config->dialect = DIALECT_ELEMENT;
	else if (config->string_region_loc.source != NULL)
		config->dialect = DIALECT_STRING;
}
