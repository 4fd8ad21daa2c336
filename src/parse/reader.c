/* Elements by parent and name, as values, numbers and lists. Nothing is judged here. */
#include "parse/parse.h"

void parse_report_second(xmlNodePtr second, struct loc first, const char *which)
{
	struct diag *diag = diag_add(xml_ctx(second)->diags, DIAG_SCH002, xml_tag_loc(second),
		"element '%s'%s occurs twice in '%s'; it may occur once",
		(const char *)second->name, which, (const char *)second->parent->name);

	diag_note(xml_ctx(second)->diags, diag, first, "first here");
}

void parse_note_id(xmlNodePtr node, const struct number *id, struct parse_ids *ids)
{
	if (!number_valid(id) || id->value > UINT8_MAX)
		return;

	struct loc *first = &ids->first[id->value];

	if (first->source == NULL)
		*first = xml_tag_loc(node);
	else
		parse_report_second(
			node, *first, arena_printf(xml_ctx(node)->arena, " with id %s", id->text));
}

xmlNodePtr parse_once(xmlNodePtr parent, const char *name)
{
	xmlNodePtr node = xml_each(parent, name, NULL);
	xmlNodePtr second = node != NULL ? xml_each(parent, name, node) : NULL;

	if (second != NULL) {
		parse_report_second(second, xml_tag_loc(node), "");
		xml_drop(second);
	}
	return node;
}

struct value parse_field(xmlNodePtr parent, const char *name)
{
	xmlNodePtr node = parse_once(parent, name);

	return node != NULL ? xml_value(node) : value_absent(xml_tag_loc(parent));
}

struct number parse_number_field(xmlNodePtr parent, const char *name)
{
	return parse_number(parse_field(parent, name));
}

struct section parse_section(xmlNodePtr parent, const char *name)
{
	xmlNodePtr node = parse_once(parent, name);

	return (struct section){node != NULL, xml_tag_loc(node != NULL ? node : parent)};
}

struct number_list parse_numbers(xmlNodePtr parent, const char *name, bool blank_ones)
{
	struct number_list list = {.loc = xml_tag_loc(parent)};

	for (xmlNodePtr node = NULL; (node = xml_each(parent, name, node)) != NULL;) {
		struct value value = xml_value(node);

		if (!value_is_blank(&value) || blank_ones)
			*ARRAY_ADD(xml_ctx(parent)->arena, list.items, list.count) =
				parse_number(value);
	}
	return list;
}

struct value_list parse_values(xmlNodePtr parent, const char *name)
{
	struct value_list list = {.loc = xml_tag_loc(parent)};

	for (xmlNodePtr node = NULL; (node = xml_each(parent, name, node)) != NULL;)
		*ARRAY_ADD(xml_ctx(parent)->arena, list.items, list.count) = xml_value(node);
	return list;
}
