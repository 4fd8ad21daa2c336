/* What the JSON and the SARIF renderer share: strings that never fail, and safe printing. */
#ifndef ACRNCFGC_DIAG_JANSSON_H
#define ACRNCFGC_DIAG_JANSSON_H

#include <jansson.h>
#include <stdbool.h>

#include "diag.h"
#include "text.h"

/* A new string; bytes that are no UTF-8 become U+FFFD. NULL: out of memory. */
json_t *diag_json_string(const char *string);

/* Sets object[key], taking over value; false if value is NULL or memory ran out. */
bool diag_json_set(json_t *object, const char *key, json_t *value)
	__attribute__((warn_unused_result));
/* Appends to an array, likewise. */
bool diag_json_append(json_t *array, json_t *value) __attribute__((warn_unused_result));

/*
 * Prints value, and releases it whatever happens: a NULL value and memory that runs out both end
 * as an exhausted arena of out. ASCII only, so that it is harmless on a terminal.
 */
void diag_json_print(struct text *out, json_t *value, size_t flags);

#endif
