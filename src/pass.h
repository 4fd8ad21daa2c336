/* What every pass is given: memory, where to report, and the release that tables are for. */
#ifndef ACRNCFGC_PASS_H
#define ACRNCFGC_PASS_H

#include "arena.h"
#include "diag.h"
#include "stopwatch.h"
#include "targets.h"

struct pass {
	struct arena *arena;
	struct diag_list *diags;
	const struct target *target; /* NULL until resolve has seen the dialect */
	bool target_assumed;         /* nobody chose it: it is the default of the scenario's form */
	struct stopwatch *stopwatch; /* for those who run passes; NULL: nobody asked */
};

#endif
