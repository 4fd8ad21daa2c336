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
	for (size_t i = 0; i < config->n_regions; i++) {
		if (region_is_element(&config->regions[i]) == element)
			return &config->regions[i];
	}
	return NULL;
}

void check_ivshmem_dialects(struct context *ctx, const struct config *config)
{
	const struct region *element = first_region(config, true);
	const struct region *text = first_region(config, false);
	struct diag *diag = NULL;

	if (element == NULL)
		return;
	if (text != NULL)
		diag = diag_add(ctx->diags, DIAG_IVS027, text->loc,
			"%s is a line of text, %s has child elements; all regions of a scenario have one form",
			region_label(ctx, text), region_label(ctx, element));
	else if (config->enabled.present)
		diag = diag_add(ctx->diags, DIAG_IVS027, config->enabled.loc,
			"IVSHMEM_ENABLED belongs to regions that are lines of text; regions with child elements are always on");
	diag_note(ctx->diags, diag, element->loc, "a region with child elements");
}

/* y or n if the text is a usual way to say so; NULL otherwise. */
static const char *intended_switch(const char *text)
{
	static const char *const words[][2] = {
		{"y", "y"},
		{"yes", "y"},
		{"true", "y"},
		{"on", "y"},
		{"1", "y"},
		{"n", "n"},
		{"no", "n"},
		{"false", "n"},
		{"off", "n"},
		{"0", "n"},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (nearest_is_same_but_case(text, words[i][0]))
			return words[i][1];
	}
	return NULL;
}

static const char *region_count_text(struct context *ctx, const struct config *config)
{
	if (config->n_regions == 1)
		return "one region is";
	return arena_printf(ctx->arena, "%zu regions are", config->n_regions);
}

void check_ivshmem_switch(struct context *ctx, const struct config *config)
{
	const struct value *enabled = &config->enabled;
	const char *intended;
	struct diag *diag;

	if (!config->has_ivshmem || config->dialect == DIALECT_ELEMENT)
		return;
	if (!enabled->present) {
		if (config->n_regions == 0 || config->ivshmem_unclear)
			return;
		diag = diag_add(ctx->diags, DIAG_IVS026, config->ivshmem_loc,
			"IVSHMEM_ENABLED is missing, so shared memory is off although %s given",
			region_count_text(ctx, config));
		diag_note(ctx->diags, diag, config->regions[0].loc, "this region has no effect");
	} else if (strcmp(enabled->text, "y") == 0) {
		if (config->n_regions == 0 && !config->ivshmem_unclear)
			diag_add(ctx->diags, DIAG_IVS024, enabled->loc,
				"IVSHMEM_ENABLED is y but there is no region, so shared memory is off");
	} else if (strcmp(enabled->text, "n") == 0) {
		if (config->n_regions == 0)
			return;
		diag = diag_add(ctx->diags, DIAG_IVS025, enabled->loc,
			"IVSHMEM_ENABLED is n, so shared memory is off although %s given",
			region_count_text(ctx, config));
		diag_note(ctx->diags, diag, config->regions[0].loc, "this region has no effect");
	} else {
		diag = diag_add(ctx->diags, DIAG_IVS023, enabled->loc,
			"IVSHMEM_ENABLED is %s; it must be y or n",
			enabled->text[0] == '\0' ? "blank" : words_quote(ctx, enabled->text));
		intended = intended_switch(enabled->text);
		if (intended != NULL)
			diag_fix(ctx->diags, diag, enabled->loc, intended, "write %s", intended);
	}
}

void check_region_count(struct context *ctx, const struct config *config)
{
	const struct region *region = NULL;
	size_t position = 0;
	size_t count = 0;

	if (!check_regions_count(config) || config->n_hv_regions <= MAX_HV_REGIONS)
		return;
	while (count <= MAX_HV_REGIONS) {
		region = config_next_region(config, LAND_HV, &position);
		if (region == NULL)
			return;
		count++;
	}
	diag_add(ctx->diags, DIAG_IVS013, region->name.loc,
		"%s is hypervisor region number %zu of %zu; the hypervisor has room for %u",
		region_label(ctx, region), count, config->n_hv_regions, MAX_HV_REGIONS);
}

/* ---- prefix --------------------------------------------------------------------------- */

static void report_provider(struct context *ctx, const struct region *region)
{
	static const char *const providers[] = {"Hypervisor", "Device Model"};
	const struct value *provider = &region->provider;
	struct diag *diag = diag_add(ctx->diags, DIAG_IVS016, provider->loc,
		"%s is PROVIDED_BY %s; it must be Hypervisor or Device Model",
		region_label(ctx, region), words_quote(ctx, provider->text));
	const char *nearest = check_nearest(ctx, provider->text, providers, 2);

	if (nearest != NULL)
		diag_fix(ctx->diags, diag, provider->loc, nearest, "write %s", nearest);
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
	const char *name = region->name.text;

	if (region->land != LAND_NONE)
		return;
	if (region_is_element(region)) {
		report_provider(ctx, region);
		return;
	}
	if (name == NULL || name[0] == '\0')
		return;

	struct diag *diag = diag_add(ctx->diags, DIAG_IVS002, region->name.loc,
		"region name %s does not begin with hv:/ (memory of the hypervisor) or dm:/ (memory of the device model)",
		words_quote(ctx, name));

	check_suggest_prefix(ctx, diag, &region->name);
}

