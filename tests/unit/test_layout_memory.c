/* HV RAM and the pool for every release, and every way in which they can be refused. */
#include "layout_fixture.h"

static struct lab *usual(const char *target)
{
	return lab_usual(target, 2);
}

static bool memory(struct lab *lab)
{
	return layout_memory(&lab->ctx, &lab->layout);
}

/* Refused with one diagnostic of that code, whose message has that part. */
static void refused(struct lab *lab, enum diag_code code, const char *part)
{
	assert_false(memory(lab));
	assert_contains(lab_only(lab, code), part);
	lab_free(lab);
}

static void test_in_hv_ram(void **state)
{
	(void)state;
	struct lab *lab = usual("v2.3");

	lab_region(lab, 2, 0x5);
	lab_region(lab, 64, 0xc);
	lab_region(lab, 4, 0x5);
	assert_true(memory(lab));
	assert_int_equal(lab->diags.count, 0);
	assert_int_equal(lab->layout.hv_ram_start, 0x11000000);
	assert_int_equal(lab->layout.hv_ram_size, 0xbe00000 + 70 * MIB);
	assert_int_equal(lab->layout.pool_size, 70 * MIB);
	assert_int_equal(lab->layout.pool_base + 70 * MIB, 0x11000000 + 0xbe00000 + 70 * MIB);
	assert_false(lab->layout.pool_base_exact);
	assert_int_equal(lab->layout.regions[1].offset, 2 * MIB);
	assert_int_equal(lab->layout.regions[2].offset, 66 * MIB);
	assert_int_equal(lab->layout.regions[2].hpa, lab->layout.pool_base + 66 * MIB);
	lab_free(lab);
}

static void test_base_by_number_of_vms(void **state)
{
	(void)state;
	static const struct {
		const char *target;
		size_t vms;
		uint64_t base;
	} rows[] = {{"v2.2", 2, 0x7800000}, {"v2.2", 4, 0xb400000}, {"v2.3", 4, 0xbe00000},
		{"v2.2", 7, 0x11800000}, {"v2.3", 7, 0x12c00000}, {"v2.4", 8, 0x14800000},
		{"v2.5", 8, 0x14800000}, {"v2.5", 10, 0x14800000 + 100 * MIB},
		{"v2.6", 16, 0x14800000 + 400 * MIB}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct lab *lab = lab_new(rows[i].target);

		lab_usual_board(lab);
		for (size_t k = 0; k < rows[i].vms; k++)
			lab_vm(lab, k == 0 ? VM_SERVICE : VM_POST_LAUNCHED);
		lab_region(lab, 2, 0x3);
		assert_true(memory(lab));
		assert_int_equal(lab->layout.hv_ram_size, rows[i].base + 2 * MIB);
		lab_free(lab);
	}
}

static void test_kconfig_maximum(void **state)
{
	(void)state;
	struct lab *lab = usual("v2.3");

	/* base and regions are more than 512 MiB, image and regions (64 + 384 MiB) are less */
	lab_region(lab, 256, 0x5);
	lab_region(lab, 128, 0x5);
	assert_true(memory(lab));
	assert_int_equal(lab->diags.count, 0);
	assert_int_equal(lab->layout.hv_ram_size, 0x20000000);
	lab_free(lab);

	lab = usual("v2.3");
	lab_region(lab, 512, 0x5);
	assert_true(memory(lab));
	assert_contains(lab_only(lab, DIAG_MEM008), "take v2.4");
	assert_int_equal(lab->layout.hv_ram_size, 0xbe00000 + 512 * MIB);
	lab_free(lab);

	lab = usual("v2.4");
	lab_region(lab, 512, 0x5);
	assert_true(memory(lab));
	assert_int_equal(lab->diags.count, 0);
	lab_free(lab);
}

