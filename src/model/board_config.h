/*
 * What a board says besides RAM, windows and devices: processors, serial ports, interrupts, sleep
 * registers, DMA remapping units, power states and cache allocation. Made by PARSE.
 *
 * The text sections hold C: the records are read into numbers, and nothing else of them is kept. A
 * record that cannot be read is no error here, because most scenarios do not need it; it is listed
 * with its section, and a rule or an emitter that uses the section says so.
 */
#ifndef ACRNCFGC_BOARD_CONFIG_H
#define ACRNCFGC_BOARD_CONFIG_H

#include "model/settings.h"

/* The text sections that are read here. */
enum board_section {
	BOARD_DRHD_INFO,
	BOARD_PM_INFO,
	BOARD_S3_INFO,
	BOARD_S5_INFO,
	BOARD_WAKE_VECTOR_INFO,
	BOARD_RESET_REGISTER_INFO,
	BOARD_MMCFG_BASE_INFO,
	BOARD_CPU_BRAND,
	BOARD_CX_INFO,
	BOARD_PX_INFO,
	BOARD_CLOS_INFO,
	BOARD_TTYS_INFO,
	BOARD_AVAILABLE_IRQ_INFO,
	BOARD_CPU_PROCESSOR_INFO,
	BOARD_TPM_INFO,
	N_BOARD_SECTIONS,
};

extern const char *const board_section_names[N_BOARD_SECTIONS];

/* A record that cannot be read. */
struct board_fault {
	enum board_section section;
	struct loc loc;
	const char *message; /* "a register is 'PX_NAME value'": what the record has to be */
};

/* ---- ACPI values ---- */

enum acpi_value {
#define ACPI_VALUE(name, section, fallback) ACPI_##name,
#include "model/acpi_values.def"
#undef ACPI_VALUE
	N_ACPI_VALUES,
};

struct acpi_value_info {
	const char *name; /* of the macro: "PM1A_EVT_ADDRESS" */
	enum board_section section;
	uint64_t fallback; /* what the hypervisor has where the board says nothing */
};

extern const struct acpi_value_info acpi_value_infos[N_ACPI_VALUES];

/* Address spaces of a generic address structure. */
#define SPACE_SYSTEM_MEMORY 0u
#define SPACE_SYSTEM_IO 1u
#define SPACE_FFIXEDHW 0x7fu

/*
 * The value of a macro: suffixes U, L are removed, SPACE_... and true and false are numbers, and
 * text keeps the spelling. NUMBER_ABSENT: not given.
 */

/* ---- DMA remapping ---- */

struct drhd_scope {
	struct number type;
	struct number id;
	struct number bus;
	struct number path;
};

struct drhd {
	struct loc loc; /* the first record of the unit */
	struct number dev_cnt;
	struct number segment;
	struct number flags;
	struct number reg_base;
	struct number ignore;      /* 1 for true */
	struct drhd_scope *scopes; /* by their numbers; those that are not given are absent */
	size_t n_scopes;
};

/* ---- power states ---- */

struct cx_state {
	struct loc loc;
	uint64_t space_id, bit_width, bit_offset, access_size, address; /* of the register */
	uint64_t type, latency, power;
};

struct px_state {
	struct loc loc;
	uint64_t frequency, power, transition_latency, bus_master_latency, control, status;
};

/* ---- cache and bandwidth allocation, of the text ---- */

enum rdt_kind { RDT_L2, RDT_L3, RDT_MBA };

struct rdt_resource {
	enum rdt_kind kind;
	struct loc loc; /* its name in "resources supported" */
	struct number clos_max;
	struct number mask_max;
};

/* ---- serial ports ---- */

enum tty_type { TTY_PORTIO, TTY_MMIO };

/* Only records that could be read wholly. */
struct board_tty {
	struct loc loc;
	struct value path; /* "/dev/ttyS0" */
	const char *name;  /* its last component: "ttyS0" */
	enum tty_type type;
	struct number base;
	struct number irq;     /* absent where the board does not say */
	struct value bdf_text; /* as it is written; absent where the board does not say */
	bool has_bdf;          /* it can be read: "00:1e.0" with its quotes */
	struct bdf bdf;
};

