/*
 * Where everything is: made by the LAYOUT pass, proved again by VERIFY, printed by the emitters,
 * never changed after. Addresses and sizes are bytes.
 */
#ifndef ACRNCFGC_MODEL_LAYOUT_H
#define ACRNCFGC_MODEL_LAYOUT_H

#include "model/model.h"

enum device_type {
	DEVICE_HOST_BRIDGE,
	DEVICE_PASSTHROUGH,
	DEVICE_IVSHMEM,
	DEVICE_VUART,
	DEVICE_PTM, /* a post-launched VM's virtual root port */
};

#define MAX_BARS                                                                                   \
	6u /* numbers 0 to 5, each once; the extra BAR of an MSI-only device has a free one */

/* Address without type bits: emitters add them (BAR2 of ivshmem prints address | 0xC). */
struct bar {
	unsigned index;
	enum bar_type type;
	uint64_t address;
	uint64_t size;
	bool guest_placed; /* 0 in the table: the guest or firmware chooses; address is 0 */
};

struct layout_device {
	enum device_type type;
	bool has_vbdf;   /* false: UNASSIGNED_VBDF, acrn-dm supplies it */
	bool vbdf_given; /* by the scenario, not chosen */
	struct bdf vbdf;
	const struct region *region;           /* DEVICE_IVSHMEM */
	const struct passthrough *passthrough; /* DEVICE_PASSTHROUGH */
	const struct vuart *vuart;             /* DEVICE_VUART */
	struct bar bars[MAX_BARS];             /* ascending index */
	size_t n_bars;
};

/* One VM's table, entries in table order; parallel to config.vms. */
struct layout_vm {
	const struct vm *vm;
	struct layout_device *devices;
	size_t n_devices;
	struct claim *windows; /* where BARs may lie, ascending */
	size_t n_windows;
	struct claim *taken; /* what BARs must avoid: guest RAM, MMCONFIG, native BARs, ... */
	size_t n_taken;
	uint64_t mmio_handlers; /* emulated MMIO regions that the hypervisor registers for it */
};

/* Parallel to config.regions; all 0 for a dm-land region. */
struct layout_region {
	uint64_t offset; /* in the pool */
	uint64_t hpa;    /* pool base + offset */
};

/* A region as one VM's user meets it: the device in the guest, and acrn-dm's argument for it. */
struct layout_link {
	const struct region *region;
	const char *identifier; /* "HV_SHM_REGION_0": for C names, unique in the VM */
	struct bdf bdf;         /* in the guest; of a post-launched VM: where acrn-dm is told to */
	bool bdf_exact;         /* the hypervisor's table says so, not acrn-dm's command line */
	bool in_script;         /* a given launch script has the device already, with that BDF */
	uint64_t own_id;        /* what the register IVPosition reads */
	unsigned n_vectors;     /* doorbell vectors; 0: there is no doorbell */
};

/* Regions of both lands, in the scenario's order; parallel to config.vms. */
struct layout_guest {
	const struct vm *vm;
	struct layout_link *links;
	size_t n_links;
};

/* The length of an array in the hypervisor that is a setting of its build. */
struct capacity {
	uint64_t max; /* what the generated configuration must set; the scenario's if it suffices */
	uint64_t need; /* less than this is too little: what tables and messages say */
	bool raise;    /* the scenario's (or default) value did not suffice */
};

struct layout {
	uint64_t hv_ram_start; /* bytes; 0 and 0 when the target does not plan it */
	uint64_t hv_ram_size;
	uint64_t pool_base;    /* 2 MiB aligned (4 KiB from v3.3) */
	bool pool_base_exact;  /* false: planned, the build or the boot decides */
	uint64_t pool_size;    /* sum of the hv regions */
	uint64_t hi_mmio_size; /* up to v2.4: room for the board's remapped BARs above 4 GiB */
	struct layout_region *regions;
	struct layout_vm *vms;
	struct layout_guest *guests;
	struct capacity emulated_mmio;  /* MAX_EMULATED_MMIO */
	struct capacity msix_table_num; /* MAX_MSIX_TABLE_NUM */
	struct capacity pci_dev_num;    /* MAX_PCI_DEV_NUM */
};

#endif
