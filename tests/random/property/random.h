/* Numbers that look random and are the same on every machine for the same seed. */
#ifndef PROPERTY_RANDOM_H
#define PROPERTY_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* C gives two calls in one expression no order: one call in each, or seeds mean nothing. */
struct random {
	uint64_t state;
};

static inline uint64_t random_next(struct random *random)
{
	uint64_t z = random->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* 0 to n-1; n > 0. The tiny bias of the remainder does not matter here. */
static inline uint64_t random_below(struct random *random, uint64_t n)
{
	return random_next(random) % n;
}

static inline uint64_t random_between(struct random *random, uint64_t first, uint64_t last)
{
	return first + random_below(random, last - first + 1);
}

static inline unsigned random_int(struct random *random, unsigned first, unsigned last)
{
	return (unsigned)random_between(random, first, last);
}

static inline bool random_chance(struct random *random, unsigned percent)
{
	return random_below(random, 100) < percent;
}

/* An index into weights, each as likely as its weight. */
static inline unsigned random_weighted(
	struct random *random, const unsigned char *weights, unsigned count)
{
	unsigned sum = 0;
	unsigned at;

	for (unsigned i = 0; i < count; i++)
		sum += weights[i];
	at = (unsigned)random_below(random, sum);
	for (unsigned i = 0; i < count; i++) {
		if (at < weights[i])
			return i;
		at -= weights[i];
	}
	return 0;
}

#endif
