/* The hypervisor's settings and lists, and the settings of each VM: see model/settings.h. */
#include "parse/reader.h"

static struct cache_policy read_policy(xmlNodePtr node)
{
	return (struct cache_policy){
		.loc = xml_tag_loc(node),
		.vm_name = read_value(node, "VM"),
		.vcpu = read_number(node, "VCPU"),
		.type = read_value(node, "TYPE"),
		.mask = read_number(node, "CLOS_MASK"),
	};
}

static struct cache_allocation read_allocation(xmlNodePtr node)
{
	struct cache_allocation allocation = {
		.loc = xml_tag_loc(node),
		.id = read_number(node, "CACHE_ID"),
		.level = read_number(node, "CACHE_LEVEL"),
	};

	for (xmlNodePtr child = NULL; (child = xml_each(node, "POLICY", child)) != NULL;) {
		*ARRAY_ADD(xml_ctx(node)->arena, allocation.policies, allocation.n_policies) =
			read_policy(child);
	}
	return allocation;
}

static void read_allocations(xmlNodePtr region, struct hv_config *config)
{

	for (xmlNodePtr node = NULL; (node = xml_each(region, "CACHE_ALLOCATION", node)) != NULL;) {
		*ARRAY_ADD(xml_ctx(region)->arena, config->allocations, config->n_allocations) =
			read_allocation(node);
	}
}

static void read_hidden_devices(xmlNodePtr region, struct hv_config *config)
{

	for (xmlNodePtr node = NULL; (node = xml_each(region, "HIDDEN_PDEV", node)) != NULL;) {
		struct hidden_device device = {
			.text = xml_value(node),
		};

		device.bdf_valid = parse_bdf_value(&device.text, &device.bdf);
		*ARRAY_ADD(xml_ctx(region)->arena, config->hidden, config->n_hidden) = device;
	}
}

static void read_allocation_masks(xmlNodePtr rdt, struct hv_config *config)
{
	config->clos_masks.loc = config->section.loc;
	config->mba_delays.loc = config->section.loc;
	if (rdt == NULL)
		return;
	config->clos_masks = read_numbers(rdt, "CLOS_MASK", true);
	config->mba_delays = read_numbers(rdt, "MBA_DELAY", true);
}

struct hv_config *parse_hv_config(xmlNodePtr root)
{
	struct hv_config *config = arena_alloc(xml_ctx(root)->arena, sizeof(*config));
	xmlNodePtr hv = parse_once(root, "hv");
	xmlNodePtr features = parse_once(hv, "FEATURES");

	config->section = read_section(root, "hv");
	read_settings(hv, config->section.loc, 0, N_HV_SETTINGS, config->settings);
	read_allocation_masks(parse_once(features, "RDT"), config);
	read_allocations(parse_once(hv, "CACHE_REGION"), config);
	read_hidden_devices(parse_once(hv, "HIDDEN_PDEV_REGION"), config);
	return config;
}

struct vm_config *parse_vm_config(xmlNodePtr node)
{
	struct vm_config *config = arena_alloc(xml_ctx(node)->arena, sizeof(*config));

	read_settings(node, xml_tag_loc(node), N_HV_SETTINGS, N_VM_SETTINGS, config->settings);
	parse_vm_lists(node, config);
	return config;
}
