/* Questions about launch scripts that several passes ask. */
#include "model/launch.h"
#include "base/each.h"

#include <string.h>

bool launch_device_named(const struct launch_device *device)
{
	return device->is_ivshmem && device->name.known && device->land != LAND_NONE &&
	       launch_bare_name(device)[0] != '\0';
}

static const struct launch_device *find_in_command(
	const struct launch_invocation *invocation, const struct region *region)
{
	EACH (const struct launch_device, device, invocation, devices) {
		if (launch_device_named(device) && device->place_valid && device->bus == 0 &&
			strcmp(device->name.text, region->full_name) == 0)
			return device;
	}
	return NULL;
}

const struct launch_device *launch_find_device(
	const struct launch *launch, const struct vm *vm, const struct region *region)
{
	const struct launch_device *found = NULL;

	EACH (const struct launch_script, script, launch, scripts) {
		EACH (const struct launch_invocation, invocation, script, invocations) {
			if (found == NULL && invocation->vm == vm)
				found = find_in_command(invocation, region);
		}
	}
	return found;
}
