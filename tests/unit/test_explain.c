/* Explanations are true: every candidate is named once, and is what the line says of it. */
#include "report/explain.h"
#include "layout_fixture.h"
#include "report/map.h"

static const char *explain(struct lab *lab, const char *subject)
{
	const char *why = NULL;
	struct text text;

	text_init(&text, &lab->arena);
	if (!explain_layout(&lab->ctx, &lab->config, &lab->layout, subject, &text, &why))
		fail_msg("'%s': %s", subject, why);
	return text.bytes;
}

static void a_region_is_explained_in_all_its_places(void **state)
{
	static const char *const lines[] = {
		"region 'hv:/b', 16 MiB\n",
		"offset 0x200000 in the pool: regions are packed in the order of the scenario; "
		"before "
		"it 'hv:/a' (2 MiB)\n",
		"    > 0x100000-0x7fffffff: chosen: the first with enough room\n",
		"\nVM 0, pre-launched VM\n",
		"    vBDF 00:02.0: the first device number of bus 0 that is free\n"
		"      00:00    the host bridge\n"
		"      00:01    region 'hv:/a'\n",
		"    BAR2, 16 MiB, the shared memory: 0x",
		"\nVM 1, Service VM\n",
		"      00:02    native device 00:02.0 'a device'\n",
		"        0xa0000000-0xa1ffffff: taken by 'VGA 00:02.0', 'hv:/b'\n",
		"      > 0xa2000000-0xa2ffffff: chosen: the smallest free block that is large "
		"enough, "
		"an aligned one of 32 MiB\n",
		"free, kept in aligned blocks of ",
		"\nVM 2, post-launched VM\n",
		"    vBDF and BARs: acrn-dm chooses them when it starts the VM\n",
	};
	struct lab *lab = lab_new("v2.3");

	(void)state;
	lab_usual_board(lab);
	lab_memory(lab_vm(lab, VM_PRE_LAUNCHED), 4 * GIB, GIB);
	lab_vm(lab, VM_SERVICE);
	lab_vm(lab, VM_POST_LAUNCHED);
	lab_region(lab, 2, 1);
	lab_region(lab, 16, 7);
	lab_accept(lab);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_contains(explain(lab, "hv:/b"), lines[i]);
	lab_free(lab);
}

static void subjects_are_found_by_all_their_names(void **state)
{
	static const char *const names[] = {"0", "VM 0", "vm0", "Vm  0", "rt"};
	struct lab *lab = lab_new("v2.3");
	const char *why = NULL;
	struct text text;

	(void)state;
	lab_usual_board(lab);
	lab_memory(lab_vm(lab, VM_PRE_LAUNCHED), 4 * GIB, GIB);
	lab->vms[0].name = value_of("rt", (struct loc){0});
	lab_vm(lab, VM_POST_LAUNCHED);
	lab_region(lab, 2, 3);
	lab_accept(lab);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_contains(explain(lab, names[i]), "VM 0 'rt', pre-launched VM");
	assert_string_equal(explain(lab, "a"), explain(lab, "hv:/a"));
	text_init(&text, &lab->arena);
	assert_false(explain_layout(&lab->ctx, &lab->config, &lab->layout, "2", &text, &why));
	assert_string_equal(why, "there are 'hv:/a', VM 0 to VM 1");
	lab_free(lab);
}

/* "a" is no name where it could be a region of either land. */
static void a_name_of_two_regions_is_none(void **state)
{
	struct lab *lab = lab_new("v2.3");
	const char *why = NULL;
	struct text text;

	(void)state;
	lab_usual_board(lab);
	lab_vm(lab, VM_POST_LAUNCHED);
	lab_vm(lab, VM_POST_LAUNCHED);
	lab_region(lab, 2, 3);
	lab_region(lab, 4, 3);
	lab->regions[1].land = LAND_DM;
	lab->regions[1].full_name = "dm:/a";
	lab->regions[1].index = 0;
	lab->config.n_hv_regions = 1;
	lab->config.hv_regions_size = 2 * MIB;
	lab_accept(lab);
	text_init(&text, &lab->arena);
	assert_false(explain_layout(&lab->ctx, &lab->config, &lab->layout, "a", &text, &why));
	assert_contains(explain(lab, "dm:/a"), "a shared memory object of the Service VM");
	assert_contains(explain(lab, "dm:/a"), "acrn-dm makes the device");
	lab_free(lab);
}

