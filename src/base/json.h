/* Around jansson, for everything that is written as JSON: strings, members and safe printing.
   Memory that runs out ends the process. */
#ifndef ACRNCFGC_BASE_JSON_H
#define ACRNCFGC_BASE_JSON_H

#include <jansson.h>

#include "base/text.h"

/* A new string; bytes that are not UTF-8 become U+FFFD. */
json_t *json_text(const char *string);
/* A string; null for a text that is absent or empty. */
json_t *json_text_or_null(const char *text);

/* Sets object[key], taking over value. */
void json_set(json_t *object, const char *key, json_t *value);
/* Appends to an array, taking over value. */
void json_append(json_t *array, json_t *value);

/* Prints value and releases it. ASCII only, so that it is harmless on a terminal. */
void json_print(struct text *out, json_t *value, size_t flags);

#endif
