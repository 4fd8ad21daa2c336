/* Guest flags: words of guest_flags in the text form, switches of their own from v3.0 on. */
#include "check/rules.h"
#include "base/each.h"

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

static const struct value *find_flag(const struct vm *vm, const char *word)
{
	for (size_t i = 0; vm->config != NULL && i < vm->config->guest_flags.count; i++) {
		if (value_is(&vm->config->guest_flags.items[i], word))
			return &vm->config->guest_flags.items[i];
	}
	return NULL;
}

bool check_has_flag(const struct vm *vm, const char *flag)
{
	return find_flag(vm, flag) != NULL;
}

/* What passes the local APIC through; NULL: nothing does. */
static const struct value *find_lapic(const struct vm *vm)
{
	const struct value *text = &vm_setting(vm, SETTING_LAPIC_PASSTHROUGH)->text;

	return value_is(text, "y") ? text : find_flag(vm, LAPIC_FLAG);
}

bool check_has_lapic(const struct vm *vm)
{
	return find_lapic(vm) != NULL;
}

static bool is_known(const struct context *ctx, const struct value *flag)
{
	for (size_t i = 0; i < N_FLAGS; i++) {
		if (value_is(flag, flags[i].word))
			return (flags[i].releases & ctx->releases) != 0;
	}
	return false;
}

static void check_known(struct context *ctx, const struct config *config, const struct vm *vm,
	const struct value *flag)
{
	const char *words[N_FLAGS];
	size_t n_words = 0;
	const char *meant;
	struct diag *diag;

	if (value_is_blank(flag) || is_known(ctx, flag))
		return;
	for (size_t i = 0; i < N_FLAGS; i++) {
		if ((flags[i].releases & ctx->releases) != 0 && strlen(flags[i].word) > 3)
			words[n_words++] = flags[i].word;
	}
	diag = diag_add(ctx->diags, DIAG_FLG002, flag->loc, "guest_flag %s of %s is not known",
		words_quote(ctx, flag->text), words_vm(ctx, config, vm));
	meant = check_nearest(ctx, flag->text, words, n_words);
	if (meant != NULL)
		diag_hint(ctx->diags, diag, "did you mean %s?", meant);
}

void check_flag_known(struct context *ctx, const struct config *config, const struct vm *vm)
{
	for (size_t k = 0; vm->config != NULL && k < vm->config->guest_flags.count; k++)
		check_known(ctx, config, vm, &vm->config->guest_flags.items[k]);
}

/* Only known flags are compared, each with its first place: a file may hold a million of them. */
void check_flag_twice(struct context *ctx, const struct config *config, const struct vm *vm)
{
	const struct value *first[N_FLAGS] = {NULL};

	for (size_t i = 0; vm->config != NULL && i < vm->config->guest_flags.count; i++) {
		const struct value *flag = &vm->config->guest_flags.items[i];

		for (size_t k = 0; k < N_FLAGS && !is_empty_flag(flag); k++) {
			if (!value_is(flag, flags[k].word))
				continue;
			if (first[k] == NULL) {
				first[k] = flag;
				continue;
			}

			struct diag *diag = diag_add(ctx->diags, DIAG_FLG003, flag->loc,
				"%s has %s twice; each flag is given once",
				words_vm(ctx, config, vm), flag->text);

			diag_note(ctx->diags, diag, first[k]->loc, "first given here");
		}
	}
}

void check_flag_lapic(struct context *ctx, const struct config *config, const struct vm *vm)
{
	const struct value *lapic = find_lapic(vm);

	if (vm->kind != VM_PRE_LAUNCHED || vm->config == NULL)
		return;
	if (check_applies(ctx, V2) && lapic != NULL && !check_has_flag(vm, RT_FLAG))
		diag_add(ctx->diags, DIAG_FLG004, lapic->loc,
			"%s has " LAPIC_FLAG " without " RT_FLAG "; a pre-launched VM has both",
			words_vm(ctx, config, vm));
	if (check_applies(ctx, V3) && lapic == NULL && check_is_real_time(vm))
		diag_add(ctx->diags, DIAG_FLG004,
			vm_setting(vm, SETTING_LAPIC_PASSTHROUGH)->text.loc,
			"%s is a pre-launched real-time VM; it needs lapic_passthrough y",
			words_vm(ctx, config, vm));
}

/* Nested virtualization lets the Service VM have its local APIC. */
static bool is_nested(const struct context *ctx, const struct config *config)
{
	EACH (const struct vm, vm, config, vms) {
		if ((ctx->releases & V3) != 0 &&
			value_is(&vm_setting(vm, SETTING_NESTED_VIRTUALIZATION)->text, "y"))
			return true;
	}
	return (ctx->releases & RELEASE_V2_7) != 0 && check_has_flag(config->service_vm, NVMX_FLAG);
}

void check_flag_service_vm(struct context *ctx, const struct config *config)
{
	const struct vm *vm = config->service_vm;
	const struct value *lapic = vm == NULL ? NULL : find_lapic(vm);

	if (lapic == NULL || is_nested(ctx, config))
		return;
	diag_add(ctx->diags, DIAG_FLG005, lapic->loc,
		"%s is the Service VM and has LAPIC passthrough; take it away",
		words_vm(ctx, config, vm));
}

void check_flag_post_launched(struct context *ctx, const struct config *config, const struct vm *vm)
{
	if (vm->kind != VM_POST_LAUNCHED || vm->config == NULL)
		return;
	for (size_t i = 0; i < vm->config->guest_flags.count; i++) {
		const struct value *flag = &vm->config->guest_flags.items[i];

		if (is_empty_flag(flag) || !is_known(ctx, flag))
			continue;
		diag_add(ctx->diags, DIAG_FLG006, flag->loc,
			"%s of %s has no effect; %s uses flags of pre-launched VMs and of the Service VM",
			flag->text, words_vm(ctx, config, vm), ctx->target->name);
		return;
	}
}
