/*
 * Attributes whose names are misspelt. Like a misspelt element, one is reported and then read as
 * what was meant; it is only looked for where the right one is missing.
 */
#include <string.h>

#include "base/nearest.h"
#include "parse/parse.h"

const char *parse_near_attribute(struct xml_node *node, const char *name)
{
	struct nearest nearest;

	if (xml_find_attribute(node, name) != NULL)
		return NULL;
	nearest_begin(&nearest, name);
	nearest.limit = strlen(name) < 7 ? 2 : 3;
	for (const struct xml_attribute *attribute = node->attributes; attribute != NULL;
		attribute = attribute->next) {
		if (attribute->uri == NULL)
			nearest_offer(&nearest, attribute->name);
	}
	return nearest_only(&nearest);
}

struct value parse_attribute(struct xml_node *node, const char *name)
{
	const char *near = parse_near_attribute(node, name);
	struct loc loc;
	struct diag *diag;

	if (near == NULL)
		return xml_attribute(node, name);
	loc = xml_attribute_name_loc(node, near);
	diag = diag_add(node->ctx->diags, DIAG_SCH005, loc,
		"attribute '%s' is not known in '%s', which has no '%s'", near, node->name, name);
	if (nearest_is_same_but_case(near, name))
		diag_fix(node->ctx->diags, diag, loc, name, "write %s", name);
	else
		diag_hint(node->ctx->diags, diag, "did you mean %s?", name);
	return xml_attribute(node, near);
}

struct number parse_number_attribute(struct xml_node *node, const char *name)
{
	return parse_number(parse_attribute(node, name));
}
