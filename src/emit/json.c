/*
 * layout.json: the layout for programs. The keys and their order are an interface; integers are
 * bytes or counts. docs/output-files.md describes it.
 */
#include <stdio.h>

#include "base/json.h"
#include "emit/common.h"

#define LAYOUT_VERSION 1

static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *bdf_text(struct bdf bdf)
{
	char text[sizeof("00:00.0")];

	(void)snprintf(
		text, sizeof(text), "%02x:%02x.%x", bdf.bus, bdf.device & 0x1fu, bdf.function & 7u);
	return json_string(text);
}

static json_t *make_memory(struct json_tree *tree, const struct layout *layout)
{
	json_t *memory = json_object();

	tree_set(tree, memory, "hv_ram_start", number(layout->hv_ram_start));
	tree_set(tree, memory, "hv_ram_size", number(layout->hv_ram_size));
	tree_set(tree, memory, "pool_base", number(layout->pool_base));
	tree_set(tree, memory, "pool_base_exact", json_boolean(layout->pool_base_exact));
	tree_set(tree, memory, "pool_size", number(layout->pool_size));
	return memory;
}

static json_t *make_region(
	struct json_tree *tree, const struct region *region, const struct layout_region *place)
{
	json_t *object = json_object();
	json_t *vms = json_array();
	bool hv = region->land == LAND_HV;

	tree_set(tree, object, "index", number(region->index));
	tree_set(tree, object, "name", diag_json_string(region->full_name));
	tree_set(tree, object, "land", json_string(hv ? "hv" : "dm"));
	tree_set(tree, object, "size", number(region->size));
	tree_set(tree, object, "offset", hv ? number(place->offset) : json_null());
	tree_set(tree, object, "hpa", hv ? number(place->hpa) : json_null());
	for (size_t i = 0; i < region->n_peers; i++)
		tree_append(tree, vms, number(region->peers[i].vm->id.value));
	tree_set(tree, object, "vms", vms);
	return object;
}

static json_t *make_bar(struct json_tree *tree, const struct bar *bar)
{
	json_t *object = json_object();

	tree_set(tree, object, "index", number(bar->index));
	tree_set(tree, object, "address", number(bar->address));
	tree_set(tree, object, "size", number(bar->size));
	tree_set(tree, object, "type", json_string(emit_bar_type(bar->type)));
	return object;
}

static json_t *make_device(struct json_tree *tree, const struct layout_device *device)
{
	json_t *object = json_object();
	json_t *bars = json_array();

	tree_set(tree, object, "type", json_string(emit_device_type(device->type)));
	tree_set(tree, object, "vbdf", device->has_vbdf ? bdf_text(device->vbdf) : json_null());
	tree_set(tree, object, "pbdf",
		device->passthrough != NULL ? bdf_text(device->passthrough->bdf) : json_null());
	tree_set(tree, object, "region",
		device->region != NULL ? number(device->region->index) : json_null());
	for (size_t i = 0; i < device->n_bars; i++)
		tree_append(tree, bars, make_bar(tree, &device->bars[i]));
	tree_set(tree, object, "bars", bars);
	return object;
}

static json_t *make_vm(struct json_tree *tree, const struct layout_vm *table)
{
	json_t *object = json_object();
	json_t *devices = json_array();

	tree_set(tree, object, "id", number(table->vm->id.value));
	tree_set(tree, object, "name", diag_json_text(table->vm->name.text));
	tree_set(tree, object, "kind", json_string(emit_vm_kind(table->vm->kind)));
	for (size_t i = 0; i < table->n_devices; i++)
		tree_append(tree, devices, make_device(tree, &table->devices[i]));
	tree_set(tree, object, "devices", devices);
	return object;
}

/* Allocates nothing in an arena, so that a jump never leaves jansson's memory behind. */
static json_t *make_layout(const struct emit_input *in)
{
	const struct config *config = in->config;
	struct json_tree tree = {.failed = false};
	json_t *root = json_object();
	json_t *regions = json_array();
	json_t *vms = json_array();

	tree_set(&tree, root, "version", number(LAYOUT_VERSION));
	tree_set(&tree, root, "target", json_string(in->target->name));
	tree_set(&tree, root, "board", diag_json_text(emit_board_name(config)));
	tree_set(&tree, root, "scenario", diag_json_text(emit_scenario_name(config)));
	tree_set(&tree, root, "memory", make_memory(&tree, in->layout));
	for (size_t i = 0; i < config->n_regions && config->enabled_effective; i++)
		tree_append(&tree, regions,
			make_region(&tree, &config->regions[i], &in->layout->regions[i]));
	tree_set(&tree, root, "regions", regions);
	for (size_t i = 0; i < config->n_vms; i++)
		tree_append(&tree, vms, make_vm(&tree, &in->layout->vms[i]));
	tree_set(&tree, root, "vms", vms);

	return tree_finish(&tree, root);
}

void emit_layout_json(struct text *out, const struct emit_input *in)
{
	diag_json_print(out, make_layout(in), JSON_INDENT(2));
	text_add_char(out, '\n');
}
