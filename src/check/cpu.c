/*
 * Processors of VMs: which there are, who has them, and with whom. Only those that a VM lists are
 * compared: a Service VM that lists none gives its processors up to VMs that it starts.
 */
#include "check/rules.h"

#include <inttypes.h>
#include <string.h>

#include "model/board_config.h"
#include "base/each.h"

#define MAX_PCPUS 64u /* bits of an affinity in the hypervisor */
#define NO_COMPANION 65535u

/* A processor that can be compared with others. */
static bool is_usable(const struct pcpu *pcpu)
{
	return pcpu->id.form == NUMBER_DECIMAL && pcpu->id.value < MAX_PCPUS;
}

static uint64_t bit_of(const struct pcpu *pcpu)
{
	return is_usable(pcpu) ? (uint64_t)1 << pcpu->id.value : 0;
}

static uint64_t listed(const struct vm *vm)
{
	uint64_t pcpus = 0;

	for (size_t i = 0; i < vm->config->n_pcpus; i++)
		pcpus |= bit_of(&vm->config->pcpus[i]);
	return pcpus;
}

/* The place of a processor in a VM that lists it. */
static struct loc place_of(const struct vm *vm, uint64_t bit)
{
	for (size_t i = 0; i < vm->config->n_pcpus; i++) {
		if (bit_of(&vm->config->pcpus[i]) == bit)
			return vm->config->pcpus[i].id.loc;
	}
	return vm->loc;
}

/* ---- each by itself ---- */

static void check_form(struct context *ctx, const struct config *config, const struct vm *vm,
	const struct pcpu *pcpu)
{
	const struct number *id = &pcpu->id;
	uint64_t value = id->value;
	struct diag *diag;

	if (id->form == NUMBER_DECIMAL || id->form == NUMBER_TOO_BIG)
		return;
	if (id->form == NUMBER_ABSENT) {
		diag_add(ctx->diags, DIAG_CPU001, id->loc,
			"a pcpu of %s has no pcpu_id; it must be decimal digits",
			words_vm(ctx, config, vm));
		return;
	}
	diag = diag_add(ctx->diags, DIAG_CPU001, id->loc,
		"pcpu_id %s of %s %s; it must be decimal digits", words_quote(ctx, id->text),
		words_vm(ctx, config, vm), check_number_fault(id));
	if ((number_valid(id) || check_intended_number(id->text, &value)) && value < MAX_PCPUS)
		diag_fix(ctx->diags, diag, id->loc, arena_printf(ctx->arena, "%" PRIu64, value),
			"write %" PRIu64, value);
}

void check_pcpu_form(struct context *ctx, const struct config *config, const struct vm *vm)
{
	for (size_t i = 0; vm->config != NULL && i < vm->config->n_pcpus; i++)
		check_form(ctx, config, vm, &vm->config->pcpus[i]);
}

static void check_known(struct context *ctx, const struct config *config, const struct vm *vm,
	const struct pcpu *pcpu)
{
	size_t count = config->board == NULL ? 0 : board_count_pcpus(config->board);
	const struct number *id = &pcpu->id;

	if (id->form != NUMBER_TOO_BIG && id->form != NUMBER_DECIMAL)
		return;
	if (count == 0 && (id->form == NUMBER_TOO_BIG || id->value >= MAX_PCPUS)) {
		diag_add(ctx->diags, DIAG_CPU002, id->loc,
			"pcpu_id %s of %s is too large; a board has processors 0 to %u at most",
			id->text, words_vm(ctx, config, vm), MAX_PCPUS - 1);
		return;
	}
	if (count == 0 || (is_usable(pcpu) && board_has_pcpu(config->board, id->value)))
		return;
	diag_add(ctx->diags, DIAG_CPU002, id->loc,
		"pcpu_id %s of %s is not on the board, which has %zu processor%s", id->text,
		words_vm(ctx, config, vm), count, count == 1 ? "" : "s");
}

