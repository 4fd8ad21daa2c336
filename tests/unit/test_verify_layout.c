/*
 * The proof catches damage: a good layout with one thing changed is refused, in words that name
 * the fault. Each row is one kind of damage.
 */
#include "layout_fixture.h"

enum { PRE, SERVICE, POST };

/* BARs that the hypervisor leaves no room for in the area of remapped BARs, each for one reason. */
static void not_remapped(struct pci_device *device)
{
	lab_bar(device, 0, BAR_IO, 0x2000, 0x10000);
	lab_bar(device, 1, BAR_MEM64, 0xb0000000, 0x10000);
	lab_bar(device, 2, BAR_MEM64, 0x4000030000, 0x18000);
	lab_bar(device, 4, BAR_MEM32, 0, 0x10000)->has_address = false;
	lab_bar(device, 5, BAR_MEM32, 0x1000, 0);
}

/* Passthrough, vUARTs, PTM, TPM, P2SB, 3 GiB of guest RAM; two hv regions around a dm region. */
static struct lab *good(const char *target)
{
	struct lab *lab = lab_new(target);
	struct vm *pre = lab_vm(lab, VM_PRE_LAUNCHED);
	struct pci_device *device;

	lab_usual_board(lab);
	device = lab_device(lab, 0, 0x17);
	device->vendor = 0x8086;
	device->device = 0xa0ac;
	lab_bar(device, 0, BAR_MEM32, 0xa1414000, 0x2000);
	lab_bar(device, 2, BAR_MEM64, 0x4000000000, 0x10000);
	lab_bar(device, 4, BAR_IO, 0x3000, 0x20);
	lab_bar(device, 5, BAR_MEM32, 0x60000000, 0x1000);
	not_remapped(&lab->devices[0]);
	lab_taken(lab, 0xa1414000, 0xa1415fff, "SATA 00:17.0");
	lab_window(lab, 0x4000000000, 0x40ffffffff);
	lab_memory(pre, 4 * GIB, 1 * GIB);
	lab_memory(pre, 5 * GIB, 2 * GIB);
	pre->tpm2 = true;
	pre->p2sb = true;
	lab_pass(pre, device);
	lab_vm(lab, VM_SERVICE);
	lab_vm(lab, VM_POST_LAUNCHED)->ptm = true;
	for (unsigned vm = PRE; vm <= POST; vm++) {
		lab_vuart(&lab->vms[vm], 0);
		lab_vuart(&lab->vms[vm], 1);
	}
	lab_region(lab, 16, 0x7);
	lab_region(lab, 8, 0x4)->land = LAND_DM;
	lab_region(lab, 2, 0x7);
	lab->config.n_hv_regions = 2;
	lab->config.hv_regions_size = 18 * MIB;
	lab->config.max_emulated_mmio = lab_number(64);
	lab_accept(lab);
	return lab;
}

static struct bar *bar_of(struct lab *lab, size_t vm, size_t region, unsigned index)
{
	return lab_find_bar(lab_find(lab, vm, DEVICE_IVSHMEM, region), index);
}

static struct layout_vm *table(struct lab *lab, size_t vm)
{
	return &lab->layout.vms[vm];
}

static struct bar *native_bar(struct lab *lab, unsigned index)
{
	return lab_find_bar(lab_find(lab, PRE, DEVICE_PASSTHROUGH, 0), index);
}

/* ---- memory ---- */

static void region_moved(struct lab *lab)
{
	lab->layout.regions[2].hpa += 2 * MIB;
}

static void regions_overlap(struct lab *lab)
{
	lab->layout.regions[2].offset = 14 * MIB;
	lab->layout.regions[2].hpa = lab->layout.pool_base + 14 * MIB;
}

static void region_order(struct lab *lab)
{
	lab->layout.regions[0].offset = 2 * MIB;
	lab->layout.regions[2].offset = 0;
}

static void dm_region_placed(struct lab *lab)
{
	lab->layout.regions[1].hpa = 0x20000000;
}

static void dm_region_has_offset(struct lab *lab)
{
	lab->layout.regions[1].offset = 16 * MIB;
}

static void switched_off(struct lab *lab)
{
	lab->config.enabled_effective = false;
}

static void region_size_odd(struct lab *lab)
{
	lab->regions[2].size = MIB;
	lab->layout.pool_size -= MIB;
}

static void region_empty(struct lab *lab)
{
	lab->regions[2].size = 0;
	lab->layout.pool_size -= 2 * MIB;
}

