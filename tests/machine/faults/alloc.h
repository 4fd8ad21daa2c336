/* malloc() and its family, with failures to order and the count of what is allocated. */
#ifndef ALLOC_H
#define ALLOC_H

#include <stdbool.h>

/*
 * From now on every stride-th allocation fails: in a process made for it, while this one goes on
 * as if nothing had happened. So what comes before a failure is done once and not once for each.
 * lasting: all allocations after it fail there, too. ended is told which one it was and what
 * waitpid() said of the process. A stride of 0 puts an end to it.
 */
void alloc_try_each(unsigned long stride, bool lasting, void (*ended)(unsigned long k, int status));
/* Whether this is such a process. */
bool alloc_is_trial(void);
/* Nothing fails any more. */
void alloc_end_failures(void);
/* How many were asked for after the one that failed. */
unsigned long alloc_count_since_failure(void);
/* Blocks that are allocated now. */
long alloc_live(void);

#endif
