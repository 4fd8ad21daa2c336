/*
 * Text and places. The decoded text of an element is read from the source bytes, where every
 * character has an offset; runs map between the two. The parser has accepted the document
 * before, so markup here is well-formed; the bounds are kept all the same.
 */
#include <string.h>

#include "base/text.h"
#include "xml/private.h"

static const struct xml_place *place_of(xmlNodePtr node)
{
	return node->_private;
}

struct loc xml_find_before(struct source *source, uint32_t offset, const char *needle)
{
	size_t length = strlen(needle);
	size_t i = offset < source->size ? offset : source->size;

	while (i > 0) {
		i--;
		if (source->size - i >= length && memcmp(source->bytes + i, needle, length) == 0)
			return (struct loc){source, (uint32_t)i, (uint32_t)length};
	}
	return (struct loc){source, offset, 0};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct loc xml_tag_loc(xmlNodePtr node)
{
	const struct xml_place *place = place_of(node);

	return (struct loc){xml_document_of(node)->source, place->start + 1, place->name_length};
}

struct loc xml_element_loc(xmlNodePtr node)
{
	const struct xml_place *place = place_of(node);

	return (struct loc){xml_document_of(node)->source, place->start,
		place->end > place->start ? place->end - place->start : 0};
}

/* ---- decoding ---- */

struct decoder {
	struct context *ctx;
	const char *bytes;
	uint32_t position;
	uint32_t end;
	uint32_t tag; /* the next '<', or the end; to be looked for if it has been passed */
	struct text text;
	struct xml_run *runs;
	size_t n_runs;
};

/* What is added next is at source offset. */
static void begin_run(struct decoder *decoder, uint32_t offset)
{
	uint32_t length = (uint32_t)decoder->text.length;
	struct xml_run *last = decoder->n_runs == 0 ? NULL : &decoder->runs[decoder->n_runs - 1];

	if (last != NULL && last->source_offset + (length - last->text_offset) == offset)
		return;
	if (last != NULL && last->text_offset == length) {
		last->source_offset = offset;
		return;
	}
	*ARRAY_ADD(decoder->ctx->arena, decoder->runs, decoder->n_runs) =
		(struct xml_run){length, offset};
}

static bool at(const struct decoder *decoder, const char *string)
{
	size_t length = strlen(string);

	return decoder->end - decoder->position >= length &&
	       memcmp(decoder->bytes + decoder->position, string, length) == 0;
}

/* Moves past the next occurrence of string. */
static void skip_past(struct decoder *decoder, const char *string)
{
	const char *found = memmem(decoder->bytes + decoder->position,
		decoder->end - decoder->position, string, strlen(string));

	decoder->position = found == NULL
				    ? decoder->end
				    : (uint32_t)(found - decoder->bytes) + (uint32_t)strlen(string);
}

/* Literal text up to stop, line breaks normalised. */
static void add_literal(struct decoder *decoder, uint32_t stop)
{
	while (decoder->position < stop) {
		const char *from = decoder->bytes + decoder->position;
		const char *cr = memchr(from, '\r', stop - decoder->position);
		uint32_t length = cr == NULL ? stop - decoder->position : (uint32_t)(cr - from);

		if (length != 0) {
			begin_run(decoder, decoder->position);
			text_add_bytes(&decoder->text, from, length);
		}
		decoder->position += length;
		if (cr == NULL)
			continue;
		if (decoder->position + 1 >= stop || cr[1] != '\n') {
			begin_run(decoder, decoder->position);
			text_add_char(&decoder->text, '\n');
		}
		decoder->position++;
	}
}

static void add_utf8(struct text *text, uint32_t c)
{
	if (c < 0x80) {
		text_add_char(text, (char)c);
	} else if (c < 0x800) {
		text_add_char(text, (char)(0xc0u | c >> 6));
		text_add_char(text, (char)(0x80u | (c & 0x3fu)));
	} else if (c < 0x10000) {
		text_add_char(text, (char)(0xe0u | c >> 12));
		text_add_char(text, (char)(0x80u | (c >> 6 & 0x3fu)));
		text_add_char(text, (char)(0x80u | (c & 0x3fu)));
	} else {
		text_add_char(text, (char)(0xf0u | c >> 18));
		text_add_char(text, (char)(0x80u | (c >> 12 & 0x3fu)));
		text_add_char(text, (char)(0x80u | (c >> 6 & 0x3fu)));
		text_add_char(text, (char)(0x80u | (c & 0x3fu)));
	}
}

/* &#10; or &#xa; after "&#": the parser has seen to it that the number is a character. */
static uint32_t character_reference(const char *digits, const char *end)
{
	bool hex = digits < end && *digits == 'x';
	uint32_t value = 0;

	for (const char *p = digits + hex; p < end; p++) {
		uint32_t digit = (uint32_t)(*p <= '9' ? *p - '0' : (*p | 0x20) - 'a' + 10);

		value = (value * (hex ? 16u : 10u) + digit) & 0x1fffffu;
	}
	return value;
}

static void add_reference(struct decoder *decoder)
{
	static const struct {
		const char *name;
		char character;
	} predefined[] = {
		{"&lt;", '<'},
		{"&gt;", '>'},
		{"&amp;", '&'},
		{"&quot;", '"'},
		{"&apos;", '\''},
	};
	uint32_t start = decoder->position;

	begin_run(decoder, start);
	for (size_t i = 0; i < sizeof(predefined) / sizeof(predefined[0]); i++) {
		if (at(decoder, predefined[i].name))
			text_add_char(&decoder->text, predefined[i].character);
	}
	skip_past(decoder, ";");
	if (decoder->bytes[start + 1] == '#')
		add_utf8(&decoder->text, character_reference(decoder->bytes + start + 2,
						 decoder->bytes + decoder->position - 1));
}

static void add_cdata(struct decoder *decoder)
{
	decoder->position += (uint32_t)strlen("<![CDATA[");

	uint32_t start = decoder->position;

	skip_past(decoder, "]]>");

	uint32_t after = decoder->position;

	decoder->position = start;
	add_literal(decoder, after - 3 < start ? start : after - 3);
	decoder->position = after;
}

/* One piece of markup at '<'; false at the element's own end tag. child: the next child. */
static bool pass_markup(struct decoder *decoder, xmlNodePtr *child)
{
	if (at(decoder, "</"))
		return false;
	if (at(decoder, "<!--")) {
		decoder->position += 4;
		skip_past(decoder, "-->");
	} else if (at(decoder, "<![CDATA[")) {
		add_cdata(decoder);
	} else if (at(decoder, "<?")) {
		skip_past(decoder, "?>");
	} else if (*child != NULL) {
		decoder->position = place_of(*child)->end;
		*child = xml_next(*child);
	} else {
		return false;
	}
	return true;
}

static uint32_t find_next(const struct decoder *decoder, char wanted, uint32_t end)
{
	const char *from = decoder->bytes + decoder->position;
	const char *found = memchr(from, wanted, end - decoder->position);

	return found == NULL ? end : (uint32_t)(found - decoder->bytes);
}

/* The next '<' or '&'. There may be many of one before one of the other. */
static uint32_t find_special(struct decoder *decoder)
{
	if (decoder->tag < decoder->position)
		decoder->tag = find_next(decoder, '<', decoder->end);
	return find_next(decoder, '&', decoder->tag);
}

struct xml_text xml_text_of(xmlNodePtr node)
{
	uint32_t start = place_of(node)->start_tag_end;
	struct decoder decoder = {
		.ctx = xml_ctx(node),
		.bytes = xml_document_of(node)->source->bytes,
		.end = place_of(node)->end,
	};
	xmlNodePtr child = xml_child(node);
	bool empty = start >= decoder.end || decoder.bytes[start] == '/';

