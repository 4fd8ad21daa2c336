/* Around jansson, for everything that is written as JSON: strings, members and safe printing. */
#ifndef ACRNCFGC_DIAG_JANSSON_H
#define ACRNCFGC_DIAG_JANSSON_H

#include <jansson.h>
#include <stdbool.h>

#include "diag/diag.h"
#include "base/text.h"

/* A new string; bytes that are no UTF-8 become U+FFFD. NULL: out of memory. */
json_t *diag_json_string(const char *string);

/* Sets object[key], taking over value; false if value is NULL or memory ran out. */
bool diag_json_set(json_t *object, const char *key, json_t *value)
	__attribute__((warn_unused_result));
/* Appends to an array, likewise. */
bool diag_json_append(json_t *array, json_t *value) __attribute__((warn_unused_result));

/* A string; null for a text that is absent or empty. NULL: out of memory. */
json_t *diag_json_text(const char *text);

/*
 * A document that is built without a look at every step: what memory was short for is missing,
 * which is seen once, at the end.
 */
struct json_tree {
	bool failed;
};

void tree_set(struct json_tree *tree, json_t *object, const char *key, json_t *value);
void tree_append(struct json_tree *tree, json_t *array, json_t *value);
/* The finished document; NULL if a part of it failed: then it is released. */
json_t *tree_finish(const struct json_tree *tree, json_t *root);

/*
 * Prints value, and releases it whatever happens: a NULL value and memory that runs out both end
 * as an exhausted arena of out. ASCII only, so that it is harmless on a terminal.
 */
void diag_json_print(struct text *out, json_t *value, size_t flags);

#endif
