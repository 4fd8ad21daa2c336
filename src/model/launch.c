/* Questions about launch scripts that several passes ask. */
#include "model/launch.h"

bool launch_device_named(const struct launch_device *device)
{
	return device->is_ivshmem && device->name.known && device->land != LAND_NONE &&
	       launch_bare_name(device)[0] != '\0';
}

const struct launch_invocation *launch_next(
	const struct launch *launch, const struct launch_invocation *after)
{
	const struct launch_script *script = after != NULL ? after->script : launch->scripts;
	const struct launch_script *end = launch->scripts + launch->n_scripts;

	if (after != NULL && after + 1 < script->invocations + script->n_invocations)
		return after + 1;
	if (after != NULL)
		script++;
	while (script < end && script->n_invocations == 0)
		script++;
	return script < end ? script->invocations : NULL;
}
