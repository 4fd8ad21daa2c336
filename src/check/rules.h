/*
 * What the files of the check table share: the table itself, and words for messages. Included
 * by check*.c only.
 */
#ifndef ACRNCFGC_CHECK_RULES_H
#define ACRNCFGC_CHECK_RULES_H

#include "check/check.h"
#include "base/each.h"
#include "base/text.h"
#include "model/board_config.h"
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
	size_t n_items;
};

/* A setting that is given, neither absent nor blank. */
struct check_setting {
	enum setting_id id;
	const struct vm *vm; /* NULL: the hypervisor's */
	const struct value *text;
	const struct number *number;
};

/* The functions of the rules, by scope; ctx->config is the scenario. */
typedef void check_rule_CONFIG(struct context *ctx, const struct config *config);
typedef void check_rule_VM(struct context *ctx, const struct vm *vm);
typedef void check_rule_PCPU(struct context *ctx, const struct vm *vm, const struct pcpu *pcpu);
typedef void check_rule_MEMORY(
	struct context *ctx, const struct vm *vm, const struct memory_piece *piece);
typedef void check_rule_VUART(struct context *ctx, const struct vm *vm, const struct vuart *vuart);
typedef void check_rule_REGION(struct context *ctx, const struct region *region);
typedef void check_rule_PEER(
	struct context *ctx, const struct region *region, const struct region_peer *peer);
typedef void check_rule_ENDPOINT(struct context *ctx, const struct vuart_connection *connection,
	const struct vuart_endpoint *end);
typedef void check_rule_DEVICE(struct context *ctx, const struct check_device *given);
typedef void check_rule_SETTING(struct context *ctx, const struct check_setting *given);
typedef void check_rule_NAME(struct context *ctx, const struct unknown_name *unknown);

enum check_scope {
	CHECK_CONFIG,
	CHECK_VM,
	CHECK_PCPU,
	CHECK_MEMORY,
	CHECK_VUART,
	CHECK_REGION,
	CHECK_PEER,
	CHECK_ENDPOINT,
	CHECK_DEVICE,
	CHECK_SETTING,
	CHECK_NAME
};

enum check_part { PART_SHARED, PART_SHARED_BOARD, PART_LAYOUT, PART_WHOLE, PART_BOARD };

struct check_rule {
	enum check_scope scope;
	enum check_part part;
	uint32_t releases; /* bits of enum release */
	union {            /* by scope */
		check_rule_CONFIG *CONFIG;
		check_rule_VM *VM;
		check_rule_PCPU *PCPU;
		check_rule_MEMORY *MEMORY;
		check_rule_VUART *VUART;
		check_rule_REGION *REGION;
		check_rule_PEER *PEER;
		check_rule_ENDPOINT *ENDPOINT;
		check_rule_DEVICE *DEVICE;
		check_rule_SETTING *SETTING;
		check_rule_NAME *NAME;
	} run;
	const char *codes; /* what it can report: "IVS003", "IVS006 IVS015" */
};

extern const struct check_rule check_rules[];
extern const size_t n_check_rules;

/* Runs one rule over all that it looks at in ctx->config, if it is for the releases that are asked
   for. */
void check_run(struct context *ctx, const struct check_rule *rule);

#define ANY RELEASES_ALL
#define V2 RELEASES_V2
#define V3 RELEASES_V3

#define CHECK(scope, part, releases, function, codes) check_rule_##scope function;
#include "check/list.def"
#undef CHECK

/* check/vbdf.c: every address that is given. */
struct check_devices check_collect_devices(struct context *ctx, const struct config *config);

/* words_region() and words_vm() of the scenario that is checked. */
static inline const char *region_label(struct context *ctx, const struct region *region)
{
	return words_region(ctx, ctx->config, region);
}

static inline const char *vm_label(struct context *ctx, const struct vm *vm)
{
	return words_vm(ctx, ctx->config, vm);
}

/* ---- common.c: texts, numbers and names ---- */

