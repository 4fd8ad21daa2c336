/* Edit distance with transpositions, in three rows of numbers. */
#include "nearest.h"

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

size_t nearest_distance(const char *a, const char *b)
{
	size_t rows[3][NEAREST_MAX];
	size_t length = strlen(a);
	size_t width = strlen(b);

	if (length >= NEAREST_MAX || width >= NEAREST_MAX)
		return SIZE_MAX;
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
