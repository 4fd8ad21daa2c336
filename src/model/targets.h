/*
 * Hypervisor releases as rows of one const table (targets.c). Nothing else in the program
 * compares versions: what differs between releases is a field here.
 */
#ifndef ACRNCFGC_TARGETS_H
#define ACRNCFGC_TARGETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/model.h"

enum config_form {
	CONFIG_KCONFIG, /* ivshmem.config */
	CONFIG_HEADER,  /* ivshmem_config.h and ivshmem_config.mk */
};

enum pool_place {
	POOL_IN_HV_RAM,   /* .bss of the hypervisor; the linker gives HV_RAM_SIZE bytes */
	POOL_BELOW_2GIB,  /* .bss; the linker gives 2 GiB - HV_RAM_START (v2.7 to v3.2) */
	POOL_TOP_OF_E820, /* taken at boot from the top of E820 (v3.3) */
};

enum ept_top {
	EPT_FROM_RAM_SIZE, /* max(UOS_RAM_SIZE, 2 GiB) + 2 GiB + HI_MMIO_SIZE; Service VM likewise
			    */
	EPT_39_BITS,
};

/* The most VMs that any release has room for. */
#define TARGET_MAX_VMS 16u

struct target {
	const char *name;     /* "v2.3" */
	const char *profile;  /* "P2": releases of one profile take the same tables */
	enum dialect dialect; /* what scenarios of the release are written in; either is compiled */
	/* tables */
	const char *const *pci_dev_includes; /* NULL-terminated, in order */
	const char *pgtable_include;
	const char *service_array; /* "sos_pci_devs"; NULL: the hypervisor defines it itself */
	const char *service_array_header; /* declares it, and is nowhere else; NULL: not asked */
	bool region_id;                   /* struct ivshmem_shm_region has region_id */
	bool msix_bar;                    /* the ivshmem device has BAR1 */
	bool vuart_fields;                /* the device table knows PCI vUARTs */
	bool vbar_base_header;    /* BARs are macros of vbar_base.h; else literals in pci_dev.c */
	bool passthrough_last;    /* device order of v2.5 and later */
	bool service_vm_peer;     /* the Service VM may be in a region */
	bool ptm_entry;           /* a post-launched VM with PTM has an entry of its own */
	bool whole_configuration; /* --emit hypervisor writes everything that the build needs */
	bool multi_function;      /* function > 0 of a device whose function 0 is ivshmem */
	bool starts_in_holes;     /* a pre-launched VM whose memory is no RAM starts, above 4 GiB */
	bool native_vbdfs; /* its validator compares the Service VM's VBDFs with the board's */
	bool dm_regions;   /* scenarios may have dm:/ regions, too */
	enum config_form config_form;
	/* limits */
	size_t max_vms;
	/* physical layout */
	enum pool_place pool_place;
	uint64_t pool_alignment;     /* bytes: every region's host address is a multiple of it */
	const uint64_t *hv_ram_base; /* POOL_IN_HV_RAM: bytes by number of VMs, [0..8]; else NULL */
	uint64_t image_fixed;        /* bytes, measured image without the pool: fixed part ... */
	uint64_t image_per_vm;       /* ... and per post-launched VM; both 0 for POOL_TOP_OF_E820 */
	/* guest layout */
	bool passthrough_identity;  /* host addresses in [2 GiB, 4 GiB) are kept, others remapped */
	uint64_t guest_low_ram_top; /* guest RAM below 4 GiB ends here */
	struct range guest_low_window;
	struct range guest_high_window; /* from v2.5; {0, 0}: above guest RAM up to the EPT top */
	enum ept_top ept_top;
};

/* Each release as a bit, in the order of targets[]: a table says which releases a row is for. */
enum release {
	RELEASE_V2_2 = 1u << 0,
	RELEASE_V2_3 = 1u << 1,
	RELEASE_V2_4 = 1u << 2,
	RELEASE_V2_5 = 1u << 3,
	RELEASE_V2_6 = 1u << 4,
	RELEASE_V2_7 = 1u << 5,
	RELEASE_V3_0 = 1u << 6,
	RELEASE_V3_1 = 1u << 7,
	RELEASE_V3_2 = 1u << 8,
	RELEASE_V3_3 = 1u << 9,
};

/* RELEASES(V2_2, V2_7): all from the first to the last. */
#define RELEASES(first, last) (((uint32_t)RELEASE_##last << 1) - (uint32_t)RELEASE_##first)

#define RELEASES_ALL RELEASES(V2_2, V3_3)
#define RELEASES_V2 RELEASES(V2_2, V2_7) /* scenarios in the text form */
#define RELEASES_V3 RELEASES(V3_0, V3_3)

extern const struct target targets[];
extern const size_t n_targets;

/* NULL if there is no such release. */
const struct target *target_find(const char *name);
/* The default for a dialect: v2.3 for the string dialect, v3.3 for the element dialect. */
const struct target *target_default(enum dialect dialect);
/* The bit of a release. */
uint32_t target_release(const struct target *target);
/* The bits of all releases whose scenarios are written in the dialect; of all for DIALECT_NONE. */
uint32_t target_releases(enum dialect dialect);
/* The first and the last of some releases; there is one at least. */
const struct target *target_first_of(uint32_t releases);
const struct target *target_last_of(uint32_t releases);
/* "v2.4 to v3.0", "v2.2, v2.7 to v3.3"; "" for none. */
const char *target_list_releases(struct arena *arena, uint32_t releases);

#endif