/* ---- names ------------------------------------------------------------------------------ */

/* The name without its prefix; NULL where another rule blames its form. */
static const char *bare_name(const struct region *region)
{
	const char *name = region->name.text;

	if (region_is_element(region))
		return name;
	if (name == NULL || region->land == LAND_NONE)
		return NULL;
	return name + LAND_PREFIX_LENGTH;
}

void check_region_name_empty(struct context *ctx, const struct region *region)
{
	const char *name = region->name.text;

	if (name == NULL || name[0] == '\0')
		diag_add(ctx->diags, DIAG_IVS010, region->name.loc,
			"%s has no name; it must have one of letters, digits, '_', '.' and '-'%s",
			region_label(ctx, region),
			region_is_element(region) ? "" : ", after hv:/ or dm:/");
	else if (!region_is_element(region) && region->land != LAND_NONE &&
		 name[LAND_PREFIX_LENGTH] == '\0')
		diag_add(ctx->diags, DIAG_IVS010, region->name.loc,
			"region name '%s' ends with its prefix; at least one letter, digit, '_', '.' or '-' must follow",
			name);
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
	const char *name = bare_name(region);
	const char *bad;
	size_t length;

	if (name == NULL || report_prefixed_name(ctx, region))
		return;
	bad = name + strspn(name, REGION_NAME_CHARACTERS);
	if (*bad == '\0')
		return;

	const char *what = describe_character(ctx, bad, &length);

	diag_add(ctx->diags, DIAG_IVS011,
		check_value_part(&region->name, (size_t)(bad - region->name.text), length),
		"region name %s has %s in it; a name consists of letters, digits, '_', '.' and '-'",
		words_quote(ctx, region->name.text), what);
}

void check_region_name_length(struct context *ctx, const struct region *region)
{
	const char *bare = bare_name(region);
	size_t limit = REGION_NAME_SIZE - 1;
	size_t length;

	if (bare == NULL)
		return;
	if (region_is_element(region))
		limit -= LAND_PREFIX_LENGTH;
	length = strlen(region->name.text);
	if (length > limit)
		diag_add(ctx->diags, DIAG_IVS012, region->name.loc,
			"region name %s is %zu bytes long; at most %zu fit, %s",
			words_quote(ctx, region->name.text), length, limit,
			region_is_element(region) ? "the prefix hv:/ or dm:/ takes four more"
						  : "the prefix included");
}

static bool have_one_name(const struct region *a, const struct region *b)
{
	const char *name = bare_name(a);
	const char *other = bare_name(b);

	return name != NULL && other != NULL && name[0] != '\0' && a->land != LAND_NONE &&
	       a->land == b->land && strcmp(name, other) == 0;
}

void check_region_name_unique(struct context *ctx, const struct region *region)
{
	const struct region *other;
	size_t position = 0;
	struct diag *diag;

	while ((other = check_next_region(ctx->config, &position)) != region) {
		if (!have_one_name(region, other))
			continue;
		diag = diag_add(ctx->diags, DIAG_IVS009, region->name.loc,
			"region name %s is used twice", words_quote(ctx, region->name.text));
		diag_note(ctx->diags, diag, other->name.loc, "first used here");
		return;
	}
}

/* ---- size ------------------------------------------------------------------------------- */

void check_region_size_form(struct context *ctx, const struct region *region)
{
	const struct number *size = &region->size_mb;

	if (region->n_fields != 3 || size->form == NUMBER_DECIMAL)
		return;
	if (size->form == NUMBER_ABSENT) {
		diag_add(ctx->diags, DIAG_IVS004, size->loc,
			"%s has no size; it must be a power of two from %u to %u, in MB",
			region_label(ctx, region), (unsigned)MIN_REGION_MB,
			(unsigned)MAX_REGION_MB);
		return;
	}

	struct diag *diag = diag_add(ctx->diags, DIAG_IVS004, size->loc,
		"size %s of %s %s; it must be decimal digits, in MB", words_quote(ctx, size->text),
		region_label(ctx, region), check_number_fault(size));

	check_suggest_size(ctx, diag, size, size->loc);
}

void check_region_size_range(struct context *ctx, const struct region *region)
{
	const struct number *size = &region->size_mb;

	if (region->n_fields != 3 || size->form != NUMBER_DECIMAL ||
		region_size_is_legal(size->value))
		return;

	struct diag *diag = diag_add(ctx->diags, DIAG_IVS003, size->loc,
		"%s is %s MB; the size must be a power of two from %u to %u",
		region_label(ctx, region), size->text, (unsigned)MIN_REGION_MB,
		(unsigned)MAX_REGION_MB);

	check_suggest_size(ctx, diag, size, size->loc);
}
