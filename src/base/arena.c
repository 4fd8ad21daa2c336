/* Arena: chunks from malloc, bump allocation, one release. See arena.h for the contract. */
#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK_SIZE ((size_t)64 * 1024)
#define ALIGNMENT _Alignof(max_align_t)
#define FIRST_CAPACITY ((size_t)8) /* of a growing array; a power of two */

struct arena_chunk {
	struct arena_chunk *next;
	size_t used;
	size_t size;
	_Alignas(max_align_t) unsigned char bytes[];
};

_Noreturn void memory_exhausted(void)
{
	static const char message[] = "acrn-cfgc: out of memory\n";

	ssize_t written = write(STDERR_FILENO, message, sizeof(message) - 1);

	(void)written;
	_exit(3);
}

static struct arena_chunk *chunk_add(struct arena *arena, size_t size, bool cleared)
{
	struct arena_chunk *chunk = NULL;

	/* calloc() skips clearing fresh pages. */
	if (size <= SIZE_MAX - sizeof(*chunk))
		chunk = cleared ? calloc(1, sizeof(*chunk) + size) : malloc(sizeof(*chunk) + size);
	if (chunk == NULL)
		memory_exhausted();
	chunk->used = 0;
	chunk->size = size;
	/* A large object gets a chunk of its own; the open one stays in front for the small. */
	if (size > CHUNK_SIZE && arena->chunks != NULL) {
		chunk->next = arena->chunks->next;
		arena->chunks->next = chunk;
	} else {
		chunk->next = arena->chunks;
		arena->chunks = chunk;
	}
	return chunk;
}

static void *take(struct arena *arena, size_t size, bool cleared)
{
	struct arena_chunk *chunk = arena->chunks;
	size_t rounded = size == 0 ? ALIGNMENT : size;

	if (rounded > SIZE_MAX - ALIGNMENT)
		memory_exhausted();
	rounded = (rounded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (chunk == NULL || chunk->size - chunk->used < rounded)
		chunk = rounded > CHUNK_SIZE ? chunk_add(arena, rounded, cleared)
					     : chunk_add(arena, CHUNK_SIZE, false);

	void *memory = chunk->bytes + chunk->used;

	chunk->used += rounded;
	/* The room for small objects is cleared as they are handed out: most of it may never be. */
	return !cleared || size > CHUNK_SIZE ? memory : memset(memory, 0, size);
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return take(arena, size, true);
}

void *arena_take(struct arena *arena, size_t size)
{
	return take(arena, size, false);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		memory_exhausted();
	return arena_alloc(arena, bytes);
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t size)
{
	bool full = array == NULL || (count >= FIRST_CAPACITY && (count & (count - 1)) == 0);

	if (!full)
		return array;

	/* count * 2 cannot overflow: count elements are in memory already. */
	size_t capacity = count < FIRST_CAPACITY ? FIRST_CAPACITY : count * 2;
	size_t bytes;

	if (__builtin_mul_overflow(capacity, size, &bytes))
		memory_exhausted();

	void *moved = arena_take(arena, bytes);

	/* A lost array is large enough for its count all the same. */
	if (array == NULL)
		return memset(moved, 0, count * size);
	memcpy(moved, array, count * size);
	return moved;
}

char *arena_strndup(struct arena *arena, const char *bytes, size_t length)
{
	char *copy = arena_take(arena, length + 1);

	if (length != 0)
		memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

char *arena_strdup(struct arena *arena, const char *string)
{
	return arena_strndup(arena, string, strlen(string));
}

char *arena_join(struct arena *arena, const char *first, const char *second, const char *third)
{
	size_t sizes[] = {strlen(first), strlen(second), strlen(third)};
	char *joined = arena_array(arena, sizes[0] + sizes[1] + sizes[2] + 1, 1);

	memcpy(joined, first, sizes[0]);
	memcpy(joined + sizes[0], second, sizes[1]);
	memcpy(joined + sizes[0] + sizes[1], third, sizes[2]);
	return joined;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	char small[200]; /* most texts are shorter, and made in one go */
	va_list again;
	char *string;
	int length;

	va_copy(again, args);
	length = vsnprintf(small, sizeof(small), format, again);
	va_end(again);
	if (length < 0)
		memory_exhausted();
	if ((size_t)length < sizeof(small))
		return arena_strndup(arena, small, (size_t)length);
	string = arena_alloc(arena, (size_t)length + 1);
	(void)vsnprintf(string, (size_t)length + 1, format, args);
	return string;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	char *string = arena_vprintf(arena, format, args);
	va_end(args);
	return string;
}

void arena_release(struct arena *arena)
{
	struct arena_chunk *chunk = arena->chunks;

	while (chunk != NULL) {
		struct arena_chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
	arena->chunks = NULL;
}
