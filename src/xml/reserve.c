/*
 * Memory for libxml2 when there is none left. Its schema code and libxslt do not survive a failed
 * allocation (up to 2.9.14 and 1.1.35 at least: they crash, call a good value wrong, or go on
 * without what they could not copy), so they never get to see one: while a reserve is open, what
 * malloc() refuses comes from there, and whoever opened it asks afterwards and gives up in good
 * order.
 *
 * libxml2 has one allocator for a process, and no other way to reach the allocations of its
 * schemas. So it is replaced, once and for good, by one that asks the former one each time and
 * differs from it only where that has nothing left, in a thread in which a reserve is open: no
 * other user of libxml2 in the program can notice. Whoever uses libxml2 in other threads at the
 * moment of the exchange could; acrn_cfgc_start() lets a program choose the moment.
 */
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlmemory.h>
#include <libxml/xmlschemastypes.h>
#include <libxslt/xslt.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "xml/private.h"

/* The schemas need a quarter of this from the first allocation to the last, the start a third. */
#define RESERVE_SIZE ((size_t)2 * 1024 * 1024)
#define START_RESERVE_SIZE ((size_t)1024 * 1024)
#define ALIGNMENT _Alignof(max_align_t)

/* Before each block of the reserve. */
struct block {
	_Alignas(max_align_t) size_t size; /* of what follows it, a multiple of ALIGNMENT */
	bool free;
};

static xmlFreeFunc former_free;
static xmlMallocFunc former_malloc;
static xmlReallocFunc former_realloc;
static _Thread_local struct xml_reserve *open_reserve;

static bool is_reserved(const void *memory)
{
	uintptr_t address = (uintptr_t)memory;
	uintptr_t start = open_reserve == NULL ? 0 : (uintptr_t)open_reserve->bytes;

	return open_reserve != NULL && address >= start && address - start < open_reserve->size;
}

static struct block *block_at(const struct xml_reserve *reserve, size_t offset)
{
	return (struct block *)(void *)(reserve->bytes + offset);
}

/* Behind the last block. */
static struct block *take_new(struct xml_reserve *reserve, size_t size)
{
	struct block *block = block_at(reserve, reserve->used);

	if (sizeof(*block) + size > reserve->size - reserve->used)
		return NULL;
	reserve->used += sizeof(*block) + size;
	*block = (struct block){.size = size};
	return block;
}

/* Joins a free block with those behind it that are free, too. */
static void join_free(struct xml_reserve *reserve, size_t offset)
{
	struct block *block = block_at(reserve, offset);
	size_t next = offset + sizeof(*block) + block->size;

	while (next < reserve->used && block_at(reserve, next)->free) {
		block->size += sizeof(*block) + block_at(reserve, next)->size;
		next = offset + sizeof(*block) + block->size;
	}
}

/* The first block that was given back and is large enough; what it has too much stays free. */
static struct block *take_used(struct xml_reserve *reserve, size_t size)
{
	struct block *block;

	for (size_t i = 0; i < reserve->used; i += sizeof(*block) + block->size) {
		block = block_at(reserve, i);
		if (!block->free)
			continue;
		join_free(reserve, i);
		if (block->size < size)
			continue;
		if (block->size - size > sizeof(*block)) {
			*block_at(reserve, i + sizeof(*block) + size) = (struct block){
				.size = block->size - size - sizeof(*block), .free = true};
			block->size = size;
		}
		block->free = false;
		return block;
	}
	return NULL;
}

static void *take(size_t size)
{
	struct xml_reserve *reserve = open_reserve;
	struct block *block;

	if (reserve == NULL)
		return NULL;
	if (!reserve->needed && reserve->on_needed != NULL)
		reserve->on_needed(reserve->context);
	reserve->needed = true;
	if (size > reserve->size)
		return NULL;
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	block = take_new(reserve, size);
	if (block == NULL)
		block = take_used(reserve, size);
	return block == NULL ? NULL : block + 1;
}

static void *reserve_malloc(size_t size)
{
	void *memory = former_malloc(size);

	return memory != NULL ? memory : take(size);
}

static void reserve_free(void *memory)
{
	if (is_reserved(memory))
		((struct block *)memory - 1)->free = true;
	else
		former_free(memory);
}

