/*
 * Processors of VMs: which there are, who has them, and with whom. Only those that a VM lists are
 * compared: a Service VM that lists none gives its processors up to VMs that it starts.
 */
#include "check/rules.h"

#include <inttypes.h>
#include <string.h>

#define MAX_PCPUS 64u /* bits of an affinity in the hypervisor */
#define NO_COMPANION 65535u

/* A processor that can be compared with others. */
static bool is_usable(const struct pcpu *pcpu)
{
	return pcpu->id.form == NUMBER_DECIMAL && pcpu->id.value < MAX_PCPUS;
}

/* Where a VM lists that processor first; NULL: nowhere. */
static const struct pcpu *find_pcpu(const struct vm *vm, uint64_t id)
{
	EACH (const struct pcpu, pcpu, vm->config, pcpus) {
		if (is_usable(pcpu) && pcpu->id.value == id)
			return pcpu;
	}
	return NULL;
}

static bool lists_its_pcpus(const struct vm *vm)
{
	return vm->kind == VM_PRE_LAUNCHED || vm->kind == VM_POST_LAUNCHED;
}

/* ---- each by itself ---- */

void check_pcpu_form(struct context *ctx, const struct vm *vm, const struct pcpu *pcpu)
{
	const struct number *id = &pcpu->id;

	if (id->form == NUMBER_ABSENT)
		diag_add(ctx->diags, DIAG_CPU001, id->loc,
			"a pcpu of %s has no pcpu_id; it must be decimal digits",
			vm_label(ctx, vm));
	else if (id->form != NUMBER_DECIMAL && id->form != NUMBER_TOO_BIG)
		check_suggest_decimal(ctx,
			diag_add(ctx->diags, DIAG_CPU001, id->loc,
				"pcpu_id %s of %s %s; it must be decimal digits",
				words_quote(ctx, id->text), vm_label(ctx, vm),
				check_number_fault(id)),
			id, MAX_PCPUS);
}

void check_pcpu_known(struct context *ctx, const struct vm *vm, const struct pcpu *pcpu)
{
	const struct board *board = ctx->config->board;
	size_t count = board == NULL ? 0 : board_count_pcpus(board);
	const struct number *id = &pcpu->id;

	if ((id->form != NUMBER_TOO_BIG && id->form != NUMBER_DECIMAL) ||
		(is_usable(pcpu) && (count == 0 || board_has_pcpu(board, id->value))))
		return;
	if (count == 0)
		diag_add(ctx->diags, DIAG_CPU002, id->loc,
			"pcpu_id %s of %s is too large; a board has processors 0 to %u at most",
			id->text, vm_label(ctx, vm), MAX_PCPUS - 1);
	else
		diag_add(ctx->diags, DIAG_CPU002, id->loc,
			"pcpu_id %s of %s is not on the board, which has %zu processor%s", id->text,
			vm_label(ctx, vm), count, count == 1 ? "" : "s");
}

void check_pcpu_twice(struct context *ctx, const struct vm *vm, const struct pcpu *pcpu)
{
	const struct pcpu *first = find_pcpu(vm, pcpu->id.value);

	if (is_usable(pcpu) && pcpu != first)
		check_report_pair(ctx, DIAG_CPU003, pcpu->id.loc, first->id.loc,
			"first listed here", "%s lists pcpu %s twice; each is listed once",
			vm_label(ctx, vm), pcpu->id.text);
}

void check_pcpu_missing(struct context *ctx, const struct vm *vm)
{
	if (lists_its_pcpus(vm) && vm->config->n_pcpus == 0 && check_is_whole(ctx->config))
		diag_add(ctx->diags, DIAG_CPU004, vm->config->cpu_affinity.loc,
			"%s (%s) lists no pcpu; every VM but the Service VM lists at least one",
			vm_label(ctx, vm), words_kind(vm->kind));
}

/* ---- two VMs ---- */

static bool is_companion(const struct vm *vm, const struct vm *other)
{
	const struct number *id = &vm_setting(vm, SETTING_COMPANION_VMID)->number;

	return number_valid(id) && id->value != NO_COMPANION && number_valid(&other->id) &&
	       id->value == other->id.value;
}

/* Why a VM shares its processors with no other one; NULL: it may. */
static const char *alone_reason(const struct vm *vm)
{
	if (check_find_lapic(vm) != NULL)
		return "has LAPIC passthrough";
	if (check_is_real_time(vm))
		return "is a real-time VM";
	if (check_vm_is_on(vm, SETTING_OWN_PCPU))
		return "has own_pcpu y";
	return NULL;
}

/* What two VMs on one processor do wrong, and its code; NULL: nothing. */
static const char *find_sharing_fault(
	struct context *ctx, const struct vm *vm, const struct vm *other, enum diag_code *code)
{
	const struct vm *alone = alone_reason(vm) != NULL ? vm : other;
	const char *reason = alone_reason(alone);

