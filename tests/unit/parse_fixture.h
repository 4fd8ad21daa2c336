/* What the tests of the parsers share: a document from a string, parsed, and its faults. */
#ifndef PARSE_FIXTURE_H
#define PARSE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "parse/parse.h"
#include "model/resolve.h"

struct fixture {
	struct arena arena;
	struct diag_list diags;
	struct context ctx;
	struct source source;
	struct xml_document document;
	struct config config;
	struct board board;
};

static int fixture_setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return -1;
	f->diags.arena = &f->arena;
	f->ctx = (struct context){.arena = &f->arena, .diags = &f->diags};
	*state = f;
	return 0;
}

static int fixture_teardown(void **state)
{
	struct fixture *f = *state;

	xml_release(&f->document);
	arena_release(&f->arena);
	free(f);
	return 0;
}

static inline void fixture_load(struct fixture *f, const char *xml)
{
	xml_release(&f->document);
	f->source = (struct source){.name = "test.xml", .bytes = xml, .size = strlen(xml)};
	assert_true(xml_load(&f->ctx, &f->source, &f->document));
}

static inline struct config *fixture_scenario(struct fixture *f, const char *xml)
{
	fixture_load(f, xml);
	assert_true(parse_scenario(&f->document, &f->config));
	return &f->config;
}

static inline struct board *fixture_board(struct fixture *f, const char *xml)
{
	fixture_load(f, xml);
	assert_true(parse_board(&f->document, &f->board));
	return &f->board;
}

/* The source bytes at loc, and that they are what the test expects. */
static inline void assert_loc(struct loc loc, const char *expected)
{
	char text[256] = "";

	assert_non_null(loc.source);
	assert_true(loc.length < sizeof(text));
	assert_true(loc.offset + loc.length <= loc.source->size);
	memcpy(text, loc.source->bytes + loc.offset, loc.length);
	assert_string_equal(text, expected);
}

/* A place without length, just before the first occurrence of next in the source. */
static inline void assert_loc_before(struct loc loc, const char *next)
{
	assert_non_null(loc.source);
	assert_int_equal(loc.length, 0);
	assert_memory_equal(loc.source->bytes + loc.offset, next, strlen(next));
}

static inline void assert_number(const struct number *number, enum number_form form, uint64_t value)
{
	assert_int_equal(number->form, form);
	assert_int_equal(number->value, value);
}

/* Exactly one diagnostic, of that code, at that text. */
static inline void assert_one_diag(const struct fixture *f, enum diag_code code, const char *where)
{
	assert_int_equal(f->diags.count, 1);
	assert_string_equal(diag_infos[f->diags.items[0]->code].code, diag_infos[code].code);
	assert_loc(f->diags.items[0]->loc, where);
}

#define FIXTURE_TEST(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

#endif
