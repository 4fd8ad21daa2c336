/* Rules of the VMs: ids, kinds, their order and number. */
#include "check/rules.h"

#include <inttypes.h>
#include <string.h>

void check_vm_any(struct context *ctx, const struct config *config)
{
	static const char *const words[] = {
		[FILE_OTHER] = "this file is no scenario: it has neither <hv> nor <vm>",
		[FILE_SCENARIO] = "this scenario has no <vm>; it needs at least one",
		[FILE_BOARD] =
			"this is a board file and no scenario; the scenario comes before the board",
		[FILE_LAUNCH] =
			"this is a launch file and no scenario; give the scenario that it is for",
	};

	if (config->n_vms == 0)
		diag_add(ctx->diags, DIAG_VMS009, config->features_loc, "%s", words[config->kind]);
}

void check_vm_id_form(struct context *ctx, const struct config *config, const struct vm *vm)
{
	const struct number *id = &vm->id;
	uint64_t value = id->value;
	struct diag *diag;

	if (id->form == NUMBER_DECIMAL || id->form == NUMBER_TOO_BIG)
		return;
	if (id->form == NUMBER_ABSENT) {
		diag_add(ctx->diags, DIAG_VMS001, id->loc,
			"this VM has no id; the VMs have the ids 0, 1, 2 and so on");
		return;
	}
	diag = diag_add(ctx->diags, DIAG_VMS001, id->loc, "VM id %s %s; it must be decimal digits",
		words_quote(ctx, id->text), check_number_fault(id));
	if ((number_valid(id) || check_intended_number(id->text, &value)) && value < config->n_vms)
		diag_fix(ctx->diags, diag, id->loc, arena_printf(ctx->arena, "%" PRIu64, value),
			"write %" PRIu64, value);
}

void check_vm_id_unique(struct context *ctx, const struct config *config, const struct vm *vm)
{
	for (const struct vm *other = config->vms; other < vm; other++) {
		if (vm->id.form != NUMBER_DECIMAL || other->id.form != NUMBER_DECIMAL ||
			other->id.value != vm->id.value)
			continue;

		struct diag *diag = diag_add(ctx->diags, DIAG_VMS002, vm->id.loc,
			"VM id %s is used twice; each VM has an id of its own", vm->id.text);

		diag_note(ctx->diags, diag, other->id.loc, "first used here");
		return;
	}
}

void check_vm_name_unique(struct context *ctx, const struct config *config, const struct vm *vm)
{
	for (const struct vm *other = config->vms; other < vm && !value_is_blank(&vm->name);
		other++) {
		struct diag *diag;

		if (!value_is(&other->name, vm->name.text))
			continue;
		diag = diag_add(ctx->diags, DIAG_VMS027, vm->name.loc,
			"VM name %s is used twice; no two VMs may have the same name",
			words_quote(ctx, vm->name.text));
		diag_note(ctx->diags, diag, other->name.loc, "first used here");
		return;
	}
}

/* The smallest id that no VM has. */
static size_t missing_id(struct context *ctx, const struct config *config)
{
	bool *seen = arena_array(ctx->arena, config->n_vms + 1, sizeof(*seen));
	size_t missing = 0;

	for (size_t i = 0; i < config->n_vms; i++) {
		const struct number *id = &config->vms[i].id;

		if (number_valid(id) && id->value < config->n_vms)
			seen[id->value] = true;
	}
	while (seen[missing])
		missing++;
	return missing;
}

void check_vm_id_gap(struct context *ctx, const struct config *config)
{
	size_t missing = missing_id(ctx, config);

	for (size_t i = 0; i < config->n_vms; i++) {
		const struct number *id = &config->vms[i].id;

		if (id->form != NUMBER_TOO_BIG &&
			(id->form != NUMBER_DECIMAL || id->value < config->n_vms))
			continue;

		const char *rule = config->n_vms == 1 ? "the only VM has id 0"
						      : arena_printf(ctx->arena,
								"%zu VMs have the ids 0 to %zu",
								config->n_vms, config->n_vms - 1);
		struct diag *diag = diag_add(ctx->diags, DIAG_VMS003, id->loc,
			"VM id %s leaves a gap; %s", words_number(ctx, id), rule);

		diag_hint(ctx->diags, diag, "no VM has id %zu", missing);
	}
}

