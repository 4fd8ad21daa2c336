/*
 * The one model of a compilation. Made by PARSE, completed by RESOLVE, constant from then on.
 *
 * Every value that a rule may blame carries its own place. Parsing keeps the lexical form of a
 * value instead of judging it: a rule of the check table does that, so that every rule is a row.
 * After resolve no dialect and no XML is visible; sizes and addresses are bytes in uint64_t.
 */
#ifndef ACRNCFGC_MODEL_H
#define ACRNCFGC_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/source.h"

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)
#define PAGE_SIZE_4K ((uint64_t)4096)
#define POOL_ALIGNMENT (2 * MIB) /* of HV RAM, and of every size in it */

#define MAX_HV_REGIONS 8u      /* mem_regions[8] in the hypervisor */
#define REGION_NAME_SIZE 32u   /* char name[32], the final NUL included */
#define MAX_EMULATED_MMIO 128u /* what the hypervisor's build accepts */
#define MIN_REGION_SIZE (2 * MIB)
#define MAX_REGION_SIZE (512 * MIB)
#define MIN_REGION_MB (MIN_REGION_SIZE / MIB)
#define MAX_REGION_MB (MAX_REGION_SIZE / MIB)

/* Of each list in a scenario and in a launch script, and of launch scripts. */
#define MAX_LIST 256u

#define LAND_PREFIX_LENGTH 4u /* of "hv:/" and of "dm:/" */
/* The characters of a region's name after its prefix. */
#define REGION_NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"

#define IVSHMEM_VECTORS 8u /* MSI-X vectors of an ivshmem device, where it has any */
#define PCI_DEVICES 32u    /* device numbers of a bus */
#define PCI_FUNCTIONS 8u   /* of a device number */

/*
 * A trimmed piece of text. The text is never NULL, so that a message can show any value: what the
 * input lacks is made by value_absent(), the rest by the functions of xml.h.
 */
struct value {
	const char *text; /* "" if absent or blank */
	bool present;     /* the input has the element, attribute or field, blank or not */
	struct loc loc; /* of the trimmed text; of the place where it belongs if absent or blank */
};

/* What the input lacks, blamed at the place where it belongs. */
static inline struct value value_absent(struct loc loc)
{
	return (struct value){.text = "", .loc = loc};
}

static inline struct value value_of(const char *text, struct loc loc)
{
	return (struct value){.text = text, .present = true, .loc = loc};
}

/* Absent or blank. */
static inline bool value_is_blank(const struct value *value)
{
	return !value->present || value->text[0] == '\0';
}

bool value_is(const struct value *value, const char *text);

enum number_form {
	NUMBER_ABSENT,  /* no element, or blank */
	NUMBER_DECIMAL, /* digits only, no superfluous leading zero: value is valid */
	NUMBER_HEX,     /* 0x and hex digits: value is valid */
	NUMBER_PADDED,  /* decimal digits with leading zeros: value is valid as decimal */
	NUMBER_TOO_BIG, /* a number that does not fit into 64 bits */
	NUMBER_SYMBOL,  /* an identifier such as CONFIG_SOS_RAM_SIZE */
	NUMBER_BAD,     /* anything else: signs, fractions, units, other scripts' digits */
};

struct number {
	const char *text; /* as in struct value */
	bool present;
	struct loc loc;
	enum number_form form;
	uint64_t value; /* 0 unless form says that it is valid */
};

static inline struct number number_absent(struct loc loc)
{
	return (struct number){.text = "", .loc = loc, .form = NUMBER_ABSENT};
}

/* Decimal or hex, in either spelling. */
static inline bool number_valid(const struct number *number)
{
	return number->form == NUMBER_DECIMAL || number->form == NUMBER_HEX ||
	       number->form == NUMBER_PADDED;
}

/* PCI bus, device (0..31), function (0..7). */
struct bdf {
	uint8_t bus;
	uint8_t device;
	uint8_t function;
};

/* How one is printed: printf("at " BDF_FORMAT, BDF_ARGS(bdf)) */
#define BDF_FORMAT "%02x:%02x.%x"
#define BDF_ARGS(bdf) (unsigned)(bdf).bus, (unsigned)(bdf).device, (unsigned)(bdf).function

