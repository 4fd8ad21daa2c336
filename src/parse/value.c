/* The lexical forms of numbers and BDFs. Nothing is judged here. */
#include "parse/parse.h"

#include <string.h>

size_t parse_word_length(const char *text)
{
	return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
}

/* The value of a digit in any base up to 16; 16 for what is no digit. */
static unsigned digit_value(char c)
{
	unsigned digit = (unsigned char)c - (unsigned)'0';
	unsigned letter = ((unsigned char)c | 0x20u) - (unsigned)'a';

	return digit < 10 ? digit : letter < 6 ? letter + 10 : 16;
}

bool parse_is_hex_digit(char c)
{
	return digit_value(c) < 16;
}

/* form is what a number of only digits is; any other number is NUMBER_BAD. */
static enum number_form parse_digits(
	const char *text, size_t length, unsigned base, enum number_form form, uint64_t *number)
{
	uint64_t value = 0;
	bool overflow = false;

	*number = 0;
	if (length == 0)
		return NUMBER_BAD;
	for (size_t i = 0; i < length; i++) {
		unsigned digit = digit_value(text[i]);

		if (digit >= base)
			return NUMBER_BAD;
		overflow |= __builtin_mul_overflow(value, (uint64_t)base, &value);
		overflow |= __builtin_add_overflow(value, (uint64_t)digit, &value);
	}
	if (overflow)
		return NUMBER_TOO_BIG;
	*number = value;
	return form;
}

enum number_form parse_hex_digits(const char *text, size_t length, uint64_t *number)
{
	return parse_digits(text, length, 16, NUMBER_HEX, number);
}

enum number_form parse_decimal_digits(const char *text, size_t length, uint64_t *number)
{
	return parse_digits(text, length, 10, NUMBER_DECIMAL, number);
}

struct number parse_number(struct value value)
{
	struct number number = {.text = value.text, .present = value.present, .loc = value.loc};
	const char *text = value.text;

	if (value_is_blank(&value))
		return number;
	if (digit_value(text[0]) >= 10 && text[parse_word_length(text)] == '\0') {
		number.form = NUMBER_SYMBOL;
		return number;
	}

	size_t length = strlen(text);

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		number.form = parse_hex_digits(text + 2, length - 2, &number.value);
	else
		number.form = parse_decimal_digits(text, length, &number.value);
	if (number.form == NUMBER_DECIMAL && text[0] == '0' && length > 1)
		number.form = NUMBER_PADDED;
	return number;
}

/* After one or two hex digits, at most max, and the mark; NULL if p is or something else is there.
 */
static const char *take_bdf_part(
	const char *p, const char *end, unsigned max, char mark, uint8_t *part)
{
	const char *start = p;
	unsigned value = 0;

	if (p == NULL)
		return NULL;
	while (p < end && p - start < 2 && digit_value(*p) < 16)
		value = value * 16 + digit_value(*p++);
	*part = (uint8_t)value;
	return p > start && value <= max && p < end && *p == mark ? p + 1 : NULL;
}

const char *parse_bdf(const char *p, const char *end, struct bdf *bdf)
{
	struct bdf parsed;

	p = take_bdf_part(p, end, UINT8_MAX, ':', &parsed.bus);
	p = take_bdf_part(p, end, PCI_DEVICES - 1, '.', &parsed.device);
	if (p == NULL || p == end || *p < '0' || *p > '7')
		return NULL;
	parsed.function = (uint8_t)(*p - '0');
	*bdf = parsed;
	return p + 1;
}

bool parse_bdf_value(const struct value *value, struct bdf *bdf)
{
	const char *end = value->text + strlen(value->text);

	return parse_bdf(value->text, end, bdf) == end;
}
