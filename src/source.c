/* Line and column of a byte offset: a line table and a count of code points every stride. */
#include "source.h"

#include <string.h>

#define SOURCE_STRIDE 4096u

static uint32_t count_characters(const char *bytes, size_t length)
{
	uint32_t count = 0;

	/* Every byte of UTF-8 that is no continuation byte begins a code point. */
	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)bytes[i] & 0xc0u) != 0x80u;
	return count;
}

static void index_lines(struct arena *arena, struct source *source)
{
	size_t count = 1;
	const char *end = source->bytes + source->size;
	const char *p = source->bytes;

	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		p++;
		count++;
	}
	source->lines = arena_array(arena, count, sizeof(*source->lines));
	source->n_lines = count;
	p = source->bytes;
	for (size_t line = 1; line < count; line++) {
		p = (const char *)memchr(p, '\n', (size_t)(end - p)) + 1;
		source->lines[line] = (uint32_t)(p - source->bytes);
	}
	/* A byte order mark takes no column. */
	if (source->size >= 3 && memcmp(source->bytes, "\xef\xbb\xbf", 3) == 0)
		source->lines[0] = 3;
}

static void index_characters(struct arena *arena, struct source *source)
{
	size_t count = source->size / SOURCE_STRIDE + 1;

	source->characters = arena_array(arena, count, sizeof(*source->characters));
	for (size_t i = 1; i < count; i++)
		source->characters[i] =
			source->characters[i - 1] +
			count_characters(source->bytes + (i - 1) * SOURCE_STRIDE, SOURCE_STRIDE);
}

static uint32_t characters_before(const struct source *source, size_t offset)
{
	size_t stride = offset / SOURCE_STRIDE;
	size_t start = stride * SOURCE_STRIDE;

	return source->characters[stride] + count_characters(source->bytes + start, offset - start);
}

/* Index of the last line that starts at or before offset. */
static size_t find_line(const struct source *source, size_t offset)
{
	size_t low = 0;
	size_t high = source->n_lines;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (source->lines[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

void source_index(struct arena *arena, struct source *source)
{
	if (source->lines != NULL)
		return;
	index_lines(arena, source);
	index_characters(arena, source);
}

struct position source_position(struct arena *arena, struct loc loc)
{
	struct source *source = loc.source;

	if (source == NULL)
		return (struct position){0};
	source_index(arena, source);

	size_t offset = loc.offset < source->size ? loc.offset : source->size;
	size_t end = loc.length < source->size - offset ? offset + loc.length : source->size;
	size_t line = find_line(source, offset);
	size_t start = source->lines[line] < offset ? source->lines[line] : offset;

	uint32_t before = characters_before(source, offset);

	return (struct position){
		.line = (uint32_t)line + 1,
		.column = before - characters_before(source, start) + 1,
		.length = characters_before(source, end) - before,
	};
}

const char *source_line(const struct source *source, uint32_t line, size_t *length)
{
	*length = 0;
	if (line == 0 || line > source->n_lines)
		return "";

	size_t start = source->lines[line - 1];
	size_t end = line < source->n_lines ? source->lines[line] - 1 : source->size;

	if (end > start && source->bytes[end - 1] == '\r')
		end--;
	*length = end - start;
	return source->bytes + start;
}

struct loc loc_part(struct loc loc, size_t start, size_t length)
{
	if (loc.source == NULL)
		return loc;
	if (start > loc.length)
		start = loc.length;
	if (length > loc.length - start)
		length = loc.length - start;
	return (struct loc){loc.source, loc.offset + (uint32_t)start, (uint32_t)length};
}
