/* TPM2, p2sb, pt_intx and epc_section: parts of the board that only some VMs can have. */
#include "check/rules.h"

#include <inttypes.h>

/* The hypervisor has tables for these of its first VM alone. */
static bool is_first_pre_launched(const struct vm *vm)
{
	return vm->kind == VM_PRE_LAUNCHED && vm->id.form == NUMBER_DECIMAL && vm->id.value == 0;
}

static bool can_pass_tpm(const struct context *ctx, const struct board *board)
{
	if (check_applies(ctx, RELEASES(V2_3, V2_3)))
		return board_passes_tpm(board);
	return board->config->tpm2 || !check_applies(ctx, V3);
}

void check_tpm_passed(struct context *ctx, const struct vm *vm)
{
	const struct value *text = &vm_setting(vm, SETTING_TPM2)->text;
	const char *label = vm_label(ctx, vm);

	if (!vm->tpm2 || vm->kind == VM_UNKNOWN) /* VMS007 */
		return;
	if (!is_first_pre_launched(vm)) {
		diag_add(ctx->diags, DIAG_DEV001, text->loc,
			"the TPM is passed to %s; only VM 0 can have it, as a pre-launched VM",
			label);
	} else if (vm->p2sb && check_applies(ctx, V3)) {
		diag_add(ctx->diags, DIAG_DEV001, text->loc,
			"%s has both TPM2 and p2sb; from v3.0 on one of them must be n", label);
	} else if (ctx->config->board != NULL && !can_pass_tpm(ctx, ctx->config->board)) {
		diag_add(ctx->diags, DIAG_DEV002, text->loc,
			"%s is given a TPM, but %s; the VM finds it in its ACPI tables alone",
			label,
			check_applies(ctx, RELEASES(V2_3, V2_3))
				? "v2.3 does not pass the TPM of this board through"
				: "the board has none");
	}
}

/* v2.2 and v2.3 know the numbers of one board. */
static bool knows_board(const struct context *ctx)
{
	return !check_applies(ctx, RELEASES(V2_2, V2_3)) ||
	       value_is(&ctx->config->board_name, "ehl-crb-b");
}

void check_p2sb_passed(struct context *ctx, const struct vm *vm)
{
	struct loc loc = vm_setting(vm, SETTING_P2SB)->text.loc;

	if (!vm->p2sb || vm->kind == VM_UNKNOWN) /* VMS007 */
		return;
	if (!is_first_pre_launched(vm))
		diag_add(ctx->diags, DIAG_DEV003, loc,
			"p2sb is passed to %s; only VM 0 can have it, as a pre-launched VM",
			vm_label(ctx, vm));
	else if (!knows_board(ctx))
		diag_add(ctx->diags, DIAG_DEV003, loc,
			"p2sb is passed to %s; up to v2.3 only board ehl-crb-b has it",
			vm_label(ctx, vm));
}

void check_interrupts_passed(struct context *ctx, const struct vm *vm)
{
	const char *label = vm_label(ctx, vm);
	const struct vm_config *config = vm->config;

	if (config->intx_fault.source != NULL)
		diag_add(ctx->diags, DIAG_DEV004, config->intx_fault,
			"pt_intx of %s is not pairs of numbers such as (14, 0) from here on",
			label);
	else if (config->n_intx == 0)
		return;
	else if (check_vm_is_on(vm, SETTING_LAPIC_PASSTHROUGH))
		diag_add(ctx->diags, DIAG_DEV004, config->intx[0].loc,
			"pt_intx of %s passes an interrupt line, but with lapic_passthrough y a VM can have none",
			label);
	else if (check_applies(ctx, RELEASES(V2_2, V2_3)) &&
		 !(is_first_pre_launched(vm) && knows_board(ctx)))
		diag_add(ctx->diags, DIAG_DEV004, config->intx[0].loc,
			"pt_intx of %s passes an interrupt line; up to v2.3 only VM 0 of board ehl-crb-b can have one, as a pre-launched VM",
			label);
}

/* ---- enclave memory ---- */

static void check_epc(
	struct context *ctx, const struct vm *vm, enum setting_id id, const char *what)
{
	const struct number *number = &vm_setting(vm, id)->number;

	/* CAP001 blames what has two readings. */
	if (!check_is_address(number) || number->value == 0)
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

void check_epc_values(struct context *ctx, const struct vm *vm)
{
	check_epc(ctx, vm, SETTING_EPC_BASE, "base");
	check_epc(ctx, vm, SETTING_EPC_SIZE, "size");
}

/* The original tool of these releases stops in the middle; here it is no enclave memory. */
void check_epc_missing(struct context *ctx, const struct vm *vm)
{
	if (!ctx->makes_all && vm->kind != VM_SERVICE && vm->kind != VM_UNKNOWN &&
		check_is_whole(ctx->config) && !vm->config->epc_section.present)
		diag_add(ctx->diags, DIAG_SGX002, vm->loc,
			"%s (%s) has no epc_section; the tool of %s stops without one, so write one with 0 in base and size",
			vm_label(ctx, vm), words_kind(vm->kind), ctx->target->name);
}
