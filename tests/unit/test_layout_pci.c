/* Device tables, vBDFs and BARs; placement against an exhaustive search. */
#include "layout_fixture.h"

enum { PRE, SERVICE, POST };

/* VM 0 pre-launched with 512 MiB, VM 1 the Service VM, VM 2 post-launched. */
static struct lab *usual(const char *target)
{
	struct lab *lab = lab_usual(target, 1);

	lab->config.max_emulated_mmio = lab_number(64);
	return lab;
}

static bool pci(struct lab *lab)
{
	return layout_pci(&lab->ctx, &lab->layout);
}

static void refused(struct lab *lab, enum diag_code code, const char *part)
{
	assert_false(pci(lab));
	assert_contains(lab_only(lab, code), part);
	lab_free(lab);
}

static void assert_types(const struct lab *lab, size_t vm, const char *expected)
{
	static const char letters[] = {[DEVICE_HOST_BRIDGE] = 'h',
		[DEVICE_PASSTHROUGH] = 'p',
		[DEVICE_IVSHMEM] = 'i',
		[DEVICE_VUART] = 'u',
		[DEVICE_PTM] = 't'};
	const struct layout_vm *out = &lab->layout.vms[vm];
	char types[LAB_MAX + 1] = "";

	for (size_t i = 0; i < out->n_devices; i++) {
		bool console = out->devices[i].vuart != NULL && out->devices[i].vuart->index == 0;

		types[i] = console ? 'c' : letters[out->devices[i].type];
	}
	assert_string_equal(types, expected);
}

static void assert_bdf(
	struct lab *lab, size_t vm, enum device_type type, size_t nth, unsigned number)
{
	const struct layout_device *device = lab_find(lab, vm, type, nth);

	assert_true(device->has_vbdf);
	assert_int_equal(device->vbdf.bus, 0);
	assert_int_equal(device->vbdf.device, number);
	assert_int_equal(device->vbdf.function, 0);
}

static uint64_t bar2(struct lab *lab, size_t vm, size_t region)
{
	return lab_find_bar(lab_find(lab, vm, DEVICE_IVSHMEM, region), 2)->address;
}

/* ---- tables and vBDFs ---- */

static struct lab *full(const char *target)
{
	struct lab *lab = usual(target);
	struct pci_device *sata = lab_device(lab, 0, 0x17);

	lab_bar(sata, 0, BAR_MEM32, 0xa1414000, 0x2000);
	lab_taken(lab, 0xa1414000, 0xa1415fff, "SATA 00:17.0");
	lab_pass(&lab->vms[PRE], sata);
	for (unsigned vm = PRE; vm <= POST; vm++) {
		lab_vuart(&lab->vms[vm], 0);
		lab_vuart(&lab->vms[vm], 1);
	}
	lab->vms[POST].ptm = true;
	lab_region(lab, 2, 0x7);
	lab_region(lab, 16, 0x7);
	return lab;
}

