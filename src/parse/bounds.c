/*
 * Bounds on a scenario: no element holds more children of one name than any configuration has.
 * Checked once, before anything is read, so that rules may be plain loops over small arrays. Only
 * a board may be large.
 */
#include <libxml/hash.h>
#include <string.h>

#include "parse/parse.h"

static size_t count_children(const struct xml_node *parent)
{
	size_t count = 0;

	for (const struct xml_node *node = xml_child(parent); node != NULL; node = xml_next(node))
		count++;
	return count;
}

/* The first child that has MAX_LIST others of its name before it; NULL if there is no such one. */
static struct xml_node *find_excess(struct xml_node *parent)
{
	xmlHashTablePtr counts;
	struct xml_node *node;

	if (count_children(parent) <= MAX_LIST)
		return NULL;
	counts = xmlHashCreate(0);
	if (counts == NULL)
		memory_exhausted();
	for (node = xml_child(parent); node != NULL; node = xml_next(node)) {
		uintptr_t count = (uintptr_t)xmlHashLookup(counts, (const xmlChar *)node->name);

		if (count == MAX_LIST)
			break;
		if (xmlHashUpdateEntry(
			    counts, (const xmlChar *)node->name, (void *)(count + 1), NULL) != 0)
			memory_exhausted();
	}
	xmlHashFree(counts, NULL);
	return node;
}

/* In the element and all within it; depth is bounded by the loader. */
static struct xml_node *find_excess_within(struct xml_node *parent)
{
	struct xml_node *excess = find_excess(parent);

	for (struct xml_node *node = xml_child(parent); node != NULL && excess == NULL;
		node = xml_next(node))
		excess = find_excess_within(node);
	return excess;
}

/* The VM ids of a region in the text form, "hv:/name, 2, 0:2". */
static bool ids_within_bounds(struct xml_node *region)
{
	struct xml_text text;
	struct loc excess;
	size_t ids = 0;
	size_t end;

	/* An id takes two bytes at least; nearly all regions are shorter than any long list. */
	if (xml_element_loc(region).length < 2 * MAX_LIST)
		return true;
	text = xml_text_of(region);
	for (unsigned i = 0; i < 2 + MAX_LIST; i++) {
		ids += strcspn(text.bytes + ids, i < 2 ? "," : ":");
		if (ids++ == text.length)
			return true;
	}
	end = ids + strcspn(text.bytes + ids, ":");
	excess = xml_text_value(&text, ids, end - ids).loc;
	diag_add(region->ctx->diags, DIAG_SCH010, excess,
		"a region has more than %u VM ids; no list may be longer", MAX_LIST);
	return false;
}

static bool regions_within_bounds(struct xml_node *root)
{
	struct xml_node *features = xml_each(xml_each(root, "hv", NULL), "FEATURES", NULL);
	struct xml_node *ivshmem = xml_each(features, "IVSHMEM", NULL);

	for (struct xml_node *node = NULL;
		(node = xml_each(ivshmem, "IVSHMEM_REGION", node)) != NULL;) {
		if (!ids_within_bounds(node))
			return false;
	}
	return true;
}

bool parse_within_bounds(struct xml_node *root)
{
	struct xml_node *excess = find_excess_within(root);

	if (excess == NULL)
		return regions_within_bounds(root);
	diag_add(root->ctx->diags, DIAG_SCH010, xml_tag_loc(excess),
		"'%s' holds more than %u '%s' elements; no list may be longer",
		excess->parent->name, MAX_LIST, excess->name);
	return false;
}
