/* Rules of region ids (v3.3 and later): 0 is the default, 0x1000 to 0xffff are free. */
#include "check/rules.h"

#define REGION_ID_FIRST_FREE 0x1000u
#define REGION_ID_MAX 0xffffu

void check_region_id_form(struct context *ctx, const struct region *region)
{
	const struct number *id = &region->id;

	if (id->form == NUMBER_TOO_BIG || (check_is_plain(id) && id->value > REGION_ID_MAX))
		diag_add(ctx->diags, DIAG_IVS018, id->loc,
			"region id %s of %s is too big; it must be 0 or 0x1000 to 0xffff",
			words_quote(ctx, id->text), region_label(ctx, region));
	else if (id->form != NUMBER_ABSENT && !check_is_plain(id))
		check_suggest_decimal(ctx,
			diag_add(ctx->diags, DIAG_IVS017, id->loc,
				"region id %s of %s %s; it must be decimal digits, or 0x and hex digits",
				words_quote(ctx, id->text), region_label(ctx, region),
				check_number_fault(id)),
			id, UINT64_MAX);
}

/* An id that no rule above blames, and that is there. */
static bool has_good_id(const struct region *region)
{
	return check_is_plain(&region->id) && region->id.value <= REGION_ID_MAX;
}

void check_region_id_reserved(struct context *ctx, const struct region *region)
{
	if (has_good_id(region) && region->id.value != 0 && region->id.value < REGION_ID_FIRST_FREE)
		diag_add(ctx->diags, DIAG_IVS019, region->id.loc,
			"region id %s of %s is reserved; ids of your own are 0x1000 to 0xffff",
			region->id.text, region_label(ctx, region));
}

/* The first region before this one that has the same id in that VM; NULL if there is no such one.
 */
static const struct region *find_same_id(
	const struct config *config, const struct region *region, const struct vm *vm)
{
	const struct region *other;
	size_t position = 0;

	while ((other = check_next_region(config, &position)) != region) {
		if (has_good_id(other) && other->id.value == region->id.value &&
			region_find_peer(other, vm) != NULL)
			return other;
	}
	return NULL;
}

void check_region_id_unique(struct context *ctx, const struct region *region)
{
	const struct number *id = &region->id;

	for (size_t i = 0; i < region->n_peers && has_good_id(region) && id->value != 0; i++) {
		const struct vm *vm = region->peers[i].vm;
		const struct region *other =
			vm != NULL ? find_same_id(ctx->config, region, vm) : NULL;

		if (other == NULL)
			continue;
		check_report_pair(ctx, DIAG_IVS020, id->loc, other->id.loc,
			arena_printf(
				ctx->arena, "first used here, by %s", region_label(ctx, other)),
			"region id %s of %s is used twice in %s", id->text,
			region_label(ctx, region), vm_label(ctx, vm));
		return;
	}
}
