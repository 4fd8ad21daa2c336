/*
 * What launch scripts say about acrn-dm: made by launch/parse.c, given VMs by launch/launch.c,
 * judged by launch/check*.c. A part that is known only when the script runs is kept as unknown;
 * no later pass may guess it.
 */
#ifndef ACRNCFGC_MODEL_LAUNCH_H
#define ACRNCFGC_MODEL_LAUNCH_H

#include "model/model.h"

#define LAUNCH_SLOTS PCI_DEVICES
#define LAUNCH_FUNCTIONS PCI_FUNCTIONS
#define LAUNCH_BUSES 256u
/* Slots for a region's device; acrn-dm and scripts have devices of every VM on the others. */
#define LAUNCH_FIRST_SLOT 3u
#define LAUNCH_LAST_SLOT 30u

/* A piece of an argument after the shell's expansion. */
struct launch_field {
	const char *text; /* NULL: absent; the unknown as it is written: "$size" */
	bool known;       /* every byte of the text is what acrn-dm will see */
	struct loc loc;   /* where the text is written: an assignment, if it is in a variable */
	struct loc used;  /* where the command uses it; equals loc without a variable */
};

/* One -s argument. What is nearly right is reported and read as it was meant. */
struct launch_device {
	struct launch_field option; /* one that acrn-dm does not have, for -s; text NULL: -s */
	struct launch_field argument;
	bool has_blanks;           /* between its fields, quoted or not */
	struct launch_field place; /* the text before the first comma: slot, slot:function, ... */
	bool place_read;  /* it has that form: bus, slot and function are its numbers ... */
	bool place_valid; /* ... and exist in a VM */
	unsigned bus;
	unsigned slot;
	unsigned function;
	struct launch_field kind;
	bool is_ivshmem; /* or nearly */
	/* ivshmem only: */
	struct launch_field name; /* with its prefix */
	enum land land;           /* LAND_NONE: no known prefix */
	struct launch_field size_text;
	struct number size_mb;
	struct launch_field id_text;
	struct number id;
	struct launch_field rest; /* what follows the last field that acrn-dm reads */
};

struct launch_script;

/* One acrn-dm command. */
struct launch_invocation {
	const struct launch_script *script;
	struct loc loc;              /* the word acrn-dm */
	struct launch_field vm_name; /* its positional argument */
	struct launch_field unknown; /* a word that may hold options; text NULL: no such word */
	struct launch_field lost;    /* options on lines that are no part of the command */
	bool after_return;           /* ... because of a carriage return before the line's end */
	struct launch_device *devices;
	size_t n_devices;
	const struct vm *vm; /* resolve: NULL if it is not known which VM this starts */
};

struct launch_script {
	struct source *source;
	const char *vm_selector;   /* what the user gave: an id or a name; NULL: nothing */
	const struct vm *selected; /* resolve: the VM of that selector, or NULL */
	struct launch_invocation *invocations;
	size_t n_invocations;
};

struct launch {
	struct launch_script *scripts;
	size_t n_scripts;
	/* Launch lines are written by this run, of the regions that no command of the VM has yet.
	 */
	bool completed;
};

/* An ivshmem device whose land and name are known. */
bool launch_device_named(const struct launch_device *device);
/* The name without its prefix, of a device whose land is known. */
static inline const char *launch_bare_name(const struct launch_device *device)
{
	return device->name.text + LAND_PREFIX_LENGTH;
}

/* The device of that region in any command of the VM, or NULL. */
const struct launch_device *launch_find_device(
	const struct launch *launch, const struct vm *vm, const struct region *region);

#endif