static inline bool bdf_equal(struct bdf a, struct bdf b)
{
	return a.bus == b.bus && a.device == b.device && a.function == b.function;
}

/* Ascends with the address: bus, then device, then function. */
static inline unsigned bdf_number(struct bdf bdf)
{
	return (unsigned)bdf.bus << 8 | (unsigned)bdf.device << 3 | bdf.function;
}

/* First and last byte: a range can end at the top of the address space and is never empty. */
struct range {
	uint64_t first;
	uint64_t last;
};

/* A piece of address space with the name of who has it, for messages and reports. */
struct claim {
	struct range range;
	const char *owner; /* "System RAM", "VGA 00:02.0", "PCI MMCONFIG"; never NULL */
	struct loc loc;
};

enum dialect { DIALECT_NONE, DIALECT_STRING, DIALECT_ELEMENT };

/* ---- virtual machines ------------------------------------------------------------------- */

enum vm_kind { VM_UNKNOWN, VM_PRE_LAUNCHED, VM_SERVICE, VM_POST_LAUNCHED };

/* How scenarios say the kind of a VM. load_order decides wherever it is present. */
struct vm_kind_word {
	const char *text;
	enum vm_kind kind;
	bool load_order; /* the element whose text it can be */
	bool vm_type;
};

extern const struct vm_kind_word vm_kind_words[];
extern const size_t n_vm_kind_words;

/* What a size counts, which says how it may be written. */
enum size_unit {
	SIZE_BYTES,  /* in hex */
	SIZE_MB,     /* in decimal */
	SIZE_EITHER, /* MB in decimal, bytes in hex */
};

/* One piece of a pre-launched VM's memory. */
struct memory_piece {
	struct number start;  /* HPA; absent or not given = placed by the hypervisor's build */
	struct number length; /* bytes; for the element dialect's MB already multiplied */
	enum size_unit unit;  /* what the length is counted in */
};

struct pci_device;

/* <pci_dev>00:17.0 SATA controller: ...</pci_dev> */
struct passthrough {
	struct value text;
	bool bdf_valid;
	struct bdf bdf;                  /* native, = pbdf */
	const struct pci_device *device; /* resolve: the board's device; NULL if it has none */
};

struct vm;

/* A vUART of a VM that is emulated as a PCI device (vmcs9900). Legacy ones are not kept. */
struct vuart {
	struct loc loc;
	unsigned index;            /* vuart_idx: 0 = console */
	struct number id;          /* string dialect: what index comes from, if it is usable */
	struct number target_vm;   /* string dialect; absent for the console */
	struct number target_uart; /* t_vuart.vuart_id */
	struct value target_name;  /* element dialect: the other VM's name */
	bool connection;           /* resolve: an end of a vuart_connection */
	const struct vm *target;   /* resolve; NULL for the console or when there is no such VM */
	struct value vbdf_text;    /* element dialect: may be absent or blank = chosen */
	bool vbdf_valid;
	struct bdf vbdf;
};

/* 0 is the console. */
static inline bool vuart_id_usable(const struct number *id)
{
	return id->form == NUMBER_DECIMAL && id->value > 0 && id->value <= UINT8_MAX;
}

/* One side of a vuart_connection. */
struct vuart_endpoint {
	struct loc loc;
	struct value vm_name;
	struct number io_port; /* of a legacy connection */
	struct value vbdf_text;
	bool vbdf_valid;
	struct bdf vbdf;
	const struct vm *vm; /* resolve: NULL if there is no such VM, or several of that name */
	unsigned index;      /* resolve: vuart_idx; 0 when vm is NULL */
};

/* hv/vuart_connections/vuart_connection; resolve makes PCI ones the vuarts of their VMs. */
struct vuart_connection {
	struct loc loc;
	struct value name;
	struct value type; /* "legacy" or "pci" */
	struct vuart_endpoint *endpoints;
	size_t n_endpoints;
};

struct vm_config;

