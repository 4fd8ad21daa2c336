/* RAM, windows, what is taken, and devices: from text sections and from trees. */
#include "parse_fixture.h"

/* A board of these sections; any of them may be empty. */
static const struct board *board_of(
	void **state, const char *iomem, const char *lspci, const char *more)
{
	struct fixture *f = *state;

	return fixture_board(f, arena_printf(&f->arena,
					"<acrn-config board='b'>%s<IOMEM_INFO>%s</IOMEM_INFO>"
					"<PCI_DEVICE>%s</PCI_DEVICE></acrn-config>",
					more, iomem, lspci));
}

/* Devices below a root bus with a window from 2 GiB to 3 GiB. */
static const struct board *tree_of(void **state, const char *devices)
{
	struct fixture *f = *state;

	return board_of(state, "", "",
		arena_printf(&f->arena,
			"<devices><bus type='pci' address='0x0'>"
			"<resource type='memory' min='0x80000000' max='0xbfffffff' "
			"len='0x40000000'/>"
			"%s</bus></devices>",
			devices));
}

static void assert_claim(
	const struct claim *claim, uint64_t first, uint64_t last, const char *owner)
{
	assert_int_equal(claim->range.first, first);
	assert_int_equal(claim->range.last, last);
	assert_string_equal(claim->owner, owner);
	assert_non_null(claim->loc.source);
}

static void test_ram_is_merged(void **state)
{
	const struct board *board = board_of(state,
		"100000000-16e7fffff : System RAM\r\n"
		"\t00100000-1fffffff : System RAM\n"
		"  01000000-01ffffff : Kernel code\n"
		"10000000-100fffff : System RAM\n"
		" 20000000-3fffffff : System RAM\n"
		"40001000-40001fff : System RAM\n"
		"40001800-40002fff : System RAM\n"
		"50000000-5fffffff : System RAM (kmem)\n",
		"", "");

	assert_true(board->has_iomem);
	assert_false(board->is_tree);
	assert_int_equal(board->n_ram, 3);
	assert_claim(&board->ram[0], 0x100000, 0x3fffffff, "System RAM");
	assert_claim(&board->ram[1], 0x40001000, 0x40002fff, "System RAM");
	assert_claim(&board->ram[2], 0x100000000, 0x16e7fffff, "System RAM");
	assert_loc(board->ram[2].loc, "100000000-16e7fffff");
	assert_int_equal(board->n_ioapics, 1);
}

static void test_windows_of_iomem(void **state)
{
	const struct board *board = board_of(state,
		"000a0000-000bffff : PCI Bus 0000:00\n"
		"0009f000-7fffffff : Reserved\n"
		"  7b800001-7bffffff : PCI Bus 0000:00\n" /* in no other bus: a window, though taken
							   */
		"90000000-dfffffff : PCI Bus 0000:00\n"
		"a0000000-a0ffffff : PCI Bus 0000:01\n" /* indentation says nothing */
		"a0100000-a01fffff : PCI Bus 0000:00\n"
		"90000000-dfffffff : PCI Bus 0000:00\n"
		"fc800000-fe7fffff : PCI Bus 0000:00\n"
		"fec00000-fec003ff : IOAPIC 0\n"
		"fec01000-fec013ff : IOAPIC 1\n"
		"fec00000-fec003ff : IOAPIC 0\n", /* a line that is there twice counts once */
		"", "");

	assert_int_equal(board->n_windows, 3);
	assert_claim(&board->windows[0], 0x7b800001, 0x7bffffff, "PCI Bus 0000:00");
	assert_claim(&board->windows[1], 0x90000000, 0xdfffffff, "PCI Bus 0000:00");
	assert_claim(&board->windows[2], 0xfc800000, 0xfe7fffff, "PCI Bus 0000:00");
	assert_int_equal(board->n_taken, 2);
	assert_claim(&board->taken[0], 0x9f000, 0x7fffffff, "Reserved");
	assert_claim(&board->taken[1], 0xa0000000, 0xa0ffffff, "PCI Bus 0000:01");
	assert_int_equal(board->n_ioapics, 2);
}

