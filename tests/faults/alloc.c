/*
 * Stands before the C library's allocator, for all libraries of a process: linked into a program
 * (library.c) or preloaded (FAULT_ALLOC=K in the environment: the K-th allocation fails, with
 * FAULT_LASTS all from the K-th on; descriptor FAULT_FD is told when the K-th has failed). Freed
 * memory is overwritten, so that who still reads it notices.
 */
#include "alloc.h"

#include <errno.h>
#include <malloc.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* glibc's own names of what is replaced here. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

static unsigned long count;
static unsigned long fail_at;
static long live;
static int failed;
static int lasts;
static int tell_fd = -1;

void alloc_fail_at(unsigned long k)
{
	count = 0;
	fail_at = k;
	failed = 0;
	lasts = 0;
}

void alloc_fail_from(unsigned long k)
{
	alloc_fail_at(k);
	lasts = 1;
}

int alloc_has_failed(void)
{
	return failed;
}

unsigned long alloc_count(void)
{
	return count;
}

long alloc_live(void)
{
	return live;
}

static int must_fail(void)
{
	count++;
	if (fail_at == 0 || count < fail_at || (count > fail_at && !lasts))
		return 0;
	errno = ENOMEM;
	failed = 1;
	if (count == fail_at && tell_fd >= 0 && write(tell_fd, "x", 1) != 1)
		abort();
	return 1;
}

void *malloc(size_t size)
{
	void *memory = must_fail() ? NULL : __libc_malloc(size);

	live += memory != NULL;
	return memory;
}

void *calloc(size_t n, size_t size)
{
	void *memory = must_fail() ? NULL : __libc_calloc(n, size);

	live += memory != NULL;
	return memory;
}

void *realloc(void *old, size_t size)
{
	void *memory = must_fail() ? NULL : __libc_realloc(old, size);

	live += old == NULL && memory != NULL;
	return memory;
}

void free(void *memory)
{
	if (memory == NULL)
		return;
	live--;
	memset(memory, 0xdd, malloc_usable_size(memory));
	__libc_free(memory);
}

__attribute__((constructor)) static void begin(void)
{
	const char *k = getenv("FAULT_ALLOC");
	const char *fd = getenv("FAULT_FD");

	if (fd != NULL)
		tell_fd = atoi(fd);
	if (k != NULL)
		alloc_fail_at(strtoul(k, NULL, 10));
	lasts = getenv("FAULT_LASTS") != NULL;
}