static void test_avoids_vm_memory(void **state)
{
	(void)state;
	struct lab *lab = usual("v2.3");

	lab_memory(&lab->vms[0], 0x18000000, 128 * MIB);
	lab_region(lab, 2, 0x5);
	assert_true(memory(lab));
	/* after the VM's memory, 16 MiB further up */
	assert_int_equal(lab->layout.hv_ram_start, 0x21000000);
	lab_free(lab);
}

/* Room is tested after the rounding, and the end counts. */
static void test_exact_room(void **state)
{
	(void)state;
	for (uint64_t missing = 0; missing <= 1; missing++) {
		struct lab *lab = lab_new("v2.3");
		uint64_t image = 32 * MIB + 16 * MIB;

		lab_vm(lab, VM_SERVICE);
		lab_vm(lab, VM_POST_LAUNCHED);
		lab_region(lab, 64, 0x3);
		/* 1 byte after a 2 MiB boundary: start is rounded up by almost 2 MiB */
		lab_ram(lab, 0x20000001, 0x20000000 + 18 * MIB + image + 64 * MIB - 1 - missing);
		if (missing != 0) {
			refused(lab, DIAG_MEM002, "largest place has 110 MiB");
			continue;
		}
		assert_true(memory(lab));
		assert_contains(lab_only(lab, DIAG_MEM007), "room for 112 MiB");
		assert_int_equal(lab->layout.hv_ram_start, 0x20000000 + 18 * MIB);
		assert_int_equal(lab->layout.hv_ram_size, image + 64 * MIB);
		assert_int_equal(lab->layout.pool_base, 0x20000000 + 18 * MIB + image);
		lab_free(lab);
	}
}

static void test_smaller_regions_would_fit(void **state)
{
	(void)state;
	struct lab *lab = lab_new("v2.3");

	lab_vm(lab, VM_SERVICE);
	lab_vm(lab, VM_POST_LAUNCHED);
	lab_region(lab, 64, 0x3);
	lab_ram(lab, 0x20000000, 0x20000000 + 100 * MIB - 1);
	refused(lab, DIAG_MEM002, "these sizes fit: 'hv:/a' of 32 MB");
}

static void test_room_below_usual_start(void **state)
{
	(void)state;
	struct lab *lab = lab_new("v2.3");

	lab_vm(lab, VM_SERVICE);
	lab_vm(lab, VM_POST_LAUNCHED);
	lab_region(lab, 64, 0x3);
	lab_ram(lab, 0x100000, 0x0fffffff);
	refused(lab, DIAG_MEM002, "HV_RAM_START 0x9000000 fits if the scenario gives it");
}

static struct lab *given(uint64_t start, uint64_t size)
{
	struct lab *lab = usual("v2.3");

	lab_region(lab, 64, 0x5);
	if (start != 0)
		lab->config.hv_ram_start = lab_number(start);
	if (size != 0)
		lab->config.hv_ram_size = lab_number(size);
	return lab;
}

static void test_given_values_win(void **state)
{
	(void)state;
	struct lab *lab = given(0x30000000, 0x18000000);

	assert_true(memory(lab));
	assert_int_equal(lab->diags.count, 0);
	assert_int_equal(lab->layout.hv_ram_start, 0x30000000);
	assert_int_equal(lab->layout.hv_ram_size, 0x18000000);
	assert_int_equal(lab->layout.pool_base, 0x30000000 + 0x18000000 - 64 * MIB);
	lab_free(lab);

	lab = given(0, 0x8000000); /* 128 MiB: image and regions, less than planned */
	assert_true(memory(lab));
	assert_contains(lab_only(lab, DIAG_MEM007), "0xfe00000");
	assert_int_equal(lab->layout.hv_ram_size, 0x8000000);
	lab_free(lab);

	lab = given(0x200000, 0);
	assert_true(memory(lab));
	assert_int_equal(lab->layout.hv_ram_start, 0x200000);
	lab_free(lab);
}