/* A line that is there twice changes nothing. */
static void test_iomem_lines_twice(void **state)
{
	const struct board *board = board_of(state,
		"00100000-1fffffff : System RAM\n"
		"00100000-1fffffff : System RAM\n"
		"80000000-bfffffff : PCI Bus 0000:00\n"
		"80000000-bfffffff : PCI Bus 0000:00\n"
		"90000000-90000fff : 0000:00:17.0\n"
		"90000000-90000fff : 0000:00:17.0\n"
		"fec00000-fec003ff : IOAPIC 0\n"
		"fec00000-fec003ff : IOAPIC 0\n",
		"", "");

	assert_int_equal(((struct fixture *)*state)->diags.count, 0);
	assert_int_equal(board->n_ram, 1);
	assert_claim(&board->ram[0], 0x100000, 0x1fffffff, "System RAM");
	assert_int_equal(board->n_windows, 1);
	assert_claim(&board->windows[0], 0x80000000, 0xbfffffff, "PCI Bus 0000:00");
	assert_int_equal(board->n_taken, 1);
	assert_int_equal(board->n_ioapics, 1);
}

static void test_bus_inside_another_root(void **state)
{
	const struct board *board = board_of(state,
		"80000000-bfffffff : PCI Bus 0000:40\n"
		"  90000000-9fffffff : PCI Bus 0000:00\n",
		"", "");

	assert_int_equal(board->n_windows, 0);

	/* Of two buses with the same range the other one takes all of the window. */
	board = board_of(state,
		"80000000-bfffffff : PCI Bus 0000:01\n"
		"  80000000-bfffffff : PCI Bus 0000:00\n",
		"", "");
	assert_int_equal(board->n_windows, 1);
	assert_int_equal(board->n_taken, 1);
	assert_claim(&board->taken[0], 0x80000000, 0xbfffffff, "PCI Bus 0000:01");
}

static void test_touching_windows_stay_apart(void **state)
{
	const struct board *board = board_of(state,
		"80000000-8fffffff : PCI Bus 0000:00\n"
		"90000000-9fffffff : PCI Bus 0000:00\n"
		"8ffff000-90000fff : pnp 00:01\n",
		"", "");

	assert_int_equal(board->n_windows, 2);
	assert_int_equal(board->n_taken, 1);
}

static void test_taken_of_both_sections(void **state)
{
	const struct board *board = board_of(state,
		"90000000-dfffffff : PCI Bus 0000:00\n"
		"a0000000-a0ffffff : 0000:00:02.0\n"
		"  a0000000-a0ffffff : i915\n"
		"b0000000-b0000fff : 0000:00:17.0\n"
		"8ffff000-90000000 : pnp 00:0d\n"
		"8fffe000-8ffff000 : elsewhere\n"
		"dfffffff-e0000000 : pnp 00:0e\n"
		"e0000001-e0000fff : elsewhere\n",
		"00:02.0 VGA compatible controller: Intel\n"
		"\tRegion 0: Memory at a0000000 (64-bit, non-prefetchable) [size=16M]\n"
		"\tRegion 2: Memory at 70000000 (64-bit, prefetchable) [size=256M]\n"
		"00:17.0 SATA controller: Intel\n"
		"Region 1: Memory at a2000000 (32-bit, non-prefetchable) [size=256]\n",
		"");

	assert_int_equal(board->n_taken, 5);
	assert_claim(&board->taken[0], 0x8ffff000, 0x90000000, "pnp 00:0d");
	assert_claim(&board->taken[1], 0xa0000000, 0xa0ffffff, "VGA compatible controller 00:02.0");
	assert_claim(&board->taken[2], 0xa2000000, 0xa20000ff, "SATA controller 00:17.0");
	assert_claim(&board->taken[3], 0xb0000000, 0xb0000fff, "SATA controller 00:17.0");
	assert_claim(&board->taken[4], 0xdfffffff, 0xe0000000, "pnp 00:0e");
}

static void test_ram_in_a_window_is_taken(void **state)
{
	const struct board *board = board_of(state,
		"80000000-bfffffff : PCI Bus 0000:00\n"
		"b0000000-cfffffff : System RAM\n",
		"", "");

	assert_int_equal(board->n_taken, 1);
	assert_claim(&board->taken[0], 0xb0000000, 0xcfffffff, "System RAM");

	board = board_of(state, "80000000-bfffffff : PCI Bus 0000:00\n", "",
		"<memory><range start='0xb0000000' end='0xcfffffff'/></memory>");
	assert_int_equal(board->n_taken, 1);
	assert_claim(&board->taken[0], 0xb0000000, 0xcfffffff, "System RAM");
}