	if (reason != NULL && !is_companion(vm, other) && !is_companion(other, vm)) {
		*code = DIAG_CPU006;
		return arena_printf(ctx->arena, "%s %s, so that its pcpus are its alone",
			vm_label(ctx, alone), reason);
	}
	if (vm->kind == VM_PRE_LAUNCHED && other->kind == VM_PRE_LAUNCHED) {
		*code = DIAG_CPU005;
		return "pre-launched VMs have no pcpu in common";
	}
	*code = DIAG_CPU008;
	return strcmp(setting_text(config_setting(ctx->config, SETTING_SCHEDULER),
			      SETTING_SCHEDULER, ctx->target),
		       "SCHED_NOOP") == 0
		       ? "with SCHED_NOOP each pcpu belongs to one VM"
		       : NULL;
}

/* Blames a processor that an earlier VM has and does not share; once, for the first such VM. */
void check_pcpu_shared(struct context *ctx, const struct vm *vm, const struct pcpu *pcpu)
{
	if (!is_usable(pcpu) || find_pcpu(vm, pcpu->id.value) != pcpu)
		return;
	for (const struct vm *other = ctx->config->vms; other < vm; other++) {
		const struct pcpu *listed = find_pcpu(other, pcpu->id.value);
		enum diag_code code;
		const char *fault =
			listed != NULL ? find_sharing_fault(ctx, vm, other, &code) : NULL;

		if (fault == NULL)
			continue;
		check_report_pair(ctx, code, pcpu->id.loc, listed->id.loc, "listed here",
			"pcpu %s of %s belongs to %s too; %s", pcpu->id.text, vm_label(ctx, vm),
			vm_label(ctx, other), fault);
		return;
	}
}

void check_pcpu_left(struct context *ctx, const struct config *config)
{
	const struct vm *vm = config->service_vm;
	size_t count = board_count_pcpus(config->board);

	if (vm != NULL && vm->config->n_pcpus == 0 && vm->config->affinity == 0 && count > 0)
		diag_add(ctx->diags, DIAG_CPU007, vm->config->cpu_affinity.loc,
			"no pcpu is left for %s (Service VM); pre-launched VMs have all %zu of the board",
			vm_label(ctx, vm), count);
}

/* ---- v3.x ---- */

void check_pcpu_zero(struct context *ctx, const struct vm *vm)
{
	const struct pcpu *zero = find_pcpu(vm, 0);

	if (check_is_real_time(vm) && zero != NULL)
		diag_add(ctx->diags, DIAG_CPU009, zero->id.loc,
			"%s is a real-time VM on pcpu 0, which serves the hypervisor; take others",
			vm_label(ctx, vm));
}

static enum core_type core_of(const struct board *board, const struct pcpu *pcpu)
{
	const struct board_cpu *cpu =
		is_usable(pcpu) ? board_find_cpu(board, pcpu->id.value) : NULL;

	return cpu == NULL ? CORE_UNSTATED : cpu->core;
}

void check_pcpu_core_types(struct context *ctx, const struct vm *vm)
{
	static const char *const words[] = {[CORE_CORE] = "Core", [CORE_ATOM] = "Atom"};
	const struct pcpu *first = NULL;
	enum core_type type = CORE_UNSTATED;

	if (!lists_its_pcpus(vm))
		return;
	EACH (const struct pcpu, pcpu, vm->config, pcpus) {
		enum core_type core = core_of(ctx->config->board, pcpu);

		if (core != CORE_CORE && core != CORE_ATOM)
			continue;
		if (first == NULL) {
			first = pcpu;
			type = core;
		}
		if (core == type)
			continue;
		check_report_pair(ctx, DIAG_CPU010, pcpu->id.loc, first->id.loc, "listed here",
			"pcpu %s of %s is of type %s and pcpu %s of type %s; a VM has pcpus of one type",
			pcpu->id.text, vm_label(ctx, vm), words[core], first->id.text, words[type]);
		return;
	}
}

/* v3.3 alone has the setting: where it is given, the scenario is of that release. */
void check_pcpu_timer(struct context *ctx, const struct config *config)
{
	const struct setting *timer = config_setting(config, SETTING_VUART_TIMER_PCPU);
	bool given = !value_is_blank(&timer->text);
	uint64_t pcpu = given ? timer->number.value : 0; /* 0 is the default */

	if ((ctx->releases & RELEASE_V3_3) == 0)
		return;
	if (given ? !number_valid(&timer->number) || pcpu >= MAX_PCPUS
		  : !check_applies(ctx, RELEASE_V3_3))
		return;
	EACH (const struct vm, vm, config, vms) {
		const struct pcpu *listed = find_pcpu(vm, pcpu);
		struct diag *diag;

		if (check_find_lapic(vm) == NULL || listed == NULL)
			continue;
		diag = diag_add(ctx->diags, DIAG_CPU011, given ? timer->text.loc : listed->id.loc,
			"VUART_TIMER_PCPU is %" PRIu64
			", a pcpu of %s, which has LAPIC passthrough; choose another one",
			pcpu, vm_label(ctx, vm));
		if (given)
			diag_note(ctx->diags, diag, listed->id.loc, "listed here");
		return;
	}
}