static void test_given_values_refused(void **state)
{
	(void)state;
	struct lab *lab = given(0x40000000, 0);

	refused(given(0, 0x7e00000), DIAG_MEM006, "regions take 64 MiB");
	refused(given(0, 0x18000001), DIAG_MEM003, "use 0x18200000");
	refused(given(0x11000001, 0), DIAG_MEM003, "use 0x11200000");
	refused(given(0x7ff00000, 0x18000000), DIAG_MEM003, "HV_RAM_START");
	refused(given(0x7fe00000, 0x18000000), DIAG_MEM004, "does not lie in one range");
	refused(given(0xf0000000, 0x18000000), DIAG_MEM004, "end below 4 GiB");
	refused(given(UINT64_MAX - 2 * MIB + 1, 0x18000000), DIAG_MEM004, "end below 4 GiB");
	refused(given(0, 0x8000000000), DIAG_MEM002, "the largest place has");
	lab_memory(&lab->vms[0], 0x40000000 + 128 * MIB - 1, 1);
	refused(lab, DIAG_MEM005, "overlaps the memory of VM 0");
	lab = given(
		0x40000000, 0); /* room for image and regions: smaller than planned, but right */
	lab_memory(&lab->vms[0], 0x40000000 + 128 * MIB, 1);
	assert_true(memory(lab));
	assert_contains(lab_only(lab, DIAG_MEM007), "room for 128 MiB");
	lab_free(lab);
	lab = given(0x40000000, 0); /* the byte right after is no overlap */
	lab_memory(&lab->vms[0], 0x40000000 + 0xbe00000 + 64 * MIB, 4096);
	assert_true(memory(lab));
	assert_int_equal(lab->diags.count, 0);
	lab_free(lab);
}

static void test_given_start_outside_kconfig(void **state)
{
	(void)state;
	struct lab *lab = given(0x90000000, 0);

	lab_ram(lab, 0x90000000, 0xafffffff);
	assert_true(memory(lab));
	assert_contains(lab_only(lab, DIAG_MEM008), "HV_RAM_START 0x90000000 is outside");
	lab_free(lab);
}

static void test_no_ram(void **state)
{
	(void)state;
	struct lab *lab = lab_new("v2.3");

	lab_vm(lab, VM_SERVICE);
	lab_vm(lab, VM_POST_LAUNCHED);
	lab_region(lab, 2, 0x3);
	refused(lab, DIAG_MEM001, "'lab' has no System RAM");
}

static void test_switched_off(void **state)
{
	(void)state;
	struct lab *lab = usual("v2.3");

	lab_region(lab, 512, 0x5);
	lab->config.enabled_effective = false;
	lab->config.hv_ram_size = lab_number(0x2000000); /* not looked at then */
	lab_accept(lab);
	assert_int_equal(lab->layout.pool_size, 0);
	assert_int_equal(lab->layout.pool_base, 0);
	assert_int_equal(lab->layout.regions[0].hpa, 0);
	assert_int_equal(lab->layout.hv_ram_size, 0x2000000);
	assert_int_equal(lab->layout.vms[0].n_devices, 0);
	lab_free(lab);
}

