/*
 * One arena per compilation: model, layout, diagnostics and texts live in it and are released
 * together. Nothing in the library frees a single object.
 *
 * An arena never returns NULL: when memory runs out, the process ends.
 */
#ifndef ACRNCFGC_ARENA_H
#define ACRNCFGC_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks;
};

/* Zeroed memory, aligned for every type; size 0 gives a valid, unique pointer. */
void *arena_alloc(struct arena *arena, size_t size);

/* Like arena_alloc, but the memory may hold anything: for what is written in full at once. */
void *arena_take(struct arena *arena, size_t size);

/* Like arena_alloc for count elements; an overflowing product counts as exhausted memory. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/*
 * Room for one more element after count elements of a growing array: returns the array, moved if it
 * was full. Pointers into the array still see the old copy then, so nothing may hold any.
 *
 * The capacity follows from count alone: 8, and twice as much each time that it is reached. No
 * caller can hold a wrong capacity, as none holds any. Only an array that began as NULL with a
 * count of 0 can grow; its count may be set back.
 */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t size);

/* Appends an element to a growing array and gives its place; what it holds there is undefined. */
#define ARRAY_ADD(arena, items, count)                                                             \
	((items) = arena_grow((arena), (items), (count), sizeof(*(items))), &(items)[(count)++])

char *arena_strndup(struct arena *arena, const char *bytes, size_t length);
char *arena_strdup(struct arena *arena, const char *string);

/* The three strings in a row; cheaper than arena_printf(). */
char *arena_join(struct arena *arena, const char *first, const char *second, const char *third);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* Says so on standard error and ends the process with status 3. Also for an allocation of another
   library that failed. */
_Noreturn void memory_exhausted(void);

/* Frees every allocation; the arena may be used again. */
void arena_release(struct arena *arena);

#endif
