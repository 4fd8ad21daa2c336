/* What the files of XML input share among themselves. */
#ifndef ACRNCFGC_XML_PRIVATE_H
#define ACRNCFGC_XML_PRIVATE_H

#include <libxml/xmlerror.h>

#include "xml/xml.h"

/* A bound as the words of its message have it. */
#define XML_WORDS_OF(number) XML_WORDS_OF_(number)
#define XML_WORDS_OF_(number) #number

/* Reports bytes that are not UTF-8, NUL, and a declaration of another encoding (XML003). */
bool xml_check_encoding(struct pass *pass, struct source *source)
	__attribute__((warn_unused_result));

/* Reports a start tag with more attributes than real files have in all (XML004). libxml2 compares
   each with each other, and before it asks anybody. */
bool xml_check_attributes(struct pass *pass, struct source *source)
	__attribute__((warn_unused_result));

/* The last occurrence of needle that begins before offset; offset itself if there is none. */
struct loc xml_find_before(struct source *source, uint32_t offset, const char *needle);

/*
 * xml_reserve.c: memory for libxml2 when there is none left. Between open and close no allocation
 * of libxml2 fails in this thread; close returns false if one would have, and then the results are
 * to be freed and not to be used. What libxml2 would then print on standard error is not printed.
 */
struct xml_reserve {
	struct arena *arena;
	unsigned char *bytes;
	size_t size;
	size_t used;
	bool needed;
	/* Called once, when it is first needed, in the middle of an allocation: may set flags that
	   make the library give up early. NULL: it runs to its end. */
	void (*on_needed)(void *context);
	void *context;
	/* Who was told about errors before. */
	xmlStructuredErrorFunc structured;
	void *structured_context;
	xmlGenericErrorFunc generic;
	void *generic_context;
};

/* Before any other call of libxml2, of its schemas, of libxslt: what is not needed is not started.
   Only the first call in a process does anything. */
void xml_start(void);
void xml_start_schemas(void);
void xml_start_xslt(void);
void xml_reserve_open(struct xml_reserve *reserve, struct arena *arena);
bool xml_reserve_close(struct xml_reserve *reserve) __attribute__((warn_unused_result));

#endif
