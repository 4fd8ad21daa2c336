/* Rules of the VMs: ids, kinds, their order and number, words that switch a part of a VM. */
#include "check/rules.h"

#include <inttypes.h>
#include <string.h>

#include "base/each.h"
#include "base/nearest.h"

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

/* ---- ids and names ---- */

void check_vm_id_form(struct context *ctx, const struct vm *vm)
{
	const struct number *id = &vm->id;

	if (id->form == NUMBER_ABSENT)
		diag_add(ctx->diags, DIAG_VMS001, id->loc,
			"this VM has no id; the VMs have the ids 0, 1, 2 and so on");
	else if (id->form != NUMBER_DECIMAL && id->form != NUMBER_TOO_BIG)
		check_suggest_decimal(ctx,
			diag_add(ctx->diags, DIAG_VMS001, id->loc,
				"VM id %s %s; it must be decimal digits",
				words_quote(ctx, id->text), check_number_fault(id)),
			id, ctx->config->n_vms);
}

/* The first VM of that id in plain decimal digits; NULL if no VM has it. */
static const struct vm *find_vm(const struct config *config, uint64_t id)
{
	EACH (const struct vm, vm, config, vms) {
		if (vm->id.form == NUMBER_DECIMAL && vm->id.value == id)
			return vm;
	}
	return NULL;
}

void check_vm_id_unique(struct context *ctx, const struct vm *vm)
{
	const struct vm *first = find_vm(ctx->config, vm->id.value);

	if (vm->id.form == NUMBER_DECIMAL && first != vm)
		check_report_pair(ctx, DIAG_VMS002, vm->id.loc, first->id.loc, "first used here",
			"VM id %s is used twice; each VM has an id of its own", vm->id.text);
}

void check_vm_name_unique(struct context *ctx, const struct vm *vm)
{
	const struct vm *first = check_next_vm_by_name(ctx->config, vm->name.text, NULL);

	if (!value_is_blank(&vm->name) && first != vm)
		check_report_pair(ctx, DIAG_VMS027, vm->name.loc, first->name.loc,
			"first used here",
			"VM name %s is used twice; no two VMs may have the same name",
			words_quote(ctx, vm->name.text));
}

/* Whether a VM has the id, in any spelling. */
static bool is_taken(const struct config *config, uint64_t id)
{
	EACH (const struct vm, vm, config, vms) {
		if (number_valid(&vm->id) && vm->id.value == id)
			return true;
	}
	return false;
}

void check_vm_id_gap(struct context *ctx, const struct vm *vm)
{
	size_t count = ctx->config->n_vms;
	const struct number *id = &vm->id;
	size_t missing = 0;

	if (id->form != NUMBER_TOO_BIG && (id->form != NUMBER_DECIMAL || id->value < count))
		return;
	while (is_taken(ctx->config, missing))
		missing++;

	const char *rule = count == 1 ? "the only VM has id 0"
				      : arena_printf(ctx->arena, "%zu VMs have the ids 0 to %zu",
						count, count - 1);
	struct diag *diag = diag_add(ctx->diags, DIAG_VMS003, id->loc, "VM id %s leaves a gap; %s",
		words_number(ctx, id), rule);

	diag_hint(ctx->diags, diag, "no VM has id %zu", missing);
}

/* Whether the ids are 0 to n-1, each once. */
static bool has_good_ids(const struct config *config)
{
	EACH (const struct vm, vm, config, vms) {
		if (vm->id.value >= config->n_vms || find_vm(config, vm->id.value) != vm)
			return false;
	}
	return true;
}

void check_vm_id_position(struct context *ctx, const struct config *config)
{
	if (config->dialect != DIALECT_ELEMENT || !has_good_ids(config))
		return;
	EACH (const struct vm, vm, config, vms) {
		if (vm->id.value == vm->index)
			continue;
		diag_add(ctx->diags, DIAG_VMS004, vm->id.loc,
			"VM id %s is where VM %zu belongs; VMs with load_order are in the order of their ids",
			vm->id.text, vm->index);
		return; /* a move shifts every VM after it */
	}
}

/* ---- kinds ---- */

/* The kinds of enum vm_kind are in the order that ids must have. */
void check_vm_order(struct context *ctx, const struct config *config)
{
	size_t n_ids = has_good_ids(config) ? config->n_vms : 0;
	const struct vm *highest = NULL;

	for (size_t id = 0; id < n_ids; id++) {
		const struct vm *vm = find_vm(config, id);

		if (vm == NULL || vm->kind == VM_UNKNOWN)
			continue;
		if (highest == NULL || vm->kind > highest->kind)
			highest = vm;
		if (vm->kind == highest->kind)
			continue;
		check_report_pair(ctx, DIAG_VMS006, vm->type.loc, highest->type.loc,
			arena_printf(ctx->arena, "VM %s is here", highest->id.text),
			"VM %zu (%s) comes after VM %s (%s); the pre-launched VMs have the first ids, then comes the Service VM, then the post-launched VMs",
			id, words_kind(vm->kind), highest->id.text, words_kind(highest->kind));
	}
}

/* A hint at the kind that was most likely meant. */
static void suggest_kind(struct context *ctx, struct diag *diag, const char *text)
{
	const char **words = arena_array(ctx->arena, n_vm_kind_words, sizeof(*words));
	const char *nearest;

	for (size_t i = 0; i < n_vm_kind_words; i++)
		words[i] = vm_kind_words[i].text;
	nearest = check_nearest(ctx, text, words, n_vm_kind_words);
	if (nearest != NULL)
		diag_hint(ctx->diags, diag, "did you mean %s?", nearest);
}