static void test_below_2gib(void **state)
{
	(void)state;
	struct lab *lab = usual("v3.2");

	lab_region(lab, 512, 0x5);
	assert_true(memory(lab));
	assert_int_equal(lab->diags.count, 0);
	assert_int_equal(lab->layout.hv_ram_start, 0x400000);
	assert_int_equal(lab->layout.pool_base, 0x400000 + 20 * MIB);
	assert_int_equal(lab->layout.hv_ram_size, 532 * MIB);
	lab_free(lab);

	lab = usual("v3.2");
	for (unsigned i = 0; i < 4; i++)
		lab_region(lab, 512, 0x5);
	refused(lab, DIAG_MEM009, "these sizes fit: 'hv:/d' of 256 MB");

	lab = usual("v3.0"); /* HV_RAM_SIZE is read by nothing there */
	lab_region(lab, 2, 0x5);
	lab->config.hv_ram_size = lab_number(0x1234);
	lab->config.hv_ram_start = lab_number(0x20000000);
	assert_true(memory(lab));
	assert_int_equal(lab->diags.count, 0);
	assert_int_equal(lab->layout.pool_base, 0x20000000 + 244 * MIB);
	lab->config.hv_ram_start = lab_number(0x71000000);
	refused(lab, DIAG_MEM004, "end below 2 GiB");

	lab = usual("v3.0");
	lab_region(lab, 512, 0x5);
	lab_memory(&lab->vms[0], 0x20000000, GIB);
	lab_memory(&lab->vms[0], 0x1000000, MIB);
	refused(lab, DIAG_MEM009,
		"the largest has 512 MiB at 0x60000000-0x7fffffff, between 'memory of VM 0' and "
		"the end of that RAM; these sizes fit: 'hv:/a' of 256 MB");

	lab = usual("v3.0");
	lab_region(lab, 2, 0x5);
	lab_memory(&lab->vms[0], 0x8000000, 2 * GIB - 0x8000000);
	refused(lab, DIAG_MEM009, "between 4 MiB and 'memory of VM 0'; no region fits; free");

	lab = usual("v3.0");
	lab_region(lab, 2, 0x5);
	lab->ram[0].range.last = 0x2fffff;
	refused(lab, DIAG_MEM009, "nothing is free there");

	lab = usual("v2.7");
	lab_region(lab, 2, 0x5);
	lab_memory(&lab->vms[0], 0x4000000, 64 * MIB);
	assert_true(memory(lab));
	assert_int_equal(lab->layout.hv_ram_start, 0x8000000);
	lab_free(lab);
}

static void test_top_of_e820(void **state)
{
	(void)state;
	struct lab *lab = usual("v3.3");

	lab_region(lab, 512, 0x5);
	lab_region(lab, 2, 0x5);
	assert_true(memory(lab));
	assert_int_equal(lab->diags.count, 0);
	assert_int_equal(lab->layout.pool_base, 8 * GIB - 514 * MIB);
	assert_int_equal(lab->layout.hv_ram_size, 0);

	/* a last entry that is too small by a page, and not whole pages at its ends */
	lab_ram(lab, 9 * GIB + 1, 9 * GIB + 514 * MIB);
	assert_true(memory(lab));
	assert_int_equal(lab->layout.pool_base, 8 * GIB - 514 * MIB);
	lab->ram[2].range.last += 4096;
	assert_true(memory(lab));
	assert_int_equal(lab->layout.pool_base, 9 * GIB + 4096);
	lab_free(lab);

	lab = usual("v3.3");
	lab->board.n_ram = 1;
	for (unsigned i = 0; i < 5; i++)
		lab_region(lab, 512, 0x5);
	refused(lab, DIAG_MEM009, "takes 2560 MiB at boot");

	lab = usual("v3.3");
	lab->board.n_ram = 1;
	lab->ram[0].range.last = lab->ram[0].range.first + MIB;
	lab_region(lab, 2, 0x5);
	refused(lab, DIAG_MEM009, "no region fits; free memory or take another board");
}

