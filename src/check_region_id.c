/* Rules of region ids (v3.3 and later): 0 is the default, 0x1000 to 0xffff are free. */
#include "check/rules.h"

#include <inttypes.h>
#include <stdlib.h>

#define REGION_ID_FIRST_FREE 0x1000u
#define REGION_ID_MAX 0xffffu

/* A number in a form that has one meaning in the table and for acrn-dm. */
static bool is_well_formed(const struct number *id)
{
	return id->form == NUMBER_DECIMAL || id->form == NUMBER_HEX;
}

void check_region_id_form(struct context *ctx, const struct config *config)
{
	const struct region *region;
	size_t position = 0;

	while ((region = check_next_region(config, &position)) != NULL) {
		const struct number *id = &region->id;
		uint64_t value = id->value;

		if (id->form == NUMBER_ABSENT)
			continue;
		if (id->form == NUMBER_TOO_BIG ||
			(is_well_formed(id) && id->value > REGION_ID_MAX)) {
			diag_add(ctx->diags, DIAG_IVS018, id->loc,
				"region id %s of %s is too big; it must be 0 or 0x1000 to 0xffff",
				check_quote(ctx, id->text),
				check_region_label(ctx, config, region));
			continue;
		}
		if (is_well_formed(id))
			continue;

		struct diag *diag = diag_add(ctx->diags, DIAG_IVS017, id->loc,
			"region id %s of %s %s; it must be decimal digits, or 0x and hex digits",
			check_quote(ctx, id->text), check_region_label(ctx, config, region),
			check_number_fault(id));

		if (number_valid(id) || check_intended_number(id->text, &value))
			diag_fix(ctx->diags, diag, id->loc,
				arena_printf(ctx->arena, "%" PRIu64, value), "write %" PRIu64,
				value);
	}
}

/* An id that no rule above blames; an absent one is none. */
static bool has_good_id(const struct region *region)
{
	return is_well_formed(&region->id) && region->id.value <= REGION_ID_MAX;
}

void check_region_id_reserved(struct context *ctx, const struct config *config)
{
	const struct region *region;
	size_t position = 0;

	while ((region = check_next_region(config, &position)) != NULL) {
		if (has_good_id(region) && region->id.value != 0 &&
			region->id.value < REGION_ID_FIRST_FREE)
			diag_add(ctx->diags, DIAG_IVS019, region->id.loc,
				"region id %s of %s is reserved; ids of your own are 0x1000 to 0xffff",
				region->id.text, check_region_label(ctx, config, region));
	}
}

/* By id, and of one id in document order. */
static int compare_ids(const void *left, const void *right)
{
	const struct region *a = *(const struct region *const *)left;
	const struct region *b = *(const struct region *const *)right;

	if (a->id.value != b->id.value)
		return a->id.value < b->id.value ? -1 : 1;
	return (a > b) - (a < b);
}

/* Claims the region's id in each of its VMs; reports the first that has it already. */
static void claim_id(struct context *ctx, const struct config *config, const struct region *region,
	const struct region **claimed)
{
	for (size_t i = 0; i < region->n_peers; i++) {
		const struct vm *vm = region->peers[i].vm;
		const struct region *other = vm != NULL ? claimed[vm->index] : region;

		if (other == NULL || other->id.value != region->id.value) {
			claimed[vm->index] = region;
			continue;
		}
		if (other == region)
			continue; /* the VM is named twice */

		struct diag *diag = diag_add(ctx->diags, DIAG_IVS020, region->id.loc,
			"region id %s of %s is used twice in %s", region->id.text,
			check_region_label(ctx, config, region), check_vm_label(ctx, config, vm));

		diag_note(ctx->diags, diag, other->id.loc, "first used here, by %s",
			check_region_label(ctx, config, other));
		return;
	}
}

void check_region_id_unique(struct context *ctx, const struct config *config)
{
	const struct region **sorted = arena_array(ctx->arena, config->n_regions, sizeof(*sorted));
	const struct region **claimed = arena_array(ctx->arena, config->n_vms, sizeof(*claimed));
	const struct region *region;
	size_t position = 0;
	size_t n = 0;

	while ((region = check_next_region(config, &position)) != NULL) {
		if (has_good_id(region) && region->id.value != 0)
			sorted[n++] = region;
	}
	qsort(sorted, n, sizeof(*sorted), compare_ids);
	for (size_t i = 0; i < n; i++)
		claim_id(ctx, config, sorted[i], claimed);
}
