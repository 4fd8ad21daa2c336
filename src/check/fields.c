/* Regions that are lines of text: three fields, in their order, with commas between them. */
#include <string.h>

#include "check/rules.h"

#define DIGITS "0123456789"

/* "hv:/a 2" or "2 0:2": where the comma belongs; 0 if another one is missing, or none. */
static size_t missing_comma(const char *text, bool name)
{
	size_t word = strcspn(text, " \t\n");
	const char *rest = text + word + strspn(text + word, " \t\n");

	if (text[word] == '\0' || (!name && strspn(text, DIGITS) != word))
		return 0;
	return strspn(rest, name ? DIGITS : DIGITS ": \t\n") == strlen(rest) ? word : 0;
}

static bool fix_comma(struct context *ctx, struct diag *diag, const struct value *field, bool name)
{
	size_t end = missing_comma(field->text, name);
	struct loc loc;

	if (end == 0)
		return false;
	loc = check_value_part(field, end, 0);
	if (loc.length == 0)
		diag_fix(ctx->diags, diag, loc, ",", "write a comma after '%.*s'", (int)end,
			field->text);
	return true;
}

static void suggest_too_few(struct context *ctx, struct diag *diag, const struct region *region)
{
	const struct value second = value_of(region->size_mb.text, region->size_mb.loc);
	const char *first = region->name.text;

	if (!region->size_mb.present) {
		if (strpbrk(first, ";|") != NULL || strstr(first, "\xef\xbc\x8c") != NULL)
			diag_hint(ctx->diags, diag, "fields are separated by commas");
	} else if (!fix_comma(ctx, diag, &region->name, true) &&
		   !fix_comma(ctx, diag, &second, false)) {
		diag_hint(ctx->diags, diag, "the %s missing",
			strchr(second.text, ':') != NULL ? "size is" : "VM ids are");
	}
}

/* "0,5G, 0:2": the comma is in a number, and the ids are in the field after it. */
static bool is_decimal_comma(const struct region *region)
{
	const struct value *third = &region->vms_text;
	const char *bytes = region->loc.source->bytes;
	size_t start = third->loc.offset;
	size_t end = region->loc.offset + region->loc.length;

	return region->n_fields == 4 && third->text[0] >= '0' && third->text[0] <= '9' &&
	       strchr(third->text, ':') == NULL && bytes[start - 1] == ',' && start < end &&
	       memchr(bytes + start, ':', end - start) != NULL;
}

static void suggest_too_many(struct context *ctx, struct diag *diag, const struct region *region)
{
	const char *third = region->vms_text.text;
	struct loc last = loc_part(region->loc, region->loc.length - 1, 1);

	if (region->n_fields == 4 && last.source->bytes[last.offset] == ',')
		diag_fix(ctx->diags, diag, last, "", "remove the last comma");
	else if (strstr(third, ":/") != NULL)
		diag_hint(ctx->diags, diag, "each region has an IVSHMEM_REGION of its own");
	else if (is_decimal_comma(region))
		diag_hint(ctx->diags, diag, "the size is a whole number of MB");
	else if (strchr(third, ':') != NULL)
		diag_hint(ctx->diags, diag, "nothing follows the VM ids");
	else
		diag_hint(ctx->diags, diag, "VM ids are joined by colons, as in 0:2");
}

static void check_fields(struct context *ctx, const struct region *region)
{
	struct diag *diag;

	if (region->in_order != NULL)
		diag_fix(ctx->diags,
			diag_add(ctx->diags, DIAG_IVS001, region->loc,
				"the fields of this region are in the wrong order; it must be name, size in MB, VM ids"),
			region->loc, region->in_order, "write %s",
			words_quote(ctx, region->in_order));
	if (region->n_fields == 3)
		return;
	diag = diag_add(ctx->diags, DIAG_IVS001, region->loc,
		"%s has %zu field%s; it must have three: name, size in MB, VM ids",
		region_label(ctx, region), region->n_fields, region->n_fields == 1 ? "" : "s");
	if (region->n_fields > 3)
		suggest_too_many(ctx, diag, region);
	else
		suggest_too_few(ctx, diag, region);
}

void check_region_fields(struct context *ctx, const struct config *config)
{
	EACH (const struct region, region, config, regions) {
		if (check_regions_count(config))
			check_fields(ctx, region);
	}
}