/* vm_type of v3.0 and later, which says nothing about who launches the VM. */
static bool is_modern_vm_type(const struct value *type)
{
	return value_is(type, "RTVM") || value_is(type, "STANDARD_VM") ||
	       value_is(type, "TEE_VM") || value_is(type, "REE_VM");
}

void check_vm_kind(struct context *ctx, const struct vm *vm)
{
	const char *text = vm->type.text;
	const char *label = vm_label(ctx, vm);

	if (vm->kind != VM_UNKNOWN)
		return;
	if (text[0] == '\0')
		diag_add(ctx->diags, DIAG_VMS007, vm->type.loc,
			"%s has neither load_order nor vm_type; one must say whether it is pre-launched, the Service VM or post-launched",
			label);
	else if (is_modern_vm_type(&vm->type))
		diag_add(ctx->diags, DIAG_VMS007, vm->type.loc,
			"%s has vm_type %s and no load_order; one must say whether it is pre-launched, the Service VM or post-launched",
			label, text);
	else
		suggest_kind(ctx,
			diag_add(ctx->diags, DIAG_VMS007, vm->type.loc,
				"%s is of kind %s, which does not exist", label,
				words_quote(ctx, text)),
			text);
}

void check_vm_service_unique(struct context *ctx, const struct vm *vm)
{
	const struct vm *first = ctx->config->service_vm;

	if (vm->kind == VM_SERVICE && first != vm)
		check_report_pair(ctx, DIAG_VMS008, vm->type.loc, first->type.loc,
			"the first Service VM",
			"%s is a second Service VM; a scenario has at most one", vm_label(ctx, vm));
}

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

	for (size_t k = 0; k < sizeof(limits) / sizeof(limits[0]); k++) {
		size_t count = 0;

		EACH (const struct vm, vm, config, vms) {
			if (value_is(type_of(vm), limits[k].type) && ++count == limits[k].limit + 1)
				diag_add(ctx->diags, DIAG_KND001, type_of(vm)->loc,
					"this is %s number %zu; %s has room for %zu VM%s of that type",
					limits[k].type, count, ctx->target->name, limits[k].limit,
					limits[k].limit == 1 ? "" : "s");
		}
	}
}

/* Software SRAM is for one pre-launched real-time VM, and severities for one load order. */
void check_kind_real_time(struct context *ctx, const struct config *config)
{
	static const char note[] = "the first real-time VM";
	const struct vm *first = NULL;

	EACH (const struct vm, vm, config, vms) {
		if (!check_is_real_time(vm))
			continue;
		if (first == NULL) {
			first = vm;
		} else if (vm->kind != first->kind) {
			check_report_pair(ctx, DIAG_KND002, type_of(vm)->loc, type_of(first)->loc,
				note,
				"%s is a real-time VM (%s), and %s is one (%s); they have one load order",
				vm_label(ctx, vm), words_kind(vm->kind), vm_label(ctx, first),
				words_kind(first->kind));
			return;
		} else if (vm->kind == VM_PRE_LAUNCHED) {
			check_report_pair(ctx, DIAG_KND002, type_of(vm)->loc, type_of(first)->loc,
				note,
				"%s is a second pre-launched real-time VM; there is at most one",
				vm_label(ctx, vm));
			return;
		}
	}
}

/* ---- words that switch a part of a VM ---- */

/* Any other word switches it off, as it does in the hypervisor's build, but its author meant
   something. */
#define MAX_WORDS 6

/* What an element of a VM can hold. */
struct keyword {
	enum setting_id setting;
	uint32_t releases;
	const char *words[MAX_WORDS];
	const char *list;
};

static const struct keyword keywords[] = {
	{SETTING_TPM2, ANY, {"y", "n"}, "y or n"},
	/* Scenarios of v2.2 to v2.4 that were shipped say true. */
	{SETTING_P2SB, V2, {"y", "n", "true"}, "y, n or true"},
	{SETTING_P2SB, V3, {"y", "n"}, "y or n"},
	{SETTING_PTM, ANY, {"y", "n"}, "y or n"},
	{SETTING_CONSOLE_VUART, ANY,
		{"None", "COM Port 1", "COM Port 2", "COM Port 3", "COM Port 4", "PCI"},
		"PCI, None, or COM Port 1 to COM Port 4"},
};

static void check_word(struct context *ctx, const struct vm *vm, const char *element,
	const struct value *value, const struct keyword *keyword)
{
	const char *meant = NULL;
	struct diag *diag;

	if (value_is_blank(value))
		return;
	for (size_t i = 0; i < MAX_WORDS && keyword->words[i] != NULL; i++) {
		if (strcmp(value->text, keyword->words[i]) == 0)
			return;
		if (nearest_is_same_but_case(value->text, keyword->words[i]))
			meant = keyword->words[i];
	}
	diag = diag_add(ctx->diags, DIAG_VMS022, value->loc,
		"%s of %s is %s, which is not known; it must be %s", element, vm_label(ctx, vm),
		words_quote(ctx, value->text), keyword->list);
	if (meant != NULL)
		diag_fix(ctx->diags, diag, value->loc, meant, "write %s", meant);
}

void check_vm_keywords(struct context *ctx, const struct vm *vm)
{
	static const struct keyword base = {.words = {"PCI_VUART", "INVALID_PCI_BASE"},
		.list = "PCI_VUART or INVALID_PCI_BASE"};

	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
		enum setting_id id = keywords[i].setting;

		if (check_applies(ctx, keywords[i].releases))
			check_word(ctx, vm, setting_infos[id].element, &vm_setting(vm, id)->text,
				&keywords[i]);
	}
	EACH (const struct vuart_config, vuart, vm->config, pci_vuarts)
		check_word(ctx, vm, "base", &vuart->base, &base);
}
