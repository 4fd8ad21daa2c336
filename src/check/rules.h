/*
 * What the files of the check table share: the table itself, and words for messages. Included
 * by check*.c only.
 */
#ifndef ACRNCFGC_CHECK_RULES_H
#define ACRNCFGC_CHECK_RULES_H

#include "check/check.h"
#include "base/text.h"
#include "model/settings.h"
#include "model/words.h"

/* A virtual PCI address that the scenario gives, and the device that it is for. */
struct check_device {
	const struct vm *vm;         /* NULL if the scenario has no such VM */
	const struct region *region; /* NULL for a vUART */
	const struct vuart *vuart;
	const struct value *text;
	struct bdf bdf;
	bool valid; /* bdf is read */
};

struct check_devices {
	struct check_device *items;
	size_t count;
};

typedef void check_config_rule(struct context *ctx, const struct config *config);
typedef void check_vm_rule(struct context *ctx, const struct config *config, const struct vm *vm);
typedef void check_region_rule(
	struct context *ctx, const struct config *config, const struct region *region);
typedef void check_device_rule(
	struct context *ctx, const struct config *config, const struct check_device *given);

enum check_scope { CHECK_CONFIG, CHECK_VM, CHECK_REGION, CHECK_DEVICE };
enum check_part { CHECK_SHARED, CHECK_SHARED_BOARD, CHECK_WHOLE, CHECK_BOARD };

struct check_rule {
	enum check_scope scope;
	enum check_part part;
	uint32_t releases; /* bits of enum release */
	union {            /* by scope */
		check_config_rule *CONFIG;
		check_vm_rule *VM;
		check_region_rule *REGION;
		check_device_rule *DEVICE;
	} run;
	const char *codes; /* what it can report: "IVS003", "IVS006 IVS015" */
};

extern const struct check_rule check_rules[];
extern const size_t n_check_rules;

/* Runs one rule over all that it looks at, if it is for the releases that are asked for. */
void check_run(struct context *ctx, const struct config *config,
	const struct check_devices *devices, const struct check_rule *rule);

#define ANY RELEASES_ALL
#define V2 RELEASES_V2
#define V3 RELEASES_V3

typedef check_config_rule check_rule_CONFIG;
typedef check_vm_rule check_rule_VM;
typedef check_region_rule check_rule_REGION;
typedef check_device_rule check_rule_DEVICE;

#define CHECK(scope, part, releases, function, codes) check_rule_##scope function;
#include "check/list.def"
#undef CHECK

/* check/vbdf.c: every address that is given. */
struct check_devices check_collect_devices(struct context *ctx, const struct config *config);

/* ---- questions.c: questions about texts and names ---- */

/* The candidate that text was most likely meant to be; NULL when none is near. */
const char *check_nearest(
	struct context *ctx, const char *text, const char *const *candidates, size_t count);
/*
 * What was meant by a number that is not plain decimal digits but has one clear meaning: a plus
 * sign, zero fractions, another script's digits, leading zeros.
 */
bool check_intended_number(const char *text, uint64_t *value);
/* How a malformed number is malformed: "has a sign", "is a fraction"; never NULL. */
const char *check_number_fault(const struct number *number);

/* Notes at all VMs of a name that should be the name of one. */
void check_note_vms_by_name(
	struct context *ctx, const struct config *config, struct diag *diag, const char *name);
/* A hint or a fix to the name of the VM that was most likely meant. */
void check_suggest_vm_name(struct context *ctx, const struct config *config, struct diag *diag,
	const struct value *name);

/* ---- suggest.c, vbdf_free.c, memory.c ---- */

/* A fix to the size that was certainly meant by the text at loc, or hints at the nearest. */
void check_suggest_size(
	struct context *ctx, struct diag *diag, const struct number *size, struct loc loc);
/* A hint at a few virtual PCI addresses that nothing in the VM has; nothing without a VM. */
void check_suggest_vbdf(
	struct context *ctx, const struct config *config, struct diag *diag, const struct vm *vm);
/* Whether a number is one address and no other: hex, or so few digits that all readings agree. */
bool check_is_address(const struct number *number);
/* Whether the size of a piece is written as its unit wants it. */
bool check_is_size(const struct memory_piece *piece);
/* False unless the piece has an address and lies wholly inside the address space. */
bool check_piece_range(const struct memory_piece *piece, struct range *range);
/*
 * False for a part of a scenario that is about shared memory alone: no VM says anything about
 * processors or about what it boots, so they are not missing.
 */
bool check_is_whole(const struct config *config);
/* A fix to a PCI address that begins with domain 0000, as lspci -D prints it. */
void check_suggest_no_domain(struct context *ctx, struct diag *diag, const struct value *text);
/* "hv:/" or "dm:/" for a name that begins with it in another spelling. */
void check_suggest_prefix(struct context *ctx, struct diag *diag, const struct value *name);

/* The place of bytes [start, start + length) of a value; its whole place if it was rewritten. */
struct loc check_value_part(const struct value *value, size_t start, size_t length);

/* ---- questions that several rules ask ---- */

/* Whether the rule of some releases is one for this check: each release that is asked for has it.
 */
bool check_applies(const struct context *ctx, uint32_t releases);

/* Whether the regions are compiled at all: those of a section that is off are not judged. */
bool check_regions_count(const struct config *config);
/* The next region with three fields at or after *position, if regions are compiled at all. */
const struct region *check_next_region(const struct config *config, size_t *position);
/* Whether each VM has an id that is plain decimal. */
bool check_vm_ids_readable(const struct config *config);
/* Whether the ids are 0 to n-1, each once. */
bool check_vm_ids_good(struct context *ctx, const struct config *config);
/* The first VM of that name, or the next one after the given VM. */
const struct vm *check_next_vm_by_name(
	const struct config *config, const char *name, const struct vm *after);

/* ---- check/kind.c ---- */

/* A VM that runs a real-time system, in the words of either form. */
bool check_is_real_time(const struct vm *vm);

/* ---- check/flags.c ---- */

/* Whether a VM of the text form has that guest flag. */
bool check_has_flag(const struct vm *vm, const char *flag);
/* Whether the local APIC is passed through to a VM, in the words of either form. */
bool check_has_lapic(const struct vm *vm);

#endif
