/* Questions about launch scripts that several passes ask. */
#include "launch/launch.h"
#include "base/each.h"

#include <stdlib.h>
#include <string.h>

uint64_t launch_device_size(const struct launch_device *device)
{
	uint64_t mb = device->size_mb.value;
	bool decimal =
		device->size_mb.form == NUMBER_DECIMAL || device->size_mb.form == NUMBER_PADDED;

	return decimal && region_size_is_legal(mb) ? mb * MIB : 0;
}

bool launch_same_vm(const struct launch_invocation *a, const struct launch_invocation *b)
{
	if (a == b)
		return true;
	if (a->vm != NULL && b->vm != NULL)
		return a->vm == b->vm;

	/* Of one script, '$vm_name' twice is two ways to start one VM; of two scripts it is not. */
	const char *first = a->vm_name.text != NULL ? a->vm_name.text : "";
	const char *second = b->vm_name.text != NULL ? b->vm_name.text : "";
	bool named = a->vm_name.text != NULL && a->vm_name.known && b->vm_name.known;

	return strcmp(first, second) == 0 && (named || a->script == b->script);
}

static int compare_uses(const void *left, const void *right)
{
	const struct launch_use *a = left;
	const struct launch_use *b = right;
	int order = strcmp(launch_bare_name(a->device), launch_bare_name(b->device));

	if (order == 0)
		order = (int)a->device->land - (int)b->device->land;
	if (order == 0)
		order = (a->order > b->order) - (a->order < b->order);
	return order;
}

static void add_uses(
	struct arena *arena, struct launch_uses *uses, const struct launch_invocation *invocation)
{
	EACH (const struct launch_device, device, invocation, devices) {
		size_t order = uses->count;

		if (launch_device_named(device))
			*ARRAY_ADD(arena, uses->items, uses->count) =
				(struct launch_use){invocation, device, order};
	}
}

struct launch_uses launch_collect_uses(struct arena *arena, const struct launch *launch)
{
	struct launch_uses uses = {0};

	EACH (const struct launch_script, script, launch, scripts) {
		EACH (const struct launch_invocation, invocation, script, invocations)
			add_uses(arena, &uses, invocation);
	}
	if (uses.count > 1)
		qsort(uses.items, uses.count, sizeof(*uses.items), compare_uses);
	return uses;
}

size_t launch_uses_end(const struct launch_uses *uses, size_t start, bool lands)
{
	const struct launch_device *first = uses->items[start].device;
	size_t end = start + 1;

	while (end < uses->count &&
		strcmp(launch_bare_name(uses->items[end].device), launch_bare_name(first)) == 0 &&
		(!lands || uses->items[end].device->land == first->land))
		end++;
	return end;
}

/* ---- bounds ---------------------------------------------------------------------------------- */

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

/* ---- which VM a command starts -------------------------------------------------------------- */

static const struct vm *find_by_name(const struct config *config, const char *name)
{
	const struct vm *found = NULL;

	for (size_t i = 0; i < config->n_vms; i++) {
		const char *text = config->vms[i].name.text;

		if (text == NULL || strcmp(text, name) != 0)
			continue;
		/* Names may repeat; then one says nothing. */
		if (found != NULL)
			return NULL;
		found = &config->vms[i];
	}
	return found;
}

/* An id as it is printed, or a name: --launch 2=FILE, --launch POST_STD_VM1=FILE. */
static const struct vm *find_selected(const struct config *config, const char *selector)
{
	for (size_t i = 0; i < config->n_vms; i++) {
		const struct number *id = &config->vms[i].id;

		if (id->form == NUMBER_DECIMAL && strcmp(id->text, selector) == 0)
			return &config->vms[i];
	}
	return find_by_name(config, selector);
}

void resolve_launch(struct config *config)
{
	EACH (struct launch_script, script, config->launch, scripts) {
		if (script->vm_selector != NULL)
			script->selected = find_selected(config, script->vm_selector);
		EACH (struct launch_invocation, invocation, script, invocations) {
			const struct launch_field *name = &invocation->vm_name;

			if (script->vm_selector != NULL)
				invocation->vm = script->selected;
			else if (name->text != NULL && name->known)
				invocation->vm = find_by_name(config, name->text);
		}
	}
}
