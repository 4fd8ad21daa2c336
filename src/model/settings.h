/*
 * What a scenario says besides shared memory: the settings of the hypervisor and of each VM, lists
 * of processors, flags and vUARTs. Made by PARSE; RESOLVE fills in the pointers to VMs.
 *
 * Values keep their spelling and their places; nothing is judged here. Ranges, words and defaults
 * of the settings are rows of one table (settings.c), each with the releases that it is for.
 */
#ifndef ACRNCFGC_SETTINGS_H
#define ACRNCFGC_SETTINGS_H

#include "model/model.h"
#include "model/targets.h"

/* ---- settings ---- */

enum setting_id {
#define HV_SETTING(section, element, kind, releases) SETTING_##element,
#define VM_SETTING(id, section, element, kind, releases)
#include "model/settings.def"
#undef HV_SETTING
#undef VM_SETTING
	N_HV_SETTINGS,
	LAST_HV_SETTING = N_HV_SETTINGS - 1, /* the VM's settings go on from there */
#define HV_SETTING(section, element, kind, releases)
#define VM_SETTING(id, section, element, kind, releases) SETTING_##id,
#include "model/settings.def"
#undef HV_SETTING
#undef VM_SETTING
	N_SETTINGS,
};

#define N_VM_SETTINGS (N_SETTINGS - N_HV_SETTINGS)

enum setting_kind {
	SETTING_SWITCH, /* y or n */
	SETTING_NUMBER,
	SETTING_SIGNED, /* a decimal number that may have a minus sign */
	SETTING_WORD,   /* one of a few */
	SETTING_TEXT,
};

struct setting_info {
	const char *section; /* "FEATURES/RDT"; "" directly below hv or vm */
	const char *element;
	enum setting_kind kind;
	uint32_t releases; /* bits of enum release: whose scenarios have the element */
};

extern const struct setting_info setting_infos[N_SETTINGS];

static inline bool setting_is_of_vm(enum setting_id id)
{
	return id >= N_HV_SETTINGS;
}

/*
 * What the scenario gives for a setting. An absent one is not text.present, and its place is the
 * start tag of the nearest element above it that exists.
 */
struct setting {
	struct value text;
	struct number number; /* SETTING_NUMBER, SETTING_SIGNED: the text as a number */
	bool negative;        /* SETTING_SIGNED: number is what follows the minus sign */
};

/* How a number has to be written. */
enum number_writing { WRITTEN_ANYHOW, WRITTEN_DECIMAL, WRITTEN_HEX };

/*
 * What some releases ask of a setting, and what they take if it is not given. A setting has one row
 * for each release at most. For SETTING_SIGNED the range reaches from -max to max.
 */
struct setting_rule {
	enum setting_id id;
	uint32_t releases;
	enum number_writing writing;
	uint64_t min;
	uint64_t max;
	const char *const *words; /* SETTING_WORD and SETTING_SWITCH: NULL-terminated */
	const char *fallback;     /* the default; NULL: it has none */
};

extern const struct setting_rule setting_rules[];
extern const size_t n_setting_rules;

/* The row of that setting and one of these releases at or after *position, or NULL; *position
   moves to the next one. */
const struct setting_rule *setting_next_rule(
	enum setting_id id, uint32_t releases, size_t *position);
/* The row for one release; NULL if it has none. */
const struct setting_rule *setting_rule(enum setting_id id, const struct target *target);

/*
 * In force: what the scenario gives, or the default of the release where it gives nothing; "" and 0
 * where there is no default. What the scenario gives is not judged by these, and a number that
 * cannot be read is 0.
 */
const char *setting_text(
	const struct setting *setting, enum setting_id id, const struct target *target);
uint64_t setting_value(
	const struct setting *setting, enum setting_id id, const struct target *target);
/* The same of a setting that is not given. */
uint64_t setting_default(enum setting_id id, const struct target *target);
/* Whether it is y. */
bool setting_is_on(const struct setting *setting, enum setting_id id, const struct target *target);

/* The last component of a path such as /dev/ttyS0; the text itself if it has no slash. */
const char *last_component(const char *path);
/* The words of a text with one blank between them: "a  b\n c" is "a b c". */
const char *join_words(struct arena *arena, const char *text);

