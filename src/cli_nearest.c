/* Edit distance in one row of numbers; case does not count. */
#include "cli_nearest.h"

#include <string.h>

/* Longer words are never suggested nor compared. */
#define MAX_WORD 64u

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static size_t smallest(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
	size_t row[MAX_WORD + 1];

	for (size_t j = 0; j <= b_length; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t replaced = diagonal + (lower(a[i - 1]) != lower(b[j - 1]));

			diagonal = row[j];
			row[j] = smallest(replaced, row[j] + 1, row[j - 1] + 1);
		}
	}
	return row[b_length];
}

void nearest_begin(struct nearest *nearest, const char *wanted)
{
	/* More than a third of the letters wrong is another word. */
	*nearest = (struct nearest){.wanted = wanted, .distance = strlen(wanted) / 3 + 2};
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
	size_t wanted_length = strlen(nearest->wanted);
	size_t length = strlen(candidate);

	if (wanted_length > MAX_WORD || length > MAX_WORD)
		return;

	size_t found = distance(nearest->wanted, wanted_length, candidate, length);

	if (found < nearest->distance) {
		nearest->best = candidate;
		nearest->distance = found;
	}
}
