/* What several emitters need: the facts every file states, and how tables write them. */
#ifndef ACRNCFGC_EMIT_COMMON_H
#define ACRNCFGC_EMIT_COMMON_H

#include "emit/emit.h"

/* The hypervisor has shared memory: the feature is on and a region is the hypervisor's. */
/* The table of the VM with that id: files are in this order, whatever the scenario's is. */
const struct layout_vm *emit_table(const struct emit_input *in, uint64_t id);
bool emit_has_regions(const struct config *config);

/* The board's or scenario's own name; NULL if the files do not say. */
const char *emit_board_name(const struct config *config);
const char *emit_scenario_name(const struct config *config);

/* What things are called in layout.json and layout.xml: "mem32", "hostbridge", "pre-launched". */
const char *emit_bar_type(enum bar_type type);
const char *emit_device_type(enum device_type type);
const char *emit_vm_kind(enum vm_kind kind);

/* "2 MiB", "1.5 GiB", "256 B"; what is not exact is cut after one decimal. */
#define EMIT_SIZE_ROOM 48u
void emit_size_words(char words[EMIT_SIZE_ROOM], uint64_t size);
void emit_size(struct text *out, uint64_t size);

/* "00:17.0" */
void emit_bdf(struct text *out, struct bdf bdf);

/* What a BAR's table entry holds: the address with the type bits that go with it. */
uint64_t emit_bar_value(const struct layout_device *device, const struct bar *bar);

/* The lines at the top of a file, each after prefix: what it is, and what it was made from. */
void emit_facts(
	struct text *out, const struct emit_input *in, const char *prefix, const char *title);
/* C: the comment at the top of a file; title is its first line. */
void emit_c_header(struct text *out, const struct emit_input *in, const char *title);
/* C: _Static_assert(condition, "message"); the message follows on a line of its own. */
void emit_c_assert(struct text *out, const char *condition, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* C: an error in our words where a header is missing that the target's tree has. */
void emit_c_require_header(
	struct text *out, const char *header, const char *file, const struct target *target);
/* C comments: "VM 0 'RTVM' (pre-launched VM)". */
void emit_c_vm(struct text *out, const struct vm *vm);
/* C: spaces up to the given column, where a tab reaches the next multiple of 8. */
void emit_c_pad_to(struct text *out, size_t column);
/* What a person calls a device, safe in a C comment: "shared memory hv:/a, 2 MiB". */
void emit_device_name(struct text *out, const struct layout_device *device);
/* C: the line so far is continued: a backslash in the given column, and the next line begins. */
void emit_c_continue(struct text *out, size_t column);

#endif
