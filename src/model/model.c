/* Questions about the model that several passes ask. */
#include "model/model.h"
#include "base/each.h"

#include <string.h>

bool value_is(const struct value *value, const char *text)
{
	return value->present && strcmp(value->text, text) == 0;
}

const char *vm_kind_name(enum vm_kind kind)
{
	static const char *const names[] = {
		[VM_UNKNOWN] = "VM of unknown kind",
		[VM_PRE_LAUNCHED] = "pre-launched VM",
		[VM_SERVICE] = "Service VM",
		[VM_POST_LAUNCHED] = "post-launched VM",
	};

	return names[kind];
}

const struct vm_kind_word vm_kind_words[] = {
	{"PRE_LAUNCHED_VM", VM_PRE_LAUNCHED, true, false},
	{"SERVICE_VM", VM_SERVICE, true, true},
	{"POST_LAUNCHED_VM", VM_POST_LAUNCHED, true, false},
	{"SOS_VM", VM_SERVICE, false, true},
	{"SAFETY_VM", VM_PRE_LAUNCHED, false, true},
	{"PRE_RT_VM", VM_PRE_LAUNCHED, false, true},
	{"PRE_STD_VM", VM_PRE_LAUNCHED, false, true},
	{"POST_STD_VM", VM_POST_LAUNCHED, false, true},
	{"POST_RT_VM", VM_POST_LAUNCHED, false, true},
	{"KATA_VM", VM_POST_LAUNCHED, false, true},
};
const size_t n_vm_kind_words = sizeof(vm_kind_words) / sizeof(vm_kind_words[0]);

static const char *const land_prefixes[] = {
	[LAND_NONE] = "",
	[LAND_HV] = "hv:/",
	[LAND_DM] = "dm:/",
};

const char *land_prefix(enum land land)
{
	return land_prefixes[land];
}

enum land land_of_name(const char *name)
{
	for (enum land land = LAND_HV; land <= LAND_DM; land++) {
		if (strncmp(name, land_prefixes[land], LAND_PREFIX_LENGTH) == 0)
			return land;
	}
	return LAND_NONE;
}

bool region_is_element(const struct region *region)
{
	return region->n_fields == 3 && !region->vms_text.present;
}

bool region_size_is_legal(uint64_t mb)
{
	return mb >= MIN_REGION_MB && mb <= MAX_REGION_MB && (mb & (mb - 1)) == 0;
}

const struct region_peer *region_find_peer(const struct region *region, const struct vm *vm)
{
	EACH (const struct region_peer, peer, region, peers) {
		if (peer->vm == vm)
			return peer;
	}
	return NULL;
}

bool region_has_vm(const struct region *region, const struct vm *vm)
{
	return region_find_peer(region, vm) != NULL;
}

const struct region *config_next_region(
	const struct config *config, enum land land, size_t *position)
{
	while (*position < config->n_regions) {
		const struct region *region = &config->regions[(*position)++];

		if (region->land == land)
			return region;
	}
	return NULL;
}

const struct region *config_find_region(
	const struct config *config, enum land land, const char *full_name)
{
	size_t position = 0;
	const struct region *region;

	while ((region = config_next_region(config, land, &position)) != NULL) {
		if (region->full_name != NULL && strcmp(region->full_name, full_name) == 0)
			return region;
	}
	return NULL;
}

size_t vm_count_regions(const struct config *config, const struct vm *vm, enum land land)
{
	size_t position = 0;
	size_t count = 0;
	const struct region *region;

	while ((region = config_next_region(config, land, &position)) != NULL)
		count += region_has_vm(region, vm);
	return count;
}
