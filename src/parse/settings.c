/* The hypervisor's settings and lists, and the settings of each VM: see model/settings.h. */
#include "parse/reader.h"

static struct cache_policy read_policy(const struct reader *reader, xmlNodePtr node)
{
	return (struct cache_policy){
		.loc = xml_tag_loc(reader->document, node),
		.vm_name = read_value(reader, node, "VM"),
		.vcpu = read_number(reader, node, "VCPU"),
		.type = read_value(reader, node, "TYPE"),
		.mask = read_number(reader, node, "CLOS_MASK"),
	};
}

static struct cache_allocation read_allocation(const struct reader *reader, xmlNodePtr node)
{
	struct cache_allocation allocation = {
		.loc = xml_tag_loc(reader->document, node),
		.id = read_number(reader, node, "CACHE_ID"),
		.level = read_number(reader, node, "CACHE_LEVEL"),
	};

	for (xmlNodePtr child = NULL; (child = xml_each(node, "POLICY", child)) != NULL;) {
		*ARRAY_ADD(reader->ctx->arena, allocation.policies, allocation.n_policies) =
			read_policy(reader, child);
	}
	return allocation;
}

static void read_allocations(
	const struct reader *reader, xmlNodePtr region, struct hv_config *config)
{

	for (xmlNodePtr node = NULL; (node = xml_each(region, "CACHE_ALLOCATION", node)) != NULL;) {
		*ARRAY_ADD(reader->ctx->arena, config->allocations, config->n_allocations) =
			read_allocation(reader, node);
	}
}

static void read_hidden_devices(
	const struct reader *reader, xmlNodePtr region, struct hv_config *config)
{

	for (xmlNodePtr node = NULL; (node = xml_each(region, "HIDDEN_PDEV", node)) != NULL;) {
		struct hidden_device device = {
			.text = xml_value(reader->ctx, reader->document, node,
				xml_tag_loc(reader->document, node)),
		};

		device.bdf_valid = parse_bdf_value(&device.text, &device.bdf);
		*ARRAY_ADD(reader->ctx->arena, config->hidden, config->n_hidden) = device;
	}
}

static void read_allocation_masks(
	const struct reader *reader, xmlNodePtr rdt, struct hv_config *config)
{
	config->clos_masks.loc = config->section.loc;
	config->mba_delays.loc = config->section.loc;
	if (rdt == NULL)
		return;
	config->clos_masks = read_numbers(reader, rdt, "CLOS_MASK", true);
	config->mba_delays = read_numbers(reader, rdt, "MBA_DELAY", true);
}

struct hv_config *parse_hv_config(
	struct context *ctx, const struct xml_document *document, xmlNodePtr root)
{
	struct reader reader = {ctx, document};
	struct hv_config *config = arena_alloc(ctx->arena, sizeof(*config));
	xmlNodePtr hv = parse_once(ctx, document, root, "hv");
	xmlNodePtr features = parse_once(ctx, document, hv, "FEATURES");

	config->section = read_section(&reader, root, "hv");
	for (enum setting_id id = 0; id < N_HV_SETTINGS; id++)
		config->settings[id] = read_setting(&reader, hv, config->section.loc, id);
	read_allocation_masks(&reader, parse_once(ctx, document, features, "RDT"), config);
	read_allocations(&reader, parse_once(ctx, document, hv, "CACHE_REGION"), config);
	read_hidden_devices(&reader, parse_once(ctx, document, hv, "HIDDEN_PDEV_REGION"), config);
	return config;
}

struct vm_config *parse_vm_config(
	struct context *ctx, const struct xml_document *document, xmlNodePtr node)
{
	struct reader reader = {ctx, document};
	struct vm_config *config = arena_alloc(ctx->arena, sizeof(*config));

	for (size_t i = 0; i < N_VM_SETTINGS; i++)
		config->settings[i] = read_setting(&reader, node, xml_tag_loc(document, node),
			(enum setting_id)(N_HV_SETTINGS + i));
	parse_vm_lists(&reader, node, config);
	return config;
}
