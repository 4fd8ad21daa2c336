/* Names that the releases of the scenario's form do not have; parse/names.c has listed them. */
#include "check/rules.h"

/* A name that these releases do not have, and what their own build does with it. */
static void check_name(struct context *ctx, const struct unknown_name *unknown, enum diag_code code,
	const char *effect)
{
	const char *kind = unknown->is_attribute ? "attribute" : "element";
	const char *name;
	struct diag *diag;

	if ((unknown->releases & ctx->releases) != 0)
		return;
	name = words_quote(ctx, unknown->name);
	if (unknown->releases == 0)
		diag = diag_add(ctx->diags, code, unknown->loc,
			"%s %s is not known in '%s', and the build %s it; remove it", kind, name,
			unknown->parent, effect);
	else
		diag = diag_add(ctx->diags, code, unknown->loc,
			"%s %s of '%s' is one of %s, not of %s, whose build %s it; remove it", kind,
			name, unknown->parent, target_list_releases(ctx->arena, unknown->releases),
			target_list_releases(ctx->arena, ctx->releases), effect);
	if (unknown->right_parent != NULL)
		diag_hint(ctx->diags, diag, "it belongs in %s", unknown->right_parent);
}

void check_name_refused(struct context *ctx, const struct unknown_name *unknown)
{
	check_name(ctx, unknown, DIAG_SCH006, "refuses");
}

void check_name_ignored(struct context *ctx, const struct unknown_name *unknown)
{
	check_name(ctx, unknown, DIAG_SCH007, "ignores");
}

/* Of those that have no default and that no other rule asks for. */
void check_missing(struct context *ctx, const struct vm *vm)
{
	bool is_booted = vm->kind == VM_PRE_LAUNCHED || vm->kind == VM_SERVICE;

	if (value_is_blank(&vm->name))
		diag_add(ctx->diags, DIAG_SCH008, vm->name.present ? vm->name.loc : vm->loc,
			"%s has no name; each VM has one of 1 to 15 characters", vm_label(ctx, vm));
	if (is_booted && check_is_whole(ctx->config) && !vm->config->os_config.present)
		diag_add(ctx->diags, DIAG_SCH008, vm->loc,
			"%s (%s) has no os_config; what the hypervisor boots has one",
			vm_label(ctx, vm), words_kind(vm->kind));
}

void check_connections_missing(struct context *ctx, const struct config *config)
{
	EACH (const struct vuart_connection, connection, config, connections) {
		if (value_is_blank(&connection->name))
			diag_add(ctx->diags, DIAG_SCH008, connection->name.loc,
				"this vUART connection has no name; the schema of the release wants one");
	}
}
