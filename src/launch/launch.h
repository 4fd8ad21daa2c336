/* Launch scripts: what other passes and the files of launch/ ask about them. */
#ifndef ACRNCFGC_LAUNCH_H
#define ACRNCFGC_LAUNCH_H

#include "model/launch.h"
#include "model/context.h"

/* What is larger is no launch script; it also bounds every search through one. */
#define LAUNCH_MAX_SIZE ((size_t)256 * 1024)

/* PARSE: the acrn-dm commands of a script. Bytes that are no text are replaced in the source. */
void parse_launch(struct context *ctx, struct source *source, struct launch_script *script);
/* False if a list of the script is longer than MAX_LIST (SCH010). */
bool launch_within_bounds(struct context *ctx, const struct launch_script *script)
	__attribute__((warn_unused_result));
/* RESOLVE: gives the commands the VMs of the scenario, if there is one. */
void resolve_launch(struct config *config);
/* CHECK: runs every rule over config->launch; without a scenario the rest of config is empty. */
void check_launch(struct context *ctx, const struct config *config);
/* The regions of scripts without errors, and the VMs that share them, in words. */
const char *launch_summary(struct context *ctx, const struct config *config);

/* A size that acrn-dm and the hypervisor take; 0 for any other. */
uint64_t launch_device_size(const struct launch_device *device);
/* Whether both start the same VM, as far as the scripts and the scenario say. */
bool launch_same_vm(const struct launch_invocation *a, const struct launch_invocation *b);

/* One named ivshmem device of one command. */
struct launch_use {
	const struct launch_invocation *invocation;
	const struct launch_device *device;
	size_t order; /* in the scripts */
};

struct launch_uses {
	struct launch_use *items;
	size_t count;
};

/* All of them, sorted by name without prefix, then land, then order. */
struct launch_uses launch_collect_uses(struct arena *arena, const struct launch *launch);
/* The index after the last use of the region at start; without lands, of either land's. */
size_t launch_uses_end(const struct launch_uses *uses, size_t start, bool lands);

#endif
