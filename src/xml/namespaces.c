/*
 * Scenarios and boards have no namespaces. An element of another namespace is another element than
 * the one of that name which is read, so a document with one is refused.
 */
#include <string.h>

#include "xml/xml.h"

/* What editors write for themselves; none of it has the name of an attribute that is read. */
static bool is_editors_attribute(const struct xml_attribute *attribute)
{
	static const char *const names[][2] = {
		{"lang", "http://www.w3.org/XML/1998/namespace"},
		{"space", "http://www.w3.org/XML/1998/namespace"},
		{"base", "http://www.w3.org/XML/1998/namespace"},
		{"schemaLocation", "http://www.w3.org/2001/XMLSchema-instance"},
		{"noNamespaceSchemaLocation", "http://www.w3.org/2001/XMLSchema-instance"},
	};
	const char *colon = strchr(attribute->name, ':');

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (attribute->uri != NULL && colon != NULL &&
			strcmp(colon + 1, names[i][0]) == 0 &&
			strcmp(attribute->uri, names[i][1]) == 0)
			return true;
	}
	return false;
}

/* A prefix that is not declared is one all the same. */
static bool is_foreign(const char *name, const char *uri)
{
	return uri != NULL || strchr(name, ':') != NULL;
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
bool xml_check_namespaces(struct xml_node *node)
{
	if (is_foreign(node->name, node->uri))
		return report(node->ctx, xml_tag_loc(node), "element", node->name);
	for (const struct xml_attribute *attribute = node->attributes; attribute != NULL;
		attribute = attribute->next) {
		if (is_foreign(attribute->name, attribute->uri) && !is_editors_attribute(attribute))
			return report(node->ctx, xml_attribute_name_loc(node, attribute->name),
				"attribute", attribute->name);
	}
	for (struct xml_node *child = xml_child(node); child != NULL; child = xml_next(child)) {
		if (!xml_check_namespaces(child))
			return false;
	}
	return true;
}
