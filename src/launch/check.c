/* Rules over one acrn-dm command: what acrn-dm itself would refuse, or silently take otherwise. */
#include "launch/check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "base/each.h"
#include "base/nearest.h"

struct diag *check_launch_add(struct context *ctx, enum diag_code code,
	const struct launch_field *field, const char *format, ...)
{
	va_list args;

	va_start(args, format);

	const char *message = arena_vprintf(ctx->arena, format, args);

	va_end(args);

	struct diag *diag = diag_add(ctx->diags, code, field->loc, "%s", message);

	if (field->used.source != NULL && field->used.offset != field->loc.offset)
		diag_note(ctx->diags, diag, field->used, "used by acrn-dm here");
	return diag;
}

/* ---- the script and its commands --------------------------------------------------------- */

static void check_script(struct context *ctx, const struct launch_subject *subject)
{
	struct source *source = subject->script->source;

	if (subject->script->n_invocations == 0)
		diag_add(ctx->diags, DIAG_LCH001, (struct loc){source, 0, 0},
			"'%s' runs no acrn-dm; a launch script holds at least one acrn-dm command",
			source->name);
}

static void check_lost(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_invocation *invocation = subject->invocation;
	const struct launch_field *lost = &invocation->lost;

	if (lost->text == NULL)
		return;

	struct diag *diag = check_launch_add(ctx, DIAG_LCH002, lost,
		"%s starts another command: the acrn-dm command ends with the line before it; %s",
		words_quote(ctx, lost->text),
		invocation->after_return
			? "remove the carriage return after the backslash there"
			: "end every line but the last with a backslash and nothing after it, and move comments out of the command");

	diag_note(ctx->diags, diag, invocation->loc, "the command starts here");
}

static void check_unknown(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_field *unknown = &subject->invocation->unknown;

	if (unknown->text != NULL)
		check_launch_add(ctx, DIAG_LCH003, unknown,
			"%s is known only when the script runs; devices that it adds are not checked",
			words_quote(ctx, unknown->text));
}

static void check_unresolved(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_device *device = subject->device;
	const struct launch_field *const parts[] = {
		&device->place, &device->kind, &device->name, &device->size_text, &device->id_text};

	for (size_t i = 0; i < (device->is_ivshmem ? 5u : 2u); i++) {
		if (parts[i]->known)
			continue;
		check_launch_add(ctx, DIAG_LCH003, parts[i],
			"%s is known only when the script runs; device %s is not checked in full",
			words_quote(ctx, parts[i]->text), words_quote(ctx, device->argument.text));
		return;
	}
}

/* ---- slots ------------------------------------------------------------------------------- */

static void check_place(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_device *device = subject->device;
	const struct launch_field *place = &device->place;
	const char *text = words_quote(ctx, place->text);

	if (!place->known)
		return;
	if (device->kind.text == NULL)
		check_launch_add(ctx, DIAG_LCH004, &device->argument,
			"%s names no device; an -s argument is slot,device[,options]", text);
	else if (!device->place_read)
		check_launch_add(ctx, DIAG_LCH004, place,
			"%s is no slot; it is a decimal number, or slot:function", text);
	else if (device->bus >= LAUNCH_BUSES)
		check_launch_add(ctx, DIAG_LCH005, place,
			"slot %s is on a bus that does not exist; buses are 0 to 255", text);
	else if (device->slot >= LAUNCH_SLOTS)
		check_launch_add(
			ctx, DIAG_LCH005, place, "slot %s does not exist; slots are 0 to 31", text);
	else if (device->function >= LAUNCH_FUNCTIONS)
		check_launch_add(ctx, DIAG_LCH005, place,
			"slot %s has a function that does not exist; functions are 0 to 7", text);
	else if (device->bus == 0 && device->slot == 0 && device->kind.known &&
		 strcmp(device->kind.text, "hostbridge") != 0)
		check_launch_add(ctx, DIAG_LCH006, place,
			"device %s is on slot %s; slot 0 is the host bridge, devices have slots 1 to 31",
			words_quote(ctx, device->kind.text), text);
}

/* -s for --s; --pci_slot for all others, and for --s=argument. */
static const char *meant_option(const struct launch_field *option)
{
	const struct loc *loc = &option->loc;
	size_t end = (size_t)loc->offset + loc->length;
	bool attached = end < loc->source->size && loc->source->bytes[end] == '=';

	return strcmp(option->text, "--s") == 0 && !attached ? "-s" : "--pci_slot";
}