/* ---- processors and caches of the trees ---- */

enum core_type { CORE_UNSTATED, CORE_CORE, CORE_ATOM, CORE_OTHER };

struct board_cpu {
	struct number id; /* cpu_id: what scenarios call it */
	struct number apic_id;
	enum core_type core;
	struct value core_text;
};

/* caches/cache */
struct board_cache {
	struct loc loc;
	struct number level;
	struct number id;
	struct number type; /* 1 data, 2 instructions, 3 unified */
	bool cat;           /* capability CAT */
	struct number capacity_mask_length;
	struct number clos_number;
	bool cdp;
	bool software_sram; /* capability "Software SRAM" */
	struct number sram_start;
	struct number sram_end;
	struct number sram_waymask;
	struct number_list apic_ids; /* processors/processor */
};

/* ---- what the listings say besides what struct board keeps ---- */

/* A line of PCI_VID_PID, in the order of the file. */
struct pci_id {
	struct loc loc; /* of the line */
	struct bdf bdf;
	uint16_t class; /* 0x0300 for a display controller */
	uint16_t vendor;
	uint16_t device;
};

/* First and last bus of a line of IOMEM_INFO such as "PCI MMCONFIG 0000 [bus 00-ff]". */
struct mmconfig_buses {
	bool present;
	struct loc loc;
	uint8_t first;
	uint8_t last;
};

struct board_config {
	struct section sections[N_BOARD_SECTIONS];
	struct board_fault *faults; /* in the order of enum board_section, then of the file */
	size_t n_faults;

	struct number acpi[N_ACPI_VALUES]; /* by enum acpi_value */
	struct number drhd_count;          /* DRHD_COUNT */
	struct drhd *drhds;                /* by their numbers */
	size_t n_drhds;
	struct value brand; /* the contents of the C string CPU_BRAND; absent: not given */
	struct cx_state *cx;
	size_t n_cx;
	struct px_state *px;
	size_t n_px;
	struct rdt_resource *rdt;
	size_t n_rdt;
	struct board_tty *ttys;
	size_t n_ttys;
	struct number_list irqs;  /* AVAILABLE_IRQ_INFO */
	struct number_list pcpus; /* CPU_PROCESSOR_INFO */
	bool tpm2;                /* TPM_INFO names one, or the tree has the device MSFT0101 */

	struct board_cpu *cpus; /* processors//thread */
	size_t n_cpus;
	struct board_cache *caches;
	size_t n_caches;

	struct pci_id *ids;
	size_t n_ids;
	struct claim *pci_buses; /* lines "PCI Bus ..." of IOMEM_INFO that end above 4 GiB */
	size_t n_pci_buses;
	struct mmconfig_buses mmconfig; /* the first such line */
};

/* Whether the board has a processor of that number: by its tree, or by its text without a tree. */
bool board_has_pcpu(const struct board *board, uint64_t id);
/* How many it has; 0: it does not say. */
size_t board_count_pcpus(const struct board *board);
/* The processor of that number in the tree; NULL if the tree has none. */
const struct board_cpu *board_find_cpu(const struct board *board, uint64_t id);
/* The serial port of that name, "ttyS1" or "/dev/ttyS1"; the first one. NULL if there is no such
 * one. */
const struct board_tty *board_find_tty(const struct board *board, const char *path);
/* The first fault of a section; NULL if all of it could be read. */
const struct board_fault *board_section_fault(
	const struct board *board, enum board_section section);
/* Whether the hypervisor of v2.3 can pass the board's TPM through. */
bool board_passes_tpm(const struct board *board);
/* Whether its firmware hides the device 00:0d.0, which is there all the same. */
bool board_hides_0d(const struct board *board);
/* Vendor 8086 devices with MSI but no MSI-X, which the hypervisor emulates; in its order. */
#define N_MSI_ONLY_IDS 14u
extern const uint16_t board_msi_only_ids[N_MSI_ONLY_IDS];
/* The resource of that kind; NULL if the board has none. */
const struct rdt_resource *board_find_rdt(const struct board *board, enum rdt_kind kind);

#endif
