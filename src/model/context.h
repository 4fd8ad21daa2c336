/* The context of a compilation: memory, where to report, and the release of the tables. */
#ifndef ACRNCFGC_CONTEXT_H
#define ACRNCFGC_CONTEXT_H

#include "base/arena.h"
#include "diag/diag.h"
#include "model/targets.h"

struct context {
	struct arena *arena;
	struct diag_list *diags;
	const struct config
		*config; /* resolve: the scenario; CHECK: the one that the rules judge */
	const struct target *target; /* NULL until resolve has seen the dialect */
	/* resolve: bits of enum release that rules are for: the target's if one was asked for that
	   has the form of the scenario's VMs, else all that have it. A rule accepts what any of
	   them accepts. */
	uint32_t releases;
	bool target_assumed; /* not chosen: the default of the scenario's form */
	bool makes_all;      /* group hypervisor: the tools of the release read nothing */
	bool regions_only; /* what a migration has written: the rest is still of the old release */
};

#endif
