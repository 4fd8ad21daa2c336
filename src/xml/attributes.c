/*
 * A bound on the attributes of one element, found in the bytes: libxml2 looks for two of one name
 * by comparing each with each other, and has done so for a million before any handler is called.
 */
#include <string.h>

#include "xml/private.h"

#define MAX_ATTRIBUTES 256
#define MIN_ATTRIBUTE_SIZE 5 /* a="" and a blank */

/* Behind a comment, a CDATA section or a processing instruction; p if none begins there. */
static const char *skip_markup(const char *p, const char *end)
{
	static const struct {
		const char *begin;
		const char *end;
	} kinds[] = {{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}};
	size_t left = (size_t)(end - p);

	if (left < 2 || (p[1] != '!' && p[1] != '?'))
		return p;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t length = strlen(kinds[i].begin);

		if (left < length || memcmp(p, kinds[i].begin, length) != 0)
			continue;

		const char *close =
			memmem(p + length, left - length, kinds[i].end, strlen(kinds[i].end));

		return close == NULL ? end : close + strlen(kinds[i].end);
	}
	return p;
}

/* The '=' of a start tag outside of its values. */
static size_t count_attributes(const char *p, const char *end)
{
	size_t count = 0;

	while (p < end && *p != '>') {
		if (*p == '"' || *p == '\'') {
			p = memchr(p + 1, *p, (size_t)(end - p - 1));
			if (p == NULL)
				break;
		}
		count += *p == '=';
		p++;
	}
	return count;
}

bool xml_check_attributes(struct pass *pass, struct source *source)
{
	const char *end = source->bytes + source->size;
	const char *p = memchr(source->bytes, '<', source->size);

	while (p != NULL) {
		const char *behind = skip_markup(p, end);
		const char *from = behind == p ? p + 1 : behind;
		const char *next = memchr(from, '<', (size_t)(end - from));
		const char *stop = next == NULL ? end : next;

		/* No '<' stands in a tag, so most are seen to be short without a look into them. */
		if (behind == p && stop - p > (ptrdiff_t)MAX_ATTRIBUTES * MIN_ATTRIBUTE_SIZE &&
			count_attributes(p, stop) > MAX_ATTRIBUTES) {
			struct loc loc = {source, (uint32_t)(p - source->bytes), 1};

			diag_add(pass->diags, DIAG_XML004, loc,
				"the element that begins here has more than %d attributes",
				MAX_ATTRIBUTES);
			return false;
		}
		p = next;
	}
	return true;
}