void check_vm_id_position(struct context *ctx, const struct config *config)
{
	if (config->dialect != DIALECT_ELEMENT || !check_vm_ids_good(ctx, config))
		return;
	for (size_t i = 0; i < config->n_vms; i++) {
		const struct vm *vm = &config->vms[i];

		if (vm->id.value == i)
			continue;
		diag_add(ctx->diags, DIAG_VMS004, vm->id.loc,
			"VM id %s is where VM %zu belongs; VMs with load_order are in the order of their ids",
			vm->id.text, i);
		return; /* a move shifts every VM after it */
	}
}

/* pre-launched, Service VM, post-launched */
static unsigned kind_rank(enum vm_kind kind)
{
	return kind == VM_PRE_LAUNCHED ? 0 : kind == VM_SERVICE ? 1 : 2;
}

void check_vm_order(struct context *ctx, const struct config *config)
{
	const struct vm **by_id = arena_array(ctx->arena, config->n_vms, sizeof(*by_id));
	const struct vm *highest = NULL;

	if (!check_vm_ids_good(ctx, config))
		return;
	for (size_t i = 0; i < config->n_vms; i++)
		by_id[config->vms[i].id.value] = &config->vms[i];
	for (size_t id = 0; id < config->n_vms; id++) {
		const struct vm *vm = by_id[id];

		if (vm->kind == VM_UNKNOWN)
			continue;
		if (highest == NULL || kind_rank(vm->kind) > kind_rank(highest->kind))
			highest = vm;
		if (kind_rank(vm->kind) == kind_rank(highest->kind))
			continue;

		struct diag *diag = diag_add(ctx->diags, DIAG_VMS006, vm->type.loc,
			"VM %zu (%s) comes after VM %s (%s); the pre-launched VMs have the first ids, then comes the Service VM, then the post-launched VMs",
			id, words_kind(vm->kind), highest->id.text, words_kind(highest->kind));

		diag_note(ctx->diags, diag, highest->type.loc, "VM %s is here", highest->id.text);
	}
}

/* A hint at the kind that was most likely meant. */
static void suggest_kind(struct context *ctx, struct diag *diag, const char *text)
{
	const char **words;
	const char *nearest;

	if (!diag_is_worth_help(ctx->diags))
		return;
	words = arena_array(ctx->arena, n_vm_kind_words, sizeof(*words));
	for (size_t i = 0; i < n_vm_kind_words; i++)
		words[i] = vm_kind_words[i].text;
	nearest = check_nearest(ctx, text, words, n_vm_kind_words);
	if (nearest != NULL)
		diag_hint(ctx->diags, diag, "did you mean %s?", nearest);
}

/* vm_type of v3.0 and later, which says nothing about who launches the VM. */
static bool is_modern_vm_type(const char *text)
{
	static const char *const types[] = {"RTVM", "STANDARD_VM", "TEE_VM", "REE_VM"};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(text, types[i]) == 0)
			return true;
	}
	return false;
}

void check_vm_kind(struct context *ctx, const struct config *config, const struct vm *vm)
{
	const char *text = vm->type.text;

	if (vm->kind != VM_UNKNOWN)
		return;

	const char *label = words_vm(ctx, config, vm);

	if (text[0] == '\0') {
		diag_add(ctx->diags, DIAG_VMS007, vm->type.loc,
			"%s has neither load_order nor vm_type; one must say whether it is pre-launched, the Service VM or post-launched",
			label);
		return;
	}
	if (is_modern_vm_type(text)) {
		diag_add(ctx->diags, DIAG_VMS007, vm->type.loc,
			"%s has vm_type %s and no load_order; one must say whether it is pre-launched, the Service VM or post-launched",
			label, text);
		return;
	}

	struct diag *diag = diag_add(ctx->diags, DIAG_VMS007, vm->type.loc,
		"%s is of kind %s, which does not exist", label, words_quote(ctx, text));

	suggest_kind(ctx, diag, text);
}

void check_vm_service_unique(struct context *ctx, const struct config *config, const struct vm *vm)
{
	for (const struct vm *other = config->vms; other < vm; other++) {
		if (vm->kind != VM_SERVICE || other->kind != VM_SERVICE)
			continue;

		struct diag *diag = diag_add(ctx->diags, DIAG_VMS008, vm->type.loc,
			"%s is a second Service VM; a scenario has at most one",
			words_vm(ctx, config, vm));

		diag_note(ctx->diags, diag, other->type.loc, "the first Service VM");
		return;
	}
}
