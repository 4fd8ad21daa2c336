/* Walking the tree of elements. */
#include "xml/xml.h"

#include "base/text.h"

#include <string.h>

bool xml_is(struct xml_node *node, const char *name)
{
	return node != NULL && text_is_same(node->name, name);
}

void xml_rename(struct xml_node *node, const char *name)
{
	node->name = name;
}

static struct xml_node *find(struct xml_node *node, const char *name)
{
	while (node != NULL && !xml_is(node, name))
		node = node->next;
	return node;
}

struct xml_node *xml_each(struct xml_node *parent, const char *name, struct xml_node *after)
{
	if (after != NULL)
		return find(after->next, name);
	return parent == NULL ? NULL : find(parent->children, name);
}

bool xml_has(struct xml_node *parent, const char *name)
{
	return xml_each(parent, name, NULL) != NULL;
}

void xml_drop(struct xml_node *node)
{
	struct xml_node **link = &node->parent->children;

	while (*link != node)
		link = &(*link)->next;
	*link = node->next;
}
