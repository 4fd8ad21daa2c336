/* Rules over one region in several places: its land, its size, who shares it. */
#include "launch/check.h"

#include <string.h>

void check_launch_twice(struct pass *pass, const struct config *config)
{
	struct launch_uses uses = launch_collect_uses(pass->arena, config->launch);

	for (size_t i = 0; i + 1 < uses.count; i++) {
		const struct launch_use *first = &uses.items[i];
		const struct launch_use *second = &uses.items[i + 1];

		if (first->invocation != second->invocation ||
			launch_uses_end(&uses, i, true) == i + 1)
			continue;

		struct diag *diag = check_launch_add(pass, DIAG_LCH016, &second->device->name,
			"region %s is given to one VM twice; a VM has one device for each region",
			check_quote(pass, second->device->name.text));

		diag_note(pass->diags, diag, first->device->name.loc, "first given here");
	}
}

void check_launch_dm_sizes(struct pass *pass, const struct config *config)
{
	struct launch_uses uses = launch_collect_uses(pass->arena, config->launch);
	size_t end = 0;

	for (size_t start = 0; start < uses.count; start = end) {
		const struct launch_device *first = NULL;

		end = launch_uses_end(&uses, start, true);
		for (size_t i = start; i < end; i++) {
			const struct launch_device *device = uses.items[i].device;

			if (device->land != LAND_DM || launch_device_size(device) == 0)
				continue;
			if (first == NULL)
				first = device;
			if (launch_device_size(device) == launch_device_size(first))
				continue;

			struct diag *diag = check_launch_add(pass, DIAG_LCH023, &device->size_text,
				"region %s is %s MB here and %s MB elsewhere; "
				"the VM that starts second fails with 'shm size is different'",
				check_quote(pass, device->name.text), device->size_text.text,
				first->size_text.text);

			diag_note(pass->diags, diag, first->size_text.loc, "%s MB here",
				first->size_text.text);
		}
	}
}

/* Whether all uses [start, end) are of one VM. */
static bool one_vm(const struct launch_uses *uses, size_t start, size_t end)
{
	for (size_t i = start + 1; i < end; i++) {
		if (!launch_same_vm(uses->items[start].invocation, uses->items[i].invocation))
			return false;
	}
	return true;
}

void check_launch_dm_alone(struct pass *pass, const struct config *config)
{
	struct launch_uses uses = launch_collect_uses(pass->arena, config->launch);
	size_t end = 0;

	for (size_t start = 0; start < uses.count; start = end) {
		const struct launch_device *device = uses.items[start].device;

		end = launch_uses_end(&uses, start, false);
		/* The same name in both lands is check_launch_lands's; a region of the scenario
		   has its VMs there. */
		if (uses.items[end - 1].device->land != device->land || device->land != LAND_DM ||
			!one_vm(&uses, start, end) ||
			config_find_region(config, LAND_DM, device->name.text) != NULL)
			continue;
		check_launch_add(pass, DIAG_LCH024, &device->name,
			"region %s is used by %s alone; give the launch script of its peer too, or "
			"compare the names",
			check_quote(pass, device->name.text),
			check_launch_vm_label(pass, config, uses.items[start].invocation));
	}
}

void check_launch_lands(struct pass *pass, const struct config *config)
{
	struct launch_uses uses = launch_collect_uses(pass->arena, config->launch);
	size_t end = 0;

	for (size_t start = 0; start < uses.count; start = end) {
		size_t dm = launch_uses_end(&uses, start, true);
		const struct launch_use *first = &uses.items[start];
		const struct launch_use *second = &uses.items[dm < uses.count ? dm : start];

		end = launch_uses_end(&uses, start, false);
		/* Someone in both may well be a bridge between two regions of one name. */
		if (dm == end || launch_same_vm(first->invocation, second->invocation))
			continue;

		struct diag *diag = check_launch_add(pass, DIAG_LCH025, &second->device->name,
			"%s uses %s, but %s uses %s; memory of different lands is never shared",
			check_launch_vm_label(pass, config, second->invocation),
			check_quote(pass, second->device->name.text),
			check_launch_vm_label(pass, config, first->invocation),
			check_quote(pass, first->device->name.text));

		diag_note(pass->diags, diag, first->device->name.loc, "the other land is here");
	}
}
