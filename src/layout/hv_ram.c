/*
 * v2.2 to v2.6: the pool is part of the hypervisor's .bss, and the linker gives the hypervisor
 * HV_RAM_SIZE bytes from HV_RAM_START. What the scenario gives is taken where it can work.
 *
 * Where in .bss the linker puts the pool is unknown until the build. It is planned at the end:
 * after the measured image, which is the one place that the sizes prove to be free.
 */
#include "layout/private.h"
#include "model/settings.h"

#include <inttypes.h>

#define TABLE_VMS 8u                 /* the releases' table of sizes ends here ... */
#define EXTRA_VM_SIZE (50 * MIB)     /* ... so each further VM adds its largest step */
#define LOWEST_GIVEN_START 0x200000u /* what Kconfig accepts */

struct hv_ram_sizes {
	uint64_t wanted; /* what the releases' own tool would set, plus the regions */
	uint64_t least;  /* measured image and regions: less does not link */
};

static struct hv_ram_sizes hv_ram_sizes(const struct target *target, const struct config *config,
	const struct memory_plan *plan, uint64_t pool)
{
	uint64_t max = setting_rule(SETTING_HV_RAM_SIZE, target)->max;
	size_t in_table = config->n_vms < TABLE_VMS ? config->n_vms : TABLE_VMS;
	uint64_t base = target->hv_ram_base[in_table] +
			(uint64_t)(config->n_vms - in_table) * EXTRA_VM_SIZE;
	struct hv_ram_sizes sizes = {.wanted = base + pool, .least = plan->image + pool};

	if (sizes.wanted > max && sizes.least <= max)
		sizes.wanted = max;
	return sizes;
}

/* Room from a given start to the end of the free RAM around it. */
static uint64_t room_at(const struct memory_plan *plan, uint64_t start)
{
	for (size_t i = 0; i < plan->ram.count; i++) {
		struct range range = plan->ram.ranges[i];

		if (range.first <= start && start <= range.last)
			return align_down(range.last - start + 1, POOL_ALIGNMENT);
	}
	return 0;
}

/* The first place with room for size bytes; otherwise the one with most room. */
static struct place find_place(const struct memory_plan *plan, uint64_t size)
{
	return layout_find_place(plan, size, LOWEST_HV_RAM, GAP_BELOW_HV_RAM, LAST_BELOW_4GIB);
}

/* What the user can do about it: a start by hand below the usual one, or smaller regions. */
static const char *repair_text(struct context *ctx, const struct memory_plan *plan, uint64_t size,
	uint64_t room, uint64_t pool)
{
	uint64_t rest = room > plan->image ? room - plan->image : 0;
	bool sized = number_valid(&ctx->config->hv_ram_size);
	const char *smaller;

	for (size_t i = plan->ram.count; i-- > 0;) {
		struct range range = plan->ram.ranges[i];

		if (range.last - range.first < size - 1)
			continue;

		uint64_t start = align_down(range.last - (size - 1), POOL_ALIGNMENT);

		if (start >= LOWEST_GIVEN_START && start >= range.first)
			return arena_printf(ctx->arena,
				"HV_RAM_START 0x%" PRIx64
				" fits if the scenario gives it and nothing else is loaded there at boot",
				start);
	}
	if (sized && pool <= rest)
		return "leave HV_RAM_SIZE empty";
	smaller = layout_fit_text(ctx, layout_has_bytes, &rest);
	if (smaller == NULL)
		return "free memory below 4 GiB or take another board";
	return arena_printf(ctx->arena,
		sized ? "leave HV_RAM_SIZE empty, and these sizes fit: %s" : "these sizes fit: %s",
		smaller);
}

static void report_no_room(struct context *ctx, const struct memory_plan *plan, uint64_t size,
	uint64_t room, uint64_t pool)
{
	struct diag *diag = diag_add(ctx->diags, DIAG_MEM002, plan->loc,
		"no room for the hypervisor and its shared memory: HV RAM needs %s below 4 GiB (hypervisor %s, regions %s) in one System RAM range, at or above 0x%x and %s above its start; the largest place has %s; %s",
		words_size(ctx, size), words_size(ctx, size - pool), words_size(ctx, pool),
		(unsigned)(LOWEST_HV_RAM + GAP_BELOW_HV_RAM), words_size(ctx, GAP_BELOW_HV_RAM),
		room > 0 ? words_size(ctx, room) : "no room",
		repair_text(ctx, plan, size, room, pool));

	layout_note_vms(ctx, diag, plan, (struct range){0, LAST_BELOW_4GIB});
}

/* The size to offer in place of a given one that is at most enough; 0: there is no room for any. */
static uint64_t size_to_offer(const struct config *config, const struct memory_plan *plan,
	const struct hv_ram_sizes *sizes, uint64_t size)
{
	uint64_t start = align_up(config->hv_ram_start.value, POOL_ALIGNMENT);
	uint64_t room = number_valid(&config->hv_ram_start) ? room_at(plan, start)
							    : find_place(plan, sizes->wanted).room;

	if (size >= sizes->least && size <= room)
		return size;
	if (sizes->wanted <= room)
		return sizes->wanted;
	return room >= sizes->least ? room : 0;
}

/* "use 0xc000000, or leave it empty" */
static const char *offer_text(struct context *ctx, const struct memory_plan *plan,
	const struct hv_ram_sizes *sizes, uint64_t given)
{
	uint64_t size = size_to_offer(ctx->config, plan, sizes, given);

	return size != 0 ? arena_printf(ctx->arena, "use 0x%" PRIx64 ", or leave it empty", size)
			 : "leave it empty";
}

