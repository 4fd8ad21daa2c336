/* Lines of a text, and what they begin with. Nothing is judged here. */
#include "parse/line.h"

#include <string.h>

void line_skip_blanks(struct line *line)
{
	while (line->p < line->end && xml_is_blank(*line->p))
		line->p++;
}

/* Without the blanks around it. */
static struct line trimmed(const struct xml_text *text, const char *start, const char *end)
{
	size_t length = xml_trim(&start, (size_t)(end - start));

	return (struct line){text, start, start + length};
}

struct line line_whole(const struct xml_text *text)
{
	return trimmed(text, text->bytes, text->bytes + text->length);
}

bool line_next(const struct xml_text *text, size_t *position, struct line *line)
{
	const char *start = text->bytes + *position;
	const char *end;

	if (*position >= text->length)
		return false;
	end = memchr(start, '\n', text->length - *position);
	if (end == NULL)
		end = text->bytes + text->length;
	*position = (size_t)(end - text->bytes) + 1;
	*line = trimmed(text, start, end);
	return true;
}

struct loc line_loc(const struct line *line, const char *start, const char *end)
{
	return xml_text_loc(line->text, (size_t)(start - line->text->bytes), (size_t)(end - start));
}

struct loc line_rest(const struct line *line)
{
	return line_loc(line, line->p, line->end);
}

bool line_ends(const struct line *line)
{
	return line->p == line->end;
}

bool line_begins(const struct line *line, const char *string)
{
	size_t length = strlen(string);

	return (size_t)(line->end - line->p) >= length && memcmp(line->p, string, length) == 0;
}

bool line_is(const struct line *line, const char *string)
{
	return line_begins(line, string) && (size_t)(line->end - line->p) == strlen(string);
}

bool line_has(const struct line *line, const char *string)
{
	return memmem(line->p, (size_t)(line->end - line->p), string, strlen(string)) != NULL;
}

bool line_take(struct line *line, const char *string)
{
	if (!line_begins(line, string))
		return false;
	line->p += strlen(string);
	line_skip_blanks(line);
	return true;
}

const char *line_word_end(const struct line *line)
{
	const char *end = line->p;

	while (end < line->end && !xml_is_blank(*end))
		end++;
	return end;
}

enum number_form line_take_hex(struct line *line, uint64_t *value)
{
	const char *start = line->p;

	while (line->p < line->end && parse_is_hex_digit(*line->p))
		line->p++;
	return parse_hex_digits(start, (size_t)(line->p - start), value);
}

struct value line_take_value(struct line *line, const char *end)
{
	struct arena *arena = line->text->ctx->arena;
	struct value value = value_of(arena_strndup(arena, line->p, (size_t)(end - line->p)),
		line_loc(line, line->p, end));

	line->p = end;
	line_skip_blanks(line);
	return value;
}
