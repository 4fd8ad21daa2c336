/* CHECK for launch scripts: a const table of rules over config->launch. Included by check*.c only.
 */
#ifndef ACRNCFGC_CHECK_LAUNCH_H
#define ACRNCFGC_CHECK_LAUNCH_H

#include "check/rules.h"
#include "launch/launch.h"

/* What a rule looks at. */
struct launch_subject {
	const struct launch_script *script;
	const struct launch_invocation *invocation;
	const struct launch_device *device;
	struct launch_uses uses; /* of regions of one name, in either land */
};

/* LAUNCH_REGION has uses; each other scope has its object and those that hold it. */
enum launch_scope {
	LAUNCH_SCRIPT,
	LAUNCH_COMMAND,
	LAUNCH_DEVICE,
	LAUNCH_IVSHMEM, /* a device that is ivshmem, or nearly */
	LAUNCH_REGION,
};

struct launch_rule {
	enum launch_scope scope;
	void (*check)(struct context *ctx, const struct launch_subject *subject);
	const char *codes; /* what it can report: "LCH001", "LCH017 LCH018" */
};

extern const struct launch_rule launch_rules[];
extern const size_t n_launch_rules;

/* check_scenario.c */

/* Whether the command starts a VM that acrn-dm cannot start, or none of the scenario's. */
bool check_launch_wrong_vm(struct context *ctx, const struct launch_invocation *invocation);
void check_launch_selected(struct context *ctx, const struct launch_subject *subject);
void check_launch_vm(struct context *ctx, const struct launch_subject *subject);
void check_launch_missing(struct context *ctx, const struct launch_subject *subject);
void check_launch_region(struct context *ctx, const struct launch_subject *subject);

/* Reports at the field; if a variable brings its text, a note shows the command that uses it. */
struct diag *check_launch_add(struct context *ctx, enum diag_code code,
	const struct launch_field *field, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
