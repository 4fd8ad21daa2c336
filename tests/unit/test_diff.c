/* Two layouts and what changes between them for each VM, in words and as JSON. */
#include <jansson.h>

#include "report/diff.h"
#include "layout_fixture.h"

/* VM 0 pre-launched, VM 1 Service VM, VM 2 and 3 post-launched; hv:/a (0, 2), hv:/b (0, 1, 2). */
static struct lab *lab_make(const char *target)
{
	struct lab *lab = lab_new(target);

	lab_usual_board(lab);
	lab_memory(lab_vm(lab, VM_PRE_LAUNCHED), 4 * GIB, GIB);
	lab_vm(lab, VM_SERVICE);
	lab_vm(lab, VM_POST_LAUNCHED);
	lab_vm(lab, VM_POST_LAUNCHED);
	lab_region(lab, 2, 5);
	lab_region(lab, 16, 7);
	return lab;
}

/* The last region becomes one of acrn-dm. */
static void lab_to_dm(struct lab *lab, const char *name)
{
	struct region *region = &lab->regions[lab->config.n_regions - 1];

	region->land = LAND_DM;
	region->full_name = name;
	region->index = lab->config.n_regions - lab->config.n_hv_regions;
	lab->config.n_hv_regions--;
	lab->config.hv_regions_size -= region->size;
}

struct comparison {
	struct lab *before;
	struct lab *after;
	struct diff diff;
	struct text text;
};

static void compare(struct comparison *c)
{
	assert_true(lab_layout(c->before));
	assert_true(lab_layout(c->after));

	struct diff_side before = {c->before->ctx.target, &c->before->config, &c->before->layout};
	struct diff_side after = {c->after->ctx.target, &c->after->config, &c->after->layout};

	diff_layouts(&c->after->arena, &before, &after, &c->diff);
	text_init(&c->text, &c->after->arena);
	diff_render_as_text(&c->text, &c->diff);
}

static void comparison_free(struct comparison *c)
{
	lab_free(c->before);
	lab_free(c->after);
}

static void the_same_is_no_change(void **state)
{
	static const char *const releases[] = {"v2.2", "v2.3", "v2.7", "v3.3"};

	(void)state;
	for (size_t i = 0; i < sizeof(releases) / sizeof(releases[0]); i++) {
		struct comparison c = {lab_make(releases[i]), lab_make(releases[i]), {0}, {0}};

		compare(&c);
		assert_int_equal(c.diff.restart, DIFF_RESTART_NONE);
		for (size_t k = 0; k < 4; k++) {
			assert_int_equal(c.diff.vms[k].n_changes, 0);
			assert_false(c.diff.vms[k].restart);
		}
		assert_contains(c.text.bytes, "VM 3 (post-launched VM): sees no change\n");
		assert_contains(c.text.bytes, "restart: nothing;");
		comparison_free(&c);
	}
}

static void a_resized_region_is_seen_by_its_vms(void **state)
{
	struct comparison c = {lab_make("v2.3"), lab_make("v2.3"), {0}, {0}};

	(void)state;
	c.after->regions[0].size = 4 * MIB;
	c.after->config.hv_regions_size += 2 * MIB;
	compare(&c);
	assert_int_equal(c.diff.restart, DIFF_RESTART_ALL);
	assert_contains(c.text.bytes, "VM 0 (pre-launched VM)\n"
				      "  region 'hv:/a': size 2 MiB -> 4 MiB\n");
	assert_contains(c.text.bytes,
		"VM 2 (post-launched VM)\n"
		"  region 'hv:/a': size 2 MiB -> 4 MiB\n"
		"  region 'hv:/a': acrn-dm argument ivshmem,hv:/a,2 -> ivshmem,hv:/a,4\n");
	assert_contains(c.text.bytes, "VM 1 (Service VM): sees no change\n");
	/* It sees nothing and goes down all the same. */
	assert_true(c.diff.vms[1].restart);
	assert_true(c.diff.vms[3].restart);
	comparison_free(&c);
}

static void a_moved_bar_and_vbdf_are_seen(void **state)
{
	struct comparison c = {lab_make("v2.3"), lab_make("v2.3"), {0}, {0}};

	(void)state;
	lab_taken(c.after, 0xa1000000, 0xa1ffffff, "a new device");
	lab_device(c.after, 0, 3);
	compare(&c);
	assert_contains(c.text.bytes, "VM 1 (Service VM)\n"
				      "  region 'hv:/b': vBDF 00:03.0 -> 00:04.0\n");
	assert_contains(c.text.bytes, "region 'hv:/b': BAR2 0xa2000000 -> 0xa3000000\n");
	assert_contains(c.text.bytes, "VM 0 (pre-launched VM): sees no change\n");
	assert_int_equal(c.diff.restart, DIFF_RESTART_ALL);
	comparison_free(&c);
}

