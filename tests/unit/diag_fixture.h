/* A list of diagnostics over a source of one's own, for the tests of list and renderers. */
#ifndef TESTS_DIAG_FIXTURE_H
#define TESTS_DIAG_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "diag/diag.h"
#include "diag/render.h"

struct diag_fixture {
	struct arena arena;
	struct diag_list list;
	struct source source;
	struct text out;
};

static struct diag_fixture *diag_fixture_new(const char *name, const char *bytes)
{
	struct diag_fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->list.arena = &f->arena;
	f->source = (struct source){.name = name, .bytes = bytes, .size = strlen(bytes)};
	text_init(&f->out, &f->arena);
	return f;
}

static inline void diag_fixture_free(struct diag_fixture *f)
{
	arena_release(&f->arena);
	free(f);
}

/* The first place of word in the source. */
static inline struct loc diag_fixture_loc(struct diag_fixture *f, const char *word)
{
	const char *found = memmem(f->source.bytes, f->source.size, word, strlen(word));

	assert_non_null(found);
	return (struct loc){
		&f->source, (uint32_t)(found - f->source.bytes), (uint32_t)strlen(word)};
}

#endif
