/*
 * What launch scripts say about acrn-dm: made by parse.c, given VMs by launch.c,
 * judged by check*.c. A part that is known only when the script runs is kept as unknown;
 * no later pass may guess it.
 */
#ifndef ACRNCFGC_LAUNCH_H
#define ACRNCFGC_LAUNCH_H

#include "model/model.h"

#define LAUNCH_SLOTS PCI_DEVICES
#define LAUNCH_FUNCTIONS PCI_FUNCTIONS
#define LAUNCH_BUSES 256u
/* What is larger is no launch script; it also bounds every search through one. */
#define LAUNCH_MAX_SIZE ((size_t)256 * 1024)

/* A piece of an argument after the shell's expansion. */
struct launch_field {
	const char *text; /* NULL: absent; what is unknown stands as it is written: "$size" */
	bool known;       /* every byte of the text is what acrn-dm will see */
	struct loc loc;   /* where the text stands: an assignment, if a variable brings it */
	struct loc used;  /* where the command uses it; equals loc without a variable */
};

/* One -s argument. */
struct launch_device {
	struct launch_field argument;
	struct launch_field place; /* the text before the first comma: slot, slot:function, ... */
	bool place_read;  /* it has that form: bus, slot and function are its numbers ... */
	bool place_valid; /* ... and exist in a VM */
	unsigned bus;
	unsigned slot;
	unsigned function;
	struct launch_field kind;
	bool is_ivshmem;
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
	struct launch_field unknown; /* a word that may hold options; text NULL: there is none */
	struct launch_field lost;    /* options on lines that are no part of the command */
	bool after_return;           /* ... because of a carriage return before the line's end */
	struct launch_device *devices;
	size_t n_devices;
	const struct vm *vm; /* resolve: NULL if it is not known which VM this starts */
};

struct launch_script {
	struct source *source;
	const char *vm_selector;   /* what the user gave: an id or a name; NULL: nothing */
	const struct vm *selected; /* resolve: the VM of that selector; NULL if there is none */
	struct launch_invocation *invocations;
	size_t n_invocations;
};

struct launch {
	struct launch_script *scripts;
	size_t n_scripts;
	bool completed; /* launch lines are written by this run: scripts may lack what they add */
};

/* A size that acrn-dm and the hypervisor take; 0 for any other. */
uint64_t launch_device_size(const struct launch_device *device);
/* An ivshmem device whose land and name are known. */
bool launch_device_named(const struct launch_device *device);
/* The name behind its prefix, of a device whose land is known. */
static inline const char *launch_bare_name(const struct launch_device *device)
{
	return device->name.text + LAND_PREFIX_LENGTH;
}

/* The next invocation of any script, or NULL; start with NULL. */
const struct launch_invocation *launch_next(
	const struct launch *launch, const struct launch_invocation *after);
/* Whether both start the same VM, as far as the scripts and the scenario say. */
bool launch_same_vm(const struct launch_invocation *a, const struct launch_invocation *b);

/* One named ivshmem device of one command. */
struct launch_use {
	const struct launch_invocation *invocation;
	const struct launch_device *device;
	size_t order; /* in the scripts */
};

struct launch_uses {
	struct launch_use *items;
	size_t count;
};

/* All of them, sorted by name without prefix, then land, then order. */
struct launch_uses launch_collect_uses(struct arena *arena, const struct launch *launch);
/* The index behind the last use of the region at start; without lands, of either land's. */
size_t launch_uses_end(const struct launch_uses *uses, size_t start, bool lands);

#endif
