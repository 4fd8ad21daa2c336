/* Sizes of regions: which are legal, and which was meant by one that is not. */
#include <inttypes.h>
#include <string.h>

#include "check_rules.h"
#include "nearest.h"

/* A number of bytes that are a legal size. */
static bool is_legal_size(uint64_t bytes)
{
	return bytes % MIB == 0 && region_size_is_legal(bytes / MIB);
}

/* What a size that is written in another way means. */
struct meaning {
	uint64_t bytes;
	const char *unit; /* what its text lacks in "0x200000 bytes are 2 MB"; NULL: it counts MB */
};

static const struct unit {
	const char *name;
	uint64_t bytes;
} units[] = {
	{"", MIB},
	{"k", MIB / 1024},
	{"kb", MIB / 1024},
	{"kib", MIB / 1024},
	{"m", MIB},
	{"mb", MIB},
	{"mib", MIB},
	{"g", 1024 * MIB},
	{"gb", 1024 * MIB},
	{"gib", 1024 * MIB},
};

static const struct unit *find_unit(const char *name)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (nearest_is_same_but_case(name, units[i].name))
			return &units[i];
	}
	return NULL;
}

/* MB, or the bytes that acrn-dm and older releases took. */
static struct meaning meaning_of_number(enum number_form form, uint64_t value)
{
	if (value >= MIB && (form == NUMBER_HEX || is_legal_size(value)))
		return (struct meaning){value, " bytes"};
	return (struct meaning){value < MIB ? value * MIB : UINT64_MAX, NULL};
}

/* "4 MB", "2048K", "2.5"; of a fraction only that it is more than nothing. */
static bool parse_with_unit(const char *text, struct meaning *meaning)
{
	size_t digits = strspn(text, "0123456789");
	const char *rest = text + digits;
	bool fraction = false;
	uint64_t value = 0;

	if (digits == 0 || digits > 9)
		return false;
	for (size_t i = 0; i < digits; i++)
		value = value * 10 + (uint64_t)(text[i] - '0');
	if (*rest == '.') {
		rest += 1 + strspn(rest + 1, "0");
		fraction = *rest >= '0' && *rest <= '9';
		rest += strspn(rest, "0123456789");
	}

	const struct unit *unit = find_unit(rest + strspn(rest, " \t"));

	if (unit == NULL || (fraction && unit->bytes != MIB))
		return false;
	*meaning = (struct meaning){value * unit->bytes + fraction, unit->bytes == MIB ? NULL : ""};
	return true;
}

static bool find_meaning(const struct number *size, struct meaning *meaning)
{
	uint64_t value = size->form == NUMBER_TOO_BIG ? UINT64_MAX : size->value;

	if (size->form == NUMBER_TOO_BIG || number_valid(size) ||
		check_intended_number(size->text, &value)) {
		*meaning = meaning_of_number(size->form, value);
		return true;
	}
	return parse_with_unit(size->text, meaning);
}

static void hint_nearest(struct pass *pass, struct diag *diag, uint64_t bytes)
{
	uint64_t below = MIN_REGION_MB;

	while (below * 2 * MIB < bytes && below < MAX_REGION_MB)
		below *= 2;
	if (bytes < MIN_REGION_SIZE)
		diag_hint(pass->diags, diag, "smallest: %u", (unsigned)MIN_REGION_MB);
	else if (bytes > MAX_REGION_SIZE)
		diag_hint(pass->diags, diag, "largest: %u", (unsigned)MAX_REGION_MB);
	else
		diag_hint(pass->diags, diag, "nearest: %" PRIu64 " or %" PRIu64, below, below * 2);
}

void check_suggest_size(
	struct pass *pass, struct diag *diag, const struct number *size, struct loc loc)
{
	struct meaning meaning;
	const char *mb;

	if (!find_meaning(size, &meaning))
		return;
	if (!is_legal_size(meaning.bytes)) {
		hint_nearest(pass, diag, meaning.bytes);
		return;
	}
	mb = arena_printf(pass->arena, "%" PRIu64, meaning.bytes / MIB);
	if (meaning.unit != NULL)
		diag_fix(pass->diags, diag, loc, mb, "write %s: %s%s are %s MB", mb, size->text,
			meaning.unit, mb);
	else
		diag_fix(pass->diags, diag, loc, mb, "write %s", mb);
}
