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

static void skip_blanks(struct record *record)
{
	while (record->start < record->end && parse_is_blank(record->plain[record->start]))
		record->start++;
}

/* True for a line that the one before it repeats, with its comments: states may be equal without.
 */
static bool is_repeated(struct section_reader *reader, size_t start, size_t end)
{
	const char *bytes = reader->text.bytes;
	size_t length = end - start;
	bool repeated = length == reader->last_length &&
			memcmp(bytes + start, bytes + reader->last_start, length) == 0;

	reader->last_start = start;
	reader->last_length = length;
	return repeated;
}

bool section_next_record(struct section_reader *reader, struct record *record)
{
	if (reader->plain == NULL)
		reader->plain = without_comments(reader->ctx->arena, &reader->text);
	while (reader->plain[reader->position] != '\0') {
		size_t start = reader->position;
		size_t end = start + strcspn(reader->plain + start, "\n");
		bool repeated;

		reader->position = reader->plain[end] == '\n' ? end + 1 : end;
		repeated = is_repeated(reader, start, end);
		while (end > start && parse_is_blank(reader->plain[end - 1]))
			end--;
		*record = (struct record){&reader->text, reader->plain, start, end};
		skip_blanks(record);
		if (record_ends(record))
			continue;
		if (!repeated)
			return true;
		section_fault(reader, record_rest(record),
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

struct loc record_rest(const struct record *record)
{
	return xml_text_loc(record->text, record->start, record->end - record->start);
}

bool record_ends(const struct record *record)
{
	return record->start == record->end;
}

bool record_is(const struct record *record, const char *text)
{
	size_t length = record->end - record->start;

	return length == strlen(text) && memcmp(record->plain + record->start, text, length) == 0;
}

bool record_take(struct record *record, const char *text)
{
	size_t length = strlen(text);

	if (record->end - record->start < length ||
		memcmp(record->plain + record->start, text, length) != 0)
		return false;
	record->start += length;
	skip_blanks(record);
	return true;
}

/* The next length bytes as a value. */
static struct value take_bytes(struct section_reader *reader, struct record *record, size_t length)
{
	struct value value = {
		.text = arena_strndup(reader->ctx->arena, record->plain + record->start, length),
		.present = true,
		.loc = xml_text_loc(record->text, record->start, length),
	};

	record->start += length;
	skip_blanks(record);
	return value;
}

struct value record_take_word(struct section_reader *reader, struct record *record)
{
	size_t end = record->start;

	while (end < record->end && !parse_is_blank(record->plain[end]))
		end++;
	return take_bytes(reader, record, end - record->start);
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

struct number record_take_number(struct section_reader *reader, struct record *record)
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
	size_t end = record->start;

	while (end < record->end && is_word_byte(record->plain[end]))
		end++;

	struct value word = take_bytes(reader, record, end - record->start);
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
