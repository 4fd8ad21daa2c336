/* The elements of a document, which are freed with it. */
#include "xml/private.h"

/* The name as it is written. */
static const char *whole_name(struct arena *arena, const xmlChar *prefix, const xmlChar *name)
{
	if (prefix == NULL)
		return arena_strdup(arena, (const char *)name);
	return arena_join(arena, (const char *)prefix, ":", (const char *)name);
}

static const char *copy_of(struct arena *arena, const xmlChar *uri)
{
	return uri == NULL ? NULL : arena_strdup(arena, (const char *)uri);
}

static struct xml_attribute *make_attribute(struct arena *arena, const xmlChar **parts)
{
	struct xml_attribute *attribute = arena_take(arena, sizeof(*attribute));

	/* name, prefix, namespace, begin and end of the value */
	*attribute = (struct xml_attribute){
		.name = whole_name(arena, parts[1], parts[0]),
		.uri = copy_of(arena, parts[2]),
		.value =
			arena_strndup(arena, (const char *)parts[3], (size_t)(parts[4] - parts[3])),
	};
	return attribute;
}

struct xml_node *xml_add_node(
	struct xml_document *document, struct xml_node *parent, const struct xml_start *start)
{
	struct arena *arena = &document->arena;
	struct xml_node *node = arena_take(arena, sizeof(*node));
	struct xml_attribute **link = &node->attributes;

	*node = (struct xml_node){
		.ctx = document->ctx,
		.source = document->source,
		.parent = parent,
		.name = whole_name(arena, start->prefix, start->name),
		.uri = copy_of(arena, start->uri),
	};
	for (size_t i = 0; i < start->n_attributes; i++) {
		*link = make_attribute(arena, &start->attributes[5 * i]);
		link = &(*link)->next;
	}
	if (parent == NULL)
		document->root = node;
	else if (parent->last == NULL)
		parent->children = node;
	else
		parent->last->next = node;
	if (parent != NULL)
		parent->last = node;
	return node;
}
