/*
 * Code points of a text that is not trusted: file names, input lines and what messages quote
 * of them. Used by those who check it and by those who show it; knows nothing of either.
 */
#ifndef ACRNCFGC_UTF8_H
#define ACRNCFGC_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/*
 * Bytes of the character at bytes[0..length), length > 0; 0: that is no UTF-8
 * (overlong, a surrogate, cut off).
 */
size_t utf8_size(const char *bytes, size_t length);

/* One shown character: a code point as it is, or its escape. */
struct utf8_glyph {
	size_t size;      /* bytes of input it is made from, at least 1 */
	bool valid;       /* false: one byte that is no UTF-8 */
	unsigned columns; /* of a terminal: 0 combining, 1, 2 wide; the length of an escape */
	char escape[12];  /* what to show instead, "" to show the bytes themselves */
};

/*
 * The first character of bytes[0..length), length > 0. Whatever could move the cursor, change
 * colours, reorder the line or hide itself gets an escape: \x1b, \u202e, \u{e0001}; a byte that is
 * no UTF-8 is \xff.
 */
struct utf8_glyph utf8_glyph(const char *bytes, size_t length);

/* The character as people are to see it: itself or its escape. */
void utf8_add_glyph(struct text *out, const char *bytes, const struct utf8_glyph *glyph);
/* bytes[0..length) likewise: on one line, and without effect on a terminal. */
void utf8_add_shown(struct text *out, const char *bytes, size_t length);

/* Where the character that byte offset belongs to starts; offset <= length. */
size_t utf8_start(const char *bytes, size_t length, size_t offset);

/* Where the character before bytes[offset] starts; 0 < offset. */
size_t utf8_before(const char *bytes, size_t offset);

#endif
