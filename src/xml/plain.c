/*
 * What nearly every IVSHMEM element looks like, known without a schema: to read one takes longer
 * than all rules together. Plain is what a schema surely accepts and nothing more; whatever looks
 * unusual is left to the schema, which alone finds faults. tests/unit/test_xml_plain.c holds this
 * file against the schemas.
 */
#include <string.h>

#include "xml/private.h"

#define DIGITS "0123456789"
#define HEX_DIGITS DIGITS "abcdefABCDEF"
#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" DIGITS "_.-"
#define MAX_NAME 27
#define MAX_VMS 16 /* in a region; a longer list is not plain */

/* ---- values: each behind what it takes of the text, or NULL if that is not plain --------- */

static const char *behind_name(const char *text)
{
	size_t length = strspn(text, NAME_CHARACTERS);

	return length > 0 && length <= MAX_NAME ? text + length : NULL;
}

static const char *behind_number(const char *text)
{
	size_t length = strspn(text, DIGITS);

	return length == 1 || (length > 1 && text[0] != '0') ? text + length : NULL;
}

static const char *behind_size(const char *text)
{
	static const char *const sizes[] = {"2", "4", "8", "16", "32", "64", "128", "256", "512"};
	size_t length = strspn(text, DIGITS);

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		if (strlen(sizes[i]) == length && memcmp(text, sizes[i], length) == 0)
			return text + length;
	}
	return NULL;
}

static const char *behind_comma(const char *text)
{
	if (text == NULL || text[0] != ',')
		return NULL;
	return text + 1 + (text[1] == ' ');
}

static bool is_end(const char *text)
{
	return text != NULL && text[0] == '\0';
}

/* "hv:/name, 2, 0:2" */
static bool is_region(const char *text)
{
	size_t n_vms = 0;

	if (strncmp(text, "hv:/", 4) != 0 && strncmp(text, "dm:/", 4) != 0)
		return text[0] == '\0';
	text = behind_comma(behind_name(text + 4));
	if (text != NULL)
		text = behind_comma(behind_size(text));
	while (text != NULL && n_vms <= MAX_VMS) {
		text = behind_number(text);
		n_vms++;
		if (text == NULL || text[0] != ':')
			break;
		text++;
	}
	return n_vms >= 2 && n_vms <= MAX_VMS && is_end(text);
}

static bool is_switch(const char *text)
{
	return strcmp(text, "y") == 0 || strcmp(text, "n") == 0;
}

static bool is_name(const char *text)
{
	return is_end(behind_name(text));
}

static bool is_provider(const char *text)
{
	return strcmp(text, "Hypervisor") == 0 || strcmp(text, "Device Model") == 0;
}

static bool is_size(const char *text)
{
	return is_end(behind_size(text));
}

static bool is_region_id(const char *text)
{
	size_t n_hex = strncmp(text, "0x", 2) == 0 ? strspn(text + 2, HEX_DIGITS) : 0;

	if (n_hex != 0)
		return n_hex <= 4 && is_end(text + 2 + n_hex);
	return strlen(text) <= 4 && is_end(behind_number(text));
}

static bool is_vm_name(const char *text)
{
	return text[0] > ' ';
}

/* "00:08.0", or nothing */
static bool is_vbdf(const char *text)
{
	return text[0] == '\0' ||
	       (strlen(text) == 7 && strspn(text, HEX_DIGITS) == 2 && text[2] == ':' &&
		       (text[3] == '0' || text[3] == '1') && strspn(text + 4, HEX_DIGITS) == 1 &&
		       text[5] == '.' && text[6] >= '0' && text[6] <= '7');
}

/* ---- structure --------------------------------------------------------------------------- */

#define MANY 0xffffffffu

/* An element, in any order among its siblings. */
struct shape {
	const char *parent;
	const char *name;
	size_t min;
	size_t max;
	bool (*value)(const char *text); /* NULL: holds elements */
};

#define MAX_SHAPES 16

static const struct shape string_shapes[MAX_SHAPES] = {
	{"IVSHMEM", "IVSHMEM_ENABLED", 0, 1, is_switch},
	{"IVSHMEM", "IVSHMEM_REGION", 0, MANY, is_region},
};

static const struct shape element_shapes[MAX_SHAPES] = {
	{"IVSHMEM", "IVSHMEM_REGION", 0, MANY, NULL},
	{"IVSHMEM_REGION", "NAME", 0, 1, is_name},
	{"IVSHMEM_REGION", "PROVIDED_BY", 0, 1, is_provider},
	{"IVSHMEM_REGION", "IVSHMEM_SIZE", 1, 1, is_size},
	{"IVSHMEM_REGION", "IVSHMEM_REGION_ID", 0, 1, is_region_id},
	{"IVSHMEM_REGION", "IVSHMEM_VMS", 1, 1, NULL},
	{"IVSHMEM_VMS", "IVSHMEM_VM", 2, MANY, NULL},
	{"IVSHMEM_VM", "VM_NAME", 1, 1, is_vm_name},
	{"IVSHMEM_VM", "VBDF", 0, 1, is_vbdf},
};

/* A description is the only attribute that is often there, and means nothing. */
static bool has_plain_tag(xmlNodePtr node)
{
	for (const xmlAttr *attribute = node->properties; attribute != NULL;
		attribute = attribute->next) {
		if (strcmp((const char *)attribute->name, "desc") != 0)
			return false;
	}
	return node->ns == NULL && node->nsDef == NULL;
}

static bool is_blank_text(xmlNodePtr node)
{
	const char *text = (const char *)node->content;

	return node->type == XML_TEXT_NODE && text[strspn(text, " \t\r\n")] == '\0';
}

static bool has_plain_value(xmlNodePtr node, bool (*value)(const char *text))
{
	xmlNodePtr child = node->children;

	if (child == NULL)
		return value("");
	return child->next == NULL && child->type == XML_TEXT_NODE &&
	       value((const char *)child->content);
}

static size_t find_shape(const struct shape *shapes, const xmlNode *parent, const xmlNode *node)
{
	size_t i = 0;

	while (shapes[i].parent != NULL &&
		(strcmp(shapes[i].name, (const char *)node->name) != 0 ||
			strcmp(shapes[i].parent, (const char *)parent->name) != 0))
		i++;
	return i;
}

/* As deep as the table: an element of it stands in one other. */
static bool has_plain_children(xmlNodePtr parent, const struct shape *shapes)
{
	size_t counts[MAX_SHAPES] = {0};

	for (xmlNodePtr node = parent->children; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE) {
			if (!is_blank_text(node))
				return false;
			continue;
		}

		size_t i = find_shape(shapes, parent, node);
		const struct shape *shape = &shapes[i];

		counts[i]++;
		if (shape->parent == NULL || !has_plain_tag(node) ||
			!(shape->value != NULL ? has_plain_value(node, shape->value)
					       : has_plain_children(node, shapes)))
			return false;
	}
	for (size_t i = 0; shapes[i].parent != NULL; i++) {
		if (strcmp(shapes[i].parent, (const char *)parent->name) == 0 &&
			(counts[i] < shapes[i].min || counts[i] > shapes[i].max))
			return false;
	}
	return true;
}

bool xml_is_plain(xmlNodePtr ivshmem, enum dialect dialect)
{
	return has_plain_tag(ivshmem) &&
	       has_plain_children(
		       ivshmem, dialect == DIALECT_ELEMENT ? element_shapes : string_shapes);
}
