/* What an explanation is asked of: one region in all its places, or one VM with all its devices. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/each.h"
#include "base/utf8.h"
#include "model/words.h"
#include "report/explain.h"

/* ---- finding the subject ----------------------------------------------------------------- */

static const struct region *find_region(const struct config *config, const char *name)
{
	const struct region *found = NULL;

	if (!config->enabled_effective)
		return NULL;
	EACH (const struct region, region, config, regions) {
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
	EACH (const struct vm, vm, config, vms) {
		char id[24];

		(void)snprintf(id, sizeof(id), "%" PRIu64, vm->id.value);
		if (strcmp(id, without_vm(name)) == 0 || value_is(&vm->name, name))
			return &layout->vms[vm->index];
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
	EACH (const struct layout_device, device, vm, devices) {
		if (device->region == region)
			explain_device(explanation, vm, device);
	}
}

static void explain_region(struct explanation *explanation, const struct region *region)
{
	struct text *out = explanation->out;

	text_addf(out, "region '%s', %s\n", region->full_name,
		words_size(explanation->ctx, region->size));
	if (region->land == LAND_HV)
		explain_region_memory(explanation, region);
	else
		text_add(out,
			"\nphysical memory\n  a shared memory object of the Service VM, made by acrn-dm when the first VM starts\n");
	EACH (const struct vm, vm, explanation->config, vms) {
		if (region_has_vm(region, vm))
			explain_region_in_vm(
				explanation, region, &explanation->layout->vms[vm->index]);
	}
}

static void explain_vm(struct explanation *explanation, const struct layout_vm *vm)
{
	const struct config *config = explanation->config;
	size_t count = vm->n_devices;

	add_vm_head(explanation, vm->vm);
	EACH (const struct layout_device, device, vm, devices) {
		explain_device(explanation, vm, device);
	}
	EACH (const struct region, region, config, regions) {
		if (config->enabled_effective && region->land == LAND_DM &&
			region_has_vm(region, vm->vm)) {
			add_dm_device(explanation, region);
			count++;
		}
	}
	if (count == 0)
		text_add(
			explanation->out, "  no devices of the hypervisor, so nothing is placed\n");
}

/* Whole lines. Names of the input are in them: nothing of those may move a terminal's cursor. */
static void add_safe(struct text *out, const struct text *from)
{
	for (const char *line = from->bytes; *line != '\0';) {
		size_t length = strcspn(line, "\n");

		utf8_add_shown(out, line, length);
		text_add_char(out, '\n');
		line += length + 1;
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
