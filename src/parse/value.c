/* The lexical forms of numbers and BDFs, and single-valued elements. Nothing is judged here. */
#include "parse/parse.h"

#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
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

/* form is what a number of only digits is; a number that is no such thing is NUMBER_BAD. */
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

static bool is_identifier(const char *text)
{
	if (!is_letter(*text))
		return false;
	while (is_letter(*text) || is_digit(*text))
		text++;
	return *text == '\0';
}

struct number parse_number(const struct value *value)
{
	struct number number = {.text = value->text, .present = value->present, .loc = value->loc};
	const char *text = value->text;

	if (value_is_blank(value))
		return number;
	if (is_identifier(text)) {
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

/* One or two hex digits at *position, which moves past them; at most max. */
static bool parse_bdf_part(
	const char *text, size_t length, size_t *position, unsigned max, uint8_t *part)
{
	size_t start = *position;
	unsigned value = 0;

	while (*position < length && *position - start < 2 && digit_value(text[*position]) < 16)
		value = value * 16 + digit_value(text[(*position)++]);
	*part = (uint8_t)value;
	return *position > start && value <= max;
}

static bool parse_bdf_mark(const char *text, size_t length, size_t *position, char mark)
{
	if (*position >= length || text[*position] != mark)
		return false;
	(*position)++;
	return true;
}

bool parse_bdf(const char *text, size_t length, struct bdf *bdf, size_t *consumed)
{
	size_t position = 0;
	struct bdf parsed;

	*consumed = 0;
	if (!parse_bdf_part(text, length, &position, 255, &parsed.bus) ||
		!parse_bdf_mark(text, length, &position, ':') ||
		!parse_bdf_part(text, length, &position, 31, &parsed.device) ||
		!parse_bdf_mark(text, length, &position, '.') || position >= length ||
		text[position] < '0' || text[position] > '7')
		return false;
	parsed.function = (uint8_t)(text[position] - '0');
	*bdf = parsed;
	*consumed = position + 1;
	return true;
}

bool parse_bdf_value(const struct value *value, struct bdf *bdf)
{
	size_t consumed;

	size_t length = strlen(value->text);

	return parse_bdf(value->text, length, bdf, &consumed) && consumed == length;
}

void parse_report_second(xmlNodePtr second, struct loc first, const char *which)
{
	struct diag *diag = diag_add(xml_ctx(second)->diags, DIAG_SCH002, xml_tag_loc(second),
		"element '%s'%s occurs twice in '%s'; it may occur once",
		(const char *)second->name, which, (const char *)second->parent->name);

	diag_note(xml_ctx(second)->diags, diag, first, "first here");
}

void parse_note_id(xmlNodePtr node, const struct number *id, struct parse_ids *ids)
{
	if (!number_valid(id) || id->value > UINT8_MAX)
		return;

	struct loc *first = &ids->first[id->value];

	if (first->source == NULL)
		*first = xml_tag_loc(node);
	else
		parse_report_second(
			node, *first, arena_printf(xml_ctx(node)->arena, " with id %s", id->text));
}

xmlNodePtr parse_once(xmlNodePtr parent, const char *name)
{
	xmlNodePtr node = xml_each(parent, name, NULL);
	xmlNodePtr second = node != NULL ? xml_each(parent, name, node) : NULL;

	if (second != NULL) {
		parse_report_second(second, xml_tag_loc(node), "");
		xml_drop(second);
	}
	return node;
}

struct value parse_field(xmlNodePtr parent, const char *name)
{
	xmlNodePtr node = parse_once(parent, name);

	return node != NULL ? xml_value(node) : value_absent(xml_tag_loc(parent));
}

struct value parse_part_field(xmlNodePtr parent, const char *section, const char *name)
{
	xmlNodePtr first = NULL;

	for (xmlNodePtr part = NULL; (part = xml_each(parent, section, part)) != NULL;) {
		xmlNodePtr node = parse_once(part, name);

		if (first != NULL && node != NULL) {
			parse_report_second(node, xml_tag_loc(first), "");
			xml_drop(node);
		} else if (first == NULL) {
			first = node;
		}
	}
	return first != NULL ? xml_value(first) : value_absent(xml_tag_loc(parent));
}

struct number parse_number_field(xmlNodePtr parent, const char *name)
{
	struct value value = parse_field(parent, name);

	return parse_number(&value);
}
