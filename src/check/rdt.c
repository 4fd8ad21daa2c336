/* Cache and memory bandwidth allocation (RDT): what the board has, masks and classes (CLOS). */
#include "check/rules.h"

#include <inttypes.h>

/* What the board says of caches, where masks and classes are used at all; else NULL. */
static const struct board_config *rdt_board(const struct config *config)
{
	return config->board != NULL && check_is_on(config, SETTING_RDT_ENABLED)
		       ? config->board->config
		       : NULL;
}

static bool has_cat(const struct board_config *board)
{
	EACH (const struct board_cache, cache, board, caches) {
		if (cache->cat)
			return true;
	}
	return false;
}

void check_rdt_on_board(struct context *ctx, const struct config *config)
{
	const struct board_config *board = rdt_board(config);
	bool text = check_applies(ctx, V2);

	if (board == NULL || (!text && !check_applies(ctx, V3)) ||
		(text ? board->n_rdt > 0 ||
					board_section_fault(config->board, BOARD_CLOS_INFO) != NULL
		      : has_cat(board)))
		return;
	diag_add(ctx->diags, DIAG_RDT001, config_setting(config, SETTING_RDT_ENABLED)->text.loc,
		"RDT_ENABLED is y, but the board has %s; it must be n",
		text ? "no resources in CLOS_INFO" : "no cache with the capability CAT");
}

/* ---- numbers of the text form ---- */

/* How many classes VMs can have; 0: RDT is off, or the board does not say. */
static uint64_t max_clos(const struct config *config)
{
	const struct board_config *board = rdt_board(config);
	uint64_t smallest = UINT64_MAX;

	if (board == NULL || board->n_rdt == 0)
		return 0;
	EACH (const struct rdt_resource, resource, board, rdt) {
		/* With CDP each class takes two of a cache's. */
		bool halved = resource->kind != RDT_MBA && check_is_on(config, SETTING_CDP_ENABLED);
		uint64_t clos = resource->clos_max.value / (halved ? 2 : 1);

		if (!number_valid(&resource->clos_max))
			return 0;
		if (clos < smallest)
			smallest = clos;
	}
	return smallest;
}

/* The largest value that each resource of these takes; 0: no resource, or not known. */
static uint64_t max_mask(const struct config *config, enum rdt_kind first, enum rdt_kind last)
{
	uint64_t smallest = 0;

	for (enum rdt_kind kind = first; kind <= last; kind++) {
		const struct rdt_resource *resource = board_find_rdt(config->board, kind);

		if (resource != NULL && number_valid(&resource->mask_max) &&
			(smallest == 0 || resource->mask_max.value < smallest))
			smallest = resource->mask_max.value;
	}
	return smallest;
}

static void check_number(struct context *ctx, const struct number_list *list, const char *element,
	uint64_t wanted, enum diag_code code)
{
	size_t given = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].form == NUMBER_ABSENT)
			continue;
		if (++given == wanted + 1)
			diag_add(ctx->diags, code, list->items[i].loc,
				"this is one %s too many; with this board there must be %" PRIu64,
				element, wanted);
	}
	if (given < wanted)
		diag_add(ctx->diags, code, list->loc,
			"there %s %zu %s; with this board there must be %" PRIu64,
			given == 1 ? "is" : "are", given, element, wanted);
}

static bool is_contiguous(uint64_t mask)
{
	uint64_t lowest = mask & (~mask + 1);

	return mask != 0 && ((mask + lowest) & mask) == 0;
}

static void check_mask(struct context *ctx, const struct number *mask, uint64_t max)
{
	const char *fault = NULL;

	if (mask->form == NUMBER_ABSENT)
		return;
	if (mask->form != NUMBER_HEX)
		fault = "it must be 0x and hex digits";
	else if (mask->value > max)
		fault = arena_printf(ctx->arena, "the largest of this board is 0x%" PRIx64, max);
	else if (!is_contiguous(mask->value))
		fault = "its bits must be one or more that are beside each other";
	if (fault != NULL)
		diag_add(ctx->diags, DIAG_RDT003, mask->loc, "CLOS_MASK is %s; %s",
			words_quote(ctx, mask->text), fault);
}

void check_clos_masks(struct context *ctx, const struct config *config)
{
	const struct number_list *masks = &config->hv->clos_masks;
	uint64_t clos = max_clos(config);
	uint64_t max = max_mask(config, RDT_L2, RDT_L3);

	if (clos == 0 || max == 0)
		return;
	check_number(ctx, masks, "CLOS_MASK",
		check_is_on(config, SETTING_CDP_ENABLED) ? 2 * clos : clos, DIAG_RDT002);
	for (size_t i = 0; i < masks->count; i++)
		check_mask(ctx, &masks->items[i], max);
}

void check_mba_delays(struct context *ctx, const struct config *config)
{
	const struct number_list *delays = &config->hv->mba_delays;
	uint64_t clos = max_clos(config);
	uint64_t max = max_mask(config, RDT_MBA, RDT_MBA);

	if (clos == 0 || max == 0)
		return;
	check_number(ctx, delays, "MBA_DELAY", clos, DIAG_RDT004);
	for (size_t i = 0; i < delays->count; i++) {
		const struct number *delay = &delays->items[i];

		if (delay->form != NUMBER_ABSENT && (!check_is_plain(delay) || delay->value > max))
			diag_add(ctx->diags, DIAG_RDT004, delay->loc,
				"MBA_DELAY is %s; it must be a number from 0 to %" PRIu64
				" on this board",
				words_quote(ctx, delay->text), max);
	}
}

