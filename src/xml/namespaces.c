/*
 * Scenarios and boards have no namespaces. An element of another namespace is another element than
 * the one of that name which is read, so a document with one is refused.
 */
#include <string.h>

#include "xml/xml.h"

/* What editors write for themselves; none of it has the name of an attribute that is read. */
static bool is_editors_attribute(const xmlAttr *attribute)
{
	static const char *const names[][2] = {
		{"lang", "http://www.w3.org/XML/1998/namespace"},
		{"space", "http://www.w3.org/XML/1998/namespace"},
		{"base", "http://www.w3.org/XML/1998/namespace"},
		{"schemaLocation", "http://www.w3.org/2001/XMLSchema-instance"},
		{"noNamespaceSchemaLocation", "http://www.w3.org/2001/XMLSchema-instance"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (attribute->ns != NULL &&
			strcmp((const char *)attribute->name, names[i][0]) == 0 &&
			strcmp((const char *)attribute->ns->href, names[i][1]) == 0)
			return true;
	}
	return false;
}

/* The name as it is written, if it belongs to a namespace; NULL if it does not. */
static const char *foreign_name(struct context *ctx, const xmlNs *ns, const xmlChar *name)
{
	/* A prefix that is not declared is a part of the name. */
	if (ns == NULL)
		return strchr((const char *)name, ':') != NULL ? (const char *)name : NULL;
	if (ns->prefix == NULL)
		return (const char *)name;
	return arena_printf(ctx->arena, "%s:%s", (const char *)ns->prefix, (const char *)name);
}

static bool report(struct context *ctx, struct loc loc, const char *what, const char *name)
{
	const char *colon = strchr(name, ':');
	struct diag *diag = diag_add(ctx->diags, DIAG_XML006, loc,
		"%s '%s' has a namespace; elements and attributes of scenarios and boards have none",
		what, name);

	if (colon != NULL)
		diag_hint(ctx->diags, diag, "remove the prefix '%.*s'", (int)(colon - name + 1),
			name);
	else
		diag_hint(ctx->diags, diag, "remove the attribute xmlns");
	return false;
}

/* Reports the first one; the loader bounds the depth. */
bool xml_check_namespaces(xmlNodePtr node)
{
	const char *name = foreign_name(xml_ctx(node), node->ns, node->name);

	if (name != NULL)
		return report(xml_ctx(node), xml_tag_loc(node), "element", name);
	for (const xmlAttr *attribute = node->properties; attribute != NULL;
		attribute = attribute->next) {
		name = foreign_name(xml_ctx(node), attribute->ns, attribute->name);
		if (name != NULL && !is_editors_attribute(attribute))
			return report(xml_ctx(node), xml_attribute_name_loc(node, name),
				"attribute", name);
	}
	for (xmlNodePtr child = xml_child(node); child != NULL; child = xml_next(child)) {
		if (!xml_check_namespaces(child))
			return false;
	}
	return true;
}
