/*
 * Input texts and places in them. A place is a byte range; line and column are computed only
 * when somebody is told about it.
 */
#ifndef ACRNCFGC_SOURCE_H
#define ACRNCFGC_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct source_mark;

struct source {
	const char *name;          /* as the user wrote it; "<stdin>" for standard input */
	const char *bytes;         /* UTF-8, a BOM included; not NUL-terminated */
	size_t size;               /* bytes, at most SOURCE_MAX_SIZE */
	struct source_mark *marks; /* NULL until a place is first asked for */
};

/* A board file is at most some MB; what is larger is no configuration. */
#define SOURCE_MAX_SIZE ((size_t)64 * 1024 * 1024)

/* A byte range of a source. source == NULL: the place is not known. */
struct loc {
	struct source *source;
	uint32_t offset;
	uint32_t length;
};

/* Lines and columns from 1; columns and length in code points (a tab is one, a BOM none). */
struct position {
	uint32_t line;
	uint32_t column;
	uint32_t length;
};

/* Builds what places are told by; source_position() does it where it has not been done. */
void source_index(struct arena *arena, struct source *source);

/* {0, 0, 0} for an unknown place. */
struct position source_position(struct arena *arena, struct loc loc);

/* The line, without its line break, that loc begins in; after source_index(). */
struct loc source_line(struct loc loc);

/* The part of loc from byte start on, length bytes long, clipped to loc. */
struct loc loc_part(struct loc loc, size_t start, size_t length);

#endif