static void a_vbdf_alone_is_a_change_of_the_tables(void **state)
{
	struct comparison c = {lab_make("v2.3"), lab_make("v2.3"), {0}, {0}};

	(void)state;
	lab_device(c.after, 0, 3);
	compare(&c);
	assert_int_equal(c.diff.vms[1].n_changes, 1);
	assert_int_equal(c.diff.vms[1].changes[0].what, DIFF_VBDF);
	assert_int_equal(c.diff.restart, DIFF_RESTART_ALL);
	comparison_free(&c);
}

static void a_name_restarts_nobody(void **state)
{
	struct comparison c = {lab_make("v2.3"), lab_make("v2.3"), {0}, {0}};

	(void)state;
	lab_region(c.before, 8, 12);
	lab_to_dm(c.before, "dm:/c");
	lab_region(c.after, 8, 12);
	lab_to_dm(c.after, "dm:/c");
	c.after->vms[2].name = value_of("new", (struct loc){0});
	compare(&c);
	assert_int_equal(c.diff.vms[2].n_changes, 1);
	assert_int_equal(c.diff.restart, DIFF_RESTART_NONE);
	assert_int_equal(c.diff.n_stale, 0);
	comparison_free(&c);
}

/* Without a region there is no pool that could move, and yet the hypervisor does. */
static void hv_ram_alone_is_a_change_of_the_tables(void **state)
{
	struct comparison c = {lab_make("v2.3"), lab_make("v2.3"), {0}, {0}};

	(void)state;
	c.before->config.enabled_effective = false;
	c.after->config.enabled_effective = false;
	c.after->config.hv_ram_start = lab_number(0x20000000);
	compare(&c);
	assert_int_equal(c.diff.restart, DIFF_RESTART_ALL);
	comparison_free(&c);
}

static void regions_and_peers_come_and_go(void **state)
{
	struct comparison c = {lab_make("v3.3"), lab_make("v3.3"), {0}, {0}};

	(void)state;
	c.after->regions[0].n_peers = 1; /* VM 2 leaves hv:/a ... */
	c.after->regions[0].peers[c.after->regions[0].n_peers++].vm = &c.after->vms[3];
	c.after->regions[1].id = lab_number(0x1000);
	compare(&c);
	assert_contains(c.text.bytes, "  region 'hv:/a': peers VM 2 -> VM 3\n");
	assert_contains(c.text.bytes,
		"VM 2 (post-launched VM)\n"
		"  region 'hv:/a': removed, 2 MiB\n"
		"  region 'hv:/a': acrn-dm argument ivshmem,hv:/a,2,0 -> none\n"
		"  region 'hv:/b': region id 0 -> 4096\n");
	assert_contains(c.text.bytes,
		"VM 3 (post-launched VM)\n"
		"  region 'hv:/a': added, 2 MiB\n"
		"  region 'hv:/a': acrn-dm argument none -> ivshmem,hv:/a,2,0\n");
	comparison_free(&c);
}

/* What came has its addresses; there were none before. */
static void an_added_region_says_where_it_is(void **state)
{
	struct comparison c = {lab_make("v2.3"), lab_make("v2.3"), {0}, {0}};

	(void)state;
	lab_region(c.after, 4, 0x6);
	compare(&c);

	const struct layout_device *added = lab_find(c.after, 1, DEVICE_IVSHMEM, 1);
	char line[100];

	(void)snprintf(line, sizeof(line), "  region 'hv:/c': vBDF none -> 00:%02x.0\n",
		added->vbdf.device);
	assert_contains(c.text.bytes, line);
	(void)snprintf(line, sizeof(line), "  region 'hv:/c': BAR2 none -> 0x%llx\n",
		(unsigned long long)added->bars[2].address);
	assert_contains(c.text.bytes, line);
	assert_null(strstr(c.text.bytes, "host bridge"));
	comparison_free(&c);
}

/* The guest sees how much RAM it has, and only the hypervisor where that is. */
static void memory_of_a_pre_launched_vm(void **state)
{
	struct comparison c = {lab_make("v2.3"), lab_make("v2.3"), {0}, {0}};

	(void)state;
	c.after->vms[0].memory[0].length.value *= 2;
	compare(&c);
	assert_contains(c.text.bytes, "  guest RAM ");
	assert_int_equal(c.diff.restart, DIFF_RESTART_ALL);
	comparison_free(&c);

	c = (struct comparison){lab_make("v2.3"), lab_make("v2.3"), {0}, {0}};
	c.after->vms[0].memory[0].start.value += GIB;
	compare(&c);
	assert_int_equal(c.diff.vms[0].n_changes, 0);
	assert_int_equal(c.diff.restart, DIFF_RESTART_ALL);
	comparison_free(&c);
}

static void the_order_of_peers_is_no_change(void **state)
{
	struct comparison c = {lab_make("v2.3"), lab_make("v2.3"), {0}, {0}};
	struct region_peer *peers = c.after->regions[1].peers;
	struct region_peer first = peers[0];

	(void)state;
	peers[0] = peers[2];
	peers[2] = first;
	compare(&c);
	assert_int_equal(c.diff.restart, DIFF_RESTART_NONE);
	comparison_free(&c);
}

