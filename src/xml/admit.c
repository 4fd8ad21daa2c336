/* Only UTF-8 comes in: checked byte by byte, before a parser sees anything. */
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "xml/private.h"

/* Bytes of the character at p, 0 if it is no character of XML, as NUL. */
static size_t character_size(const unsigned char *p, size_t left)
{
	return *p < 0x80 ? *p != '\0' : utf8_size((const char *)p, left);
}

/* How many of the bytes at p are plain ASCII and not NUL; in steps of eight, so some may be left.
 */
static size_t skip_ascii(const unsigned char *p, size_t left)
{
	const uint64_t ones = 0x0101010101010101u;
	const uint64_t tops = 0x8080808080808080u;
	size_t skipped = 0;

	for (; left - skipped >= sizeof(uint64_t); skipped += sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, p + skipped, sizeof(word));
		/* A byte of 0 borrows from its top bit, one of 0x80 or more has it. */
		if (((word | (word - ones)) & tops) != 0)
			break;
	}
	return skipped;
}

static bool check_bytes(struct context *ctx, struct source *source)
{
	const unsigned char *bytes = (const unsigned char *)source->bytes;
	size_t i;

	for (i = skip_ascii(bytes, source->size); i < source->size;
		i += skip_ascii(bytes + i, source->size - i)) {
		size_t length = character_size(bytes + i, source->size - i);

		if (length == 0) {
			struct loc loc = {source, (uint32_t)i, 1};

			diag_add(ctx->diags, DIAG_XML003, loc,
				"byte 0x%02x is not UTF-8 text; save the file as UTF-8", bytes[i]);
			return false;
		}
		i += length;
	}
	return true;
}

static bool starts_with(const struct source *source, const char *bytes, size_t length)
{
	return source->size >= length && memcmp(source->bytes, bytes, length) == 0;
}

/* The value of encoding= in an XML declaration; length 0 if there is no encoding. */
static struct loc declared_encoding(struct source *source)
{
	size_t bom = starts_with(source, "\xef\xbb\xbf", 3) ? 3 : 0;
	const char *start = source->bytes + bom;
	const char *end = source->size - bom < 6 || memcmp(start, "<?xml", 5) != 0
				  ? NULL
				  : memchr(start, '>', source->size - bom);
	const char *p =
		end == NULL ? NULL
			    : memmem(start, (size_t)(end - start), "encoding", strlen("encoding"));
	struct loc none = {source, 0, 0};

	if (p == NULL)
		return none;
	p += strlen("encoding");
	while (p < end && *p != '"' && *p != '\'')
		p++;

	const char *close = p < end ? memchr(p + 1, *p, (size_t)(end - p - 1)) : NULL;

	if (close == NULL)
		return none;
	return (struct loc){source, (uint32_t)(p + 1 - source->bytes), (uint32_t)(close - p - 1)};
}

static bool is_utf8_name(const char *name, size_t length)
{
	return (length == 5 && strncasecmp(name, "UTF-8", length) == 0) ||
	       (length == 4 && strncasecmp(name, "UTF8", length) == 0) ||
	       (length == 8 && strncasecmp(name, "US-ASCII", length) == 0);
}

bool xml_check_encoding(struct context *ctx, struct source *source)
{
	if (starts_with(source, "\xff\xfe", 2) || starts_with(source, "\xfe\xff", 2)) {
		diag_add(ctx->diags, DIAG_XML003, (struct loc){source, 0, 0},
			"the file is UTF-16; save it as UTF-8");
		return false;
	}
	if (!check_bytes(ctx, source))
		return false;

	struct loc declared = declared_encoding(source);
	const char *name = source->bytes + declared.offset;

	if (declared.length == 0 || is_utf8_name(name, declared.length))
		return true;

	struct diag *diag = diag_add(ctx->diags, DIAG_XML003, declared,
		"the file declares the encoding '%.*s'; only UTF-8 is read", (int)declared.length,
		name);

	diag_fix(ctx->diags, diag, declared, "UTF-8", "declare UTF-8 and save the file as UTF-8");
	return false;
}
