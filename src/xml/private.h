/* What the files of XML input share among themselves. */
#ifndef ACRNCFGC_XML_PRIVATE_H
#define ACRNCFGC_XML_PRIVATE_H

#include <libxml/xmlstring.h>

#include "xml/xml.h"

/* A bound as the words of its message have it. */
#define XML_WORDS_OF(number) XML_WORDS_OF_(number)
#define XML_WORDS_OF_(number) #number

/* Reports bytes that are not UTF-8, NUL, and a declaration of another encoding (XML003). */
bool xml_check_encoding(struct context *ctx, struct source *source)
	__attribute__((warn_unused_result));

/* Reports a start tag with more attributes than real files have in all, and values, texts and
   comments of more than 10 MB (XML004). */
bool xml_check_bounds(struct context *ctx, struct source *source)
	__attribute__((warn_unused_result));

/* What libxml2 says of a start tag: the arguments of startElementNs(). */
struct xml_start {
	const xmlChar *name;
	const xmlChar *prefix;
	const xmlChar *uri;
	size_t n_attributes;
	const xmlChar **attributes;
};

/* nodes.c: an element as the last one in its parent, or the root if that is NULL. */
struct xml_node *xml_add_node(
	struct xml_document *document, struct xml_node *parent, const struct xml_start *start);

#endif
