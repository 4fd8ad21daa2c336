/* Rules of the IVSHMEM section and of each region's name and size. */
#include "check/rules.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/nearest.h"

/* ---- the section ------------------------------------------------------------------------ */

/* The first region that is, or is not, written with child elements; NULL if none is. */
static const struct region *first_region(const struct config *config, bool element)
{
	EACH (const struct region, region, config, regions) {
		if (region_is_element(region) == element)
			return region;
	}
	return NULL;
}

void check_ivshmem_dialects(struct context *ctx, const struct config *config)
{
	static const char note[] = "a region with child elements";
	const struct region *element = first_region(config, true);
	const struct region *text = first_region(config, false);

	if (element != NULL && text != NULL)
		check_report_pair(ctx, DIAG_IVS027, text->loc, element->loc, note,
			"%s is a line of text, %s has child elements; all regions of a scenario have one form",
			region_label(ctx, text), region_label(ctx, element));
	else if (element != NULL && config->enabled.present)
		check_report_pair(ctx, DIAG_IVS027, config->enabled.loc, element->loc, note,
			"IVSHMEM_ENABLED belongs to regions that are lines of text; regions with child elements are always on");
}

/* y or n if the text is a usual way to say so; NULL otherwise. */
static const char *intended_switch(const char *text)
{
	static const char *const words[][5] = {
		{"y", "yes", "true", "on", "1"}, {"n", "no", "false", "off", "0"}};

	for (size_t i = 0; i < 2; i++) {
		for (size_t j = 0; j < 5; j++) {
			if (nearest_is_same_but_case(text, words[i][j]))
				return words[i][0];
		}
	}
	return NULL;
}

static void report_switch(struct context *ctx, const struct value *enabled)
{
	const char *intended = intended_switch(enabled->text);
	struct diag *diag = diag_add(ctx->diags, DIAG_IVS023, enabled->loc,
		"IVSHMEM_ENABLED is %s; it must be y or n",
		enabled->text[0] == '\0' ? "blank" : words_quote(ctx, enabled->text));

	if (intended != NULL)
		diag_fix(ctx->diags, diag, enabled->loc, intended, "write %s", intended);
}

void check_ivshmem_switch(struct context *ctx, const struct config *config)
{
	static const char note[] = "this region has no effect";
	const struct value *enabled = &config->enabled;
	size_t n = config->n_regions;
	const char *given =
		n == 1 ? "one region is" : arena_printf(ctx->arena, "%zu regions are", n);

	if (!config->has_ivshmem || config->dialect == DIALECT_ELEMENT)
		return;
	if (!enabled->present) {
		if (n > 0 && !config->ivshmem_unclear)
			check_report_pair(ctx, DIAG_IVS026, config->ivshmem_loc,
				config->regions[0].loc, note,
				"IVSHMEM_ENABLED is missing, so shared memory is off although %s given",
				given);
	} else if (value_is(enabled, "y")) {
		if (n == 0 && !config->ivshmem_unclear)
			diag_add(ctx->diags, DIAG_IVS024, enabled->loc,
				"IVSHMEM_ENABLED is y but there is no region, so shared memory is off");
	} else if (value_is(enabled, "n")) {
		if (n > 0)
			check_report_pair(ctx, DIAG_IVS025, enabled->loc, config->regions[0].loc,
				note,
				"IVSHMEM_ENABLED is n, so shared memory is off although %s given",
				given);
	} else {
		report_switch(ctx, enabled);
	}
}

void check_region_count(struct context *ctx, const struct config *config)
{
	EACH (const struct region, region, config, regions) {
		if (check_regions_count(config) && region->land == LAND_HV &&
			region->index == MAX_HV_REGIONS)
			diag_add(ctx->diags, DIAG_IVS013, region->name.loc,
				"%s is hypervisor region number %u of %zu; the hypervisor has room for %u",
				region_label(ctx, region), MAX_HV_REGIONS + 1, config->n_hv_regions,
				MAX_HV_REGIONS);
	}
}

