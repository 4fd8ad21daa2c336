/*
 * The entries of one VM's device table, in table order. Which devices a VM has and how they are
 * ordered is a table by kind of VM and release.
 */
#include "layout/private.h"
#include "base/each.h"

enum group {
	GROUP_END,
	GROUP_HOST_BRIDGE,
	GROUP_PASSTHROUGH,
	GROUP_IVSHMEM,
	GROUP_CONSOLE,
	GROUP_VUARTS, /* those for communication */
	GROUP_PTM,
};

#define MAX_GROUPS 6

static const enum group orders[VM_POST_LAUNCHED + 1][MAX_GROUPS] = {
	[VM_PRE_LAUNCHED] = {GROUP_HOST_BRIDGE, GROUP_PASSTHROUGH, GROUP_IVSHMEM, GROUP_CONSOLE,
		GROUP_VUARTS},
	[VM_SERVICE] = {GROUP_IVSHMEM, GROUP_CONSOLE, GROUP_VUARTS},
	/* acrn-dm takes the first entry whose vuart_idx is 0, and that is every other kind's */
	[VM_POST_LAUNCHED] = {GROUP_CONSOLE, GROUP_IVSHMEM, GROUP_VUARTS, GROUP_PTM},
};

/* A pre-launched VM from v2.5 on (target->passthrough_last). */
static const enum group passthrough_last[MAX_GROUPS] = {
	GROUP_HOST_BRIDGE, GROUP_IVSHMEM, GROUP_CONSOLE, GROUP_VUARTS, GROUP_PASSTHROUGH};

static struct layout_device *add_device(struct layout_vm *out, enum device_type type)
{
	struct layout_device *device = &out->devices[out->n_devices++];

	device->type = type;
	return device;
}

static void add_ivshmem(const struct config *config, struct layout_vm *out)
{
	const struct region *region;
	size_t position = 0;

	if (!config->enabled_effective)
		return;
	while ((region = config_next_region(config, LAND_HV, &position)) != NULL) {
		if (region_has_vm(region, out->vm))
			add_device(out, DEVICE_IVSHMEM)->region = region;
	}
}

static void add_vuarts(const struct target *target, struct layout_vm *out, bool console)
{
	EACH (const struct vuart, vuart, out->vm, vuarts) {
		if (target->vuart_fields && (vuart->index == 0) == console)
			add_device(out, DEVICE_VUART)->vuart = vuart;
	}
}

static void add_group(struct context *ctx, struct layout_vm *out, enum group group)
{
	const struct vm *vm = out->vm;

	switch (group) {
	case GROUP_HOST_BRIDGE: add_device(out, DEVICE_HOST_BRIDGE); break;
	case GROUP_PASSTHROUGH:
		EACH (const struct passthrough, passthrough, vm, passthrough) {
			add_device(out, DEVICE_PASSTHROUGH)->passthrough = passthrough;
		}
		break;
	case GROUP_IVSHMEM: add_ivshmem(ctx->config, out); break;
	case GROUP_CONSOLE:
	case GROUP_VUARTS: add_vuarts(ctx->target, out, group == GROUP_CONSOLE); break;
	case GROUP_PTM:
		if (ctx->target->ptm_entry && vm->ptm)
			add_device(out, DEVICE_PTM);
		break;
	case GROUP_END: break;
	}
}

void layout_table(struct context *ctx, struct layout_vm *out)
{
	const struct vm *vm = out->vm;
	const enum group *order = orders[vm->kind];
	size_t bound =
		2 + vm->n_passthrough + vm->n_vuarts + vm_count_regions(ctx->config, vm, LAND_HV);

	if (vm->kind == VM_PRE_LAUNCHED && ctx->target->passthrough_last)
		order = passthrough_last;
	out->devices = arena_array(ctx->arena, bound, sizeof(*out->devices));
	/* The hypervisor itself defines the Service VM's table of v2.2. */
	if (vm->kind == VM_SERVICE && ctx->target->service_array == NULL)
		return;
	for (size_t i = 0; i < MAX_GROUPS && order[i] != GROUP_END; i++)
		add_group(ctx, out, order[i]);
	/* A host bridge alone is no device. */
	if (out->n_devices == 1 && out->devices[0].type == DEVICE_HOST_BRIDGE)
		out->n_devices = 0;
}
