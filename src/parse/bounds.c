/*
 * Bounds on a scenario: no element holds more children of one name than any configuration has.
 * Checked once, before anything is read, so that rules may be plain loops over small arrays. Only
 * a board may be large.
 */
#include <libxml/hash.h>
#include <string.h>

#include "parse/parse.h"

/* The first child that has MAX_LIST others of its name before it; NULL if there is no such one. */
static xmlNodePtr find_excess(xmlNodePtr parent)
{
	xmlHashTablePtr counts;
	xmlNodePtr node;

	if (xmlChildElementCount(parent) <= MAX_LIST)
		return NULL;
	counts = xmlHashCreate(0);
	if (counts == NULL)
		memory_exhausted();
	for (node = xml_child(parent); node != NULL; node = xml_next(node)) {
		uintptr_t count = (uintptr_t)xmlHashLookup(counts, node->name);

		if (count == MAX_LIST)
			break;
		if (xmlHashUpdateEntry(counts, node->name, (void *)(count + 1), NULL) != 0)
			memory_exhausted();
	}
	xmlHashFree(counts, NULL);
	return node;
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
	diag_add(xml_ctx(region)->diags, DIAG_SCH010, excess,
		"a region has more than %u VM ids; no list may be longer", MAX_LIST);
	return false;
}

static bool regions_within_bounds(xmlNodePtr root)
{
	xmlNodePtr features = xml_each(xml_each(root, "hv", NULL), "FEATURES", NULL);
	xmlNodePtr ivshmem = xml_each(features, "IVSHMEM", NULL);

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
