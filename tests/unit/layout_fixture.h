/*
 * Models for the tests of layout and its proof, built by hand: no XML, no other pass. A lab starts
 * empty; each helper adds one thing. What it adds stays where it is, so pointers into it hold.
 */
#ifndef LAYOUT_FIXTURE_H
#define LAYOUT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "layout/layout.h"
#include "verify/verify.h"

#define LAB_MAX 40u

struct lab {
	struct arena arena;
	struct diag_list diags;
	struct context ctx;
	struct config config;
	struct board board;
	struct claim ram[LAB_MAX];
	struct claim windows[LAB_MAX];
	struct claim taken[LAB_MAX];
	struct pci_device devices[LAB_MAX];
	struct pci_bar bars[LAB_MAX][6];
	struct vm vms[16];
	struct memory_piece memory[16][4];
	struct passthrough passthrough[16][LAB_MAX];
	struct vuart vuarts[16][8];
	struct region regions[10];
	struct region_peer peers[10][16];
	struct layout layout;
};

static inline struct number lab_number(uint64_t value)
{
	return (struct number){.text = "", .form = NUMBER_DECIMAL, .value = value};
}

/* A lab is large, so tests keep it on the heap and free it with lab_free(). */
static inline struct lab *lab_new(const char *target)
{
	struct lab *lab = calloc(1, sizeof(*lab));

	assert_non_null(lab);
	lab->diags.arena = &lab->arena;
	lab->ctx = (struct context){.arena = &lab->arena,
		.diags = &lab->diags,
		.config = &lab->config,
		.target = target_find(target)};
	assert_non_null(lab->ctx.target);
	lab->board.name = value_of("lab", (struct loc){0});
	lab->board.has_iomem = true;
	lab->board.ram = lab->ram;
	lab->board.windows = lab->windows;
	lab->board.taken = lab->taken;
	lab->board.devices = lab->devices;
	lab->board.n_ioapics = 1;
	lab->config.board = &lab->board;
	lab->config.vms = lab->vms;
	lab->config.regions = lab->regions;
	/* as resolve fills them in */
	lab->config.uos_ram_size = lab_number(8 * GIB);
	lab->config.sos_ram_size = lab_number(16 * GIB);
	return lab;
}

static inline void lab_free(struct lab *lab)
{
	arena_release(&lab->arena);
	free(lab);
}

static inline void lab_claim(
	struct claim *claims, size_t *count, uint64_t first, uint64_t last, const char *owner)
{
	assert_true(*count < LAB_MAX);
	claims[(*count)++] = (struct claim){.range = {first, last}, .owner = owner};
}

static inline void lab_ram(struct lab *lab, uint64_t first, uint64_t last)
{
	lab_claim(lab->ram, &lab->board.n_ram, first, last, "System RAM");
}

static inline void lab_window(struct lab *lab, uint64_t first, uint64_t last)
{
	lab_claim(lab->windows, &lab->board.n_windows, first, last, "PCI Bus 0000:00");
}

static inline void lab_taken(struct lab *lab, uint64_t first, uint64_t last, const char *owner)
{
	lab_claim(lab->taken, &lab->board.n_taken, first, last, owner);
}

static inline struct pci_device *lab_device(struct lab *lab, uint8_t bus, uint8_t device)
{
	struct pci_device *added = &lab->devices[lab->board.n_devices];

	added->bdf = (struct bdf){bus, device, 0};
	added->label = "a device";
	added->bars = lab->bars[lab->board.n_devices++];
	return added;
}

static inline struct pci_bar *lab_bar(struct pci_device *device, unsigned index, enum bar_type type,
	uint64_t address, uint64_t size)
{
	struct pci_bar *bar = &device->bars[device->n_bars++];

	*bar = (struct pci_bar){.index = index,
		.type = type,
		.has_address = true,
		.address = address,
		.size = size};
	return bar;
}

static inline struct vm *lab_vm(struct lab *lab, enum vm_kind kind)
{
	size_t index = lab->config.n_vms++;
	struct vm *vm = &lab->vms[index];

	vm->index = index;
	vm->id = lab_number(index);
	vm->kind = kind;
	vm->memory = lab->memory[index];
	vm->passthrough = lab->passthrough[index];
	vm->vuarts = lab->vuarts[index];
	if (kind == VM_SERVICE)
		lab->config.service_vm = vm;
	return vm;
}

static inline void lab_memory(struct vm *vm, uint64_t start, uint64_t size)
{
	vm->memory[vm->n_memory++] =
		(struct memory_piece){lab_number(start), lab_number(size), SIZE_BYTES};
}