static void pool_unaligned(struct lab *lab)
{
	lab->layout.pool_base += 4097;
	lab->layout.regions[0].hpa += 4097;
	lab->layout.regions[2].hpa += 4097;
}

static void move_pool(struct lab *lab, uint64_t base)
{
	lab->layout.pool_base = base;
	lab->layout.regions[0].hpa = base;
	lab->layout.regions[2].hpa = base + 16 * MIB;
}

static void pool_over_hv_ram_end(struct lab *lab)
{
	move_pool(lab, lab->layout.pool_base + 2 * MIB);
}

static void pool_in_image(struct lab *lab)
{
	move_pool(lab, lab->layout.hv_ram_start);
}

static void pool_outside_ram(struct lab *lab)
{
	move_pool(lab, 0x7fe00000);
}

static void pool_in_vm_memory(struct lab *lab)
{
	move_pool(lab, 5 * GIB - 2 * MIB);
}

static void pool_in_placed_memory(struct lab *lab)
{
	lab->vms[PRE].memory[1].start.form = NUMBER_ABSENT; /* goes to 5 to 7 GiB all the same */
	move_pool(lab, 7 * GIB - 2 * MIB);
}

/* Placed memory goes on after a given piece: 4 to 5 GiB is placed, 5 to 6 given, 6 to 7 placed. */
static void pool_behind_given_memory(struct lab *lab)
{
	lab->vms[PRE].memory[0].start.value = 5 * GIB;
	lab->vms[PRE].memory[1].start.form = NUMBER_ABSENT;
	move_pool(lab, 7 * GIB - 2 * MIB);
}

static void pool_wraps(struct lab *lab)
{
	lab->ram[0].range.first = 0;
	move_pool(lab, UINT64_MAX - 2 * MIB + 1);
}

static void pool_size_wrong(struct lab *lab)
{
	lab->layout.pool_size += 2 * MIB;
}

static void hv_ram_in_vm_memory(struct lab *lab)
{
	lab_memory(&lab->vms[PRE], lab->layout.hv_ram_start + lab->layout.hv_ram_size - 1, 1);
	lab->vms[PRE].memory[1].length.value -= 1; /* guest RAM stays what it was */
}

static void hv_ram_unaligned(struct lab *lab)
{
	lab->layout.hv_ram_start += MIB;
	lab->layout.hv_ram_size -= 2 * MIB;
}

static void hv_ram_size_unaligned(struct lab *lab)
{
	lab->layout.hv_ram_size += MIB;
}

/* The pool, at the end of HV RAM, is not concerned. */
static void hv_ram_outside_ram(struct lab *lab)
{
	lab->ram[0].range.first = lab->layout.hv_ram_start + 1;
}

static void hv_ram_empty(struct lab *lab)
{
	lab->layout.hv_ram_size = 0;
}

static void hv_ram_too_high(struct lab *lab)
{
	lab->layout.hv_ram_start = 4 * GIB - 2 * MIB;
}

/* ---- tables ---- */

static void device_missing(struct lab *lab)
{
	table(lab, POST)->n_devices--;
}

/* Takes one entry out, in the order that is left. */
static void drop(struct lab *lab, size_t vm, enum device_type type)
{
	struct layout_vm *out = table(lab, vm);
	struct layout_device *device = lab_find(lab, vm, type, 0);
	size_t behind = out->n_devices - 1 - (size_t)(device - out->devices);

	memmove(device, device + 1, behind * sizeof(*device));
	out->n_devices--;
}

static void region_device_missing(struct lab *lab)
{
	drop(lab, SERVICE, DEVICE_IVSHMEM);
}

static void passthrough_missing(struct lab *lab)
{
	drop(lab, PRE, DEVICE_PASSTHROUGH);
}

static void host_bridge_missing(struct lab *lab)
{
	drop(lab, PRE, DEVICE_HOST_BRIDGE);
}

static void device_without_region(struct lab *lab)
{
	lab_find(lab, SERVICE, DEVICE_IVSHMEM, 1)->region = NULL;
}

static void device_twice(struct lab *lab)
{
	struct layout_device *second = lab_find(lab, SERVICE, DEVICE_IVSHMEM, 1);

	second->region = lab_find(lab, SERVICE, DEVICE_IVSHMEM, 0)->region;
	second->bars[2].size = second->region->size;
}