static void test_devices_of_lspci(void **state)
{
	const struct board *board = board_of(state, "",
		"\t02:00.1 Ethernet controller: x (rev 03)\n"
		"Region 0: Memory at a1200000 (32-bit, non-prefetchable) [size=128K]\n"
		"Region 2: I/O ports at e000 [size=32]\n"
		"Region 3: [virtual] Memory at a1220000 (32-bit, prefetchable) [size=16K]\n"
		"0000:00:02.0 VGA compatible controller: y\n"
		"Region 0: Memory at 603c000000 (64-bit, non-prefetchable) [virtual] [size=16M]\n"
		"Region 2: Memory at 4000000000 (64-bit, prefetchable) [disabled] [size=2G]\n"
		"Region 0: Memory at 4010000000 (64-bit, non-prefetchable)\n"
		"Region 4: Memory at 4020000000 (64-bit, prefetchable)\n"
		"00:00.0 Host bridge: z\n"
		"Region 3: Memory at &lt;ignored> (32-bit, non-prefetchable)\n"
		"Region 4: Memory at &lt;unassigned> (64-bit, prefetchable) [size=1M]\n",
		"<PCI_VID_PID>\n00:02.0 0300: 8086:3ea0 (rev 02)\n  02:00.1 0200: 8086:157b\n"
		"03:00.0 0200: 8086:157b\n</PCI_VID_PID>");
	const struct pci_device *devices = board->devices;

	assert_int_equal(((struct fixture *)*state)->diags.count, 0);
	assert_int_equal(board->n_devices, 3);
	assert_string_equal(devices[0].label, "Host bridge: z");
	assert_int_equal(devices[0].n_bars, 2);
	assert_false(devices[0].bars[0].has_address);
	assert_int_equal(devices[0].bars[0].size, 0);
	assert_int_equal(devices[0].bars[1].size, MIB);

	assert_int_equal(devices[1].bdf.device, 2);
	assert_int_equal(devices[1].vendor, 0x8086);
	assert_int_equal(devices[1].device, 0x3ea0);
	assert_int_equal(devices[1].n_bars, 2); /* those of virtual functions are not its own */
	assert_int_equal(devices[1].bars[0].type, BAR_MEM64);
	assert_int_equal(devices[1].bars[0].address, 0x603c000000);
	assert_int_equal(devices[1].bars[0].size, 16 * MIB);
	assert_int_equal(devices[1].bars[1].type, BAR_MEM64_PREFETCH);
	assert_int_equal(devices[1].bars[1].size, 2 * GIB);
	assert_true(devices[1].msix);

	assert_int_equal(devices[2].bdf.bus, 2);
	assert_int_equal(devices[2].bdf.function, 1);
	assert_int_equal(devices[2].n_bars, 3);
	assert_int_equal(devices[2].bars[0].type, BAR_MEM32);
	assert_loc(devices[2].bars[0].loc, "a1200000 (32-bit, non-prefetchable) [size=128K]");
	assert_int_equal(devices[2].bars[1].type, BAR_IO);
	assert_int_equal(devices[2].bars[1].address, 0xe000);
	assert_int_equal(devices[2].bars[2].type, BAR_MEM32);
	assert_int_equal(devices[2].bars[2].size, 16384);
}

static void test_bars_of_unknown_size_are_taken(void **state)
{
	const struct board *board = board_of(state, "4000000000-7fffffffff : PCI Bus 0000:00\n",
		"00:02.0 VGA compatible controller: y\n"
		"Region 0: Memory at 4010000000 (64-bit, non-prefetchable)\n",
		"");

	assert_int_equal(board->n_taken, 1);
	assert_claim(
		&board->taken[0], 0x4010000000, 0x4010000000, "VGA compatible controller 00:02.0");
}

