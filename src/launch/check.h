/* CHECK for launch scripts: a const table of rules over config->launch. Included by check*.c only.
 */
#ifndef ACRNCFGC_CHECK_LAUNCH_H
#define ACRNCFGC_CHECK_LAUNCH_H

#include "check/rules.h"
#include "launch/launch.h"

/* Each row has one function, and the runner calls it for every object of its kind. */
struct launch_rule {
	void (*script)(struct context *ctx, const struct config *config,
		const struct launch_script *script);
	void (*command)(struct context *ctx, const struct config *config,
		const struct launch_invocation *invocation);
	void (*device)(struct context *ctx, const struct config *config,
		const struct launch_invocation *invocation, const struct launch_device *device);
	/* All uses of regions of one name, in either land. */
	void (*region)(
		struct context *ctx, const struct config *config, const struct launch_uses *uses);
	const char *codes; /* what it can report: "LCH001", "LCH017 LCH018" */
};

extern const struct launch_rule launch_rules[];
extern const size_t n_launch_rules;

/* check_scenario.c */

/* Whether the command starts a VM that acrn-dm cannot start, or none of the scenario's. */
bool check_launch_wrong_vm(const struct config *config, const struct launch_invocation *invocation);
void check_launch_selected(
	struct context *ctx, const struct config *config, const struct launch_script *script);
void check_launch_vm(struct context *ctx, const struct config *config,
	const struct launch_invocation *invocation);
void check_launch_missing(struct context *ctx, const struct config *config,
	const struct launch_invocation *invocation);
void check_launch_region(struct context *ctx, const struct config *config,
	const struct launch_invocation *invocation, const struct launch_device *device);

/* Reports at the field; if a variable brings its text, a note shows the command that uses it. */
struct diag *check_launch_add(struct context *ctx, enum diag_code code,
	const struct launch_field *field, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* "VM 'vm1'", "VM 2", or "the VM of 'launch.sh'". */
const char *check_launch_vm_label(struct context *ctx, const struct config *config,
	const struct launch_invocation *invocation);

#endif