/* ---- prefix --------------------------------------------------------------------------- */

static void report_provider(struct context *ctx, const struct region *region)
{
	static const char *const providers[] = {"Hypervisor", "Device Model"};
	const struct value *provider = &region->provider;

	check_fix_nearest(ctx,
		diag_add(ctx->diags, DIAG_IVS016, provider->loc,
			"%s is PROVIDED_BY %s; it must be Hypervisor or Device Model",
			region_label(ctx, region), words_quote(ctx, provider->text)),
		provider, providers);
}

/* The name without the quotes around it. */
static void suggest_unquoted(struct context *ctx, struct diag *diag, const struct value *name)
{
	size_t length = strlen(name->text);

	if (length > 2 && strchr("'\"`", name->text[0]) != NULL &&
		name->text[length - 1] == name->text[0])
		diag_fix(ctx->diags, diag, name->loc,
			arena_strndup(ctx->arena, name->text + 1, length - 2), "remove the quotes");
}

/* "hv:name" and "HV:/name" have one meaning. */
void check_suggest_prefix(struct context *ctx, struct diag *diag, const struct value *name)
{
	for (enum land land = LAND_HV; land <= LAND_DM; land++) {
		const char *prefix = land_prefix(land);

		if (strncasecmp(name->text, prefix, LAND_PREFIX_LENGTH - 1) != 0)
			continue;

		char last = name->text[LAND_PREFIX_LENGTH - 1];
		size_t length = LAND_PREFIX_LENGTH - (last != '/' && last != '\\');

		diag_fix(ctx->diags, diag, check_value_part(name, 0, length), prefix, "write %s",
			words_quote(ctx,
				arena_printf(ctx->arena, "%s%s", prefix, name->text + length)));
	}
	suggest_unquoted(ctx, diag, name);
}

void check_region_prefix(struct context *ctx, const struct region *region)
{
	const struct value *name = &region->name;

	if (region->land != LAND_NONE)
		return;
	if (region_is_element(region))
		report_provider(ctx, region);
	else if (name->text[0] != '\0')
		check_suggest_prefix(ctx,
			diag_add(ctx->diags, DIAG_IVS002, name->loc,
				"region name %s does not begin with hv:/ (memory of the hypervisor) or dm:/ (memory of the device model)",
				words_quote(ctx, name->text)),
			name);
}

/* ---- names ------------------------------------------------------------------------------ */

/* The name without its prefix; NULL where another rule blames its form. */
static const char *bare_name(const struct region *region)
{
	if (region_is_element(region))
		return region->name.text;
	return region->land == LAND_NONE ? NULL : region->name.text + LAND_PREFIX_LENGTH;
}

void check_region_name_empty(struct context *ctx, const struct region *region)
{
	const char *bare = bare_name(region);

	if (region->name.text[0] == '\0')
		diag_add(ctx->diags, DIAG_IVS010, region->name.loc,
			"%s has no name; it must have one of letters, digits, '_', '.' and '-'%s",
			region_label(ctx, region),
			region_is_element(region) ? "" : ", after hv:/ or dm:/");
	else if (bare != NULL && bare[0] == '\0')
		diag_add(ctx->diags, DIAG_IVS010, region->name.loc,
			"region name '%s' ends with its prefix; at least one letter, digit, '_', '.' or '-' must follow",
			region->name.text);
}

/* "a blank", "'/'", "'ä'": the character at text and its length in bytes. */
static const char *describe_character(struct context *ctx, const char *text, size_t *length)
{
	*length = 1;
	switch (text[0]) {
	case ' ': return "a blank";
	case '\t': return "a tab";
	case '\n': return "a line break";
	case '\'': return "a single quote";
	default: break;
	}
	while (((unsigned char)text[*length] & 0xc0) == 0x80)
		(*length)++;
	return words_quote(ctx, arena_strndup(ctx->arena, text, *length));
}

