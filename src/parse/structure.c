/*
 * Where text and elements may be in the IVSHMEM section: an element that holds elements has no
 * text of its own, and one that holds a value has no elements. What is written there anyway would
 * silently not be compiled. Which elements there are is decided by names.c.
 */
#include <string.h>

#include "parse/elements.h"
#include "parse/parse.h"

#define BLANKS " \t\r\n"

static void report_text(struct xml_node *node)
{
	struct xml_text text = xml_text_of(node);
	size_t start = strspn(text.bytes, BLANKS);
	size_t length = strcspn(text.bytes + start, BLANKS);

	if (length != 0)
		diag_add(node->ctx->diags, DIAG_SCH001, xml_text_loc(&text, start, length),
			"element '%s' holds text beside its elements; move it into the element it belongs to",
			node->name);
}

/* An element that may be missing, but not be empty: nothing says what that means. */
static void report_empty(struct xml_node *node)
{
	static const char *const repairs[][2] = {
		{"PROVIDED_BY", "Hypervisor or Device Model"},
		{"IVSHMEM_REGION_ID", "a number from 0 to 65535"},
	};
	struct value value = xml_value(node);

	for (size_t i = 0; i < sizeof(repairs) / sizeof(repairs[0]); i++) {
		if (xml_is(node, repairs[i][0]) && value_is_blank(&value))
			diag_add(node->ctx->diags, DIAG_SCH001, xml_tag_loc(node),
				"element '%s' in 'IVSHMEM_REGION' is empty; write %s, or remove the element",
				repairs[i][0], repairs[i][1]);
	}
}

void parse_check_structure(struct xml_node *parent)
{
	const struct element *element = element_find(parent->name);

	report_text(parent);
	for (struct xml_node *node = xml_child(parent); node != NULL; node = xml_next(node)) {
		const char *name = node->name;

		if (element_find_word(element, name) == NULL || xml_is(node, "IVSHMEM_REGION"))
			continue;
		if (element_find(name) != NULL)
			parse_check_structure(node);
		else if (xml_child(node) == NULL)
			report_empty(node);
		else
			diag_add(node->ctx->diags, DIAG_SCH001, xml_tag_loc(node),
				"element '%s' in '%s' must hold text only, no elements", name,
				parent->name);
	}
}
