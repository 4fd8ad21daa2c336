/* Rules of the VMs that share a region. */
#include "check/rules.h"
#include "base/each.h"

#include <inttypes.h>
#include <string.h>

/* A peer that says nothing: a blank between two colons, an empty VM_NAME. */
static bool is_blank(const struct region *region, const struct region_peer *peer)
{
	if (region_is_element(region))
		return value_is_blank(&peer->name);
	return peer->id.form == NUMBER_ABSENT;
}

static struct loc peer_loc(const struct region *region, const struct region_peer *peer)
{
	return region_is_element(region) ? peer->name.loc : peer->id.loc;
}

static const char *peer_text(
	struct context *ctx, const struct region *region, const struct region_peer *peer)
{
	return region_is_element(region) ? words_quote(ctx, peer->name.text)
					 : words_number(ctx, &peer->id);
}

/* "0;2" and "0 2" may well mean two VMs: their form is blamed, not their number. */
static bool is_unreadable(const struct region *region, const struct region_peer *peer)
{
	uint64_t value;

	return !region_is_element(region) && peer->id.form == NUMBER_BAD &&
	       !check_intended_number(peer->id.text, &value);
}

void check_peer_count(struct context *ctx, const struct config *config, const struct region *region)
{
	const struct region_peer *first = region->peers;

	if (region->n_peers >= 2)
		return;
	if (region->n_peers == 0 || is_blank(region, first))
		diag_add(ctx->diags, DIAG_IVS005, region->vms_text.loc,
			"%s names no VM; it must name at least two",
			words_region(ctx, config, region));
	else if (!is_unreadable(region, first))
		diag_add(ctx->diags, DIAG_IVS005, peer_loc(region, first),
			"%s names VM %s only; it must name at least two VMs",
			words_region(ctx, config, region), peer_text(ctx, region, first));
}

/* Where regions are text, a VM's name means its id, and so does "VM2". */
static void suggest_id_of_name(struct context *ctx, const struct config *config, struct diag *diag,
	const struct number *id)
{
	const struct vm *vm = check_next_vm_by_name(config, id->text, NULL);
	size_t digits = strspn(id->text, "VvMm_");

	if (vm != NULL && vm->id.form == NUMBER_DECIMAL &&
		check_next_vm_by_name(config, id->text, vm) == NULL)
		diag_fix(ctx->diags, diag, id->loc, vm->id.text, "write %s, the id of that VM",
			vm->id.text);
	else if (digits > 0 && id->text[digits] != '\0' &&
		 strspn(id->text + digits, "0123456789") == strlen(id->text + digits))
		diag_hint(ctx->diags, diag, "did you mean %s?", id->text + digits);
}

/* "0;2" or "0 2": digits at both ends, and something between them. */
static bool is_list_of_ids(const char *text)
{
	static const char digits[] = "0123456789";
	size_t length = strlen(text);

	return strspn(text, digits) > 0 && strspn(text, "0123456789 \t\n;,./|-+&") == length &&
	       strspn(text + length - 1, digits) > 0;
}

/* An id whose digits are not plain ones; the fix is what the id certainly means. */
static void report_id_form(struct context *ctx, const struct config *config,
	const struct region *region, const struct number *id)
{
	uint64_t value = id->value;
	struct diag *diag = diag_add(ctx->diags, DIAG_IVS008, id->loc,
		"VM id %s of %s %s; it must be decimal digits", words_quote(ctx, id->text),
		words_region(ctx, config, region), check_number_fault(id));

	if ((number_valid(id) || check_intended_number(id->text, &value)) && value < config->n_vms)
		diag_fix(ctx->diags, diag, id->loc, arena_printf(ctx->arena, "%" PRIu64, value),
			"write %" PRIu64, value);
	else if (is_list_of_ids(id->text))
		diag_hint(ctx->diags, diag, "VM ids are joined by colons, as in 0:2");
	else if (diag_is_worth_help(ctx->diags))
		suggest_id_of_name(ctx, config, diag, id);
}