	decoder.position = empty ? start : start + 1;
	text_init(&decoder.text, xml_ctx(node)->arena);
	/* Decoding never makes text longer: the room is taken once, as sections can be large. */
	text_reserve(&decoder.text, empty ? 0 : decoder.end - decoder.position);
	text_add(&decoder.text, "");
	begin_run(&decoder, decoder.position);
	while (!empty && decoder.position < decoder.end) {
		add_literal(&decoder, find_special(&decoder));
		if (decoder.position < decoder.end && decoder.bytes[decoder.position] == '&')
			add_reference(&decoder);
		else if (decoder.position >= decoder.end || !pass_markup(&decoder, &child))
			break;
	}
	return (struct xml_text){xml_document_of(node), decoder.text.bytes, decoder.text.length,
		decoder.runs, decoder.n_runs};
}

static uint32_t source_offset(const struct xml_text *text, size_t offset)
{
	size_t low = 0;
	size_t high = text->n_runs;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (text->runs[middle].text_offset <= offset)
			low = middle;
		else
			high = middle;
	}
	return text->runs[low].source_offset + (uint32_t)offset - text->runs[low].text_offset;
}

struct loc xml_text_loc(const struct xml_text *text, size_t start, size_t length)
{
	uint32_t first;

	if (length == 0 && start > 0)
		first = source_offset(text, start - 1) + 1;
	else
		first = source_offset(text, start);
	if (length == 0)
		return (struct loc){text->document->source, first, 0};
	return (struct loc){
		text->document->source, first, source_offset(text, start + length - 1) + 1 - first};
}