/* A size that the scenario gives: enough, and a multiple of 2 MiB. */
static bool check_size(
	struct context *ctx, const struct memory_plan *plan, const struct hv_ram_sizes *sizes)
{
	const struct config *config = ctx->config;
	const struct number *size = &config->hv_ram_size;
	uint64_t pool = sizes->least - plan->image;

	if (size->value % POOL_ALIGNMENT != 0 || size->value == 0) {
		diag_add(ctx->diags, DIAG_MEM003, size->loc,
			"HV_RAM_SIZE 0x%" PRIx64 " is not a multiple of 2 MiB; %s", size->value,
			offer_text(ctx, plan, sizes, align_up(size->value, POOL_ALIGNMENT)));
		return false;
	}
	if (!config->enabled_effective)
		return true;
	if (size->value < sizes->least) {
		diag_add(ctx->diags, DIAG_MEM006, size->loc,
			"HV_RAM_SIZE 0x%" PRIx64
			" (%s) is too small: the regions take %s and the hypervisor at least %s; %s",
			size->value, words_size(ctx, size->value), words_size(ctx, pool),
			words_size(ctx, plan->image), offer_text(ctx, plan, sizes, 0));
		return false;
	}
	if (size->value < sizes->wanted)
		diag_add(ctx->diags, DIAG_MEM007, size->loc,
			"HV_RAM_SIZE 0x%" PRIx64
			" (%s) is less than the %s that %zu VMs and regions of %s are planned with; the link may fail; %s",
			size->value, words_size(ctx, size->value), words_size(ctx, sizes->wanted),
			config->n_vms, words_size(ctx, pool), offer_text(ctx, plan, sizes, 0));
	return true;
}

/* Kconfig takes its default in silence for a value out of its range, and the link fails. */
static void warn_kconfig(
	struct context *ctx, const struct memory_plan *plan, const struct layout *layout)
{
	const struct target *target = ctx->target;
	const struct {
		enum setting_id id;
		const struct number *given;
		uint64_t value;
	} rows[] = {
		{SETTING_HV_RAM_SIZE, &ctx->config->hv_ram_size, layout->hv_ram_size},
		{SETTING_HV_RAM_START, &ctx->config->hv_ram_start, layout->hv_ram_start},
	};

	for (size_t i = 0; i < 2 && !ctx->makes_all; i++) {
		const struct setting_rule *rule = setting_rule(rows[i].id, target);
		const char *symbol = setting_infos[rows[i].id].element;

		if (rows[i].value >= rule->min && rows[i].value <= rule->max)
			continue;
		diag_add(ctx->diags, DIAG_MEM008,
			number_valid(rows[i].given) ? rows[i].given->loc : plan->loc,
			"%s 0x%" PRIx64 " is outside 0x%" PRIx64 "-0x%" PRIx64
			", all that the Kconfig of %s accepts; it would silently take its default instead; change the range of %s in the hypervisor's Kconfig to hold this value, or take v2.4 or later, which has no such limit",
			symbol, rows[i].value, rule->min, rule->max, target->name, symbol);
	}
}

/* Makes the size one that fits, if the scenario gives none. False: there is no such size. */
static bool fit_size(struct context *ctx, const struct memory_plan *plan,
	const struct hv_ram_sizes *sizes, uint64_t room, uint64_t *size)
{
	const struct config *config = ctx->config;

	if (room >= *size)
		return true;
	if (number_valid(&config->hv_ram_size) || room < sizes->least)
		return false;
	diag_add(ctx->diags, DIAG_MEM007, plan->loc,
		"there is room for %s of HV RAM only; %zu VMs and regions of %s are planned with %s; the link may fail",
		words_size(ctx, room), config->n_vms, words_size(ctx, sizes->least - plan->image),
		words_size(ctx, sizes->wanted));
	*size = room;
	return true;
}

bool layout_pool_in_hv_ram(
	struct context *ctx, const struct memory_plan *plan, struct layout *layout)
{
	const struct config *config = ctx->config;
	uint64_t pool = layout->pool_size;
	struct hv_ram_sizes sizes = hv_ram_sizes(ctx->target, config, plan, pool);
	bool given = number_valid(&config->hv_ram_start);
	bool sized = number_valid(&config->hv_ram_size);
	uint64_t size = sized ? config->hv_ram_size.value : sizes.wanted;
	bool good = layout_check_hv_ram_start(ctx);
	struct place place;

	if (sized)
		good &= check_size(ctx, plan, &sizes);
	if (!good)
		return false;
	if (given)
		place = (struct place){.start = config->hv_ram_start.value,
			.room = room_at(plan, config->hv_ram_start.value)};
	else
		place = find_place(plan, size);
	if (!fit_size(ctx, plan, &sizes, place.room, &size) && !given) {
		report_no_room(ctx, plan, sized ? size : sizes.least, place.room, pool);
		return false;
	}
	if (given && !layout_check_hv_ram(ctx, plan, range_of(place.start, size), 4 * GIB))
		return false;
	layout->hv_ram_start = place.start;
	layout->hv_ram_size = size;
	if (config->enabled_effective) {
		layout->pool_base = place.start + size - pool;
		warn_kconfig(ctx, plan, layout);
	}
	return true;
}
