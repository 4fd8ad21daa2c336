/*
 * XML input, hardened: UTF-8 only, no DOCTYPE (so no entities of any kind), no network, bounded
 * depth. libxml2 parses, and its callbacks make the tree of elements; the text of an element is
 * read from the source bytes, so that every character of it has a place.
 */
#ifndef ACRNCFGC_XML_H
#define ACRNCFGC_XML_H

#include <libxml/tree.h>

#include "model/model.h"
#include "model/context.h"

struct xml_document {
	struct context *ctx; /* where reports go, and whose arena text is in */
	struct source *source;
	xmlDocPtr tree;
	struct arena arena; /* has the tree */
	xmlDictPtr names;   /* has the names in it */
};

/* The document that an element is in, and the context that it was loaded in. */
static inline const struct xml_document *xml_document_of(xmlNodePtr node)
{
	return node->doc->_private;
}

static inline struct context *xml_ctx(xmlNodePtr node)
{
	return xml_document_of(node)->ctx;
}

/* A run of decoded text that is in the source byte for byte. */
struct xml_run {
	uint32_t text_offset;
	uint32_t source_offset;
};

/* Decoded text of one element (its own, not its children's): CDATA, comments, &amp; resolved. */
struct xml_text {
	const struct xml_document *document;
	const char *bytes; /* NUL-terminated; line breaks normalised to \n */
	size_t length;
	struct xml_run *runs; /* ascending; at least one */
	size_t n_runs;
};

/* Makes all of libxml2 and libxslt ready that is not ready yet; else each part is started when it
   is first needed, if it is. */
void xml_prepare(void);

/*
 * Parses source; reports what is wrong (XML codes) and returns false when there is no tree. The
 * elements of the tree refer to *document; xml_move() alone may move it.
 */
bool xml_load(struct context *ctx, struct source *source, struct xml_document *document)
	__attribute__((warn_unused_result));

/* from is empty then. */
void xml_move(struct xml_document *from, struct xml_document *to);

/* Frees the tree; safe on a zeroed or half-loaded document. */
void xml_release(struct xml_document *document);

bool xml_is(xmlNodePtr node, const char *name);

/* The node itself or the first element after it; NULL if there is none. */
static inline xmlNodePtr xml_element(xmlNodePtr node)
{
	while (node != NULL && node->type != XML_ELEMENT_NODE)
		node = node->next;
	return node;
}

/* The first child element, and the next sibling, with any name; NULL if there is none. */
static inline xmlNodePtr xml_child(xmlNodePtr parent)
{
	return parent == NULL ? NULL : xml_element(parent->children);
}

static inline xmlNodePtr xml_next(xmlNodePtr node)
{
	return node == NULL ? NULL : xml_element(node->next);
}

/*
 * For elements that may occur any number of times: the next child of that name after one of them,
 * the first one for NULL. What may occur once is read by parse_once() of parse.h, so that a second
 * one is an error.
 */
xmlNodePtr xml_each(xmlNodePtr parent, const char *name, xmlNodePtr after);
bool xml_has(xmlNodePtr parent, const char *name);

/* Goes on as if the file did not have the element. */
void xml_drop(xmlNodePtr node);

/* False if an element or attribute has a namespace; the first one is reported (XML006). */
bool xml_check_namespaces(xmlNodePtr root) __attribute__((warn_unused_result));

/* Goes on as if the file had that name there; places are still those of the file. */
void xml_rename(xmlNodePtr node, const char *name);

/* The element's name in its start tag. */
struct loc xml_tag_loc(xmlNodePtr node);
/* From '<' of the start tag to '>' of the end tag. */
struct loc xml_element_loc(xmlNodePtr node);

struct xml_text xml_text_of(xmlNodePtr node);
/* The place of decoded bytes [start, start + length); the place after the last byte if 0 long. */
struct loc xml_text_loc(const struct xml_text *text, size_t start, size_t length);

/* What may surround a field without meaning anything: space, tab, line breaks; nothing else. */
static inline bool xml_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The length without the blanks at both ends; *bytes moves past those at the start. */
size_t xml_trim(const char **bytes, size_t length);

/* The trimmed text of an element. */
struct value xml_value(xmlNodePtr node);
/* A trimmed piece of a text. */
struct value xml_text_value(const struct xml_text *text, size_t start, size_t length);
/* An attribute's trimmed value; absent: text NULL, blamed at the tag. */
struct value xml_attribute(xmlNodePtr node, const char *name);
/* The name of an attribute that is there. */
struct loc xml_attribute_name_loc(xmlNodePtr node, const char *name);

#endif
