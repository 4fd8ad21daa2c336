/* Ids and names become pointers; what is derived is derived. */
#include "parse_fixture.h"

static struct config *resolve(void **state, const char *xml)
{
	struct fixture *f = *state;
	struct config *config = fixture_scenario(f, xml);

	resolve_config(&f->ctx, config);
	return config;
}

#define HV(content) "<hv><FEATURES><IVSHMEM>" content "</IVSHMEM></FEATURES></hv>"
#define REGION(text) "<IVSHMEM_REGION>" text "</IVSHMEM_REGION>"
#define ON "<IVSHMEM_ENABLED>y</IVSHMEM_ENABLED>"
#define OFF "<IVSHMEM_ENABLED>n</IVSHMEM_ENABLED>"
#define SCENARIO(hv, vms) "<acrn-config>" hv vms "</acrn-config>"
#define VM(id, type, content) "<vm id=\"" id "\"><vm_type>" type "</vm_type>" content "</vm>"
#define THREE_VMS VM("0", "PRE_RT_VM", "") VM("1", "SOS_VM", "") VM("2", "POST_STD_VM", "")

static void test_ids_become_vms(void **state)
{
	const struct config *config =
		resolve(state, SCENARIO(HV(ON REGION("hv:/a, 4, 0:2:7:02:0x1:x:")),
				       VM("2", "POST_STD_VM", "") VM("0", "PRE_RT_VM", "")
					       VM("1", "SOS_VM", "") VM("2", "KATA_VM", "")));
	const struct region_peer *peers = config->regions[0].peers;

	assert_ptr_equal(peers[0].vm, &config->vms[1]);
	assert_ptr_equal(peers[1].vm, &config->vms[0]); /* the first of two */
	assert_null(peers[2].vm);
	assert_ptr_equal(peers[3].vm, &config->vms[0]);
	assert_ptr_equal(peers[4].vm, &config->vms[2]);
	assert_null(peers[5].vm);
	assert_null(peers[6].vm);
	assert_ptr_equal(config->service_vm, &config->vms[2]);
	assert_true(region_has_vm(&config->regions[0], &config->vms[2]));
}

#define PEER(name) "<IVSHMEM_VM><VM_NAME>" name "</VM_NAME></IVSHMEM_VM>"
#define ELEMENT(name, peers)                                                                       \
	"<IVSHMEM_REGION><NAME>" name "</NAME><IVSHMEM_SIZE>2</IVSHMEM_SIZE>"                      \
	"<IVSHMEM_VMS>" peers "</IVSHMEM_VMS></IVSHMEM_REGION>"
#define NAMED(id, order, name)                                                                     \
	"<vm id=\"" id "\"><load_order>" order "</load_order><name>" name "</name></vm>"

static void test_names_become_vms(void **state)
{
	const struct config *config = resolve(
		state, SCENARIO(HV(ELEMENT("a", PEER("B") PEER("TWICE") PEER("NONE") PEER("A")
							PEER("") PEER("b"))),
			       NAMED("0", "PRE_LAUNCHED_VM", "A") NAMED("1", "SERVICE_VM", "TWICE")
				       NAMED("2", "POST_LAUNCHED_VM", "TWICE")
					       NAMED("3", "POST_LAUNCHED_VM", "B")
						       NAMED("4", "POST_LAUNCHED_VM", "")));
	const struct region_peer *peers = config->regions[0].peers;

	assert_ptr_equal(peers[0].vm, &config->vms[3]);
	assert_null(peers[1].vm);
	assert_null(peers[2].vm);
	assert_ptr_equal(peers[3].vm, &config->vms[0]);
	assert_null(peers[4].vm);
	assert_null(peers[5].vm);
}

static void test_full_names_and_indices(void **state)
{
	const struct config *config = resolve(
		state, SCENARIO(HV(ON REGION("hv:/a,2,0:1") REGION("dm:/b,4,0:1") REGION(
					"hv:/c,8,0:1") REGION("d,2,0:1") ELEMENT("e",
					"") "<IVSHMEM_REGION><NAME>f</NAME><PROVIDED_BY>Device "
					    "Model</PROVIDED_BY>"
					    "<IVSHMEM_SIZE>32</IVSHMEM_SIZE></IVSHMEM_REGION>"),
			       THREE_VMS));
	static const char *const names[] = {"hv:/a", "dm:/b", "hv:/c", "d", "hv:/e", "dm:/f"};
	static const size_t indices[] = {0, 0, 1, 0, 2, 1};

	assert_int_equal(config->n_regions, 6);
	for (size_t i = 0; i < config->n_regions; i++) {
		assert_string_equal(config->regions[i].full_name, names[i]);
		assert_int_equal(config->regions[i].index, indices[i]);
	}
	assert_int_equal(config->n_hv_regions, 3);
	assert_int_equal(config->hv_regions_size, (2 + 8 + 2) * MIB);
}

