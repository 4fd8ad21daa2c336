/* What the files of XML input share among themselves. */
#ifndef ACRNCFGC_XML_PRIVATE_H
#define ACRNCFGC_XML_PRIVATE_H

#include "xml.h"

/* Reports bytes that are not UTF-8, NUL, and a declaration of another encoding (XML003). */
bool xml_check_encoding(struct pass *pass, struct source *source)
	__attribute__((warn_unused_result));

/* The last occurrence of needle that begins before offset; offset itself if there is none. */
struct loc xml_find_before(struct source *source, uint32_t offset, const char *needle);

#endif
