/* Reading records of a board's text sections, and numbers as C writes them. */
#include "parse/board_section.h"

#include <string.h>

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

/* Suffixes of C: U and L in any order, three at most. */
static size_t length_without_suffix(const char *text)
{
	size_t length = strlen(text);

	for (size_t n = 0; n < 3 && length > 1 && strchr("uUlL", text[length - 1]) != NULL; n++)
		length--;
	return length;
}

struct number section_take_number(struct line *record)
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
	struct value word = line_take_value(record, record->p + parse_word_length(record->p));
	struct value digits = word;
	struct number number;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (value_is(&word, names[i].name))
			return (struct number){
				word.text, true, word.loc, NUMBER_DECIMAL, names[i].value};
	}
	digits.text = arena_strndup(
		record->text->ctx->arena, word.text, length_without_suffix(word.text));
	number = parse_number(digits);
	number.text = word.text;
	return number;
}
