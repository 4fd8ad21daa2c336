/*
 * The new parts of a scenario in the place of the old ones. The three documents have the same
 * elements in the same order, but for what is inside IVSHMEM and for names that VMs now have.
 */
#include "migrate/migrate.h"

#include <libxml/xmlsave.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of the source that a text takes the place of. */
struct edit {
	uint32_t offset;
	uint32_t length;
	const char *text;
};

struct edits {
	struct arena *arena;
	const char *encoding; /* what new parts are written in */
	struct edit *items;
	size_t count;
};

static void add_edit(struct edits *edits, uint32_t offset, uint32_t length, const char *text)
{
	*ARRAY_ADD(edits->arena, edits->items, edits->count) = (struct edit){offset, length, text};
}

/* One element of the scenario in all three documents. */
struct versions {
	struct xml_node *source;
	xmlNodePtr before;
	xmlNodePtr after;
};

/* The first of these siblings that is an element of that name; NULL: none is. */
static xmlNodePtr find(xmlNodePtr node, const char *name)
{
	while (node != NULL &&
		!(node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, (const xmlChar *)name)))
		node = node->next;
	return node;
}

static struct versions child_of(struct versions parent, const char *name)
{
	return (struct versions){
		xml_each(parent.source, name, NULL),
		parent.before == NULL ? NULL : find(parent.before->children, name),
		parent.after == NULL ? NULL : find(parent.after->children, name),
	};
}

static struct versions next_of(struct versions element, const char *name)
{
	return (struct versions){
		xml_each(NULL, name, element.source),
		find(element.before->next, name),
		find(element.after->next, name),
	};
}

static bool is_complete(struct versions element)
{
	return element.source != NULL && element.before != NULL && element.after != NULL;
}

/* The nodes from first to last, which are siblings, as libxml2 writes them. */
static const char *written(const struct edits *edits, xmlNodePtr first, const xmlNode *last)
{
	xmlBufferPtr buffer = xmlBufferCreate();
	xmlSaveCtxtPtr save = buffer == NULL ? NULL : xmlSaveToBuffer(buffer, edits->encoding, 0);
	const char *text;

	if (save == NULL)
		memory_exhausted();
	for (xmlNodePtr node = first; node != last->next; node = node->next) {
		if (xmlSaveTree(save, node) < 0)
			memory_exhausted();
	}
	if (xmlSaveClose(save) < 0)
		memory_exhausted();
	text = arena_strdup(edits->arena, (const char *)xmlBufferContent(buffer));
	xmlBufferFree(buffer);
	return text;
}

/* The bytes of the start tag, from '<' to '>', that an element begins with. */
static size_t start_tag_length(const char *element)
{
	size_t length = 0;

	while (element[length] != '>') {
		char byte = element[length++];

		if (byte == '"' || byte == '\'')
			length = (size_t)(strchr(element + length, byte) + 1 - element);
	}
	return length + 1;
}

/* A start tag that stays is spelt as it was. */
static void replace_element(struct edits *edits, struct versions element)
{
	if (!is_complete(element))
		return;

	const char *before = written(edits, element.before, element.before);
	const char *after = written(edits, element.after, element.after);
	struct loc old = xml_element_loc(element.source);
	const char *source = old.source->bytes + old.offset;
	size_t source_tag = start_tag_length(source);
	size_t tag = start_tag_length(after);

	if (strcmp(before, after) == 0)
		return;
	if (source[source_tag - 2] != '/' && after[tag - 2] != '/' &&
		strncmp(before, after, tag) == 0)
		add_edit(edits, old.offset + (uint32_t)source_tag,
			old.length - (uint32_t)source_tag, after + tag);
	else
		add_edit(edits, old.offset, old.length, after);
}

/* A name that the VM lacked follows what says its kind. */
static void edit_vm(struct edits *edits, struct versions vm)
{
	struct versions name = child_of(vm, "name");
	struct versions type = child_of(vm, "vm_type");
	struct versions order = child_of(vm, "load_order");
	struct xml_node *old_kind = type.source != NULL ? type.source : order.source;
	xmlNodePtr new_kind = type.after != NULL ? type.after : order.after;
	struct loc kind;

	if (name.source != NULL || name.after == NULL || old_kind == NULL || new_kind == NULL) {
		replace_element(edits, name);
		return;
	}
	/* From after the kind on: white space comes along. */
	kind = xml_element_loc(old_kind);
	add_edit(edits, kind.offset + kind.length, 0, written(edits, new_kind->next, name.after));
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

/* The source may say that it is ASCII: then other characters are references in it. */
static const char *encoding_of(const struct source *source)
{
	for (size_t i = 0; i < source->size; i++) {
		if ((unsigned char)source->bytes[i] >= 0x80)
			return "UTF-8";
	}
	return "US-ASCII";
}

static void add_lines(struct text *out, const char *lines, const char *line_end)
{
	for (const char *end; (end = strchr(lines, '\n')) != NULL; lines = end + 1) {
		text_add_bytes(out, lines, (size_t)(end - lines));
		text_add(out, line_end);
	}
	text_add(out, lines);
}

static void apply_edits(const struct source *source, struct edits *edits, struct text *out)
{
	const char *line_end = line_break(source);
	uint32_t position = 0;

	if (edits->count > 1)
		qsort(edits->items, edits->count, sizeof(*edits->items), compare_edits);
	text_reserve(out, source->size);
	for (size_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->items[i];

		text_add_bytes(out, source->bytes + position, edit->offset - position);
		add_lines(out, edit->text, line_end);
		position = edit->offset + edit->length;
	}
	text_add_bytes(out, source->bytes + position, source->size - position);
}

void migrate_splice(
	const struct xml_document *document, const struct migration *migration, struct text *out)
{
	struct versions root = {
		document->root,
		xmlDocGetRootElement(migration->before),
		xmlDocGetRootElement(migration->after),
	};
	struct edits edits = {.arena = out->arena, .encoding = encoding_of(document->source)};
	struct versions features = child_of(child_of(root, "hv"), "FEATURES");

	replace_element(&edits, child_of(features, "IVSHMEM"));
	for (struct versions vm = child_of(root, "vm"); is_complete(vm); vm = next_of(vm, "vm"))
		edit_vm(&edits, vm);
	apply_edits(document->source, &edits, out);
}