void check_pcpu_known(struct context *ctx, const struct config *config, const struct vm *vm)
{
	for (size_t i = 0; vm->config != NULL && i < vm->config->n_pcpus; i++)
		check_known(ctx, config, vm, &vm->config->pcpus[i]);
}

void check_pcpu_twice(struct context *ctx, const struct config *config, const struct vm *vm)
{
	uint64_t seen = 0;

	for (size_t k = 0; vm->config != NULL && k < vm->config->n_pcpus; k++) {
		const struct pcpu *pcpu = &vm->config->pcpus[k];
		uint64_t bit = bit_of(pcpu);

		if ((seen & bit) != 0) {
			struct diag *diag = diag_add(ctx->diags, DIAG_CPU003, pcpu->id.loc,
				"%s lists pcpu %s twice; each is listed once",
				words_vm(ctx, config, vm), pcpu->id.text);

			diag_note(ctx->diags, diag, place_of(vm, bit), "first listed here");
		}
		seen |= bit;
	}
}

bool check_is_whole(const struct config *config)
{
	for (size_t i = 0; i < config->n_vms; i++) {
		const struct vm_config *vm = config->vms[i].config;

		if (vm != NULL && (vm->cpu_affinity.present || vm->os_config.present))
			return true;
	}
	return false;
}

void check_pcpu_missing(struct context *ctx, const struct config *config, const struct vm *vm)
{
	if ((vm->kind != VM_PRE_LAUNCHED && vm->kind != VM_POST_LAUNCHED) || vm->config == NULL ||
		vm->config->n_pcpus > 0 || !check_is_whole(config))
		return;
	diag_add(ctx->diags, DIAG_CPU004, vm->config->cpu_affinity.loc,
		"%s (%s) lists no pcpu; every VM but the Service VM lists at least one",
		words_vm(ctx, config, vm), words_kind(vm->kind));
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
	if (check_has_lapic(vm))
		return "has LAPIC passthrough";
	if (check_is_real_time(vm))
		return "is a real-time VM";
	if (value_is(&vm_setting(vm, SETTING_OWN_PCPU)->text, "y"))
		return "has own_pcpu y";
	return NULL;
}

/* What two VMs on one processor do wrong. */
struct sharing {
	enum diag_code code;
	const char *rule;
};

static bool find_sharing(struct context *ctx, const struct config *config, const struct vm *vm,
	const struct vm *other, struct sharing *sharing)
{
	const struct vm *alone = alone_reason(vm) != NULL ? vm : other;
	const char *reason = alone_reason(alone);
	bool companions = is_companion(vm, other) || is_companion(other, vm);

	if (reason != NULL && !companions) {
		sharing->code = DIAG_CPU006;
		sharing->rule = arena_printf(ctx->arena, "%s %s, so that its pcpus are its alone",
			words_vm(ctx, config, alone), reason);
	} else if (vm->kind == VM_PRE_LAUNCHED && other->kind == VM_PRE_LAUNCHED) {
		sharing->code = DIAG_CPU005;
		sharing->rule = "pre-launched VMs have no pcpu in common";
	} else if (strcmp(setting_text(config_setting(config, SETTING_SCHEDULER), SETTING_SCHEDULER,
				  ctx->target),
			   "SCHED_NOOP") == 0) {
		sharing->code = DIAG_CPU008;
		sharing->rule = "with SCHED_NOOP each pcpu belongs to one VM";
	} else {
		return false;
	}
	return true;
}