/* Regions without a size, from the first whose number does not ascend, are virtual functions'. */
static void test_regions_of_virtual_functions(void **state)
{
	const struct board *board = board_of(state, "80000000-bfffffff : PCI Bus 0000:00\n",
		"00:02.0 VGA compatible controller: y\n"
		"Region 0: Memory at 80000000 (64-bit, non-prefetchable) [size=16M]\n"
		"Region 2: Memory at 90000000 (64-bit, prefetchable) [size=256M]\n"
		"Region 0: Memory at a0000000 (64-bit, non-prefetchable)\n"
		"Region 2: Memory at b0000000 (64-bit, prefetchable)\n"
		"Region 4: Memory at b8000000 (64-bit, prefetchable)\n"
		"00:17.0 SATA controller: x\n"
		"Region 0: Memory at a1000000 (32-bit, non-prefetchable) [size=4K]\n"
		"Region 3: Memory at a2000000 (32-bit, non-prefetchable)\n",
		"");
	const struct pci_device *devices = board->devices;

	assert_int_equal(((struct fixture *)*state)->diags.count, 0);
	assert_int_equal(board->n_devices, 2);
	assert_int_equal(devices[0].n_bars, 2);
	assert_int_equal(devices[0].bars[0].address, 0x80000000);
	assert_int_equal(devices[0].bars[1].address, 0x90000000);
	/* The next device begins again with its own, also one whose size is unknown. */
	assert_int_equal(devices[1].n_bars, 2);
	assert_int_equal(devices[1].bars[1].address, 0xa2000000);

	/* What virtual functions occupy is not free. */
	assert_int_equal(board->n_taken, 7);
	assert_claim(&board->taken[2], 0xa0000000, 0xa0000000, "VGA compatible controller 00:02.0");
	assert_claim(&board->taken[6], 0xb8000000, 0xb8000000, "VGA compatible controller 00:02.0");
}

/* The size tells a region that is listed twice from those of virtual functions. */
static void test_region_listed_twice(void **state)
{
	const struct board *board = board_of(state, "",
		"00:17.0 SATA controller: x\n"
		"Region 1: Memory at a1001000 (32-bit, non-prefetchable) [size=4K]\n"
		"Region 0: Memory at a1000000 (32-bit, non-prefetchable) [size=4K]\n"
		"Region 0: Memory at a1002000 (32-bit, non-prefetchable) [size=4K]\n"
		"Region 5: Memory at a1003000 (32-bit, non-prefetchable) [size=4K]\n",
		"");

	assert_one_diag(*state, DIAG_BRD008, "a1002000 (32-bit, non-prefetchable) [size=4K]");
	assert_int_equal(board->devices[0].n_bars, 3);
	assert_int_equal(board->devices[0].bars[0].address, 0xa1000000);
	assert_int_equal(board->devices[0].bars[2].address, 0xa1003000);
}

/* A device of another PCI domain is not the board's, but its BARs are there. */
static void test_other_domains(void **state)
{
	const struct board *board = board_of(state, "80000000-bfffffff : PCI Bus 0000:00\n",
		"10000:e1:00.0 NVMe: y\nRegion 0: Memory at 90000000 (64-bit) [size=16K]\n"
		"0001:00:02.0 VGA: y\nRegion 0: Memory at 91000000 (64-bit) [size=16K]\n",
		"");

	assert_int_equal(board->n_devices, 0);
	assert_int_equal(board->n_taken, 2);
	assert_int_equal(((struct fixture *)*state)->diags.count, 0);
}

static void test_lines_that_are_no_records(void **state)
{
	const struct board *board = board_of(state,
		"cat: /proc/iomem: Permission denied\nsome text : System RAM\n80000000\n\n",
		"Address: fee00000  Data: 0000\nCapabilities: [40] Express\n"
		"DevSta: CorrErr-\nBus: primary=00\nFlags: fast devsel\n",
		"");

	assert_false(board->has_iomem);
	assert_int_equal(board->n_devices, 0);
	assert_int_equal(((struct fixture *)*state)->diags.count, 0);
}