/* How much of a block may be read; 0 if the allocator is a stranger and nobody knows. */
static size_t readable_size(void *memory)
{
	if (is_reserved(memory))
		return ((const struct block *)memory - 1)->size;
	return former_malloc == malloc ? malloc_usable_size(memory) : 0;
}

static void *reserve_realloc(void *memory, size_t size)
{
	void *moved = is_reserved(memory) ? NULL : former_realloc(memory, size);
	size_t readable;

	if (moved != NULL || size == 0)
		return moved;
	readable = memory == NULL ? 0 : readable_size(memory);
	/* Nothing can be done about it, but it does not go unnoticed. */
	if (memory != NULL && readable == 0 && open_reserve != NULL)
		open_reserve->needed = true;
	moved = memory == NULL || readable != 0 ? take(size) : NULL;
	if (moved != NULL && readable != 0) {
		memcpy(moved, memory, readable < size ? readable : size);
		reserve_free(memory);
	}
	return moved;
}

static char *reserve_strdup(const char *string)
{
	size_t size = strlen(string) + 1;
	char *copy = reserve_malloc(size);

	if (copy != NULL)
		memcpy(copy, string, size);
	return copy;
}

static void say_nothing(void *context, xmlErrorPtr error)
{
	(void)context;
	(void)error;
}

static void print_nothing(void *context, const char *format, ...)
{
	(void)context;
	(void)format;
}

static void silence(struct xml_reserve *reserve)
{
	reserve->structured = xmlStructuredError;
	reserve->structured_context = xmlStructuredErrorContext;
	reserve->generic = xmlGenericError;
	reserve->generic_context = xmlGenericErrorContext;
	xmlSetStructuredErrorFunc(NULL, say_nothing);
	xmlSetGenericErrorFunc(NULL, print_nothing);
}

void xml_reserve_open(struct xml_reserve *reserve, struct arena *arena)
{
	*reserve = (struct xml_reserve){
		.arena = arena, .bytes = arena_lend(arena, RESERVE_SIZE), .size = RESERVE_SIZE};
	silence(reserve);
	open_reserve = reserve;
}

bool xml_reserve_close(struct xml_reserve *reserve)
{
	/* libxml2 keeps the words of its last error, wherever they are. */
	if (reserve->needed)
		xmlResetLastError();
	xmlSetStructuredErrorFunc(reserve->structured_context, reserve->structured);
	xmlSetGenericErrorFunc(reserve->generic_context, reserve->generic);
	open_reserve = NULL;
	/* What has been needed may be so still: by what is freed later. */
	if (!reserve->needed)
		arena_return(reserve->arena, reserve->bytes);
	return !reserve->needed;
}

/* What comes from these bytes stays in use for as long as the process lives. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the reserve hands them out for writing */
static void start(unsigned char bytes[START_RESERVE_SIZE], void (*start_library)(void))
{
	struct xml_reserve reserve = {.bytes = bytes, .size = START_RESERVE_SIZE};
	struct xml_reserve *former = open_reserve;

	open_reserve = &reserve;
	start_library();
	open_reserve = former;
}

static void start_parser(void)
{
	static _Alignas(max_align_t) unsigned char bytes[START_RESERVE_SIZE];
	xmlStrdupFunc former_strdup;

	if (xmlMemGet(&former_free, &former_malloc, &former_realloc, &former_strdup) == 0)
		(void)xmlMemSetup(reserve_free, reserve_malloc, reserve_realloc, reserve_strdup);
	start(bytes, xmlInitParser);
}

static void start_schemas(void)
{
	static _Alignas(max_align_t) unsigned char bytes[START_RESERVE_SIZE];

	start(bytes, xmlSchemaInitTypes);
}

static void start_xslt(void)
{
	static _Alignas(max_align_t) unsigned char bytes[START_RESERVE_SIZE];

	start(bytes, xsltInit);
}

void xml_start(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	(void)pthread_once(&once, start_parser);
}

void xml_start_schemas(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	(void)pthread_once(&once, start_schemas);
}

void xml_start_xslt(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	(void)pthread_once(&once, start_xslt);
}
