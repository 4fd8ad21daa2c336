/*
 * Settings of the hypervisor and of VMs, each by itself: how it is written, its range, its words.
 * The table in model/settings.c has the facts of each release; a value is right if one of the
 * releases that are asked for takes it. Absent and blank ones take the default.
 */
#include <inttypes.h>
#include <string.h>

#include "base/nearest.h"
#include "check/rules.h"

#define MAX_WORDS 16u

/* What other rules judge, with words that say more. */
enum judged { JUDGED_FORM = 1u, JUDGED_RANGE = 2u, JUDGED_WORD = 4u };

static const struct {
	enum setting_id id;
	unsigned judged;
} elsewhere[] = {
	{SETTING_HV_RAM_START, JUDGED_FORM | JUDGED_RANGE}, /* MEM020, MEM008 */
	{SETTING_HV_RAM_SIZE, JUDGED_FORM | JUDGED_RANGE},
	{SETTING_UOS_RAM_SIZE, JUDGED_FORM}, /* MEM020 */
	{SETTING_SOS_RAM_SIZE, JUDGED_FORM},
	{SETTING_MAX_EMULATED_MMIO, JUDGED_FORM | JUDGED_RANGE}, /* PCI040 */
	{SETTING_MAX_MSIX_TABLE_NUM, JUDGED_FORM | JUDGED_RANGE},
	{SETTING_MAX_PCI_DEV_NUM, JUDGED_FORM | JUDGED_RANGE},
	{SETTING_IVSHMEM_ENABLED, JUDGED_WORD}, /* IVS023 */
	{SETTING_LOAD_ORDER, JUDGED_WORD},      /* VMS007 */
	{SETTING_TPM2, JUDGED_WORD},            /* VMS022 */
	{SETTING_P2SB, JUDGED_WORD},
	{SETTING_PTM, JUDGED_WORD},
	{SETTING_CONSOLE_VUART, JUDGED_WORD},
};

static bool is_judged(enum setting_id id, unsigned what)
{
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++) {
		if (elsewhere[i].id == id && (elsewhere[i].judged & what) != 0)
			return true;
	}
	return false;
}

/* " in v2.3" where one release was asked for, else "". */
static const char *in_release(struct context *ctx)
{
	return ctx->releases == target_release(ctx->target)
		       ? arena_printf(ctx->arena, " in %s", ctx->target->name)
		       : "";
}

/* ---- numbers ---- */

static bool is_number(enum setting_id id)
{
	return setting_infos[id].kind == SETTING_NUMBER || setting_infos[id].kind == SETTING_SIGNED;
}

static bool is_written(const struct number *number, enum number_writing writing)
{
	return writing == WRITTEN_ANYHOW ? check_is_plain(number) : check_is_address(number);
}

void check_setting_number(struct context *ctx, const struct check_setting *given)
{
	const struct number *number = given->number;
	size_t position = 0;
	const struct setting_rule *rule = setting_next_rule(given->id, ctx->releases, &position);

	if (rule == NULL || !is_number(given->id) || is_judged(given->id, JUDGED_FORM) ||
		is_written(number, rule->writing))
		return;
	check_report_form(ctx, DIAG_CAP001, check_setting_label(ctx, given->vm, given->id), number,
		rule->writing == WRITTEN_HEX ? "0x and hex digits"
					     : "decimal digits, or 0x and hex digits");
}

/* As the setting is written: in hex where it is. */
static const char *range_end(struct context *ctx, const struct setting_rule *rule, uint64_t value)
{
	return rule->writing == WRITTEN_HEX ? arena_printf(ctx->arena, "0x%" PRIx64, value)
					    : arena_printf(ctx->arena, "%" PRIu64, value);
}

/* What lies where is computed from these two. */
static enum diag_code range_code(enum setting_id id)
{
	return id == SETTING_UOS_RAM_SIZE || id == SETTING_SOS_RAM_SIZE ? DIAG_MEM020 : DIAG_CAP002;
}

