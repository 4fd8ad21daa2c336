/*
 * The new parts of a scenario in the place of the old ones. The three documents have the same
 * elements in the same order, but for what is inside IVSHMEM and for names that VMs now have.
 */
#include "migrate.h"

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
	size_t capacity;
};

static void add_edit(
	struct edits *edits, uint32_t offset, uint32_t length, const char *bytes, size_t size)
{
	edits->items = arena_grow(
		edits->arena, edits->items, edits->count, &edits->capacity, sizeof(*edits->items));
	edits->items[edits->count++] = (struct edit){offset, length, bytes, size};
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
	const struct xml_document *source;
	const struct xml_document *before;
	const struct xml_document *after;
	xmlNodePtr in_source;
	xmlNodePtr in_before;
	xmlNodePtr in_after;
};

static struct trio trio_child(const struct trio *parent, const char *name)
{
	struct trio child = *parent;

	child.in_source = xml_child(parent->in_source, name);
	child.in_before = xml_child(parent->in_before, name);
	child.in_after = xml_child(parent->in_after, name);
	return child;
}

static void trio_next(struct trio *trio, const char *name)
{
	trio->in_source = xml_next(trio->in_source, name);
	trio->in_before = xml_next(trio->in_before, name);
	trio->in_after = xml_next(trio->in_after, name);
}

static bool trio_is_complete(const struct trio *trio)
{
	return trio->in_source != NULL && trio->in_before != NULL && trio->in_after != NULL;
}

static void replace_element(struct edits *edits, const struct trio *element)
{
	if (!trio_is_complete(element))
		return;

	struct loc old = xml_element_loc(element->source, element->in_source);
	struct loc before = xml_element_loc(element->before, element->in_before);
	struct loc after = xml_element_loc(element->after, element->in_after);

	if (!same_bytes(before, after))
		add_edit(edits, old.offset, old.length, loc_bytes(after), after.length);
}

/* What says the kind of a VM; a name that the VM lacked follows it. */
static xmlNodePtr kind_of_vm(xmlNodePtr vm)
{
	xmlNodePtr node = xml_child(vm, NULL);

	while (node != NULL && !xml_is(node, "vm_type") && !xml_is(node, "load_order"))
		node = xml_next(node, NULL);
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

	/* From behind the kind on: white space comes along. */
	uint32_t at = loc_end(xml_element_loc(vm->source, old_kind));
	uint32_t from = loc_end(xml_element_loc(vm->after, new_kind));
	uint32_t to = loc_end(xml_element_loc(vm->after, name.in_after));

	add_edit(edits, at, 0, vm->after->source->bytes + from, to - from);
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

static void add_lines(struct text *out, const char *bytes, size_t size, const char *line_end)
{
	while (size > 0) {
		const char *lf = memchr(bytes, '\n', size);
		size_t length = lf == NULL ? size : (size_t)(lf - bytes);

		text_add_bytes(out, bytes, length);
		if (lf == NULL)
			return;
		text_add(out, line_end);
		bytes += length + 1;
		size -= length + 1;
	}
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
		add_lines(out, edit->bytes, edit->size, line_end);
		position = edit->offset + edit->length;
	}
	text_add_bytes(out, source->bytes + position, source->size - position);
}

void migrate_splice(
	const struct xml_document *document, const struct migration *migration, struct text *out)
{
	struct trio root = {
		.source = document,
		.before = &migration->before_document,
		.after = &migration->after_document,
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
