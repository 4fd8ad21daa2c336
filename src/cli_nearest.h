/* "did you mean": which of many known words is nearest to a mistyped one. */
#ifndef ACRNCFGC_CLI_NEAREST_H
#define ACRNCFGC_CLI_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *wanted;
	const char *best; /* NULL: nothing is near enough to be worth naming */
	size_t distance;
};

void nearest_begin(struct nearest *nearest, const char *wanted);

/* The first one of equally near candidates stays. */
void nearest_offer(struct nearest *nearest, const char *candidate);

#endif
