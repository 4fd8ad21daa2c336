/* Elements by parent and name, as values, numbers and lists. Nothing is judged here. */
#include "parse/parse.h"

void parse_report_second(struct xml_node *second, struct loc first, const char *which)
{
	struct diag *diag = diag_add(second->ctx->diags, DIAG_SCH002, xml_tag_loc(second),
		"element '%s'%s occurs twice in '%s'; it may occur once", second->name, which,
		second->parent->name);

	diag_note(second->ctx->diags, diag, first, "first here");
}

void parse_note_id(struct xml_node *node, const struct number *id, struct parse_ids *ids)
{
	if (!number_valid(id) || id->value > UINT8_MAX)
		return;

	struct loc *first = &ids->first[id->value];

	if (first->source == NULL)
		*first = xml_tag_loc(node);
	else
		parse_report_second(
			node, *first, arena_printf(node->ctx->arena, " with id %s", id->text));
}

struct xml_node *parse_once(struct xml_node *parent, const char *name)
{
	struct xml_node *node = xml_each(parent, name, NULL);
	struct xml_node *second = node != NULL ? xml_each(parent, name, node) : NULL;

	if (second != NULL) {
		parse_report_second(second, xml_tag_loc(node), "");
		xml_drop(second);
	}
	return node;
}

struct value parse_field(struct xml_node *parent, const char *name)
{
	struct xml_node *node = parse_once(parent, name);

	return node != NULL ? xml_value(node) : value_absent(xml_tag_loc(parent));
}

struct number parse_number_field(struct xml_node *parent, const char *name)
{
	return parse_number(parse_field(parent, name));
}

struct section parse_section(struct xml_node *parent, const char *name)
{
	struct xml_node *node = parse_once(parent, name);

	return (struct section){node != NULL, xml_tag_loc(node != NULL ? node : parent)};
}

struct number_list parse_numbers(struct xml_node *parent, const char *name, bool blank_ones)
{
	struct number_list list = {.loc = xml_tag_loc(parent)};

	for (struct xml_node *node = NULL; (node = xml_each(parent, name, node)) != NULL;) {
		struct value value = xml_value(node);

		if (!value_is_blank(&value) || blank_ones)
			*ARRAY_ADD(parent->ctx->arena, list.items, list.count) =
				parse_number(value);
	}
	return list;
}

struct value_list parse_values(struct xml_node *parent, const char *name)
{
	struct value_list list = {.loc = xml_tag_loc(parent)};

	for (struct xml_node *node = NULL; (node = xml_each(parent, name, node)) != NULL;)
		*ARRAY_ADD(parent->ctx->arena, list.items, list.count) = xml_value(node);
	return list;
}