static void test_e820_and_vm_memory(void **state)
{
	(void)state;
	struct lab *lab = usual("v3.3");

	lab_region(lab, 2, 0x5);
	lab_memory(&lab->vms[0], 8 * GIB - 2 * MIB - 1, 1);
	assert_true(memory(lab));
	assert_int_equal(lab->diags.count, 0);
	lab_memory(&lab->vms[0], 8 * GIB - 2 * MIB, 1);
	refused(lab, DIAG_MEM010, "memory of VM 0");

	/* only a size: from 4 GiB up around given pieces, so 3.5 GiB + 1 byte reach the pool */
	lab = usual("v3.3");
	lab_region(lab, 2, 0x5);
	lab->vms[0].memory[1] = (struct memory_piece){
		.start = {.form = NUMBER_ABSENT}, .length = lab_number(3584 * MIB - 2 * MIB)};
	lab->vms[0].n_memory = 2;
	assert_true(memory(lab));
	assert_int_equal(lab->diags.count, 0);
	lab->vms[0].memory[1].length.value++;
	refused(lab, DIAG_MEM010, "memory of VM 0");

	/* of two such VMs the second goes on where the first ends */
	for (unsigned extra = 0; extra <= 1; extra++) {
		lab = usual("v3.3");
		lab_region(lab, 2, 0x5);
		struct vm *second = lab_vm(lab, VM_PRE_LAUNCHED);

		lab->vms[0].memory[0] = (struct memory_piece){
			.start = {.form = NUMBER_ABSENT}, .length = lab_number(2 * GIB)};
		second->memory[0] = (struct memory_piece){
			.start = {.form = NUMBER_ABSENT}, .length = lab_number(2046 * MIB + extra)};
		second->n_memory = 1;
		if (extra != 0) {
			refused(lab, DIAG_MEM010, "memory of VM 4");
			continue;
		}
		assert_true(memory(lab));
		assert_int_equal(lab->diags.count, 0);
		lab_free(lab);
	}

	/* below 4 GiB the pool lies lower than computed */
	lab = usual("v3.3");
	lab->board.n_ram = 1;
	lab_region(lab, 2, 0x5);
	lab->vms[0].memory[0].start.value = 0x40000000;
	assert_true(memory(lab));
	assert_contains(lab_only(lab, DIAG_MEM011), "will lie lower");
	lab_free(lab);
}

static void test_dm_regions_have_no_place(void **state)
{
	(void)state;
	struct lab *lab = usual("v2.3");

	lab_region(lab, 2, 0x5);
	lab_region(lab, 8, 0xc);
	lab_region(lab, 4, 0x5);
	lab->regions[1].land = LAND_DM;
	lab->config.n_hv_regions = 2;
	lab->config.hv_regions_size = 6 * MIB;
	lab_accept(lab);
	assert_int_equal(lab->layout.regions[1].hpa, 0);
	assert_int_equal(lab->layout.regions[2].offset, 2 * MIB);
	lab_free(lab);
}

/* Memory without an address leaves a single byte of the range that it lies in. */
static void test_placed_memory_ends_in_its_range(void **state)
{
	(void)state;
	struct lab *lab = lab_new("v3.3");
	struct vm *vm = lab_vm(lab, VM_PRE_LAUNCHED);

	lab_ram(lab, 0x100000, 0x7fffffff);
	lab_ram(lab, 4 * GIB, 4 * GIB + 512 * MIB);
	lab_ram(lab, 8 * GIB, 10 * GIB - 1);
	lab_memory(vm, 0, 512 * MIB);
	vm->memory[0].start = (struct number){.form = NUMBER_ABSENT};
	lab_vm(lab, VM_SERVICE);
	lab_region(lab, 2, 0x3);
	assert_true(memory(lab));
	assert_int_equal(lab->diags.count, 0);
	assert_int_equal(lab->layout.pool_base, 10 * GIB - 2 * MIB);
	lab_free(lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_hv_ram),
		cmocka_unit_test(test_base_by_number_of_vms),
		cmocka_unit_test(test_kconfig_maximum),
		cmocka_unit_test(test_avoids_vm_memory),
		cmocka_unit_test(test_exact_room),
		cmocka_unit_test(test_smaller_regions_would_fit),
		cmocka_unit_test(test_room_below_usual_start),
		cmocka_unit_test(test_given_values_win),
		cmocka_unit_test(test_given_values_refused),
		cmocka_unit_test(test_given_start_outside_kconfig),
		cmocka_unit_test(test_no_ram),
		cmocka_unit_test(test_switched_off),
		cmocka_unit_test(test_below_2gib),
		cmocka_unit_test(test_top_of_e820),
		cmocka_unit_test(test_e820_and_vm_memory),
		cmocka_unit_test(test_dm_regions_have_no_place),
		cmocka_unit_test(test_placed_memory_ends_in_its_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