void check_peer_form(struct context *ctx, const struct config *config, const struct region *region)
{
	bool element = region_is_element(region);

	for (size_t i = 0; i < region->n_peers; i++) {
		const struct region_peer *peer = &region->peers[i];
		enum number_form form = peer->id.form;

		if (is_blank(region, peer) && region->n_peers >= 2)
			diag_add(ctx->diags, DIAG_IVS008, peer_loc(region, peer),
				"the %s of VM number %zu of %s is missing",
				element ? "VM_NAME" : "id", i + 1,
				words_region(ctx, config, region));
		else if (!element && form != NUMBER_ABSENT && form != NUMBER_DECIMAL &&
			 form != NUMBER_TOO_BIG)
			report_id_form(ctx, config, region, &peer->id);
	}
}

static void check_known_id(struct context *ctx, const struct config *config,
	const struct region *region, const struct number *id)
{
	/* A VM whose own id is blamed may be the one that is meant: ids are 0 to n-1. */
	if (id->form != NUMBER_TOO_BIG &&
		(id->form != NUMBER_DECIMAL || !check_vm_ids_readable(config)))
		return;
	if (id->form == NUMBER_DECIMAL && id->value < config->n_vms)
		return;
	diag_add(ctx->diags, DIAG_IVS006, id->loc, "%s names VM %s; this scenario has %s",
		words_region(ctx, config, region), words_number(ctx, id),
		words_vm_list(ctx, config, false));
}

static void report_unknown_name(struct context *ctx, const struct config *config,
	const struct region *region, const struct value *name)
{
	struct diag *diag = diag_add(ctx->diags, DIAG_IVS006, name->loc,
		"%s names VM %s; this scenario has %s", words_region(ctx, config, region),
		words_quote(ctx, name->text), words_vm_list(ctx, config, true));

	check_suggest_vm_name(ctx, config, diag, name);
}

static void check_known_name(struct context *ctx, const struct config *config,
	const struct region *region, const struct value *name)
{
	if (check_next_vm_by_name(config, name->text, NULL) == NULL) {
		report_unknown_name(ctx, config, region, name);
		return;
	}

	struct diag *diag = diag_add(ctx->diags, DIAG_IVS015, name->loc,
		"%s names VM %s, a name that several VMs have", words_region(ctx, config, region),
		words_quote(ctx, name->text));

	check_note_vms_by_name(ctx, config, diag, name->text);
}

/* Without VMs, that is what is blamed. */
void check_peer_known(struct context *ctx, const struct config *config, const struct region *region)
{
	for (size_t i = 0; i < region->n_peers && config->n_vms > 0; i++) {
		const struct region_peer *peer = &region->peers[i];

		if (peer->vm != NULL || is_blank(region, peer))
			continue;
		if (region_is_element(region))
			check_known_name(ctx, config, region, &peer->name);
		else
			check_known_id(ctx, config, region, &peer->id);
	}
}

/* The first peer of a region that names that VM. */
static const struct region_peer *first_peer(const struct region *region, const struct vm *vm)
{
	const struct region_peer *peer = region->peers;

	while (peer->vm != vm)
		peer++;
	return peer;
}

void check_peer_twice(struct context *ctx, const struct config *config, const struct region *region)
{
	EACH (const struct region_peer, peer, region, peers) {
		const struct region_peer *before;

		if (peer->vm == NULL || (before = first_peer(region, peer->vm)) == peer)
			continue;

		struct diag *diag = diag_add(ctx->diags, DIAG_IVS007, peer_loc(region, peer),
			"%s names VM %s twice; a VM has one device for each region",
			words_region(ctx, config, region), peer_text(ctx, region, peer));

		diag_note(ctx->diags, diag, peer_loc(region, before), "first named here");
	}
}

void check_peer_dm_land(
	struct context *ctx, const struct config *config, const struct region *region)
{
	for (size_t i = 0; i < region->n_peers && region->land == LAND_DM; i++) {
		const struct region_peer *peer = &region->peers[i];

		if (peer->vm == NULL || peer->vm->kind == VM_POST_LAUNCHED ||
			peer->vm->kind == VM_UNKNOWN)
			continue;
		diag_add(ctx->diags, DIAG_IVS014, peer_loc(region, peer),
			"%s is of the device model, which VM %s (%s) does not have; take a post-launched VM or a region of the hypervisor",
			words_region(ctx, config, region), peer_text(ctx, region, peer),
			words_kind(peer->vm->kind));
	}
}
