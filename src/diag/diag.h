/*
 * Diagnostics as data. Passes add to one list and go on; nothing here prints. render.h makes
 * documents of the lists: text, JSON lines or SARIF.
 *
 * Message style: lower case, no full stop, the subject in single quotes, the value, the rule and
 * its range, the repair. The list copies every string it is given.
 */
#ifndef ACRNCFGC_DIAG_H
#define ACRNCFGC_DIAG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/source.h"

enum diag_severity {
	DIAG_WARNING,
	DIAG_ERROR,   /* the input is wrong: exit status 1 */
	DIAG_FOREIGN, /* of a code: an error of a part of the scenario that group hypervisor alone
			 writes; -Wno-error=NAME makes it a warning */
	DIAG_FAILURE, /* the machine or the program is: exit status 3; printed as "error" */
};

/* One enumerator per row of codes.def: DIAG_IVS003 and so on. */
enum diag_code {
#define DIAG(code, name, severity, section, title) DIAG_##code,
#include "diag/codes.def"
#undef DIAG
	DIAG_CODE_COUNT
};

struct diag_info {
	const char *code; /* "IVS003": the letters name the subject; never reused */
	const char *name; /* "size-not-power-of-two": for -W switches and SARIF */
	enum diag_severity severity;
	const char *section; /* where in docs/ the rule is documented */
	const char *title;   /* one line */
};

extern const struct diag_info diag_infos[DIAG_CODE_COUNT];

/* What a person is told about a code besides; made of templates/diagnostics.txt. */
struct diag_explanation {
	const char *rule;  /* what must hold */
	const char *why;   /* why the hypervisor, the build or the guest needs it */
	const char *wrong; /* an example that breaks it */
	const char *right; /* the same example repaired */
};

extern const struct diag_explanation diag_explanations[DIAG_CODE_COUNT];

struct diag_source {
	const char *section;
	const char *source; /* where the facts of the section come from, in words */
};

/* Every section of diag_infos is there. */
extern const struct diag_source diag_sources[];

/* Where the facts of a code's rule come from, in words. */
const char *diag_source(enum diag_code code);

struct diag_note {
	struct loc loc;
	struct position position;
	const char *message;
};

struct diag_fix {
	struct loc loc; /* the bytes that are replaced; length 0 inserts */
	struct position position;
	const char *message;
	const char *replacement;
};

struct diag {
	enum diag_code code;
	enum diag_severity severity; /* after -Werror and the like */
	struct loc loc;              /* source == NULL: about no place in a file */
	struct position position;
	const char *file; /* loc's file, or the file that the message is about, or NULL */
	const char *message;
	const char *hint;        /* printed after the caret; NULL if none */
	struct diag_note *notes; /* in the order added */
	size_t n_notes;
	struct diag_fix *fixes;
	size_t n_fixes;
};

/* More are counted and not kept: hostile inputs could cause millions. */
#define DIAG_MAX_KEPT 1000u

/* What the -W switches say of one code. */
enum diag_switch { DIAG_SWITCH_DEFAULT, DIAG_SWITCH_OFF, DIAG_SWITCH_ERROR, DIAG_SWITCH_WARNING };

struct diag_list {
	struct arena *arena;
	struct diag **items;
	size_t count;
	size_t n_errors; /* failures included; also what was dropped */
	size_t n_warnings;
	struct diag *dropped; /* what diag_add() returns for what is counted and not kept */
	bool failed;          /* holds a DIAG_FAILURE */
	bool werror;          /* -Werror */
	bool quiet;           /* -w: no warnings */
	unsigned char switches[DIAG_CODE_COUNT]; /* enum diag_switch */
};

/*
 * Adds a diagnostic and returns it, or NULL when a switch turned its warning off: the functions
 * below accept that NULL and do nothing, and so they do when enough diagnostics are kept. The place
 * is that of the blamed value.
 */
struct diag *diag_add(struct diag_list *list, enum diag_code code, struct loc loc,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A diagnostic about a file as a whole (file may be NULL). */
struct diag *diag_add_file(struct diag_list *list, enum diag_code code, const char *file,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Adds a diagnostic of another list, which has the same switches and lives longer. */
void diag_add_again(struct diag_list *list, struct diag *diag);

/* The other place of a clash, or where a limit comes from. loc without source: no place. */
void diag_note(struct diag_list *list, struct diag *diag, struct loc loc, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* A few words after the caret: "nearest: 4 or 8". */
void diag_hint(struct diag_list *list, struct diag *diag, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Only where exactly one edit is right: replace the bytes at loc. */
void diag_fix(struct diag_list *list, struct diag *diag, struct loc loc, const char *replacement,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Hints that take a search are looked for until this many are kept, which is more than anybody
 * reads. */
static inline bool diag_is_worth_help(const struct diag_list *list)
{
	return list->count <= 100;
}

/*
 * The order for printing, as strcmp() gives it: file, line, column, code, message; 0: they say the
 * same. Those without a file come last.
 */
int diag_compare(const struct diag *a, const struct diag *b);
/* Only those from index first on: the ones before have been shown. */
void diag_sort(struct diag_list *list, size_t first);

/* The code of "IVS003" or "size-not-power-of-two", in any case; DIAG_CODE_COUNT: none. */
enum diag_code diag_find(const char *name_or_code);

/*
 * switches.c: applies the names after -W; returns what is wrong with it in words, or NULL.
 * all_written: no part of the scenario is only checked, so that every error stays one.
 */
const char *switches_apply(
	struct diag_list *diags, const char *const *switches, size_t count, bool all_written);

#endif