/* Reports at loc, with a note at the other place. */
void check_report_pair(struct context *ctx, enum diag_code code, struct loc loc, struct loc other,
	const char *note, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* The candidate that text was most likely meant to be; NULL when none is near. */
const char *check_nearest(
	struct context *ctx, const char *text, const char *const *candidates, size_t count);
/*
 * What was meant by a number that is not plain decimal digits but has one clear meaning: a plus
 * sign, zero fractions, another script's digits, leading zeros.
 */
bool check_intended_number(const char *text, uint64_t *value);
/* A fix to the decimal digits that a number certainly means, if that is below the limit. False if
   it is not. */
bool check_suggest_decimal(
	struct context *ctx, struct diag *diag, const struct number *number, uint64_t limit);
/* How a malformed number is malformed: "has a sign", "is a fraction"; never NULL. */
const char *check_number_fault(const struct number *number);
/* A setting of a VM, "os_config/kern_type of VM 2", or without a VM of the hypervisor, "SCHEDULER".
 */
const char *check_setting_label(struct context *ctx, const struct vm *vm, enum setting_id id);
/* Reports a number that is not written as the form, given in words, wants it. */
struct diag *check_report_form(struct context *ctx, enum diag_code code, const char *what,
	const struct number *number, const char *form);
/* Whether the number has one meaning, as decimal or hex; a leading zero makes it octal in C. */
bool check_is_plain(const struct number *number);
/* Whether a number is one address and no other: hex, or so few digits that all readings agree. */
bool check_is_address(const struct number *number);

/* Notes at all VMs of a name that should be the name of one. */
void check_note_vms_by_name(struct context *ctx, struct diag *diag, const char *name);
/* A hint or a fix to the name of the VM that was most likely meant. */
void check_suggest_vm_name(struct context *ctx, struct diag *diag, const struct value *name);

/* A fix to the one of two words that was most likely meant. */
void check_fix_nearest(struct context *ctx, struct diag *diag, const struct value *value,
	const char *const words[2]);

/* ---- suggest.c, vbdf.c, memory.c, vuart.c ---- */

/* A vUART connection of the kind, "PCI" or "legacy", whose vm_name is missing or names no VM. */
void check_report_endpoint(
	struct context *ctx, enum diag_code code, const char *kind, const struct value *name);

/* A fix to the size that was certainly meant by the text at loc, or hints at the nearest. */
void check_suggest_size(
	struct context *ctx, struct diag *diag, const struct number *size, struct loc loc);
/* A hint at a few virtual PCI addresses that nothing in the VM has; nothing without a VM. */
void check_suggest_vbdf(struct context *ctx, struct diag *diag, const struct vm *vm);
/* Whether the size of a piece is written as its unit wants it. */
bool check_is_size(const struct memory_piece *piece);
/* False unless the piece has an address and lies wholly inside the address space. */
bool check_piece_range(const struct memory_piece *piece, struct range *range);
/* A fix to a PCI address that begins with domain 0000, as lspci -D prints it. */
void check_suggest_no_domain(struct context *ctx, struct diag *diag, const struct value *text);
/* "hv:/" or "dm:/" for a name that begins with it in another spelling. */
void check_suggest_prefix(struct context *ctx, struct diag *diag, const struct value *name);

/* The place of bytes [start, start + length) of a value; its whole place if it was rewritten. */
struct loc check_value_part(const struct value *value, size_t start, size_t length);

/* ---- common.c: which rules apply, and to what ---- */

/* Whether the rule of some releases is one for this check: each release that is asked for has it.
 */
bool check_applies(const struct context *ctx, uint32_t releases);

/*
 * False for a part of a scenario that is about shared memory alone: no VM says anything about
 * processors or about what it boots, so they are not missing.
 */
bool check_is_whole(const struct config *config);
/* Whether the regions are compiled at all: those of a section that is off are not judged. */
bool check_regions_count(const struct config *config);
/* The next region with three fields at or after *position, if regions are compiled at all. */
const struct region *check_next_region(const struct config *config, size_t *position);
/* Whether each VM has an id that is plain decimal. */
bool check_vm_ids_readable(const struct config *config);
/* The first VM of that name, or the next one after the given VM. */
const struct vm *check_next_vm_by_name(
	const struct config *config, const char *name, const struct vm *after);

/* vm.c: a VM that runs a real-time system, in the words of either form. */
bool check_is_real_time(const struct vm *vm);

/* ---- flags.c ---- */

/* The guest flag of a VM of the text form; NULL: the VM does not have it. */
const struct value *check_find_flag(const struct vm *vm, const char *word);
/* What passes the local APIC through to a VM, in the words of either form; NULL: nothing does. */
const struct value *check_find_lapic(const struct vm *vm);

/* Whether a switch of the hypervisor is y in the scenario. */
static inline bool check_is_on(const struct config *config, enum setting_id id)
{
	return value_is(&config_setting(config, id)->text, "y");
}

/* Whether a switch of a VM is y in the scenario. */
static inline bool check_vm_is_on(const struct vm *vm, enum setting_id id)
{
	return value_is(&vm_setting(vm, id)->text, "y");
}

#endif
