/*
 * Attributes whose names are misspelt. Like a misspelt element, one is reported and then read as
 * what was meant; it is only looked for where the right one is missing.
 */
#include <string.h>

#include "base/nearest.h"
#include "parse/parse.h"

const char *parse_near_attribute(xmlNodePtr node, const char *name)
{
	struct nearest nearest;

	if (xmlHasProp(node, (const xmlChar *)name) != NULL)
		return NULL;
	nearest_begin(&nearest, name);
	nearest.limit = strlen(name) < 7 ? 2 : 3;
	for (xmlAttrPtr attribute = node->properties; attribute != NULL;
		attribute = attribute->next) {
		if (attribute->ns == NULL)
			nearest_offer(&nearest, (const char *)attribute->name);
	}
	return nearest_only(&nearest);
}

struct value parse_attribute(xmlNodePtr node, const char *name)
{
	const char *near = parse_near_attribute(node, name);
	struct loc loc;
	struct diag *diag;

	if (near == NULL)
		return xml_attribute(node, name);
	loc = xml_attribute_name_loc(node, near);
	diag = diag_add(xml_ctx(node)->diags, DIAG_SCH005, loc,
		"attribute '%s' is not known in '%s', which has no '%s'", near,
		(const char *)node->name, name);
	if (nearest_is_same_but_case(near, name))
		diag_fix(xml_ctx(node)->diags, diag, loc, name, "write %s", name);
	else
		diag_hint(xml_ctx(node)->diags, diag, "did you mean %s?", name);
	return xml_attribute(node, near);
}

struct number parse_number_attribute(xmlNodePtr node, const char *name)
{
	return parse_number(parse_attribute(node, name));
}
