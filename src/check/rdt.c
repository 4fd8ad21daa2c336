/* Cache and memory bandwidth allocation (RDT): what the board has, masks and classes (CLOS). */
#include "check/rules.h"

#include <inttypes.h>

#include "model/board_config.h"
#include "model/settings.h"
#include "base/each.h"

static bool is_on(const struct config *config, enum setting_id id)
{
	return value_is(&config_setting(config, id)->text, "y");
}

/* Whether masks and classes are used at all, and the board says what it has. */
static const struct board_config *rdt_board(const struct config *config)
{
	if (config->board == NULL || !is_on(config, SETTING_RDT_ENABLED))
		return NULL;
	return config->board->config;
}

static bool has_cat(const struct board_config *board)
{
	for (size_t i = 0; i < board->n_caches; i++) {
		if (board->caches[i].cat)
			return true;
	}
	return false;
}

void check_rdt_on_board(struct context *ctx, const struct config *config)
{
	const struct board_config *board = rdt_board(config);
	bool text = check_applies(ctx, V2);

	if (board == NULL || (!text && !check_applies(ctx, V3)))
		return;
	if (text ? board->n_rdt > 0 || board_section_fault(config->board, BOARD_CLOS_INFO) != NULL
		 : has_cat(board))
		return;
	diag_add(ctx->diags, DIAG_RDT001, config_setting(config, SETTING_RDT_ENABLED)->text.loc,
		"RDT_ENABLED is y, but the board has %s; it must be n",
		text ? "no resources in CLOS_INFO" : "no cache with the capability CAT");
}

/* ---- numbers of the text form ---- */

/* With CDP each class takes two of a cache's. */
static uint64_t resource_clos(const struct config *config, const struct rdt_resource *resource)
{
	bool halved = resource->kind != RDT_MBA && is_on(config, SETTING_CDP_ENABLED);

	return resource->clos_max.value / (halved ? 2 : 1);
}

/* How many classes VMs can have; 0: the board does not say. */
static uint64_t max_clos(const struct config *config, const struct board_config *board)
{
	uint64_t smallest = 0;

	for (size_t i = 0; i < board->n_rdt; i++) {
		uint64_t clos = resource_clos(config, &board->rdt[i]);

		if (!number_valid(&board->rdt[i].clos_max))
			return 0;
		if (i == 0 || clos < smallest)
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
	const struct board_config *board = rdt_board(config);
	const struct number_list *masks;
	uint64_t clos;
	uint64_t max;

	if (board == NULL || config->hv == NULL)
		return;
	masks = &config->hv->clos_masks;
	clos = max_clos(config, board);
	max = max_mask(config, RDT_L2, RDT_L3);
	if (clos == 0 || max == 0)
		return;
	check_number(ctx, masks, "CLOS_MASK", is_on(config, SETTING_CDP_ENABLED) ? 2 * clos : clos,
		DIAG_RDT002);
	for (size_t i = 0; i < masks->count; i++)
		check_mask(ctx, &masks->items[i], max);
}

void check_mba_delays(struct context *ctx, const struct config *config)
{
	const struct board_config *board = rdt_board(config);
	const struct number_list *delays;
	uint64_t clos;
	uint64_t max;

	if (board == NULL || config->hv == NULL)
		return;
	delays = &config->hv->mba_delays;
	clos = max_clos(config, board);
	max = max_mask(config, RDT_MBA, RDT_MBA);
	if (clos == 0 || max == 0)
		return;
	check_number(ctx, delays, "MBA_DELAY", clos, DIAG_RDT004);
	for (size_t i = 0; i < delays->count; i++) {
		const struct number *delay = &delays->items[i];

		if (delay->form == NUMBER_ABSENT ||
			((delay->form == NUMBER_HEX || delay->form == NUMBER_DECIMAL) &&
				delay->value <= max))
			continue;
		diag_add(ctx->diags, DIAG_RDT004, delay->loc,
			"MBA_DELAY is %s; it must be a number from 0 to %" PRIu64 " on this board",
			words_quote(ctx, delay->text), max);
	}
}

void check_vcpu_clos(struct context *ctx, const struct vm *vm)
{
	const struct board_config *board = rdt_board(ctx->config);
	uint64_t clos = board == NULL ? 0 : max_clos(ctx->config, board);
	const char *label = vm_label(ctx, vm);

	if (clos == 0 || vm->config == NULL || vm->config->n_pcpus == 0)
		return;

	const struct number_list *list = &vm->config->clos;

	if (list->count < vm->config->n_pcpus)
		diag_add(ctx->diags, DIAG_RDT005, list->loc,
			"%s has %zu vcpu_clos but %zu pcpu_id; it must have one for each", label,
			list->count, vm->config->n_pcpus);
	else if (list->count > vm->config->n_pcpus)
		diag_add(ctx->diags, DIAG_RDT005, list->items[vm->config->n_pcpus].loc,
			"%s has %zu vcpu_clos but %zu pcpu_id; it must have one for each", label,
			list->count, vm->config->n_pcpus);
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].form != NUMBER_DECIMAL || list->items[i].value >= clos)
			diag_add(ctx->diags, DIAG_RDT005, list->items[i].loc,
				"vcpu_clos of %s is %s; it must be decimal digits, from 0 to %" PRIu64
				" on this board",
				label, words_quote(ctx, list->items[i].text), clos - 1);
	}
}