void check_setting_range(struct context *ctx, const struct check_setting *given)
{
	const struct number *number = given->number;
	const struct setting_rule *widest = NULL;
	const struct setting_rule *rule;
	size_t position = 0;

	if (!is_number(given->id) || is_judged(given->id, JUDGED_RANGE))
		return;
	while ((rule = setting_next_rule(given->id, ctx->releases, &position)) != NULL) {
		if (!is_written(number, rule->writing) ||
			(number->value >= rule->min && number->value <= rule->max))
			return;
		if (widest == NULL || rule->max > widest->max)
			widest = rule;
	}
	if (widest == NULL)
		return;

	const char *sign = setting_infos[given->id].kind == SETTING_SIGNED ? "-" : "";

	diag_add(ctx->diags, range_code(given->id), number->loc,
		"%s is %s; it must be from %s%s to %s%s",
		check_setting_label(ctx, given->vm, given->id), given->text->text, sign,
		range_end(ctx, widest, *sign == '-' ? widest->max : widest->min),
		range_end(ctx, widest, widest->max), in_release(ctx));
}

/* ---- words ---- */

/* All words that one of the releases takes, each once. */
struct words {
	const char *items[MAX_WORDS];
	size_t count;
};

static bool has_word(const struct words *words, const char *word)
{
	for (size_t i = 0; i < words->count; i++) {
		if (strcmp(words->items[i], word) == 0)
			return true;
	}
	return false;
}

static struct words words_of(enum setting_id id, uint32_t releases)
{
	struct words words = {.count = 0};
	size_t position = 0;
	const struct setting_rule *rule;

	while ((rule = setting_next_rule(id, releases, &position)) != NULL) {
		for (size_t i = 0; rule->words != NULL && rule->words[i] != NULL; i++) {
			if (!has_word(&words, rule->words[i]) && words.count < MAX_WORDS)
				words.items[words.count++] = rule->words[i];
		}
	}
	return words;
}

/* "a, b or c" */
static const char *list_words(struct context *ctx, const struct words *words)
{
	struct text out;

	text_init(&out, ctx->arena);
	for (size_t i = 0; i < words->count; i++) {
		if (i > 0)
			text_add(&out, i + 1 == words->count ? " or " : ", ");
		text_add(&out, words->items[i]);
	}
	return out.bytes;
}

static enum diag_code word_code(enum setting_id id)
{
	if (setting_infos[id].kind == SETTING_SWITCH)
		return DIAG_FLG001;
	return id == SETTING_SCHEDULER   ? DIAG_CAP003
	       : id == SETTING_KERN_TYPE ? DIAG_OSC001
					 : DIAG_SCH020;
}

/* The vm_type of a VM without a load_order is its kind, which VMS007 is about. */
static bool is_kind(const struct check_setting *given)
{
	return given->id == SETTING_VM_TYPE &&
	       value_is_blank(&vm_setting(given->vm, SETTING_LOAD_ORDER)->text);
}

void check_setting_word(struct context *ctx, const struct check_setting *given)
{
	const struct value *text = given->text;
	struct words words = words_of(given->id, ctx->releases);
	const char *meant = NULL;
	struct diag *diag;

	if (words.count == 0 || has_word(&words, text->text) || is_judged(given->id, JUDGED_WORD) ||
		is_kind(given))
		return;
	for (size_t i = 0; i < words.count; i++) {
		if (nearest_is_same_but_case(words.items[i], text->text))
			meant = words.items[i];
	}
	diag = diag_add(ctx->diags, word_code(given->id), text->loc, "%s is %s; it must be %s%s",
		check_setting_label(ctx, given->vm, given->id), words_quote(ctx, text->text),
		list_words(ctx, &words), in_release(ctx));
	if (meant != NULL) {
		diag_fix(ctx->diags, diag, text->loc, meant, "write %s", meant);
		return;
	}
	meant = check_nearest(ctx, text->text, words.items, words.count);
	if (meant != NULL && strlen(meant) > 1)
		diag_hint(ctx->diags, diag, "did you mean %s?", meant);
}
