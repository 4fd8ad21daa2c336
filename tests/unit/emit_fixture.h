/*
 * A scenario with its layout, built by hand: what emitters are given, with no other pass involved.
 *
 *   VM 0 "RTVM"  pre-launched   host bridge, passthrough, two regions, a vUART
 *   VM 1         Service VM     one region
 *   VM 2         post-launched  two regions; from v2.5 a PTM root port
 *   VM 3         post-launched  nothing of the hypervisor's
 *
 *   hv:/a 2 MiB (0, 2)   dm:/d 8 MiB (2, 3)   hv:/b 16 MiB (0, 1, 2)
 */
#ifndef EMIT_FIXTURE_H
#define EMIT_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

#include "emit/emit.h"
#include "layout/layout.h"

#define FIXTURE_POOL_BASE 0x11000000u
#define FIXTURE_HV_START 0x10000000u

struct fixture {
	struct arena arena;
	struct diag_list diags;
	struct context ctx;
	struct config config;
	struct board board;
	struct claim ram[2];
	struct pci_device sata;
	struct passthrough passthrough;
	struct vuart vuart;
	struct vm vms[4];
	struct region regions[3];
	struct region_peer peers[3][3];
	struct layout layout;
	struct layout_region places[3];
	struct layout_vm tables[4];
	struct layout_device devices[4][6];
	struct claim windows[2];
	struct claim taken[2];
};

static inline void fixture_vm(struct fixture *f, size_t i, enum vm_kind kind, const char *name)
{
	f->vms[i].index = i;
	f->vms[i].id = (struct number){.form = NUMBER_DECIMAL, .value = i};
	f->vms[i].kind = kind;
	f->vms[i].name =
		name != NULL ? value_of(name, (struct loc){0}) : value_absent((struct loc){0});
	f->tables[i] = (struct layout_vm){.vm = &f->vms[i], .devices = f->devices[i]};
}

static inline void fixture_region(
	struct fixture *f, size_t i, enum land land, size_t index, const char *name, uint64_t size)
{
	f->regions[i] = (struct region){.land = land,
		.index = index,
		.full_name = name,
		.size = size,
		.peers = f->peers[i]};
}

static inline void fixture_peer(struct fixture *f, size_t region, size_t vm)
{
	struct region *r = &f->regions[region];

	r->peers[r->n_peers++] = (struct region_peer){.id = f->vms[vm].id, .vm = &f->vms[vm]};
}

static inline struct layout_device *fixture_device(
	struct fixture *f, size_t vm, enum device_type type)
{
	struct layout_vm *table = &f->tables[vm];
	struct layout_device *device = &table->devices[table->n_devices];

	*device = (struct layout_device){.type = type};
	if (f->vms[vm].kind != VM_POST_LAUNCHED) {
		device->has_vbdf = true;
		device->vbdf.device = (uint8_t)table->n_devices;
	}
	table->n_devices++;
	return device;
}

static inline void fixture_bar(struct layout_device *device, unsigned index, enum bar_type type,
	uint64_t address, uint64_t size)
{
	device->bars[device->n_bars++] =
		(struct bar){.index = index, .type = type, .address = address, .size = size};
}

static inline void fixture_ivshmem(
	struct fixture *f, size_t vm, size_t region, uint64_t low, uint64_t bar2)
{
	struct layout_device *device = fixture_device(f, vm, DEVICE_IVSHMEM);

	device->region = &f->regions[region];
	if (bar2 == 0)
		return;
	fixture_bar(device, 0, BAR_MEM32, low, 256);
	if (f->ctx.target->msix_bar)
		fixture_bar(device, 1, BAR_MEM32, low + 0x1000, 4096);
	fixture_bar(device, 2, BAR_MEM64_PREFETCH, bar2, device->region->size);
}

static inline void fixture_passthrough(struct fixture *f)
{
	struct layout_device *device = fixture_device(f, 0, DEVICE_PASSTHROUGH);

	device->passthrough = &f->passthrough;
	fixture_bar(device, 0, BAR_MEM32, 0xa1414000, 0x2000);
	fixture_bar(device, 1, BAR_MEM32, 0xa1417000, 0x100);
	device->bars[device->n_bars++] =
		(struct bar){.index = 4, .type = BAR_MEM64, .size = 0x800000, .guest_placed = true};
}

static inline void fixture_devices(struct fixture *f)
{
	const struct target *target = f->ctx.target;

	fixture_device(f, 0, DEVICE_HOST_BRIDGE);
	if (!target->passthrough_last)
		fixture_passthrough(f);
	fixture_ivshmem(f, 0, 0, 0x81000000, 0x80000000);
	fixture_ivshmem(f, 0, 2, 0x81002000, 0x4000000000);
	if (target->vuart_fields) {
		struct layout_device *vuart = fixture_device(f, 0, DEVICE_VUART);

		vuart->vuart = &f->vuart;
		fixture_bar(vuart, 0, BAR_MEM32, 0x81004000, 4096);
		fixture_bar(vuart, 1, BAR_MEM32, 0x81005000, 4096);
	}
	if (target->passthrough_last)
		fixture_passthrough(f);
	if (target->service_vm_peer) {
		fixture_ivshmem(f, 1, 2, 0xdf200000, 0xc0000000);
		f->tables[1].devices[0].vbdf.device = 6;
	}
	fixture_ivshmem(f, 2, 0, 0, 0);
	fixture_ivshmem(f, 2, 2, 0, 0);
	if (target->ptm_entry)
		fixture_device(f, 2, DEVICE_PTM);
	for (size_t i = 0; i < 4; i++)
		f->tables[i].mmio_handlers = 2 * f->tables[i].n_devices + 2;
}

