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
#include <sys/wait.h>
#include <unistd.h>

#define POISONED 256 /* bytes */
#define SECONDS 20   /* for all that follows a failure */

/* glibc's own names of what is replaced here. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void __libc_free(void *memory);

static unsigned long count;
static unsigned long fail_at; /* 0: none */
static unsigned long since_failure;
static bool lasts;
static long live;
static int tell_fd = -1;

static struct {
	unsigned long stride; /* 0: nothing is tried */
	bool lasting;
	bool is_trial;
	void (*ended)(unsigned long k, int status);
} trial;

void alloc_try_each(unsigned long stride, bool lasting, void (*ended)(unsigned long k, int status))
{
	count = 0;
	trial.stride = stride;
	trial.lasting = lasting;
	trial.ended = ended;
}

bool alloc_is_trial(void)
{
	return trial.is_trial;
}

void alloc_end_failures(void)
{
	since_failure = count - fail_at;
	fail_at = 0;
}

unsigned long alloc_count_since_failure(void)
{
	return since_failure;
}

long alloc_live(void)
{
	return live;
}

/* A process in which this allocation fails. False here, true there. */
static bool try_here(void)
{
	unsigned long stride = trial.stride;
	unsigned long k = count;
	int status = -1;

	trial.stride = 0;

	pid_t child = fork();

	if (child == 0) {
		trial.is_trial = true;
		fail_at = k;
		lasts = trial.lasting;
		(void)alarm(SECONDS);
		return true;
	}
	(void)waitpid(child, &status, 0);
	trial.ended(k, status);
	trial.stride = stride;
	count = k;
	return false;
}

static bool must_fail(void)
{
	count++;
	if (trial.stride != 0 && (count - 1) % trial.stride == 0) {
		int error = errno;

		if (!try_here())
			errno = error;
	}
	if (fail_at == 0 || count < fail_at || (count > fail_at && !lasts))
		return false;
	errno = ENOMEM;
	if (count == fail_at && tell_fd >= 0 && write(tell_fd, "x", 1) != 1)
		abort();
	return true;
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
	size_t size;

	if (memory == NULL)
		return;
	live--;
	/* Its beginning is enough, and spares a forked process from copying all its pages. */
	size = malloc_usable_size(memory);
	memset(memory, 0xdd, size < POISONED ? size : POISONED);
	__libc_free(memory);
}

__attribute__((constructor)) static void begin(void)
{
	const char *k = getenv("FAULT_ALLOC");
	const char *fd = getenv("FAULT_FD");

	if (fd != NULL)
		tell_fd = atoi(fd);
	/* The loader has had some. */
	count = 0;
	if (k != NULL)
		fail_at = strtoul(k, NULL, 10);
	lasts = getenv("FAULT_LASTS") != NULL;
}
