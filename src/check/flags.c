/* Guest flags: words of guest_flags in the text form, switches of their own from v3.0 on. */
#include "check/rules.h"

#include <string.h>

#define LAPIC_FLAG "GUEST_FLAG_LAPIC_PASSTHROUGH"
#define RT_FLAG "GUEST_FLAG_RT"
#define NVMX_FLAG "GUEST_FLAG_NVMX_ENABLED"

static const struct {
	const char *word;
	uint32_t releases;
} flags[] = {
	{"GUEST_FLAG_SECURE_WORLD_ENABLED", V2},
	{LAPIC_FLAG, V2},
	{"GUEST_FLAG_IO_COMPLETION_POLLING", V2},
	{"GUEST_FLAG_HIDE_MTRR", V2},
	{RT_FLAG, V2},
	{NVMX_FLAG, RELEASES(V2_5, V2_7)},
	{"GUEST_FLAG_SECURITY_VM", RELEASES(V2_6, V2_7)},
	{"GUEST_FLAG_VCAT_ENABLED", RELEASES(V2_7, V2_7)},
	{"0", V2},
	{"0UL", V2},
};

#define N_FLAGS (sizeof(flags) / sizeof(flags[0]))

static bool is_empty_flag(const struct value *flag)
{
	return value_is_blank(flag) || value_is(flag, "0") || value_is(flag, "0UL");
}

const struct value *check_find_flag(const struct vm *vm, const char *word)
{
	const struct value_list *list = &vm->config->guest_flags;

	for (size_t i = 0; i < list->count; i++) {
		if (value_is(&list->items[i], word))
			return &list->items[i];
	}
	return NULL;
}

const struct value *check_find_lapic(const struct vm *vm)
{
	const struct value *text = &vm_setting(vm, SETTING_LAPIC_PASSTHROUGH)->text;

	return value_is(text, "y") ? text : check_find_flag(vm, LAPIC_FLAG);
}

static bool is_known(const struct value *flag, uint32_t releases)
{
	for (size_t i = 0; i < N_FLAGS; i++) {
		if (value_is(flag, flags[i].word))
			return (flags[i].releases & releases) != 0;
	}
	return false;
}

static void report_unknown(struct context *ctx, const struct vm *vm, const struct value *flag)
{
	const char *words[N_FLAGS];
	size_t n_words = 0;
	const char *meant;
	struct diag *diag =
		diag_add(ctx->diags, DIAG_FLG002, flag->loc, "guest_flag %s of %s is not known",
			words_quote(ctx, flag->text), vm_label(ctx, vm));

	for (size_t i = 0; i < N_FLAGS; i++) {
		if ((flags[i].releases & ctx->releases) != 0 && strlen(flags[i].word) > 3)
			words[n_words++] = flags[i].word;
	}
	meant = check_nearest(ctx, flag->text, words, n_words);
	if (meant != NULL)
		diag_hint(ctx->diags, diag, "did you mean %s?", meant);
}

void check_flag_known(struct context *ctx, const struct vm *vm)
{
	const struct value_list *list = &vm->config->guest_flags;

	for (size_t i = 0; i < list->count; i++) {
		if (!value_is_blank(&list->items[i]) && !is_known(&list->items[i], ctx->releases))
			report_unknown(ctx, vm, &list->items[i]);
	}
}

/* Flags that no release knows are blamed already. */
void check_flag_twice(struct context *ctx, const struct vm *vm)
{
	const struct value_list *list = &vm->config->guest_flags;

	for (size_t i = 0; i < list->count; i++) {
		const struct value *flag = &list->items[i];
		const struct value *first = check_find_flag(vm, flag->text);

		if (first != NULL && first != flag && !is_empty_flag(flag) && is_known(flag, ANY))
			check_report_pair(ctx, DIAG_FLG003, flag->loc, first->loc,
				"first given here", "%s has %s twice; each flag is given once",
				vm_label(ctx, vm), flag->text);
	}
}

void check_flag_lapic(struct context *ctx, const struct vm *vm)
{
	const struct value *lapic = check_find_lapic(vm);

	if (vm->kind != VM_PRE_LAUNCHED)
		return;
	if (check_applies(ctx, V2) && lapic != NULL && check_find_flag(vm, RT_FLAG) == NULL)
		diag_add(ctx->diags, DIAG_FLG004, lapic->loc,
			"%s has " LAPIC_FLAG " without " RT_FLAG "; a pre-launched VM has both",
			vm_label(ctx, vm));
	if (check_applies(ctx, V3) && lapic == NULL && check_is_real_time(vm))
		diag_add(ctx->diags, DIAG_FLG004,
			vm_setting(vm, SETTING_LAPIC_PASSTHROUGH)->text.loc,
			"%s is a pre-launched real-time VM; it needs lapic_passthrough y",
			vm_label(ctx, vm));
}

/* Nested virtualization lets the Service VM have its local APIC. */
static bool is_nested(const struct context *ctx, const struct config *config)
{
	EACH (const struct vm, vm, config, vms) {
		if ((ctx->releases & V3) != 0 && check_vm_is_on(vm, SETTING_NESTED_VIRTUALIZATION))
			return true;
	}
	return (ctx->releases & RELEASE_V2_7) != 0 &&
	       check_find_flag(config->service_vm, NVMX_FLAG) != NULL;
}

void check_flag_service_vm(struct context *ctx, const struct config *config)
{
	const struct vm *vm = config->service_vm;
	const struct value *lapic = vm == NULL ? NULL : check_find_lapic(vm);

	if (lapic != NULL && !is_nested(ctx, config))
		diag_add(ctx->diags, DIAG_FLG005, lapic->loc,
			"%s is the Service VM and has LAPIC passthrough; take it away",
			vm_label(ctx, vm));
}

void check_flag_post_launched(struct context *ctx, const struct vm *vm)
{
	const struct value_list *list = &vm->config->guest_flags;

	for (size_t i = 0; i < list->count && vm->kind == VM_POST_LAUNCHED; i++) {
		const struct value *flag = &list->items[i];

		if (is_empty_flag(flag) || !is_known(flag, ctx->releases))
			continue;
		diag_add(ctx->diags, DIAG_FLG006, flag->loc,
			"%s of %s has no effect; %s uses flags of pre-launched VMs and of the Service VM",
			flag->text, vm_label(ctx, vm), ctx->target->name);
		return;
	}
}