static inline void fixture_layout(struct fixture *f)
{
	struct layout *layout = &f->layout;

	layout->regions = f->places;
	layout->vms = f->tables;
	layout->hv_ram_start = FIXTURE_HV_START;
	layout->hv_ram_size = 0x9600000 + 18 * MIB;
	layout->pool_base = FIXTURE_POOL_BASE;
	layout->pool_size = 18 * MIB;
	f->places[0] = (struct layout_region){.offset = 0, .hpa = FIXTURE_POOL_BASE};
	f->places[2] =
		(struct layout_region){.offset = 2 * MIB, .hpa = FIXTURE_POOL_BASE + 2 * MIB};
	layout->emulated_mmio.max = 16;
	layout->emulated_mmio.need = 12;
	layout->msix_table_num.need = 8;
	layout->pci_dev_num.need = 1;
	layout->msix_table_num.max = 64;
	layout->pci_dev_num.max = 96;
	f->windows[0] = (struct claim){.range = {0x80000000, 0xdfffffff}, .owner = "PCI window"};
	f->taken[0] =
		(struct claim){.range = {0xa1414000, 0xa1415fff}, .owner = "BAR 0 of 00:17.0"};
	f->tables[0].windows = f->windows;
	f->tables[0].n_windows = 1;
	f->tables[0].taken = f->taken;
	f->tables[0].n_taken = 1;
	fixture_devices(f);
}

static inline void fixture_config(struct fixture *f)
{
	struct config *config = &f->config;

	config->scenario_name = value_of("hybrid_rt", (struct loc){0});
	config->board_name = value_of("whl-ipc-i5", (struct loc){0});
	config->board = &f->board;
	f->board.ram = f->ram;
	f->board.n_ram = 2;
	f->ram[0] = (struct claim){.range = {0x100000, 0x3fffffff}, .owner = "System RAM"};
	f->ram[1] = (struct claim){.range = {0x100000000, 0x16e7fffff}, .owner = "System RAM"};
	config->enabled_effective = true;
	config->regions = f->regions;
	config->n_regions = 3;
	config->n_hv_regions = 2;
	config->hv_regions_size = 18 * MIB;
	config->vms = f->vms;
	config->n_vms = 4;
	config->service_vm = &f->vms[1];
	fixture_vm(f, 0, VM_PRE_LAUNCHED, "RTVM");
	fixture_vm(f, 1, VM_SERVICE, NULL);
	fixture_vm(f, 2, VM_POST_LAUNCHED, NULL);
	fixture_vm(f, 3, VM_POST_LAUNCHED, "W*/in?");
	fixture_region(f, 0, LAND_HV, 0, "hv:/a", 2 * MIB);
	fixture_region(f, 1, LAND_DM, 0, "dm:/d", 8 * MIB);
	fixture_region(f, 2, LAND_HV, 1, "hv:/b", 16 * MIB);
	fixture_peer(f, 0, 0);
	fixture_peer(f, 0, 2);
	fixture_peer(f, 1, 2);
	fixture_peer(f, 1, 3);
	fixture_peer(f, 2, 0);
	if (f->ctx.target->service_vm_peer)
		fixture_peer(f, 2, 1);
	fixture_peer(f, 2, 2);
	f->sata =
		(struct pci_device){.bdf = {0, 0x17, 0}, .label = "SATA controller: Any */ Corp."};
	f->passthrough =
		(struct passthrough){.bdf_valid = true, .bdf = {0, 0x17, 0}, .device = &f->sata};
	f->vuart = (struct vuart){.index = 1,
		.target = &f->vms[1],
		.target_vm = {.form = NUMBER_DECIMAL, .value = 1},
		.target_uart = {.form = NUMBER_DECIMAL, .value = 2}};
}

static inline struct fixture *fixture_new(const char *target)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->diags.arena = &f->arena;
	f->ctx = (struct context){.arena = &f->arena,
		.diags = &f->diags,
		.config = &f->config,
		.target = target_find(target)};
	assert_non_null(f->ctx.target);
	fixture_config(f);
	fixture_layout(f);
	return f;
}

/* The same scenario with shared memory switched off: no regions and no devices of them. */
static inline void fixture_switch_off(struct fixture *f)
{
	f->config.enabled_effective = false;
	f->layout.pool_size = 0;
	for (size_t i = 0; i < 4; i++) {
		struct layout_vm *table = &f->tables[i];
		size_t kept = 0;

		for (size_t d = 0; d < table->n_devices; d++) {
			if (table->devices[d].type != DEVICE_IVSHMEM)
				table->devices[kept++] = table->devices[d];
		}
		table->n_devices = kept;
	}
}

static inline void fixture_free(struct fixture *f)
{
	arena_release(&f->arena);
	free(f);
}

static inline struct output_list fixture_emit(struct fixture *f, unsigned groups)
{
	struct output_list outputs;

	assert_true(layout_guests(&f->ctx, &f->layout));
	assert_true(
		emit_files(&f->ctx, &f->config, &f->layout, groups, RELEASE_AS_GIVEN, &outputs));
	return outputs;
}

/* The text of one file; NULL if there is no such file. */
static inline const char *fixture_file(const struct output_list *outputs, const char *path)
{
	for (size_t i = 0; i < outputs->count; i++) {
		if (strcmp(outputs->files[i].path, path) == 0)
			return outputs->files[i].text.bytes;
	}
	return NULL;
}

#endif