/* ---- lists ---- */

struct number_list {
	struct number *items;
	size_t count;
	struct loc loc; /* where more of them belong: the parent's start tag */
};

struct value_list {
	struct value *items;
	size_t count;
	struct loc loc;
};

/* A section that may be missing. */
struct section {
	bool present;
	struct loc loc; /* its start tag; of the vm if it is not present */
};

/* ---- the hypervisor ---- */

/* CACHE_REGION/CACHE_ALLOCATION/POLICY */
struct cache_policy {
	struct loc loc;
	struct value vm_name;
	struct number vcpu;
	struct value type; /* Unified, Code, Data */
	struct number mask;
	const struct vm *vm; /* resolve: NULL if there is no such VM, or several of that name */
};

/* CACHE_REGION/CACHE_ALLOCATION */
struct cache_allocation {
	struct loc loc;
	struct number id;
	struct number level;
	struct cache_policy *policies;
	size_t n_policies;
};

/* HIDDEN_PDEV_REGION/HIDDEN_PDEV */
struct hidden_device {
	struct value text;
	bool bdf_valid;
	struct bdf bdf;
};

struct hv_config {
	struct section section; /* hv itself */
	struct setting settings[N_HV_SETTINGS];
	struct number_list clos_masks; /* FEATURES/RDT/CLOS_MASK; blank ones are kept as absent */
	struct number_list mba_delays;
	struct cache_allocation *allocations;
	size_t n_allocations;
	struct hidden_device *hidden;
	size_t n_hidden;
};

/* ---- a VM ---- */

/* cpu_affinity/pcpu_id (v2.x) or cpu_affinity/pcpu/{pcpu_id, real_time_vcpu} (v3.x) */
struct pcpu {
	struct number id;
	struct value real_time;
};

enum vuart_section { VUART_LEGACY, VUART_CONSOLE, VUART_COMMUNICATION };

/* legacy_vuart, console_vuart or communication_vuart of v2.x as it is written, on or off. */
struct vuart_config {
	struct loc loc;
	enum vuart_section section;
	struct number id; /* the attribute */
	struct value type;
	struct value base;
	struct value irq;
	struct number target_vm;
	struct number target_uart;
	const struct vm *target; /* resolve: NULL if there is no VM of that id */
};

/* A base that is given and none of the words for "off". */
bool vuart_is_on(const struct vuart_config *vuart);

/* "(14, 0)" of pt_intx */
struct intx_pair {
	struct loc loc;
	uint64_t physical;
	uint64_t virtual;
};

struct vm_config {
	struct setting settings[N_VM_SETTINGS];
	struct section cpu_affinity;
	struct section epc_section;
	struct section os_config;
	struct section board_private;
	struct pcpu *pcpus; /* blank ones are not kept */
	size_t n_pcpus;
	uint64_t affinity; /* resolve: its processors as bits; a Service VM that lists none has
			      those of the board that no pre-launched VM lists */
	struct value_list guest_flags;      /* guest_flags/guest_flag; blank ones are kept */
	struct number_list clos;            /* clos/vcpu_clos; blank ones are not kept */
	struct vuart_config *legacy_vuarts; /* document order; of v2.2 also <vuart> */
	size_t n_legacy_vuarts;
	struct vuart_config *pci_vuarts; /* console_vuart and communication_vuart with a base */
	size_t n_pci_vuarts;
	struct intx_pair *intx; /* pt_intx */
	size_t n_intx;
	struct loc intx_fault; /* the first byte of pt_intx that is no pair; without source: none */
};

/* ---- reading the model ---- */

/* Of the hypervisor, and of a VM. Never NULL: absent without a place in a model of no scenario. */
const struct setting *config_setting(const struct config *config, enum setting_id id);
const struct setting *vm_setting(const struct vm *vm, enum setting_id id);

/* The legacy vUART of that id (0 or 1), the last one if it is given twice, or NULL.
 */
const struct vuart_config *vm_legacy_vuart(const struct vm *vm, uint64_t id);

#endif
