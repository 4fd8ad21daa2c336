/*
 * The proof of a layout. It computes everything again from model, release and layout and shares
 * no code with the layout pass: a fault there must not excuse itself here. Plain loops over
 * plain lists; included by verify.c and verify/ only.
 */
#ifndef ACRNCFGC_VERIFY_PRIVATE_H
#define ACRNCFGC_VERIFY_PRIVATE_H

#include "verify/verify.h"

struct proof {
	struct context *ctx;
	const struct config *config;
	const struct layout *layout;
	bool ok;
};

/* Reports one fault. */
void verify_fault(struct proof *proof, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void verify_memory(struct proof *proof);
void verify_table(struct proof *proof, const struct layout_vm *vm);
void verify_addresses(struct proof *proof, const struct layout_vm *vm);

static inline bool verify_overlap(struct range a, struct range b)
{
	return !(a.last < b.first || b.last < a.first);
}

static inline bool verify_inside(struct range inner, struct range outer)
{
	return inner.first >= outer.first && inner.last <= outer.last;
}

/* a + b, or the top of the address space. */
static inline uint64_t verify_sum(uint64_t a, uint64_t b)
{
	uint64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

/* false when there is nothing, or it would run over the top of the address space. */
static inline bool verify_range(uint64_t first, uint64_t size, struct range *range)
{
	uint64_t end;

	if (size == 0 || __builtin_add_overflow(first, size - 1, &end))
		return false;
	*range = (struct range){first, end};
	return true;
}

#endif
