/* What each pass takes, for --time-passes. Nobody else reads a clock; no output depends on one. */
#ifndef ACRNCFGC_STOPWATCH_H
#define ACRNCFGC_STOPWATCH_H

#include <stdint.h>

/* In the order of the passes. */
enum stage {
	STAGE_LOAD,
	STAGE_PARSE,
	STAGE_RESOLVE,
	STAGE_CHECK,
	STAGE_LAYOUT,
	STAGE_VERIFY,
	STAGE_EMIT,
	STAGE_MIGRATE,
	STAGE_WRITE,
	STAGE_RELEASE, /* of the XML trees */
	STAGE_COUNT,
};

extern const char *const stage_names[STAGE_COUNT];

struct stopwatch {
	uint64_t last;               /* when the running stage began, in nanoseconds */
	uint64_t spent[STAGE_COUNT]; /* likewise; 0: did not run */
};

/* A NULL stopwatch measures nothing, and costs nothing. */
void stopwatch_start(struct stopwatch *stopwatch);
/* The time since the start, or since the last lap, was that stage's. */
void stopwatch_lap(struct stopwatch *stopwatch, enum stage stage);

#endif
