/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The generated tables as the hypervisor sees them, freed of the release's own structs.
 *
 * tables.c is compiled against the release's headers and fills this view; everything after it is
 * the same for all releases and is compiled once.
 */
#ifndef CONSUMER_TABLES_H
#define CONSUMER_TABLES_H

enum { TABLE_MAX_VMS = 16, TABLE_MAX_REGIONS = 8, TABLE_BARS = 6, TABLE_NAME_SIZE = 32 };

enum table_ops { OPS_NONE, OPS_HOST_BRIDGE, OPS_IVSHMEM, OPS_VUART, OPS_UNKNOWN };

enum table_emulation { EMU_NONE, EMU_HYPERVISOR, EMU_PASSTHROUGH, EMU_UNKNOWN };

struct table_region {
	char name[TABLE_NAME_SIZE];
	const char *macro; /* IVSHMEM_SHM_REGION_<n>, NULL if it is not defined */
	uint16_t id;
	uint64_t hpa;
	uint64_t size;
};

struct table_device {
	enum table_emulation emulation;
	enum table_ops ops;
	uint16_t vbdf;
	uint16_t pbdf;
	char region_name[TABLE_NAME_SIZE];
	unsigned int vuart_index;
	unsigned int target_vm;
	unsigned int target_vuart;
	unsigned int vrp_sec_bus;
	uint64_t bar[TABLE_BARS];
};

/* A VM's table; length is what misc_cfg.h promises, -1 when it promises nothing. */
struct table_vm {
	int length;
	int present;
};

struct table_config {
	unsigned int max_vms;
	unsigned int max_emulated_mmio;
	unsigned int max_msix_entries;
	unsigned int max_pci_devices;
	int given; /* the generated files brought a configuration */
	int enabled;
	uint64_t hv_ram_start; /* 0: not set */
	uint64_t hv_ram_size;
};

/* Each call copies one thing out of the tables; false: there is no such thing. */
int tables_region(unsigned int index, struct table_region *out);
int tables_device(unsigned int vm, unsigned int index, struct table_device *out);
int tables_service_device(unsigned int index, struct table_device *out);
void tables_vm(unsigned int vm, struct table_vm *out);
int tables_have_service(void);
void tables_config(struct table_config *out);
uint64_t tables_shm_size(void);
uint64_t tables_device_count(void);

#endif /* CONSUMER_TABLES_H */
