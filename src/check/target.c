/* What the release that the tables are for cannot express. */
#include "check/rules.h"

void check_target_region_id(struct context *ctx, const struct config *config)
{
	const struct region *region;
	size_t position = 0;

	if (ctx->target->region_id)
		return;
	while ((region = check_next_region(config, &position)) != NULL) {
		if (!number_valid(&region->id) || region->id.value == 0)
			continue;
		diag_add(ctx->diags, DIAG_IVS021, region->id.loc,
			"%s has region id %s; hypervisor %s has no region ids, v3.3 and later have",
			check_region_label(ctx, config, region), region->id.text,
			ctx->target->name);
	}
}

void check_target_service_vm(struct context *ctx, const struct config *config)
{
	const struct region *region;
	size_t position = 0;

	if (ctx->target->service_vm_peer)
		return;
	while ((region = check_next_region(config, &position)) != NULL) {
		for (size_t j = 0; j < region->n_peers && region->land == LAND_HV; j++) {
			const struct region_peer *peer = &region->peers[j];

			if (peer->vm == NULL || peer->vm->kind != VM_SERVICE)
				continue;
			diag_add(ctx->diags, DIAG_IVS022,
				region_is_element(region) ? peer->name.loc : peer->id.loc,
				"%s names the Service VM; hypervisor %s cannot share memory with it, v2.3 and later can",
				check_region_label(ctx, config, region), ctx->target->name);
		}
	}
}

/* Releases that know no dm:/ lines take the region for one of the hypervisor, and do not build. */
void check_target_dm_regions(struct context *ctx, const struct config *config)
{
	const struct region *region;
	size_t position = 0;

	if (ctx->target->dm_regions || ctx->target_assumed)
		return;
	while ((region = check_next_region(config, &position)) != NULL) {
		if (region->land != LAND_DM)
			continue;
		diag_add(ctx->diags, DIAG_IVS028, region->loc,
			"%s is of the device model; a scenario of %s cannot have such a region, v2.5 and later can; remove it here, the acrn-dm command line alone makes it",
			check_region_label(ctx, config, region), ctx->target->name);
	}
}

void check_target_vms(struct context *ctx, const struct config *config)
{
	size_t limit = ctx->target->max_vms;

	if (config->n_vms > limit)
		diag_add(ctx->diags, DIAG_VMS005, config->vms[limit].loc,
			"this is VM number %zu of %zu; hypervisor %s has room for %zu", limit + 1,
			config->n_vms, ctx->target->name, limit);
}

void check_target_vuart(struct context *ctx, const struct config *config)
{
	if (ctx->target->vuart_fields)
		return;
	for (size_t i = 0; i < config->n_vms; i++) {
		const struct vm *vm = &config->vms[i];

		for (size_t j = 0; j < vm->n_vuarts; j++)
			diag_add(ctx->diags, DIAG_VMS019, vm->vuarts[j].loc,
				"%s has a PCI vUART; hypervisor %s has none, v2.3 and later have",
				check_vm_label(ctx, config, vm), ctx->target->name);
	}
}