struct vm {
	struct loc loc; /* of <vm */
	size_t index;   /* in config.vms: document order */
	struct number id;
	struct value name; /* may be absent: post-launched VMs of the string dialect */
	struct value type; /* text of vm_type or load_order, whichever decides the kind */
	enum vm_kind kind; /* VM_UNKNOWN when the text is no kind of VM */
	struct memory_piece *memory;
	size_t n_memory;
	struct loc lost_start; /* an address that has no size beside it; without source: none */
	struct passthrough *passthrough;
	size_t n_passthrough;
	struct vuart *vuarts; /* ascending index */
	size_t n_vuarts;
	bool legacy_vuart[2]; /* which of the legacy ones are on */
	bool tpm2;
	bool p2sb;
	bool ptm;                 /* post-launched: <PTM>y */
	struct vm_config *config; /* settings.h; NULL: not made from a file */
};

/* ---- shared memory ---------------------------------------------------------------------- */

enum land { LAND_NONE, LAND_HV, LAND_DM };

/* One VM of a region. */
struct region_peer {
	struct number id;       /* string dialect */
	struct value name;      /* element dialect */
	const struct vm *vm;    /* resolve: NULL if there is no such VM, or several of that name */
	struct value vbdf_text; /* element dialect: absent or blank = chosen by layout */
	bool vbdf_valid;
	struct bdf vbdf;
};

/* The whole region as the input has it, well-formed or not. */
struct region {
	struct loc loc;        /* the trimmed text (string), the element's tag (element dialect) */
	size_t n_fields;       /* string dialect: commas + 1; 3 for the element dialect */
	const char *in_order;  /* three fields in another order: as they should be; or NULL */
	struct value name;     /* with its prefix as written (string), without (element) */
	enum land land;        /* LAND_NONE: no known prefix, or an unknown PROVIDED_BY */
	struct value provider; /* element dialect: PROVIDED_BY */
	struct number size_mb;
	struct number id; /* region id: absent = 0 */
	struct region_peer *peers;
	size_t n_peers;
	struct value vms_text; /* string dialect: the third field */

	/* resolve: */
	size_t index;          /* among the regions of its land, in document order */
	const char *full_name; /* with "hv:/" or "dm:/"; what tables and messages use */
	uint64_t size;         /* bytes; 0 unless size_mb is a legal size */
};

/* ---- board ------------------------------------------------------------------------------ */

enum bar_type { BAR_IO, BAR_MEM32, BAR_MEM64, BAR_MEM64_PREFETCH };

/* What lspci says of a BAR; without loc.source it says nothing that can be compared. */
struct bar_listing {
	uint64_t address;
	uint64_t size; /* 0 = not stated */
	struct loc loc;
};

struct pci_bar {
	unsigned index; /* 0..5; the low index of a 64-bit pair */
	enum bar_type type;
	bool has_address; /* false: <ignored>, <unassigned> */
	uint64_t address;
	uint64_t size; /* bytes; 0 = not stated */
	struct loc loc;
	struct bar_listing listed; /* also where the tree's words replaced it */
};

struct pci_device {
	struct bdf bdf;
	const char *label; /* lspci's class and name without the BDF; may be "" */
	uint16_t vendor;   /* 0 when PCI_VID_PID lacks it */
	uint16_t device;
	struct pci_bar *bars; /* ascending index */
	size_t n_bars;
	bool msix; /* tree boards say; on flat boards any device with a memory BAR may */
	struct loc loc;
	bool listed;         /* PCI_DEVICE has it */
	struct loc tree_loc; /* <devices> has it; without source: no */
	uint16_t tree_vendor;
	uint16_t tree_device;
};

/* What the text sections say where the trees went before them: a rule compares the two. */
struct board_text {
	struct claim *ram; /* as in struct board */
	size_t n_ram;
	struct claim *windows;
	size_t n_windows;
	bool behind_ram; /* the RAM of struct board is the tree's: it goes before this */
	bool behind_windows;
};

struct board_config;

/* By elements that the tools of one generation write; a board made by hand may have neither. */
enum board_age { BOARD_OF_ANY, BOARD_OF_V2, BOARD_OF_V3 };

