/* How many VMs of a kind there can be. */
#include "check/rules.h"
#include "base/each.h"

/* v2.2 and v2.3 have that many UUIDs for VMs of the type. */
static const struct {
	const char *type;
	size_t limit;
} limits[] = {
	{"SAFETY_VM", 1},
	{"PRE_STD_VM", 2},
	{"PRE_RT_VM", 1},
	{"POST_STD_VM", 5},
	{"POST_RT_VM", 1},
	{"KATA_VM", 1},
};

#define N_LIMITS (sizeof(limits) / sizeof(limits[0]))

static const struct value *type_of(const struct vm *vm)
{
	return &vm_setting(vm, SETTING_VM_TYPE)->text;
}

bool check_is_real_time(const struct vm *vm)
{
	const struct value *type = type_of(vm);

	return value_is(type, "RTVM") || value_is(type, "PRE_RT_VM") ||
	       value_is(type, "POST_RT_VM");
}

void check_kind_counts(struct context *ctx, const struct config *config)
{
	size_t counts[N_LIMITS] = {0};

	for (size_t i = 0; i < config->n_vms; i++) {
		const struct value *type = type_of(&config->vms[i]);

		for (size_t k = 0; k < N_LIMITS; k++) {
			if (!value_is(type, limits[k].type) || ++counts[k] != limits[k].limit + 1)
				continue;
			diag_add(ctx->diags, DIAG_KND001, type->loc,
				"this is %s number %zu; %s has room for %zu VM%s of that type",
				limits[k].type, counts[k], ctx->target->name, limits[k].limit,
				limits[k].limit == 1 ? "" : "s");
		}
	}
}

/* Software SRAM is for one pre-launched real-time VM, and severities for one load order. */
void check_kind_real_time(struct context *ctx, const struct config *config)
{
	const struct vm *first = NULL;

	EACH (const struct vm, vm, config, vms) {
		struct diag *diag;

		if (!check_is_real_time(vm))
			continue;
		if (first == NULL) {
			first = vm;
			continue;
		}
		if (vm->kind != first->kind)
			diag = diag_add(ctx->diags, DIAG_KND002, type_of(vm)->loc,
				"%s is a real-time VM (%s), and %s is one (%s); they have one load order",
				words_vm(ctx, config, vm), words_kind(vm->kind),
				words_vm(ctx, config, first), words_kind(first->kind));
		else if (vm->kind == VM_PRE_LAUNCHED)
			diag = diag_add(ctx->diags, DIAG_KND002, type_of(vm)->loc,
				"%s is a second pre-launched real-time VM; there is at most one",
				words_vm(ctx, config, vm));
		else
			continue;
		diag_note(ctx->diags, diag, type_of(first)->loc, "the first real-time VM");
		return;
	}
}
