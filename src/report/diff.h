/*
 * What changes between two layouts for those who have to act on it: each VM's guest, the lines that
 * launch it, and those who decide what must be restarted. Only reads; both layouts are complete.
 */
#ifndef ACRNCFGC_DIFF_H
#define ACRNCFGC_DIFF_H

#include "model/layout.h"
#include "model/targets.h"
#include "base/text.h"

struct diff_side {
	const struct target *target;
	const struct config *config;
	const struct layout *layout;
};

enum diff_what {
	DIFF_VM_ADDED,
	DIFF_VM_REMOVED,
	DIFF_VM_KIND,
	DIFF_VM_NAME,
	DIFF_VM_RAM, /* of a pre-launched VM: others get theirs when they start */
	DIFF_DEVICE_ADDED,
	DIFF_DEVICE_REMOVED,
	DIFF_SIZE,
	DIFF_REGION_ID,
	DIFF_PEERS,
	DIFF_VBDF,
	DIFF_BAR,
	DIFF_LAUNCH,
};

enum diff_type { DIFF_NOTHING, DIFF_TEXT, DIFF_BYTES, DIFF_ADDRESS, DIFF_NUMBER, DIFF_VMS };

struct diff_value {
	enum diff_type type;
	const char *text;            /* DIFF_TEXT */
	uint64_t number;             /* DIFF_BYTES, DIFF_ADDRESS, DIFF_NUMBER */
	const struct region *region; /* DIFF_VMS: its VMs without self */
	const struct vm *self;
};

struct diff_subject {
	const char *device; /* "region 'hv:/a'"; NULL for a change of the VM itself */
	const char *region; /* "hv:/a"; NULL for other devices */
	int bar;            /* DIFF_BAR; else -1 */
};

struct diff_change {
	enum diff_what what;
	struct diff_subject subject;
	struct diff_value before;
	struct diff_value after;
};

struct diff_vm {
	const struct vm *before; /* NULL: added */
	const struct vm *after;  /* NULL: removed */
	bool restart;
	struct diff_change *changes;
	size_t n_changes;
};

enum diff_restart {
	DIFF_RESTART_NONE, /* nothing of shared memory changed */
	DIFF_RESTART_SOME, /* the VMs marked so, all of them down at one time */
	DIFF_RESTART_ALL,  /* the hypervisor's tables changed: it is rebuilt, all VMs go down */
};

struct diff {
	struct diff_vm *vms; /* ascending id */
	size_t n_vms;
	enum diff_restart restart;
	const char **stale; /* dm regions whose shared memory object has another size */
	size_t n_stale;
};

void diff_layouts(struct arena *arena, const struct diff_side *before,
	const struct diff_side *after, struct diff *diff);

/* diff_render.c */
void diff_render_as_text(struct text *out, const struct diff *diff);
void diff_render_as_json(struct text *out, const struct diff *diff);

#endif
