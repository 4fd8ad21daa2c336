/*
 * The canonical XML of a compilation: model and layout as one document, the input of every
 * stylesheet. docs/output-files.md describes the format, which users' stylesheets rely on.
 */
#ifndef ACRNCFGC_EMIT_XML_H
#define ACRNCFGC_EMIT_XML_H

#include <libxml/tree.h>

#include "emit/emit.h"

/* The caller frees the document with xmlFreeDoc(). */
xmlDocPtr layout_document(struct arena *arena, const struct emit_input *in);

/* Moves what libxml2 allocated into out and frees it. */
void emit_xml_bytes(struct text *out, xmlChar *bytes, size_t size);

#endif
