/*
 * Bounds that are found in the bytes, before libxml2 parses them.
 *
 * It compares each attribute of an element with each other, a million of them before any handler is
 * called. It calls an attribute value of more than 10 MB not closed. A text may have any size
 * there, but is copied while it is decoded, with a list of the places that its parts come from.
 */
#include <string.h>

#include "xml/private.h"

#define MAX_ATTRIBUTES 256
#define MIN_ATTRIBUTE_SIZE 5 /* a="" and a blank */
#define MAX_PIECE_MB 10      /* an attribute value, a text, or markup such as a comment */

/* After a comment, a CDATA section or a processing instruction; p if none begins there. */
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

static bool is_long(size_t size)
{
	return size > (size_t)MAX_PIECE_MB * 1000000;
}

static bool check_size(struct context *ctx, struct source *source, const char *what,
	const char *start, const char *end)
{
	struct loc loc = {source, (uint32_t)(start - source->bytes), (uint32_t)(end - start)};

	if (!is_long((size_t)(end - start)))
		return true;
	diag_add(ctx->diags, DIAG_XML004, loc, "%s has more than %d MB; none may be longer", what,
		MAX_PIECE_MB);
	return false;
}

/* The start tag from '<' at p, and its text up to the next '<' at end. */
static bool check_tag(struct context *ctx, struct source *source, const char *p, const char *end)
{
	struct loc start = {source, (uint32_t)(p - source->bytes), 1};
	size_t n_attributes = 0; /* '=' outside of values */

	for (; p < end && *p != '>'; p++) {
		if (*p == '=' && ++n_attributes > MAX_ATTRIBUTES) {
			diag_add(ctx->diags, DIAG_XML004, start,
				"the element that begins here has more than %d attributes",
				MAX_ATTRIBUTES);
			return false;
		}
		if (*p != '"' && *p != '\'')
			continue;

		const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));

		if (close == NULL)
			return true; /* a quote is missing, which the parser reports */
		if (!check_size(ctx, source, "an attribute value", p + 1, close))
			return false;
		p = close;
	}
	return p == end || check_size(ctx, source, "a text", p + 1, end);
}

/* Nearly all files: one that is shorter than any piece may be, and no two '<' of which are so far
   apart that too many attributes could be between them. */
static bool is_within_bounds(const struct source *source)
{
	const ptrdiff_t tag_size = (ptrdiff_t)MAX_ATTRIBUTES * MIN_ATTRIBUTE_SIZE;
	const char *p = source->bytes;
	const char *end = p + source->size;

	if (is_long(source->size))
		return false;
	while (p != NULL && end - p > tag_size)
		p = memrchr(p + 1, '<', (size_t)tag_size);
	return p != NULL;
}

bool xml_check_bounds(struct context *ctx, struct source *source)
{
	if (is_within_bounds(source))
		return true;

	const char *end = source->bytes + source->size;
	const char *p = memchr(source->bytes, '<', source->size);

	while (p != NULL) {
		const char *after = skip_markup(p, end);
		const char *from = after == p ? p + 1 : after;
		const char *next = memchr(from, '<', (size_t)(end - from));
		const char *stop = next == NULL ? end : next;

		if (!check_size(ctx, source, "a comment or CDATA section", p, after) ||
			(after != p && !check_size(ctx, source, "a text", after, stop)))
			return false;
		/* There is no '<' in a tag, so most are seen to be short without a look into them.
		 */
		if (after == p && stop - p > (ptrdiff_t)MAX_ATTRIBUTES * MIN_ATTRIBUTE_SIZE &&
			!check_tag(ctx, source, p, stop))
			return false;
		p = next;
	}
	return true;
}
