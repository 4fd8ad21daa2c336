/* Decoding, display width and escapes of untrusted text. Independent of the locale. */
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

struct range32 {
	uint32_t first;
	uint32_t last;
};

/* Ascending. Two columns in a terminal: East Asian wide and full-width, and emoji. */
static const struct range32 wide[] = {{0x1100, 0x115f}, {0x231a, 0x231b}, {0x2329, 0x232a},
	{0x23e9, 0x23ec}, {0x2614, 0x2615}, {0x26a1, 0x26a1}, {0x2705, 0x2705}, {0x274c, 0x274c},
	{0x2753, 0x2755}, {0x2e80, 0x303e}, {0x3041, 0x3098}, {0x309b, 0x33ff}, {0x3400, 0x4dbf},
	{0x4e00, 0xa4cf}, {0xa960, 0xa97f}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f},
	{0xff01, 0xff60}, {0xffe0, 0xffe6}, {0x16fe0, 0x18cff}, {0x1b000, 0x1b2ff},
	{0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};

/* Ascending. Drawn upon the character before. */
static const struct range32 combining[] = {{0x300, 0x36f}, {0x483, 0x489}, {0x591, 0x5bd},
	{0x610, 0x61a}, {0x64b, 0x65f}, {0x6d6, 0x6dc}, {0x900, 0x902}, {0x93c, 0x93c},
	{0x941, 0x948}, {0xe34, 0xe3a}, {0xe47, 0xe4e}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
	{0x20d0, 0x20ff}, {0x302a, 0x302d}, {0x3099, 0x309a}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
	{0xe0100, 0xe01ef}};

/*
 * Ascending. Controls, the no-break space (which looks like the blank it is not), invisible
 * characters, line separators, and everything that reorders text.
 */
static const struct range32 escaped[] = {{0x0, 0x1f}, {0x7f, 0xa0}, {0xad, 0xad}, {0x61c, 0x61c},
	{0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202f}, {0x2060, 0x206f}, {0xfeff, 0xfeff},
	{0xfff9, 0xfffb}, {0xe0000, 0xe007f}};

#define CONTAINS(ranges, code) contains(ranges, sizeof(ranges) / sizeof((ranges)[0]), code)

static bool contains(const struct range32 *ranges, size_t count, uint32_t code)
{
	size_t low = 0;

	while (low < count && ranges[low].last < code)
		low++;
	return low < count && ranges[low].first <= code;
}

/* Bytes of the code point at bytes, 0 if it is not well-formed (overlong, surrogate, cut). */
static size_t decode(const unsigned char *bytes, size_t length, uint32_t *code)
{
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t size = bytes[0] < 0x80   ? 1
		      : bytes[0] < 0xc2 ? 0
		      : bytes[0] < 0xe0 ? 2
		      : bytes[0] < 0xf0 ? 3
		      : bytes[0] < 0xf5 ? 4
					: 0;

	if (size == 0 || size > length)
		return 0;
	*code = size == 1 ? bytes[0] : bytes[0] & (0x7fu >> size);
	for (size_t i = 1; i < size; i++) {
		if ((bytes[i] & 0xc0u) != 0x80u)
			return 0;
		*code = *code << 6 | (bytes[i] & 0x3fu);
	}
	if (*code < smallest[size] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return size;
}

size_t utf8_size(const char *bytes, size_t length)
{
	uint32_t code;

	return decode((const unsigned char *)bytes, length, &code);
}

static bool is_plain(char c)
{
	return c >= 0x20 && c < 0x7f;
}

struct utf8_glyph utf8_glyph(const char *bytes, size_t length)
{
	struct utf8_glyph glyph = {.size = 1};
	const unsigned char *p = (const unsigned char *)bytes;
	uint32_t code = 0;

	if (is_plain(*bytes))
		return (struct utf8_glyph){.valid = true, .size = 1, .columns = 1};

	size_t size = decode(p, length, &code);

	if (size == 0) {
		(void)snprintf(glyph.escape, sizeof(glyph.escape), "\\x%02x", p[0]);
	} else {
		glyph.valid = true;
		glyph.size = size;
		if (CONTAINS(escaped, code))
			/* With more than four digits, it would not be clear where the number ends.
			 */
			(void)snprintf(glyph.escape, sizeof(glyph.escape),
				code < 0x80      ? "\\x%02x"
				: code <= 0xffff ? "\\u%04x"
						 : "\\u{%x}",
				(unsigned)code);
	}
	if (glyph.escape[0] != '\0')
		glyph.columns = (unsigned)strlen(glyph.escape);
	else if (CONTAINS(combining, code))
		glyph.columns = 0;
	else
		glyph.columns = CONTAINS(wide, code) ? 2 : 1;
	return glyph;
}

void utf8_add_glyph(struct text *out, const char *bytes, const struct utf8_glyph *glyph)
{
	if (glyph->escape[0] != '\0')
		text_add(out, glyph->escape);
	else
		text_add_bytes(out, bytes, glyph->size);
}

void utf8_add_shown(struct text *out, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		struct utf8_glyph glyph = utf8_glyph(bytes + i, length - i);

		utf8_add_glyph(out, bytes + i, &glyph);
		i += glyph.size;
	}
}

size_t utf8_start(const char *bytes, size_t length, size_t offset)
{
	size_t start = offset;

	while (start > 0 && start < length && offset - start < 3 &&
		((unsigned char)bytes[start] & 0xc0u) == 0x80u)
		start--;
	/* A stray continuation byte is a character of its own. */
	if (start < offset && utf8_glyph(bytes + start, length - start).size <= offset - start)
		return offset;
	return start;
}

size_t utf8_before(const char *bytes, size_t offset)
{
	return utf8_start(bytes, offset, offset - 1);
}
