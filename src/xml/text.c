/*
 * Text and places. The decoded text of an element is read from the source bytes, where every
 * character has an offset; runs map between the two. The parser has accepted the document
 * before, so markup here is well-formed; the bounds are kept all the same.
 */
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "xml/private.h"

struct loc xml_tag_loc(struct xml_node *node)
{
	return (struct loc){node->source, node->start + 1, (uint32_t)strlen(node->name)};
}

struct loc xml_element_loc(struct xml_node *node)
{
	return (struct loc){
		node->source, node->start, node->end > node->start ? node->end - node->start : 0};
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
	const char *reference = decoder->bytes + decoder->position;

	begin_run(decoder, decoder->position);
	for (size_t i = 0; i < sizeof(predefined) / sizeof(predefined[0]); i++) {
		if (at(decoder, predefined[i].name))
			text_add_char(&decoder->text, predefined[i].character);
	}
	skip_past(decoder, ";");
	/* &#10; or &#xa;, of which the parser has seen to it that the number is a character. */
	if (reference[1] == '#') {
		bool hex = reference[2] == 'x';
		xmlChar utf8[4];
		int length = xmlCopyCharMultiByte(
			utf8, (int)strtoul(reference + 2 + hex, NULL, hex ? 16 : 10));

		text_add_bytes(&decoder->text, (const char *)utf8, (size_t)length);
	}
}

static void add_cdata(struct decoder *decoder)
{
	uint32_t start = decoder->position + (uint32_t)strlen("<![CDATA[");
	uint32_t after;

	skip_past(decoder, "]]>");
	after = decoder->position;
	decoder->position = start;
	add_literal(decoder, after - (uint32_t)strlen("]]>"));
	decoder->position = after;
}

/* One piece of markup at '<'; false at the element's own end tag. child: the next child. */
static bool pass_markup(struct decoder *decoder, struct xml_node **child)
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
		decoder->position = (*child)->end;
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

struct xml_text xml_text_of(struct xml_node *node)
{
	uint32_t start = node->start_tag_end;
	struct decoder decoder = {
		.ctx = node->ctx,
		.bytes = node->source->bytes,
		.end = node->end,
	};
	struct xml_node *child = xml_child(node);
	bool empty = start >= decoder.end || decoder.bytes[start] == '/';

	decoder.position = empty ? start : start + 1;
	text_init(&decoder.text, node->ctx->arena);
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
	return (struct xml_text){node->ctx, node->source, decoder.text.bytes, decoder.text.length,
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
	uint32_t first = length == 0 && start > 0 ? source_offset(text, start - 1) + 1
						  : source_offset(text, start);
	uint32_t end = length == 0 ? first : source_offset(text, start + length - 1) + 1;

	return (struct loc){text->source, first, end - first};
}

size_t xml_trim(const char **bytes, size_t length)
{
	for (; length > 0 && xml_is_blank(**bytes); length--)
		(*bytes)++;
	while (length > 0 && xml_is_blank((*bytes)[length - 1]))
		length--;
	return length;
}

struct value xml_text_value(const struct xml_text *text, size_t start, size_t length)
{
	const char *from = text->bytes + start;

	length = xml_trim(&from, length);
	return value_of(arena_strndup(text->ctx->arena, from, length),
		xml_text_loc(text, (size_t)(from - text->bytes), length));
}

/* Most elements hold literal text alone, which is what the source has. False: decode it. */
static bool take_literal(struct xml_node *node, struct value *value)
{
	const char *bytes = node->source->bytes;
	uint32_t start = node->start_tag_end;
	uint32_t end = node->end;
	const char *from = bytes + start + 1;
	const char *to;
	size_t length;

	if (start >= end || bytes[start] != '>')
		return false;
	to = memchr(from, '<', end - start - 1);
	if (to == NULL || to[1] != '/' || memchr(from, '&', (size_t)(to - from)) != NULL ||
		memchr(from, '\r', (size_t)(to - from)) != NULL)
		return false;
	length = xml_trim(&from, (size_t)(to - from));
	*value = value_of(arena_strndup(node->ctx->arena, from, length),
		(struct loc){node->source, (uint32_t)(from - bytes), (uint32_t)length});
	return true;
}

struct value xml_value(struct xml_node *node)
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
static struct attribute_place attribute_place(struct xml_node *node, const char *name)
{
	struct source *source = node->source;
	struct loc tag = xml_tag_loc(node);
	const char *p = source->bytes + tag.offset + tag.length;
	const char *end = source->bytes + node->start_tag_end;
	size_t length = strlen(name);

	for (const char *equals; (equals = memchr(p, '=', (size_t)(end - p))) != NULL;) {
		const char *value = equals + 1;
		const char *close;

		while (xml_is_blank(*p))
			p++;
		while (xml_is_blank(*value))
			value++;
		value++;
		close = memchr(value, value[-1], (size_t)(end - value));
		if (close == NULL)
			break;
		if (strncmp(p, name, length) == 0 && (p[length] == '=' || xml_is_blank(p[length])))
			return (struct attribute_place){
				{source, (uint32_t)(p - source->bytes), (uint32_t)length},
				{source, (uint32_t)(value - source->bytes),
					(uint32_t)(close - value)}};
		p = close + 1;
	}
	return (struct attribute_place){tag, tag};
}

struct loc xml_attribute_name_loc(struct xml_node *node, const char *name)
{
	return attribute_place(node, name).name;
}

const struct xml_attribute *xml_find_attribute(const struct xml_node *node, const char *name)
{
	const struct xml_attribute *attribute = node->attributes;

	while (attribute != NULL && strcmp(attribute->name, name) != 0)
		attribute = attribute->next;
	return attribute;
}

struct value xml_attribute(struct xml_node *node, const char *name)
{
	const struct xml_attribute *attribute = xml_find_attribute(node, name);
	const char *text;
	const char *raw;
	size_t length;
	struct loc loc;

	if (attribute == NULL)
		return value_absent(xml_tag_loc(node));
	text = attribute->value;
	length = xml_trim(&text, strlen(text));
	loc = attribute_place(node, name).value;
	raw = loc.source->bytes + loc.offset;
	loc.length = (uint32_t)xml_trim(&raw, loc.length);
	loc.offset = (uint32_t)(raw - loc.source->bytes);
	return value_of(arena_strndup(node->ctx->arena, text, length), loc);
}
