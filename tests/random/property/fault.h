/* What is broken on purpose, and what the compiler has to call it. */
#ifndef PROPERTY_FAULT_H
#define PROPERTY_FAULT_H

#include "scene.h"

/* A piece of text in the files that a fault replaces, or a place where it adds some. */
enum fault_place {
	AT_NOTHING, /* the scene itself is changed */
	AT_REGION,  /* string dialect: the whole text */
	AT_REGION_NAME,
	AT_REGION_SIZE,
	AT_REGION_VMS, /* string dialect */
	AT_PROVIDER,
	AT_REGION_ID,
	AT_SWITCH,
	AT_VM_ID,
	AT_VM_KIND,
	AT_MEMORY_START,
	AT_MEMORY_SIZE,
	AT_PASSTHROUGH,
	AT_VBDF,
	AT_VUART_TARGET,
	AT_CONNECTION_TYPE,
	AT_HV_RAM_START,
	AT_EMULATED_MMIO,
	AT_BOARD_NAME,
	AT_IOMEM,
	AT_LSPCI,
	AT_TREE_RANGE,
	AT_PROLOG,
	AT_END,
};

struct fault {
	const char *code;
	enum fault_place place;
	const char *text;
	/* Makes the change; false: it does not apply here. NULL: the text is all, anywhere. */
	bool (*apply)(struct scene *scene, struct random *random);
};

/* The text that is at a place instead of the right one; NULL: the right one. */
static inline const char *fault_text(
	const struct scene *scene, enum fault_place place, unsigned index)
{
	if (scene->fault == NULL || scene->fault->place != place || scene->fault_at != index)
		return NULL;
	return scene->fault->text;
}

#endif