static void device_of_other_vm(struct lab *lab)
{
	lab_find(lab, SERVICE, DEVICE_VUART, 0)->vuart = &lab->vuarts[PRE][0];
}

static void region_of_other_vms(struct lab *lab)
{
	lab->peers[2][SERVICE].vm = &lab->vms[PRE];
}

static void passthrough_of_other_vm(struct lab *lab)
{
	lab->passthrough[SERVICE][0] = lab->passthrough[PRE][0];
	lab_find(lab, PRE, DEVICE_PASSTHROUGH, 0)->passthrough = &lab->passthrough[SERVICE][0];
}

static void dm_device(struct lab *lab)
{
	lab_find(lab, POST, DEVICE_IVSHMEM, 0)->region = &lab->regions[1];
}

static void devices_swapped(struct lab *lab)
{
	struct layout_device *a = lab_find(lab, PRE, DEVICE_IVSHMEM, 1);
	struct layout_device *b = lab_find(lab, PRE, DEVICE_VUART, 0); /* the next */
	struct layout_device swap = *a;

	*a = *b;
	*b = swap;
}

static void host_bridge_is_ptm(struct lab *lab)
{
	lab_find(lab, PRE, DEVICE_HOST_BRIDGE, 0)->type = DEVICE_PTM;
}

static void tables_swapped(struct lab *lab)
{
	lab->layout.vms[PRE].vm = &lab->vms[SERVICE];
}

static void bdf_twice(struct lab *lab)
{
	lab_find(lab, PRE, DEVICE_VUART, 0)->vbdf = lab_find(lab, PRE, DEVICE_IVSHMEM, 0)->vbdf;
}

static void bdf_native(struct lab *lab)
{
	lab_find(lab, SERVICE, DEVICE_VUART, 0)->vbdf.device = 0x17;
}

static void bdf_of_graphics(struct lab *lab)
{
	lab_find(lab, SERVICE, DEVICE_VUART, 0)->vbdf.device = 1;
}

static void bdf_hidden(struct lab *lab)
{
	lab->board.name = value_of("apl-mrb", (struct loc){0});
	lab_find(lab, SERVICE, DEVICE_VUART, 0)->vbdf.device = 0x0d;
}

static void bdf_lone_function(struct lab *lab)
{
	lab_find(lab, SERVICE, DEVICE_VUART, 1)->vbdf = (struct bdf){0, 0x1d, 1};
}

static void bdf_of_host_bridge(struct lab *lab)
{
	lab_find(lab, PRE, DEVICE_VUART, 0)->vbdf = (struct bdf){0, 0, 0};
}

static void bdf_other_bus(struct lab *lab)
{
	lab_find(lab, PRE, DEVICE_VUART, 0)->vbdf.bus = 1;
}

static void bdf_missing(struct lab *lab)
{
	lab_find(lab, PRE, DEVICE_VUART, 0)->has_vbdf = false;
}

static void bdf_device_number(struct lab *lab)
{
	lab_find(lab, PRE, DEVICE_VUART, 0)->vbdf.device = 32;
}

static void set_function(struct lab *lab, uint8_t function)
{
	struct layout_device *first = lab_find(lab, PRE, DEVICE_IVSHMEM, 0);

	lab_find(lab, PRE, DEVICE_IVSHMEM, 1)->vbdf = first->vbdf;
	lab_find(lab, PRE, DEVICE_IVSHMEM, 1)->vbdf.function = function;
}

static void bdf_function_number(struct lab *lab)
{
	set_function(lab, 8);
}

static void bdf_function(struct lab *lab)
{
	set_function(lab, 1);
}

static void bdf_function_missing(struct lab *lab)
{
	set_function(lab, 1);
	lab_find(lab, PRE, DEVICE_IVSHMEM, 1)->has_vbdf = false;
}

static void bdf_of_post_launched(struct lab *lab)
{
	lab_find(lab, POST, DEVICE_IVSHMEM, 0)->has_vbdf = true;
}

static void bdf_order(struct lab *lab)
{
	struct layout_device *first = lab_find(lab, PRE, DEVICE_PASSTHROUGH, 0);
	struct layout_device *second = lab_find(lab, PRE, DEVICE_IVSHMEM, 0);
	struct bdf bdf = first->vbdf;

	first->vbdf = second->vbdf;
	second->vbdf = bdf;
}

static void bdf_skips_a_number(struct lab *lab)
{
	lab_find(lab, PRE, DEVICE_VUART, 1)->vbdf.device = 0x1c;
}

