/* Around jansson: it refuses strings that are not UTF-8, and does not know texts of an arena. */
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static const char replacement[] = "\xef\xbf\xbd";

static json_t *checked(json_t *value)
{
	if (value == NULL)
		memory_exhausted();
	return value;
}

json_t *json_text(const char *string)
{
	size_t size = strlen(string);
	char *copy = malloc(size * (sizeof(replacement) - 1) + 1);
	size_t length = 0;

	if (copy == NULL)
		memory_exhausted();
	for (size_t i = 0; i < size;) {
		size_t good = utf8_size(string + i, size - i);
		const char *bytes = good != 0 ? string + i : replacement;
		size_t n_bytes = good != 0 ? good : sizeof(replacement) - 1;

		memcpy(copy + length, bytes, n_bytes);
		length += n_bytes;
		i += good != 0 ? good : 1;
	}

	json_t *value = checked(json_stringn(copy, length));

	free(copy);
	return value;
}

json_t *json_text_or_null(const char *text)
{
	return text != NULL && text[0] != '\0' ? json_text(text) : json_null();
}

void json_set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(checked(object), key, checked(value)) != 0)
		memory_exhausted();
}

void json_append(json_t *array, json_t *value)
{
	if (json_array_append_new(checked(array), checked(value)) != 0)
		memory_exhausted();
}

/* jansson leaves the one control character of ASCII as it is that JSON allows; it is only
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

void json_print(struct text *out, json_t *value, size_t flags)
{
	char *bytes = json_dumps(checked(value), flags | JSON_ENSURE_ASCII);

	if (bytes == NULL)
		memory_exhausted();
	add_without_delete(out, bytes);
	free(bytes);
	json_decref(value);
}
