/* Bounds on a launch script: lists that no script of a real machine has. */
#include "launch/launch.h"
#include "base/each.h"

bool launch_within_bounds(struct context *ctx, const struct launch_script *script)
{
	if (script->n_invocations > MAX_LIST) {
		diag_add(ctx->diags, DIAG_SCH010, script->invocations[MAX_LIST].loc,
			"a launch script has more than %u acrn-dm commands; no list may be longer",
			MAX_LIST);
		return false;
	}
	EACH (const struct launch_invocation, invocation, script, invocations) {
		if (invocation->n_devices <= MAX_LIST)
			continue;
		diag_add(ctx->diags, DIAG_SCH010, invocation->devices[MAX_LIST].argument.used,
			"an acrn-dm command has more than %u devices; no list may be longer",
			MAX_LIST);
		return false;
	}
	return true;
}
