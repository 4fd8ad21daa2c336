/* Free space against a bitmap, and blocks against an exhaustive search. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "layout/free_space.h"

static const struct range everywhere = {0, UINT64_MAX};

struct space_test {
	struct arena arena;
	struct free_space space;
};

static void start(struct space_test *test)
{
	memset(test, 0, sizeof(*test));
}

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static void test_overlap_and_order(void **state)
{
	(void)state;
	struct space_test test;
	const struct claim windows[] = {{.range = {100, 199}}, {.range = {0, 49}},
		{.range = {150, 249}}, {.range = {250, 299}}};
	const struct claim claims[] = {{.range = {240, 260}}, {.range = {10, 19}},
		{.range = {10, 12}}, {.range = {40, 120}}};

	start(&test);
	interval_subtract(&test.space, &test.arena, windows, 4, claims, 4);
	assert_int_equal(test.space.count, 5);
	assert_int_equal(test.space.ranges[0].first, 0);
	assert_int_equal(test.space.ranges[0].last, 9);
	assert_int_equal(test.space.ranges[1].first, 20);
	assert_int_equal(test.space.ranges[1].last, 39);
	/* windows stay apart where they touch or overlap: no block may lie in two */
	assert_int_equal(test.space.ranges[2].first, 121);
	assert_int_equal(test.space.ranges[2].last, 199);
	assert_int_equal(test.space.ranges[3].first, 200);
	assert_int_equal(test.space.ranges[3].last, 239);
	assert_int_equal(test.space.ranges[4].first, 261);
	assert_int_equal(test.space.ranges[4].last, 299);
	arena_release(&test.arena);
}

static void test_top_of_address_space(void **state)
{
	(void)state;
	struct space_test test;
	const struct claim window = {.range = {0, UINT64_MAX}};
	const struct claim claims[] = {{.range = {UINT64_MAX - 9, UINT64_MAX}}, {.range = {0, 0}}};
	struct range block;
	struct range around;

	start(&test);
	interval_subtract(&test.space, &test.arena, &window, 1, NULL, 0);
	assert_int_equal(test.space.count, 1);
	assert_true(interval_find(&test.space, everywhere, (uint64_t)1 << 63, &block));
	assert_int_equal(block.first, 0);
	interval_take(&test.space, block);
	assert_true(interval_find(&test.space, everywhere, (uint64_t)1 << 63, &block));
	assert_int_equal(block.last, UINT64_MAX);
	interval_take(&test.space, block);
	assert_int_equal(test.space.count, 0);
	assert_false(interval_find(&test.space, everywhere, 1, &block));
	assert_false(interval_largest(&test.space, everywhere, &block, &around));

	interval_subtract(&test.space, &test.arena, &window, 1, claims, 2);
	assert_int_equal(test.space.count, 1);
	assert_int_equal(test.space.ranges[0].first, 1);
	assert_int_equal(test.space.ranges[0].last, UINT64_MAX - 10);
	assert_true(interval_largest(&test.space, everywhere, &block, &around));
	assert_int_equal(block.first, (uint64_t)1 << 62);
	assert_int_equal(block.last, ((uint64_t)1 << 63) - 1);
	assert_int_equal(around.first, 1);
	arena_release(&test.arena);
}

static void test_saturation(void **state)
{
	(void)state;
	assert_int_equal(align_up(UINT64_MAX - 1, 4096), UINT64_MAX);
	assert_int_equal(align_up(UINT64_MAX - 4095, 4096), UINT64_MAX - 4095);
	assert_int_equal(align_up(1, 4096), 4096);
	assert_int_equal(range_of(UINT64_MAX, 2).last, UINT64_MAX);
	assert_int_equal(range_of(UINT64_MAX - 1, 2).last, UINT64_MAX);
	assert_int_equal(range_of(4096, 4096).last, 8191);
	assert_int_equal(add_saturated(UINT64_MAX, 1), UINT64_MAX);
}

/* A small block must not break up a large one while a small one is there. */
static void test_smallest_block(void **state)
{
	(void)state;
	struct space_test test;
	const struct claim windows[] = {{.range = {0, 63}}, {.range = {100, 103}}};
	const struct range low = {0, 99};
	struct range block;

	start(&test);
	interval_subtract(&test.space, &test.arena, windows, 2, NULL, 0);
	assert_true(interval_find(&test.space, everywhere, 4, &block));
	assert_int_equal(block.first, 100);
	assert_true(interval_find(&test.space, low, 4, &block));
	assert_int_equal(block.first, 0);
	interval_take(&test.space, (struct range){8, 11});
	assert_true(interval_find(&test.space, low, 4, &block));
	assert_int_equal(block.first, 12); /* the other half of the pair, not 0 or 16 */
	arena_release(&test.arena);
}

