/* Growing text with the few quoting rules that generated files need. */
#include "base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void text_init(struct text *text, struct arena *arena)
{
	*text = (struct text){.arena = arena};
}

void text_reserve(struct text *text, size_t length)
{
	size_t needed;

	if (__builtin_add_overflow(text->length, length, &needed) || needed == SIZE_MAX)
		memory_exhausted();
	needed += 1;
	if (needed <= text->capacity)
		return;

	size_t capacity = text->capacity == 0 ? 64 : text->capacity;

	while (capacity < needed)
		capacity = capacity > SIZE_MAX / 2 ? needed : capacity * 2;

	char *bytes = arena_take(text->arena, capacity);

	if (text->length != 0)
		memcpy(bytes, text->bytes, text->length);
	text->bytes = bytes;
	text->capacity = capacity;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
	text_reserve(text, length);
	if (length != 0)
		memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
	text_add_bytes(text, string, strlen(string));
}

void text_add_repeated(struct text *text, char c, size_t count)
{
	text_reserve(text, count);
	memset(text->bytes + text->length, c, count);
	text->length += count;
	text->bytes[text->length] = '\0';
}

void text_add_char(struct text *text, char c)
{
	text_add_repeated(text, c, 1);
}

void text_addf(struct text *text, const char *format, ...)
{
	va_list args;
	va_list again;

	text_reserve(text, 0);

	size_t room = text->capacity - text->length;

	va_start(args, format);
	va_copy(again, args);

	int length = vsnprintf(text->bytes + text->length, room, format, args);

	va_end(args);
	if (length < 0)
		memory_exhausted();
	if ((size_t)length >= room) {
		text_reserve(text, (size_t)length);
		(void)vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
	}
	va_end(again);
	text->length += (size_t)length;
}

void text_pad_to(struct text *text, size_t column)
{
	size_t start = text->length;

	while (start > 0 && text->bytes[start - 1] != '\n')
		start--;
	if (text->length - start < column)
		text_add_repeated(text, ' ', column - (text->length - start));
}

void text_hex64(struct text *text, uint64_t value, unsigned width)
{
	text_addf(text, "0x%0*" PRIx64, (int)width, value);
}

void text_c_string(struct text *text, const char *string)
{
	text_add_char(text, '"');
	for (const char *p = string; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		/* '?' too: "??/" is a trigraph to a compiler in strict ISO mode. */
		if (c == '"' || c == '\\')
			text_addf(text, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f || c == '?')
			text_addf(text, "\\%03o", c);
		else
			text_add_char(text, *p);
	}
	text_add_char(text, '"');
}

void text_c_comment(struct text *text, const char *string)
{
	char last = '\0';

	for (const char *p = string; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;
		bool delimiter = (*p == '/' && last == '*') || (*p == '*' && last == '/');

		if (c < 0x20 || c >= 0x7f || c == '\\' || c == '?')
			text_addf(text, "<%02x>", c);
		else if (delimiter)
			text_addf(text, " %c", *p);
		else
			text_add_char(text, *p);
		last = *p;
	}
}
