/* Edit distance with transpositions, in three rows of numbers; seldom needed to its end. */
#include "base/nearest.h"

#include <stdint.h>
#include <string.h>

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool nearest_is_same_but_case(const char *a, const char *b)
{
	size_t i = 0;

	while (a[i] != '\0' && lower(a[i]) == lower(b[i]))
		i++;
	return a[i] == b[i];
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* A bit for each letter that is in the word; letters may share one. */
static uint64_t letters_of(const char *word)
{
	uint64_t letters = 0;

	for (; *word != '\0'; word++)
		letters |= UINT64_C(1) << ((unsigned char)lower(*word) & 63u);
	return letters;
}

static size_t count(uint64_t bits)
{
	return (size_t)__builtin_popcountll(bits);
}

/* No fewer edits will do, seen at little cost: an edit changes the length by no more than one, and
   brings or takes no more than one letter. Nearly every name is no misspelling of anything, so
   nearly always this is all there is to do. */
static size_t least_distance(const char *a, size_t length, const char *b, size_t width)
{
	size_t least = length > width ? length - width : width - length;
	uint64_t in_a = letters_of(a);
	uint64_t in_b = letters_of(b);

	return larger(least, larger(count(in_a & ~in_b), count(in_b & ~in_a)));
}

static size_t whole_distance(const char *a, size_t length, const char *b, size_t width)
{
	size_t rows[3][NEAREST_MAX];

	for (size_t j = 0; j <= width; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= length; i++) {
		size_t *row = rows[i % 3];
		const size_t *before = rows[(i + 2) % 3];
		const size_t *two_before = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= width; j++) {
			bool same = lower(a[i - 1]) == lower(b[j - 1]);

			row[j] = smaller(before[j - 1] + !same, smaller(before[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
				lower(a[i - 2]) == lower(b[j - 1]))
				row[j] = smaller(row[j], two_before[j - 2] + 1);
		}
	}
	return rows[length % 3][width];
}

size_t nearest_distance(const char *a, const char *b, size_t most)
{
	size_t length = strlen(a);
	size_t width = strlen(b);
	size_t least;

	if (length >= NEAREST_MAX || width >= NEAREST_MAX)
		return SIZE_MAX;
	least = least_distance(a, length, b, width);
	return least > most ? least : whole_distance(a, length, b, width);
}

void nearest_begin(struct nearest *nearest, const char *wanted)
{
	*nearest = (struct nearest){.wanted = wanted, .limit = strlen(wanted) / 3 + 1};
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
	size_t distance = nearest_distance(nearest->wanted, candidate, nearest->limit);

	if (distance < nearest->limit) {
		nearest->best = candidate;
		nearest->limit = distance;
		nearest->is_tied = false;
	} else if (distance == nearest->limit) {
		nearest->is_tied = true;
	}
}

const char *nearest_only(const struct nearest *nearest)
{
	return nearest->is_tied ? NULL : nearest->best;
}
