/* Rules between launch scripts and the scenario: without one they find nothing to compare. */
#include "launch/check.h"
#include "base/each.h"

#include <inttypes.h>
#include <string.h>

static bool has_scenario(const struct context *ctx)
{
	return ctx->config->source != NULL;
}

/* ---- the VM of a script ------------------------------------------------------------------ */

bool check_launch_wrong_vm(struct context *ctx, const struct launch_invocation *invocation)
{
	const struct vm *vm = invocation->vm;

	return has_scenario(ctx) && (vm != NULL ? vm->kind != VM_POST_LAUNCHED
						: invocation->script->vm_selector != NULL);
}

void check_launch_selected(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_script *script = subject->script;
	const struct vm *vm = script->selected;

	if (!has_scenario(ctx) || script->vm_selector == NULL)
		return;
	if (vm == NULL)
		diag_add_file(ctx->diags, DIAG_LCH017, script->source->name,
			"there is no VM %s for launch script '%s'; this scenario has %s",
			words_quote(ctx, script->vm_selector), script->source->name,
			words_vm_list(ctx, ctx->config, false));
	else if (vm->kind != VM_POST_LAUNCHED)
		diag_add_file(ctx->diags, DIAG_LCH017, script->source->name,
			"%s is a %s; acrn-dm starts post-launched VMs only, so launch script '%s' is of another VM",
			vm_label(ctx, vm), vm_kind_name(vm->kind), script->source->name);
}

void check_launch_vm(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_field *name = &subject->invocation->vm_name;
	const struct vm *vm = subject->invocation->vm;

	if (!has_scenario(ctx) || subject->script->vm_selector != NULL)
		return;
	if (vm == NULL)
		diag_add(ctx->diags, DIAG_LCH018,
			name->text != NULL ? name->loc : subject->invocation->loc,
			"which VM of the scenario this acrn-dm starts is not known%s%s; say it with --launch VMID=%s, otherwise regions that it lacks are not noticed",
			name->text != NULL ? " from its name " : "",
			name->text != NULL ? words_quote(ctx, name->text) : "",
			subject->script->source->name);
	else if (vm->kind != VM_POST_LAUNCHED)
		check_launch_add(ctx, DIAG_LCH017, name,
			"%s is a %s; acrn-dm starts post-launched VMs only", vm_label(ctx, vm),
			vm_kind_name(vm->kind));
}

/* ---- the regions of a command ------------------------------------------------------------ */

static const struct region *find_region(
	const struct context *ctx, const struct launch_device *device)
{
	return config_find_region(ctx->config, device->land, device->name.text);
}

static void report_unknown(struct context *ctx, const struct launch_device *device)
{
	const struct config *config = ctx->config;
	size_t position = 0;
	size_t count = 0;
	const struct region *region;
	const char **names = arena_array(ctx->arena, config->n_regions + 1, sizeof(*names));

	while ((region = config_next_region(config, LAND_HV, &position)) != NULL)
		names[count++] = region->full_name;

	const char *nearest = check_nearest(ctx, device->name.text, names, count);
	struct diag *diag = check_launch_add(ctx, DIAG_LCH019, &device->name,
		"the scenario has no region %s%s; acrn-dm fails with 'Invalid argument'",
		words_quote(ctx, device->name.text),
		config->enabled_effective ? "" : ": its shared memory is switched off");

	if (nearest != NULL && config->enabled_effective)
		diag_hint(ctx->diags, diag, "did you mean %s?", nearest);
}

