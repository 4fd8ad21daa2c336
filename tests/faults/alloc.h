/* malloc() and its family, with one failure to order and the count of what is allocated. */
#ifndef ALLOC_H
#define ALLOC_H

/* The k-th allocation from now on fails, once; 0: none. */
void alloc_fail_at(unsigned long k);
/* ... and all that follow it fail, too. */
void alloc_fail_from(unsigned long k);
/* Whether it has come to that. */
int alloc_has_failed(void);
/* Allocations so far, and blocks that are allocated now. */
unsigned long alloc_count(void);
long alloc_live(void);

#endif
