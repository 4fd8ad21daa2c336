/* The scenario's root: VMs, switches, memory, capacities; the regions are parse_ivshmem.c's. */
#include "parse/parse.h"

static bool check_root(const struct xml_document *document, xmlNodePtr root)
{
	if (xml_is(root, "acrn-config"))
		return true;
	diag_add(document->ctx->diags, DIAG_XML005, xml_tag_loc(document, root),
		"the root element is '%s'; a scenario file has 'acrn-config'",
		(const char *)root->name);
	return false;
}

enum file_kind parse_file_kind(xmlNodePtr root)
{
	static const struct {
		const char *element;
		enum file_kind kind;
	} marks[] = {
		{"vm", FILE_SCENARIO},
		{"hv", FILE_SCENARIO},
		{"PCI_DEVICE", FILE_BOARD},
		{"IOMEM_INFO", FILE_BOARD},
		{"BIOS_INFO", FILE_BOARD},
		{"uos", FILE_LAUNCH},
		{"user_vm", FILE_LAUNCH},
	};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (xml_has(root, marks[i].element))
			return marks[i].kind;
	}
	return FILE_OTHER;
}

static bool is_in_features(xmlNodePtr node)
{
	return xml_is(node->parent, "FEATURES") && xml_is(node->parent->parent, "hv");
}

/*
 * Every IVSHMEM element outside of /acrn-config/hv/FEATURES. What is there twice has been reported.
 * The loader bounds the depth.
 */
static void report_misplaced_ivshmem(
	const struct xml_document *document, xmlNodePtr parent, xmlNodePtr right)
{
	for (xmlNodePtr node = xml_child(parent); node != NULL; node = xml_next(node)) {
		if (!xml_is(node, "IVSHMEM")) {
			report_misplaced_ivshmem(document, node, right);
			continue;
		}
		if (is_in_features(node))
			continue;

		struct diag *diag = diag_add(document->ctx->diags, DIAG_SCH003,
			xml_tag_loc(document, node),
			"this 'IVSHMEM' in '%s' is not compiled; only the first in /acrn-config/hv/FEATURES is",
			(const char *)node->parent->name);

		if (right != NULL)
			diag_note(document->ctx->diags, diag, xml_tag_loc(document, right),
				"this one is");
	}
}

static void parse_features(
	const struct xml_document *document, xmlNodePtr root, xmlNodePtr hv, struct config *config)
{
	xmlNodePtr features = parse_once(document, hv, "FEATURES");
	xmlNodePtr ivshmem = parse_once(document, features, "IVSHMEM");

	config->features_loc = xml_tag_loc(document, features != NULL ? features : root);
	config->ivshmem_loc = config->features_loc;
	config->enabled = value_absent(config->features_loc);
	if (ivshmem != NULL)
		parse_ivshmem(document, ivshmem, config);
	report_misplaced_ivshmem(document, root, ivshmem);
}

static void parse_vms(const struct xml_document *document, xmlNodePtr root, struct config *config)
{
	for (xmlNodePtr node = NULL; (node = xml_each(root, "vm", node)) != NULL;) {
		struct vm vm = {.index = config->n_vms};

		parse_vm(document, node, &vm);
		*ARRAY_ADD(document->ctx->arena, config->vms, config->n_vms) = vm;
	}
}

static struct vuart_connection parse_connection(
	const struct xml_document *document, xmlNodePtr node)
{
	struct vuart_connection connection = {
		.loc = xml_tag_loc(document, node),
		.name = parse_field(document, node, "name"),
		.type = parse_field(document, node, "type"),
	};
	for (xmlNodePtr child = NULL; (child = xml_each(node, "endpoint", child)) != NULL;) {
		struct vuart_endpoint endpoint = {
			.loc = xml_tag_loc(document, child),
			.vm_name = parse_field(document, child, "vm_name"),
			.io_port = parse_number_field(document, child, "io_port"),
			.vbdf_text = parse_field(document, child, "vbdf"),
		};

		endpoint.vbdf_valid = parse_bdf_value(&endpoint.vbdf_text, &endpoint.vbdf);
		*ARRAY_ADD(document->ctx->arena, connection.endpoints, connection.n_endpoints) =
			endpoint;
	}
	return connection;
}

static void parse_connections(
	const struct xml_document *document, xmlNodePtr hv, struct config *config)
{
	xmlNodePtr list = parse_once(document, hv, "vuart_connections");
	for (xmlNodePtr node = NULL; (node = xml_each(list, "vuart_connection", node)) != NULL;) {
		struct vuart_connection connection = parse_connection(document, node);

		*ARRAY_ADD(document->ctx->arena, config->connections, config->n_connections) =
			connection;
	}
}

static void parse_limits(const struct xml_document *document, xmlNodePtr hv, struct config *config)
{
	xmlNodePtr memory = parse_once(document, hv, "MEMORY");
	xmlNodePtr capacities = parse_once(document, hv, "CAPACITIES");

	config->hv_ram_start = parse_number_field(document, memory, "HV_RAM_START");
	config->hv_ram_size = parse_number_field(document, memory, "HV_RAM_SIZE");
	config->uos_ram_size = parse_number_field(document, memory, "UOS_RAM_SIZE");
	config->sos_ram_size = parse_number_field(document, memory, "SOS_RAM_SIZE");
	config->max_emulated_mmio = parse_number_field(document, capacities, "MAX_EMULATED_MMIO");
	config->max_msix_table_num = parse_number_field(document, capacities, "MAX_MSIX_TABLE_NUM");
	config->max_pci_dev_num = parse_number_field(document, capacities, "MAX_PCI_DEV_NUM");
}

/* Without a region the switch tells the dialect, then the rest of the file. */
static enum dialect guess_dialect(const struct config *config, xmlNodePtr root, xmlNodePtr hv)
{
	if (config->enabled.present)
		return DIALECT_STRING;
	if (xml_has(hv, "vuart_connections"))
		return DIALECT_ELEMENT;
	for (xmlNodePtr node = NULL; (node = xml_each(root, "vm", node)) != NULL;) {
		if (xml_has(node, "load_order"))
			return DIALECT_ELEMENT;
	}
	return DIALECT_NONE;
}

bool parse_scenario(const struct xml_document *document, struct config *config)
{
	xmlNodePtr root = xmlDocGetRootElement(document->tree);
	xmlNodePtr hv;

	*config = (struct config){.source = document->source, .kind = parse_file_kind(root)};
	if (!xml_check_namespaces(document) || !check_root(document, root) ||
		!parse_within_bounds(document))
		return false;
	parse_correct_names(document, config);
	hv = parse_once(document, root, "hv");
	config->scenario_name = parse_attribute(document, root, "scenario");
	config->board_name = parse_attribute(document, root, "board");
	parse_features(document, root, hv, config);
	parse_vms(document, root, config);
	parse_connections(document, hv, config);
	parse_limits(document, hv, config);
	config->hv = parse_hv_config(document, root);
	if (config->dialect == DIALECT_NONE)
		config->dialect = guess_dialect(config, root, hv);
	return true;
}