/* A name of v3.0 and later that carries the prefix of v2.x. */
static bool report_prefixed_name(struct context *ctx, const struct region *region)
{
	const char *name = region->name.text;
	enum land land = land_of_name(name);

	if (land == LAND_NONE || !region_is_element(region))
		return false;

	struct diag *diag = diag_add(ctx->diags, DIAG_IVS011, region->name.loc,
		"region name %s has a prefix; a NAME element must not, PROVIDED_BY says whose the region is",
		words_quote(ctx, name));

	if (land == region->land)
		diag_fix(ctx->diags, diag, region->name.loc, name + LAND_PREFIX_LENGTH, "write %s",
			words_quote(ctx, name + LAND_PREFIX_LENGTH));
	return true;
}

void check_region_name_characters(struct context *ctx, const struct region *region)
{
	const struct value *name = &region->name;
	const char *bare = bare_name(region);
	const char *bad;
	size_t length;

	if (bare == NULL || report_prefixed_name(ctx, region))
		return;
	bad = bare + strspn(bare, REGION_NAME_CHARACTERS);
	if (*bad == '\0')
		return;

	const char *what = describe_character(ctx, bad, &length);

	diag_add(ctx->diags, DIAG_IVS011,
		check_value_part(name, (size_t)(bad - name->text), length),
		"region name %s has %s in it; a name consists of letters, digits, '_', '.' and '-'",
		words_quote(ctx, name->text), what);
}

void check_region_name_length(struct context *ctx, const struct region *region)
{
	bool element = region_is_element(region);
	size_t limit = REGION_NAME_SIZE - 1 - (element ? LAND_PREFIX_LENGTH : 0);
	size_t length = strlen(region->name.text);

	if (bare_name(region) != NULL && length > limit)
		diag_add(ctx->diags, DIAG_IVS012, region->name.loc,
			"region name %s is %zu bytes long; at most %zu fit, %s",
			words_quote(ctx, region->name.text), length, limit,
			element ? "the prefix hv:/ or dm:/ takes four more"
				: "the prefix included");
}

void check_region_name_unique(struct context *ctx, const struct region *region)
{
	const char *name = bare_name(region);
	const struct region *other;
	size_t position = 0;

	if (region->land == LAND_NONE || name[0] == '\0')
		return;
	while ((other = check_next_region(ctx->config, &position)) != region) {
		const char *bare = bare_name(other);

		if (bare == NULL || other->land != region->land || strcmp(bare, name) != 0)
			continue;
		check_report_pair(ctx, DIAG_IVS009, region->name.loc, other->name.loc,
			"first used here", "region name %s is used twice",
			words_quote(ctx, region->name.text));
		return;
	}
}

/* ---- size ------------------------------------------------------------------------------- */

void check_region_size_form(struct context *ctx, const struct region *region)
{
	const struct number *size = &region->size_mb;

	if (size->form == NUMBER_ABSENT)
		diag_add(ctx->diags, DIAG_IVS004, size->loc,
			"%s has no size; it must be a power of two from %u to %u, in MB",
			region_label(ctx, region), (unsigned)MIN_REGION_MB,
			(unsigned)MAX_REGION_MB);
	else if (size->form != NUMBER_DECIMAL)
		check_suggest_size(ctx,
			diag_add(ctx->diags, DIAG_IVS004, size->loc,
				"size %s of %s %s; it must be decimal digits, in MB",
				words_quote(ctx, size->text), region_label(ctx, region),
				check_number_fault(size)),
			size, size->loc);
}

void check_region_size_range(struct context *ctx, const struct region *region)
{
	const struct number *size = &region->size_mb;

	if (size->form == NUMBER_DECIMAL && !region_size_is_legal(size->value))
		check_suggest_size(ctx,
			diag_add(ctx->diags, DIAG_IVS003, size->loc,
				"%s is %s MB; the size must be a power of two from %u to %u",
				region_label(ctx, region), size->text, (unsigned)MIN_REGION_MB,
				(unsigned)MAX_REGION_MB),
			size, size->loc);
}
