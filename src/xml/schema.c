/*
 * The embedded schemas, applied to the IVSHMEM element. They back the C rules: what those
 * have said in better words already is not said again.
 */
#include <libxml/xmlschemas.h>
#include <stdio.h>
#include <string.h>

#include "embedded.h"
#include "xml/private.h"

#define MAX_FAULTS 64 /* distinct faulty elements told in one run; nobody repairs more at once */

struct fault {
	xmlNodePtr node;
	int code;
};

struct faults {
	struct fault items[MAX_FAULTS];
	size_t count;
	bool out_of_memory;
};

/* Runs inside libxml2: keeps the first fault of each element, allocates nothing. */
static void on_fault(void *context, xmlErrorPtr error)
{
	struct faults *faults = context;
	xmlNodePtr node = error->node;

	if (error->code == XML_ERR_NO_MEMORY)
		faults->out_of_memory = true;
	if (node == NULL || faults->count == MAX_FAULTS)
		return;
	if (faults->count > 0 && faults->items[faults->count - 1].node == node)
		return;
	faults->items[faults->count++] = (struct fault){node, error->code};
}

static bool validate(
	xmlNodePtr node, const unsigned char *bytes, size_t size, struct faults *faults)
{
	xmlSchemaParserCtxtPtr parser = xmlSchemaNewMemParserCtxt((const char *)bytes, (int)size);
	xmlSchemaPtr schema = NULL;
	xmlSchemaValidCtxtPtr validator = NULL;
	bool ran = false;

	if (parser != NULL) {
		xmlSchemaSetParserStructuredErrors(parser, on_fault, faults);
		schema = xmlSchemaParse(parser);
	}
	if (schema != NULL)
		validator = xmlSchemaNewValidCtxt(schema);
	if (validator != NULL) {
		xmlSchemaSetValidStructuredErrors(validator, on_fault, faults);
		ran = xmlSchemaValidateOneElement(validator, node) >= 0;
	}
	xmlSchemaFreeValidCtxt(validator);
	xmlSchemaFree(schema);
	xmlSchemaFreeParserCtxt(parser);
	return ran;
}

static const char *describe(const struct fault *fault)
{
	switch (fault->code) {
	case XML_SCHEMAV_ELEMENT_CONTENT:
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_4:
		return "is not expected here, or something it needs is missing";
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3:
		return "holds text beside its elements; move it into the element it belongs to";
	case XML_SCHEMAV_CVC_TYPE_3_1_2:
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1:
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2: return "must hold text only, no elements";
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1:
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2: return "has an attribute that is not allowed";
	default: return "has a value that is not allowed";
	}
}

static void report(struct pass *pass, const struct xml_document *document, xmlNodePtr ivshmem,
	const struct fault *fault)
{
	const char *parent = fault->node == ivshmem || fault->node->parent == NULL
				     ? NULL
				     : (const char *)fault->node->parent->name;

	if (diag_has_error_within(pass->diags, xml_element_loc(document, fault->node)))
		return;
	diag_add(pass->diags, DIAG_SCH001, xml_tag_loc(document, fault->node),
		"element '%s'%s%s%s %s", (const char *)fault->node->name,
		parent == NULL ? "" : " in '", parent == NULL ? "" : parent,
		parent == NULL ? "" : "'", describe(fault));
}

void xml_validate_ivshmem(struct pass *pass, const struct xml_document *document,
	xmlNodePtr ivshmem, enum dialect dialect)
{
	struct faults faults = {0};
	struct xml_reserve reserve;
	bool elements = dialect == DIALECT_ELEMENT;
	bool ran;

	if (xml_is_plain(ivshmem, dialect))
		return;
	xml_start_schemas();
	xml_reserve_open(&reserve, pass->arena);
	ran = validate(ivshmem, elements ? embed_ivshmem_elements_xsd : embed_ivshmem_xsd,
		elements ? embed_ivshmem_elements_xsd_size : embed_ivshmem_xsd_size, &faults);

	if (!xml_reserve_close(&reserve) || !ran || faults.out_of_memory)
		arena_exhausted(pass->arena);
	for (size_t i = 0; i < faults.count; i++)
		report(pass, document, ivshmem, &faults.items[i]);
}
