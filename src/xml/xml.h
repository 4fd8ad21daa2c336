/*
 * XML input, hardened: UTF-8 only, no DOCTYPE (so no entities of any kind), no network, bounded
 * depth. libxml2 parses, and calls back for each element; the tree that is made then holds elements
 * and attributes. The text of an element is read from the source bytes, so that every character of
 * it has a place.
 */
#ifndef ACRNCFGC_XML_H
#define ACRNCFGC_XML_H

#include "model/model.h"
#include "model/context.h"

struct xml_attribute {
	struct xml_attribute *next;
	const char *name;  /* as written, with the prefix if there is one */
	const char *uri;   /* of its namespace; NULL none */
	const char *value; /* decoded */
};

/* An element. */
struct xml_node {
	struct context *ctx; /* where reports go, and whose arena text is in */
	struct source *source;
	struct xml_node *parent; /* NULL: it is the root */
	struct xml_node *next;
	struct xml_node *children; /* the first and the last one; NULL none */
	struct xml_node *last;
	struct xml_attribute *attributes;
	const char *name; /* as written, with the prefix if there is one */
	const char *uri;  /* of its namespace; NULL none */
	/* Where it is, in bytes from the start of the source. */
	uint32_t start;         /* its '<' */
	uint32_t start_tag_end; /* the '>' of its start tag, or the '/' of an empty element */
	uint32_t end;           /* after its end tag; 0 until there is one */
};

struct xml_document {
	struct context *ctx;
	struct source *source;
	struct xml_node *root; /* NULL: the file is empty or could not be read */
	struct arena arena;    /* has the tree */
};

/* A run of decoded text that is in the source byte for byte. */
struct xml_run {
	uint32_t text_offset;
	uint32_t source_offset;
};

/* Decoded text of one element (its own, not its children's): CDATA, comments, &amp; resolved. */
struct xml_text {
	struct context *ctx;
	struct source *source;
	const char *bytes; /* NUL-terminated; line breaks normalised to \n */
	size_t length;
	struct xml_run *runs; /* ascending; at least one */
	size_t n_runs;
};

/* Makes all of libxml2 and libxslt ready that is not ready yet; else each part is started when it
   is first needed, if it is. */
void xml_prepare(void);

/* Parses source; reports what is wrong (XML codes) and returns false when there is no tree. */
bool xml_load(struct context *ctx, struct source *source, struct xml_document *document)
	__attribute__((warn_unused_result));

/* Frees the tree; safe on a zeroed or half-loaded document. */
void xml_release(struct xml_document *document);

bool xml_is(struct xml_node *node, const char *name);

/* The first child element, and the next sibling, with any name; NULL if there is no such element.
 */
static inline struct xml_node *xml_child(const struct xml_node *parent)
{
	return parent == NULL ? NULL : parent->children;
}

static inline struct xml_node *xml_next(const struct xml_node *node)
{
	return node == NULL ? NULL : node->next;
}

/*
 * For elements that may occur any number of times: the next child of that name after one of them,
 * the first one for NULL. What may occur once is read by parse_once() of parse.h, so that a second
 * one is an error.
 */
struct xml_node *xml_each(struct xml_node *parent, const char *name, struct xml_node *after);
bool xml_has(struct xml_node *parent, const char *name);

/* Goes on as if the file did not have the element. */
void xml_drop(struct xml_node *node);

/* False if an element or attribute has a namespace; the first one is reported (XML006). */
bool xml_check_namespaces(struct xml_node *root) __attribute__((warn_unused_result));

/* Goes on as if the file had that name there; places are still those of the file. */
void xml_rename(struct xml_node *node, const char *name);

/* The element's name in its start tag. */
struct loc xml_tag_loc(struct xml_node *node);
/* From '<' of the start tag to '>' of the end tag. */
struct loc xml_element_loc(struct xml_node *node);

struct xml_text xml_text_of(struct xml_node *node);
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
struct value xml_value(struct xml_node *node);
/* A trimmed piece of a text. */
struct value xml_text_value(const struct xml_text *text, size_t start, size_t length);
/* NULL if the element has no attribute of that name. */
const struct xml_attribute *xml_find_attribute(const struct xml_node *node, const char *name);
/* An attribute's trimmed value; absent: text NULL, blamed at the tag. */
struct value xml_attribute(struct xml_node *node, const char *name);
/* The name of an attribute that is there. */
struct loc xml_attribute_name_loc(struct xml_node *node, const char *name);

#endif
