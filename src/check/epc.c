/* epc_section: the enclave memory of a VM. */
#include "check/rules.h"

#include <inttypes.h>

#include "model/settings.h"

/* What CAP001 does not blame. */
static bool is_read(const struct number *number)
{
	return number->form == NUMBER_HEX || (number->form == NUMBER_DECIMAL && number->value < 10);
}

static void check_epc(
	struct context *ctx, const struct vm *vm, enum setting_id id, const char *what)
{
	const struct number *number = &vm_setting(vm, id)->number;

	if (!is_read(number) || number->value == 0)
		return;
	if (vm->kind == VM_PRE_LAUNCHED)
		diag_add(ctx->diags, DIAG_SGX001, number->loc,
			"epc_section/%s of %s is 0x%" PRIx64
			"; that of a pre-launched VM must be 0",
			what, vm_label(ctx, vm), number->value);
	else if (number->value % PAGE_SIZE_4K != 0)
		diag_add(ctx->diags, DIAG_SGX001, number->loc,
			"epc_section/%s of %s is 0x%" PRIx64
			"; it must be a multiple of 4 KiB (0x1000)",
			what, vm_label(ctx, vm), number->value);
}

/* The original tool of these releases stops in the middle; here it is no enclave memory. */
void check_epc_missing(struct context *ctx, const struct vm *vm)
{
	if (ctx->makes_all || vm->kind == VM_SERVICE || vm->kind == VM_UNKNOWN ||
		vm->config == NULL || !check_is_whole(ctx->config) ||
		vm->config->epc_section.present)
		return;
	diag_add(ctx->diags, DIAG_SGX002, vm->loc,
		"%s (%s) has no epc_section; the tool of %s stops without one, so write one with 0 in base and size",
		vm_label(ctx, vm), words_kind(vm->kind), ctx->target->name);
}

void check_epc_values(struct context *ctx, const struct vm *vm)
{
	check_epc(ctx, vm, SETTING_EPC_BASE, "base");
	check_epc(ctx, vm, SETTING_EPC_SIZE, "size");
}
