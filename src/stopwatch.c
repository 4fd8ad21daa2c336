/* Laps of a monotonic clock. */
#include "stopwatch.h"

#include <stddef.h>
#include <time.h>

const char *const stage_names[STAGE_COUNT] = {
	[STAGE_LOAD] = "load",
	[STAGE_PARSE] = "parse",
	[STAGE_RESOLVE] = "resolve",
	[STAGE_CHECK] = "check",
	[STAGE_LAYOUT] = "layout",
	[STAGE_VERIFY] = "verify",
	[STAGE_EMIT] = "emit",
	[STAGE_MIGRATE] = "migrate",
	[STAGE_WRITE] = "write",
	[STAGE_RELEASE] = "release",
};

static uint64_t now(void)
{
	struct timespec time = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void stopwatch_start(struct stopwatch *stopwatch)
{
	if (stopwatch != NULL)
		stopwatch->last = now();
}

void stopwatch_lap(struct stopwatch *stopwatch, enum stage stage)
{
	if (stopwatch == NULL)
		return;

	uint64_t before = stopwatch->last;

	stopwatch_start(stopwatch);
	stopwatch->spent[stage] += stopwatch->last - before;
}