/* An option that acrn-dm takes for no device at all. */
static void check_option(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_field *option = &subject->device->option;

	if (option->text != NULL)
		diag_hint(ctx->diags,
			check_launch_add(ctx, DIAG_LCH029, option,
				"acrn-dm has no option %s, so device %s is not there",
				words_quote(ctx, option->text),
				words_quote(ctx, subject->device->argument.text)),
			"did you mean %s?", meant_option(option));
}

static void check_kind(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_field *kind = &subject->device->kind;

	if (strcmp(kind->text, "ivshmem") == 0)
		return;

	struct diag *diag = check_launch_add(ctx, DIAG_LCH028, kind,
		"acrn-dm has no device %s; it stops with 'unknown device'",
		words_quote(ctx, kind->text));

	if (nearest_is_same_but_case(kind->text, "ivshmem"))
		diag_fix(ctx->diags, diag, kind->loc, "ivshmem", "write ivshmem");
	else
		diag_hint(ctx->diags, diag, "did you mean ivshmem?");
}

static const char *without_blanks(struct context *ctx, const char *text, size_t length)
{
	char *result = arena_strndup(ctx->arena, text, length);
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] != ' ')
			result[used++] = text[i];
	}
	result[used] = '\0';
	return result;
}

static void check_blanks(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_device *device = subject->device;
	const struct launch_field *argument = &device->argument;
	const struct loc *loc = &argument->loc;

	if (!device->has_blanks)
		return;

	const char *meant = without_blanks(ctx, argument->text, strlen(argument->text));
	const char *written = without_blanks(ctx, loc->source->bytes + loc->offset, loc->length);
	struct diag *diag = check_launch_add(ctx, DIAG_LCH027, argument,
		"the -s argument %s has blanks; it is slot,device[,options] without blanks",
		words_quote(ctx, argument->text));

	if (strcmp(meant, written) == 0)
		diag_fix(ctx->diags, diag, *loc, meant, "write %s", meant);
	else
		diag_hint(ctx->diags, diag, "write it without blanks");
}

static const char *device_label(struct context *ctx, const struct launch_device *device)
{
	if (device->is_ivshmem && device->name.text != NULL)
		return arena_printf(
			ctx->arena, "ivshmem region %s", words_quote(ctx, device->name.text));
	return arena_printf(ctx->arena, "device %s", words_quote(ctx, device->kind.text));
}

/* Slots that no device of the command has, as far as that is known. */
static void hint_free_slots(
	struct context *ctx, struct diag *diag, const struct launch_invocation *invocation)
{
	bool taken[LAUNCH_SLOTS] = {[0] = true};
	const char *free = NULL;
	unsigned n_free = 0;

	EACH (const struct launch_device, device, invocation, devices) {
		if (!device->place_valid)
			return;
		taken[device->slot] = true;
	}
	for (unsigned slot = LAUNCH_FIRST_SLOT; slot <= LAUNCH_LAST_SLOT && n_free < 3; slot++) {
		if (taken[slot])
			continue;
		free = n_free++ == 0 ? arena_printf(ctx->arena, "%u", slot)
				     : arena_printf(ctx->arena, "%s, %u", free, slot);
	}
	if (free != NULL)
		diag_hint(ctx->diags, diag, "free: %s", free);
}

static void report_taken(struct context *ctx, const struct launch_invocation *invocation,
	const struct launch_device *device, const struct launch_device *first)
{
	const char *slot =
		device->bus == 0 ? arena_printf(ctx->arena, "%u:%u", device->slot, device->function)
				 : arena_printf(ctx->arena, "%u:%u:%u", device->bus, device->slot,
					   device->function);
	struct diag *diag = check_launch_add(ctx, DIAG_LCH007, &device->place,
		"%s is on slot %s, which %s has; acrn-dm stops with 'pci slot %u:%u already occupied!', so give one of them a free slot",
		device_label(ctx, device), slot, device_label(ctx, first), device->slot,
		device->function);

	if (diag_is_worth_help(ctx->diags))
		hint_free_slots(ctx, diag, invocation);
	diag_note(ctx->diags, diag, first->place.loc, "slot %s is taken here", slot);
}

