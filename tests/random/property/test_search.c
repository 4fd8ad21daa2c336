/*
 * The search against plain trying: on small address spaces around 4 GiB every aligned place of
 * every request is tried, and both must agree on whether a placement exists. Where the first
 * attempt works there must be one.
 */
#include <stdio.h>
#include <stdlib.h>

#include "search.h"

enum { PAGES = 32, HALF = PAGES / 2 };

#define BASE (4 * GIB - HALF * PAGE)

/* One bit for each page; the upper half lies above 4 GiB. */
static bool try_all(uint32_t taken, const struct request_list *list, unsigned item)
{
	unsigned pages;

	if (item == list->count)
		return true;
	pages = (unsigned)(list->items[item].size / PAGE);
	for (unsigned at = 0; at + pages <= PAGES; at += pages) {
		uint32_t mask = (uint32_t)((((uint64_t)1 << pages) - 1) << at);

		if ((taken & mask) != 0 || (list->items[item].low_only && at >= HALF))
			continue;
		if (try_all(taken | mask, list, item + 1))
			return true;
	}
	return false;
}

/* The same pages as windows and claims; touching windows are windows of their own. */
static void make_space(struct random *random, uint32_t taken, struct address_space *space)
{
	*space = (struct address_space){.n_windows = 0};
	space->windows[space->n_windows++] = span_of(BASE, HALF * PAGE);
	space->windows[space->n_windows++] = span_of(4 * GIB, HALF * PAGE);
	for (unsigned i = 0; i < PAGES; i++) {
		unsigned length = 1;

		if ((taken >> i & 1) == 0)
			continue;
		while (i + length < PAGES && (taken >> (i + length) & 1) != 0 &&
			random_chance(random, 70))
			length++;
		space->taken[space->n_taken++] = span_of(BASE + i * PAGE, length * PAGE);
		if (random_chance(random, 50)) /* claims may overlap */
			space->taken[space->n_taken++] = span_of(BASE + i * PAGE, PAGE);
	}
}

static bool check(struct random *random, unsigned *found_any)
{
	struct request_list list = {.count = 0};
	struct address_space *space = malloc(sizeof(*space));
	uint32_t taken = (uint32_t)(random_next(random) & random_next(random));
	enum found found;
	bool expected;
	bool first;

	if (space == NULL)
		abort();
	if (random_chance(random, 50))
		taken &= (uint32_t)random_next(random);
	for (unsigned i = random_int(random, 1, 6); i > 0; i--)
		list.items[list.count++] = (struct request){
			PAGE << random_below(random, 5), random_chance(random, 40)};
	make_space(random, taken, space);
	expected = try_all(taken, &list, 0);
	found = search_placement(space, &list);
	first = search_first_attempt(space, &list);
	free(space);
	*found_any += expected;
	if ((found == FOUND) == expected && found != GAVE_UP && (expected || !first))
		return true;
	fprintf(stderr, "taken 0x%08x: search says %d, trying says %d, first attempt %d\n", taken,
		(int)found, expected, first);
	return false;
}

int main(void)
{
	struct random random = {2024};
	unsigned found_any = 0;
	unsigned failed = 0;

	for (unsigned i = 0; i < 20000; i++)
		failed += !check(&random, &found_any);
	printf("search: 20000 spaces, %u with a placement, %u wrong\n", found_any, failed);
	return failed > 0 || found_any < 2000 || found_any > 18000;
}
