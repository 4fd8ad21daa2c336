/* The settings of the hypervisor and of each VM, and the hypervisor's lists: see
   model/settings.h. */
#include "parse/parse.h"

#include <string.h>

/* ---- settings ---- */

/* The first name of a path, in name; what follows it is returned. */
static const char *take_name(const char *path, char *name, size_t size)
{
	size_t length = strcspn(path, "/");

	if (length >= size)
		length = size - 1;
	memcpy(name, path, length);
	name[length] = '\0';
	path += length;
	return *path == '/' ? path + 1 : path;
}

/* The element at path below parent; above is the start tag of the last one on the way to it. */
static struct xml_node *find_section(struct xml_node *parent, const char *path, struct loc *above)
{
	struct xml_node *node = parent;

	while (*path != '\0' && node != NULL) {
		char name[32];

		path = take_name(path, name, sizeof(name));
		parent = node;
		node = parse_once(node, name);
	}
	*above = xml_tag_loc(node != NULL ? node : parent);
	return node;
}

/* The element in all elements of one name in parent: the parts of one section, which an editor
   wrote in several pieces. above: the last part, or else parent. */
static struct xml_node *find_in_parts(
	struct xml_node *parent, const char *section, const char *element, struct loc *above)
{
	struct xml_node *first = NULL;

	*above = xml_tag_loc(parent);
	for (struct xml_node *part = NULL; (part = xml_each(parent, section, part)) != NULL;) {
		struct xml_node *node = parse_once(part, element);

		*above = xml_tag_loc(part);
		if (first == NULL) {
			first = node;
		} else if (node != NULL) {
			parse_report_second(node, xml_tag_loc(first), "");
			xml_drop(node);
		}
	}
	return first;
}

/* "-5": the number follows the sign. */
static void read_sign(struct setting *setting)
{
	struct value digits = setting->text;

	if (value_is_blank(&digits) || digits.text[0] != '-')
		return;
	digits.text++;
	setting->negative = true;
	setting->number = parse_number(digits);
	setting->number.text = setting->text.text;
}

static struct setting absent_setting(struct loc above)
{
	return (struct setting){.text = value_absent(above), .number = number_absent(above)};
}

static struct setting read_setting(struct xml_node *node, enum setting_kind kind)
{
	struct value text = xml_value(node);
	struct setting setting = {.text = text};

	if (kind == SETTING_NUMBER || kind == SETTING_SIGNED)
		setting.number = parse_number(text);
	else
		setting.number = (struct number){
			.text = text.text, .present = text.present, .loc = text.loc};
	if (kind == SETTING_SIGNED)
		read_sign(&setting);
	return setting;
}

/* Settings from first on, below parent (hv or a vm; NULL if missing). The section is the same as
   that of the setting before it in most rows of the table. */
static void read_settings(struct xml_node *parent, struct loc absent, enum setting_id first,
	size_t count, struct setting *settings)
{
	const char *section = NULL;
	bool in_parts = false;
	struct xml_node *place = NULL;
	struct loc above = absent;

	for (size_t i = 0; i < count; i++) {
		const struct setting_info *info = &setting_infos[first + i];
		struct xml_node *node;

		if (parent != NULL && (section == NULL || strcmp(section, info->section) != 0)) {
			section = info->section;
			in_parts = strcmp(section, "mmio_resources") == 0;
			place = in_parts ? parent : find_section(parent, section, &above);
		}
		node = in_parts ? find_in_parts(place, section, info->element, &above)
				: parse_once(place, info->element);
		settings[i] = node != NULL ? read_setting(node, info->kind) : absent_setting(above);
	}
}

void parse_vm_settings(struct xml_node *vm, struct setting *settings)
{
	/* In the text form, whose VMs have no load_order, shipped scenarios have mmio_resources
	   twice: it lists its resources in several parts. */
	if (xml_has(vm, "load_order"))
		(void)parse_once(vm, "mmio_resources");
	read_settings(vm, xml_tag_loc(vm), N_HV_SETTINGS, N_VM_SETTINGS, settings);
}

/* ---- lists of the hypervisor ---- */

static void read_policies(struct xml_node *node, struct cache_allocation *allocation)
{
	for (struct xml_node *child = NULL; (child = xml_each(node, "POLICY", child)) != NULL;) {
		*ARRAY_ADD(node->ctx->arena, allocation->policies, allocation->n_policies) =
			(struct cache_policy){
				.loc = xml_tag_loc(child),
				.vm_name = parse_field(child, "VM"),
				.vcpu = parse_number_field(child, "VCPU"),
				.type = parse_field(child, "TYPE"),
				.mask = parse_number_field(child, "CLOS_MASK"),
			};
	}
}

static void read_allocations(struct xml_node *region, struct hv_config *config)
{
	for (struct xml_node *node = NULL;
		(node = xml_each(region, "CACHE_ALLOCATION", node)) != NULL;) {
		struct cache_allocation allocation = {
			.loc = xml_tag_loc(node),
			.id = parse_number_field(node, "CACHE_ID"),
			.level = parse_number_field(node, "CACHE_LEVEL"),
		};

		read_policies(node, &allocation);
		*ARRAY_ADD(region->ctx->arena, config->allocations, config->n_allocations) =
			allocation;
	}
}

static void read_hidden_devices(struct xml_node *region, struct hv_config *config)
{
	for (struct xml_node *node = NULL;
		(node = xml_each(region, "HIDDEN_PDEV", node)) != NULL;) {
		struct hidden_device device = {.text = xml_value(node)};

		device.bdf_valid = parse_bdf_value(&device.text, &device.bdf);
		*ARRAY_ADD(region->ctx->arena, config->hidden, config->n_hidden) = device;
	}
}

struct hv_config *parse_hv_config(struct xml_node *root)
{
	struct hv_config *config = arena_alloc(root->ctx->arena, sizeof(*config));
	struct xml_node *hv = parse_once(root, "hv");
	struct xml_node *rdt = parse_once(parse_once(hv, "FEATURES"), "RDT");

	config->section = parse_section(root, "hv");
	read_settings(hv, config->section.loc, 0, N_HV_SETTINGS, config->settings);
	config->clos_masks.loc = config->section.loc;
	config->mba_delays.loc = config->section.loc;
	if (rdt != NULL) {
		config->clos_masks = parse_numbers(rdt, "CLOS_MASK", true);
		config->mba_delays = parse_numbers(rdt, "MBA_DELAY", true);
	}
	read_allocations(parse_once(hv, "CACHE_REGION"), config);
	read_hidden_devices(parse_once(hv, "HIDDEN_PDEV_REGION"), config);
	return config;
}