static void bdf_not_as_given(struct lab *lab)
{
	lab->peers[0][PRE].vbdf_valid = true;
	lab->peers[0][PRE].vbdf = (struct bdf){0, 0x1c, 0};
	lab_find(lab, PRE, DEVICE_IVSHMEM, 0)->vbdf_given = true;
}

static void bdf_vuart_not_as_given(struct lab *lab)
{
	lab->vuarts[PRE][1].vbdf_valid = true;
	lab->vuarts[PRE][1].vbdf = (struct bdf){0, 0x1c, 0};
	lab_find(lab, PRE, DEVICE_VUART, 1)->vbdf_given = true;
}

static void bdf_ignored(struct lab *lab)
{
	bdf_not_as_given(lab);
	lab_find(lab, PRE, DEVICE_IVSHMEM, 0)->vbdf_given = false;
}

static void bdf_vuart_ignored(struct lab *lab)
{
	bdf_vuart_not_as_given(lab);
	lab_find(lab, PRE, DEVICE_VUART, 1)->vbdf_given = false;
}

static void bdf_not_given(struct lab *lab)
{
	lab_find(lab, PRE, DEVICE_IVSHMEM, 0)->vbdf_given = true;
}

/* ---- addresses ---- */

static void bar_unaligned(struct lab *lab)
{
	bar_of(lab, PRE, 0, 2)->address += 2 * MIB;
}

static void bar_in_bar(struct lab *lab)
{
	bar_of(lab, PRE, 1, 2)->address = bar_of(lab, PRE, 0, 2)->address + 14 * MIB;
}

static void bar_on_bar(struct lab *lab)
{
	bar_of(lab, SERVICE, 1, 1)->address = bar_of(lab, SERVICE, 0, 0)->address;
}

static void bar_of_one_device(struct lab *lab)
{
	bar_of(lab, SERVICE, 1, 1)->address = bar_of(lab, SERVICE, 1, 0)->address;
}

static void bar_in_guest_ram(struct lab *lab)
{
	bar_of(lab, PRE, 1, 2)->address = 4 * GIB;
}

static void bar_in_low_guest_ram(struct lab *lab)
{
	bar_of(lab, PRE, 1, 0)->address = 0x1000;
}

static void bar_in_mmconfig(struct lab *lab)
{
	bar_of(lab, PRE, 1, 0)->address = 0xe0000000;
}

static void bar_in_ioapic(struct lab *lab)
{
	bar_of(lab, PRE, 1, 0)->address = 0xfec00000;
}

static void bar_in_lapic(struct lab *lab)
{
	bar_of(lab, PRE, 1, 0)->address = 0xfee00000;
}

static void bar_in_bios(struct lab *lab)
{
	bar_of(lab, PRE, 1, 0)->address = 0xffff0000;
}

static void bar_in_tpm(struct lab *lab)
{
	bar_of(lab, PRE, 1, 0)->address = 0xfed44000;
}

static void bar_in_p2sb(struct lab *lab)
{
	bar_of(lab, PRE, 1, 0)->address = 0xfdfff000;
}

static void bar_in_passthrough(struct lab *lab)
{
	bar_of(lab, PRE, 1, 0)->address = native_bar(lab, 0)->address + 0x1000;
}

static void bar_in_native(struct lab *lab)
{
	bar_of(lab, SERVICE, 1, 0)->address = 0xa1415000;
}

static void bar_on_native_only(struct lab *lab)
{
	lab->board.n_taken = 1; /* the two sections of the board disagree */
	bar_of(lab, SERVICE, 1, 0)->address = 0xa1415000;
}

static void bar_on_claimed_page(struct lab *lab)
{
	lab_taken(lab, bar_of(lab, SERVICE, 1, 0)->address + 0xfff,
		bar_of(lab, SERVICE, 1, 0)->address + 0xfff, "a byte");
}

static void bar_outside_window(struct lab *lab)
{
	bar_of(lab, SERVICE, 1, 2)->address = 0x90000000;
}

static void bar_over_window_end(struct lab *lab)
{
	lab->windows[0].range.last = bar_of(lab, SERVICE, 0, 2)->address + 16 * MIB - 2;
	lab_window(lab, lab->windows[0].range.last + 1, 0xdfffffff);
}

static void bar_above_ept(struct lab *lab)
{
	bar_of(lab, SERVICE, 1, 2)->address = 0x8000000000;
}

