/* Reading inputs and finding their elements; well-formed XML without a DOCTYPE is expected. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mutate.h"

_Noreturn static void give_up(const char *what, const char *name)
{
	(void)fprintf(stderr, "mutate: %s: %s\n", name, what);
	exit(2);
}

void buffer_add(struct buffer *buffer, struct piece piece)
{
	if (buffer->size + piece.size > buffer->capacity) {
		buffer->capacity = 2 * (buffer->size + piece.size) + 1;
		buffer->bytes = realloc(buffer->bytes, buffer->capacity);
		if (buffer->bytes == NULL)
			give_up("out of memory", "buffer");
	}
	if (piece.size != 0)
		memcpy(buffer->bytes + buffer->size, piece.bytes, piece.size);
	buffer->size += piece.size;
}

struct input read_input(const char *name)
{
	struct buffer buffer = {0};
	char part[65536];
	size_t size;
	FILE *file;

	if (name == NULL)
		return (struct input){NULL, {NULL, 0}};
	file = fopen(name, "rb");
	if (file == NULL)
		give_up("cannot be opened", name);
	while ((size = fread(part, 1, sizeof(part), file)) > 0)
		buffer_add(&buffer, (struct piece){part, size});
	(void)fclose(file);
	if (buffer.size == 0)
		give_up("is empty", name);
	return (struct input){name, {buffer.bytes, buffer.size}};
}

void free_piece(struct piece piece)
{
	free((void *)(uintptr_t)piece.bytes);
}

const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

size_t line_of(struct piece bytes, size_t offset)
{
	size_t line = 1;

	for (size_t i = 0; i < offset && i < bytes.size; i++)
		line += bytes.bytes[i] == '\n';
	return line;
}

/* ---- elements ---------------------------------------------------------------------------- */

static bool at(struct piece bytes, size_t offset, const char *string)
{
	size_t length = strlen(string);

	return bytes.size - offset >= length && memcmp(bytes.bytes + offset, string, length) == 0;
}

/* The offset after the next occurrence of string. */
static size_t skip_past(struct piece bytes, size_t offset, const char *string)
{
	while (offset < bytes.size && !at(bytes, offset, string))
		offset++;
	return offset < bytes.size ? offset + strlen(string) : bytes.size;
}

/* The offset after a tag, whose attributes may hold '>'. */
static size_t skip_tag(struct piece bytes, size_t offset)
{
	char quote = '\0';

	for (; offset < bytes.size; offset++) {
		char c = bytes.bytes[offset];

		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return offset + 1;
	}
	return offset;
}

static size_t open_element(struct tree *tree, size_t start, size_t open_end, size_t parent)
{
	if (tree->count == tree->capacity) {
		tree->capacity = 2 * tree->capacity + 64;
		tree->elements = realloc(tree->elements, tree->capacity * sizeof(*tree->elements));
		if (tree->elements == NULL)
			give_up("out of memory", "tree");
	}
	if (parent != NO_ELEMENT)
		tree->elements[parent].n_children++;
	tree->elements[tree->count] =
		(struct element){start, open_end, open_end, open_end, parent, 0};
	return tree->count++;
}

struct tree tree_of(struct piece bytes)
{
	struct tree tree = {0};
	size_t open = NO_ELEMENT;
	size_t offset = 0;

	while (offset < bytes.size) {
		size_t start = offset;

		if (bytes.bytes[offset] != '<') {
			offset++;
		} else if (at(bytes, offset, "<!--")) {
			offset = skip_past(bytes, offset + 4, "-->");
		} else if (at(bytes, offset, "<![CDATA[")) {
			offset = skip_past(bytes, offset, "]]>");
		} else if (at(bytes, offset, "<?")) {
			offset = skip_past(bytes, offset, "?>");
		} else if (at(bytes, offset, "</")) {
			offset = skip_tag(bytes, offset);
			if (open == NO_ELEMENT)
				continue;
			tree.elements[open].close = start;
			tree.elements[open].end = offset;
			open = tree.elements[open].parent;
		} else {
			offset = skip_tag(bytes, offset);

			size_t element = open_element(&tree, start, offset, open);

			if (bytes.bytes[offset - 2] != '/')
				open = element;
		}
	}
	return tree;
}
