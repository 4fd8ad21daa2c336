/* The list of diagnostics and the table of their codes. Renders nothing. */
#include "diag/diag.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct diag_info diag_infos[DIAG_CODE_COUNT] = {
#define DIAG(code, name, severity, section, title)                                                 \
	[DIAG_##code] = {#code, name, DIAG_##severity, section, title},
#include "diag/codes.def"
#undef DIAG
};

const char *diag_source(enum diag_code code)
{
	const struct diag_source *source = diag_sources;

	while (strcmp(source->section, diag_infos[code].section) != 0)
		source++;
	return source->source;
}

/* The severity after the -W switches; false if the diagnostic is turned off. */
static bool effective_severity(
	const struct diag_list *list, enum diag_code code, enum diag_severity *severity)
{
	enum diag_switch setting = (enum diag_switch)list->switches[code];

	*severity = diag_infos[code].severity;
	if (*severity == DIAG_FOREIGN)
		*severity = setting == DIAG_SWITCH_WARNING ? DIAG_WARNING : DIAG_ERROR;
	if (*severity != DIAG_WARNING)
		return true;
	if (list->quiet || setting == DIAG_SWITCH_OFF)
		return false;
	if (setting == DIAG_SWITCH_ERROR || (list->werror && setting != DIAG_SWITCH_WARNING))
		*severity = DIAG_ERROR;
	return true;
}

/* Whether what is said about diag would not be shown. */
static bool is_silent(const struct diag_list *list, const struct diag *diag)
{
	return diag == NULL || diag == list->dropped;
}

__attribute__((format(printf, 5, 0))) static struct diag *append(struct diag_list *list,
	enum diag_code code, struct loc loc, const char *file, const char *format, va_list args)
{
	enum diag_severity severity;
	struct diag *diag;

	if (!effective_severity(list, code, &severity))
		return NULL;
	list->n_warnings += severity == DIAG_WARNING;
	list->n_errors += severity != DIAG_WARNING;
	list->failed |= severity == DIAG_FAILURE;
	if (list->count >= DIAG_MAX_KEPT && severity != DIAG_FAILURE) {
		if (list->dropped == NULL)
			list->dropped = arena_alloc(list->arena, sizeof(*diag));
		/* Callers look at the place of what they have added. */
		list->dropped->loc = loc;
		return list->dropped;
	}
	diag = arena_alloc(list->arena, sizeof(*diag));
	diag->code = code;
	diag->severity = severity;
	diag->loc = loc;
	diag->position = source_position(list->arena, loc);
	diag->file = file;
	diag->message = arena_vprintf(list->arena, format, args);
	*ARRAY_ADD(list->arena, list->items, list->count) = diag;
	return diag;
}

struct diag *diag_add(
	struct diag_list *list, enum diag_code code, struct loc loc, const char *format, ...)
{
	va_list args;

	va_start(args, format);

	struct diag *diag =
		append(list, code, loc, loc.source != NULL ? loc.source->name : NULL, format, args);

	va_end(args);
	return diag;
}

struct diag *diag_add_file(
	struct diag_list *list, enum diag_code code, const char *file, const char *format, ...)
{
	const char *copy = file != NULL ? arena_strdup(list->arena, file) : NULL;
	va_list args;

	va_start(args, format);

	struct diag *diag = append(list, code, (struct loc){0}, copy, format, args);

	va_end(args);
	return diag;
}

void diag_add_again(struct diag_list *list, struct diag *diag)
{
	list->n_warnings += diag->severity == DIAG_WARNING;
	list->n_errors += diag->severity != DIAG_WARNING;
	if (list->count < DIAG_MAX_KEPT)
		*ARRAY_ADD(list->arena, list->items, list->count) = diag;
}

void diag_note(struct diag_list *list, struct diag *diag, struct loc loc, const char *format, ...)
{
	va_list args;

	if (is_silent(list, diag))
		return;
	va_start(args, format);
	*ARRAY_ADD(list->arena, diag->notes, diag->n_notes) = (struct diag_note){
		.loc = loc,
		.position = source_position(list->arena, loc),
		.message = arena_vprintf(list->arena, format, args),
	};
	va_end(args);
}

void diag_hint(struct diag_list *list, struct diag *diag, const char *format, ...)
{
	va_list args;

	if (is_silent(list, diag))
		return;
	va_start(args, format);
	diag->hint = arena_vprintf(list->arena, format, args);
	va_end(args);
}

void diag_fix(struct diag_list *list, struct diag *diag, struct loc loc, const char *replacement,
	const char *format, ...)
{
	va_list args;

	if (is_silent(list, diag))
		return;
	va_start(args, format);
	*ARRAY_ADD(list->arena, diag->fixes, diag->n_fixes) = (struct diag_fix){
		.loc = loc,
		.position = source_position(list->arena, loc),
		.message = arena_vprintf(list->arena, format, args),
		.replacement = arena_strdup(list->arena, replacement),
	};
	va_end(args);
}

static int compare_files(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a == NULL) - (b == NULL);
	return strcmp(a, b);
}

static int compare_unsigned(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

int diag_compare(const struct diag *a, const struct diag *b)
{
	int order = compare_files(a->file, b->file);

	if (order == 0)
		order = compare_unsigned(a->position.line, b->position.line);
	if (order == 0)
		order = compare_unsigned(a->position.column, b->position.column);
	if (order == 0)
		order = (int)a->code - (int)b->code;
	return order != 0 ? order : strcmp(a->message, b->message);
}

static int compare_items(const void *left, const void *right)
{
	return diag_compare(*(struct diag *const *)left, *(struct diag *const *)right);
}

void diag_sort(struct diag_list *list, size_t first)
{
	if (list->count > first + 1)
		qsort(list->items + first, list->count - first, sizeof(struct diag *),
			compare_items);
}

enum diag_code diag_find(const char *name_or_code)
{
	unsigned code = 0;

	while (code < DIAG_CODE_COUNT && strcasecmp(diag_infos[code].name, name_or_code) != 0 &&
		strcasecmp(diag_infos[code].code, name_or_code) != 0)
		code++;
	return (enum diag_code)code;
}
