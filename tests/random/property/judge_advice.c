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

	if (other == NULL || space == NULL)
		abort();
	*other = *scene;
	other->regions[advice->region].mb = mb;
	known = facts_make(other);
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
