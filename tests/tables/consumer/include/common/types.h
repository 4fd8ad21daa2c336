/* SPDX-License-Identifier: BSD-3-Clause */
/* The integer types of a freestanding build: the real tree has no libc headers either. */
#ifndef CONSUMER_TYPES_H
#define CONSUMER_TYPES_H

typedef __INT32_TYPE__ int32_t;
typedef __UINT8_TYPE__ uint8_t;
typedef __UINT16_TYPE__ uint16_t;
typedef __UINT32_TYPE__ uint32_t;
typedef __UINT64_TYPE__ uint64_t;
typedef __SIZE_TYPE__ size_t;

#define bool _Bool
#define true 1
#define false 0
#define NULL ((void *)0)

#define __aligned(x) __attribute__((aligned(x)))

#endif /* CONSUMER_TYPES_H */
