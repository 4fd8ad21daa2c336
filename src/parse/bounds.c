/*
 * Bounds on a scenario: no element holds more children of one name than any configuration has.
 * Checked once, before anything is read, so that rules may be plain loops over small arrays. Only
 * a board may be large.
 */
#include <stdlib.h>
#include <string.h>

#include "parse/parse.h"

/* A child of one parent, with its place among all children. */
struct numbered_child {
	xmlNodePtr node;
	size_t number;
};

static int compare_names(const void *left, const void *right)
{
	const struct numbered_child *a = left;
	const struct numbered_child *b = right;
	int order = xmlStrcmp(a->node->name, b->node->name);

	return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

static size_t count_children(xmlNodePtr parent)
{
	size_t count = 0;

	for (xmlNodePtr node = xml_child(parent); node != NULL; node = xml_next(node))
		count++;
	return count;
}

/* The first child that has MAX_LIST others of its name before it; NULL if there is no such one. */
static xmlNodePtr find_excess(xmlNodePtr parent)
{
	size_t count = count_children(parent);
	const struct numbered_child *first = NULL;

	if (count <= MAX_LIST)
		return NULL;

	struct numbered_child *children =
		arena_array(xml_ctx(parent)->arena, count, sizeof(*children));
	size_t number = 0;

	for (xmlNodePtr node = xml_child(parent); node != NULL; node = xml_next(node)) {
		children[number] = (struct numbered_child){node, number};
		number++;
	}
	qsort(children, count, sizeof(*children), compare_names);
	for (size_t i = MAX_LIST; i < count; i++) {
		const struct numbered_child *child = &children[i];

		if (xmlStrEqual(child->node->name, children[i - MAX_LIST].node->name) &&
			(first == NULL || child->number < first->number))
			first = child;
	}
	return first != NULL ? first->node : NULL;
}

/* In the element and all within it; depth is bounded by the loader. */
static xmlNodePtr find_excess_within(xmlNodePtr parent)
{
	xmlNodePtr excess = find_excess(parent);

	for (xmlNodePtr node = xml_child(parent); node != NULL && excess == NULL;
		node = xml_next(node))
		excess = find_excess_within(node);
	return excess;
}

/* The VM ids of a region in the text form, "hv:/name, 2, 0:2". */
static bool ids_within_bounds(xmlNodePtr region)
{
	struct xml_text text;
	const char *id;
	const char *end;

	/* An id takes two bytes at least; nearly all regions are shorter than any long list. */
	if (xml_element_loc(region).length < 2 * MAX_LIST)
		return true;
	text = xml_text_of(region);
	end = text.bytes + text.length;
	id = memchr(text.bytes, ',', text.length);
	id = id == NULL ? NULL : memchr(id + 1, ',', (size_t)(end - id) - 1);
	for (unsigned i = 0; i < MAX_LIST && id != NULL; i++)
		id = memchr(id + 1, ':', (size_t)(end - id) - 1);
	if (id == NULL)
		return true;

	const char *next = memchr(id + 1, ':', (size_t)(end - id) - 1);
	struct value excess = xml_text_value(&text, (size_t)(id + 1 - text.bytes),
		(size_t)((next != NULL ? next : end) - id) - 1);

	diag_add(xml_ctx(region)->diags, DIAG_SCH010, excess.loc,
		"a region has more than %u VM ids; no list may be longer", MAX_LIST);
	return false;
}

static bool regions_within_bounds(xmlNodePtr root)
{
	xmlNodePtr ivshmem =
		xml_each(xml_each(xml_each(root, "hv", NULL), "FEATURES", NULL), "IVSHMEM", NULL);

	for (xmlNodePtr node = NULL; (node = xml_each(ivshmem, "IVSHMEM_REGION", node)) != NULL;) {
		if (!ids_within_bounds(node))
			return false;
	}
	return true;
}

bool parse_within_bounds(xmlNodePtr root)
{
	xmlNodePtr excess = find_excess_within(root);

	if (excess == NULL)
		return regions_within_bounds(root);
	diag_add(xml_ctx(root)->diags, DIAG_SCH010, xml_tag_loc(excess),
		"'%s' holds more than %u '%s' elements; no list may be longer",
		(const char *)excess->parent->name, MAX_LIST, (const char *)excess->name);
	return false;
}
