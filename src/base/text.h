/*
 * A growing text in an arena: what the emitters and renderers write into. Nothing reaches a file
 * before every text of a compilation is complete.
 */
#ifndef ACRNCFGC_TEXT_H
#define ACRNCFGC_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

struct text {
	struct arena *arena;
	char *bytes; /* always NUL-terminated once anything was added; NULL before */
	size_t length;
	size_t capacity;
};

void text_init(struct text *text, struct arena *arena);

/* Room for length more bytes: worth it only before adding much piece by piece. */
void text_reserve(struct text *text, size_t length);

void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_add_char(struct text *text, char c);
void text_add_repeated(struct text *text, char c, size_t count);
void text_addf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Spaces until the current line is column characters (bytes) long; at least none. */
void text_pad_to(struct text *text, size_t column);

/* 0x1a2b: lower case, no leading zeros. Width 0, or zero-padded to width digits. */
void text_hex64(struct text *text, uint64_t value, unsigned width);

/* A C string literal with its quotes; every byte that is not plain ASCII is escaped in octal. */
void text_c_string(struct text *text, const char *string);

/* Text that is safe inside a C comment: control bytes and comment delimiters are escaped. */
void text_c_comment(struct text *text, const char *string);

/* Most words that are compared differ in their first letter already. */
static inline bool text_is_same(const char *a, const char *b)
{
	return a[0] == b[0] && strcmp(a, b) == 0;
}

#endif