/* Random windows and claims, unit by unit against a bitmap. */
static void test_against_bitmap(void **state)
{
	(void)state;
	uint32_t seed = 1;

	for (int round = 0; round < 3000; round++) {
		struct space_test test;
		struct claim windows[4];
		struct claim claims[6];
		int bitmap[64] = {0};
		size_t n_windows = next_random(&seed) % 5;
		size_t n_claims = next_random(&seed) % 7;

		start(&test);
		for (size_t i = 0; i < n_windows; i++) {
			uint64_t first = next_random(&seed) % 64;

			windows[i].range =
				(struct range){first, first + next_random(&seed) % (64 - first)};
			for (uint64_t k = first; k <= windows[i].range.last; k++)
				bitmap[k] = 1;
		}
		for (size_t i = 0; i < n_claims; i++) {
			uint64_t first = next_random(&seed) % 64;

			claims[i].range =
				(struct range){first, first + next_random(&seed) % (64 - first)};
			if (next_random(&seed) % 2 == 0)
				claims[i].range.last = first;
		}
		for (size_t i = 0; i < n_claims; i++) {
			for (uint64_t k = claims[i].range.first; k <= claims[i].range.last; k++)
				bitmap[k] = 0;
		}
		interval_subtract(&test.space, &test.arena, windows, n_windows, claims, n_claims);
		for (size_t i = 0; i < test.space.count; i++) {
			struct range range = test.space.ranges[i];

			assert_true(range.first <= range.last && range.last < 64);
			assert_true(i == 0 || test.space.ranges[i - 1].last < range.first);
			for (uint64_t k = range.first; k <= range.last; k++)
				assert_int_equal(bitmap[k]++, 1);
		}
		for (size_t k = 0; k < 64; k++)
			assert_int_not_equal(bitmap[k], 1);
		arena_release(&test.arena);
	}
}

/* Whether sizes, the largest first, fit into the free units of bits from `at` on, by trying every
   place; of equal sizes each takes a place after the one before it. */
static int fits(uint32_t bits, unsigned at, const unsigned *sizes, size_t count)
{
	if (count == 0)
		return 1;
	for (; at + sizes[0] <= 32; at += sizes[0]) {
		uint32_t block = (uint32_t)(((uint64_t)1 << sizes[0]) - 1) << at;
		bool same = count > 1 && sizes[1] == sizes[0];

		if ((bits & block) == block &&
			fits(bits & ~block, same ? at + sizes[0] : 0, sizes + 1, count - 1))
			return 1;
	}
	return 0;
}

static int compare_descending(const void *left, const void *right)
{
	const unsigned *a = left;
	const unsigned *b = right;

	return (*a < *b) - (*a > *b);
}

/* Any order of requests, whatever the holes: placed exactly when a placement exists. */
static void test_complete_in_any_order(void **state)
{
	(void)state;
	uint32_t seed = 7;
	int feasible = 0;

	for (int round = 0; round < 20000; round++) {
		struct space_test test;
		struct claim holes[32];
		unsigned sizes[7];
		size_t n_holes = 0;
		size_t count = 1 + next_random(&seed) % 7;
		size_t placed = 0;
		uint32_t bits =
			~(next_random(&seed) & next_random(&seed) & next_random(&seed) << 8);
		const struct claim window = {.range = {0, 31}};
		struct range block;

		start(&test);
		for (unsigned i = 0; i < 32; i++) {
			if ((bits & (1u << i)) == 0)
				holes[n_holes++].range = (struct range){i, i};
		}
		for (size_t i = 0; i < count; i++)
			sizes[i] = 1u << next_random(&seed) % 5;
		interval_subtract(&test.space, &test.arena, &window, 1, holes, n_holes);
		while (placed < count &&
			interval_find(&test.space, everywhere, sizes[placed], &block)) {
			assert_int_equal(block.first % sizes[placed], 0);
			interval_take(&test.space, block);
			placed++;
		}
		qsort(sizes, count, sizeof(*sizes), compare_descending);
		assert_int_equal(placed == count, fits(bits, 0, sizes, count));
		feasible += placed == count;
		arena_release(&test.arena);
	}
	assert_in_range(feasible, 2000, 18000); /* both verdicts were tried */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overlap_and_order),
		cmocka_unit_test(test_top_of_address_space),
		cmocka_unit_test(test_saturation),
		cmocka_unit_test(test_smallest_block),
		cmocka_unit_test(test_against_bitmap),
		cmocka_unit_test(test_complete_in_any_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
