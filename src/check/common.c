/* What several rules of the check table call. None is a rule itself. */
#include "check/rules.h"

#include <inttypes.h>
#include <string.h>

#include "base/nearest.h"
#include "base/utf8.h"

#define LIST_MAX 32u /* VMs that are looked at for a hint */
#define HEX_DIGITS "0123456789abcdefABCDEF"
#define UNIT_LETTERS "kKmMgGtTbB"

void check_report_pair(struct context *ctx, enum diag_code code, struct loc loc, struct loc other,
	const char *note, const char *format, ...)
{
	va_list args;
	struct diag *diag;

	va_start(args, format);
	diag = diag_add(ctx->diags, code, loc, "%s", arena_vprintf(ctx->arena, format, args));
	va_end(args);
	diag_note(ctx->diags, diag, other, "%s", note);
}

const char *check_nearest(
	struct context *ctx, const char *text, const char *const *candidates, size_t count)
{
	struct nearest nearest;

	if (count > LIST_MAX || !diag_is_worth_help(ctx->diags))
		return NULL;
	nearest_begin(&nearest, text);
	for (size_t i = 0; i < count; i++) {
		if (candidates[i] != NULL && candidates[i][0] != '\0')
			nearest_offer(&nearest, candidates[i]);
	}
	return nearest_only(&nearest);
}

void check_fix_nearest(struct context *ctx, struct diag *diag, const struct value *value,
	const char *const words[2])
{
	const char *nearest = check_nearest(ctx, value->text, words, 2);

	if (nearest != NULL)
		diag_fix(ctx->diags, diag, value->loc, nearest, "write %s", nearest);
}

/* The value of a decimal digit of a script in use, at text; *length is its size in bytes. */
static int any_digit(const char *text, size_t *length)
{
	/* In UTF-8; the other nine follow in the last byte. */
	static const char *const zeros[] = {
		"0", "\xef\xbc\x90", /* full-width */
		"\xd9\xa0",          /* Arabic-Indic */
		"\xdb\xb0",          /* Persian */
		"\xe0\xa5\xa6",      /* Devanagari */
		"\xe0\xa7\xa6",      /* Bengali */
		"\xe0\xb9\x90",      /* Thai */
	};

	for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++) {
		size_t last = strlen(zeros[i]) - 1;
		int digit;

		if (strncmp(text, zeros[i], last) != 0)
			continue;
		digit = (unsigned char)text[last] - (unsigned char)zeros[i][last];
		if (digit >= 0 && digit <= 9) {
			*length = last + 1;
			return digit;
		}
	}
	return -1;
}

bool check_intended_number(const char *text, uint64_t *value)
{
	uint64_t number = 0;
	size_t length = 0;
	int digit;

	text += text[0] == '+';
	if (any_digit(text, &length) < 0)
		return false;
	while ((digit = any_digit(text, &length)) >= 0) {
		if (__builtin_mul_overflow(number, (uint64_t)10, &number) ||
			__builtin_add_overflow(number, (uint64_t)digit, &number))
			return false;
		text += length;
	}
	if (text[0] == '.' && text[1] != '\0')
		text += 1 + strspn(text + 1, "0");
	if (text[0] != '\0')
		return false;
	*value = number;
	return true;
}

bool check_suggest_decimal(
	struct context *ctx, struct diag *diag, const struct number *number, uint64_t limit)
{
	uint64_t value = number->value;

	if ((!number_valid(number) && !check_intended_number(number->text, &value)) ||
		value >= limit)
		return false;
	diag_fix(ctx->diags, diag, number->loc, arena_printf(ctx->arena, "%" PRIu64, value),
		"write %" PRIu64, value);
	return true;
}

bool check_is_plain(const struct number *number)
{
	return number->form == NUMBER_DECIMAL || number->form == NUMBER_HEX;
}

/*
 * Digits alone are hex to the scripts that check a scenario and decimal to the compiler that reads
 * the tables they make, so that they mean something only if they are few.
 */
bool check_is_address(const struct number *number)
{
	return number->form == NUMBER_HEX || (number->form == NUMBER_DECIMAL && number->value < 10);
}

const char *check_number_fault(const struct number *number)
{
	const char *text = number->text;
	size_t length;

	switch (number->form) {
	case NUMBER_ABSENT: return "is missing";
	case NUMBER_HEX: return "is hexadecimal";
	case NUMBER_PADDED: return "has leading zeros";
	case NUMBER_TOO_BIG: return "does not fit into 64 bits";
	case NUMBER_SYMBOL: return "is a name, not a number";
	case NUMBER_DECIMAL:
	case NUMBER_BAD: break;
	}
	if (text[0] == '+' || text[0] == '-')
		return "has a sign";
	for (size_t i = 0; text[i] != '\0'; i++) {
		if ((unsigned char)text[i] >= 0x80)
			return any_digit(text + i, &length) >= 0 ? "has digits of another script"
								 : "is no number";
	}

	size_t digits = strspn(text, "0123456789");
	const char *rest = text + digits + strspn(text + digits, " \t");

	if (digits > 0 && rest[0] == '.')
		return "is a fraction";
	if (digits > 0 && rest[0] != '\0' && strchr(UNIT_LETTERS, rest[0]) != NULL)
		return "has a unit";
	return "is no number";
}

