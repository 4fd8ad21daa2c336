/* Growing arrays: what was added stays, however often the array moves or is emptied. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

struct wide {
	size_t number;
	char filler[40]; /* so that some copies are larger than a chunk */
};

static void test_grows_from_nothing(void **state)
{
	struct arena arena = {0};
	struct wide *items = NULL;
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < 5000; i++) {
		struct wide *item = ARRAY_ADD(&arena, items, count);

		*item = (struct wide){.number = i};
		assert_ptr_equal(item, &items[i]);
		assert_int_equal(count, i + 1);
		/* What an array without room would overwrite. */
		(void)arena_alloc(&arena, 16);
	}
	for (size_t i = 0; i < count; i++)
		assert_int_equal(items[i].number, i);
	arena_release(&arena);
}

/* Two arrays that grow in turn never share memory. */
static void test_two_arrays(void **state)
{
	struct arena arena = {0};
	size_t *left = NULL;
	size_t *right = NULL;
	size_t n_left = 0;
	size_t n_right = 0;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		*ARRAY_ADD(&arena, left, n_left) = i;
		*ARRAY_ADD(&arena, right, n_right) = i + 1000;
	}
	for (size_t i = 0; i < 1000; i++) {
		assert_int_equal(left[i], i);
		assert_int_equal(right[i], i + 1000);
	}
	arena_release(&arena);
}

/* An array whose count was set back, to any number, has room for what comes next. */
static void test_count_set_back(void **state)
{
	(void)state;
	for (size_t kept = 0; kept <= 40; kept++) {
		struct arena arena = {0};
		size_t *items = NULL;
		size_t *neighbour;
		size_t count = 0;

		while (count < 40)
			*ARRAY_ADD(&arena, items, count) = kept;
		neighbour = arena_alloc(&arena, sizeof(*neighbour));
		*neighbour = 12345;
		count = kept;
		while (count < 100)
			*ARRAY_ADD(&arena, items, count) = kept;
		assert_int_equal(*neighbour, 12345);
		arena_release(&arena);
	}
}

/* A list that was lost while its count was kept has room for the count, too. */
static void test_list_set_back(void **state)
{
	(void)state;
	for (size_t lost = 0; lost <= 40; lost++) {
		struct arena arena = {0};
		size_t *items = NULL;
		size_t *neighbour;
		size_t count = lost;

		*ARRAY_ADD(&arena, items, count) = lost;
		neighbour = arena_alloc(&arena, sizeof(*neighbour));
		*neighbour = 12345;
		while (count < 100)
			*ARRAY_ADD(&arena, items, count) = lost;
		for (size_t i = 0; i < count; i++)
			assert_int_equal(items[i], i < lost ? 0 : lost);
		assert_int_equal(*neighbour, 12345);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grows_from_nothing),
		cmocka_unit_test(test_two_arrays),
		cmocka_unit_test(test_count_set_back),
		cmocka_unit_test(test_list_set_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
