/* What the release that the tables are for cannot express. */
#include "check/rules.h"

#include <inttypes.h>

void check_target_region_id(struct context *ctx, const struct region *region)
{
	if (!ctx->target->region_id && number_valid(&region->id) && region->id.value != 0)
		diag_add(ctx->diags, DIAG_IVS021, region->id.loc,
			"%s has region id %s; hypervisor %s has no region ids, v3.3 and later have",
			region_label(ctx, region), region->id.text, ctx->target->name);
}

void check_target_service_vm(
	struct context *ctx, const struct region *region, const struct region_peer *peer)
{
	if (!ctx->target->service_vm_peer && region->land == LAND_HV && peer->vm != NULL &&
		peer->vm->kind == VM_SERVICE)
		diag_add(ctx->diags, DIAG_IVS022,
			region_is_element(region) ? peer->name.loc : peer->id.loc,
			"%s names the Service VM; hypervisor %s cannot share memory with it, v2.3 and later can",
			region_label(ctx, region), ctx->target->name);
}

/* Releases that know no dm:/ lines take the region for one of the hypervisor, and do not build. */
void check_target_dm_regions(struct context *ctx, const struct region *region)
{
	if (!ctx->target->dm_regions && !ctx->target_assumed && region->land == LAND_DM)
		diag_add(ctx->diags, DIAG_IVS028, region->loc,
			"%s is of the device model; a scenario of %s cannot have such a region, v2.5 and later can; remove it here, the acrn-dm command line alone makes it",
			region_label(ctx, region), ctx->target->name);
}

/* CAP001 and CAP002 blame a number that cannot be one of VMs. */
static bool gives_max_vms(const struct context *ctx, const struct setting *given)
{
	return (ctx->releases & RELEASES(V2_7, V3_3)) != 0 && number_valid(&given->number) &&
	       given->number.value > 0;
}

void check_target_vms(struct context *ctx, const struct config *config)
{
	const struct setting *given = config_setting(config, SETTING_MAX_VM_NUM);
	size_t limit = ctx->target->max_vms;

	if (gives_max_vms(ctx, given) && given->number.value < limit &&
		given->number.value < config->n_vms)
		check_report_pair(ctx, DIAG_VMS005, config->vms[given->number.value].loc,
			given->number.loc, "MAX_VM_NUM",
			"this is VM number %" PRIu64 " of %zu; MAX_VM_NUM is %" PRIu64
			" and must be at least %zu",
			given->number.value + 1, config->n_vms, given->number.value, config->n_vms);
	else if (config->n_vms > limit)
		diag_add(ctx->diags, DIAG_VMS005, config->vms[limit].loc,
			"this is VM number %zu of %zu; hypervisor %s has room for %zu", limit + 1,
			config->n_vms, ctx->target->name, limit);
}

void check_target_vuart(struct context *ctx, const struct vm *vm, const struct vuart *vuart)
{
	if (!ctx->target->vuart_fields)
		diag_add(ctx->diags, DIAG_VMS019, vuart->loc,
			"%s has a PCI vUART; hypervisor %s has none, v2.3 and later have",
			vm_label(ctx, vm), ctx->target->name);
}
