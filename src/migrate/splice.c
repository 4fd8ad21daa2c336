/*
 * The new parts of a scenario in the place of the old ones. The three documents have the same
 * elements in the same order, but for what is inside IVSHMEM and for names that VMs now have.
 */
#include "migrate/migrate.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of the source that others take the place of. */
struct edit {
	uint32_t offset;
	uint32_t length;
	const char *bytes;
	size_t size;
};

struct edits {
	struct arena *arena;
	struct edit *items;
	size_t count;
};

static void add_edit(
	struct edits *edits, uint32_t offset, uint32_t length, const char *bytes, size_t size)
{
	*ARRAY_ADD(edits->arena, edits->items, edits->count) =
		(struct edit){offset, length, bytes, size};
}

static const char *loc_bytes(struct loc loc)
{
	return loc.source->bytes + loc.offset;
}

static uint32_t loc_end(struct loc loc)
{
	return loc.offset + loc.length;
}

static bool same_bytes(struct loc a, struct loc b)
{
	return a.length == b.length && memcmp(loc_bytes(a), loc_bytes(b), a.length) == 0;
}

/* One element of the scenario in all three documents. */
struct trio {
	xmlNodePtr in_source;
	xmlNodePtr in_before;
	xmlNodePtr in_after;
};

static struct trio trio_child(const struct trio *parent, const char *name)
{
	struct trio child = *parent;

	child.in_source = xml_each(parent->in_source, name, NULL);
	child.in_before = xml_each(parent->in_before, name, NULL);
	child.in_after = xml_each(parent->in_after, name, NULL);
	return child;
}

static void trio_next(struct trio *trio, const char *name)
{
	trio->in_source = xml_each(NULL, name, trio->in_source);
	trio->in_before = xml_each(NULL, name, trio->in_before);
	trio->in_after = xml_each(NULL, name, trio->in_after);
}

static bool trio_is_complete(const struct trio *trio)
{
	return trio->in_source != NULL && trio->in_before != NULL && trio->in_after != NULL;
}

/* The start tag of an element, from '<' to '>'. */
static struct loc start_tag(struct loc element)
{
	const char *bytes = loc_bytes(element);
	uint32_t length = 0;
	char quote = '\0';

	while (length < element.length && (quote != '\0' || bytes[length] != '>')) {
		char byte = bytes[length++];

		if (quote != '\0')
			quote = byte == quote ? '\0' : quote;
		else if (byte == '"' || byte == '\'')
			quote = byte;
	}
	element.length = length + (length < element.length);
	return element;
}

/* Whether something can be between this tag and its end tag. */
static bool is_open(struct loc tag)
{
	return tag.length > 1 && loc_bytes(tag)[tag.length - 2] != '/';
}

/* A start tag that stays is spelt as it was. */
static void replace_element(struct edits *edits, const struct trio *element)
{
	if (!trio_is_complete(element))
		return;

	struct loc old = xml_element_loc(element->in_source);
	struct loc before = xml_element_loc(element->in_before);
	struct loc after = xml_element_loc(element->in_after);
	struct loc old_tag = start_tag(old);
	struct loc new_tag = start_tag(after);
	bool keeps_tag =
		is_open(old_tag) && is_open(new_tag) && same_bytes(start_tag(before), new_tag);
	uint32_t skip_old = keeps_tag ? old_tag.length : 0;
	uint32_t skip_new = keeps_tag ? new_tag.length : 0;

	if (!same_bytes(before, after))
		add_edit(edits, old.offset + skip_old, old.length - skip_old,
			loc_bytes(after) + skip_new, after.length - skip_new);
}

/* What says the kind of a VM; a name that the VM lacked follows it. */
static xmlNodePtr kind_of_vm(xmlNodePtr vm)
{
	xmlNodePtr node = xml_child(vm);

	while (node != NULL && !xml_is(node, "vm_type") && !xml_is(node, "load_order"))
		node = xml_next(node);
	return node;
}

