/* Growing texts, and the quoting that keeps foreign names inside literals and comments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"

struct room {
	struct arena arena;
	struct text text;
};

static struct room *enter(struct room *room)
{
	*room = (struct room){.arena = {.chunks = NULL}};
	text_init(&room->text, &room->arena);
	return room;
}

static void grows_and_stays_terminated(void **state)
{
	struct room room;

	(void)state;
	enter(&room);
	for (int i = 0; i < 10000; i++)
		text_addf(&room.text, "%d,", i % 10);
	assert_int_equal(room.text.length, 20000);
	assert_int_equal(strlen(room.text.bytes), 20000);
	assert_memory_equal(room.text.bytes + 19980, "0,1,2,3,4,5,6,7,8,9,", 20);
	arena_release(&room.arena);
}

static void formats_longer_than_any_buffer(void **state)
{
	struct room room;

	(void)state;
	enter(&room);
	text_add(&room.text, "<");
	text_addf(&room.text, "%5000d", 7);
	text_add_char(&room.text, '>');
	assert_int_equal(room.text.length, 5002);
	assert_int_equal(room.text.bytes[5000], '7');
	assert_int_equal(room.text.bytes[5001], '>');
	arena_release(&room.arena);
}

/* Short ones are made in place, long ones twice: every length on both sides of either limit. */
static void formats_every_length(void **state)
{
	struct room room;

	(void)state;
	for (int length = 0; length < 600; length++) {
		const char *copy;

		enter(&room);
		text_addf(&room.text, "<%*s>", length, "");
		copy = arena_printf(&room.arena, "<%*s>", length, "");
		assert_int_equal(room.text.length, length + 2);
		assert_int_equal(strlen(copy), length + 2);
		assert_string_equal(room.text.bytes, copy);
		assert_int_equal(copy[length + 1], '>');
		arena_release(&room.arena);
	}
}

static void bytes_may_hold_nul(void **state)
{
	struct room room;

	(void)state;
	enter(&room);
	text_add_bytes(&room.text, "a\0b", 3);
	text_add_bytes(&room.text, NULL, 0);
	assert_int_equal(room.text.length, 3);
	assert_memory_equal(room.text.bytes, "a\0b", 4);
	arena_release(&room.arena);
}

static void padding_counts_from_the_last_line(void **state)
{
	struct room room;

	(void)state;
	enter(&room);
	text_add(&room.text, "a long first line\nab");
	text_pad_to(&room.text, 5);
	text_add(&room.text, "c");
	text_pad_to(&room.text, 3);
	text_add(&room.text, "d");
	assert_string_equal(room.text.bytes, "a long first line\nab   cd");
	arena_release(&room.arena);
}

static void hex_is_lower_case(void **state)
{
	struct room room;

	(void)state;
	enter(&room);
	text_hex64(&room.text, 0, 0);
	text_add_char(&room.text, ' ');
	text_hex64(&room.text, 0xAB, 4);
	text_add_char(&room.text, ' ');
	text_hex64(&room.text, UINT64_MAX, 2);
	assert_string_equal(room.text.bytes, "0x0 0x00ab 0xffffffffffffffff");
	arena_release(&room.arena);
}

static void c_strings_are_escaped(void **state)
{
	static const char *const cases[][2] = {
		{"", "\"\""},
		{"hv:/a", "\"hv:/a\""},
		{"a\"b\\c", "\"a\\\"b\\\\c\""},
		{"1\n2", "\"1\\0122\""},
		{"?"
		 "?/",
			"\"\\077\\077/\""},
		{"\xc3\xa9", "\"\\303\\251\""},
		{"\x7f", "\"\\177\""},
	};
	struct room room;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enter(&room);
		text_c_string(&room.text, cases[i][0]);
		assert_string_equal(room.text.bytes, cases[i][1]);
		arena_release(&room.arena);
	}
}

static void c_comments_cannot_be_left(void **state)
{
	static const char *const cases[][2] = {
		{"plain, text.", "plain, text."},
		{"*/", "* /"},
		{"/*", "/ *"},
		{"*/*/", "* / * /"},
		{"**//", "** //"},
		{"a\nb\tc", "a<0a>b<09>c"},
		{"\\", "<5c>"},
		{"?"
		 "?/",
			"<3f><3f>/"},
		{"\xe2\x80\xae", "<e2><80><ae>"},
	};
	struct room room;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enter(&room);
		text_add(&room.text, "");
		text_c_comment(&room.text, cases[i][0]);
		assert_string_equal(room.text.bytes, cases[i][1]);
		assert_null(strstr(room.text.bytes, "*/"));
		arena_release(&room.arena);
	}
}

/* Too large for any machine. */
static void memory_that_runs_out_ends_the_process(void **state)
{
	struct arena arena = {.chunks = NULL};
	char said[64] = "";
	int pipes[2];
	int status;

	(void)state;
	assert_int_equal(pipe(pipes), 0);

	pid_t child = fork();

	if (child == 0) {
		(void)dup2(pipes[1], STDERR_FILENO);
		(void)arena_array(&arena, SIZE_MAX / 2, 3);
		_exit(0);
	}
	(void)close(pipes[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 3);
	assert_true(read(pipes[0], said, sizeof(said) - 1) > 0);
	assert_string_equal(said, "acrn-cfgc: out of memory\n");
	(void)close(pipes[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_that_runs_out_ends_the_process),
		cmocka_unit_test(grows_and_stays_terminated),
		cmocka_unit_test(formats_longer_than_any_buffer),
		cmocka_unit_test(formats_every_length),
		cmocka_unit_test(bytes_may_hold_nul),
		cmocka_unit_test(padding_counts_from_the_last_line),
		cmocka_unit_test(hex_is_lower_case),
		cmocka_unit_test(c_strings_are_escaped),
		cmocka_unit_test(c_comments_cannot_be_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
