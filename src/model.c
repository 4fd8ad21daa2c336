/* Questions about the model that several passes ask. */
#include "model.h"

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

bool region_has_vm(const struct region *region, const struct vm *vm)
{
	for (size_t i = 0; i < region->n_peers; i++) {
		if (region->peers[i].vm == vm)
			return true;
	}
	return false;
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

size_t vm_count_regions(const struct config *config, const struct vm *vm, enum land land)
{
	size_t position = 0;
	size_t count = 0;
	const struct region *region;

	while ((region = config_next_region(config, land, &position)) != NULL)
		count += region_has_vm(region, vm);
	return count;
}
