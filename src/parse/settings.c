/* The hypervisor's settings and lists, and the settings of each VM: see model/settings.h. */
#include "parse/reader.h"

static struct cache_policy read_policy(const struct xml_document *document, xmlNodePtr node)
{
	return (struct cache_policy){
		.loc = xml_tag_loc(document, node),
		.vm_name = read_value(document, node, "VM"),
		.vcpu = read_number(document, node, "VCPU"),
		.type = read_value(document, node, "TYPE"),
		.mask = read_number(document, node, "CLOS_MASK"),
	};
}

static struct cache_allocation read_allocation(const struct xml_document *document, xmlNodePtr node)
{
	struct cache_allocation allocation = {
		.loc = xml_tag_loc(document, node),
		.id = read_number(document, node, "CACHE_ID"),
		.level = read_number(document, node, "CACHE_LEVEL"),
	};

	for (xmlNodePtr child = NULL; (child = xml_each(node, "POLICY", child)) != NULL;) {
		*ARRAY_ADD(document->ctx->arena, allocation.policies, allocation.n_policies) =
			read_policy(document, child);
	}
	return allocation;
}

static void read_allocations(
	const struct xml_document *document, xmlNodePtr region, struct hv_config *config)
{

	for (xmlNodePtr node = NULL; (node = xml_each(region, "CACHE_ALLOCATION", node)) != NULL;) {
		*ARRAY_ADD(document->ctx->arena, config->allocations, config->n_allocations) =
			read_allocation(document, node);
	}
}

static void read_hidden_devices(
	const struct xml_document *document, xmlNodePtr region, struct hv_config *config)
{

	for (xmlNodePtr node = NULL; (node = xml_each(region, "HIDDEN_PDEV", node)) != NULL;) {
		struct hidden_device device = {
			.text = xml_value(document, node, xml_tag_loc(document, node)),
		};

		device.bdf_valid = parse_bdf_value(&device.text, &device.bdf);
		*ARRAY_ADD(document->ctx->arena, config->hidden, config->n_hidden) = device;
	}
}

static void read_allocation_masks(
	const struct xml_document *document, xmlNodePtr rdt, struct hv_config *config)
{
	config->clos_masks.loc = config->section.loc;
	config->mba_delays.loc = config->section.loc;
	if (rdt == NULL)
		return;
	config->clos_masks = read_numbers(document, rdt, "CLOS_MASK", true);
	config->mba_delays = read_numbers(document, rdt, "MBA_DELAY", true);
}

struct hv_config *parse_hv_config(const struct xml_document *document, xmlNodePtr root)
{
	struct hv_config *config = arena_alloc(document->ctx->arena, sizeof(*config));
	xmlNodePtr hv = parse_once(document, root, "hv");
	xmlNodePtr features = parse_once(document, hv, "FEATURES");

	config->section = read_section(document, root, "hv");
	read_settings(document, hv, config->section.loc, 0, N_HV_SETTINGS, config->settings);
	read_allocation_masks(document, parse_once(document, features, "RDT"), config);
	read_allocations(document, parse_once(document, hv, "CACHE_REGION"), config);
	read_hidden_devices(document, parse_once(document, hv, "HIDDEN_PDEV_REGION"), config);
	return config;
}

struct vm_config *parse_vm_config(const struct xml_document *document, xmlNodePtr node)
{
	struct vm_config *config = arena_alloc(document->ctx->arena, sizeof(*config));

	read_settings(document, node, xml_tag_loc(document, node), N_HV_SETTINGS, N_VM_SETTINGS,
		config->settings);
	parse_vm_lists(document, node, config);
	return config;
}