static void the_pool_of_each_release_is_explained(void **state)
{
	static const struct {
		const char *target;
		const char *words;
		const char *chosen;
	} cases[] = {
		{"v2.6", "planned at the end of HV RAM", "> 0x10000000-0x7fffffff: chosen"},
		{"v3.2", "planned after the measured image", "> 0x10000000-0x7fffffff: chosen"},
		{"v3.3", "from the end of the highest System RAM",
			"> 0x100000000-0x1ffffffff: chosen"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lab *lab = lab_new(cases[i].target);

		lab_ram(lab, 0x100000, 0x4fffff);
		lab_ram(lab, 0x10000000, 0x7fffffff);
		lab_ram(lab, 4 * GIB, 8 * GIB - 1);
		lab_vm(lab, VM_POST_LAUNCHED);
		lab_vm(lab, VM_POST_LAUNCHED);
		lab_region(lab, 2, 3);
		assert_true(lab_layout(lab));
		assert_contains(explain(lab, "hv:/a"), cases[i].words);
		assert_contains(explain(lab, "hv:/a"), cases[i].chosen);
		if (i < 2)
			assert_contains(explain(lab, "hv:/a"), "  0x100000-0x4fffff: ");
		lab_free(lab);
	}
}

static void a_given_start_is_no_choice(void **state)
{
	struct lab *lab = lab_new("v2.3");

	(void)state;
	lab_usual_board(lab);
	lab_vm(lab, VM_POST_LAUNCHED);
	lab_vm(lab, VM_POST_LAUNCHED);
	lab_region(lab, 2, 3);
	lab->config.hv_ram_start = lab_number(0x20000000);
	assert_true(lab_layout(lab));
	assert_contains(explain(lab, "hv:/a"), "HV_RAM_START is given in the scenario");
	assert_null(strstr(explain(lab, "hv:/a"), "chosen: the first"));
	lab_free(lab);
}

static void what_found_no_place_is_explained(void **state)
{
	struct lab *lab = lab_new("v2.3");
	const char *text;

	(void)state;
	lab_usual_board(lab);
	lab_taken(lab, 0xc0000000, 0xc0000fff, "NVMe 01:00.0");
	lab_vm(lab, VM_SERVICE);
	lab_vm(lab, VM_POST_LAUNCHED);
	lab_region(lab, 512, 3);
	assert_false(lab_layout(lab));
	text = explain(lab, "hv:/a");
	assert_contains(text, "BAR2, 512 MiB, the shared memory: NOT PLACED");
	assert_contains(text, "0xa0000000-0xdfffffff: taken by 'VGA 00:02.0', 'NVMe 01:00.0'");
	lab_free(lab);
}

static void passthrough_devices_are_explained(void **state)
{
	struct lab *lab = lab_new("v2.3");
	struct pci_device *device;
	const char *text;

	(void)state;
	lab_usual_board(lab);
	device = lab_device(lab, 0, 0x17);
	lab_bar(device, 0, BAR_MEM32, 0xa2000000, 0x2000);
	lab_bar(device, 2, BAR_MEM64, 0x4000000000, 0x100000);
	lab_bar(device, 4, BAR_MEM32, 0, 0x1000)->has_address = false;
	lab_memory(lab_vm(lab, VM_PRE_LAUNCHED), 4 * GIB, GIB);
	lab_vm(lab, VM_POST_LAUNCHED);
	lab_pass(&lab->vms[0], device);
	lab_region(lab, 2, 3);
	lab_accept(lab);
	text = explain(lab, "VM 0");
	assert_contains(text, "BAR0, 8 KiB: 0xa2000000-0xa2001fff, where it is on the board");
	assert_contains(text, "BAR2, 1 MiB: 0x");
	assert_contains(text, "in the area that this release reserves");
	assert_contains(text, "BAR4, 4 KiB: 0 in the table, so that the guest places it");
	lab_free(lab);
}

/* ---- every line of a window is true ------------------------------------------------------ */

static bool overlaps(const struct lab *lab, const struct layout_vm *vm, const struct bar *own,
	uint64_t first, uint64_t last)
{
	(void)lab;
	for (size_t i = 0; i < vm->n_taken; i++) {
		if (vm->taken[i].range.first <= last && first <= vm->taken[i].range.last)
			return true;
	}
	for (size_t i = 0; i < vm->n_devices; i++) {
		for (size_t k = 0; k < vm->devices[i].n_bars; k++) {
			const struct bar *bar = &vm->devices[i].bars[k];

			if (bar != own && bar->address != 0 && bar->address <= last &&
				first <= bar->address + bar->size - 1)
				return true;
		}
	}
	return false;
}

/* Checks the lines of one BAR in one window; returns how many there were. */
static size_t check_lines(struct lab *lab, const char *text, const struct bar *bar)
{
	const struct layout_vm *vm = &lab->layout.vms[0];
	const struct claim *window = &vm->windows[0];
	uint64_t size = bar->size;
	uint64_t next = (window->range.first + size - 1) & ~(size - 1);
	size_t count = 0;
	unsigned long long first;
	unsigned long long last;
	char fate[8];

	for (const char *line = strchr(text, '\n') + 1;
		sscanf(line, "%*[ >]0x%llx-0x%llx: %6s", &first, &last, fate) == 3;
		line = strchr(line, '\n') + 1) {
		bool taken = strcmp(fate, "taken") == 0;

		assert_int_equal(first, next);
		for (uint64_t at = first; at < last; at += size)
			assert_int_equal(overlaps(lab, vm, bar, at, at + size - 1), taken);
		if (strcmp(fate, "chosen") == 0)
			assert_int_equal(first, bar->address);
		next = last + 1;
		count++;
	}
	assert_int_equal(next, (window->range.last + 1) & ~(size - 1));
	return count;
}

static void every_candidate_has_one_true_line(void **state)
{
	struct lab *lab = lab_new("v2.3");
	struct layout_device *device;
	const char *text;

	(void)state;
	lab_usual_board(lab);
	for (uint64_t i = 0; i < 30; i++)
		lab_taken(lab, 0xa1000000 + i * i * 0x61000,
			0xa1000000 + i * i * 0x61000 + (i % 5 + 1) * 0x3000 - 1, "device");
	lab_vm(lab, VM_SERVICE);
	lab_vm(lab, VM_POST_LAUNCHED);
	lab_region(lab, 2, 3);
	lab_region(lab, 64, 3);
	lab_region(lab, 4, 3);
	lab_accept(lab);
	for (size_t i = 0; i < 3; i++) {
		device = lab_find(lab, 0, DEVICE_IVSHMEM, i);
		text = strstr(explain(lab, device->region->full_name), "VM 0, Service VM");
		for (size_t k = 0; k < device->n_bars; k++) {
			text = strstr(text, "'PCI Bus 0000:00'");
			assert_non_null(text);
			if (device->bars[k].size >= PAGE_SIZE_4K)
				assert_true(check_lines(lab, text, &device->bars[k]) > 1);
			text++;
		}
	}
	lab_free(lab);
}

static void names_cannot_reach_the_terminal(void **state)
{
	struct lab *lab = lab_new("v2.3");

	(void)state;
	lab_usual_board(lab);
	lab_memory(lab_vm(lab, VM_PRE_LAUNCHED), 4 * GIB, GIB);
	lab->vms[0].name = value_of("a\033[2J\xe2\x80\xae\nb", (struct loc){0});
	lab->devices[1].label = "\033]0;x\a";
	lab_vm(lab, VM_SERVICE);
	lab_region(lab, 2, 3);
	lab_accept(lab);
	for (const char *c = explain(lab, "hv:/a"); *c != '\0'; c++)
		assert_true(*c == '\n' || (*c >= ' ' && *c < 0x7f));
	lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_region_is_explained_in_all_its_places),
		cmocka_unit_test(subjects_are_found_by_all_their_names),
		cmocka_unit_test(a_name_of_two_regions_is_none),
		cmocka_unit_test(the_pool_of_each_release_is_explained),
		cmocka_unit_test(a_given_start_is_no_choice),
		cmocka_unit_test(what_found_no_place_is_explained),
		cmocka_unit_test(passthrough_devices_are_explained),
		cmocka_unit_test(every_candidate_has_one_true_line),
		cmocka_unit_test(names_cannot_reach_the_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