static void test_damaged_iomem(void **state)
{
	static const struct {
		const char *lines;
		const char *where;
	} cases[] = {
		{"  2000-1fff : System RAM\n", "2000-1fff"},
		{"0-10000000000000000 : System RAM\n", "0-10000000000000000"},
		{"10000000000000000-2 : Reserved\n", "10000000000000000-2"},
		{"1000-1fff System RAM \n", "1000-1fff System RAM"},
		{"1000- : System RAM\n", "1000- : System RAM"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture *f = *state;
		const struct board *board = board_of(state, cases[i].lines, "", "");

		assert_int_equal(board->n_ram, 0);
		assert_one_diag(f, DIAG_BRD001, cases[i].where);
		f->diags.count = 0;
	}
}

static void test_hidden_iomem(void **state)
{
	struct fixture *f = *state;
	const struct board *board = board_of(state,
		"00000000-00000000 : System RAM\n00000000-00000000 : PCI Bus 0000:00\n", "", "");

	assert_false(board->has_iomem);
	assert_int_equal(board->n_ram, 0);
	assert_one_diag(f, DIAG_BRD002, "IOMEM_INFO");

	/* A few hidden lines occur in good files. */
	f->diags.count = 0;
	board = board_of(
		state, "00000000-00000000 : PCI Bus 0000:00\n1000-1fff : System RAM\n", "", "");
	assert_true(board->has_iomem);
	assert_int_equal(board->n_ram, 1);
	assert_int_equal(f->diags.count, 0);
}

static void test_damaged_lspci(void **state)
{
	static const struct {
		const char *lines;
		const char *where;
	} cases[] = {
		{"00:20.0 SATA: x\n", "00:20.0"},
		{"00:17 SATA: x\n", "00:17"},
		{"00:17.0: SATA: x\n", "00:17.0:"},
		{"0000:00:17.9 SATA: x\n", "0000:00:17.9"},
		{"Region 6: Memory at 1000 [size=4K]\n", "Region 6: Memory at 1000 [size=4K]"},
		{"Region 0: Memory at xyz [size=4K]\n", "xyz [size=4K]"},
		{"Region 0: Memory at 10000000000000000\n", "10000000000000000"},
		{"Region 0: Storage at 1000\n", "Region 0: Storage at 1000"},
		{"Region 0: Memory at 1000 [size=4Q]\n", "Region 0: Memory at 1000 [size=4Q]"},
		{"Region 0: Memory at 1000 [size=K]\n", "Region 0: Memory at 1000 [size=K]"},
		{"Region 0: Memory at 1000 [size=99999999999999999999]\n",
			"Region 0: Memory at 1000 [size=99999999999999999999]"},
		{"Region 0: Memory at 1000 [size=99999999T]\n",
			"Region 0: Memory at 1000 [size=99999999T]"},
		{"Region 0: Memory at fffffffffffff000 [size=8K]\n",
			"Region 0: Memory at fffffffffffff000 [size=8K]"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture *f = *state;

		(void)board_of(state, "", cases[i].lines, "");
		assert_one_diag(f, DIAG_BRD003, cases[i].where);
		f->diags.count = 0;
	}
}

static void test_tree_windows(void **state)
{
	const struct board *board = board_of(state,
		"40000000-cfffffff : PCI Bus 0000:00\n1000-1fff : System RAM\n"
		"50100000-501fffff : PCI Bus 0000:01\n",
		"",
		"<memory><range start='0x100000' end='0x38136fff' size='1'/>"
		"<range start='0x40000000' end='0x4000ffff' id='TCC Error Log'/>"
		"<range start='0x100000000' end='0x1ffffffff' id='RAM'/></memory>"
		"<devices><bus type='system'><bus type='pci' address='0x0'>"
		"<resource type='memory' id='res0' min='0xa0000' max='0xbffff' len='0x20000'/>"
		"<resource type='memory' id='res1' min='0x4f800000' max='0xbfffffff' "
		"len='0x70800000'/>"
		"<resource type='memory' min='0x4000000000' max='0x7fffffffff' len='0x4000000000'/>"
		"<resource type='memory' id='res2' min='0xc4000000' max='0xc3ffffff' len='0x1'/>"
		"<resource type='memory' id='res3' min='0xd0000000' max='0xd0ffffff' len='0x0'/>"
		"<resource type='memory' id='bar0' min='0xd1000000' max='0xd1ffffff' "
		"len='0x1000000'/>"
		"<resource type='memory' id='res4' min='0xd2000000' max='0xd2ffffff' len='0x1' "
		"width='32'/>"
		"<device address='0x10000'>"
		"<resource type='memory' min='0xe0000000' max='0xefffffff' len='0x10000000'/>"
		"</device></bus></bus></devices>");

	assert_true(board->is_tree);
	assert_int_equal(board->n_windows, 2);
	assert_claim(&board->windows[0], 0x4f800000, 0xbfffffff, "PCI window");
	assert_claim(&board->windows[1], 0x4000000000, 0x7fffffffff, "PCI window");
	assert_loc(board->windows[0].loc, "0x4f800000");
	assert_int_equal(board->n_ram, 2);
	assert_claim(&board->ram[0], 0x100000, 0x38136fff, "System RAM");
	assert_claim(&board->ram[1], 0x100000000, 0x1ffffffff, "System RAM");
	/* A window of the text does not count here, nor is it taken; other lines of it are. */
	assert_int_equal(board->n_taken, 1);
	assert_claim(&board->taken[0], 0x50100000, 0x501fffff, "PCI Bus 0000:01");
	assert_int_equal(((struct fixture *)*state)->diags.count, 0);
}

static void test_tree_devices(void **state)
{
	const struct board *board = tree_of(state,
		"<device address='0x1f0006' description='Ethernet controller: Intel'>"
		"<vendor>0x8086</vendor><identifier>0x15f2</identifier>"
		"<resource id='bar2' type='io_port' min='0x3000' max='0x301f' len='0x20'/>"
		"<resource type='memory' id='bar0' min='0x80000000' max='0x8001ffff' len='0x20000' "
		"width='32'/>"
		"<resource type='memory' id='bar3' min='0x90000000' max='0x90003fff' len='0x4000' "
		"width='64' prefetchable='1'/>"
		"<capability id='MSI'/><capability id='MSI-X'/></device>"
		"<device address='0x10000'><vendor>0x8086</vendor><identifier>0x1</identifier>"
		"<capability id='MSI'/>"
		"<resource type='memory' min='0xa0000000' max='0xa0ffffff' len='0x1000000'/>"
		"<resource type='memory' min='0xa2000000' max='0xa1ffffff' len='0x0'/>"
		"<bus type='pci' address='0x2d'><device address='0x0'><vendor>0x1</vendor>"
		"</device></bus></device>"
		"<device id='PNP0C02' address='0x20000'>"
		"<resource type='memory' id='res0' min='0xb0000000' max='0xb000ffff' "
		"len='0x10000'/>"
		"<device><acpi_object>\\_SB_.X</acpi_object>"
		"<resource type='memory' id='res0' min='0xb1000000' max='0xb1000fff' len='0x1000'/>"
		"</device></device>");
	const struct pci_device *devices = board->devices;

	assert_int_equal(((struct fixture *)*state)->diags.count, 0);
	assert_int_equal(board->n_devices, 3);
	assert_int_equal(devices[0].bdf.device, 1);
	assert_false(devices[0].msix);
	assert_int_equal(devices[0].n_bars, 0);
	assert_int_equal(devices[1].bdf.device, 0x1f);
	assert_int_equal(devices[1].bdf.function, 6);
	assert_int_equal(devices[1].vendor, 0x8086);
	assert_int_equal(devices[1].device, 0x15f2);
	assert_true(devices[1].msix);
	assert_int_equal(devices[1].n_bars, 3);
	assert_int_equal(devices[1].bars[0].type, BAR_MEM32);
	assert_int_equal(devices[1].bars[0].size, 0x20000);
	assert_int_equal(devices[1].bars[1].type, BAR_IO);
	assert_int_equal(devices[1].bars[1].address, 0x3000);
	assert_int_equal(devices[1].bars[2].type, BAR_MEM64_PREFETCH);
	assert_int_equal(devices[2].bdf.bus, 0x2d);

	assert_int_equal(board->n_taken, 5);
	assert_claim(&board->taken[0], 0x80000000, 0x8001ffff, "Ethernet controller 00:1f.6");
	assert_claim(&board->taken[1], 0x90000000, 0x90003fff, "Ethernet controller 00:1f.6");
	assert_claim(&board->taken[2], 0xa0000000, 0xa0ffffff, "device 00:01.0");
	assert_claim(&board->taken[3], 0xb0000000, 0xb000ffff, "PNP0C02");
	assert_claim(&board->taken[4], 0xb1000000, 0xb1000fff, "\\_SB_.X");
}

/* Some trees have 0 for the address of a BAR that lspci knows. */
static void test_lspci_completes_the_tree(void **state)
{
	const struct board *board = board_of(state, "",
		"00:15.0 Serial bus controller: x\n"
		"Region 0: Memory at 4010000000 (64-bit, non-prefetchable) [size=4K]\n"
		"Region 2: Memory at 4020000000 (64-bit, non-prefetchable) [size=4K]\n",
		"<devices><bus type='pci' address='0x0'>"
		"<resource type='memory' min='0x4000000000' max='0x7fffffffff' len='0x4000000000'/>"
		"<device address='0x150000'><vendor>0x8086</vendor>"
		"<resource type='memory' id='bar0' min='0x0' max='0xfff' len='0x1000' width='64'/>"
		"<resource type='memory' id='bar2' min='0x4030000000' max='0x4030000fff' "
		"len='0x1000' width='64'/>"
		"</device></bus></devices>");

	assert_int_equal(board->n_devices, 1);
	assert_int_equal(board->devices[0].n_bars, 2);
	assert_int_equal(board->devices[0].bars[0].address, 0x4010000000);
	assert_int_equal(board->devices[0].bars[1].address, 0x4030000000);
	assert_false(board->devices[0].msix); /* the tree says */
	assert_int_equal(board->n_taken, 3);  /* where the two disagree, both */
}

static void test_damaged_tree(void **state)
{
	static const struct {
		const char *xml;
		const char *where;
	} cases[] = {
		{"<memory><range start='0x1000' end='none'/></memory>", "none"},
		{"<memory><range start='0x1000'/></memory>", "range"},
		{"<memory><range start='0x2000' end='0x1000'/></memory>", "0x2000"},
		{"<devices><device><resource type='memory' min='x' max='0x1' "
		 "len='0x2'/></device></devices>",
			"x"},
		{"<devices><bus><resource type='memory' min='0x1' "
		 "max='0x10000000000000000'/></bus></devices>",
			"0x10000000000000000"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture *f = *state;

		(void)board_of(state, "", "", cases[i].xml);
		assert_one_diag(f, DIAG_BRD004, cases[i].where);
		f->diags.count = 0;
	}
}

static void test_empty_board(void **state)
{
	const struct board *board =
		board_of(state, "", " \n", "<MAX_MSIX_TABLE_NUM>\n\t16\n\t</MAX_MSIX_TABLE_NUM>");

	assert_string_equal(board->name.text, "b");
	assert_false(board->has_iomem);
	assert_int_equal(board->n_ram + board->n_windows + board->n_taken + board->n_devices, 0);
	assert_int_equal(board->n_ioapics, 1);
	assert_number(&board->max_msix_table_num, NUMBER_DECIMAL, 16);
	assert_int_equal(((struct fixture *)*state)->diags.count, 0);
}

static void test_wrong_root(void **state)
{
	struct fixture *f = *state;

	fixture_load(f, "<board/>");
	assert_false(parse_board(&f->document, &f->board));
	assert_one_diag(f, DIAG_XML005, "board");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_ram_is_merged),
		FIXTURE_TEST(test_windows_of_iomem),
		FIXTURE_TEST(test_iomem_lines_twice),
		FIXTURE_TEST(test_bus_inside_another_root),
		FIXTURE_TEST(test_touching_windows_stay_apart),
		FIXTURE_TEST(test_taken_of_both_sections),
		FIXTURE_TEST(test_ram_in_a_window_is_taken),
		FIXTURE_TEST(test_devices_of_lspci),
		FIXTURE_TEST(test_bars_of_unknown_size_are_taken),
		FIXTURE_TEST(test_regions_of_virtual_functions),
		FIXTURE_TEST(test_region_listed_twice),
		FIXTURE_TEST(test_other_domains),
		FIXTURE_TEST(test_lines_that_are_no_records),
		FIXTURE_TEST(test_damaged_iomem),
		FIXTURE_TEST(test_hidden_iomem),
		FIXTURE_TEST(test_damaged_lspci),
		FIXTURE_TEST(test_tree_windows),
		FIXTURE_TEST(test_tree_devices),
		FIXTURE_TEST(test_lspci_completes_the_tree),
		FIXTURE_TEST(test_damaged_tree),
		FIXTURE_TEST(test_empty_board),
		FIXTURE_TEST(test_wrong_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