static void bar_above_ept_of_ram(struct lab *lab)
{
	bar_of(lab, SERVICE, 1, 2)->address = 0x4000200000;
}

static void bar_above_remapped(struct lab *lab)
{
	bar_of(lab, PRE, 1, 2)->address = 0x7000000000;
}

static void bar_below_high_window(struct lab *lab)
{
	bar_of(lab, PRE, 1, 2)->address = 0x3000000000;
}

static void bar32_high(struct lab *lab)
{
	bar_of(lab, SERVICE, 1, 0)->address = 0x4000000000;
}

static void bar_zero(struct lab *lab)
{
	bar_of(lab, SERVICE, 1, 2)->address = 0;
}

static void bar_wraps(struct lab *lab)
{
	bar_of(lab, SERVICE, 1, 2)->address = UINT64_MAX - 0xfff;
}

static void bar_size(struct lab *lab)
{
	bar_of(lab, SERVICE, 0, 2)->size /= 2;
}

static void bar_type(struct lab *lab)
{
	bar_of(lab, SERVICE, 0, 2)->type = BAR_MEM64;
}

static void bar_missing(struct lab *lab)
{
	lab_find(lab, SERVICE, DEVICE_IVSHMEM, 0)->n_bars = 2;
}

static void bar_too_many(struct lab *lab)
{
	struct layout_device *device = lab_find(lab, SERVICE, DEVICE_IVSHMEM, 0);

	device->bars[device->n_bars++] = (struct bar){3, BAR_MEM32, 0xd0000000, 4096, false};
}

static void register_bar(struct lab *lab)
{
	bar_of(lab, SERVICE, 0, 0)->size = 0x100;
}

static void msix_bar(struct lab *lab)
{
	bar_of(lab, SERVICE, 0, 1)->type = BAR_MEM64;
}

static void bar_left_to_guest(struct lab *lab)
{
	bar_of(lab, SERVICE, 0, 2)->guest_placed = true;
}

static void bar_order(struct lab *lab)
{
	struct layout_device *device = lab_find(lab, SERVICE, DEVICE_VUART, 0);
	struct bar swap = device->bars[0];

	device->bars[0] = device->bars[1];
	device->bars[1] = swap;
}

static void vuart_bar(struct lab *lab)
{
	lab_find(lab, SERVICE, DEVICE_VUART, 0)->bars[1].size = 0x2000;
}

static void host_bridge_bar(struct lab *lab)
{
	lab_find(lab, PRE, DEVICE_HOST_BRIDGE, 0)->n_bars = 1;
}

static void post_launched_bar(struct lab *lab)
{
	lab_find(lab, POST, DEVICE_IVSHMEM, 0)->n_bars = 3;
}

static void native_moved(struct lab *lab)
{
	native_bar(lab, 0)->address = 0xb0000000;
}

static void native_not_remapped(struct lab *lab)
{
	native_bar(lab, 2)->address = 0x200000000;
}

/* Where the first BAR that gets no room would be, if it got some. */
static void native_behind_area(struct lab *lab)
{
	native_bar(lab, 2)->address += 0x10000;
}

static void native_type(struct lab *lab)
{
	native_bar(lab, 2)->type = BAR_MEM64_PREFETCH;
}

static void native_left_to_guest(struct lab *lab)
{
	native_bar(lab, 0)->guest_placed = true;
	native_bar(lab, 0)->address = 0;
}

static void native_placed_after_all(struct lab *lab)
{
	lab->bars[2][0].has_address = false;
	native_bar(lab, 0)->guest_placed = true;
}

static void native_below_2gib(struct lab *lab)
{
	native_bar(lab, 5)->address = 0x60000000;
}

static void native_unknown(struct lab *lab)
{
	native_bar(lab, 2)->index = 3;
}

/* Up to v2.4 tables have no I/O BARs. */
static void native_io_listed(struct lab *lab)
{
	struct layout_device *device = lab_find(lab, PRE, DEVICE_PASSTHROUGH, 0);

	device->bars[device->n_bars++] = (struct bar){4, BAR_IO, 0x3000, 0x20, false};
}

static void native_io_moved(struct lab *lab)
{
	native_bar(lab, 4)->address += 0x100;
}

static void native_missing(struct lab *lab)
{
	lab_find(lab, PRE, DEVICE_PASSTHROUGH, 0)->n_bars--; /* its BAR5 */
}

static void native_size(struct lab *lab)
{
	native_bar(lab, 0)->size = 0x1000;
}