static void test_only_legal_sizes_count(void **state)
{
	static const struct {
		const char *xml;
		uint64_t size;
	} cases[] = {
		{SCENARIO(HV(REGION("hv:/a,2,0:1")), ""), 2 * MIB},
		{SCENARIO(HV(REGION("hv:/a,512,0:1")), ""), 512 * MIB},
		{SCENARIO(HV(REGION("hv:/a,1,0:1")), ""), 0},
		{SCENARIO(HV(REGION("hv:/a,0,0:1")), ""), 0},
		{SCENARIO(HV(REGION("hv:/a,6,0:1")), ""), 0},
		{SCENARIO(HV(REGION("hv:/a,1024,0:1")), ""), 0},
		{SCENARIO(HV(REGION("hv:/a,0x200000,0:1")), ""), 0},
		{SCENARIO(HV(REGION("hv:/a,0x2,0:1")), ""), 0},
		{SCENARIO(HV(REGION("hv:/a,02,0:1")), ""), 0},
		{SCENARIO(HV(REGION("hv:/a,18446744073709551616,0:1")), ""), 0},
		{SCENARIO(HV(REGION("hv:/a,17592186044418,0:1")), ""), 0}, /* 2 MB modulo 2^64 */
		{SCENARIO(HV(REGION("hv:/a,,0:1")), ""), 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (resolve(state, cases[i].xml)->regions[0].size != cases[i].size)
			fail_msg("wrong size: %s", cases[i].xml);
	}
}

static void test_switch(void **state)
{
	assert_true(resolve(state, SCENARIO(HV(ON REGION("hv:/a,2,0:1")), ""))->enabled_effective);
	assert_false(
		resolve(state, SCENARIO(HV(OFF REGION("hv:/a,2,0:1")), ""))->enabled_effective);
	assert_false(resolve(state, SCENARIO(HV(REGION("hv:/a,2,0:1")), ""))->enabled_effective);
	assert_false(resolve(state, SCENARIO(HV(ON REGION(" ")), ""))->enabled_effective);
	assert_true(resolve(state, SCENARIO(HV(ELEMENT("a", "")), ""))->enabled_effective);
	assert_false(
		resolve(state, SCENARIO(HV(""), NAMED("0", "SERVICE_VM", "A")))->enabled_effective);
	assert_false(resolve(state, SCENARIO("", THREE_VMS))->enabled_effective);
}

static void test_target_of_the_dialect(void **state)
{
	struct fixture *f = *state;

	(void)resolve(state, SCENARIO(HV(ELEMENT("a", "")), ""));
	assert_string_equal(f->ctx.target->name, "v3.3");
	f->ctx.target = NULL;
	(void)resolve(state, SCENARIO(HV(REGION("hv:/a,2,0:1")), ""));
	assert_string_equal(f->ctx.target->name, "v2.3");
	f->ctx.target = target_find("v2.6");
	(void)resolve(state, SCENARIO(HV(ELEMENT("a", "")), ""));
	assert_string_equal(f->ctx.target->name, "v2.6");
}

static void test_memory_defaults(void **state)
{
	const struct config *config =
		resolve(state, SCENARIO("<hv><MEMORY>"
					"<SOS_RAM_SIZE>0x480000000</SOS_RAM_SIZE></MEMORY></hv>",
				       ""));

	assert_int_equal(config->uos_ram_size.value, 0x200000000);
	assert_true(number_valid(&config->uos_ram_size));
	assert_int_equal(config->sos_ram_size.value, 0x480000000);
	config = resolve(
		state, SCENARIO("<hv><MEMORY><UOS_RAM_SIZE>big</UOS_RAM_SIZE></MEMORY></hv>", ""));
	assert_false(number_valid(&config->uos_ram_size));
	assert_int_equal(config->sos_ram_size.value, 0x400000000);
}

static void test_passthrough_devices(void **state)
{
	struct fixture *f = *state;
	struct pci_device devices[] = {
		{.bdf = {0, 2, 0}},
		{.bdf = {0, 0x17, 0}},
		{.bdf = {2, 0, 0}},
		{.bdf = {2, 0, 1}},
	};
	struct board board = {.devices = devices, .n_devices = 4};
	struct config *config = fixture_scenario(f,
		SCENARIO("",
			VM("0", "PRE_RT_VM",
				"<pci_devs><pci_dev>02:00.1 x</pci_dev><pci_dev>00:17.0</pci_dev>"
				"<pci_dev>00:17.1</pci_dev><pci_dev>what</pci_dev></pci_devs>")));

	config->board = &board;
	resolve_config(&f->ctx, config);
	assert_ptr_equal(config->vms[0].passthrough[0].device, &devices[3]);
	assert_ptr_equal(config->vms[0].passthrough[1].device, &devices[1]);
	assert_null(config->vms[0].passthrough[2].device);
	assert_null(config->vms[0].passthrough[3].device);
}

static void test_vuart_targets_by_id(void **state)
{
	const struct config *config = resolve(state,
		SCENARIO("", VM("0", "PRE_RT_VM",
				     "<console_vuart id='0'><base>PCI_VUART</base></console_vuart>"
				     "<communication_vuart "
				     "id='1'><base>PCI_VUART</base><target_vm_id>1</target_vm_id>"
				     "</communication_vuart><communication_vuart "
				     "id='2'><base>PCI_VUART</base>"
				     "<target_vm_id>9</target_vm_id></communication_vuart>")
				     VM("1", "SOS_VM", "")));

	assert_null(config->vms[0].vuarts[0].target);
	assert_ptr_equal(config->vms[0].vuarts[1].target, &config->vms[1]);
	assert_null(config->vms[0].vuarts[2].target);
}

#define ENDPOINT(name, vbdf) "<endpoint><vm_name>" name "</vm_name><vbdf>" vbdf "</vbdf></endpoint>"
#define CONNECTION(type, ends) "<vuart_connection><type>" type "</type>" ends "</vuart_connection>"

/* Legacy connections have no device, but they count. */
static void test_connections_become_vuarts(void **state)
{
	const struct config *config = resolve(state,
		SCENARIO("<hv><vuart_connections>" CONNECTION(
				 "legacy", ENDPOINT("A", "") ENDPOINT("B", "")) CONNECTION("pci",
				 ENDPOINT("C", "00:10.0") ENDPOINT("A", "")) CONNECTION("pci",
				 ENDPOINT("A", "") ENDPOINT("NONE", ""))
				 CONNECTION("pci", ENDPOINT("B", "")) "</vuart_connections></hv>",
			"<vm id='0'><load_order>PRE_LAUNCHED_VM</load_order><name>A</name>"
			"<console_vuart>PCI</console_vuart></vm>" NAMED("1", "SERVICE_VM", "B")
				NAMED("2", "POST_LAUNCHED_VM", "C")));
	const struct vm *a = &config->vms[0];
	const struct vm *b = &config->vms[1];
	const struct vm *c = &config->vms[2];

	assert_int_equal(a->n_vuarts, 3);
	assert_int_equal(a->vuarts[0].index, 0);
	assert_int_equal(a->vuarts[1].index, 2);
	assert_ptr_equal(a->vuarts[1].target, c);
	assert_number(&a->vuarts[1].target_uart, NUMBER_DECIMAL, 1);
	assert_string_equal(a->vuarts[1].target_name.text, "C");
	assert_int_equal(a->vuarts[2].index, 3);
	assert_null(a->vuarts[2].target);
	assert_string_equal(a->vuarts[2].target_name.text, "NONE");

	assert_int_equal(c->n_vuarts, 1);
	assert_int_equal(c->vuarts[0].index, 1);
	assert_ptr_equal(c->vuarts[0].target, a);
	assert_number(&c->vuarts[0].target_uart, NUMBER_DECIMAL, 2);
	assert_true(c->vuarts[0].vbdf_valid);
	assert_int_equal(c->vuarts[0].vbdf.device, 0x10);

	assert_int_equal(b->n_vuarts, 1);
	assert_int_equal(b->vuarts[0].index, 2);
	assert_null(b->vuarts[0].target);
	assert_ptr_equal(config->connections[0].endpoints[0].vm, a);
	assert_null(config->connections[2].endpoints[1].vm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_ids_become_vms),
		FIXTURE_TEST(test_names_become_vms),
		FIXTURE_TEST(test_full_names_and_indices),
		FIXTURE_TEST(test_only_legal_sizes_count),
		FIXTURE_TEST(test_switch),
		FIXTURE_TEST(test_target_of_the_dialect),
		FIXTURE_TEST(test_memory_defaults),
		FIXTURE_TEST(test_passthrough_devices),
		FIXTURE_TEST(test_vuart_targets_by_id),
		FIXTURE_TEST(test_connections_become_vuarts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
