/*
 * A bound on the attributes of one element, found in the bytes: libxml2 looks for two of one name
 * by comparing each with each other, and has done so for a million before any handler is called.
 */
#include <string.h>

#include "xml/private.h"

#define MAX_ATTRIBUTES 256
#define MIN_ATTRIBUTE_SIZE 5 /* a="" and a blank */
#define MAX_VALUE_MB 10      /* libxml2 takes no more, and says that the value is not closed */

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

/* What is looked for in a start tag. */
struct start_tag {
	size_t n_attributes;    /* '=' outside of values */
	const char *long_value; /* the first that is too long; NULL: there is none */
	size_t long_size;
};

static struct start_tag scan_tag(const char *p, const char *end)
{
	struct start_tag tag = {0};

	for (; p < end && *p != '>'; p++) {
		tag.n_attributes += *p == '=';
		if (*p != '"' && *p != '\'')
			continue;

		const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));

		if (close == NULL)
			break;
		if (close - p > MAX_VALUE_MB * 1000000 && tag.long_value == NULL) {
			tag.long_value = p + 1;
			tag.long_size = (size_t)(close - p - 1);
		}
		p = close;
	}
	return tag;
}

/* The start tag from '<' at p to the next '<' at end. */
static bool check_tag(struct context *ctx, struct source *source, const char *p, const char *end)
{
	struct start_tag tag = scan_tag(p, end);
	struct loc loc = {source, (uint32_t)(p - source->bytes), 1};

	if (tag.n_attributes > MAX_ATTRIBUTES) {
		diag_add(ctx->diags, DIAG_XML004, loc,
			"the element that begins here has more than %d attributes", MAX_ATTRIBUTES);
		return false;
	}
	if (tag.long_value != NULL) {
		loc.offset = (uint32_t)(tag.long_value - source->bytes);
		loc.length = (uint32_t)tag.long_size;
		diag_add(ctx->diags, DIAG_XML004, loc,
			"an attribute value has more than %d MB; no value may be longer",
			MAX_VALUE_MB);
		return false;
	}
	return true;
}

bool xml_check_attributes(struct context *ctx, struct source *source)
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
			!check_tag(ctx, source, p, stop))
			return false;
		p = next;
	}
	return true;
}