void check_vcpu_clos(struct context *ctx, const struct vm *vm)
{
	const struct number_list *list = &vm->config->clos;
	uint64_t clos = max_clos(ctx->config);
	size_t n_pcpus = vm->config->n_pcpus;

	if (clos == 0 || n_pcpus == 0)
		return;
	if (list->count != n_pcpus)
		diag_add(ctx->diags, DIAG_RDT005,
			list->count < n_pcpus ? list->loc : list->items[n_pcpus].loc,
			"%s has %zu vcpu_clos but %zu pcpu_id; it must have one for each",
			vm_label(ctx, vm), list->count, n_pcpus);
	for (size_t i = 0; i < list->count; i++) {
		const struct number *number = &list->items[i];

		if (number->form != NUMBER_DECIMAL || number->value >= clos)
			diag_add(ctx->diags, DIAG_RDT005, number->loc,
				"vcpu_clos of %s is %s; it must be decimal digits, from 0 to %" PRIu64
				" on this board",
				vm_label(ctx, vm), words_quote(ctx, number->text), clos - 1);
	}
}

/* ---- switches ---- */

static void check_cdp_caches(struct context *ctx, const struct board_config *board, struct loc loc)
{
	EACH (const struct board_cache, cache, board, caches) {
		if ((cache->level.value != 2 && cache->level.value != 3) || cache->cdp)
			continue;
		check_report_pair(ctx, DIAG_RDT006, loc, cache->loc, "this cache of the board",
			"CDP_ENABLED is y, but a cache of level %" PRIu64
			" has no capability CDP; it must be n",
			cache->level.value);
		return;
	}
}

/* Without RDT it has no effect: shipped scenarios have it so. */
void check_cdp(struct context *ctx, const struct config *config)
{
	static const enum setting_id srams[] = {SETTING_PSRAM_ENABLED, SETTING_SSRAM_ENABLED};
	struct loc loc = config_setting(config, SETTING_CDP_ENABLED)->text.loc;

	if (!check_is_on(config, SETTING_CDP_ENABLED) || !check_is_on(config, SETTING_RDT_ENABLED))
		return;
	for (size_t i = 0; i < 2 && check_applies(ctx, V2); i++) {
		if (check_is_on(config, srams[i]))
			check_report_pair(ctx, DIAG_RDT006, loc,
				config_setting(config, srams[i])->text.loc, "the other switch",
				"CDP_ENABLED and %s are both y; one of them must be n",
				setting_infos[srams[i]].element);
	}
	if (config->board != NULL && check_applies(ctx, V3))
		check_cdp_caches(ctx, config->board->config, loc);
}

/* What asks for it, in v2.7 a guest flag; NULL: the VM does not. */
static const struct value *find_vcat(const struct vm *vm)
{
	const struct value *support = &vm_setting(vm, SETTING_VIRTUAL_CAT_SUPPORT)->text;

	return value_is(support, "y") ? support : check_find_flag(vm, "GUEST_FLAG_VCAT_ENABLED");
}

void check_vcat(struct context *ctx, const struct config *config)
{
	bool on = check_is_on(config, SETTING_VCAT_ENABLED);

	if ((ctx->releases & RELEASES(V2_7, V3_3)) == 0)
		return;
	if (on && (!check_is_on(config, SETTING_RDT_ENABLED) ||
			  check_is_on(config, SETTING_CDP_ENABLED)))
		diag_add(ctx->diags, DIAG_RDT007,
			config_setting(config, SETTING_VCAT_ENABLED)->text.loc,
			"VCAT_ENABLED is y; that needs RDT_ENABLED y and CDP_ENABLED n");
	EACH (const struct vm, vm, config, vms) {
		const struct value *vcat = find_vcat(vm);

		if (vcat != NULL && !on)
			diag_add(ctx->diags, DIAG_RDT007, vcat->loc,
				"%s asks for virtual cache allocation; that needs VCAT_ENABLED y in FEATURES/RDT",
				vm_label(ctx, vm));
	}
}

/* ---- Software SRAM ---- */

static const struct vm *find_pre_launched_rtvm(const struct config *config)
{
	EACH (const struct vm, vm, config, vms) {
		if (vm->kind == VM_PRE_LAUNCHED &&
			value_is(&vm_setting(vm, SETTING_VM_TYPE)->text, "RTVM"))
			return vm;
	}
	return NULL;
}

void check_software_sram(struct context *ctx, const struct config *config)
{
	const struct board_config *board = config->board->config;
	const struct vm *vm = find_pre_launched_rtvm(config);

	EACH (const struct board_cache, cache, board, caches) {
		if (vm == NULL || !cache->software_sram || !number_valid(&cache->sram_start) ||
			!number_valid(&cache->sram_end) || cache->sram_start.value >= 0xf8000000 ||
			cache->sram_end.value < 0x80000000)
			continue;
		diag_add(ctx->diags, DIAG_RDT008, cache->sram_start.loc,
			"the Software SRAM of the board, 0x%" PRIx64 "-0x%" PRIx64
			", meets 0x80000000-0xf7ffffff, where %s has its PCI devices",
			cache->sram_start.value, cache->sram_end.value, vm_label(ctx, vm));
	}
}
