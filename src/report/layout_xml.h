/*
 * The canonical XML of a compilation: model and layout as one document, the input of every
 * stylesheet. docs/output-files.md describes the format, which users' stylesheets rely on.
 */
#ifndef ACRNCFGC_EMIT_XML_H
#define ACRNCFGC_EMIT_XML_H

#include <libxml/tree.h>

#include "emit/emit.h"
#include "report/map.h"

/* What the document is made from; complete before libxml2 is given control. */
struct layout_facts {
	const struct emit_input *in;
	struct arena *arena;
	struct map memory;
	struct map *vms; /* parallel to config.vms */
};

void layout_facts_collect(
	struct layout_facts *facts, struct arena *arena, const struct emit_input *in);

/* The caller frees the document with xmlFreeDoc(). */
xmlDocPtr layout_facts_document(const struct layout_facts *facts);

/* Moves what libxml2 allocated into out and frees it. */
void emit_xml_bytes(struct text *out, xmlChar *bytes, size_t size);

#endif