static void extra_bar_without_need(struct lab *lab)
{
	lab->devices[2].device = 0xa0ad;
}

static void extra_bar_of_other_vendor(struct lab *lab)
{
	lab->devices[2].vendor = 0x1af4;
}

static void extra_bar_size(struct lab *lab)
{
	native_bar(lab, 1)->size = 0x2000;
}

static void extra_bar_type(struct lab *lab)
{
	native_bar(lab, 1)->type = BAR_MEM64;
}

static void native_outside_windows(struct lab *lab)
{
	native_bar(lab, 0)->address = 0xf0000000;
}

static void native_shares_page(struct lab *lab)
{
	lab->bars[2][0].size = 0x100;
	native_bar(lab, 0)->size = 0x100;
	native_bar(lab, 0)->address += 0x100;
}

/* ---- capacities ---- */

static void too_few_handlers(struct lab *lab)
{
	lab->layout.emulated_mmio.max = lab->layout.vms[SERVICE].mmio_handlers - 1;
}

static void handlers_not_counted(struct lab *lab)
{
	lab->layout.vms[PRE].mmio_handlers = 9;
}

static void too_many_handlers(struct lab *lab)
{
	lab->layout.emulated_mmio.max = 129;
	lab->layout.emulated_mmio.raise = true;
}

static void too_few_vectors(struct lab *lab)
{
	lab->layout.msix_table_num.max = 7;
}

static void too_few_pci_devices(struct lab *lab)
{
	lab->layout.pci_dev_num.max = 6;
}

struct damage {
	const char *target;
	void (*harm)(struct lab *lab);
	const char *words;
};

