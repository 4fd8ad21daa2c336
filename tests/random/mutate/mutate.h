/* Elements and lines of an input by their places in its bytes. */
#ifndef MUTATE_H
#define MUTATE_H

#include <stdbool.h>
#include <stddef.h>

#include "acrn_cfgc.h"

struct piece {
	const char *bytes;
	size_t size;
};

struct input {
	const char *name; /* NULL: there is no such input */
	struct piece bytes;
};

/* NULL: no input. Ends the program where the file cannot be read. */
struct input read_input(const char *name);
const char *base_name(const char *path);
void free_piece(struct piece piece);
size_t line_of(struct piece bytes, size_t offset);

struct buffer {
	char *bytes;
	size_t size;
	size_t capacity;
};

void buffer_add(struct buffer *buffer, struct piece piece);

#define NO_ELEMENT ((size_t)-1)

/* "<a>...</a>" is [start, end), its start tag ends at open_end and its end tag begins at close. */
struct element {
	size_t start;
	size_t open_end;
	size_t close;
	size_t end;
	size_t parent; /* its index, or NO_ELEMENT */
	size_t n_children;
};

/* In the order of their start tags. An element without an end tag is not in it. */
struct tree {
	struct element *elements;
	size_t count;
	size_t capacity;
};

struct tree tree_of(struct piece bytes);

#endif
