/* Reading lines of a board's text sections, and numbers as C writes them. */
#include "parse/board_section.h"

#include <string.h>

/* ---- lines ---- */

void line_skip_blanks(struct line *line)
{
	while (line->p < line->end && parse_is_blank(*line->p))
		line->p++;
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
	while (end > start && parse_is_blank(end[-1]))
		end--;
	*line = (struct line){text, start, end};
	line_skip_blanks(line);
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

bool line_begins(const struct line *line, const char *text)
{
	size_t length = strlen(text);

	return (size_t)(line->end - line->p) >= length && memcmp(line->p, text, length) == 0;
}

bool line_is(const struct line *line, const char *text)
{
	return line_begins(line, text) && (size_t)(line->end - line->p) == strlen(text);
}

bool line_has(const struct line *line, const char *text)
{
	return memmem(line->p, (size_t)(line->end - line->p), text, strlen(text)) != NULL;
}

bool line_take(struct line *line, const char *text)
{
	if (!line_begins(line, text))
		return false;
	line->p += strlen(text);
	line_skip_blanks(line);
	return true;
}

const char *line_word_end(const struct line *line)
{
	const char *end = line->p;

	while (end < line->end && !parse_is_blank(*end))
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

/* ---- sections of C ---- */

/* A copy with blanks for comments, so that every byte keeps its place. */
static const char *without_comments(struct arena *arena, const struct xml_text *text)
{
	char *copy = arena_strndup(arena, text->bytes, text->length);
	char *open = copy;

	while ((open = strstr(open, "/*")) != NULL) {
		const char *close = strstr(open + 2, "*/");
		const char *end = close != NULL ? close + 2 : copy + strlen(copy);

		for (; open < end; open++) {
			if (*open != '\n')
				*open = ' ';
		}
	}
	return copy;
}

/* True for a line that the one before it repeats, with its comments: states may be equal without.
 */
static bool is_repeated(struct section_reader *reader, const char *line, size_t length)
{
	bool repeated = reader->last != NULL && length == reader->last_length &&
			memcmp(line, reader->last, length) == 0;

	reader->last = line;
	reader->last_length = length;
	return repeated;
}

bool section_next_record(struct section_reader *reader, struct line *record)
{
	if (reader->plain.bytes == NULL) {
		reader->plain = reader->text;
		reader->plain.bytes = without_comments(reader->ctx->arena, &reader->text);
	}
	for (size_t start = reader->position; line_next(&reader->plain, &reader->position, record);
		start = reader->position) {
		bool repeated = is_repeated(
			reader, reader->text.bytes + start, reader->position - 1 - start);

		if (line_ends(record))
			continue;
		if (!repeated)
			return true;
		section_fault(reader, line_rest(record),
			"the line before it is the same; remove one of them");
	}
	return false;
}

void section_fault(struct section_reader *reader, struct loc loc, const char *message)
{
	struct board_config *config = reader->config;

	*ARRAY_ADD(reader->ctx->arena, config->faults, config->n_faults) =
		(struct board_fault){reader->section, loc, message};
}

/* What comes before end as a value. */
static struct value take_bytes(struct section_reader *reader, struct line *record, const char *end)
{
	struct value value =
		value_of(arena_strndup(reader->ctx->arena, record->p, (size_t)(end - record->p)),
			line_loc(record, record->p, end));

	record->p = end;
	line_skip_blanks(record);
	return value;
}

struct value section_take_word(struct section_reader *reader, struct line *record)
{
	return take_bytes(reader, record, line_word_end(record));
}

static bool is_word_byte(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '_';
}

/* Suffixes of C: U and L in any order, three at most. */
static size_t length_without_suffix(const char *text)
{
	size_t length = strlen(text);

	for (size_t n = 0; n < 3 && length > 1 && strchr("uUlL", text[length - 1]) != NULL; n++)
		length--;
	return length;
}

struct number section_take_number(struct section_reader *reader, struct line *record)
{
	static const struct {
		const char *name;
		uint64_t value;
	} names[] = {
		{"SPACE_SYSTEM_MEMORY", SPACE_SYSTEM_MEMORY},
		{"SPACE_SYSTEM_IO", SPACE_SYSTEM_IO},
		{"SPACE_FFixedHW", SPACE_FFIXEDHW},
		{"true", 1},
		{"false", 0},
	};
	const char *end = record->p;

	while (end < record->end && is_word_byte(*end))
		end++;

	struct value word = take_bytes(reader, record, end);
	struct value digits = word;
	struct number number;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (value_is(&word, names[i].name))
			return (struct number){
				word.text, true, word.loc, NUMBER_DECIMAL, names[i].value};
	}
	digits.text =
		arena_strndup(reader->ctx->arena, word.text, length_without_suffix(word.text));
	number = parse_number(&digits);
	number.text = word.text;
	return number;
}
