/*
 * What the hypervisor's own build refuses from v3.0 on, in the form of the IVSHMEM elements alone:
 * its validator reads the same scenario with a stricter schema. Our tables are right all the same,
 * so these are warnings; each names what will stop.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "check/rules.h"

#define VALIDATOR "validator.py" /* in misc/config_tools/scenario_config of the tree */

/* What the build fills in for an empty VBDF: the first of these that the VM has not. */
#define FIRST_FILLED 0x08u
#define LAST_FILLED 0x0fu

/* Whether the release's build reads this scenario with a schema. */
static bool is_validated(const struct context *ctx)
{
	return ctx->target->dialect == DIALECT_ELEMENT && ctx->config->dialect == DIALECT_ELEMENT;
}

static bool is_judged(const struct context *ctx, const struct region *region)
{
	return is_validated(ctx) && region_is_element(region);
}

void check_validator_names(struct context *ctx, const struct region *region)
{
	const char *name = region->name.text;
	char *plain;
	struct diag *diag;

	/* Of the characters that a name can have the schema lacks these two. */
	if (!is_judged(ctx, region) || strpbrk(name, ".-") == NULL ||
		name[strspn(name, REGION_NAME_CHARACTERS)] != '\0')
		return;
	diag = diag_add(ctx->diags, DIAG_IVS029, region->name.loc,
		"%s has '.' or '-' in its name; %s of %s takes letters, digits and '_' only and stops the build",
		region_label(ctx, region), VALIDATOR, ctx->target->name);
	plain = arena_strdup(ctx->arena, name);
	for (char *at = plain; (at = strpbrk(at, ".-")) != NULL;)
		*at = '_';
	diag_hint(ctx->diags, diag, "for example %s", words_quote(ctx, plain));
}

void check_validator_ids(struct context *ctx, const struct region *region)
{
	const struct number *id = &region->id;
	const char *label;
	const char *decimal;

	/* Of one that no release could take another rule speaks. */
	if (!is_judged(ctx, region) || !number_valid(id) || id->value > UINT16_MAX)
		return;
	label = region_label(ctx, region);
	decimal = arena_printf(ctx->arena, "%" PRIu64, id->value);
	if (!ctx->target->region_id && id->value == 0)
		diag_add(ctx->diags, DIAG_IVS031, id->loc,
			"%s has an IVSHMEM_REGION_ID, an element that %s of %s does not know; it stops the build; remove the element",
			label, VALIDATOR, ctx->target->name);
	else if (ctx->target->region_id && id->form == NUMBER_HEX)
		diag_fix(ctx->diags,
			diag_add(ctx->diags, DIAG_IVS030, id->loc,
				"%s has region id %s; %s of %s takes decimal digits only and stops the build; use %s",
				label, id->text, VALIDATOR, ctx->target->name, decimal),
			id->loc, decimal, "write %s, the same id in decimal", decimal);
}

/* The schema wants two digits of the device; a bus of one digit it takes. */
static void check_digits(struct context *ctx, const struct value *text, struct bdf bdf)
{
	const char *colon = strchr(text->text, ':');
	const char *full = words_bdf(ctx, bdf);

	/* Of one that can be no device's other rules speak. */
	if (colon == NULL || strcspn(colon + 1, ".") == 2 || bdf.bus != 0 || bdf.device == 0)
		return;
	diag_fix(ctx->diags,
		diag_add(ctx->diags, DIAG_PCI014, text->loc,
			"the device of %s has one digit; %s of %s takes two and stops the build; use %s",
			words_quote(ctx, text->text), VALIDATOR, ctx->target->name, full),
		text->loc, full, "write %s", full);
}

void check_validator_peer_vbdf(
	struct context *ctx, const struct region *region, const struct region_peer *peer)
{
	if (is_judged(ctx, region) && peer->vbdf_valid)
		check_digits(ctx, &peer->vbdf_text, peer->vbdf);
}

void check_validator_end_vbdf(struct context *ctx, const struct vuart_connection *connection,
	const struct vuart_endpoint *end)
{
	(void)connection;
	if (is_validated(ctx) && end->vbdf_valid)
		check_digits(ctx, &end->vbdf_text, end->vbdf);
}

/* ---- an empty VBDF of the Service VM ------------------------------------------------------ */

static bool is_native(const struct board *board, unsigned device)
{
	EACH (const struct pci_device, native, board, devices) {
		if (bdf_equal(native->bdf, (struct bdf){0, (uint8_t)device, 0}))
			return native->listed;
	}
	return false;
}

/* Whether the scenario gives the Service VM that address, letter by letter as the build compares
   it. */
static bool is_given(const struct config *config, unsigned device)
{
	const struct region *region;
	size_t position = 0;
	char vbdf[sizeof("00:08.0")];

	(void)snprintf(vbdf, sizeof(vbdf), "00:%02x.0", device & 0x1fu);
	while ((region = check_next_region(config, &position)) != NULL) {
		const struct region_peer *peer = region_find_peer(region, config->service_vm);

		if (peer != NULL && value_is(&peer->vbdf_text, vbdf))
			return true;
	}
	return false;
}

void check_validator_service_vm(struct context *ctx, const struct config *config)
{
	const struct region *region;
	size_t position = 0;
	unsigned device = FIRST_FILLED;

	/* v3.0 does not compare; which release it is has to be known. */
	if (config->service_vm == NULL || ctx->target_assumed || !ctx->target->native_vbdfs ||
		!is_validated(ctx))
		return;
	while ((region = check_next_region(config, &position)) != NULL) {
		const struct region_peer *peer = region_find_peer(region, config->service_vm);

		if (!region_is_element(region) || peer == NULL || !value_is_blank(&peer->vbdf_text))
			continue;
		while (device <= LAST_FILLED && is_given(config, device))
			device++;
		if (device > LAST_FILLED)
			return;
		if (is_native(config->board, device))
			check_suggest_vbdf(ctx,
				diag_add(ctx->diags, DIAG_PCI015, peer->vbdf_text.loc,
					"the VBDF of %s in the Service VM is empty; the build of %s fills in 00:%02x.0, which is a device of the board, and %s stops it; give an address that is free",
					region_label(ctx, region), ctx->target->name, device,
					VALIDATOR),
				config->service_vm);
		device++;
	}
}