static inline void lab_pass(struct vm *vm, const struct pci_device *device)
{
	vm->passthrough[vm->n_passthrough++] =
		(struct passthrough){.bdf_valid = true, .bdf = device->bdf, .device = device};
}

static inline struct vuart *lab_vuart(struct vm *vm, unsigned index)
{
	vm->vuarts[vm->n_vuarts].index = index;
	return &vm->vuarts[vm->n_vuarts++];
}

/* A region of the hypervisor for the VMs whose bits are set in vms. */
static inline struct region *lab_region(struct lab *lab, uint64_t mib, unsigned vms)
{
	static const char *const names[] = {"hv:/a", "hv:/b", "hv:/c", "hv:/d", "hv:/e", "hv:/f",
		"hv:/g", "hv:/h", "hv:/i", "hv:/j"};
	size_t index = lab->config.n_regions++;
	struct region *region = &lab->regions[index];

	region->land = LAND_HV;
	region->full_name = names[index];
	region->index = lab->config.n_hv_regions++;
	region->size = mib * MIB;
	region->peers = lab->peers[index];
	for (unsigned i = 0; i < 16; i++) {
		if ((vms & (1u << i)) != 0)
			region->peers[region->n_peers++].vm = &lab->vms[i];
	}
	lab->config.hv_regions_size += region->size;
	lab->config.enabled_effective = true;
	return region;
}

/* Lays everything out; true if nothing was wrong. */
static inline bool lab_layout(struct lab *lab)
{
	lab->layout = (struct layout){0};
	bool memory = layout_memory(&lab->ctx, &lab->layout);
	bool pci = layout_pci(&lab->ctx, &lab->layout);

	return memory && pci && layout_capacities(&lab->ctx, &lab->layout);
}

static inline bool lab_verify(struct lab *lab)
{
	return verify_layout(&lab->ctx, &lab->layout);
}

static inline void lab_print(const struct lab *lab)
{
	for (size_t i = 0; i < lab->diags.count; i++)
		print_message("%s [%s]\n", lab->diags.items[i]->message,
			diag_infos[lab->diags.items[i]->code].code);
}

/* Laid out without a word, and proved. */
static inline void lab_accept(struct lab *lab)
{
	bool ok = lab_layout(lab) && lab_verify(lab);

	if (!ok || lab->diags.count != 0) {
		lab_print(lab);
		fail_msg("a good layout was not accepted");
	}
}

/* The message of the only diagnostic, which must have that code. */
static inline const char *lab_only(const struct lab *lab, enum diag_code code)
{
	if (lab->diags.count != 1 || lab->diags.items[0]->code != code) {
		lab_print(lab);
		fail_msg("expected %s alone", diag_infos[code].code);
	}
	return lab->diags.items[0]->message;
}

static inline void assert_contains(const char *message, const char *part)
{
	if (strstr(message, part) == NULL)
		fail_msg("'%s' is not in: %s", part, message);
}

static inline struct layout_device *lab_find(
	struct lab *lab, size_t vm, enum device_type type, size_t nth)
{
	struct layout_vm *out = &lab->layout.vms[vm];

	for (size_t i = 0; i < out->n_devices; i++) {
		if (out->devices[i].type == type && nth-- == 0)
			return &out->devices[i];
	}
	fail_msg("there is no such device");
	return NULL;
}

static inline struct bar *lab_find_bar(struct layout_device *device, unsigned index)
{
	for (size_t i = 0; i < device->n_bars; i++) {
		if (device->bars[i].index == index)
			return &device->bars[i];
	}
	fail_msg("there is no BAR%u", index);
	return NULL;
}

/* RAM below and above 4 GiB and a PCI window, as most boards have them. */
static inline void lab_usual_board(struct lab *lab)
{
	lab_ram(lab, 0x100000, 0x7fffffff);
	lab_ram(lab, 4 * GIB, 8 * GIB - 1);
	lab_window(lab, 0xa0000000, 0xdfffffff);
	lab_taken(lab, 0xa0000000, 0xa0ffffff, "VGA 00:02.0");
	lab_device(lab, 0, 0);
	lab_device(lab, 0, 2);
}

/* That board; one pre-launched VM of 512 MiB, the Service VM, and so many post-launched ones. */
static inline struct lab *lab_usual(const char *target, size_t n_post_launched)
{
	struct lab *lab = lab_new(target);

	lab_usual_board(lab);
	lab_memory(lab_vm(lab, VM_PRE_LAUNCHED), 4 * GIB, 512 * MIB);
	lab_vm(lab, VM_SERVICE);
	for (size_t i = 0; i < n_post_launched; i++)
		lab_vm(lab, VM_POST_LAUNCHED);
	return lab;
}

#endif
