/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The consumer: does with the generated tables what the hypervisor, acrn-dm and a guest do.
 *
 * Each check_*.c is one subject. A check looks at the tables and the facts only, reports every
 * fault it finds in plain words and goes on.
 */
#ifndef CONSUMER_H
#define CONSUMER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "facts.h"
#include "tables.h"

#define PAGE 0x1000UL
#define MIB (1UL << 20)
#define GIB (1UL << 30)

enum { MAX_TABLE = 256, UNASSIGNED = 0xFFFF };

struct report {
	FILE *out; /* one line for each fault and note */
	unsigned int faults;
	unsigned int notes;
};

/* One VM with its initialised table entries. */
struct guest {
	const struct fact_vm *vm;
	unsigned int count;
	struct table_device devices[MAX_TABLE];
};

struct guests {
	unsigned int count;
	struct guest guest[TABLE_MAX_VMS];
};

/* Where in a VM's address space devices may be, and where they may not. */
struct space {
	unsigned int window_count;
	const struct fact_range *windows;
	unsigned int taken_count;
	const struct fact_range *taken;
	uint64_t ept_top;
	struct fact_range own_windows[2];
	struct fact_range own_taken[8];
};

/* check_all.c */
void report_fault(struct report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void report_note(struct report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A device in words; the text lives in buffer. */
struct label {
	char text[128];
};
const char *label_device(
	const struct guest *guest, const struct table_device *device, struct label *label);

/* guest.c */
void guests_load(struct guests *guests);
bool device_is_empty(const struct table_device *device);
bool region_find(const char *name, struct table_region *out);
void space_init(const struct fact_vm *vm, struct space *space);
bool ranges_meet(uint64_t first, uint64_t last, const struct fact_range *range);
bool range_holds(const struct fact_range *range, uint64_t first, uint64_t last);

/* check_*.c */
void check_all(struct report *report, const struct guests *guests);
void check_config(struct report *report, const struct guests *guests);
void check_regions(struct report *report);
void check_tables(struct report *report, const struct guests *guests);
void check_members(struct report *report, const struct guests *guests);
void check_pci(struct report *report, const struct guests *guests);
void check_bars(struct report *report, const struct guests *guests);
void check_passthrough(struct report *report, const struct guest *guest);
void check_vuarts(struct report *report, const struct guests *guests);
void check_mmio(struct report *report, const struct guests *guests);

#endif /* CONSUMER_H */
