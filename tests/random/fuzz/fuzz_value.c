/*
 * The lexical forms, judged by other means: numbers by strtoull(), BDFs by sscanf(). They are the
 * ground of every rule, and small enough to be tried tens of millions of times.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "parse/parse.h"
#include "base/utf8.h"

#define MAX_TEXT ((size_t)64)

static bool is_made_of(const char *text, int (*is_kind)(int))
{
	while (*text != '\0' && is_kind((unsigned char)*text))
		text++;
	return *text == '\0';
}

/* What the text is as a number, by the C library. */
static struct number expect_number(const char *text)
{
	struct number due = {.form = NUMBER_BAD};
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	const char *digits = hex ? text + 2 : text;

	if (text[0] == '\0')
		return (struct number){.form = NUMBER_ABSENT};
	if (!isdigit((unsigned char)text[0])) {
		bool word = isalpha((unsigned char)text[0]) || text[0] == '_';

		for (const char *p = text; *p != '\0'; p++)
			word = word && (isalnum((unsigned char)*p) || *p == '_');
		due.form = word ? NUMBER_SYMBOL : NUMBER_BAD;
		return due;
	}
	if (digits[0] == '\0' || !is_made_of(digits, hex ? isxdigit : isdigit))
		return due;
	errno = 0;
	due.value = strtoull(digits, NULL, hex ? 16 : 10);
	due.form = hex                                 ? NUMBER_HEX
		   : text[0] == '0' && text[1] != '\0' ? NUMBER_PADDED
						       : NUMBER_DECIMAL;
	if (errno == ERANGE)
		due = (struct number){.form = NUMBER_TOO_BIG};
	return due;
}

static void require_number(const char *text)
{
	struct value value = {.text = text, .present = true};
	struct number got = parse_number(value);
	struct number due = expect_number(text);

	FUZZ_REQUIRE(got.form == due.form);
	FUZZ_REQUIRE(got.value == due.value);
}

/* sscanf() takes signs, blanks and "0x" where a BDF has digits only. */
static bool expect_bdf(const char *text, unsigned part[3])
{
	int end = 0;

	if (strspn(text, "0123456789abcdefABCDEF:.") != strlen(text) ||
		sscanf(text, "%2x:%2x.%1o%n", &part[0], &part[1], &part[2], &end) != 3)
		return false;
	return part[1] < 32 && text[end] == '\0';
}

static void require_bdf(const char *text)
{
	struct value value = {.text = text, .present = true};
	struct bdf bdf = {0};
	unsigned part[3];
	bool valid = expect_bdf(text, part);

	FUZZ_REQUIRE(parse_bdf_value(&value, &bdf) == valid);
	if (valid)
		FUZZ_REQUIRE(
			bdf.bus == part[0] && bdf.device == part[1] && bdf.function == part[2]);
}

/* Every byte is shown once, and nothing that could steer a terminal is shown as it is. */
static void require_glyphs(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		struct utf8_glyph glyph = utf8_glyph(bytes + i, length - i);

		FUZZ_REQUIRE(glyph.size >= 1 && glyph.size <= length - i);
		FUZZ_REQUIRE(glyph.valid || glyph.size == 1);
		if (glyph.escape[0] == '\0')
			fuzz_require_printable(bytes + i, glyph.size);
		else
			fuzz_require_printable(glyph.escape, strlen(glyph.escape));
		i += glyph.size;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[MAX_TEXT + 1] = "";

	if (size > MAX_TEXT)
		return 0;
	if (size != 0)
		memcpy(text, data, size);
	require_number(text);
	require_bdf(text);
	require_glyphs(text, size);
	return 0;
}
