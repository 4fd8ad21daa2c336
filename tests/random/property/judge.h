/* One scene through the compiler and everything that has to hold afterwards. */
#ifndef PROPERTY_JUDGE_H
#define PROPERTY_JUDGE_H

#include "predict.h"

enum outcome {
	ACCEPTED,
	REFUSED,           /* and rightly so */
	REFUSED_FAULT,     /* for what was broken on purpose */
	REFUSED_UNDECIDED, /* the search was too long */
	FAILED,
};

/* What is made worse on purpose, to see that it is noticed. */
enum sabotage {
	NO_SABOTAGE,
	SABOTAGE_TABLES, /* a BAR of the generated tables is moved */
	SABOTAGE_REFUSE, /* an accepted scene counts as refused */
	SABOTAGE_ACCEPT, /* a broken scene counts as accepted */
	SABOTAGE_MOVE,   /* adding a region seems to move another */
};

enum { MAX_KIND = 160 };

struct verdict {
	enum outcome outcome;
	char kind[MAX_KIND]; /* FAILED: what failed, the same for failures of one cause */
	char *words;         /* FAILED: all about it; to be freed */
	bool is_longer;      /* FAILED: the scene with a region more fails by itself */
	char codes[96];      /* REFUSED*: the errors */
};

/* How often adding a region at the end left all others where they were. */
struct stability {
	unsigned tried;
	unsigned refused;    /* no room for one more */
	unsigned moved;      /* some BAR moved ... */
	unsigned moved_vbdf; /* or only some vUART's vBDF did */
};

struct judge {
	struct workshop workshop;
	enum sabotage sabotage;
	struct stability stability;
};

struct verdict judge_scene(struct judge *judge, const struct scene *scene);
/* The region more that stability is asked with; false: there is no place for one. */
bool judge_lengthen(struct scene *scene);
void verdict_free(struct verdict *verdict);

/* Whether the message of a PCI004 is right; NULL, or what is wrong with it, to be freed. */
char *judge_advice(const struct scene *scene, const char *message);
/* Whether it compiles with all sizes that a refusal offers; NULL, or what it says, to be freed. */
char *judge_all_advice(const struct scene *scene, const struct acrn_cfgc_result *result);

/*
 * The same question to the consumer as it is meant to be called: by run.sh, with gcc, and with
 * the facts that facts.py reads from the files. False: it complained, on standard error.
 */
bool judge_by_script(const struct judge *judge, const struct scene *scene, const char *cache);

#endif
