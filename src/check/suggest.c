/* Sizes of regions: which are legal, and which was meant by one that is not. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "check/rules.h"
#include "base/nearest.h"

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

/* "k", "MB", "mebibytes": how many bytes, in any case of letters; 0 if it is no unit. */
static uint64_t unit_bytes(const char *name)
{
	/* Four prefixes for each power of 1024. */
	static const char *const prefixes[] = {"", "k", "ki", "kilo", "kibi", "m", "mi", "mega",
		"mebi", "g", "gi", "giga", "gibi"};
	static const char *const nouns[] = {"", "b", "byte", "bytes"};
	char word[sizeof("megabytes")];

	if (name[0] == '\0')
		return MIB;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		for (size_t j = 0; j < sizeof(nouns) / sizeof(nouns[0]); j++) {
			(void)snprintf(word, sizeof(word), "%s%s", prefixes[i], nouns[j]);
			if (nearest_is_same_but_case(name, word))
				return (uint64_t)1 << 10 * ((i + 3) / 4);
		}
	}
	return 0;
}

/* MB, or the bytes that acrn-dm and older releases took. */
static struct meaning meaning_of_number(enum number_form form, uint64_t value)
{
	if (value >= MIB && (form == NUMBER_HEX || is_legal_size(value)))
		return (struct meaning){value, " bytes"};
	return (struct meaning){value < MIB ? value * MIB : UINT64_MAX, NULL};
}

/* At most nine digits, which *text moves past; false if there are fewer than one or more. */
static bool parse_digits(const char **text, uint64_t *value, uint64_t *scale)
{
	size_t digits = strspn(*text, "0123456789");

	*value = 0;
	*scale = 1;
	if (digits == 0 || digits > 9)
		return false;
	for (size_t i = 0; i < digits; i++, (*text)++) {
		*value = *value * 10 + (uint64_t)(**text - '0');
		*scale *= 10;
	}
	return true;
}

/* "4 MB", "2048K", "0.5G"; what is no whole number of bytes becomes an odd one, which is no size.
 */
static bool parse_with_unit(const char *text, struct meaning *meaning)
{
	uint64_t whole;
	uint64_t part = 0;
	uint64_t scale;
	uint64_t unit;

	if (!parse_digits(&text, &whole, &scale))
		return false;
	scale = 1;
	if (*text == '.') {
		text++;
		if (*text >= '0' && *text <= '9' && !parse_digits(&text, &part, &scale))
			return false;
	}
	unit = unit_bytes(text + strspn(text, " \t"));
	if (unit == 0)
		return false;
	part *= unit;
	*meaning = (struct meaning){
		whole * unit + (part / scale | (part % scale != 0)), unit == MIB ? NULL : ""};
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

static void hint_nearest(struct context *ctx, struct diag *diag, uint64_t bytes)
{
	uint64_t below = MIN_REGION_MB;

	while (below * 2 * MIB < bytes && below < MAX_REGION_MB)
		below *= 2;
	if (bytes < MIN_REGION_SIZE)
		diag_hint(ctx->diags, diag, "smallest: %u", (unsigned)MIN_REGION_MB);
	else if (bytes > MAX_REGION_SIZE)
		diag_hint(ctx->diags, diag, "largest: %u", (unsigned)MAX_REGION_MB);
	else
		diag_hint(ctx->diags, diag, "nearest: %" PRIu64 " or %" PRIu64, below, below * 2);
}

void check_suggest_size(
	struct context *ctx, struct diag *diag, const struct number *size, struct loc loc)
{
	struct meaning meaning;
	const char *mb;

	if (!find_meaning(size, &meaning))
		return;
	if (!is_legal_size(meaning.bytes)) {
		hint_nearest(ctx, diag, meaning.bytes);
		return;
	}
	mb = arena_printf(ctx->arena, "%" PRIu64, meaning.bytes / MIB);
	if (meaning.unit != NULL)
		diag_fix(ctx->diags, diag, loc, mb, "write %s: %s%s are %s MB", mb, size->text,
			meaning.unit, mb);
	else
		diag_fix(ctx->diags, diag, loc, mb, "write %s", mb);
}