static void check_place_unique(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_device *device = subject->device;
	const struct launch_device *first = subject->invocation->devices;

	if (!device->place_valid || device->kind.text == NULL)
		return;
	while (!first->place_valid || first->kind.text == NULL || first->bus != device->bus ||
		first->slot != device->slot || first->function != device->function)
		first++;
	if (first != device)
		report_taken(ctx, subject->invocation, device, first);
}

/* ---- names ------------------------------------------------------------------------------- */

static void check_name(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_device *device = subject->device;
	const struct launch_field *name = &device->name;

	if (!name->known)
		return;
	if (name->text == NULL || name->text[0] == '\0') {
		check_launch_add(ctx, DIAG_LCH009, name,
			"the ivshmem device on slot %s has no name; its form is slot,ivshmem,hv:/name,size or slot,ivshmem,dm:/name,size",
			words_quote(ctx, device->place.text));
		return;
	}

	const char *quoted = words_quote(ctx, name->text);

	if (device->land == LAND_NONE) {
		struct value value = value_of(name->text, name->loc);
		struct diag *diag = check_launch_add(ctx, DIAG_LCH008, name,
			"region %s has no known prefix; a name starts with hv:/ (the hypervisor's memory) or dm:/ (memory of the Service VM)",
			quoted);

		check_suggest_prefix(ctx, diag, &value);
		return;
	}

	const char *bare = launch_bare_name(device);

	if (bare[0] == '\0')
		check_launch_add(
			ctx, DIAG_LCH009, name, "region %s has no name after its prefix", quoted);
	else if (bare[strspn(bare, REGION_NAME_CHARACTERS)] != '\0')
		check_launch_add(ctx, DIAG_LCH009, name,
			"region name %s holds a character other than letters, digits, '_', '.' and '-'",
			quoted);
	else if (strlen(name->text) >= REGION_NAME_SIZE)
		check_launch_add(ctx, DIAG_LCH010, name,
			"region name %s has %zu bytes; at most %u with the prefix reach the hypervisor",
			quoted, strlen(name->text), REGION_NAME_SIZE - 1);
}

/* ---- sizes ------------------------------------------------------------------------------- */

static bool present(const struct launch_field *field)
{
	return field->text != NULL && field->text[0] != '\0';
}

/* What acrn-dm makes of a size: megabytes times 2^20 in 32 bits. */
static uint64_t wrapped_mb(uint64_t mb)
{
	uint64_t wrapped = (mb & 0xffffffff) * MIB % (4 * GIB) / MIB;

	return mb <= 0xffffffff && region_size_is_legal(wrapped) ? wrapped : 0;
}

static void check_size(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_device *device = subject->device;
	const struct launch_field *size = &device->size_text;
	const struct number *mb = &device->size_mb;

	/* Without a name the form of the argument is blamed already. */
	if (!present(&device->name) || !size->known || launch_device_size(device) != 0)
		return;

	const char *name = words_quote(ctx, device->name.text);

	if (size->text == NULL || size->text[0] == '\0') {
		check_launch_add(ctx, DIAG_LCH011, size,
			"region %s has no size; its form is slot,ivshmem,name,size with the size in MB",
			name);
	} else if (mb->form != NUMBER_DECIMAL && mb->form != NUMBER_PADDED &&
		   mb->form != NUMBER_TOO_BIG) {
		struct diag *diag = check_launch_add(ctx, DIAG_LCH011, size,
			"the size %s of region %s %s; acrn-dm reads decimal digits, in MB",
			words_quote(ctx, size->text), name, check_number_fault(mb));

		check_suggest_size(ctx, diag, mb, size->loc);
	} else if (wrapped_mb(mb->value) != 0 && mb->form != NUMBER_TOO_BIG) {
		check_launch_add(ctx, DIAG_LCH013, size,
			"region %s is %s MB, which acrn-dm takes for %" PRIu64
			" MB because it multiplies in 32 bits; the size must be a power of two from %u to %u",
			name, size->text, wrapped_mb(mb->value), (unsigned)MIN_REGION_MB,
			(unsigned)MAX_REGION_MB);
	} else {
		struct diag *diag = check_launch_add(ctx, DIAG_LCH012, size,
			"region %s is %s MB; the size must be a power of two from %u to %u", name,
			size->text, (unsigned)MIN_REGION_MB, (unsigned)MAX_REGION_MB);

		check_suggest_size(ctx, diag, mb, size->loc);
	}
}