struct value xml_text_value(const struct xml_text *text, size_t start, size_t length)
{
	while (length > 0 && is_blank(text->bytes[start])) {
		start++;
		length--;
	}
	while (length > 0 && is_blank(text->bytes[start + length - 1]))
		length--;
	return value_of(arena_strndup(text->document->ctx->arena, text->bytes + start, length),
		xml_text_loc(text, start, length));
}

/* Most elements hold literal text alone, which is what the source has. False: decode it. */
static bool take_literal(xmlNodePtr node, struct value *value)
{
	const char *bytes = xml_document_of(node)->source->bytes;
	uint32_t start = place_of(node)->start_tag_end;
	uint32_t end = place_of(node)->end;
	const char *from = bytes + start + 1;
	const char *to;

	if (start >= end || bytes[start] != '>')
		return false;
	to = memchr(from, '<', end - start - 1);
	if (to == NULL || to[1] != '/' || memchr(from, '&', (size_t)(to - from)) != NULL ||
		memchr(from, '\r', (size_t)(to - from)) != NULL)
		return false;
	while (from < to && is_blank(*from))
		from++;
	while (from < to && is_blank(to[-1]))
		to--;
	*value = value_of(arena_strndup(xml_ctx(node)->arena, from, (size_t)(to - from)),
		(struct loc){xml_document_of(node)->source, (uint32_t)(from - bytes),
			(uint32_t)(to - from)});
	return true;
}

struct value xml_value(xmlNodePtr node)
{
	struct value value;

	if (take_literal(node, &value))
		return value;

	struct xml_text text = xml_text_of(node);

	return xml_text_value(&text, 0, text.length);
}

/* ---- attributes ---- */

/* An attribute's name, and its raw value between the quotes. */
struct attribute_place {
	struct loc name;
	struct loc value;
};

/* Both are the tag if the attribute is not there. */
static struct attribute_place attribute_place(xmlNodePtr node, const char *name)
{
	struct loc tag = xml_tag_loc(node);
	const char *bytes = xml_document_of(node)->source->bytes;
	uint32_t i = tag.offset + tag.length;
	uint32_t end = place_of(node)->start_tag_end;

	while (i < end) {
		while (i < end && is_blank(bytes[i]))
			i++;

		uint32_t start = i;
		struct loc name_loc = {
			xml_document_of(node)->source, start, (uint32_t)strlen(name)};

		while (i < end && bytes[i] != '=' && !is_blank(bytes[i]))
			i++;

		bool found =
			i - start == strlen(name) && memcmp(bytes + start, name, i - start) == 0;

		while (i < end && bytes[i] != '"' && bytes[i] != '\'')
			i++;
		start = i + 1;

		const char *close =
			start < end ? memchr(bytes + start, bytes[i], end - start) : NULL;

		if (close == NULL)
			break;
		i = (uint32_t)(close - bytes);
		if (found)
			return (struct attribute_place){
				name_loc, {xml_document_of(node)->source, start, i - start}};
		i++;
	}
	return (struct attribute_place){tag, tag};
}

struct loc xml_attribute_name_loc(xmlNodePtr node, const char *name)
{
	return attribute_place(node, name).name;
}

struct value xml_attribute(xmlNodePtr node, const char *name)
{
	xmlAttrPtr attribute = xmlHasProp(node, (const xmlChar *)name);

	if (attribute == NULL)
		return value_absent(xml_tag_loc(node));

	struct loc loc = attribute_place(node, name).value;
	const char *raw = xml_document_of(node)->source->bytes + loc.offset;
	const char *text =
		attribute->children == NULL ? "" : (const char *)attribute->children->content;
	size_t length = strlen(text);

	while (length > 0 && is_blank(text[length - 1]))
		length--;
	while (length > 0 && is_blank(*text)) {
		text++;
		length--;
	}
	while (loc.length > 0 && is_blank(raw[loc.length - 1]))
		loc.length--;
	while (loc.length > 0 && is_blank(*raw)) {
		raw++;
		loc.offset++;
		loc.length--;
	}
	return value_of(arena_strndup(xml_ctx(node)->arena, text, length), loc);
}