/* Blames the processors of a VM that an earlier one has and may not share; each once. */
static void check_shared_with(struct context *ctx, const struct config *config, const struct vm *vm,
	const struct vm *other, uint64_t common, uint64_t *blamed)
{
	struct sharing sharing;

	if ((common & ~*blamed) == 0 || !find_sharing(ctx, config, vm, other, &sharing))
		return;
	EACH (const struct pcpu, pcpu, vm->config, pcpus) {
		uint64_t bit = bit_of(pcpu);

		if ((bit & common & ~*blamed) == 0)
			continue;
		*blamed |= bit;

		struct diag *diag = diag_add(ctx->diags, sharing.code, pcpu->id.loc,
			"pcpu %s of %s belongs to %s too; %s", pcpu->id.text,
			words_vm(ctx, config, vm), words_vm(ctx, config, other), sharing.rule);

		diag_note(ctx->diags, diag, place_of(other, bit), "listed here");
	}
}

void check_pcpu_shared(struct context *ctx, const struct config *config, const struct vm *vm)
{
	uint64_t blamed = 0;

	for (const struct vm *other = config->vms; other < vm && vm->config != NULL; other++) {
		if (other->config != NULL)
			check_shared_with(
				ctx, config, vm, other, listed(vm) & listed(other), &blamed);
	}
}

void check_pcpu_left(struct context *ctx, const struct config *config)
{
	const struct vm *vm = config->service_vm;

	if (vm == NULL || vm->config == NULL || board_count_pcpus(config->board) == 0)
		return;
	if (vm->config->n_pcpus == 0 && vm->config->affinity == 0)
		diag_add(ctx->diags, DIAG_CPU007, vm->config->cpu_affinity.loc,
			"no pcpu is left for %s (Service VM); pre-launched VMs have all %zu of the board",
			words_vm(ctx, config, vm), board_count_pcpus(config->board));
}

/* ---- v3.x ---- */

void check_pcpu_zero(struct context *ctx, const struct config *config, const struct vm *vm)
{
	if (vm->config == NULL || !check_is_real_time(vm) || (listed(vm) & 1u) == 0)
		return;
	diag_add(ctx->diags, DIAG_CPU009, place_of(vm, 1),
		"%s is a real-time VM on pcpu 0, which serves the hypervisor; take others",
		words_vm(ctx, config, vm));
}

void check_pcpu_core_types(struct context *ctx, const struct config *config, const struct vm *vm)
{
	static const char *const words[] = {[CORE_CORE] = "Core", [CORE_ATOM] = "Atom"};
	const struct pcpu *first = NULL;
	enum core_type type = CORE_UNSTATED;

	if (vm->config == NULL || (vm->kind != VM_PRE_LAUNCHED && vm->kind != VM_POST_LAUNCHED))
		return;
	EACH (const struct pcpu, pcpu, vm->config, pcpus) {
		const struct board_cpu *cpu =
			is_usable(pcpu) ? board_find_cpu(config->board, pcpu->id.value) : NULL;

		if (cpu == NULL || (cpu->core != CORE_CORE && cpu->core != CORE_ATOM))
			continue;
		if (first == NULL) {
			first = pcpu;
			type = cpu->core;
		}
		if (cpu->core == type)
			continue;

		struct diag *diag = diag_add(ctx->diags, DIAG_CPU010, pcpu->id.loc,
			"pcpu %s of %s is of type %s and pcpu %s of type %s; a VM has pcpus of one type",
			pcpu->id.text, words_vm(ctx, config, vm), words[cpu->core], first->id.text,
			words[type]);

		diag_note(ctx->diags, diag, first->id.loc, "listed here");
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
		uint64_t bit = (uint64_t)1 << pcpu;

		if (vm->config == NULL || !check_has_lapic(vm) || (listed(vm) & bit) == 0)
			continue;

		struct loc place = place_of(vm, bit);
		struct diag *diag =
			diag_add(ctx->diags, DIAG_CPU011, given ? timer->text.loc : place,
				"VUART_TIMER_PCPU is %" PRIu64
				", a pcpu of %s, which has LAPIC passthrough; choose another one",
				pcpu, words_vm(ctx, config, vm));

		if (given)
			diag_note(ctx->diags, diag, place, "listed here");
		return;
	}
}
