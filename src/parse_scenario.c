/* The scenario's root: VMs, switches, memory, capacities; the regions are parse_ivshmem.c's. */
#include "parse/parse.h"

static bool check_root(struct xml_node *root)
{
	if (xml_is(root, "acrn-config"))
		return true;
	diag_add(root->ctx->diags, DIAG_XML005, xml_tag_loc(root),
		"the root element is '%s'; a scenario file has 'acrn-config'", root->name);
	return false;
}

enum file_kind parse_file_kind(struct xml_node *root)
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

static bool is_in_features(struct xml_node *node)
{
	return xml_is(node->parent, "FEATURES") && xml_is(node->parent->parent, "hv");
}

/*
 * Every IVSHMEM element outside of /acrn-config/hv/FEATURES. What is there twice has been reported.
 * The loader bounds the depth.
 */
static void report_misplaced_ivshmem(struct xml_node *parent, struct xml_node *right)
{
	for (struct xml_node *node = xml_child(parent); node != NULL; node = xml_next(node)) {
		if (!xml_is(node, "IVSHMEM")) {
			report_misplaced_ivshmem(node, right);
			continue;
		}
		if (is_in_features(node))
			continue;

		struct diag *diag = diag_add(parent->ctx->diags, DIAG_SCH003, xml_tag_loc(node),
			"this 'IVSHMEM' in '%s' is not compiled; only the first in /acrn-config/hv/FEATURES is",
			node->parent->name);

		if (right != NULL)
			diag_note(parent->ctx->diags, diag, xml_tag_loc(right), "this one is");
	}
}

static void parse_features(struct xml_node *root, struct xml_node *hv, struct config *config)
{
	struct xml_node *features = parse_once(hv, "FEATURES");
	struct xml_node *ivshmem = parse_once(features, "IVSHMEM");

	config->features_loc = xml_tag_loc(features != NULL ? features : root);
	config->ivshmem_loc = config->features_loc;
	config->enabled = value_absent(config->features_loc);
	if (ivshmem != NULL)
		parse_ivshmem(ivshmem, config);
	report_misplaced_ivshmem(root, ivshmem);
}

static void parse_vms(struct xml_node *root, struct config *config)
{
	for (struct xml_node *node = NULL; (node = xml_each(root, "vm", node)) != NULL;) {
		struct vm vm = {.index = config->n_vms};

		parse_vm(node, &vm);
		*ARRAY_ADD(root->ctx->arena, config->vms, config->n_vms) = vm;
	}
}

static void parse_endpoints(struct xml_node *node, struct vuart_connection *connection)
{
	for (struct xml_node *child = NULL; (child = xml_each(node, "endpoint", child)) != NULL;) {
		struct vuart_endpoint endpoint = {
			.loc = xml_tag_loc(child),
			.vm_name = parse_field(child, "vm_name"),
			.io_port = parse_number_field(child, "io_port"),
			.vbdf_text = parse_field(child, "vbdf"),
		};

		endpoint.vbdf_valid = parse_bdf_value(&endpoint.vbdf_text, &endpoint.vbdf);
		*ARRAY_ADD(node->ctx->arena, connection->endpoints, connection->n_endpoints) =
			endpoint;
	}
}

static void parse_connections(struct xml_node *hv, struct config *config)
{
	struct xml_node *list = parse_once(hv, "vuart_connections");

	for (struct xml_node *node = NULL;
		(node = xml_each(list, "vuart_connection", node)) != NULL;) {
		struct vuart_connection connection = {
			.loc = xml_tag_loc(node),
			.name = parse_field(node, "name"),
			.type = parse_field(node, "type"),
		};

		parse_endpoints(node, &connection);
		*ARRAY_ADD(hv->ctx->arena, config->connections, config->n_connections) = connection;
	}
}

static void parse_limits(struct xml_node *root, struct xml_node *hv, struct config *config)
{
	const struct {
		const char *section;
		const char *element;
		struct number *number;
	} limits[] = {
		{"MEMORY", "HV_RAM_START", &config->hv_ram_start},
		{"MEMORY", "HV_RAM_SIZE", &config->hv_ram_size},
		{"MEMORY", "UOS_RAM_SIZE", &config->uos_ram_size},
		{"MEMORY", "SOS_RAM_SIZE", &config->sos_ram_size},
		{"CAPACITIES", "MAX_EMULATED_MMIO", &config->max_emulated_mmio},
		{"CAPACITIES", "MAX_MSIX_TABLE_NUM", &config->max_msix_table_num},
		{"CAPACITIES", "MAX_PCI_DEV_NUM", &config->max_pci_dev_num},
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct xml_node *section = parse_once(hv, limits[i].section);

		*limits[i].number = section != NULL ? parse_number_field(section, limits[i].element)
						    : number_absent(xml_tag_loc(root));
	}
}

/* Without a region the switch tells the dialect, then the rest of the file. */
static enum dialect guess_dialect(
	const struct config *config, struct xml_node *root, struct xml_node *hv)
{
	if (config->enabled.present)
		return DIALECT_STRING;
	if (xml_has(hv, "vuart_connections"))
		return DIALECT_ELEMENT;
	for (struct xml_node *node = NULL; (node = xml_each(root, "vm", node)) != NULL;) {
		if (xml_has(node, "load_order"))
			return DIALECT_ELEMENT;
	}
	return DIALECT_NONE;
}

bool parse_scenario(const struct xml_document *document, struct config *config)
{
	struct xml_node *root = document->root;
	struct xml_node *hv;

	*config = (struct config){.source = document->source, .kind = parse_file_kind(root)};
	if (!xml_check_namespaces(root) || !check_root(root) || !parse_within_bounds(root))
		return false;
	parse_correct_names(root, config);
	hv = parse_once(root, "hv");
	config->scenario_name = parse_attribute(root, "scenario");
	config->board_name = parse_attribute(root, "board");
	parse_features(root, hv, config);
	parse_vms(root, config);
	parse_connections(hv, config);
	parse_limits(root, hv, config);
	config->hv = parse_hv_config(root);
	if (config->dialect == DIALECT_NONE)
		config->dialect = guess_dialect(config, root, hv);
	return true;
}
