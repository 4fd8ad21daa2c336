/*
 * What a migration changed, by comparing the scenario that was read with the one that was made.
 * A difference is a decision (a warning), a loss (an error unless allowed), or none that a
 * migration may make: then the scenario is not migrated at all.
 */
#include <inttypes.h>
#include <string.h>

#include "migrate/migrate.h"

struct comparison {
	struct context *ctx;
	const struct migrate_side *old;
	const struct migrate_side *new;
	const struct target *release;
	const char *allow; /* how to have a loss all the same; "" where that was said */
};

static const enum diag_code losses[] = {DIAG_MIG002, DIAG_MIG003, DIAG_MIG004, DIAG_MIG005};

/* Without leave a loss is an error, whatever becomes of warnings; -w goes on to mean them. */
static void forbid_losses(struct diag_list *diags)
{
	if (diags->quiet)
		diags->switches[DIAG_MIG001] = DIAG_SWITCH_OFF;
	diags->quiet = false;
	for (size_t i = 0; i < sizeof(losses) / sizeof(losses[0]); i++)
		diags->switches[losses[i]] = DIAG_SWITCH_ERROR;
}

static void report_fault(const struct comparison *comparison, struct loc loc, const char *what)
{
	diag_add(comparison->ctx->diags, DIAG_MIG009, loc,
		"%s would not be the same in the migrated scenario; write it again by hand", what);
}

/* ---- VMs ---- */

static void compare_name(
	const struct comparison *comparison, const struct vm *old, const struct vm *new)
{
	const char *old_name = old->name.text;
	const char *new_name = new->name.text;

	if (strcmp(old_name, new_name) == 0)
		return;
	if (old_name[0] == '\0')
		diag_add(comparison->ctx->diags, DIAG_MIG001, old->loc,
			"VM %" PRIu64
			" has no name, and regions of %s name their VMs; it is called '%s'",
			old->id.value, comparison->release->name, new_name);
	else
		diag_add(comparison->ctx->diags, DIAG_MIG002, old->name.loc,
			"VM %" PRIu64
			" is not the only one called '%s', and regions of %s name their VMs; it is called '%s' instead%s",
			old->id.value, old_name, comparison->release->name, new_name,
			comparison->allow);
}

static void compare_vms(const struct comparison *comparison)
{
	const struct config *old = comparison->old->config;
	const struct config *new = comparison->new->config;

	if (old->n_vms != new->n_vms) {
		report_fault(comparison, old->features_loc, "the number of VMs");
		return;
	}
	for (size_t i = 0; i < old->n_vms; i++) {
		if (old->vms[i].id.value != new->vms[i].id.value ||
			old->vms[i].kind != new->vms[i].kind)
			report_fault(comparison, old->vms[i].loc, "this VM");
		compare_name(comparison, &old->vms[i], &new->vms[i]);
	}
}

/* ---- regions ---- */

static void compare_peer(const struct comparison *comparison, const struct region *region,
	const struct region_peer *old, const struct region_peer *new)
{
	if (old->vm == NULL || new->vm == NULL || old->vm->index != new->vm->index) {
		report_fault(comparison, region->loc, "a VM of this region");
		return;
	}
	if (!old->vbdf_valid)
		return;
	if (!new->vbdf_valid)
		diag_add(comparison->ctx->diags, DIAG_MIG005, old->vbdf_text.loc,
			"the address %s of region '%s' in VM %" PRIu64
			" is lost: regions of %s have none, so one is chosen%s",
			old->vbdf_text.text, region->full_name, old->vm->id.value,
			comparison->release->name, comparison->allow);
	else if (!bdf_equal(old->vbdf, new->vbdf))
		report_fault(comparison, old->vbdf_text.loc, "this address");
}

static void compare_region(
	const struct comparison *comparison, const struct region *old, const struct region *new)
{
	if (strcmp(old->full_name, new->full_name) != 0 || old->land != new->land ||
		old->size != new->size || old->n_peers != new->n_peers) {
		report_fault(comparison, old->loc, "this region");
		return;
	}
	if (region_is_element(new) && !region_is_element(old) &&
		strpbrk(new->name.text, ".-") != NULL)
		diag_add(comparison->ctx->diags, DIAG_IVS029, old->name.loc,
			"region '%s' has '.' or '-' in its name; validator.py of %s takes letters, digits and '_' only and stops the build; rename the region first",
			old->full_name, comparison->release->name);
	for (size_t i = 0; i < old->n_peers; i++)
		compare_peer(comparison, old, &old->peers[i], &new->peers[i]);
	if (old->id.value == new->id.value)
		return;
	if (new->id.value == 0)
		diag_add(comparison->ctx->diags, DIAG_MIG004, old->id.loc,
			"the id %s of region '%s' is lost: regions of %s have none%s", old->id.text,
			old->full_name, comparison->release->name, comparison->allow);
	else
		report_fault(comparison, old->id.loc, "this id");
}

