/* Walking the tree of elements. */
#include "xml/xml.h"

#include <string.h>

bool xml_is(xmlNodePtr node, const char *name)
{
	return node != NULL && node->type == XML_ELEMENT_NODE &&
	       (name == NULL || strcmp((const char *)node->name, name) == 0);
}

void xml_rename(struct pass *pass, xmlNodePtr node, const char *name)
{
	xmlNodeSetName(node, (const xmlChar *)name);
	if (node->name == NULL)
		arena_exhausted(pass->arena);
}

xmlNodePtr xml_child(xmlNodePtr parent, const char *name)
{
	xmlNodePtr node = parent == NULL ? NULL : parent->children;

	while (node != NULL && !xml_is(node, name))
		node = node->next;
	return node;
}

xmlNodePtr xml_next(xmlNodePtr node, const char *name)
{
	do
		node = node == NULL ? NULL : node->next;
	while (node != NULL && !xml_is(node, name));
	return node;
}