/* No guest sees a physical address; the hypervisor has it in its tables. */
static void what_no_guest_sees_still_restarts_all(void **state)
{
	struct comparison c = {lab_make("v2.3"), lab_make("v2.3"), {0}, {0}};

	(void)state;
	c.after->config.hv_ram_start = lab_number(0x20000000);
	compare(&c);
	assert_int_equal(c.diff.restart, DIFF_RESTART_ALL);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(c.diff.vms[i].n_changes, 0);
	comparison_free(&c);
}

static void vms_come_go_and_change(void **state)
{
	struct comparison c = {lab_make("v2.3"), lab_make("v2.3"), {0}, {0}};

	(void)state;
	lab_vm(c.after, VM_POST_LAUNCHED);
	c.after->vms[3].kind = VM_PRE_LAUNCHED;
	c.before->vms[2].name = value_of("old", (struct loc){0});
	c.after->vms[2].name = value_of("n\033ew", (struct loc){0});
	compare(&c);
	assert_contains(c.text.bytes, "VM 2 'n\\x1bew' (post-launched VM)\n"
				      "  name of the VM (no guest sees it) old -> n\\x1bew\n");
	assert_contains(c.text.bytes, "kind of the VM post-launched VM -> pre-launched VM\n");
	assert_contains(c.text.bytes, "VM 4 (post-launched VM)\n  the VM is new\n");
	comparison_free(&c);

	struct comparison back = {lab_make("v2.3"), lab_make("v2.3"), {0}, {0}};

	back.after->config.n_vms--;
	compare(&back);
	assert_contains(back.text.bytes, "VM 3 (post-launched VM)\n  the VM is gone\n");
	comparison_free(&back);
}

/* acrn-dm's regions concern their VMs alone, and an object of the old size stays behind. */
static void dm_land_restarts_its_own_vms(void **state)
{
	struct comparison c = {lab_make("v2.3"), lab_make("v2.3"), {0}, {0}};

	(void)state;
	lab_region(c.before, 8, 12);
	lab_to_dm(c.before, "dm:/c");
	lab_region(c.after, 32, 12);
	lab_to_dm(c.after, "dm:/c");
	compare(&c);
	assert_int_equal(c.diff.restart, DIFF_RESTART_SOME);
	assert_false(c.diff.vms[0].restart);
	assert_true(c.diff.vms[2].restart);
	assert_true(c.diff.vms[3].restart);
	assert_contains(c.text.bytes, "restart: VM 2, 3, all of them down at one time;");
	assert_contains(c.text.bytes, "rm /dev/shm/c\n");
	comparison_free(&c);
}

static void switching_off_removes_everything(void **state)
{
	struct comparison c = {lab_make("v2.3"), lab_make("v2.3"), {0}, {0}};

	(void)state;
	c.after->config.enabled_effective = false;
	compare(&c);
	assert_int_equal(c.diff.restart, DIFF_RESTART_ALL);
	assert_contains(c.text.bytes, "  region 'hv:/a': removed, 2 MiB\n");
	comparison_free(&c);
}

static void json_has_the_documented_keys(void **state)
{
	static const char expected[] = "{\"version\":1,\"restart\":\"all\",\"vms\":[{\"id\":0,"
				       "\"name\":null,\"restart\":true,"
				       "\"changes\":[{\"what\":\"peers\",\"device\":\"region "
				       "'hv:/a'\",\"region\":\"hv:/a\","
				       "\"bar\":null,\"old\":[2],\"new\":[2,3]}]}";
	struct comparison c = {lab_make("v2.3"), lab_make("v2.3"), {0}, {0}};
	struct text text;
	json_t *root;
	char *compact;

	(void)state;
	c.after->regions[0].peers[c.after->regions[0].n_peers++].vm = &c.after->vms[3];
	compare(&c);
	text_init(&text, &c.after->arena);
	diff_render_as_json(&text, &c.diff);
	root = json_loads(text.bytes, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	compact = json_dumps(root, JSON_COMPACT);
	assert_non_null(compact);
	if (strncmp(compact, expected, strlen(expected)) != 0)
		fail_msg("%s", compact);
	assert_contains(compact, "\"stale_objects\":[]}");
	free(compact);
	json_decref(root);
	comparison_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_is_no_change),
		cmocka_unit_test(a_resized_region_is_seen_by_its_vms),
		cmocka_unit_test(a_moved_bar_and_vbdf_are_seen),
		cmocka_unit_test(a_vbdf_alone_is_a_change_of_the_tables),
		cmocka_unit_test(a_name_restarts_nobody),
		cmocka_unit_test(hv_ram_alone_is_a_change_of_the_tables),
		cmocka_unit_test(regions_and_peers_come_and_go),
		cmocka_unit_test(an_added_region_says_where_it_is),
		cmocka_unit_test(memory_of_a_pre_launched_vm),
		cmocka_unit_test(the_order_of_peers_is_no_change),
		cmocka_unit_test(what_no_guest_sees_still_restarts_all),
		cmocka_unit_test(vms_come_go_and_change),
		cmocka_unit_test(dm_land_restarts_its_own_vms),
		cmocka_unit_test(switching_off_removes_everything),
		cmocka_unit_test(json_has_the_documented_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