static void compare_regions(const struct comparison *comparison)
{
	const struct config *old = comparison->old->config;
	const struct config *new = comparison->new->config;

	if (old->enabled_effective != new->enabled_effective) {
		report_fault(comparison, old->ivshmem_loc, "whether shared memory is on");
		return;
	}
	if (!old->enabled_effective && new->n_regions == 0) {
		if (old->n_regions > 0)
			diag_add(comparison->ctx->diags, DIAG_MIG003, old->regions[0].loc,
				"%s, because shared memory is off: in scenarios of %s it is on as soon as there is a region%s",
				old->n_regions == 1
					? "the region is lost"
					: arena_printf(comparison->ctx->arena,
						  "%zu regions are lost", old->n_regions),
				comparison->release->name, comparison->allow);
		return;
	}
	if (old->n_regions != new->n_regions) {
		report_fault(comparison, old->ivshmem_loc, "the number of regions");
		return;
	}
	for (size_t i = 0; i < old->n_regions && old->enabled_effective; i++)
		compare_region(comparison, &old->regions[i], &new->regions[i]);
}

/* ---- attributes ---- */

/* Those within an element. */
struct attributes {
	size_t count;     /* without the names of regions of early 2022, which are values */
	struct loc first; /* of an element that one form has alone: not of a region */
};

static void find_attributes(struct xml_node *parent, struct attributes *found)
{
	for (struct xml_node *node = xml_child(parent); node != NULL; node = xml_next(node)) {
		bool region = xml_is(node, "IVSHMEM_REGION");

		if (found->first.source == NULL && !region && node->attributes != NULL)
			found->first = xml_attribute_name_loc(node, node->attributes->name);
		for (const struct xml_attribute *attribute = node->attributes; attribute != NULL;
			attribute = attribute->next)
			found->count += !region || strcmp(attribute->name, "name") != 0;
		find_attributes(node, found); /* not deeper than the loader allows */
	}
}

static struct attributes attributes_of(const struct migrate_side *side)
{
	struct xml_node *hv = xml_each(side->root, "hv", NULL);
	struct xml_node *features = xml_each(hv, "FEATURES", NULL);
	struct attributes found = {0};

	find_attributes(xml_each(features, "IVSHMEM", NULL), &found);
	return found;
}

static void compare_attributes(const struct comparison *comparison)
{
	struct attributes old = attributes_of(comparison->old);
	struct attributes new = attributes_of(comparison->new);
	size_t n_dropped = old.count - new.count;

	if (new.count < old.count)
		diag_add(comparison->ctx->diags, DIAG_MIG006,
			old.first.source == NULL ? comparison->old->config->ivshmem_loc : old.first,
			"%zu attribute%s dropped with elements that regions of %s do not have; attributes mean nothing there",
			n_dropped, n_dropped == 1 ? " is" : "s are", comparison->release->name);
}

/* ---- form ---- */

static void check_form(const struct comparison *comparison)
{
	const struct config *new = comparison->new->config;
	bool has_text = new->enabled.present || new->string_region_loc.source != NULL;
	bool has_elements = new->element_region_loc.source != NULL;

	if (new->has_ivshmem &&
		(comparison->release->dialect == DIALECT_ELEMENT ? has_text
								 : has_elements || !has_text))
		report_fault(comparison, comparison->old->config->ivshmem_loc,
			"the form of this section");
}

void migrate_compare(struct context *ctx, const struct migrate_side *old,
	const struct migrate_side *new, const struct target *release, bool allow_loss)
{
	struct comparison comparison = {
		.ctx = ctx,
		.old = old,
		.new = new,
		.release = release,
		.allow = allow_loss ? "" : "; --allow-loss accepts that",
	};
	bool quiet = ctx->diags->quiet;

	check_form(&comparison);
	compare_attributes(&comparison);
	if (!allow_loss)
		forbid_losses(ctx->diags);
	compare_vms(&comparison);
	compare_regions(&comparison);
	ctx->diags->quiet = quiet;
}