struct diag *check_report_form(struct context *ctx, enum diag_code code, const char *what,
	const struct number *number, const char *form)
{
	return diag_add(ctx->diags, code, number->loc, "%s is %s, which %s; it must be %s", what,
		words_quote(ctx, number->text),
		number->form == NUMBER_DECIMAL ? "could be decimal or hexadecimal"
					       : check_number_fault(number),
		form);
}

const char *check_setting_label(struct context *ctx, const struct vm *vm, enum setting_id id)
{
	const struct setting_info *info = &setting_infos[id];

	if (vm == NULL)
		return info->element;
	return arena_printf(ctx->arena, "%s%s%s of %s", info->section,
		info->section[0] != '\0' ? "/" : "", info->element, vm_label(ctx, vm));
}

struct loc check_value_part(const struct value *value, size_t start, size_t length)
{
	const struct loc *loc = &value->loc;

	/* Entities, CDATA and comments make the text differ from the bytes of the file. */
	if (loc->source == NULL || !value->present || loc->length != strlen(value->text) ||
		memcmp(loc->source->bytes + loc->offset, value->text, loc->length) != 0)
		return *loc;
	return loc_part(*loc, start, length);
}

bool check_regions_count(const struct config *config)
{
	const struct value *enabled = &config->enabled;

	return config->dialect == DIALECT_ELEMENT || (enabled->present && !value_is(enabled, "n"));
}

const struct region *check_next_region(const struct config *config, size_t *position)
{
	while (*position < config->n_regions && check_regions_count(config)) {
		const struct region *region = &config->regions[(*position)++];

		if (region->n_fields == 3 && region->in_order == NULL)
			return region;
	}
	return NULL;
}

bool check_vm_ids_readable(const struct config *config)
{
	EACH (const struct vm, vm, config, vms) {
		if (vm->id.form != NUMBER_DECIMAL)
			return false;
	}
	return true;
}

bool check_is_whole(const struct config *config)
{
	EACH (const struct vm, vm, config, vms) {
		if (vm->config->cpu_affinity.present || vm->config->os_config.present)
			return true;
	}
	return false;
}

const struct vm *check_next_vm_by_name(
	const struct config *config, const char *name, const struct vm *after)
{
	for (size_t i = after != NULL ? after->index + 1 : 0; i < config->n_vms; i++) {
		if (value_is(&config->vms[i].name, name))
			return &config->vms[i];
	}
	return NULL;
}

void check_note_vms_by_name(struct context *ctx, struct diag *diag, const char *name)
{
	const struct vm *vm = NULL;

	for (size_t i = 0; i < LIST_MAX && diag_is_worth_help(ctx->diags); i++) {
		vm = check_next_vm_by_name(ctx->config, name, vm);
		if (vm == NULL)
			return;
		diag_note(ctx->diags, diag, vm->name.loc, "a VM of this name");
	}
}

/* The name of the VM whose id is where a name belongs; NULL if it has no unique one. */
static const char *name_of_id(const struct config *config, const char *text)
{
	for (size_t i = 0; i < config->n_vms && i < LIST_MAX; i++) {
		const struct vm *vm = &config->vms[i];
		const char *name = vm->name.text;

		if (vm->id.present && strcmp(vm->id.text, text) == 0 && name[0] != '\0' &&
			check_next_vm_by_name(
				config, name, check_next_vm_by_name(config, name, NULL)) == NULL)
			return name;
	}
	return NULL;
}

void check_suggest_vm_name(struct context *ctx, struct diag *diag, const struct value *name)
{
	const char *names[LIST_MAX];
	size_t n = 0;

	for (size_t i = 0; i < ctx->config->n_vms && n < LIST_MAX; i++)
		names[n++] = ctx->config->vms[i].name.text;

	const char *nearest = check_nearest(ctx, name->text, names, n);
	const char *by_id = name_of_id(ctx->config, name->text);

	if (by_id != NULL)
		diag_fix(ctx->diags, diag, name->loc, by_id, "write %s, the name of that VM",
			words_quote(ctx, by_id));
	if (by_id != NULL || nearest == NULL)
		return;
	if (nearest_is_same_but_case(nearest, name->text))
		diag_fix(ctx->diags, diag, name->loc, nearest, "write %s",
			words_quote(ctx, nearest));
	else
		diag_hint(ctx->diags, diag, "did you mean %s?", words_quote(ctx, nearest));
}

void check_suggest_no_domain(struct context *ctx, struct diag *diag, const struct value *text)
{
	static const char domain[] = "0000:";
	size_t length = sizeof(domain) - 1;
	const char *bdf = text->text + length;
	struct loc loc;

	if (strncmp(text->text, domain, length) != 0 || strspn(bdf, HEX_DIGITS) != 2 ||
		bdf[2] != ':' || strspn(bdf + 3, HEX_DIGITS) != 2 || bdf[5] != '.' ||
		bdf[6] < '0' || bdf[6] > '7')
		return;
	loc = check_value_part(text, 0, length);
	if (loc.length == length)
		diag_fix(ctx->diags, diag, loc, "", "remove the domain, 0000:");
}
