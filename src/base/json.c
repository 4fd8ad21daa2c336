/* Around jansson: it refuses strings that are no UTF-8, and knows nothing of arenas. */
#include "base/json.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define FIRST_CAPACITY ((size_t)4096)

static const char replacement[] = "\xef\xbf\xbd";

/* A copy without bad bytes; malloc'ed, since a jump out of an arena would lose JSON values. */
static char *repaired(const char *string, size_t *length)
{
	size_t size = strlen(string);
	char *copy = size < SIZE_MAX / sizeof(replacement)
			     ? malloc(size * (sizeof(replacement) - 1) + 1)
			     : NULL;

	*length = 0;
	for (size_t i = 0; copy != NULL && i < size;) {
		size_t good = utf8_size(string + i, size - i);
		const char *bytes = good != 0 ? string + i : replacement;
		size_t n_bytes = good != 0 ? good : sizeof(replacement) - 1;

		memcpy(copy + *length, bytes, n_bytes);
		*length += n_bytes;
		i += good != 0 ? good : 1;
	}
	return copy;
}

json_t *diag_json_string(const char *string)
{
	size_t length;
	char *copy = repaired(string, &length);
	json_t *value = copy != NULL ? json_stringn(copy, length) : NULL;

	free(copy);
	return value;
}

bool diag_json_set(json_t *object, const char *key, json_t *value)
{
	return json_object_set_new(object, key, value) == 0;
}

bool diag_json_append(json_t *array, json_t *value)
{
	return json_array_append_new(array, value) == 0;
}

json_t *diag_json_text(const char *text)
{
	return text != NULL && text[0] != '\0' ? diag_json_string(text) : json_null();
}

void tree_set(struct json_tree *tree, json_t *object, const char *key, json_t *value)
{
	tree->failed |= !diag_json_set(object, key, value);
}

void tree_append(struct json_tree *tree, json_t *array, json_t *value)
{
	tree->failed |= !diag_json_append(array, value);
}

json_t *tree_finish(const struct json_tree *tree, json_t *root)
{
	if (!tree->failed)
		return root;
	json_decref(root);
	return NULL;
}

/* jansson leaves the one control character of ASCII as it is that JSON allows; it stands only
   within strings. */
static void add_without_delete(struct text *out, const char *bytes)
{
	for (;;) {
		size_t length = strcspn(bytes, "\x7f");

		text_add_bytes(out, bytes, length);
		if (bytes[length] == '\0')
			return;
		text_add(out, "\\u007f");
		bytes += length + 1;
	}
}

/* False if the arena was exhausted: then bytes must be freed before anybody is told. */
static bool add_guarded(struct text *out, const char *bytes)
{
	jmp_buf *outer = out->arena->on_exhausted;
	jmp_buf recovery;

	if (setjmp(recovery) != 0) {
		out->arena->on_exhausted = outer;
		return false;
	}
	out->arena->on_exhausted = &recovery;
	add_without_delete(out, bytes);
	out->arena->on_exhausted = outer;
	return true;
}

struct dump {
	char *bytes;
	size_t length;
	size_t capacity;
	bool failed;
};

static void make_room(struct dump *dump, size_t size)
{
	size_t capacity = 2 * dump->capacity + size + FIRST_CAPACITY;
	char *grown = realloc(dump->bytes, capacity);

	if (grown == NULL) {
		dump->failed = true;
		return;
	}
	dump->bytes = grown;
	dump->capacity = capacity;
}

/* For json_dump_callback(). */
static int append_bytes(const char *bytes, size_t size, void *data)
{
	struct dump *dump = data;

	if (size > dump->capacity - dump->length && !dump->failed)
		make_room(dump, size);
	if (dump->failed)
		return -1;
	memcpy(dump->bytes + dump->length, bytes, size);
	dump->length += size;
	return 0;
}

/*
 * Not json_dumps(): it goes on when there is no room for the key of a member, and returns a text
 * without the key. A dump that failed once stays failed, whatever is made of it.
 */
void diag_json_print(struct text *out, json_t *value, size_t flags)
{
	struct dump dump = {.failed = value == NULL};
	bool added;

	dump.failed |= value != NULL && json_dump_callback(value, append_bytes, &dump,
						flags | JSON_ENSURE_ASCII) != 0;
	dump.failed |= append_bytes("", 1, &dump) != 0;
	json_decref(value);
	added = !dump.failed && add_guarded(out, dump.bytes);
	free(dump.bytes);
	if (!added)
		arena_exhausted(out->arena);
}