/* ---- switches ---- */

static void check_cdp_caches(struct context *ctx, const struct config *config)
{
	const struct board_config *board = rdt_board(config);

	if (board == NULL || !check_applies(ctx, V3))
		return;
	EACH (const struct board_cache, cache, board, caches) {
		struct diag *diag;

		if ((cache->level.value != 2 && cache->level.value != 3) || cache->cdp)
			continue;
		diag = diag_add(ctx->diags, DIAG_RDT006,
			config_setting(config, SETTING_CDP_ENABLED)->text.loc,
			"CDP_ENABLED is y, but a cache of level %" PRIu64
			" has no capability CDP; it must be n",
			cache->level.value);
		diag_note(ctx->diags, diag, cache->loc, "this cache of the board");
		return;
	}
}

/* Without RDT it has no effect: shipped scenarios have it so. */
void check_cdp(struct context *ctx, const struct config *config)
{
	static const enum setting_id srams[] = {SETTING_PSRAM_ENABLED, SETTING_SSRAM_ENABLED};
	struct loc loc = config_setting(config, SETTING_CDP_ENABLED)->text.loc;

	if (!is_on(config, SETTING_CDP_ENABLED) || !is_on(config, SETTING_RDT_ENABLED))
		return;
	for (size_t i = 0; i < 2 && check_applies(ctx, V2); i++) {
		struct diag *diag;

		if (!is_on(config, srams[i]))
			continue;
		diag = diag_add(ctx->diags, DIAG_RDT006, loc,
			"CDP_ENABLED and %s are both y; one of them must be n",
			setting_infos[srams[i]].element);
		diag_note(ctx->diags, diag, config_setting(config, srams[i])->text.loc,
			"the other switch");
	}
	check_cdp_caches(ctx, config);
}

/* v2.7 says it with a guest flag; without source: the VM does not ask for it. */
static struct loc asks_for_vcat(const struct vm *vm)
{
	const struct value *support = &vm_setting(vm, SETTING_VIRTUAL_CAT_SUPPORT)->text;

	if (value_is(support, "y"))
		return support->loc;
	for (size_t i = 0; vm->config != NULL && i < vm->config->guest_flags.count; i++) {
		const struct value *flag = &vm->config->guest_flags.items[i];

		if (value_is(flag, "GUEST_FLAG_VCAT_ENABLED"))
			return flag->loc;
	}
	return (struct loc){.source = NULL};
}

void check_vcat(struct context *ctx, const struct config *config)
{
	bool on = is_on(config, SETTING_VCAT_ENABLED);

	if ((ctx->releases & RELEASES(V2_7, V3_3)) == 0)
		return;
	if (on && (!is_on(config, SETTING_RDT_ENABLED) || is_on(config, SETTING_CDP_ENABLED)))
		diag_add(ctx->diags, DIAG_RDT007,
			config_setting(config, SETTING_VCAT_ENABLED)->text.loc,
			"VCAT_ENABLED is y; that needs RDT_ENABLED y and CDP_ENABLED n");
	for (size_t i = 0; i < config->n_vms && !on; i++) {
		struct loc loc = asks_for_vcat(&config->vms[i]);

		if (loc.source != NULL)
			diag_add(ctx->diags, DIAG_RDT007, loc,
				"%s asks for virtual cache allocation; that needs VCAT_ENABLED y in FEATURES/RDT",
				vm_label(ctx, &config->vms[i]));
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

	if (board == NULL || vm == NULL)
		return;
	EACH (const struct board_cache, cache, board, caches) {
		if (!cache->software_sram || !number_valid(&cache->sram_start) ||
			!number_valid(&cache->sram_end) || cache->sram_start.value >= 0xf8000000 ||
			cache->sram_end.value < 0x80000000)
			continue;
		diag_add(ctx->diags, DIAG_RDT008, cache->sram_start.loc,
			"the Software SRAM of the board, 0x%" PRIx64 "-0x%" PRIx64
			", meets 0x80000000-0xf7ffffff, where %s has its PCI devices",
			cache->sram_start.value, cache->sram_end.value, vm_label(ctx, vm));
	}
}
