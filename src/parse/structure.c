/*
 * Where text and elements may be in the IVSHMEM section: an element that holds elements has no
 * text of its own, and one that holds a value has no elements. What is written there anyway would
 * silently not be compiled. Which elements there are is decided by names.c.
 */
#include <string.h>

#include "parse/parse.h"

#define BLANKS " \t\r\n"

static void report_text(const struct xml_document *document, xmlNodePtr node)
{
	struct xml_text text = xml_text_of(document, node);
	size_t start = strspn(text.bytes, BLANKS);
	size_t length = strcspn(text.bytes + start, BLANKS);

	if (length != 0)
		diag_add(document->ctx->diags, DIAG_SCH001, xml_text_loc(&text, start, length),
			"element '%s' holds text beside its elements; move it into the element it belongs to",
			(const char *)node->name);
}

static void report_elements(const struct xml_document *document, xmlNodePtr node)
{
	if (xml_child(node) != NULL)
		diag_add(document->ctx->diags, DIAG_SCH001, xml_tag_loc(document, node),
			"element '%s' in '%s' must hold text only, no elements",
			(const char *)node->name, (const char *)node->parent->name);
}

static void check_values(const struct xml_document *document, xmlNodePtr parent,
	const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (xmlNodePtr node = NULL; (node = xml_each(parent, names[i], node)) != NULL;)
			report_elements(document, node);
}

#define CHECK_VALUES(ctx, document, parent, names)                                                 \
	check_values(document, parent, names, sizeof(names) / sizeof((names)[0]))

static void check_vm(const struct xml_document *document, xmlNodePtr vm)
{
	static const char *const values[] = {"VM_NAME", "VBDF"};

	report_text(document, vm);
	CHECK_VALUES(document->ctx, document, vm, values);
}

/* An element that may be missing, but not be empty: nothing says what that means. */
static void report_empty(const struct xml_document *document, xmlNodePtr region, const char *name,
	const char *repair)
{
	xmlNodePtr node = xml_each(region, name, NULL);
	struct value value = xml_value(document, node, xml_tag_loc(document, region));

	if (node != NULL && xml_child(node) == NULL && value_is_blank(&value))
		diag_add(document->ctx->diags, DIAG_SCH001, xml_tag_loc(document, node),
			"element '%s' in 'IVSHMEM_REGION' is empty; write %s, or remove the element",
			name, repair);
}

void parse_check_region_structure(const struct xml_document *document, xmlNodePtr region)
{
	static const char *const values[] = {
		"NAME", "PROVIDED_BY", "IVSHMEM_SIZE", "IVSHMEM_REGION_ID"};

	report_text(document, region);
	CHECK_VALUES(document->ctx, document, region, values);
	report_empty(document, region, "PROVIDED_BY", "Hypervisor or Device Model");
	report_empty(document, region, "IVSHMEM_REGION_ID", "a number from 0 to 65535");
	for (xmlNodePtr vms = NULL; (vms = xml_each(region, "IVSHMEM_VMS", vms)) != NULL;) {
		report_text(document, vms);
		for (xmlNodePtr vm = NULL; (vm = xml_each(vms, "IVSHMEM_VM", vm)) != NULL;)
			check_vm(document, vm);
	}
}

void parse_check_section_structure(const struct xml_document *document, xmlNodePtr ivshmem)
{
	static const char *const values[] = {"IVSHMEM_ENABLED"};

	report_text(document, ivshmem);
	CHECK_VALUES(document->ctx, document, ivshmem, values);
}
