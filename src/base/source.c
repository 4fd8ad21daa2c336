/* Line and column of a byte offset, counted from the nearest of marks that are set once. */
#include "base/source.h"

#include <stdbool.h>
#include <string.h>

/* Bytes between two marks: what is counted for each place that is asked for. */
#define SOURCE_STRIDE 512u

struct source_mark {
	uint32_t lines;      /* line breaks before it */
	uint32_t characters; /* code points before it */
	uint32_t line_start; /* of the line that it is in */
};

static uint32_t count_characters(const char *bytes, size_t length)
{
	uint32_t count = 0;

	/* Every byte of UTF-8 that is no continuation byte begins a code point. */
	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)bytes[i] & 0xc0u) != 0x80u;
	return count;
}

static uint32_t count_lines(const char *bytes, size_t length)
{
	uint32_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += bytes[i] == '\n';
	return count;
}

/* The line that offset is in begins here; mark is one before it and no line break later. */
static uint32_t line_start(const struct source *source, size_t mark, size_t offset)
{
	size_t start = mark * SOURCE_STRIDE;
	const char *line_break = memrchr(source->bytes + start, '\n', offset - start);

	return line_break == NULL ? source->marks[mark].line_start
				  : (uint32_t)(line_break - source->bytes) + 1;
}

void source_index(struct arena *arena, struct source *source)
{
	size_t count = source->size / SOURCE_STRIDE + 1;
	bool has_bom = source->size >= 3 && memcmp(source->bytes, "\xef\xbb\xbf", 3) == 0;

	if (source->marks != NULL)
		return;
	source->marks = arena_array(arena, count, sizeof(*source->marks));
	/* A byte order mark takes no column. */
	source->marks[0].line_start = has_bom ? 3 : 0;
	for (size_t i = 1; i < count; i++) {
		const char *bytes = source->bytes + (i - 1) * SOURCE_STRIDE;
		const struct source_mark *before = &source->marks[i - 1];

		source->marks[i] = (struct source_mark){
			.lines = before->lines + count_lines(bytes, SOURCE_STRIDE),
			.characters = before->characters + count_characters(bytes, SOURCE_STRIDE),
			.line_start = line_start(source, i - 1, i * SOURCE_STRIDE),
		};
	}
}

static uint32_t characters_before(const struct source *source, size_t offset)
{
	size_t mark = offset / SOURCE_STRIDE;
	size_t start = mark * SOURCE_STRIDE;

	return source->marks[mark].characters +
	       count_characters(source->bytes + start, offset - start);
}

struct position source_position(struct arena *arena, struct loc loc)
{
	struct source *source = loc.source;

	if (source == NULL)
		return (struct position){0};
	source_index(arena, source);

	size_t offset = loc.offset < source->size ? loc.offset : source->size;
	size_t end = loc.length < source->size - offset ? offset + loc.length : source->size;
	size_t mark = offset / SOURCE_STRIDE;
	size_t counted = mark * SOURCE_STRIDE;
	size_t start = line_start(source, mark, offset);
	uint32_t before = characters_before(source, offset);

	if (start > offset) /* within a byte order mark */
		start = offset;
	return (struct position){
		.line = source->marks[mark].lines + 1 +
			count_lines(source->bytes + counted, offset - counted),
		.column = before - characters_before(source, start) + 1,
		.length = characters_before(source, end) - before,
	};
}

struct loc source_line(struct loc loc)
{
	const struct source *source = loc.source;
	size_t offset = loc.offset < source->size ? loc.offset : source->size;
	size_t start = line_start(source, offset / SOURCE_STRIDE, offset);

	if (offset < start) /* within a byte order mark */
		offset = start;

	const char *line_break = memchr(source->bytes + offset, '\n', source->size - offset);
	size_t end = line_break != NULL ? (size_t)(line_break - source->bytes) : source->size;

	if (end > start && source->bytes[end - 1] == '\r')
		end--;
	return (struct loc){loc.source, (uint32_t)start, (uint32_t)(end - start)};
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
