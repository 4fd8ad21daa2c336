/* What an explanation is asked of: one region in all its places, or one VM with all its devices. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/explain.h"
#include "layout/free_space.h"
#include "layout/layout.h"
#include "model/words.h"
#include "base/utf8.h"

/* ---- finding the subject ----------------------------------------------------------------- */

static const struct region *find_region(const struct config *config, const char *name)
{
	const struct region *found = NULL;

	for (size_t i = 0; i < config->n_regions && config->enabled_effective; i++) {
		const struct region *region = &config->regions[i];
		const char *slash = strchr(region->full_name, '/');

		if (strcmp(region->full_name, name) == 0)
			return region;
		if (slash == NULL || strcmp(slash + 1, name) != 0)
			continue;
		if (found != NULL)
			return NULL; /* one of each land */
		found = region;
	}
	return found;
}

/* "2" of "2", "VM 2", "vm2" */
static const char *without_vm(const char *name)
{
	if ((name[0] != 'V' && name[0] != 'v') || (name[1] != 'M' && name[1] != 'm'))
		return name;
	name += 2;
	while (*name == ' ')
		name++;
	return name;
}

static const struct layout_vm *find_vm(
	const struct config *config, const struct layout *layout, const char *name)
{
	for (size_t i = 0; i < config->n_vms; i++) {
		const struct vm *vm = &config->vms[i];
		char id[24];

		(void)snprintf(id, sizeof(id), "%" PRIu64, vm->id.value);
		if (strcmp(id, without_vm(name)) == 0 || value_is(&vm->name, name))
			return &layout->vms[i];
	}
	return NULL;
}

static const char *list_subjects(struct context *ctx, const struct config *config)
{
	struct text list;

	text_init(&list, ctx->arena);
	text_add(&list, "there are ");
	for (size_t i = 0; i < config->n_regions && config->enabled_effective; i++)
		text_addf(&list, "'%s', ", config->regions[i].full_name);
	text_addf(&list, "VM 0 to VM %zu", config->n_vms == 0 ? 0 : config->n_vms - 1);
	return list.bytes;
}

/* ---- one region, one VM ------------------------------------------------------------------ */

static void add_vm_head(struct explanation *explanation, const struct vm *vm)
{
	if (vm->kind == VM_SERVICE)
		text_addf(explanation->out, "\nVM %" PRIu64 ", Service VM\n", vm->id.value);
	else
		text_addf(explanation->out, "\n%s, %s\n", words_vm_by_id(explanation->ctx, vm),
			vm_kind_name(vm->kind));
}

static void add_dm_device(struct explanation *explanation, const struct region *region)
{
	text_addf(explanation->out,
		"  %s: acrn-dm makes the device and its memory; no address is planned here\n",
		region->full_name);
}

/* The device of a region in a VM; none in a table for the Service VM of v2.2, nor in dm-land. */
static void explain_region_in_vm(
	struct explanation *explanation, const struct region *region, const struct layout_vm *vm)
{
	add_vm_head(explanation, vm->vm);
	if (region->land == LAND_DM)
		add_dm_device(explanation, region);
	for (size_t i = 0; i < vm->n_devices; i++) {
		if (vm->devices[i].region == region)
			explain_device(explanation, vm, &vm->devices[i]);
	}
}

static void explain_region(struct explanation *explanation, const struct region *region)
{
	const struct config *config = explanation->config;
	struct text *out = explanation->out;

	text_addf(out, "region '%s', %s\n", region->full_name,
		words_size(explanation->ctx, region->size));
	if (region->land == LAND_HV)
		explain_region_memory(explanation, region);
	else
		text_add(out,
			"\nphysical memory\n  a shared memory object of the Service VM, made by acrn-dm when the first VM starts\n");
	for (size_t i = 0; i < config->n_vms; i++) {
		if (region_has_vm(region, &config->vms[i]))
			explain_region_in_vm(explanation, region, &explanation->layout->vms[i]);
	}
}

static void explain_vm(struct explanation *explanation, const struct layout_vm *vm)
{
	const struct config *config = explanation->config;
	const struct region *region;
	size_t position = 0;
	size_t start;

	add_vm_head(explanation, vm->vm);
	start = explanation->out->length;
	for (size_t i = 0; i < vm->n_devices; i++)
		explain_device(explanation, vm, &vm->devices[i]);
	while (config->enabled_effective &&
		(region = config_next_region(config, LAND_DM, &position)) != NULL) {
		if (region_has_vm(region, vm->vm))
			add_dm_device(explanation, region);
	}
	if (explanation->out->length == start)
		text_add(
			explanation->out, "  no devices of the hypervisor, so nothing is placed\n");
}

/* Names of the input are in it: nothing of them may move a terminal's cursor. */
static void add_safe(struct text *out, const struct text *from)
{
	const char *end = from->bytes + from->length;

	for (const char *line = from->bytes; line < end; line++) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));

		utf8_add_shown(out, line, (size_t)((stop != NULL ? stop : end) - line));
		if (stop == NULL)
			return;
		text_add_char(out, '\n');
		line = stop;
	}
}

bool explain_layout(struct context *ctx, const struct config *config, const struct layout *layout,
	const char *subject, struct text *out, const char **why)
{
	struct text raw;
	struct explanation explanation = {ctx, config, layout, &raw};
	const struct region *region = find_region(config, subject);
	const struct layout_vm *vm = region == NULL ? find_vm(config, layout, subject) : NULL;

	text_init(&raw, ctx->arena);
	if (region != NULL) {
		explain_region(&explanation, region);
	} else if (vm != NULL) {
		explain_vm(&explanation, vm);
	} else {
		*why = list_subjects(ctx, config);
		return false;
	}
	add_safe(out, &raw);
	return true;
}
