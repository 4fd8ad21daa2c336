/* VMs, their memory, devices and vUARTs in the forms of all releases; memory and capacities. */
#include "parse_fixture.h"

#define VM(content) "<acrn-config><vm id=\"0\">" content "</vm></acrn-config>"

static const struct vm *load_vm(void **state, const char *xml)
{
	const struct config *config = fixture_scenario(*state, xml);

	assert_int_equal(config->n_vms, 1);
	return &config->vms[0];
}

static void test_kinds(void **state)
{
	static const struct {
		const char *xml;
		enum vm_kind kind;
		const char *type;
	} cases[] = {
		{VM("<vm_type>SOS_VM</vm_type>"), VM_SERVICE, "SOS_VM"},
		{VM("<vm_type> SERVICE_VM\n</vm_type>"), VM_SERVICE, "SERVICE_VM"},
		{VM("<vm_type>SAFETY_VM</vm_type>"), VM_PRE_LAUNCHED, "SAFETY_VM"},
		{VM("<vm_type>PRE_RT_VM</vm_type>"), VM_PRE_LAUNCHED, "PRE_RT_VM"},
		{VM("<vm_type>PRE_STD_VM</vm_type>"), VM_PRE_LAUNCHED, "PRE_STD_VM"},
		{VM("<vm_type>POST_STD_VM</vm_type>"), VM_POST_LAUNCHED, "POST_STD_VM"},
		{VM("<vm_type>POST_RT_VM</vm_type>"), VM_POST_LAUNCHED, "POST_RT_VM"},
		{VM("<vm_type>KATA_VM</vm_type>"), VM_POST_LAUNCHED, "KATA_VM"},
		{VM("<vm_type>RTVM</vm_type>"), VM_UNKNOWN, "RTVM"},
		{VM("<vm_type>PRE_LAUNCHED_VM</vm_type>"), VM_UNKNOWN, "PRE_LAUNCHED_VM"},
		{VM("<vm_type>sos_vm</vm_type>"), VM_UNKNOWN, "sos_vm"},
		{VM("<vm_type>RTVM</vm_type><load_order>PRE_LAUNCHED_VM</load_order>"),
			VM_PRE_LAUNCHED, "PRE_LAUNCHED_VM"},
		{VM("<vm_type>SOS_VM</vm_type><load_order>POST_LAUNCHED_VM</load_order>"),
			VM_POST_LAUNCHED, "POST_LAUNCHED_VM"},
		{VM("<load_order>SERVICE_VM</load_order>"), VM_SERVICE, "SERVICE_VM"},
		{VM("<load_order>SOS_VM</load_order><vm_type>SOS_VM</vm_type>"), VM_UNKNOWN,
			"SOS_VM"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct vm *vm = load_vm(state, cases[i].xml);

		if (vm->kind != cases[i].kind)
			fail_msg("%s is a %s", cases[i].xml, vm_kind_name(vm->kind));
		assert_string_equal(vm->type.text, cases[i].type);
		assert_loc(vm->type.loc, cases[i].type);
	}
}

static void test_id_and_name(void **state)
{
	const struct config *config = fixture_scenario(*state,
		"<acrn-config><vm id=' 07 '>"
		"<os_config><name>Linux</name></os_config><name> VM one </name></vm>"
		"<vm/></acrn-config>");

	assert_int_equal(config->n_vms, 2);
	assert_number(&config->vms[0].id, NUMBER_PADDED, 7);
	assert_loc(config->vms[0].id.loc, "07");
	assert_string_equal(config->vms[0].name.text, "VM one");
	assert_int_equal(config->vms[1].index, 1);
	assert_number(&config->vms[1].id, NUMBER_ABSENT, 0);
	assert_loc(config->vms[1].id.loc, "vm");
	assert_false(config->vms[1].name.present);
}

static void test_memory_in_bytes(void **state)
{
	const struct vm *vm =
		load_vm(state, VM("<memory><start_hpa>0x100000000</start_hpa>"
				  "<size>0x20000000</size><start_hpa2>0x180000000</start_hpa2>"
				  "<size_hpa2>0x10000000</size_hpa2></memory>"));

	assert_int_equal(vm->n_memory, 2);
	assert_number(&vm->memory[0].start, NUMBER_HEX, 0x100000000);
	assert_number(&vm->memory[0].length, NUMBER_HEX, 0x20000000);
	assert_number(&vm->memory[1].start, NUMBER_HEX, 0x180000000);
	assert_number(&vm->memory[1].length, NUMBER_HEX, 0x10000000);
}

static void test_no_piece_of_memory(void **state)
{
	assert_int_equal(
		load_vm(state,
			VM("<memory><start_hpa>0x1</start_hpa><size/>"
			   "<start_hpa2>0x0</start_hpa2><size_hpa2>0x0</size_hpa2></memory>"))
			->n_memory,
		0);
	assert_int_equal(
		load_vm(state, VM("<memory><start_hpa>0</start_hpa></memory>"))->n_memory, 0);
	assert_int_equal(load_vm(state, VM(""))->n_memory, 0);
}

static void test_symbolic_memory(void **state)
{
	const struct vm *vm = load_vm(state, VM("<memory><start_hpa>0</start_hpa>"
						"<size>CONFIG_SOS_RAM_SIZE</size></memory>"));

	assert_int_equal(vm->n_memory, 1);
	assert_number(&vm->memory[0].length, NUMBER_SYMBOL, 0);
}

#define ORDER "<load_order>PRE_LAUNCHED_VM</load_order>"

static void test_memory_in_megabytes(void **state)
{
	const struct vm *vm =
		load_vm(state, VM(ORDER "<memory><size>256</size>"
					"<hpa_region><start_hpa>0x100000000</"
					"start_hpa><size_hpa>512</size_hpa></hpa_region>"
					"<hpa_region><start_hpa>0x200000000</"
					"start_hpa><size_hpa>1</size_hpa></hpa_region>"
					"<hpa_region><start_hpa>0x300000000</"
					"start_hpa><size_hpa>0</size_hpa></hpa_region>"
					"</memory>"));

	assert_int_equal(vm->n_memory, 3);
	assert_number(&vm->memory[0].start, NUMBER_ABSENT, 0);
	assert_number(&vm->memory[0].length, NUMBER_DECIMAL, 256 * MIB);
	assert_number(&vm->memory[1].start, NUMBER_HEX, 0x100000000);
	assert_number(&vm->memory[1].length, NUMBER_DECIMAL, 512 * MIB);
	assert_number(&vm->memory[2].length, NUMBER_DECIMAL, MIB);
	assert_loc(vm->memory[2].length.loc, "1");

	/* Files between v2.7 and v3.0 have a load_order and sizes in hex bytes. */
	vm = load_vm(state, VM(ORDER "<memory><start_hpa>0x100000000</start_hpa>"
				     "<size>0x40000000</size></memory>"));
	assert_number(&vm->memory[0].length, NUMBER_HEX, 0x40000000);
}

static void test_memory_too_big(void **state)
{
	const struct vm *vm =
		load_vm(state, VM(ORDER "<memory><size>17592186044416</size></memory>"));

	assert_int_equal(vm->n_memory, 1);
	assert_number(&vm->memory[0].length, NUMBER_TOO_BIG, 0);
	vm = load_vm(state, VM(ORDER "<memory><size>17592186044415</size></memory>"));
	assert_number(&vm->memory[0].length, NUMBER_DECIMAL, UINT64_MAX - MIB + 1);
}

static void test_passthrough(void **state)
{
	const struct vm *vm = load_vm(state,
		VM("<pci_devs><pci_dev/><pci_dev>"
		   " 00:17.0 SATA controller: Intel (rev 30) </pci_dev><pci_dev>2:00.1</pci_dev>"
		   "<pci_dev>00:17.0x</pci_dev><pci_dev>SATA</pci_dev></pci_devs>"));

	assert_int_equal(vm->n_passthrough, 4);
	assert_true(vm->passthrough[0].bdf_valid);
	assert_int_equal(vm->passthrough[0].bdf.device, 0x17);
	assert_loc(vm->passthrough[0].text.loc, "00:17.0 SATA controller: Intel (rev 30)");
	assert_true(vm->passthrough[1].bdf_valid);
	assert_int_equal(vm->passthrough[1].bdf.bus, 2);
	assert_int_equal(vm->passthrough[1].bdf.function, 1);
	assert_false(vm->passthrough[2].bdf_valid);
	assert_false(vm->passthrough[3].bdf_valid);
}

static void test_switches(void **state)
{
	const struct vm *vm = load_vm(state, VM("<PTM>y</PTM><mmio_resources><TPM2>y</TPM2>"
						"<p2sb>true</p2sb></mmio_resources>"));

	assert_true(vm->ptm && vm->tpm2 && vm->p2sb);
	vm = load_vm(state, VM("<mmio_resources><p2sb> y </p2sb></mmio_resources>"));
	assert_true(vm->p2sb);
	vm = load_vm(state, VM("<PTM>n</PTM><mmio_resources><TPM2>n</TPM2><p2sb>n</p2sb>"
			       "</mmio_resources>"));
	assert_false(vm->ptm || vm->tpm2 || vm->p2sb);
	assert_false(load_vm(state, VM(""))->tpm2);
}

#define PRE "<vm_type>PRE_RT_VM</vm_type>"
#define POST "<vm_type>POST_STD_VM</vm_type>"
#define LEGACY(name, id, base) "<" name " id=\"" id "\"><base>" base "</base></" name ">"
#define CONSOLE "<console_vuart id=\"0\"><base>PCI_VUART</base></console_vuart>"
#define COMMUNICATION(id, base)                                                                    \
	"<communication_vuart id=\"" id "\"><base>" base "</base>"                                 \
	"<target_vm_id>2</target_vm_id><target_uart_id>3</target_uart_id></communication_vuart>"

static void test_pci_vuarts(void **state)
{
	const struct vm *vm = load_vm(
		state, VM(PRE COMMUNICATION("3", "PCI_VUART") COMMUNICATION("2", "INVALID_PCI_BASE")
				       COMMUNICATION("1", "PCI_VUART") CONSOLE));

	assert_int_equal(vm->n_vuarts, 3);
	assert_int_equal(vm->vuarts[0].index, 0);
	assert_number(&vm->vuarts[0].target_vm, NUMBER_ABSENT, 0);
	assert_int_equal(vm->vuarts[1].index, 1);
	assert_int_equal(vm->vuarts[2].index, 3);
	assert_number(&vm->vuarts[2].target_vm, NUMBER_DECIMAL, 2);
	assert_number(&vm->vuarts[2].target_uart, NUMBER_DECIMAL, 3);
	assert_loc(vm->vuarts[2].target_vm.loc, "2");
}

static void test_vuarts_without_id_count(void **state)
{
	const struct vm *vm =
		load_vm(state, VM(PRE "<communication_vuart><base>PCI_VUART</base></"
				      "communication_vuart>" COMMUNICATION("x", "PCI_VUART")));

	assert_int_equal(vm->n_vuarts, 2);
	assert_int_equal(vm->vuarts[0].index, 1);
	assert_int_equal(vm->vuarts[1].index, 2);
}

static void test_legacy_vuarts_come_first(void **state)
{
	static const struct {
		const char *xml;
		size_t n_vuarts;
	} cases[] = {
		{VM(PRE LEGACY("legacy_vuart", "0", "COM1_BASE") CONSOLE), 0},
		{VM(PRE LEGACY("vuart", "0", "COM1_BASE") CONSOLE), 0},
		{VM(PRE LEGACY("legacy_vuart", "0", "INVALID_COM_BASE") CONSOLE), 1},
		{VM(PRE LEGACY("legacy_vuart", "0", " ") CONSOLE), 1},
		{VM(PRE LEGACY("legacy_vuart", "1", "COM2_BASE") CONSOLE), 1},
		{VM(PRE LEGACY("legacy_vuart", "1", "COM2_BASE") COMMUNICATION("1", "PCI_VUART")),
			0},
		{VM(PRE LEGACY("legacy_vuart", "1", "COM2_BASE") COMMUNICATION("2", "PCI_VUART")),
			1},
		{VM(PRE LEGACY("legacy_vuart", "0", "COM1_BASE") COMMUNICATION("1", "PCI_VUART")),
			1},
		/* A post-launched VM's console is acrn-dm's affair. */
		{VM(POST CONSOLE COMMUNICATION("1", "PCI_VUART")), 1},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (load_vm(state, cases[i].xml)->n_vuarts != cases[i].n_vuarts)
			fail_msg("wrong number of vUARTs: %s", cases[i].xml);
	}
}

static void test_console_by_text(void **state)
{
	const struct vm *vm = load_vm(state, VM("<load_order>POST_LAUNCHED_VM</load_order>"
						"<console_vuart>PCI</console_vuart>"));

	assert_int_equal(vm->n_vuarts, 1);
	assert_int_equal(vm->vuarts[0].index, 0);
	assert_int_equal(
		load_vm(state, VM(ORDER "<console_vuart>COM Port 1</console_vuart>"))->n_vuarts, 0);
	assert_int_equal(load_vm(state, VM(ORDER "<console_vuart/>"))->n_vuarts, 0);
}

static void test_connections(void **state)
{
	const struct config *config = fixture_scenario(*state,
		"<acrn-config><hv>"
		"<vuart_connections><vuart_connection><name>c</name><type>pci</type>"
		"<endpoint><vm_name>A</vm_name><vbdf>00:10.0</vbdf></endpoint>"
		"<endpoint><vm_name>B</vm_name><vbdf/></endpoint></vuart_connection>"
		"<vuart_connection/></vuart_connections></hv></acrn-config>");

	assert_int_equal(config->n_connections, 2);
	assert_string_equal(config->connections[0].type.text, "pci");
	assert_int_equal(config->connections[0].n_endpoints, 2);
	assert_string_equal(config->connections[0].endpoints[0].vm_name.text, "A");
	assert_true(config->connections[0].endpoints[0].vbdf_valid);
	assert_loc(config->connections[0].endpoints[0].vbdf_text.loc, "00:10.0");
	assert_false(config->connections[0].endpoints[1].vbdf_valid);
	assert_int_equal(config->connections[1].n_endpoints, 0);
}

static void test_limits(void **state)
{
	const struct config *config = fixture_scenario(*state,
		"<acrn-config board=\"b-1\" scenario='hybrid rt'><hv><MEMORY>"
		"<HV_RAM_START>0x11000000</HV_RAM_START><HV_RAM_SIZE/>"
		"<UOS_RAM_SIZE>0x20000000</UOS_RAM_SIZE></MEMORY><CAPACITIES>"
		"<MAX_EMULATED_MMIO>32</MAX_EMULATED_MMIO></CAPACITIES></hv></acrn-config>");

	assert_string_equal(config->board_name.text, "b-1");
	assert_string_equal(config->scenario_name.text, "hybrid rt");
	assert_number(&config->hv_ram_start, NUMBER_HEX, 0x11000000);
	assert_number(&config->hv_ram_size, NUMBER_ABSENT, 0);
	assert_loc_before(config->hv_ram_size.loc, "/><UOS_RAM_SIZE>");
	assert_number(&config->uos_ram_size, NUMBER_HEX, 0x20000000);
	assert_number(&config->max_emulated_mmio, NUMBER_DECIMAL, 32);
	assert_number(&config->max_pci_dev_num, NUMBER_ABSENT, 0);
	assert_loc(config->max_pci_dev_num.loc, "CAPACITIES");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_kinds),
		FIXTURE_TEST(test_id_and_name),
		FIXTURE_TEST(test_memory_in_bytes),
		FIXTURE_TEST(test_no_piece_of_memory),
		FIXTURE_TEST(test_symbolic_memory),
		FIXTURE_TEST(test_memory_in_megabytes),
		FIXTURE_TEST(test_memory_too_big),
		FIXTURE_TEST(test_passthrough),
		FIXTURE_TEST(test_switches),
		FIXTURE_TEST(test_pci_vuarts),
		FIXTURE_TEST(test_vuarts_without_id_count),
		FIXTURE_TEST(test_legacy_vuarts_come_first),
		FIXTURE_TEST(test_console_by_text),
		FIXTURE_TEST(test_connections),
		FIXTURE_TEST(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
