/*
 * Where generated tables become facts of a running program: they are compiled in memory by
 * libtcc, against the consumer's headers, and the consumer's checks look at them.
 */
#ifndef PROPERTY_WORKSHOP_H
#define PROPERTY_WORKSHOP_H

#include <stdarg.h>

#include "acrn_cfgc.h"
#include "scene.h"

struct workshop {
	const char *source_dir; /* of the project */
	char folder[128];       /* for files of this process alone */
	bool spoil;             /* sabotage: moves the address of a BAR to another BAR */
};

bool workshop_open(struct workshop *workshop, const char *source_dir);
void workshop_close(struct workshop *workshop);

/*
 * One case's tables; only one can be loaded at a time. On failure *words says why and is the
 * caller's to free.
 */
struct tables;

struct tables *tables_load(struct workshop *workshop, const struct scene *scene,
	const struct acrn_cfgc_result *result, char **words);
void tables_unload(struct tables *tables);

/* One compilation from memory. The result and both texts are the caller's to free. */
struct compilation {
	struct acrn_cfgc_result *result;
	enum acrn_cfgc_status status;
	char *scenario;
	char *board;
	size_t scenario_size;
	size_t board_size;
	struct acrn_cfgc_request request;
};

void compilation_run(struct compilation *compilation, const struct scene *scene);
void compilation_free(struct compilation *compilation);

/* ---- the consumer ---- */

/* One entry of a VM's table, as far as it is compared. */
struct table_entry {
	char region[40]; /* "": no shared memory */
	uint16_t vbdf;
	uint16_t pbdf;
	unsigned vuart; /* vuart_idx + 1; 0: no vUART */
	uint64_t bars[MAX_BARS];
};

enum { MAX_ENTRIES = 64 };

struct table_copy {
	unsigned n_entries[MAX_VMS];
	struct table_entry entries[MAX_VMS][MAX_ENTRIES];
};

/* Facts of a scene; they point into memory that lives until facts_free(). */
struct scene_facts;
struct scene_facts *facts_make(const struct scene *scene);
const struct facts *facts_of(const struct scene_facts *known);
void facts_free(struct scene_facts *known);

/* NULL: no fault; otherwise all faults, to be freed. Asks the tables that are loaded. */
char *consumer_judge(const struct facts *known);
void consumer_copy_tables(const struct facts *known, struct table_copy *copy);

/* A pre-launched VM's windows and what is taken in them before any BAR; returns both counts. */
void consumer_guest_space(const struct facts *known, unsigned vm, struct span windows[2],
	unsigned *n_windows, struct span taken[8], unsigned *n_taken);

/* A text with a printf format, to be freed. */
char *words_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
