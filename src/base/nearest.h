/*
 * "did you mean": which of many known words a misspelt one is nearest to. The case of ASCII letters
 * does not count. Used by the library and by the program; it depends on neither.
 */
#ifndef ACRNCFGC_NEAREST_H
#define ACRNCFGC_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

#define NEAREST_MAX 64u /* bytes; a word that is as long or longer is near to nothing */

struct nearest {
	const char *wanted;
	size_t limit;     /* edits; the next candidate has to be nearer than that */
	const char *best; /* the first of the nearest; NULL: none is near enough */
	bool is_tied;     /* another one is as near as best */
};

/* With more than a third of its letters wrong it is another word; who wants another limit sets it
   before the first offer. wanted is borrowed, and so are the candidates. */
void nearest_begin(struct nearest *nearest, const char *wanted);
void nearest_offer(struct nearest *nearest, const char *candidate);

/* The one nearest; NULL if no text is near or two are. */
const char *nearest_only(const struct nearest *nearest);

/*
 * How many letters have to be changed, added, removed or swapped with their neighbour to make one
 * word of the other. The number is exact up to most; beyond, it is any number above most.
 */
size_t nearest_distance(const char *a, const char *b, size_t most);

/* Whether two words differ in nothing but the case of ASCII letters. */
bool nearest_is_same_but_case(const char *a, const char *b);

#endif
