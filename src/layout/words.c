/* Words that the layout's messages share. */
#include "layout/private.h"

#include <inttypes.h>

#include "base/text.h"

/* A region, and a size that it could have. */
struct fitted {
	const struct region *region;
	uint64_t size;
};

/* The largest region that is not as small as can be, the last of several; NULL: all are. */
static struct fitted *largest(struct fitted *regions, size_t count)
{
	struct fitted *found = NULL;

	for (size_t i = 0; i < count; i++) {
		if (regions[i].size > MIN_REGION_SIZE &&
			(found == NULL || regions[i].size >= found->size))
			found = &regions[i];
	}
	return found;
}

/* "'hv:/a', 'hv:/b' of 256 MB each, 'hv:/c' of 128 MB": those that become smaller. */
static const char *fitted_text(struct context *ctx, const struct fitted *regions, size_t count)
{
	const struct fitted *last = NULL;
	bool several = false;
	struct text out;

	text_init(&out, ctx->arena);
	for (size_t i = 0; i <= count; i++) {
		if (i < count && regions[i].size == regions[i].region->size)
			continue;

		bool same = i < count && last != NULL && regions[i].size == last->size;

		if (last != NULL && !same)
			text_addf(&out, " of %" PRIu64 " MB%s", last->size / MIB,
				several ? " each" : "");
		if (i == count)
			break;
		text_addf(&out, "%s%s", last == NULL ? "" : ", ",
			words_quote(ctx, regions[i].region->full_name));
		several = same;
		last = &regions[i];
	}
	return out.bytes;
}

bool layout_has_bytes(const void *bytes, uint64_t size)
{
	return size <= *(const uint64_t *)bytes;
}

const char *layout_fit_text(struct context *ctx, layout_has_room *has_room, const void *context)
{
	struct fitted *regions = arena_array(ctx->arena, ctx->config->n_regions, sizeof(*regions));
	const struct region *region;
	size_t position = 0;
	size_t count = 0;
	uint64_t total = 0;

	if (!ctx->config->enabled_effective)
		return NULL;
	while ((region = config_next_region(ctx->config, LAND_HV, &position)) != NULL) {
		regions[count++] = (struct fitted){region, region->size};
		total += region->size;
	}
	while (!has_room(context, total)) {
		struct fitted *next = largest(regions, count);

		if (next == NULL)
			return NULL;
		next->size /= 2;
		total -= next->size;
	}
	return fitted_text(ctx, regions, count);
}

struct loc layout_device_loc(const struct layout_vm *vm, const struct layout_device *device)
{
	if (device->region != NULL)
		return device->region->loc;
	if (device->passthrough != NULL)
		return device->passthrough->text.loc;
	if (device->vuart != NULL)
		return device->vuart->loc;
	return vm->vm->loc;
}

struct neighbours layout_neighbours(const struct claim *claims, size_t count, struct range free)
{
	struct neighbours found = {NULL, NULL};

	for (size_t i = 0; i < count; i++) {
		struct range range = claims[i].range;

		if (free.first > 0 && range.first < free.first && range.last >= free.first - 1)
			found.below = &claims[i];
		if (free.last < UINT64_MAX && range.last > free.last &&
			range.first <= free.last + 1)
			found.above = &claims[i];
	}
	return found;
}

const char *layout_between_text(struct context *ctx, struct neighbours neighbours)
{
	return arena_printf(ctx->arena, "between %s and %s",
		neighbours.below != NULL ? words_quote(ctx, neighbours.below->owner)
					 : "the window's start",
		neighbours.above != NULL ? words_quote(ctx, neighbours.above->owner)
					 : "the window's end");
}

void layout_note_neighbours(struct context *ctx, struct diag *diag, struct neighbours neighbours)
{
	const struct claim *const claims[] = {neighbours.below, neighbours.above};

	for (size_t i = 0; i < 2; i++) {
		if (claims[i] != NULL && claims[i]->loc.source != NULL)
			diag_note(ctx->diags, diag, claims[i]->loc, "%s has %s",
				words_quote(ctx, claims[i]->owner),
				words_range(ctx, claims[i]->range));
	}
}
