/* Policies of cache allocation (v3.x): CACHE_REGION against what the caches of the board have. */
#include "check/rules.h"

#include <inttypes.h>
#include <string.h>

/* Policies that are counted; 16 VMs with 8 VCPUs each have half as many. */
#define MAX_OWNERS 256u

/* ---- values ---- */

static void check_hex(struct context *ctx, const struct number *number, const char *element)
{
	if (number->present && !check_is_address(number))
		diag_add(ctx->diags, DIAG_CAP001, number->loc,
			"%s is %s; it must be 0x and hex digits", element,
			words_quote(ctx, number->text));
}

static void check_decimal(struct context *ctx, const struct number *number, const char *element)
{
	if (number->present && number->form != NUMBER_DECIMAL)
		diag_add(ctx->diags, DIAG_CAP001, number->loc,
			"%s is %s; it must be decimal digits", element,
			words_quote(ctx, number->text));
}

static void check_policy(struct context *ctx, const struct cache_policy *policy)
{
	const struct value *type = &policy->type;

	check_decimal(ctx, &policy->vcpu, "VCPU");
	check_hex(ctx, &policy->mask, "CLOS_MASK");
	if (type->present && !value_is(type, "Unified") && !value_is(type, "Code") &&
		!value_is(type, "Data"))
		diag_add(ctx->diags, DIAG_SCH020, type->loc,
			"TYPE is %s; it must be Unified, Code or Data",
			words_quote(ctx, type->text));
}

void check_policy_values(struct context *ctx, const struct config *config)
{
	EACH (const struct cache_allocation, allocation, config->hv, allocations) {
		check_hex(ctx, &allocation->id, "CACHE_ID");
		check_decimal(ctx, &allocation->level, "CACHE_LEVEL");
		EACH (const struct cache_policy, policy, allocation, policies)
			check_policy(ctx, policy);
	}
}

/* ---- ways of the Software SRAM ---- */

static const struct board_cache *find_software_sram(
	const struct board_config *board, const struct cache_allocation *allocation)
{
	EACH (const struct board_cache, cache, board, caches) {
		if (cache->software_sram && number_valid(&cache->sram_waymask) &&
			cache->level.value == allocation->level.value &&
			cache->id.value == allocation->id.value)
			return cache;
	}
	return NULL;
}

void check_policy_masks(struct context *ctx, const struct config *config)
{
	EACH (const struct cache_allocation, allocation, config->hv, allocations) {
		const struct board_cache *cache =
			find_software_sram(config->board->config, allocation);

		EACH (const struct cache_policy, policy, allocation, policies) {
			const struct number *mask = &policy->mask;
			uint64_t both = cache == NULL ? 0 : mask->value & cache->sram_waymask.value;

			if (number_valid(mask) && both != 0)
				check_report_pair(ctx, DIAG_RDT010, mask->loc,
					cache->sram_waymask.loc, "the ways of the Software SRAM",
					"CLOS_MASK is %s, but the Software SRAM of the board has ways 0x%" PRIx64
					" of it; the mask must leave them out",
					mask->text, both);
		}
	}
}

/* ---- classes of service ---- */

/* VCPUs that have policies, each with its class: an index that VCPUs with equal masks share. */
struct owners {
	const struct cache_policy *policies[MAX_OWNERS]; /* the first one of each VCPU */
	unsigned classes[MAX_OWNERS];
	size_t count;
	unsigned n_classes;
};

static bool has_same_owner(const struct cache_policy *a, const struct cache_policy *b)
{
	return a->vcpu.value == b->vcpu.value && strcmp(a->vm_name.text, b->vm_name.text) == 0;
}

/* The mask of a VCPU in one cache, of one type if that is not NULL; NULL: it has all ways. */
static const struct number *find_mask(const struct cache_allocation *allocation,
	const struct cache_policy *owner, const char *type)
{
	EACH (const struct cache_policy, policy, allocation, policies) {
		if (has_same_owner(policy, owner) &&
			(type == NULL || value_is(&policy->type, type)))
			return &policy->mask;
	}
	return NULL;
}

/* Whether two VCPUs have the same mask in each cache where both have one. */
static bool have_equal_masks(const struct hv_config *hv, const struct cache_policy *a,
	const struct cache_policy *b, const char *type)
{
	EACH (const struct cache_allocation, allocation, hv, allocations) {
		const struct number *left = find_mask(allocation, a, type);
		const struct number *right = find_mask(allocation, b, type);

		if (left != NULL && right != NULL && left->value != right->value)
			return false;
	}
	return true;
}

static bool is_in_class(const struct hv_config *hv, const struct owners *owners, unsigned number,
	const struct cache_policy *policy, bool cdp)
{
	for (size_t i = 0; i < owners->count; i++) {
		const struct cache_policy *other = owners->policies[i];

		if (owners->classes[i] == number &&
			!(have_equal_masks(hv, policy, other, cdp ? "Data" : NULL) &&
				(!cdp || have_equal_masks(hv, policy, other, "Code"))))
			return false;
	}
	return true;
}

static bool has_virtual_cat(const struct config *config, const struct cache_policy *policy)
{
	return check_is_on(config, SETTING_VCAT_ENABLED) && policy->vm != NULL &&
	       check_vm_is_on(policy->vm, SETTING_VIRTUAL_CAT_SUPPORT);
}

/* A VM that manages its cache itself shares no class. */
static void add_owner(const struct config *config, struct owners *owners,
	const struct cache_policy *policy, bool cdp)
{
	unsigned number = has_virtual_cat(config, policy) ? owners->n_classes : 0;

	for (size_t i = 0; i < owners->count; i++) {
		if (has_same_owner(owners->policies[i], policy))
			return;
	}
	while (number < owners->n_classes && !is_in_class(config->hv, owners, number, policy, cdp))
		number++;
	owners->policies[owners->count] = policy;
	owners->classes[owners->count++] = number;
	if (number == owners->n_classes)
		owners->n_classes++;
}

/* The fewest classes that a cache with CAT has; 0: the board does not say. */
static uint64_t count_classes(const struct board_config *board)
{
	uint64_t fewest = 0;

	EACH (const struct board_cache, cache, board, caches) {
		if (cache->cat && number_valid(&cache->clos_number) &&
			(fewest == 0 || cache->clos_number.value < fewest))
			fewest = cache->clos_number.value;
	}
	return fewest;
}

void check_policy_classes(struct context *ctx, const struct config *config)
{
	bool cdp = check_is_on(config, SETTING_CDP_ENABLED);
	uint64_t limit = count_classes(config->board->config);
	struct owners *owners = arena_alloc(ctx->arena, sizeof(*owners));

	if (limit == 0)
		return;
	EACH (const struct cache_allocation, allocation, config->hv, allocations) {
		EACH (const struct cache_policy, policy, allocation, policies) {
			if (owners->count == MAX_OWNERS)
				return;
			add_owner(config, owners, policy, cdp);

			unsigned n = owners->n_classes * (cdp ? 2u : 1u);

			if (n < limit)
				continue;
			diag_add(ctx->diags, DIAG_RDT009, policy->loc,
				"with this policy VMs need %u classes of service%s, but the board has %" PRIu64
				", and one must be left; give VCPUs equal masks",
				n, cdp ? " with CDP" : "", limit);
			return;
		}
	}
}