static void test_table_order(void **state)
{
	(void)state;
	static const struct {
		const char *target, *pre, *service, *post;
	} rows[] = {
		{"v2.2", "hpii", "", "ii"},
		{"v2.3", "hpiicu", "iicu", "ciiu"},
		{"v2.4", "hpiicu", "iicu", "ciiu"},
		{"v2.5", "hiicup", "iicu", "ciiut"},
		{"v2.7", "hiicup", "iicu", "ciiut"},
		{"v3.3", "hiicup", "iicu", "ciiut"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lab *lab = full(rows[i].target);

		lab_accept(lab);
		assert_types(lab, PRE, rows[i].pre);
		assert_types(lab, SERVICE, rows[i].service);
		assert_types(lab, POST, rows[i].post);
		/* passthrough first, then ivshmem, then vUARTs, wherever they are */
		assert_bdf(lab, PRE, DEVICE_HOST_BRIDGE, 0, 0);
		assert_bdf(lab, PRE, DEVICE_PASSTHROUGH, 0, 1);
		assert_bdf(lab, PRE, DEVICE_IVSHMEM, 0, 2);
		assert_bdf(lab, PRE, DEVICE_IVSHMEM, 1, 3);
		assert_false(lab_find(lab, POST, DEVICE_IVSHMEM, 0)->has_vbdf);
		assert_int_equal(lab_find(lab, POST, DEVICE_IVSHMEM, 0)->n_bars, 0);
		lab_free(lab);
	}
}

static void test_service_numbers(void **state)
{
	(void)state;
	static const struct {
		const char *board;
		unsigned first, second;
	} rows[] = {{"lab", 0x0d, 0x0e}, {"apl-mrb", 0x0e, 0x0f}, {"apl-up2", 0x0e, 0x0f}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lab *lab = usual("v2.3");

		for (uint8_t number = 3; number < 0x0d; number++)
			lab_device(lab, 0, number);
		lab_device(lab, 1, 0x0e); /* another bus */
		lab->board.name = value_of(rows[i].board, (struct loc){0});
		lab_region(lab, 2, 0x2);
		lab_region(lab, 2, 0x6);
		lab_accept(lab);
		assert_bdf(lab, SERVICE, DEVICE_IVSHMEM, 0, rows[i].first);
		assert_bdf(lab, SERVICE, DEVICE_IVSHMEM, 1, rows[i].second);
		lab_free(lab);
	}
}

static void test_given_bdfs(void **state)
{
	(void)state;
	struct lab *lab = full("v3.3");
	struct region_peer *first = &lab->peers[0][PRE];
	struct region_peer *second = &lab->peers[1][PRE];

	first->vbdf_valid = true;
	first->vbdf = (struct bdf){0, 1, 0};
	second->vbdf_valid = true;
	second->vbdf = (struct bdf){0, 1, 3};
	lab->vuarts[PRE][0].vbdf_valid = true;
	lab->vuarts[PRE][0].vbdf = (struct bdf){0, 3, 0};
	lab_accept(lab);
	assert_true(lab_find(lab, PRE, DEVICE_IVSHMEM, 1)->vbdf_given);
	assert_int_equal(lab_find(lab, PRE, DEVICE_IVSHMEM, 1)->vbdf.function, 3);
	/* chosen ones keep clear of given ones: 1 and 3 are taken */
	assert_bdf(lab, PRE, DEVICE_PASSTHROUGH, 0, 2);
	assert_bdf(lab, PRE, DEVICE_VUART, 0, 3);
	assert_bdf(lab, PRE, DEVICE_VUART, 1, 4);
	lab_free(lab);
}

static void test_given_bdf_taken(void **state)
{
	(void)state;
	static const struct {
		size_t vm;
		struct bdf bdf;
		const char *owner;
	} rows[] = {
		{PRE, {0, 0, 0}, "the host bridge"},
		{PRE, {0, 5, 0}, "region 'hv:/a'"},
		{PRE, {1, 6, 0}, "not on bus 0"},
		{SERVICE, {0, 2, 0}, "a native device"},
		{SERVICE, {0, 2, 7}, "a native device"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lab *lab = full("v3.3");

		lab->peers[0][rows[i].vm].vbdf_valid = true;
		lab->peers[0][rows[i].vm].vbdf = (struct bdf){0, 5, 0};
		lab->peers[1][rows[i].vm].vbdf_valid = true;
		lab->peers[1][rows[i].vm].vbdf = rows[i].bdf;
		refused(lab, DIAG_PCI007, rows[i].owner);
	}
}

static void test_volume_manager_keeps_its_number(void **state)
{
	(void)state;
	struct lab *lab = full("v2.5");

	lab_pass(&lab->vms[PRE], lab_device(lab, 0, 0x0e));
	lab_accept(lab);
	assert_bdf(lab, PRE, DEVICE_PASSTHROUGH, 1, 0x0e);
	assert_bdf(lab, PRE, DEVICE_IVSHMEM, 0, 2);
	lab_free(lab);
}

static void test_numbers_run_out(void **state)
{
	(void)state;
	for (unsigned native = 29; native <= 30; native++) {
		struct lab *lab = usual("v2.3");

		lab_region(lab, 2, 0x6);
		lab->board.n_devices = 0;
		for (unsigned number = 2; number < 2 + native; number++)
			lab_device(lab, 0, (uint8_t)number);
		if (native == 30) {
			refused(lab, DIAG_PCI002, "no device number of bus 0 is left");
			continue;
		}
		lab_accept(lab);
		assert_bdf(lab, SERVICE, DEVICE_IVSHMEM, 0, 31);
		lab_free(lab);
	}
}

/* ---- address space ---- */

static void assert_window(
	const struct lab *lab, size_t vm, size_t index, uint64_t first, uint64_t last)
{
	assert_true(index < lab->layout.vms[vm].n_windows);
	assert_int_equal(lab->layout.vms[vm].windows[index].range.first, first);
	assert_int_equal(lab->layout.vms[vm].windows[index].range.last, last);
}

static void test_guest_windows(void **state)
{
	(void)state;
	static const struct {
		const char *target;
		uint64_t first, last;
	} rows[] = {
		/* 3 GiB of RAM: 1 GiB (and what v2.3 keeps back below 2 GiB) lies above 4 GiB */
		{"v2.2", 5 * GIB, 10 * GIB + 0x11000 - 1},
		{"v2.3", 5 * GIB + 8 * MIB, 10 * GIB + 0x11000 - 1},
		{"v2.4", 5 * GIB + 8 * MIB, 512 * GIB - 1},
		{"v2.5", 256 * GIB, 512 * GIB - 1},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lab *lab = usual(rows[i].target);
		struct pci_device *device = lab_device(lab, 1, 0);

		lab_memory(&lab->vms[PRE], 5 * GIB, 2560 * MIB);
		lab_bar(device, 0, BAR_MEM64, 0x7ffff000, 0x1000);   /* at 0 of HI_MMIO */
		lab_bar(device, 2, BAR_MEM64, 0x4000000000, 0x8000); /* at 0x8000 */
		lab_bar(device, 4, BAR_MEM64, 0x90000000, 0x100000); /* kept by the host */
		lab_bar(lab_device(lab, 2, 0), 0, BAR_MEM32, 0x3f900000, 0x1000); /* 0x10000 */
		lab_region(lab, 2, 0x5);
		lab_accept(lab);
		assert_window(lab, PRE, 0, 0x80000000, 0xdfffffff);
		assert_window(lab, PRE, 1, rows[i].first, rows[i].last);
		lab_free(lab);
	}
}

static void test_service_windows(void **state)
{
	(void)state;
	static const struct {
		const char *target;
		uint64_t top;
	} rows[] = {{"v2.3", 7 * GIB}, {"v2.4", 512 * GIB}, {"v3.3", 512 * GIB}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lab *lab = usual(rows[i].target);

		lab->config.sos_ram_size = lab_number(4 * GIB);
		lab_window(lab, 6 * GIB, 1024 * GIB - 1);
		lab_window(lab, 2048 * GIB, 4096 * GIB - 1);
		lab_region(lab, 2, 0x6);
		lab_accept(lab);
		assert_int_equal(lab->layout.vms[SERVICE].n_windows, 2);
		assert_window(lab, SERVICE, 1, 6 * GIB, rows[i].top - 1);
		lab_free(lab);
	}
}

/* Three regions of 512 MB would fill the low window; the 4 KiB BARs keep a part of it. */
static void test_high_when_low_is_full(void **state)
{
	(void)state;
	static const char *const names[] = {"v2.2", "v2.3", "v2.4", "v2.5", "v3.3"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct lab *lab = usual(names[i]);

		for (unsigned k = 0; k < 8; k++)
			lab_region(lab, 512, 0x5);
		lab->config.max_pci_dev_num = lab_number(200);
		assert_true(pci(lab));
		assert_true(layout_capacities(&lab->ctx, &lab->layout));
		assert_true(bar2(lab, PRE, 0) < 4 * GIB);
		assert_true(bar2(lab, PRE, 7) > 4 * GIB);
		lab_free(lab);
	}
}

static void test_adding_a_region_moves_nothing(void **state)
{
	(void)state;
	static const uint64_t sizes[] = {2, 64, 4, 32, 2, 128, 16, 512};
	uint64_t before[8][3] = {{0}};

	for (unsigned count = 1; count <= 8; count++) {
		struct lab *lab = usual("v2.4");

		for (unsigned k = 0; k < count; k++)
			lab_region(lab, sizes[k], 0x3);
		lab_vuart(&lab->vms[PRE], 1);
		lab_accept(lab);
		for (unsigned k = 0; k < count; k++) {
			for (unsigned bar = 0; bar < 3; bar++) {
				uint64_t address =
					lab_find_bar(lab_find(lab, SERVICE, DEVICE_IVSHMEM, k), bar)
						->address;

				if (k + 1 < count)
					assert_int_equal(address, before[k][bar]);
				before[k][bar] = address;
			}
		}
		lab_free(lab);
	}
}

/* ---- passthrough ---- */

static struct lab *with_device(const char *target, struct pci_device **device)
{
	struct lab *lab = usual(target);

	*device = lab_device(lab, 0, 0x1e);
	lab_pass(&lab->vms[PRE], *device);
	lab_region(lab, 2, 0x5);
	return lab;
}

static uint64_t passthrough_bar(struct lab *lab, unsigned index)
{
	return lab_find_bar(lab_find(lab, PRE, DEVICE_PASSTHROUGH, 0), index)->address;
}

static void test_passthrough_up_to_v2_4(void **state)
{
	(void)state;
	struct pci_device *device;
	struct lab *lab = with_device("v2.3", &device);

	lab_bar(device, 0, BAR_MEM32, 0xc0000000, 0x10000);
	lab_bar(device, 1, BAR_IO, 0x3000, 0x20);
	lab_bar(device, 2, BAR_MEM64, 0x4000000000, 0x200000);
	lab_bar(device, 4, BAR_MEM32, 0x3f800000, 0x1000);
	lab_bar(device, 5, BAR_MEM32, 0, 0x1000)->has_address = false;
	lab_bar(device, 0, BAR_MEM64, 0x4000, 0x1000); /* a virtual function's */
	lab_accept(lab);
	assert_int_equal(lab_find(lab, PRE, DEVICE_PASSTHROUGH, 0)->n_bars, 4);
	assert_int_equal(passthrough_bar(lab, 0), 0xc0000000);
	assert_int_equal(passthrough_bar(lab, 2), 10 * GIB);
	/* a 32-bit BAR cannot move above 4 GiB */
	assert_in_range(passthrough_bar(lab, 4), 0x80000000, 0xdfffffff);
	assert_true(lab_find_bar(lab_find(lab, PRE, DEVICE_PASSTHROUGH, 0), 5)->guest_placed);
	lab_free(lab);
}

static void test_passthrough_from_v2_5(void **state)
{
	(void)state;
	struct pci_device *device;
	struct lab *lab = with_device("v2.7", &device);

	lab_bar(device, 0, BAR_MEM32, 0x3f800000, 0x100);
	lab_bar(device, 5, BAR_MEM32, 0x3f800100, 0x100);
	lab_bar(device, 1, BAR_IO, 0x3000, 0x20);
	lab_bar(device, 2, BAR_MEM64_PREFETCH, 0x4000000000, 0x100000000);
	lab_bar(device, 4, BAR_MEM64, 0, 0)->has_address = false;
	lab_accept(lab);
	assert_in_range(passthrough_bar(lab, 0), 0x80000000, 0xdfffffff);
	assert_int_equal(passthrough_bar(lab, 0) % 4096, 0); /* a page of its own, however small */
	assert_int_not_equal(passthrough_bar(lab, 0) / 4096,
		lab_find_bar(lab_find(lab, PRE, DEVICE_IVSHMEM, 0), 0)->address / 4096);
	assert_int_equal(passthrough_bar(lab, 5) % 4096, 0);
	assert_int_equal(passthrough_bar(lab, 1), 0x3000);
	assert_in_range(passthrough_bar(lab, 2), 0x4000000000, 0x7fffffffff);
	assert_true(lab_find_bar(lab_find(lab, PRE, DEVICE_PASSTHROUGH, 0), 4)->guest_placed);
	lab_free(lab);
}

static void test_emulated_msix_bar(void **state)
{
	(void)state;
	static const struct {
		uint16_t vendor, device;
		bool extra;
	} rows[] = {{0x8086, 0x4b2f, false}, {0x8086, 0x4b30, true}, {0x8086, 0x4b32, true},
		{0x8086, 0x4b33, false}, {0x8086, 0xa0ac, true}, {0x8086, 0x4b89, true},
		{0x10ec, 0xa0ac, false}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pci_device *device;
		struct lab *lab = with_device(i % 2 == 0 ? "v2.3" : "v2.7", &device);

		device->vendor = rows[i].vendor;
		device->device = rows[i].device;
		lab_bar(device, 0, BAR_MEM64, 0xc0000000, 0x10000);
		lab_bar(device, 2, BAR_MEM32, 0xc0100000, 0x1000);
		lab_accept(lab);
		assert_int_equal(
			lab_find(lab, PRE, DEVICE_PASSTHROUGH, 0)->n_bars, 2u + rows[i].extra);
		if (rows[i].extra)
			assert_in_range(passthrough_bar(lab, 3), 0x80000000, 0xdfffffff);
		lab_free(lab);
	}
}

static void test_passthrough_refused(void **state)
{
	(void)state;
	struct pci_device *device;
	struct lab *lab = with_device("v2.3", &device);

	lab_bar(device, 0, BAR_MEM32, 0xe0000000, 0x10000);
	refused(lab, DIAG_PCI006, "'PCI MMCONFIG' has 0xe0000000");

	lab = with_device("v2.3", &device); /* guest RAM reaches into the remapped BARs */
	lab_memory(&lab->vms[PRE], 5 * GIB, 8 * GIB);
	lab_bar(device, 0, BAR_MEM64, 0x4000000000, 0x10000);
	refused(lab, DIAG_PCI006, "'guest RAM' has");

	lab = with_device("v2.3", &device);
	lab_bar(device, 0, BAR_MEM32, 0xc0000000, 0);
	refused(lab, DIAG_PCI008, "no [size=]");

	lab = with_device("v2.3", &device);
	lab_bar(device, 0, BAR_MEM32, 0xc0000000, 0x3000);
	refused(lab, DIAG_PCI008, "no power of two");

	lab = with_device("v2.3", &device);
	lab_bar(device, 0, BAR_MEM32, 0xc0001000, 0x2000);
	refused(lab, DIAG_PCI008, "no multiple of its size");

	lab = with_device("v2.7", &device);
	lab_bar(device, 0, BAR_MEM32, 0x80000000, 0x80000000);
	refused(lab, DIAG_PCI005, "needs 2 GiB aligned to 2 GiB inside a PCI window below 4 GiB");
}

/* ---- refusals ---- */

/* The Service VM's window is all that there is. */
static struct lab *narrow(uint64_t first, uint64_t last)
{
	struct lab *lab = usual("v2.3");

	lab->board.n_windows = 0;
	lab->board.n_taken = 0;
	if (last > first)
		lab_window(lab, first, last);
	return lab;
}

static void test_region_refused(void **state)
{
	(void)state;
	struct lab *lab = narrow(0xa0000000, 0xbfffffff);

	lab_taken(lab, 0xb0000000, 0xb0000fff, "VGA 00:02.0");
	lab_region(lab, 512, 0x6);
	assert_false(pci(lab));
	const char *message = lab_only(lab, DIAG_PCI004);

	assert_contains(message,
		"no room for BAR2 of region 'hv:/a' in the Service VM: it needs "
		"512 MiB aligned to 512 MiB inside a PCI window; the largest aligned free range is "
		"256 MiB at 0xa0000000-0xafffffff, between the window's start and 'VGA 00:02.0'; ");
	assert_contains(message, "a region of 256 MB fits");
	lab_free(lab);

	lab = narrow(0xa0000000, 0xa0ffffff);
	for (unsigned i = 0; i < 7; i++)
		lab_region(lab, 2, 0x6);
	lab_region(lab, 4, 0x6);
	refused(lab, DIAG_PCI004, "no smaller size fits");

	refused((lab_region(lab = narrow(0, 0), 2, 0x6), lab), DIAG_PCI001, "no PCI window");

	lab = narrow(0xa0000000, 0xa0001fff); /* pages for registers, too few */
	lab_window(lab, 4 * GIB, 5 * GIB - 1);
	lab_region(lab, 2, 0x6);
	lab_accept(lab);
	lab_region(lab, 2, 0x6);
	refused(lab, DIAG_PCI003,
		"no room for BAR0 of region 'hv:/b' in the Service VM: it needs "
		"4 KiB aligned to 4 KiB inside a PCI window below 4 GiB; nothing is free there");
}

/* Registers of ours are named as neighbours only where they are what is in the way. */
static void test_refused_between(void **state)
{
	(void)state;
	struct lab *lab = narrow(0xa0000000, 0xbfffffff);

	lab_taken(lab, 0xa0000000, 0xa0000fff, "VGA 00:02.0");
	lab_region(lab, 512, 0x6);
	refused(lab, DIAG_PCI004,
		"the largest aligned free range is 256 MiB at 0xb0000000-0xbfffffff, "
		"between 'VGA 00:02.0' and the window's end; a region of 256 MB fits");

	lab = narrow(0xa0000000, 0xbfffffff);
	lab_taken(lab, 0xa0000000, 0xa0000fff, "VGA 00:02.0");
	lab_vuart(&lab->vms[SERVICE], 1);
	lab_region(lab, 512, 0x6);
	refused(lab, DIAG_PCI004, "between 'VGA 00:02.0' and the window's end");

	lab = narrow(0xa0000000, 0xbfffffff);
	lab_region(lab, 512, 0x6);
	refused(lab, DIAG_PCI004, "between 'BAR1 of hv:/a' and the window's end");

	lab = narrow(0xa0000000, 0xa03fffff);
	lab_region(lab, 2, 0x6);
	lab_region(lab, 4, 0x6);
	refused(lab, DIAG_PCI004,
		"no smaller size fits beside what the VM has; take the VM out of a");
	lab = narrow(0xa0000000, 0xa00fffff);
	lab_region(lab, 4, 0x6);
	refused(lab, DIAG_PCI004, "take the VM out of the region, or take another board");
}

/* Nothing that is smaller helps a window without a free page; that is said as well. */
static void test_registers_refused(void **state)
{
	(void)state;
	struct lab *lab = narrow(4 * GIB, 5 * GIB - 1);

	lab_region(lab, 2, 0x6);
	refused(lab, DIAG_PCI003, "; take the VM out of the region, or take another board");

	lab = narrow(4 * GIB, 5 * GIB - 1);
	lab_vuart(&lab->vms[SERVICE], 1);
	refused(lab, DIAG_PCI003, "; take the vUART away, or take another board");

	lab = narrow(0xa0000000, 0xa01fffff);
	lab_window(lab, 0xa0200000, 0xa03fffff);
	lab_region(lab, 2, 0x6);
	lab_region(lab, 2, 0x6);
	refused(lab, DIAG_PCI004, "the largest aligned free range is 1 MiB");
}

/* A window's parts that touch are two windows. */
static void test_inside_one_window(void **state)
{
	(void)state;
	struct lab *lab = narrow(0xa0000000, 0xa01fffff);

	lab_window(lab, 0xa0200000, 0xa03fffff);
	lab_window(lab, 0xb0000000, 0xb0001fff);
	lab_region(lab, 4, 0x6);
	refused(lab, DIAG_PCI004, "the largest aligned free range is 2 MiB");
}

/* ---- completeness ---- */

#define UNITS 24u /* of 2 MiB on each side of 4 GiB */

struct puzzle {
	uint32_t low, high; /* free units */
	unsigned spare;     /* free pages below 4 GiB beside them */
	unsigned sizes[8];  /* in units */
	size_t count;
};

/* Every place on both sides for every region; pages for registers come from what is left. */
static bool solvable(const struct puzzle *puzzle, uint32_t low, uint32_t high, size_t index)
{
	if (index == puzzle->count)
		return puzzle->spare + 512u * (unsigned)__builtin_popcount(low) >=
		       2 * puzzle->count;
	for (unsigned at = 0; at + puzzle->sizes[index] <= UNITS; at += puzzle->sizes[index]) {
		uint32_t block = ((1u << puzzle->sizes[index]) - 1) << at;

		if (((low & block) == block && solvable(puzzle, low & ~block, high, index + 1)) ||
			((high & block) == block &&
				solvable(puzzle, low, high & ~block, index + 1)))
			return true;
	}
	return false;
}

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* One window on each side, its holes taken; odd pages as a third one. */
static struct lab *board_of(const struct puzzle *puzzle)
{
	struct lab *lab = narrow(0xa0000000, 0xa0000000 + UNITS * 2 * MIB - 1);
	uint64_t low = 0xa0000000;
	uint64_t high = 8 * GIB;

	lab_window(lab, high, high + UNITS * 2 * MIB - 1);
	if (puzzle->spare > 0)
		lab_window(lab, 0xd0000000, 0xd0000000 + puzzle->spare * 4096 - 1);
	for (unsigned i = 0; i < UNITS; i++) {
		if ((puzzle->low & (1u << i)) == 0)
			lab_taken(lab, low + i * 2 * MIB, low + (i + 1) * 2 * MIB - 1, "low");
		if ((puzzle->high & (1u << i)) == 0)
			lab_taken(lab, high + i * 2 * MIB, high + (i + 1) * 2 * MIB - 1, "high");
	}
	for (size_t i = 0; i < puzzle->count; i++)
		lab_region(lab, 2 * puzzle->sizes[i], 0x6);
	return lab;
}

/* Placed exactly when an exhaustive search finds a placement; what is placed is proved. */
static void test_against_exhaustive_search(void **state)
{
	(void)state;
	uint32_t seed = 3;
	unsigned feasible = 0;
	unsigned rounds = 4000;

	for (unsigned round = 0; round < rounds; round++) {
		struct puzzle puzzle = {.count = 1 + next_random(&seed) % 6};

		/* few holes, so that at most LAB_MAX claims are needed */
		puzzle.low = ((1u << UNITS) - 1) & (next_random(&seed) | next_random(&seed));
		puzzle.high = ((1u << UNITS) - 1) & (next_random(&seed) | next_random(&seed));
		if (next_random(&seed) % 4 == 0)
			puzzle.high = 0;
		if (next_random(&seed) % 2 == 0)
			puzzle.low &= 0xff;
		puzzle.spare = next_random(&seed) % 3 == 0 ? next_random(&seed) % 16 : 0;
		for (size_t i = 0; i < puzzle.count; i++)
			puzzle.sizes[i] = 1u << next_random(&seed) % 4;
		if (24 - (unsigned)__builtin_popcount(puzzle.low) + 24 -
				(unsigned)__builtin_popcount(puzzle.high) >
			LAB_MAX)
			continue;

		struct lab *lab = board_of(&puzzle);
		bool placed = lab_layout(lab);

		assert_int_equal(placed, solvable(&puzzle, puzzle.low, puzzle.high, 0));
		if (placed)
			assert_true(lab_verify(lab));
		else
			assert_int_equal(lab->diags.n_errors, 1);
		feasible += placed;
		lab_free(lab);
	}
	assert_in_range(feasible, rounds / 10, rounds - rounds / 10);
}

/* Low first wastes the pages that registers need; only the last attempt succeeds. */
static void test_needs_the_last_attempt(void **state)
{
	(void)state;
	const struct puzzle puzzle = {.low = 0xf, .high = 0xf, .sizes = {4, 2, 1}, .count = 3};
	struct lab *lab = board_of(&puzzle);

	lab_accept(lab);
	assert_true(bar2(lab, SERVICE, 0) > 4 * GIB);
	lab_free(lab);
}

/* ---- capacities ---- */

static void test_emulated_mmio(void **state)
{
	(void)state;
	struct lab *lab = usual("v2.3");

	for (uint8_t i = 4; i < 10; i++)
		lab_bar(lab_device(lab, 0, i), 0, BAR_MEM32, 0xa0000000 + i * 0x1000, 0x1000);
	lab_pass(&lab->vms[PRE], &lab->devices[2]);
	lab_region(lab, 2, 0x7);
	lab_region(lab, 2, 0x6);
	lab_vuart(&lab->vms[SERVICE], 1);
	lab->board.n_ioapics = 2;
	lab_accept(lab);
	assert_int_equal(lab->layout.vms[PRE].mmio_handlers, 1 + 1 + 2 + 1);
	assert_int_equal(lab->layout.vms[SERVICE].mmio_handlers, 1 + 2 + 6 + 5);
	assert_int_equal(lab->layout.vms[POST].mmio_handlers, 1 + 1 + 4);
	assert_int_equal(lab->layout.emulated_mmio.max, 64);
	assert_false(lab->layout.emulated_mmio.raise);

	lab->config.max_emulated_mmio = lab_number(14);
	lab_accept(lab);
	lab->config.max_emulated_mmio = lab_number(13);
	assert_true(lab_layout(lab) && lab_verify(lab));
	assert_contains(lab_only(lab, DIAG_PCI010),
		"MAX_EMULATED_MMIO is 13, but the Service VM needs 14: 2 for each of 3 ivshmem and "
		"PCI "
		"vUART devices, 1 for MMCONFIG, 2 for IOAPICs, 5 for devices that may have MSI-X");
	assert_int_equal(lab->layout.emulated_mmio.max, 14);
	assert_true(lab->layout.emulated_mmio.raise);
	lab_free(lab);
}

/* A VM without devices of ours does not count, as many as it has of its own. */
static void test_emulated_mmio_without_own_devices(void **state)
{
	(void)state;
	for (unsigned tree = 0; tree <= 1; tree++) {
		struct lab *lab = usual("v2.5");

		for (uint8_t i = 3; i < 25; i++)
			lab_bar(lab_device(lab, 0, i), 0, BAR_MEM32, 0xa0000000 + i * 0x1000,
				0x1000);
		lab->devices[5].msix = true;
		lab->board.is_tree = tree != 0;
		lab->config.max_emulated_mmio = (struct number){.form = NUMBER_ABSENT};
		lab_region(lab, 2, 0x5);
		lab_accept(lab);
		assert_int_equal(lab->layout.emulated_mmio.max, 16);
		assert_false(lab->layout.emulated_mmio.raise);
		assert_int_equal(lab->layout.emulated_mmio.need, 4);
		lab_free(lab);
	}
}

static void test_emulated_mmio_limit(void **state)
{
	(void)state;
	for (unsigned count = 124; count <= 125; count++) {
		static struct pci_device devices[125];
		static struct pci_bar bar = {.type = BAR_MEM32};
		struct lab *lab = usual("v2.3");

		for (unsigned i = 0; i < count; i++)
			devices[i] = (struct pci_device){
				.bdf = {1, (uint8_t)(i / 8), i % 8}, .bars = &bar, .n_bars = 1};
		lab->board.devices = devices;
		lab->board.n_devices = count;
		lab->config.max_emulated_mmio = lab_number(128);
		lab->config.max_pci_dev_num = lab_number(200);
		lab_region(lab, 2, 0x6);
		if (count == 124) {
			lab_accept(lab);
		} else {
			assert_false(lab_layout(lab));
			assert_contains(lab_only(lab, DIAG_PCI011), "can be at most 128");
		}
		lab_free(lab);
	}
}

static void test_msix_table(void **state)
{
	(void)state;
	static const struct {
		const char *target;
		uint64_t given, board, result;
		const char *warning;
	} rows[] = {
		{"v2.3", 0, 0, 64, NULL},
		{"v2.3", 0, 32, 32, NULL},
		{"v2.3", 8, 4, 8, NULL},
		{"v2.3", 7, 32, 8, "MAX_MSIX_TABLE_NUM is 7"},
		{"v2.3", 0, 4, 8, "the board's value is 4"},
		{"v2.2", 4, 0, 4, NULL},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lab *lab = usual(rows[i].target);

		if (rows[i].given != 0)
			lab->config.max_msix_table_num = lab_number(rows[i].given);
		if (rows[i].board != 0)
			lab->board.max_msix_table_num = lab_number(rows[i].board);
		lab_region(lab, 2, 0x5);
		assert_true(lab_layout(lab) && lab_verify(lab));
		assert_int_equal(lab->layout.msix_table_num.max, rows[i].result);
		assert_int_equal(lab->layout.msix_table_num.raise, rows[i].warning != NULL);
		if (rows[i].warning != NULL)
			assert_contains(lab_only(lab, DIAG_PCI012), rows[i].warning);
		else
			assert_int_equal(lab->diags.count, 0);
		lab_free(lab);
	}
}

static void test_pci_dev_num(void **state)
{
	(void)state;
	struct lab *lab = usual("v2.3");

	lab_region(lab, 2, 0x6);
	lab_region(lab, 2, 0x6);
	lab->config.max_pci_dev_num = lab_number(4); /* two native ones, two of ours */
	lab_accept(lab);
	lab->config.max_pci_dev_num = lab_number(3);
	assert_true(lab_layout(lab) && lab_verify(lab));
	assert_contains(lab_only(lab, DIAG_PCI013),
		"the board has 2 PCI devices and the Service VM 2 ivshmem");
	assert_int_equal(lab->layout.pci_dev_num.max, 4);
	lab_free(lab);
}

/* The hypervisor maps pages: of two BARs in one the guest would see the same thing. */
static void test_remapped_bars_do_not_share_a_page(void **state)
{
	(void)state;
	struct lab *lab = usual("v2.3");
	struct pci_device *device = lab_device(lab, 0, 0x17);

	lab_bar(device, 0, BAR_MEM64, 0x4000000000, 0x800);
	lab_bar(device, 2, BAR_MEM64, 0x4000001000, 0x800);
	lab_pass(&lab->vms[PRE], device);
	lab_region(lab, 2, 0x3);
	refused(lab, DIAG_PCI006, "BAR2 of passthrough device 00:17.0 must lie at");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table_order),
		cmocka_unit_test(test_service_numbers),
		cmocka_unit_test(test_given_bdfs),
		cmocka_unit_test(test_given_bdf_taken),
		cmocka_unit_test(test_volume_manager_keeps_its_number),
		cmocka_unit_test(test_numbers_run_out),
		cmocka_unit_test(test_guest_windows),
		cmocka_unit_test(test_service_windows),
		cmocka_unit_test(test_high_when_low_is_full),
		cmocka_unit_test(test_adding_a_region_moves_nothing),
		cmocka_unit_test(test_passthrough_up_to_v2_4),
		cmocka_unit_test(test_passthrough_from_v2_5),
		cmocka_unit_test(test_emulated_msix_bar),
		cmocka_unit_test(test_passthrough_refused),
		cmocka_unit_test(test_region_refused),
		cmocka_unit_test(test_refused_between),
		cmocka_unit_test(test_registers_refused),
		cmocka_unit_test(test_inside_one_window),
		cmocka_unit_test(test_against_exhaustive_search),
		cmocka_unit_test(test_needs_the_last_attempt),
		cmocka_unit_test(test_emulated_mmio),
		cmocka_unit_test(test_emulated_mmio_without_own_devices),
		cmocka_unit_test(test_emulated_mmio_limit),
		cmocka_unit_test(test_msix_table),
		cmocka_unit_test(test_pci_dev_num),
		cmocka_unit_test(test_remapped_bars_do_not_share_a_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
