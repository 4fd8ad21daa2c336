/* Walking the tree of elements. */
#include "xml/xml.h"

#include "base/text.h"

#include <string.h>

bool xml_is(xmlNodePtr node, const char *name)
{
	return node != NULL && node->type == XML_ELEMENT_NODE &&
	       text_is_same((const char *)node->name, name);
}

void xml_rename(xmlNodePtr node, const char *name)
{
	node->name = (const xmlChar *)name;
}

static xmlNodePtr find(xmlNodePtr node, const char *name)
{
	while (node != NULL && !xml_is(node, name))
		node = node->next;
	return node;
}

xmlNodePtr xml_each(xmlNodePtr parent, const char *name, xmlNodePtr after)
{
	if (after != NULL)
		return find(after->next, name);
	return parent == NULL ? NULL : find(parent->children, name);
}

bool xml_has(xmlNodePtr parent, const char *name)
{
	return xml_each(parent, name, NULL) != NULL;
}

void xml_drop(xmlNodePtr node)
{
	xmlUnlinkNode(node);
}