struct board {
	struct source *source;
	enum board_age age;
	struct value name; /* root attribute board= */
	bool has_iomem;    /* an IOMEM_INFO or <memory>/<devices> with any content */
	bool map_damaged;  /* some range of the map could not be read, which is reported */
	struct claim *ram; /* System RAM, ascending and disjoint */
	size_t n_ram;
	struct claim *windows; /* PCI windows of the Service VM, from 1 MiB up */
	size_t n_windows;
	struct claim *taken; /* what meets those windows already: ascending, may overlap */
	size_t n_taken;
	struct pci_device *devices; /* ascending BDF */
	size_t n_devices;
	size_t n_ioapics; /* physical IOAPICs, at least 1 */
	struct number max_msix_table_num;
	bool is_tree; /* windows and RAM come from <memory> and <devices> */
	struct board_text text;
	const struct board_config *config; /* board_config.h; NULL: not made from a file */
};

/* ---- scenario --------------------------------------------------------------------------- */

/* What a file with the root acrn-config is, by its elements. */
enum file_kind { FILE_OTHER, FILE_SCENARIO, FILE_BOARD, FILE_LAUNCH };

struct hv_config;

/* An element or attribute that is not known at its place, or in some releases only. */
struct unknown_name {
	struct loc loc;
	const char *name;
	const char *parent;       /* the element that has it */
	const char *right_parent; /* an element that may have it; NULL: no other may */
	uint32_t releases;        /* bits of enum release: those that know it there */
	bool is_attribute;
};

struct config {
	struct source *source;
	enum file_kind kind;
	enum dialect dialect;       /* for checks of the input itself; no later pass may look */
	struct value scenario_name; /* root attribute scenario= */
	struct value board_name;    /* root attribute board= */
	struct loc features_loc;    /* of <FEATURES>, or of the root: where IVSHMEM would be */

	bool has_ivshmem;       /* the IVSHMEM element exists */
	bool ivshmem_unclear;   /* something in it, or its own name, is misspelt: reported */
	struct loc ivshmem_loc; /* its start tag */
	struct value enabled;   /* IVSHMEM_ENABLED */
	struct region *regions; /* both lands, document order; blank ones are not kept */
	size_t n_regions;
	struct loc string_region_loc; /* the first region of each dialect; without source: none */
	struct loc element_region_loc;
	struct vuart_connection *connections; /* element dialect */
	size_t n_connections;

	struct vm *vms; /* document order */
	size_t n_vms;

	struct number hv_ram_start; /* MEMORY, bytes */
	struct number hv_ram_size;
	struct number uos_ram_size; /* resolve: the releases' default where it is not given */
	struct number sos_ram_size;
	struct number max_emulated_mmio; /* CAPACITIES */
	struct number max_msix_table_num;
	struct number max_pci_dev_num;
	struct hv_config *hv; /* settings.h; NULL: not made from a file */
	struct unknown_name *unknown;
	size_t n_unknown;

	const struct board *board; /* NULL: checked without a board, no layout */
	struct launch *launch;     /* model/launch.h; NULL: no launch scripts were given */

	/* resolve: */
	bool enabled_effective; /* IVSHMEM is on: a switch that says so and at least one region */
	const struct vm *service_vm; /* or NULL */
	size_t n_hv_regions;
	uint64_t hv_regions_size; /* sum in bytes */
};

/* Helpers that several passes need (model.c). */
const char *vm_kind_name(enum vm_kind kind); /* "pre-launched VM", "Service VM", ... */
/* "hv:/" or "dm:/"; "" for no land. */
const char *land_prefix(enum land land);
/* By the prefix that a name has; LAND_NONE: it has none of them. */
enum land land_of_name(const char *name);
/* A region in the form of v3.0 and later, with child elements. */
bool region_is_element(const struct region *region);
/* Whether the hypervisor and acrn-dm take a region of that many MB. */
bool region_size_is_legal(uint64_t mb);
/* What the region says of a VM; NULL: the VM is not in it. */
const struct region_peer *region_find_peer(const struct region *region, const struct vm *vm);
bool region_has_vm(const struct region *region, const struct vm *vm);
/* The region of that land and full name, or NULL. */
const struct region *config_find_region(
	const struct config *config, enum land land, const char *full_name);
/* The next region of that land at or after *position, or NULL; *position moves past it. */
const struct region *config_next_region(
	const struct config *config, enum land land, size_t *position);
size_t vm_count_regions(const struct config *config, const struct vm *vm, enum land land);

#endif
