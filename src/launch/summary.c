/* What there is to say about launch scripts without errors. */
#include "launch/launch.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

static size_t count_vms(const struct launch_uses *uses, size_t start, size_t end)
{
	size_t count = 0;

	for (size_t i = start; i < end; i++) {
		bool seen = false;

		for (size_t j = start; !seen && j < i; j++)
			seen = launch_same_vm(uses->items[i].invocation, uses->items[j].invocation);
		count += !seen;
	}
	return count;
}

/* A name from a script or the command line, on one line and without effect on a terminal. */
static void add_shown(struct text *out, const char *name)
{
	utf8_add_shown(out, name, strlen(name));
}

static void add_use(struct text *out, struct arena *arena, const struct launch_use *use)
{
	const struct launch_invocation *invocation = use->invocation;
	const struct launch_device *device = use->device;
	struct position position = source_position(arena, device->argument.used);

	text_add(out, "  ");
	add_shown(out, invocation->script->source->name);
	text_addf(out, ":%u: ", position.line);
	if (invocation->vm != NULL && number_valid(&invocation->vm->id)) {
		text_addf(out, "VM %" PRIu64 ", ", invocation->vm->id.value);
	} else if (invocation->vm_name.text != NULL && invocation->vm_name.known) {
		text_add(out, "VM '");
		add_shown(out, invocation->vm_name.text);
		text_add(out, "', ");
	}
	if (device->place_valid)
		text_addf(out, "slot %u:%u\n", device->slot, device->function);
	else
		text_add(out, "slot not known\n");
}

const char *launch_summary(struct context *ctx, const struct config *config)
{
	struct launch_uses uses = launch_collect_uses(ctx->arena, config->launch);
	struct text out;
	size_t end = 0;

	text_init(&out, ctx->arena);
	for (size_t start = 0; start < uses.count; start = end) {
		const struct launch_device *first = uses.items[start].device;

		end = launch_uses_end(&uses, start, true);

		size_t n_vms = count_vms(&uses, start, end);

		text_addf(&out, "%s: ", first->name.text);
		if (launch_device_size(first) != 0)
			text_addf(&out, "%s MB, ", first->size_text.text);
		if (n_vms == 1)
			text_add(&out, "used by one VM of these scripts\n");
		else
			text_addf(&out, "shared by %zu VMs\n", n_vms);
		for (size_t i = start; i < end; i++)
			add_use(&out, ctx->arena, &uses.items[i]);
	}
	if (uses.count == 0)
		text_add(&out, "no shared memory in these launch scripts\n");
	return out.bytes;
}
