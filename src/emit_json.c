/*
 * layout.json: the layout for programs. The keys and their order are an interface; integers are
 * bytes or counts. docs/output-files.md describes it.
 */
#include <stdio.h>

#include "diag_jansson.h"
#include "emit_common.h"

#define LAYOUT_VERSION 1

/* A part for which memory was short makes the whole fail, which is seen once, at the end. */
struct tree {
	bool failed;
};

static void set(struct tree *tree, json_t *object, const char *key, json_t *value)
{
	if (!diag_json_set(object, key, value))
		tree->failed = true;
}

static void append(struct tree *tree, json_t *array, json_t *value)
{
	if (!diag_json_append(array, value))
		tree->failed = true;
}

static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *text_or_null(const char *text)
{
	return text != NULL && text[0] != '\0' ? diag_json_string(text) : json_null();
}

static json_t *bdf_text(struct bdf bdf)
{
	char text[sizeof("00:00.0")];

	(void)snprintf(
		text, sizeof(text), "%02x:%02x.%x", bdf.bus, bdf.device & 0x1fu, bdf.function & 7u);
	return json_string(text);
}

static json_t *make_memory(struct tree *tree, const struct layout *layout)
{
	json_t *memory = json_object();

	set(tree, memory, "hv_ram_start", number(layout->hv_ram_start));
	set(tree, memory, "hv_ram_size", number(layout->hv_ram_size));
	set(tree, memory, "pool_base", number(layout->pool_base));
	set(tree, memory, "pool_base_exact", json_boolean(layout->pool_base_exact));
	set(tree, memory, "pool_size", number(layout->pool_size));
	return memory;
}

static json_t *make_region(
	struct tree *tree, const struct region *region, const struct layout_region *place)
{
	json_t *object = json_object();
	json_t *vms = json_array();
	bool hv = region->land == LAND_HV;

	set(tree, object, "index", number(region->index));
	set(tree, object, "name", diag_json_string(region->full_name));
	set(tree, object, "land", json_string(hv ? "hv" : "dm"));
	set(tree, object, "size", number(region->size));
	set(tree, object, "offset", hv ? number(place->offset) : json_null());
	set(tree, object, "hpa", hv ? number(place->hpa) : json_null());
	for (size_t i = 0; i < region->n_peers; i++)
		append(tree, vms, number(region->peers[i].vm->id.value));
	set(tree, object, "vms", vms);
	return object;
}

static json_t *make_bar(struct tree *tree, const struct bar *bar)
{
	static const char *const types[] = {
		[BAR_IO] = "io",
		[BAR_MEM32] = "mem32",
		[BAR_MEM64] = "mem64",
		[BAR_MEM64_PREFETCH] = "mem64-prefetch",
	};
	json_t *object = json_object();

	set(tree, object, "index", number(bar->index));
	set(tree, object, "address", number(bar->address));
	set(tree, object, "size", number(bar->size));
	set(tree, object, "type", json_string(types[bar->type]));
	return object;
}

static json_t *make_device(struct tree *tree, const struct layout_device *device)
{
	static const char *const types[] = {
		[DEVICE_HOST_BRIDGE] = "hostbridge",
		[DEVICE_PASSTHROUGH] = "passthrough",
		[DEVICE_IVSHMEM] = "ivshmem",
		[DEVICE_VUART] = "vuart",
		[DEVICE_PTM] = "ptm",
	};
	json_t *object = json_object();
	json_t *bars = json_array();

	set(tree, object, "type", json_string(types[device->type]));
	set(tree, object, "vbdf", device->has_vbdf ? bdf_text(device->vbdf) : json_null());
	set(tree, object, "pbdf",
		device->passthrough != NULL ? bdf_text(device->passthrough->bdf) : json_null());
	set(tree, object, "region",
		device->region != NULL ? number(device->region->index) : json_null());
	for (size_t i = 0; i < device->n_bars; i++)
		append(tree, bars, make_bar(tree, &device->bars[i]));
	set(tree, object, "bars", bars);
	return object;
}

static json_t *make_vm(struct tree *tree, const struct layout_vm *table)
{
	static const char *const kinds[] = {
		[VM_UNKNOWN] = "unknown",
		[VM_PRE_LAUNCHED] = "pre-launched",
		[VM_SERVICE] = "service",
		[VM_POST_LAUNCHED] = "post-launched",
	};
	json_t *object = json_object();
	json_t *devices = json_array();

	set(tree, object, "id", number(table->vm->id.value));
	set(tree, object, "name", text_or_null(table->vm->name.text));
	set(tree, object, "kind", json_string(kinds[table->vm->kind]));
	for (size_t i = 0; i < table->n_devices; i++)
		append(tree, devices, make_device(tree, &table->devices[i]));
	set(tree, object, "devices", devices);
	return object;
}

/* Allocates nothing in an arena, so that a jump never leaves jansson's memory behind. */
static json_t *make_layout(const struct emit_input *in)
{
	const struct config *config = in->config;
	struct tree tree = {.failed = false};
	json_t *root = json_object();
	json_t *regions = json_array();
	json_t *vms = json_array();

	set(&tree, root, "version", number(LAYOUT_VERSION));
	set(&tree, root, "target", json_string(in->target->name));
	set(&tree, root, "board", text_or_null(emit_board_name(config)));
	set(&tree, root, "scenario", text_or_null(emit_scenario_name(config)));
	set(&tree, root, "memory", make_memory(&tree, in->layout));
	for (size_t i = 0; i < config->n_regions && config->enabled_effective; i++)
		append(&tree, regions,
			make_region(&tree, &config->regions[i], &in->layout->regions[i]));
	set(&tree, root, "regions", regions);
	for (size_t i = 0; i < config->n_vms; i++)
		append(&tree, vms, make_vm(&tree, &in->layout->vms[i]));
	set(&tree, root, "vms", vms);

	if (!tree.failed)
		return root;
	json_decref(root);
	return NULL;
}

void emit_layout_json(struct text *out, const struct emit_input *in)
{
	diag_json_print(out, make_layout(in), JSON_INDENT(2));
	text_add_char(out, '\n');
}
