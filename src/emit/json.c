/*
 * layout.json: the layout for programs. The keys and their order are an interface; integers are
 * bytes or counts. docs/output-files.md describes it.
 */
#include "base/each.h"
#include "base/json.h"
#include "emit/common.h"

#define LAYOUT_VERSION 1

static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *bdf_text(struct bdf bdf)
{
	return json_sprintf(BDF_FORMAT, BDF_ARGS(bdf));
}

static json_t *make_memory(const struct layout *layout)
{
	json_t *memory = json_object();

	json_set(memory, "hv_ram_start", number(layout->hv_ram_start));
	json_set(memory, "hv_ram_size", number(layout->hv_ram_size));
	json_set(memory, "pool_base", number(layout->pool_base));
	json_set(memory, "pool_base_exact", json_boolean(layout->pool_base_exact));
	json_set(memory, "pool_size", number(layout->pool_size));
	return memory;
}

static json_t *make_region(const struct region *region, const struct layout_region *place)
{
	json_t *object = json_object();
	json_t *vms = json_array();
	bool hv = region->land == LAND_HV;

	json_set(object, "index", number(region->index));
	json_set(object, "name", json_text(region->full_name));
	json_set(object, "land", json_string(hv ? "hv" : "dm"));
	json_set(object, "size", number(region->size));
	json_set(object, "offset", hv ? number(place->offset) : json_null());
	json_set(object, "hpa", hv ? number(place->hpa) : json_null());
	EACH (const struct region_peer, peer, region, peers) {
		json_append(vms, number(peer->vm->id.value));
	}
	json_set(object, "vms", vms);
	return object;
}

static json_t *make_bar(const struct bar *bar)
{
	json_t *object = json_object();

	json_set(object, "index", number(bar->index));
	json_set(object, "address", number(bar->address));
	json_set(object, "size", number(bar->size));
	json_set(object, "type", json_string(emit_bar_type(bar->type)));
	return object;
}

static json_t *make_device(const struct layout_device *device)
{
	json_t *object = json_object();
	json_t *bars = json_array();

	json_set(object, "type", json_string(emit_device_type(device->type)));
	json_set(object, "vbdf", device->has_vbdf ? bdf_text(device->vbdf) : json_null());
	json_set(object, "pbdf",
		device->passthrough != NULL ? bdf_text(device->passthrough->bdf) : json_null());
	json_set(object, "region",
		device->region != NULL ? number(device->region->index) : json_null());
	for (size_t i = 0; i < device->n_bars; i++)
		json_append(bars, make_bar(&device->bars[i]));
	json_set(object, "bars", bars);
	return object;
}

static json_t *make_vm(const struct layout_vm *table)
{
	json_t *object = json_object();
	json_t *devices = json_array();

	json_set(object, "id", number(table->vm->id.value));
	json_set(object, "name", json_text_or_null(table->vm->name.text));
	json_set(object, "kind", json_string(emit_vm_kind(table->vm->kind)));
	for (size_t i = 0; i < table->n_devices; i++)
		json_append(devices, make_device(&table->devices[i]));
	json_set(object, "devices", devices);
	return object;
}

void emit_layout_json(struct text *out, const struct emit_input *in)
{
	const struct config *config = in->config;
	json_t *root = json_object();
	json_t *regions = json_array();
	json_t *vms = json_array();

	json_set(root, "version", number(LAYOUT_VERSION));
	json_set(root, "target", json_string(in->target->name));
	json_set(root, "board", json_text_or_null(emit_board_name(config)));
	json_set(root, "scenario", json_text_or_null(emit_scenario_name(config)));
	json_set(root, "memory", make_memory(in->layout));
	for (size_t i = 0; i < config->n_regions && config->enabled_effective; i++)
		json_append(regions, make_region(&config->regions[i], &in->layout->regions[i]));
	json_set(root, "regions", regions);
	for (size_t i = 0; i < config->n_vms; i++)
		json_append(vms, make_vm(&in->layout->vms[i]));
	json_set(root, "vms", vms);
	json_print(out, root, JSON_INDENT(2));
	text_add_char(out, '\n');
}