static const struct damage damages[] = {
	{"v2.3", region_moved, "not at its offset"},
	{"v2.3", regions_overlap, "lies at offset 0xe00000"},
	{"v2.3", region_order, "lies at offset 0x200000"},
	{"v2.3", dm_region_placed, "no hypervisor memory"},
	{"v2.3", dm_region_has_offset, "no hypervisor memory"},
	{"v2.3", switched_off, "region 0 has an address but no hypervisor memory"},
	{"v2.3", region_size_odd, "of 0x100000 bytes lies at offset 0x1000000"},
	{"v2.3", region_empty, "of 0x0 bytes lies at offset 0x1000000"},
	{"v2.3", pool_unaligned, "is not aligned"},
	{"v3.3", pool_unaligned, "is not aligned"},
	{"v2.3", pool_over_hv_ram_end, "is not inside HV RAM"},
	{"v2.3", pool_in_image, "after an image of 0x3000000"},
	{"v3.2", pool_in_image, "after an image of 0x1400000"},
	{"v3.3", pool_outside_ram, "is not in one RAM range"},
	{"v3.3", pool_in_vm_memory, "overlaps memory of VM 0"},
	{"v3.3", pool_in_placed_memory, "meets placed VM memory at 0x140000000-0x1bfffffff"},
	{"v3.3", pool_behind_given_memory, "meets placed VM memory at 0x180000000-0x1bfffffff"},
	{"v3.3", pool_wraps, "is not in one RAM range"},
	{"v2.3", pool_size_wrong, "its regions 0x1200000"},
	{"v2.3", hv_ram_in_vm_memory, "HV RAM at 0x11000000"},
	{"v2.3", hv_ram_unaligned, "too high"},
	{"v3.2", hv_ram_unaligned, "too high"},
	{"v2.3", hv_ram_size_unaligned, "too high"},
	{"v2.3", hv_ram_empty, "empty"},
	{"v2.3", hv_ram_outside_ram, "HV RAM at"},
	{"v3.2", hv_ram_outside_ram, "HV RAM at"},
	{"v2.3", hv_ram_too_high, "too high"},
	{"v2.3", device_missing, "PCI vUARTs in its table instead of 2"},
	{"v2.7", device_missing, "PTM root ports in its table instead of 1"},
	{"v2.3", region_device_missing, "has 1 ivshmem devices in its table instead of 2"},
	{"v2.3", passthrough_missing, "has 0 passthrough devices in its table instead of 1"},
	{"v2.3", host_bridge_missing, "has 0 host bridges in its table instead of 1"},
	{"v2.3", device_without_region, "is not a device of that VM"},
	{"v2.3", device_twice, "or the same"},
	{"v2.3", device_of_other_vm, "is not a device of that VM"},
	{"v2.3", region_of_other_vms, "is not a device of that VM"},
	{"v2.3", passthrough_of_other_vm, "is not a device of that VM"},
	{"v2.3", dm_device, "is not a device of that VM"},
	{"v2.3", devices_swapped, "out of order"},
	{"v2.7", devices_swapped, "out of order"},
	{"v2.3", host_bridge_is_ptm, "host bridges in its table"},
	{"v2.3", tables_swapped, "is not that of VM 0"},
	{"v2.3", bdf_twice, "share vBDF"},
	{"v2.3", bdf_native, "native device's number 17"},
	{"v2.3", bdf_of_graphics, "native device's number 01"},
	{"v2.3", bdf_hidden, "native device's number 0d"},
	{"v3.3", bdf_lone_function, "no usable vBDF"},
	{"v2.3", bdf_of_host_bridge, "no usable vBDF"},
	{"v2.3", bdf_other_bus, "no usable vBDF"},
	{"v2.3", bdf_missing, "no usable vBDF"},
	{"v2.3", bdf_device_number, "no usable vBDF (00:20.0)"},
	{"v3.3", bdf_function_number, "no usable vBDF"},
	{"v3.3", bdf_function_missing, "no usable vBDF"},
	{"v3.2", bdf_function, "is function 1, which v3.2 never shows"},
	{"v2.3", bdf_of_post_launched, "they are acrn-dm's"},
	{"v2.3", bdf_order, "not at the first number that is free, 01"},
	{"v3.3", bdf_skips_a_number, "not at the first number that is free, 05"},
	{"v2.3", bdf_not_as_given, "is not the one given"},
	{"v3.3", bdf_vuart_not_as_given, "is not the one given"},
	{"v3.3", bdf_ignored, "is not the one given"},
	{"v3.3", bdf_vuart_ignored, "is not the one given"},
	{"v3.3", bdf_not_given, "is not the one given"},
	{"v2.3", bar_unaligned, "is not aligned to 0x1000000"},
	{"v2.3", bar_in_bar, "overlaps BAR2"},
	{"v2.3", bar_on_bar, "overlaps BAR0"},
	{"v2.3", bar_of_one_device, "overlaps BAR0"},
	{"v2.3", bar_in_guest_ram, "overlaps guest RAM above 4 GiB"},
	{"v2.3", bar_in_low_guest_ram, "overlaps guest RAM at 0x0"},
	{"v2.3", bar_in_mmconfig, "overlaps MMCONFIG"},
	{"v2.3", bar_in_ioapic, "overlaps the IOAPIC"},
	{"v2.3", bar_in_lapic, "overlaps the LAPIC"},
	{"v2.3", bar_in_bios, "overlaps the BIOS"},
	{"v2.3", bar_in_tpm, "overlaps the TPM"},
	{"v2.3", bar_in_p2sb, "overlaps the P2SB"},
	{"v2.3", bar_in_passthrough, "overlaps BAR0 of entry 1"},
	{"v2.7", bar_in_passthrough, "overlaps BAR0"},
	{"v2.3", bar_in_native, "overlaps SATA 00:17.0"},
	{"v2.3", bar_on_native_only, "overlaps a native BAR"},
	{"v2.3", bar_on_claimed_page, "overlaps a byte"},
	{"v2.3", bar_outside_window, "is not inside one PCI window"},
	{"v2.3", bar_over_window_end, "is not inside one PCI window"},
	{"v2.4", bar_above_ept, "is not inside one PCI window"},
	{"v2.3", bar_above_ept_of_ram, "is not inside one PCI window"},
	{"v2.3", bar_above_remapped, "is not inside one PCI window"},
	{"v2.7", bar_below_high_window, "is not inside one PCI window"},
	{"v2.4", bar32_high, "is above 4 GiB"},
	{"v2.3", bar_zero, "is not aligned"},
	{"v2.3", bar_wraps, "has no extent"},
	{"v2.3", bar_size, "not the BARs of its kind"},
	{"v2.3", bar_type, "not the BARs of its kind"},
	{"v2.3", bar_missing, "not the BARs of its kind"},
	{"v2.3", bar_too_many, "not the BARs of its kind"},
	{"v2.3", register_bar, "not the BARs of its kind"},
	{"v2.3", msix_bar, "not the BARs of its kind"},
	{"v2.3", bar_left_to_guest, "not the BARs of its kind"},
	{"v2.3", bar_order, "not the BARs of its kind"},
	{"v2.3", vuart_bar, "not the BARs of its kind"},
	{"v2.3", host_bridge_bar, "not the BARs of its kind"},
	{"v2.3", post_launched_bar, "they are acrn-dm's"},
	{"v2.3", native_moved, "is not the native one's"},
	{"v2.3", native_not_remapped, "is not the native one's"},
	{"v2.3", native_behind_area, "is not the native one's"},
	{"v2.3", native_type, "is not the native one's"},
	{"v2.3", native_left_to_guest, "is not the native one's"},
	{"v2.7", native_left_to_guest, "is not the native one's"},
	{"v2.3", native_placed_after_all, "is not the native one's"},
	{"v2.3", native_below_2gib, "is not inside one PCI window"},
	{"v2.3", native_unknown, "is not the native one's"},
	{"v2.3", native_io_listed, "is not the native one's"},
	{"v2.7", native_io_moved, "is not the native one's"},
	{"v2.3", native_missing, "is missing in VM 0"},
	{"v2.7", native_size, "is not the native one's"},
	{"v2.3", extra_bar_without_need, "1 BARs too many"},
	{"v2.3", extra_bar_of_other_vendor, "1 BARs too many"},
	{"v2.3", extra_bar_size, "is not the native one's"},
	{"v2.3", extra_bar_type, "is not the native one's"},
	{"v2.7", native_outside_windows, "is not inside one PCI window"},
	{"v2.7", native_shares_page, "is not aligned to 0x1000"},
	{"v2.3", too_few_handlers, "MMIO handlers"},
	{"v2.3", handlers_not_counted, "9 MMIO handlers"},
	{"v2.3", too_many_handlers, "129 MMIO handlers are more than 128"},
	{"v2.3", too_few_vectors, "7 entries"},
	{"v2.3", too_few_pci_devices, "do not fit"},
};

