/* Lines and columns of every byte, next to what counting from the first byte on gives. */
#include "diag_fixture.h"

enum { SIZE = 5000 };

/* Pieces in an order that repeats itself late, so that they meet the marks in many ways. */
static char *make_text(const char *begin, const char *const *pieces, size_t n_pieces)
{
	char *bytes = calloc(1, SIZE + 64);
	size_t size = strlen(begin);
	unsigned seed = 1;

	assert_non_null(bytes);
	memcpy(bytes, begin, size);
	while (size < SIZE) {
		const char *piece = pieces[(seed >> 16) % n_pieces];

		seed = seed * 1103515245u + 12345u;
		memcpy(bytes + size, piece, strlen(piece));
		size += strlen(piece);
	}
	return bytes;
}

static uint32_t characters(const char *bytes, size_t from, size_t to)
{
	uint32_t count = 0;

	for (size_t i = from; i < to; i++)
		count += ((unsigned char)bytes[i] & 0xc0u) != 0x80u;
	return count;
}

/* Where the lines begin, found one after the other. */
struct naive {
	uint32_t line;
	size_t start;
};

static void assert_line(struct source *source, struct naive naive, size_t offset)
{
	const char *end = memchr(source->bytes + naive.start, '\n', source->size - naive.start);
	size_t due = end == NULL ? source->size - naive.start
				 : (size_t)(end - source->bytes) - naive.start;
	struct loc line = source_line((struct loc){source, (uint32_t)offset, 0});

	if (due > 0 && source->bytes[naive.start + due - 1] == '\r')
		due--;
	assert_int_equal(line.offset, naive.start);
	assert_int_equal(line.length, due);
}

/* Takes the text, whose first line begins at begin. */
static void assert_places(char *text, size_t begin)
{
	static const uint32_t lengths[] = {0, 1, 2, 511, 512, 513, 4999};
	struct diag_fixture *f = diag_fixture_new("test.xml", text);
	struct source *source = &f->source;
	struct naive naive = {.line = 1, .start = begin};

	for (size_t i = begin; i <= source->size; i++) {
		uint32_t length = lengths[i % (sizeof(lengths) / sizeof(lengths[0]))];
		size_t end = i + length < source->size ? i + length : source->size;
		struct position position =
			source_position(&f->arena, (struct loc){source, (uint32_t)i, length});

		assert_int_equal(position.line, naive.line);
		assert_int_equal(position.column, characters(text, naive.start, i) + 1);
		assert_int_equal(position.length, characters(text, i, end));
		assert_line(source, naive, i);
		if (text[i] == '\n')
			naive = (struct naive){naive.line + 1, i + 1};
	}
	diag_fixture_free(f);
	free(text);
}

static void lines_of_all_lengths(void **state)
{
	static const char *const pieces[] = {
		"abc", "\n", "\r\n", "\xc3\xa4", "\xf0\x9f\x98\x80", "\xff", "a longer piece "};

	(void)state;
	assert_places(make_text("", pieces, sizeof(pieces) / sizeof(pieces[0])), 0);
}

static void lines_longer_than_a_stride(void **state)
{
	static const char *const pieces[] = {"abcdefgh", "\xe2\x82\xac"};
	char *text = make_text("first\n", pieces, 2);

	(void)state;
	text[1500] = '\n';
	text[4096] = '\n';
	assert_places(text, 0);
}

static void nothing_but_lines(void **state)
{
	static const char *const pieces[] = {"\n"};

	(void)state;
	assert_places(make_text("", pieces, 1), 0);
}

static void a_byte_order_mark(void **state)
{
	static const char *const pieces[] = {"abcdefgh", "\n"};

	(void)state;
	assert_places(make_text("\xef\xbb\xbf", pieces, 2), 3);
}

static void an_empty_source(void **state)
{
	struct diag_fixture *f = diag_fixture_new("test.xml", "");
	struct position position = source_position(&f->arena, (struct loc){&f->source, 7, 7});

	(void)state;
	assert_int_equal(position.line, 1);
	assert_int_equal(position.column, 1);
	assert_int_equal(position.length, 0);
	assert_int_equal(source_line((struct loc){&f->source, 7, 7}).length, 0);
	diag_fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_all_lengths),
		cmocka_unit_test(lines_longer_than_a_stride),
		cmocka_unit_test(nothing_but_lines),
		cmocka_unit_test(a_byte_order_mark),
		cmocka_unit_test(an_empty_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
