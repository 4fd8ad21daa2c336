/*
 * The nodes of a tree. They are those of libxml2, but live in an arena, where a node is cheap and
 * the whole tree is freed at once. Only what is read of them is filled in: names, namespaces,
 * links, and the values of attributes.
 */
#include <string.h>

#include "xml/private.h"

struct element {
	xmlNode node;
	struct xml_place place; /* node._private */
};

struct attribute {
	xmlAttr attribute;
	xmlNode value; /* attribute.children */
};

/* A prefix that is not declared is a part of the name. */
static const xmlChar *whole_name(
	struct arena *arena, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	if (prefix == NULL || uri != NULL)
		return name;
	return (const xmlChar *)arena_join(arena, (const char *)prefix, ":", (const char *)name);
}

static xmlNs *namespace_of(struct arena *arena, const xmlChar *prefix, const xmlChar *uri)
{
	xmlNs *ns;

	if (uri == NULL)
		return NULL;
	ns = arena_alloc(arena, sizeof(*ns));
	*ns = (xmlNs){.type = XML_LOCAL_NAMESPACE, .prefix = prefix, .href = uri};
	return ns;
}

xmlDocPtr xml_new_tree(struct xml_document *document)
{
	xmlDocPtr tree = arena_alloc(&document->arena, sizeof(*tree));

	tree->type = XML_DOCUMENT_NODE;
	tree->_private = document;
	tree->doc = tree;
	return tree;
}

xmlNodePtr xml_add_element(struct arena *arena, xmlNodePtr parent, const xmlChar *name,
	const xmlChar *prefix, const xmlChar *uri)
{
	struct element *element = arena_alloc(arena, sizeof(*element));
	xmlNodePtr node = &element->node;

	node->type = XML_ELEMENT_NODE;
	node->_private = &element->place;
	node->name = whole_name(arena, name, prefix, uri);
	node->ns = namespace_of(arena, prefix, uri);
	node->doc = parent->doc;
	node->parent = parent;
	node->prev = parent->last;
	if (parent->last != NULL)
		parent->last->next = node;
	else
		parent->children = node;
	parent->last = node;
	return node;
}

void xml_add_attributes(
	struct arena *arena, xmlNodePtr node, size_t count, const xmlChar **attributes)
{
	xmlAttrPtr *link = &node->properties;

	for (size_t i = 0; i < count; i++) {
		/* name, prefix, namespace, begin and end of the value */
		const xmlChar **parts = &attributes[5 * i];
		struct attribute *made = arena_alloc(arena, sizeof(*made));
		xmlAttrPtr attribute = &made->attribute;

		attribute->type = XML_ATTRIBUTE_NODE;
		attribute->name = whole_name(arena, parts[0], parts[1], parts[2]);
		attribute->ns = namespace_of(arena, parts[1], parts[2]);
		attribute->parent = node;
		attribute->children = &made->value;
		made->value.type = XML_TEXT_NODE;
		made->value.content = (xmlChar *)arena_strndup(
			arena, (const char *)parts[3], (size_t)(parts[4] - parts[3]));
		*link = attribute;
		link = &attribute->next;
	}
}