static void test_each_damage(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		struct lab *lab = good(damages[i].target);
		bool found = false;

		damages[i].harm(lab);
		if (lab_verify(lab))
			fail_msg("damage %zu (%s) was not found", i, damages[i].words);
		assert_true(lab->diags.failed);
		for (size_t k = 0; k < lab->diags.count; k++) {
			assert_int_equal(lab->diags.items[k]->code, DIAG_OUT009);
			found |= strstr(lab->diags.items[k]->message, damages[i].words) != NULL;
		}
		if (!found) {
			lab_print(lab);
			fail_msg("damage %zu is not called '%s'", i, damages[i].words);
		}
		lab_free(lab);
	}
}

/* Sizes below 2 GiB in the scenario count as 2 GiB: what lies just inside is proved. */
static void test_small_ram_sizes(void **state)
{
	(void)state;
	struct lab *lab = good("v2.3");

	lab->vms[PRE].memory[0].length.value = GIB / 2;
	lab->vms[PRE].memory[1].length.value = GIB / 2;
	lab->config.uos_ram_size = lab_number(GIB);
	lab->config.sos_ram_size = lab_number(GIB);
	lab_window(lab, 4 * GIB, 6 * GIB - 1);
	lab_accept(lab);
	bar_of(lab, SERVICE, 0, 2)->address = 5 * GIB - 16 * MIB;
	assert_true(lab_verify(lab));
	bar_of(lab, SERVICE, 0, 2)->address = 5 * GIB;
	assert_false(lab_verify(lab));
	assert_contains(lab_only(lab, DIAG_OUT009), "is not inside one PCI window");
	lab_free(lab);
}

/* vBDFs of the scenario, one of them a function of another device, are kept and proved. */
static void test_given_bdfs(void **state)
{
	(void)state;
	struct lab *lab = good("v3.3");

	lab->peers[0][PRE].vbdf_valid = lab->peers[2][PRE].vbdf_valid = true;
	lab->peers[0][PRE].vbdf = (struct bdf){0, 0x1c, 0};
	lab->peers[2][PRE].vbdf = (struct bdf){0, 0x1c, 1};
	lab->vuarts[SERVICE][1].vbdf_valid = true;
	lab->vuarts[SERVICE][1].vbdf = (struct bdf){0, 0x1b, 0};
	lab_accept(lab);
	lab_free(lab);
}

/* Each release's good layout is proved without a word. */
static void test_each_release(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_targets; i++)
		lab_free(good(targets[i].name));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_release),
		cmocka_unit_test(test_small_ram_sizes),
		cmocka_unit_test(test_given_bdfs),
		cmocka_unit_test(test_each_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