static void edit_vm(struct edits *edits, const struct trio *vm)
{
	struct trio name = trio_child(vm, "name");
	xmlNodePtr old_kind = kind_of_vm(vm->in_source);
	xmlNodePtr new_kind = kind_of_vm(vm->in_after);

	if (name.in_source != NULL || name.in_after == NULL || old_kind == NULL ||
		new_kind == NULL) {
		replace_element(edits, &name);
		return;
	}

	/* From after the kind on: white space comes along. */
	uint32_t at = loc_end(xml_element_loc(old_kind));
	uint32_t from = loc_end(xml_element_loc(new_kind));
	uint32_t to = loc_end(xml_element_loc(name.in_after));

	add_edit(edits, at, 0, xml_document_of(vm->in_after)->source->bytes + from, to - from);
}

static int compare_edits(const void *a, const void *b)
{
	const struct edit *left = a;
	const struct edit *right = b;

	return (left->offset > right->offset) - (left->offset < right->offset);
}

/* How the source ends its lines; XML readers see "\n" in any case. */
static const char *line_break(const struct source *source)
{
	const char *lf = memchr(source->bytes, '\n', source->size);
	const char *cr = memchr(source->bytes, '\r', source->size);

	if (cr != NULL && lf == cr + 1)
		return "\r\n";
	return cr != NULL && (lf == NULL || cr < lf) ? "\r" : "\n";
}

/* How a source is spelt, for what comes into it. */
struct spelling {
	const char *line_end;
	bool ascii; /* it may say so in its declaration: other characters are references there */
};

static bool is_ascii(const struct source *source)
{
	for (size_t i = 0; i < source->size; i++) {
		if ((unsigned char)source->bytes[i] >= 0x80)
			return false;
	}
	return true;
}

/* The code point of a sequence that a serializer wrote, and its length. */
static size_t read_character(const char *bytes, uint32_t *character)
{
	unsigned char first = (unsigned char)bytes[0];
	size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

	*character = first & (0xffu >> (length + 1));
	for (size_t i = 1; i < length; i++)
		*character = *character << 6 | ((unsigned char)bytes[i] & 0x3fu);
	return length;
}

/* The bytes of a new part. In ASCII sources comments are ASCII, so a reference is read as one. */
static void add_part(
	struct text *out, const char *bytes, size_t size, const struct spelling *spelling)
{
	for (size_t i = 0; i < size;) {
		size_t plain = i;
		uint32_t character;

		while (plain < size && bytes[plain] != '\n' &&
			(!spelling->ascii || (unsigned char)bytes[plain] < 0x80))
			plain++;
		text_add_bytes(out, bytes + i, plain - i);
		if (plain == size)
			return;
		if (bytes[plain] == '\n') {
			text_add(out, spelling->line_end);
			i = plain + 1;
		} else {
			i = plain + read_character(bytes + plain, &character);
			text_addf(out, "&#%u;", (unsigned)character);
		}
	}
}

static void apply_edits(const struct source *source, struct edits *edits, struct text *out)
{
	struct spelling spelling = {line_break(source), is_ascii(source)};
	uint32_t position = 0;

	if (edits->count > 1)
		qsort(edits->items, edits->count, sizeof(*edits->items), compare_edits);
	text_reserve(out, source->size);
	for (size_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->items[i];

		text_add_bytes(out, source->bytes + position, edit->offset - position);
		add_part(out, edit->bytes, edit->size, &spelling);
		position = edit->offset + edit->length;
	}
	text_add_bytes(out, source->bytes + position, source->size - position);
}

void migrate_splice(
	const struct xml_document *document, const struct migration *migration, struct text *out)
{
	struct trio root = {
		.in_source = xmlDocGetRootElement(document->tree),
		.in_before = xmlDocGetRootElement(migration->before_document.tree),
		.in_after = xmlDocGetRootElement(migration->after_document.tree),
	};
	struct edits edits = {.arena = out->arena};
	struct trio hv = trio_child(&root, "hv");
	struct trio features = trio_child(&hv, "FEATURES");
	struct trio section = trio_child(&features, "IVSHMEM");

	replace_element(&edits, &section);
	for (struct trio vm = trio_child(&root, "vm"); trio_is_complete(&vm); trio_next(&vm, "vm"))
		edit_vm(&edits, &vm);
	apply_edits(document->source, &edits, out);
}
