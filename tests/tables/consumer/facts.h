/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a scenario and a board say, read without the compiler.
 *
 * facts.py writes the values (facts_data.h); a test may as well write them by hand. The tables
 * under test are never a source of facts.
 */
#ifndef CONSUMER_FACTS_H
#define CONSUMER_FACTS_H

#include <stdbool.h>
#include <stdint.h>

enum vm_kind { VM_PRE_LAUNCHED, VM_SERVICE, VM_POST_LAUNCHED };

enum bar_kind { BAR_IO, BAR_MEM32, BAR_MEM64 };

enum { FACT_MAX_VMS = 16, FACT_NO_VBDF = 0xFFFF };

/* A range of addresses with its last byte, so that a range may end at the top of memory. */
struct fact_range {
	uint64_t first;
	uint64_t last;
	const char *what;
};

struct fact_bar {
	unsigned int index;
	enum bar_kind kind;
	uint64_t base;
	uint64_t size;
};

/* A physical device that a pre-launched VM is given. */
struct fact_passthrough {
	uint16_t pbdf;
	bool known;          /* the board describes it; otherwise nothing is known of its BARs */
	bool needs_msix_bar; /* has MSI only: the hypervisor adds a 4 KiB BAR for it */
	bool has_msix;
	unsigned int bar_count;
	struct fact_bar bars[6];
};

struct fact_vuart {
	unsigned int index;
	unsigned int target_vm;
	unsigned int target_index;
	uint16_t vbdf; /* FACT_NO_VBDF: not given */
};

struct fact_vm {
	unsigned int id;
	enum vm_kind kind;
	const char *name;
	uint64_t ram_size;
	bool tpm2;
	bool p2sb;
	bool ptm;
	unsigned int host_ram_count;
	const struct fact_range *host_ram; /* of a pre-launched VM */
	unsigned int passthrough_count;
	const struct fact_passthrough *passthrough;
	unsigned int vuart_count;
	const struct fact_vuart *vuarts;
};

struct fact_region {
	const char *name; /* with its prefix */
	uint64_t size;
	uint16_t id;
	uint32_t vms;                /* bit n: VM n is a member */
	uint16_t vbdf[FACT_MAX_VMS]; /* FACT_NO_VBDF: not given */
};

struct facts {
	unsigned int release; /* 203 is v2.3 */
	unsigned int profile; /* 1..5 */
	unsigned int vm_count;
	const struct fact_vm *vms;
	unsigned int region_count;
	const struct fact_region *regions; /* of the hypervisor, in the scenario's order */

	/* the Service VM's side of the board */
	unsigned int window_count;
	const struct fact_range *windows;
	unsigned int taken_count;
	const struct fact_range *taken;
	unsigned int native_count;
	const uint16_t *natives;
	unsigned int native_msix_count;
	unsigned int ioapic_count;
	unsigned int pci_device_count;
	bool hides_00_0d;

	/* memory of the machine */
	unsigned int ram_count;
	const struct fact_range *ram;
	uint64_t uos_ram_size;
	uint64_t sos_ram_size;
	uint64_t hi_mmio_size;
	uint64_t pool_base; /* where the hypervisor will put the pool (v3.3+), 0: not to be known */
};

extern const struct facts facts;

#endif /* CONSUMER_FACTS_H */