void check_launch_region(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_device *device = subject->device;

	if (!has_scenario(ctx) || !launch_device_named(device))
		return;

	const struct region *region =
		ctx->config->enabled_effective ? find_region(ctx, device) : NULL;
	const struct vm *vm = subject->invocation->vm;
	uint64_t size = launch_device_size(device);

	if (region == NULL) {
		/* The Service VM makes dm regions as they come; a scenario need not name them. */
		if (device->land == LAND_HV)
			report_unknown(ctx, device);
		return;
	}
	if (size != 0 && region->size != 0 && size != region->size) {
		struct diag *diag = check_launch_add(ctx, DIAG_LCH020, &device->size_text,
			"region %s is %s MB here and %" PRIu64 " MB in the scenario",
			words_quote(ctx, device->name.text), device->size_text.text,
			(region->size / MIB));

		diag_note(ctx->diags, diag, region->size_mb.loc, "the scenario's size");
	}
	if (vm != NULL && vm->kind == VM_POST_LAUNCHED && !region_has_vm(region, vm)) {
		struct diag *diag = check_launch_add(ctx, DIAG_LCH021, &device->name,
			"region %s is not for %s; the scenario gives it to other VMs",
			words_quote(ctx, device->name.text), vm_label(ctx, vm));

		diag_note(ctx->diags, diag, region->loc, "its VMs are named here");
	}
	if (ctx->target != NULL && ctx->target->region_id && device->id.form == NUMBER_DECIMAL &&
		device->id.value <= UINT16_MAX && device->id.value != region->id.value)
		check_launch_add(ctx, DIAG_LCH014, &device->id_text,
			"region %s has id %s here and %" PRIu64 " in the scenario",
			words_quote(ctx, device->name.text), device->id_text.text,
			region->id.value);
}

/* ---- regions that a command lacks -------------------------------------------------------- */

static const char *base_of(const char *name)
{
	const char *slash = strchr(name, '/');

	return slash != NULL ? slash + 1 : name;
}

/* Whether the device is this region, could be, or was most likely meant to be. */
static bool may_be(
	struct context *ctx, const struct launch_device *device, const struct region *region)
{
	const char *base = base_of(region->full_name);

	if (!device->kind.known || (device->is_ivshmem && !device->name.known))
		return true;
	if (!device->is_ivshmem || device->name.text == NULL)
		return false;
	if (strcmp(device->name.text, region->full_name) == 0)
		return true;
	/* One that is right as it is was not meant to be another; a wrong one is blamed already. */
	if (device->land == LAND_DM || (device->land == LAND_HV && find_region(ctx, device)))
		return false;
	return check_nearest(ctx, base_of(device->name.text), &base, 1) != NULL;
}

/* dm:/name where the scenario has hv:/name, or the other way round. */
static const struct launch_device *find_other_land(
	const struct launch_invocation *invocation, const struct region *region)
{
	EACH (const struct launch_device, device, invocation, devices) {
		if (launch_device_named(device) && device->land != region->land &&
			strcmp(launch_bare_name(device), base_of(region->full_name)) == 0)
			return device;
	}
	return NULL;
}

static void check_missing_region(struct context *ctx, const struct launch_invocation *invocation,
	const struct region *region)
{
	const struct launch *launch = ctx->config->launch;
	bool found =
		region->full_name == NULL || region->size == 0 ||
		!region_has_vm(region, invocation->vm) ||
		(launch->completed && launch_find_device(launch, invocation->vm, region) == NULL);

	for (size_t i = 0; !found && i < invocation->n_devices; i++)
		found = may_be(ctx, &invocation->devices[i], region);
	if (found)
		return;

	struct diag *diag = diag_add(ctx->diags, DIAG_LCH022, invocation->loc,
		"acrn-dm does not give region %s to %s; add -s SLOT,ivshmem,%s,%" PRIu64
		", or let --emit launch write it",
		words_quote(ctx, region->full_name), vm_label(ctx, invocation->vm),
		region->full_name, (region->size / MIB));
	const struct launch_device *other = find_other_land(invocation, region);

	diag_note(ctx->diags, diag, region->loc, "the scenario has the region here");
	if (other != NULL)
		diag_note(ctx->diags, diag, other->name.loc,
			"%s is another region: memory of different lands is never shared",
			words_quote(ctx, other->name.text));
}

void check_launch_missing(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_invocation *invocation = subject->invocation;
	const struct vm *vm = invocation->vm;

	/* Options that are lost or not known might have a region. */
	if (!has_scenario(ctx) || !ctx->config->enabled_effective || vm == NULL ||
		vm->kind != VM_POST_LAUNCHED || invocation->lost.text != NULL ||
		invocation->unknown.text != NULL)
		return;
	EACH (const struct region, region, ctx->config, regions)
		check_missing_region(ctx, invocation, region);
}
