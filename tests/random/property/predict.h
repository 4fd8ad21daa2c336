/*
 * What the compiler has to say to a scene in which nothing was broken: nothing, or the errors of
 * what has no room. Worked out from the rules of the releases and by exhaustive search, without
 * any of the compiler's code.
 */
#ifndef PROPERTY_PREDICT_H
#define PROPERTY_PREDICT_H

#include "search.h"
#include "workshop.h"

/* Bits; codes that name the same fact in different words share one. */
enum problem {
	NO_PROBLEM = 0,
	NO_RAM = 1 << 0,
	HV_RAM_UNALIGNED = 1 << 1,
	HV_RAM_NO_ROOM = 1 << 2,
	HV_RAM_MISPLACED = 1 << 3,
	HV_RAM_TOO_SMALL = 1 << 4,
	POOL_NO_ROOM = 1 << 5,
	POOL_IN_VM_MEMORY = 1 << 6,
	NO_WINDOW = 1 << 7,
	NO_FREE_BDF = 1 << 8,
	NO_ROOM_FOR_BARS = 1 << 9,
	FIXED_BAR_CLASH = 1 << 10,
	BDF_TAKEN = 1 << 11,
	BAR_FACTS = 1 << 12,
	TOO_MANY_HANDLERS = 1 << 13,
	MEMORY_NOT_RAM = 1 << 14,
	OTHER_PROBLEM = 1 << 15, /* never predicted */
};

struct prediction {
	unsigned problems;
	bool gave_up; /* the search for BARs was too long: nothing can be said about them */
};

struct prediction predict(const struct scene *scene, const struct facts *known);

enum problem problem_of_code(const char *code);

/* The codes of a set, for a person; to be freed. */
char *problem_words(unsigned problems);

/* ---- parts ---- */

/* Memory of a pre-launched VM that the board has no RAM for: a rule, so nothing is placed. */
bool predict_memory_not_ram(const struct scene *scene);
enum problem predict_memory(const struct scene *scene, const struct facts *known);
/* The errors of one VM's vBDFs and fixed BARs, and what remains to be placed in it. */
enum problem predict_vm(const struct scene *scene, const struct facts *known, unsigned vm,
	struct address_space *space, struct request_list *requests);

#endif
