/*
 * Mutations that keep XML well-formed most of the time, so that the fuzzer spends its time after
 * the XML parser. An element is cut out, doubled, moved, replaced by one of another input, or its
 * text is changed; every eighth time libFuzzer changes bytes blindly, for the parser's sake.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size, const uint8_t *second,
	size_t second_size, uint8_t *out, size_t max_size, unsigned seed);

/* Bytes [start, end) of an input. */
struct part {
	size_t start;
	size_t end;
};

/* What has been of interest to some rule. */
static const char *const texts[] = {
	"",
	"0",
	"1",
	"2",
	"3",
	"7",
	"8",
	"15",
	"16",
	"512",
	"513",
	"0x",
	"0x10",
	"-1",
	"+4",
	"18446744073709551615",
	"18446744073709551616",
	"0xffffffffffffffff",
	"0x100000000",
	"0x80000000",
	"0x40000000",
	"0x1fffff",
	"CONFIG_SOS_RAM_SIZE",
	"y",
	"n",
	"Y",
	"true",
	"hv:/a, 2, 0:1",
	"dm:/a, 2, 2:3",
	"hv:/a,512,0:1:2:3",
	"hv:/b, 4, 0:1",
	"hv:/, 2, 0:0",
	"PRE_RT_VM",
	"SOS_VM",
	"POST_STD_VM",
	"PRE_LAUNCHED_VM",
	"SERVICE_VM",
	"POST_LAUNCHED_VM",
	"Hypervisor",
	"Device Model",
	"00:00.0",
	"00:1f.7",
	"0:2.0",
	"ff:1f.7",
	"PCI_VUART",
	"INVALID_PCI_BASE",
	"0x1000",
	"0xfff",
	"65535",
	"65536",
	"&#10;",
	"&lt;",
	"<![CDATA[ ]]>",
	"<!-- -->",
	"\xc2\x85",
	"\xef\xbf\xbd",
};

static unsigned next(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 8;
}

static size_t below(unsigned *seed, size_t limit)
{
	return limit == 0 ? 0 : next(seed) % limit;
}

static size_t find(const uint8_t *data, size_t from, size_t size, const char *wanted)
{
	const uint8_t *hit =
		from >= size ? NULL : memmem(data + from, size - from, wanted, strlen(wanted));

	return hit == NULL ? size : (size_t)(hit - data);
}

/* The end of the element whose '<' is at start; 0 if it has none. */
static size_t element_end(const uint8_t *data, size_t size, size_t start)
{
	size_t depth = 0;
	size_t at = start;

	while (at < size) {
		size_t close = find(data, at, size, ">");

		if (close == size)
			return 0;
		if (data[at + 1] == '/')
			depth--;
		else if (data[at + 1] != '!' && data[at + 1] != '?' && data[close - 1] != '/')
			depth++;
		if (depth == 0)
			return close + 1;
		at = find(data, close, size, "<");
	}
	return 0;
}

/* Some element; {0, 0} if none was hit. */
static struct part pick_element(const uint8_t *data, size_t size, unsigned *seed)
{
	size_t start = find(data, below(seed, size), size, "<");

	if (start + 1 >= size || data[start + 1] == '/' || data[start + 1] == '!' ||
		data[start + 1] == '?')
		return (struct part){0, 0};

	size_t end = element_end(data, size, start);

	return end == 0 ? (struct part){0, 0} : (struct part){start, end};
}

/* Some text between a '>' and the next '<', or an attribute's value. */
static struct part pick_text(const uint8_t *data, size_t size, unsigned *seed)
{
	static const char *const opening[] = {">", "=\""};
	static const char *const closing[] = {"<", "\""};
	size_t kind = below(seed, 4) == 0;
	size_t start = find(data, below(seed, size), size, opening[kind]);

	if (start == size)
		return (struct part){0, 0};
	start += strlen(opening[kind]);
	return (struct part){start, find(data, start, size, closing[kind])};
}

/* Puts bytes in the place of part; the size afterwards, the old one if there is no room. */
static size_t replace(uint8_t *data, size_t size, size_t max_size, struct part part,
	const uint8_t *bytes, size_t length)
{
	size_t result = size - (part.end - part.start) + length;

	if (result > max_size)
		return size;
	memmove(data + part.start + length, data + part.end, size - part.end);
	if (length != 0)
		memcpy(data + part.start, bytes, length);
	return result;
}

static size_t change_text(uint8_t *data, size_t size, size_t max_size, unsigned *seed)
{
	struct part part = pick_text(data, size, seed);
	uint8_t buffer[1024];
	size_t length = part.end - part.start;

	if (next(seed) % 2 != 0 || length > sizeof(buffer)) {
		const char *text = texts[below(seed, sizeof(texts) / sizeof(texts[0]))];

		return replace(data, size, max_size, part, (const uint8_t *)text, strlen(text));
	}
	if (length != 0)
		memcpy(buffer, data + part.start, length);
	length = LLVMFuzzerMutate(buffer, length, sizeof(buffer));
	return replace(data, size, max_size, part, buffer, length);
}

/* A copy of an element of from in the place of, or in front of, one of data. */
static size_t graft(uint8_t *data, size_t size, size_t max_size, const uint8_t *from,
	size_t from_size, unsigned *seed)
{
	struct part element = pick_element(from, from_size, seed);
	struct part place = pick_element(data, size, seed);
	size_t length = element.end - element.start;
	uint8_t *copy = length == 0 ? NULL : malloc(length);

	if (copy == NULL)
		return size;
	memcpy(copy, from + element.start, length);
	if (next(seed) % 2 != 0)
		place.end = place.start;
	size = replace(data, size, max_size, place, copy, length);
	free(copy);
	return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	unsigned rounds = 1 + next(&seed) % 3;

	if (size == 0 || next(&seed) % 8 == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	for (unsigned i = 0; i < rounds; i++) {
		switch (next(&seed) % 4) {
		case 0: size = graft(data, size, max_size, data, size, &seed); break;
		case 1:
			size = replace(
				data, size, max_size, pick_element(data, size, &seed), NULL, 0);
			break;
		default: size = change_text(data, size, max_size, &seed); break;
		}
	}
	return size;
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t first_size, const uint8_t *second,
	size_t second_size, uint8_t *out, size_t max_size, unsigned seed)
{
	size_t size = first_size < max_size ? first_size : max_size;

	if (size != 0)
		memcpy(out, first, size);
	return graft(out, size, max_size, second, second_size, &seed);
}
