/*
 * CHECK for launch scripts: a const table of rules over config->launch. They run with and without
 * a scenario. Included by check_launch*.c only.
 */
#ifndef ACRNCFGC_CHECK_LAUNCH_H
#define ACRNCFGC_CHECK_LAUNCH_H

#include "check/rules.h"
#include "launch/launch.h"

extern const struct check_rule check_launch_rules[];
extern const size_t n_check_launch_rules;

#define CHECK_LAUNCH(function, codes) void function(struct pass *pass, const struct config *config);
#include "launch/list.def"
#undef CHECK_LAUNCH

/* Reports at the field; if a variable brings its text, a note shows the command that uses it. */
struct diag *check_launch_add(struct pass *pass, enum diag_code code,
	const struct launch_field *field, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* "VM 'vm1'", "VM 2", or "the VM of 'launch.sh'". */
const char *check_launch_vm_label(
	struct pass *pass, const struct config *config, const struct launch_invocation *invocation);

#endif
