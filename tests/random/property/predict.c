/* See predict.h. */
#include "predict.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *code;
	enum problem problem;
} codes[] = {
	{"MEM001", NO_RAM},
	{"MEM002", HV_RAM_NO_ROOM},
	{"MEM003", HV_RAM_UNALIGNED},
	{"MEM004", HV_RAM_MISPLACED},
	{"MEM005", HV_RAM_MISPLACED},
	{"MEM006", HV_RAM_TOO_SMALL},
	{"MEM009", POOL_NO_ROOM},
	{"MEM010", POOL_IN_VM_MEMORY},
	{"BRD022", MEMORY_NOT_RAM},
	{"PCI001", NO_WINDOW},
	{"PCI002", NO_FREE_BDF},
	{"PCI003", NO_ROOM_FOR_BARS},
	{"PCI004", NO_ROOM_FOR_BARS},
	{"PCI005", NO_ROOM_FOR_BARS},
	{"PCI006", FIXED_BAR_CLASH},
	{"PCI007", BDF_TAKEN},
	{"PCI008", BAR_FACTS},
	{"PCI011", TOO_MANY_HANDLERS},
};

enum problem problem_of_code(const char *code)
{
	for (unsigned i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (strcmp(codes[i].code, code) == 0)
			return codes[i].problem;
	}
	return OTHER_PROBLEM;
}

char *problem_words(unsigned problems)
{
	char text[160] = "";

	for (unsigned i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if ((problems & codes[i].problem) != 0) {
			strcat(text, text[0] != '\0' ? " " : "");
			strcat(text, codes[i].code);
		}
	}
	return words_of("%s", text[0] != '\0' ? text : "nothing");
}

/* The hypervisor's configuration allows 128 handlers; only a VM with devices of ours counts. */
static bool has_too_many_handlers(const struct scene *scene, const struct facts *known, unsigned vm)
{
	const struct fact_vm *fact = &known->vms[vm];
	unsigned own = fact->vuart_count;
	unsigned msix = 0;

	if (fact->kind == VM_SERVICE && scene->release->number < 203)
		return false;
	for (unsigned i = 0; i < scene->n_regions; i++)
		own += scene_has_ivshmem(scene, &scene->regions[i], vm);
	for (unsigned i = 0; i < fact->passthrough_count; i++)
		msix += fact->passthrough[i].has_msix || fact->passthrough[i].needs_msix_bar;
	if (fact->kind == VM_SERVICE)
		msix = known->native_msix_count;
	return own > 0 &&
	       1 + (fact->kind == VM_SERVICE ? known->ioapic_count : 1) + 2 * own + msix > 128;
}

struct prediction predict(const struct scene *scene, const struct facts *known)
{
	struct prediction prediction = {.problems = MEMORY_NOT_RAM};
	struct address_space *space;
	struct request_list requests;

	if (predict_memory_not_ram(scene))
		return prediction;
	prediction.problems = predict_memory(scene, known);
	space = malloc(sizeof(*space));
	if (space == NULL)
		abort();
	for (unsigned vm = 0; vm < scene->n_vms; vm++) {
		enum problem problems = predict_vm(scene, known, vm, space, &requests);
		enum found found = FOUND;

		if (problems == NO_PROBLEM && requests.count > 0)
			found = search_placement(space, &requests);
		prediction.gave_up |= found == GAVE_UP;
		prediction.problems |= problems;
		if (found == NOT_FOUND)
			prediction.problems |= NO_ROOM_FOR_BARS;
	}
	free(space);
	/* A board without any map is one fault, not two. */
	if ((prediction.problems & NO_RAM) != 0)
		prediction.problems &= (unsigned)~NO_WINDOW;
	for (unsigned vm = 0; vm < scene->n_vms && prediction.problems == NO_PROBLEM; vm++) {
		if (has_too_many_handlers(scene, known, vm))
			prediction.problems |= TOO_MANY_HANDLERS;
	}
	return prediction;
}
