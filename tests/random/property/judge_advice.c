/*
 * What a refusal advises must be true: where it says that a region of so many MB fits, that size
 * has room in the VM and the next larger one has not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"

/* Of a message of PCI004. */
struct advice {
	unsigned region;
	unsigned vm;
	unsigned mb; /* 0: not even the smallest fits */
};

static bool find_region(const struct scene *scene, const char *message, struct advice *advice)
{
	const char *start = strstr(message, "BAR2 of region 'hv:/");
	size_t length;

	if (start == NULL)
		return false;
	start += strlen("BAR2 of region 'hv:/");
	length = strcspn(start, "'");
	for (unsigned i = 0; i < scene->n_regions; i++) {
		const struct scene_region *region = &scene->regions[i];

		if (!region->is_dm && strlen(region->name) == length &&
			strncmp(region->name, start, length) == 0) {
			advice->region = i;
			return true;
		}
	}
	return false;
}

static bool find_vm(const struct scene *scene, const char *message, struct advice *advice)
{
	const char *number = strstr(message, "' in VM ");

	if (number != NULL) {
		advice->vm = (unsigned)strtoul(number + strlen("' in VM "), NULL, 10);
		return advice->vm < scene->n_vms;
	}
	for (unsigned i = 0; i < scene->n_vms; i++) {
		if (scene->vms[i].kind == VM_SERVICE && strstr(message, "' in the Service VM:")) {
			advice->vm = i;
			return true;
		}
	}
	return false;
}

static bool read_advice(const struct scene *scene, const char *message, struct advice *advice)
{
	const char *size = strstr(message, "; a region of ");

	advice->mb = 0;
	if (size != NULL)
		advice->mb = (unsigned)strtoul(size + strlen("; a region of "), NULL, 10);
	else if (strstr(message, "; no smaller size fits") == NULL)
		return false;
	return find_region(scene, message, advice) && find_vm(scene, message, advice);
}

static enum found fits(const struct scene *scene, const struct advice *advice, unsigned mb)
{
	struct scene *other = malloc(sizeof(*other));
	struct address_space *space = malloc(sizeof(*space));
	struct request_list requests;
	struct scene_facts *known;
	enum found found = NOT_FOUND;
	bool memory;

	if (other == NULL || space == NULL)
		abort();
	*other = *scene;
	other->regions[advice->region].mb = mb;
	known = facts_make(scene);
	memory = predict_memory(scene, facts_of(known)) == NO_PROBLEM;
	facts_free(known);
	known = facts_make(other);
	/* A smaller pool may lie where a VM has its memory. */
	if (memory && predict_memory(other, facts_of(known)) != NO_PROBLEM) {
		facts_free(known);
		free(space);
		free(other);
		return NOT_FOUND;
	}
	if (predict_vm(other, facts_of(known), advice->vm, space, &requests) == NO_PROBLEM)
		found = search_placement(space, &requests);
	facts_free(known);
	free(space);
	free(other);
	return found;
}

char *judge_advice(const struct scene *scene, const char *message)
{
	struct advice advice;
	unsigned next;

	if (!read_advice(scene, message, &advice))
		return words_of("no advice could be read from: %s", message);
	next = advice.mb == 0 ? 2 : advice.mb * 2;
	if (advice.mb != 0 && fits(scene, &advice, advice.mb) == NOT_FOUND)
		return words_of("%u MB do not fit: %s", advice.mb, message);
	if (next < scene->regions[advice.region].mb && fits(scene, &advice, next) == FOUND)
		return words_of("%u MB would fit: %s", next, message);
	return NULL;
}

/* ---- all sizes that a refusal offers ---- */

/* Of a message of MEM002 or MEM009: "these sizes fit: 'hv:/a', 'hv:/b' of 4 MB each, ..." */
static bool take_pool_advice(struct scene *scene, const char *message)
{
	const char *at = strstr(message, "these sizes fit: ");

	if (at == NULL)
		return false;
	at += strlen("these sizes fit: ");
	for (const char *name = strstr(at, "'hv:/"); name != NULL; name = strstr(at, "'hv:/")) {
		size_t length = strcspn(name + strlen("'hv:/"), "'");
		const char *size = strstr(name, " of ");
		unsigned mb = size != NULL ? (unsigned)strtoul(size + strlen(" of "), NULL, 10) : 0;

		name += strlen("'hv:/");
		for (unsigned i = 0; i < scene->n_regions; i++) {
			struct scene_region *region = &scene->regions[i];

			if (!region->is_dm && strlen(region->name) == length &&
				strncmp(region->name, name, length) == 0 && mb < region->mb)
				region->mb = mb;
		}
		at = name + length;
	}
	/* The size of HV RAM that has no room goes with the advice. */
	if (strstr(message, "leave HV_RAM_SIZE empty") != NULL)
		scene->hv_ram_size.given = false;
	return true;
}

/* Of a message of MEM003 or MEM006: "use 0x..., or leave it empty". */
static bool take_hv_ram_size(struct scene *scene, const char *message)
{
	const char *use = strstr(message, "; use 0x");

	if (strstr(message, "HV_RAM_SIZE 0x") != message || use == NULL)
		return false;
	scene->hv_ram_size.value = strtoull(use + strlen("; use "), NULL, 16);
	return true;
}

static bool take_advice(struct scene *scene, const struct scene *whole,
	const struct acrn_cfgc_diagnostic *diagnostic)
{
	struct advice advice;

	if (take_hv_ram_size(scene, diagnostic->message))
		return true;
	if (strcmp(diagnostic->code, "PCI004") != 0)
		return take_pool_advice(scene, diagnostic->message);
	if (!read_advice(whole, diagnostic->message, &advice) || advice.mb == 0)
		return false;
	if (advice.mb < scene->regions[advice.region].mb)
		scene->regions[advice.region].mb = advice.mb;
	return true;
}

char *judge_all_advice(const struct scene *scene, const struct acrn_cfgc_result *result)
{
	struct scene *other = malloc(sizeof(*other));
	struct acrn_cfgc_diagnostic diagnostic;
	struct compilation compilation;
	char *wrong = NULL;

	if (other == NULL)
		abort();
	*other = *scene;
	for (size_t i = 0; acrn_cfgc_diagnostic(result, i, &diagnostic); i++) {
		if (diagnostic.severity == ACRN_CFGC_ERROR &&
			!take_advice(other, scene, &diagnostic)) {
			free(other);
			return NULL;
		}
	}
	compilation_run(&compilation, other);
	if (compilation.status != ACRN_CFGC_OK &&
		acrn_cfgc_diagnostic(compilation.result, 0, &diagnostic))
		wrong = words_of("after all that is advised: %s", diagnostic.message);
	compilation_free(&compilation);
	free(other);
	return wrong;
}
