/* How far a misspelt word is from the one that was meant. */
#ifndef ACRNCFGC_NEAREST_H
#define ACRNCFGC_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

#define NEAREST_MAX 64u /* bytes; longer words are not compared */

/*
 * How many letters have to be changed, added, removed or swapped with their neighbour to make one
 * word of the other; case does not count. SIZE_MAX if one is too long.
 */
size_t nearest_distance(const char *a, const char *b);

/* Whether two words differ in nothing but the case of ASCII letters. */
bool nearest_is_same_but_case(const char *a, const char *b);

#endif
