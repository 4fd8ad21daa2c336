/* Rules of the VMs that share a region. */
#include "check/rules.h"

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

void check_peer_count(struct context *ctx, const struct region *region)
{
	const struct region_peer *first = region->peers;

	if (region->n_peers >= 2)
		return;
	if (region->n_peers == 0 || is_blank(region, first))
		diag_add(ctx->diags, DIAG_IVS005, region->vms_text.loc,
			"%s names no VM; it must name at least two", region_label(ctx, region));
	else if (!is_unreadable(region, first))
		diag_add(ctx->diags, DIAG_IVS005, peer_loc(region, first),
			"%s names VM %s only; it must name at least two VMs",
			region_label(ctx, region), peer_text(ctx, region, first));
}

/* Where regions are text, a VM's name means its id, and so does "VM2". */
static void suggest_id_of_name(struct context *ctx, struct diag *diag, const struct number *id)
{
	const struct vm *vm = check_next_vm_by_name(ctx->config, id->text, NULL);
	size_t digits = strspn(id->text, "VvMm_");

	if (vm != NULL && vm->id.form == NUMBER_DECIMAL &&
		check_next_vm_by_name(ctx->config, id->text, vm) == NULL)
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
static void report_id_form(
	struct context *ctx, const struct region *region, const struct number *id)
{
	struct diag *diag = diag_add(ctx->diags, DIAG_IVS008, id->loc,
		"VM id %s of %s %s; it must be decimal digits", words_quote(ctx, id->text),
		region_label(ctx, region), check_number_fault(id));

	if (check_suggest_decimal(ctx, diag, id, ctx->config->n_vms))
		return;
	if (is_list_of_ids(id->text))
		diag_hint(ctx->diags, diag, "VM ids are joined by colons, as in 0:2");
	else if (diag_is_worth_help(ctx->diags))
		suggest_id_of_name(ctx, diag, id);
}

void check_peer_form(
	struct context *ctx, const struct region *region, const struct region_peer *peer)
{
	bool element = region_is_element(region);
	enum number_form form = peer->id.form;

	if (is_blank(region, peer) && region->n_peers >= 2)
		diag_add(ctx->diags, DIAG_IVS008, peer_loc(region, peer),
			"the %s of VM number %zu of %s is missing", element ? "VM_NAME" : "id",
			(size_t)(peer - region->peers) + 1, region_label(ctx, region));
	else if (!element && form != NUMBER_ABSENT && form != NUMBER_DECIMAL &&
		 form != NUMBER_TOO_BIG)
		report_id_form(ctx, region, &peer->id);
}

static void check_known_id(
	struct context *ctx, const struct region *region, const struct number *id)
{
	const struct config *config = ctx->config;

	/* A VM whose own id is blamed may be the one that is meant: ids are 0 to n-1. */
	if (id->form == NUMBER_TOO_BIG ||
		(id->form == NUMBER_DECIMAL && id->value >= config->n_vms &&
			check_vm_ids_readable(config)))
		diag_add(ctx->diags, DIAG_IVS006, id->loc, "%s names VM %s; this scenario has %s",
			region_label(ctx, region), words_number(ctx, id),
			words_vm_list(ctx, config, false));
}

static void check_known_name(
	struct context *ctx, const struct region *region, const struct value *name)
{
	const char *label = region_label(ctx, region);
	const char *text = words_quote(ctx, name->text);

	if (check_next_vm_by_name(ctx->config, name->text, NULL) == NULL)
		check_suggest_vm_name(ctx,
			diag_add(ctx->diags, DIAG_IVS006, name->loc,
				"%s names VM %s; this scenario has %s", label, text,
				words_vm_list(ctx, ctx->config, true)),
			name);
	else
		check_note_vms_by_name(ctx,
			diag_add(ctx->diags, DIAG_IVS015, name->loc,
				"%s names VM %s, a name that several VMs have", label, text),
			name->text);
}

/* Without VMs, that is what is blamed. */
void check_peer_known(
	struct context *ctx, const struct region *region, const struct region_peer *peer)
{
	if (peer->vm != NULL || is_blank(region, peer) || ctx->config->n_vms == 0)
		return;
	if (region_is_element(region))
		check_known_name(ctx, region, &peer->name);
	else
		check_known_id(ctx, region, &peer->id);
}

void check_peer_twice(
	struct context *ctx, const struct region *region, const struct region_peer *peer)
{
	const struct region_peer *first = region_find_peer(region, peer->vm);

	if (peer->vm != NULL && first != peer)
		check_report_pair(ctx, DIAG_IVS007, peer_loc(region, peer), peer_loc(region, first),
			"first named here",
			"%s names VM %s twice; a VM has one device for each region",
			region_label(ctx, region), peer_text(ctx, region, peer));
}

void check_peer_dm_land(
	struct context *ctx, const struct region *region, const struct region_peer *peer)
{
	if (region->land == LAND_DM && peer->vm != NULL && peer->vm->kind != VM_POST_LAUNCHED &&
		peer->vm->kind != VM_UNKNOWN)
		diag_add(ctx->diags, DIAG_IVS014, peer_loc(region, peer),
			"%s is of the device model, which VM %s (%s) does not have; take a post-launched VM or a region of the hypervisor",
			region_label(ctx, region), peer_text(ctx, region, peer),
			words_kind(peer->vm->kind));
}
