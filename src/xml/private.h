/* What the files of XML input share among themselves. */
#ifndef ACRNCFGC_XML_PRIVATE_H
#define ACRNCFGC_XML_PRIVATE_H

#include "xml/xml.h"

/* A bound as the words of its message have it. */
#define XML_WORDS_OF(number) XML_WORDS_OF_(number)
#define XML_WORDS_OF_(number) #number

/* Where an element is, in bytes from the start of the source; _private of its node. */
struct xml_place {
	uint32_t start;         /* its '<' */
	uint32_t name_length;   /* as written, with the prefix if there is one */
	uint32_t start_tag_end; /* the '>' of its start tag, or the '/' of an empty element */
	uint32_t end;           /* after its end tag; 0 until there is one */
};

/* Reports bytes that are not UTF-8, NUL, and a declaration of another encoding (XML003). */
bool xml_check_encoding(struct context *ctx, struct source *source)
	__attribute__((warn_unused_result));

/* Reports a start tag with more attributes than real files have in all, and values, texts and
   comments of more than 10 MB (XML004). */
bool xml_check_bounds(struct context *ctx, struct source *source)
	__attribute__((warn_unused_result));

/* nodes.c: a document without elements. */
xmlDocPtr xml_new_tree(struct xml_document *document);
/* An element as the last one in parent, which may be the document. The names must live as long as
   the arena; _private is a struct xml_place. */
xmlNodePtr xml_add_element(struct arena *arena, xmlNodePtr parent, const xmlChar *name,
	const xmlChar *prefix, const xmlChar *uri);
/* The attributes of a new element, as startElementNs() of libxml2 has them. */
void xml_add_attributes(
	struct arena *arena, xmlNodePtr node, size_t count, const xmlChar **attributes);

#endif