/* ---- the region id and what follows ------------------------------------------------------ */

static void check_id(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_device *device = subject->device;
	const struct launch_field *id = &device->id_text;

	if (present(id) && id->known && ctx->target != NULL && !ctx->target->region_id) {
		check_launch_add(ctx, DIAG_LCH015, id,
			"acrn-dm of %s reads nothing after the size; region ids exist from v3.3 on",
			ctx->target->name);
		return;
	}
	if (present(id) && id->known &&
		(device->id.form != NUMBER_DECIMAL || device->id.value > UINT16_MAX)) {
		struct diag *diag = check_launch_add(ctx, DIAG_LCH014, id,
			"%s is no region id; it is a decimal number from 0 to 65535",
			words_quote(ctx, id->text));
		const char *decimal = arena_printf(ctx->arena, "%" PRIu64, device->id.value);

		if (device->id.form == NUMBER_HEX && device->id.value <= UINT16_MAX)
			diag_fix(ctx->diags, diag, id->loc, decimal, "write %s", decimal);
	}
	if (device->rest.text != NULL)
		check_launch_add(ctx, DIAG_LCH015, &device->rest,
			"acrn-dm reads nothing after the region id; %s has no effect",
			words_quote(ctx, device->rest.text));
}

/* ---- one region in several places ----------------------------------------------------------- */

static void check_twice(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_use *last = &subject->uses.items[subject->uses.count - 1];

	for (const struct launch_use *use = subject->uses.items; use < last; use++) {
		if (use->invocation != use[1].invocation ||
			use->device->land != use[1].device->land)
			continue;

		struct diag *diag = check_launch_add(ctx, DIAG_LCH016, &use[1].device->name,
			"region %s is given to one VM twice; a VM has one device for each region",
			words_quote(ctx, use[1].device->name.text));

		diag_note(ctx->diags, diag, use->device->name.loc, "first given here");
	}
}

static void check_dm_sizes(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_device *first = NULL;

	for (size_t i = 0; i < subject->uses.count; i++) {
		const struct launch_device *device = subject->uses.items[i].device;

		if (device->land != LAND_DM || launch_device_size(device) == 0)
			continue;
		if (first == NULL)
			first = device;
		if (launch_device_size(device) == launch_device_size(first))
			continue;

		struct diag *diag = check_launch_add(ctx, DIAG_LCH023, &device->size_text,
			"region %s is %s MB here and %s MB elsewhere; the VM that starts second fails with 'shm size is different'",
			words_quote(ctx, device->name.text), device->size_text.text,
			first->size_text.text);

		diag_note(ctx->diags, diag, first->size_text.loc, "%s MB here",
			first->size_text.text);
	}
}

/* "VM 'vm1'", "VM 2", or "the VM of 'launch.sh'". */
static const char *started_label(struct context *ctx, const struct launch_invocation *invocation)
{
	const struct launch_field *name = &invocation->vm_name;

	if (invocation->vm != NULL)
		return vm_label(ctx, invocation->vm);
	if (name->text != NULL && name->known)
		return arena_printf(ctx->arena, "VM %s", words_quote(ctx, name->text));
	return arena_printf(
		ctx->arena, "the VM of %s", words_quote(ctx, invocation->script->source->name));
}

/* Whether all uses are of one VM. */
static bool one_vm(const struct launch_uses *uses)
{
	for (size_t i = 1; i < uses->count; i++) {
		if (!launch_same_vm(uses->items[0].invocation, uses->items[i].invocation))
			return false;
	}
	return true;
}

static void check_dm_alone(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_uses *uses = &subject->uses;
	const struct launch_device *device = uses->items[0].device;

	/* The same name in both lands is check_lands()'s; a region of the scenario has its VMs
	 * there. */
	if (device->land != LAND_DM || uses->items[uses->count - 1].device->land != LAND_DM ||
		!one_vm(uses) || check_launch_wrong_vm(ctx, uses->items[0].invocation) ||
		config_find_region(ctx->config, LAND_DM, device->name.text) != NULL)
		return;
	check_launch_add(ctx, DIAG_LCH024, &device->name,
		"region %s is used by %s alone; give the launch script of its peer too, or compare the names",
		words_quote(ctx, device->name.text), started_label(ctx, uses->items[0].invocation));
}

