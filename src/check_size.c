/* Sizes of regions: which are legal, and which was meant by one that is not. */
#include <inttypes.h>
#include <string.h>

#include "check_rules.h"
#include "nearest.h"

#define MIN_SIZE_MB (MIN_REGION_SIZE / MIB)
#define MAX_SIZE_MB (MAX_REGION_SIZE / MIB)

bool check_is_legal_size_mb(uint64_t mb)
{
	return mb >= MIN_SIZE_MB && mb <= MAX_SIZE_MB && (mb & (mb - 1)) == 0;
}

/* A size given in bytes: what acrn-dm and older releases took; 0 if it is none. */
static uint64_t size_mb_of_bytes(uint64_t bytes)
{
	return bytes % MIB == 0 && check_is_legal_size_mb(bytes / MIB) ? bytes / MIB : 0;
}

/* The size in MB that was certainly meant; 0 if that cannot be said. */
static uint64_t intended_size_mb(const struct number *size)
{
	static const char *const units[] = {"m", "mb", "mib"};
	size_t digits = strspn(size->text, "0123456789");
	const char *unit = size->text + digits;
	uint64_t value = size->value;

	if (!number_valid(size) && !check_intended_number(size->text, &value)) {
		while (*unit == ' ' || *unit == '\t')
			unit++;
		for (size_t i = 0; i < sizeof(units) / sizeof(units[0]) && digits < 4; i++) {
			if (!nearest_is_same_but_case(unit, units[i]))
				continue;
			value = 0;
			for (size_t j = 0; j < digits; j++)
				value = value * 10 + (uint64_t)(size->text[j] - '0');
		}
	}
	return check_is_legal_size_mb(value) ? value : size_mb_of_bytes(value);
}

static void hint_nearest(struct pass *pass, struct diag *diag, uint64_t mb)
{
	uint64_t below = MIN_SIZE_MB;

	while (below * 2 < mb && below < MAX_SIZE_MB)
		below *= 2;
	if (mb < MIN_SIZE_MB)
		diag_hint(pass->diags, diag, "smallest: %u", (unsigned)MIN_SIZE_MB);
	else if (mb > MAX_SIZE_MB)
		diag_hint(pass->diags, diag, "largest: %u", (unsigned)MAX_SIZE_MB);
	else
		diag_hint(pass->diags, diag, "nearest: %" PRIu64 " or %" PRIu64, below, below * 2);
}

void check_suggest_size(
	struct pass *pass, struct diag *diag, const struct number *size, struct loc loc)
{
	uint64_t mb = intended_size_mb(size);
	const char *text = arena_printf(pass->arena, "%" PRIu64, mb);

	if (mb == 0 && (size->form == NUMBER_DECIMAL || size->form == NUMBER_TOO_BIG))
		hint_nearest(pass, diag, size->form == NUMBER_DECIMAL ? size->value : UINT64_MAX);
	else if (mb != 0 && number_valid(size) && size->value != mb)
		diag_fix(pass->diags, diag, loc, text, "write %s: %s bytes are %s MB", text,
			size->text, text);
	else if (mb != 0)
		diag_fix(pass->diags, diag, loc, text, "write %s", text);
}
