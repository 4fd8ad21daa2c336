/*
 * One arena per compilation: model, layout, diagnostics and texts live in it and are released
 * together. Nothing in the library frees a single object, but for what was lent.
 *
 * An arena never returns NULL. When memory runs out it jumps to the recovery point of the
 * compilation (api_guard() in api.c), so no caller carries code for a case that it could not handle
 * anyway. For that reason nothing may be allocated from an arena inside a libxml2 or libxslt
 * callback: a jump would skip the library's own clean-up.
 */
#ifndef ACRNCFGC_ARENA_H
#define ACRNCFGC_ARENA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks;
	jmp_buf *on_exhausted; /* set by whoever owns the arena before the first allocation */
};

/* Zeroed memory, aligned for every type; size 0 gives a valid, unique pointer. */
void *arena_alloc(struct arena *arena, size_t size);

/* Like arena_alloc for count elements; an overflowing product counts as exhausted memory. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/*
 * Room for one more element after count elements of a growing array: returns the array, moved if it
 * was full. The old copy is gone then, so nothing may point into a growing array.
 *
 * The capacity follows from count alone: 8, and twice as much each time that it is reached. No
 * caller can hold a wrong capacity, as none holds any. Only an array that began as NULL with a
 * count of 0 can grow; its count may be set back.
 */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t size);

/* Appends an element to a growing array and gives its place; what it holds there is undefined. */
#define ARRAY_ADD(arena, items, count)                                                             \
	((items) = arena_grow((arena), (items), (count), sizeof(*(items))), &(items)[(count)++])

/*
 * Room that is wanted again and again, with what was in it before: arena_return() takes back what
 * arena_lend() gave, or arena_release() does.
 */
void *arena_lend(struct arena *arena, size_t size);
void arena_return(struct arena *arena, void *memory);

char *arena_strndup(struct arena *arena, const char *bytes, size_t length);
char *arena_strdup(struct arena *arena, const char *string);

/* The three strings in a row; cheaper than arena_printf(). */
char *arena_join(struct arena *arena, const char *first, const char *second, const char *third);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* Give up on purpose: what a failed allocation of another library is turned into. */
_Noreturn void arena_exhausted(struct arena *arena);

/* Frees every allocation; the arena may be used again. */
void arena_release(struct arena *arena);

#endif