static void check_lands(struct context *ctx, const struct launch_subject *subject)
{
	const struct launch_use *first = &subject->uses.items[0];
	const struct launch_use *second = first + launch_uses_end(&subject->uses, 0, true);

	/* A VM in both may well be a bridge between two regions of one name. */
	if (second == first + subject->uses.count ||
		launch_same_vm(first->invocation, second->invocation))
		return;

	struct diag *diag = check_launch_add(ctx, DIAG_LCH025, &second->device->name,
		"%s uses %s, but %s uses %s; memory of different lands is never shared",
		started_label(ctx, second->invocation), words_quote(ctx, second->device->name.text),
		started_label(ctx, first->invocation), words_quote(ctx, first->device->name.text));

	diag_note(ctx->diags, diag, first->device->name.loc, "the other land is here");
}

/* ---- the table --------------------------------------------------------------------------- */

const struct launch_rule launch_rules[] = {
	{LAUNCH_SCRIPT, check_script, "LCH001"},
	{LAUNCH_COMMAND, check_lost, "LCH002"},
	{LAUNCH_COMMAND, check_unknown, "LCH003"},
	{LAUNCH_DEVICE, check_unresolved, "LCH003"},
	{LAUNCH_DEVICE, check_place, "LCH004 LCH005 LCH006"},
	{LAUNCH_DEVICE, check_place_unique, "LCH007"},
	{LAUNCH_DEVICE, check_blanks, "LCH027"},
	{LAUNCH_DEVICE, check_option, "LCH029"},
	{LAUNCH_IVSHMEM, check_kind, "LCH028"},
	{LAUNCH_IVSHMEM, check_name, "LCH008 LCH009 LCH010"},
	{LAUNCH_IVSHMEM, check_size, "LCH011 LCH012 LCH013"},
	{LAUNCH_IVSHMEM, check_id, "LCH014 LCH015"},
	{LAUNCH_REGION, check_twice, "LCH016"},
	{LAUNCH_REGION, check_dm_sizes, "LCH023"},
	{LAUNCH_REGION, check_dm_alone, "LCH024"},
	{LAUNCH_REGION, check_lands, "LCH025"},
	/* check_scenario.c: without a scenario they find nothing to compare */
	{LAUNCH_SCRIPT, check_launch_selected, "LCH017"},
	{LAUNCH_COMMAND, check_launch_vm, "LCH017 LCH018"},
	{LAUNCH_COMMAND, check_launch_missing, "LCH022"},
	{LAUNCH_DEVICE, check_launch_region, "LCH014 LCH019 LCH020 LCH021"},
};

const size_t n_launch_rules = sizeof(launch_rules) / sizeof(launch_rules[0]);

static void run_over_commands(
	struct context *ctx, const struct launch_rule *rule, struct launch_subject subject)
{
	EACH (const struct launch_invocation, invocation, subject.script, invocations) {
		subject.invocation = invocation;
		if (rule->scope == LAUNCH_COMMAND)
			rule->check(ctx, &subject);
		EACH (const struct launch_device, device, invocation, devices) {
			subject.device = device;
			if (rule->scope == LAUNCH_DEVICE ||
				(rule->scope == LAUNCH_IVSHMEM && device->is_ivshmem))
				rule->check(ctx, &subject);
		}
	}
}

static void run_over_regions(struct context *ctx, const struct launch_rule *rule,
	struct launch_subject subject, const struct launch_uses *uses)
{
	for (size_t start = 0, end; start < uses->count; start = end) {
		end = launch_uses_end(uses, start, false);
		subject.uses = (struct launch_uses){uses->items + start, end - start};
		rule->check(ctx, &subject);
	}
}

void check_launch(struct context *ctx, const struct config *config)
{
	struct launch_uses uses = launch_collect_uses(ctx->arena, config->launch);

	ctx->config = config;
	for (size_t i = 0; i < n_launch_rules; i++) {
		const struct launch_rule *rule = &launch_rules[i];
		struct launch_subject subject = {0};

		if (rule->scope == LAUNCH_REGION)
			run_over_regions(ctx, rule, subject, &uses);
		EACH (const struct launch_script, script, config->launch, scripts) {
			subject.script = script;
			if (rule->scope == LAUNCH_SCRIPT)
				rule->check(ctx, &subject);
			run_over_commands(ctx, rule, subject);
		}
	}
}
