/* The lists of a VM: processors, flags, vUARTs of v2.x, interrupts; what RESOLVE makes of them. */
#include "parse_fixture.h"

#include "model/board_config.h"

#define VM(content) "<acrn-config><vm id=\"0\">" content "</vm></acrn-config>"

static const struct vm_config *load_vm(void **state, const char *xml)
{
	const struct config *config = fixture_scenario(*state, xml);

	return config->vms[0].config;
}

static void test_pcpus(void **state)
{
	const struct vm_config *vm = load_vm(state, VM("<cpu_affinity><pcpu_id>2</pcpu_id><pcpu_id/"
						       "><pcpu_id>1;x</pcpu_id></cpu_affinity>"));

	assert_int_equal(vm->n_pcpus, 2);
	assert_number(&vm->pcpus[0].id, NUMBER_DECIMAL, 2);
	assert_int_equal(vm->pcpus[1].id.form, NUMBER_BAD);
	assert_loc(vm->pcpus[1].id.loc, "1;x");
	assert_false(vm->pcpus[0].real_time.present);

	vm = load_vm(state, VM("<cpu_affinity><pcpu><pcpu_id>3</pcpu_id><real_time_vcpu>y</"
			       "real_time_vcpu></pcpu>"
			       "<pcpu/></cpu_affinity>"));
	assert_int_equal(vm->n_pcpus, 2);
	assert_number(&vm->pcpus[0].id, NUMBER_DECIMAL, 3);
	assert_string_equal(vm->pcpus[0].real_time.text, "y");
	assert_int_equal(vm->pcpus[1].id.form, NUMBER_ABSENT);
	assert_true(vm->cpu_affinity.present);
}

static void test_flags_and_clos(void **state)
{
	const struct vm_config *vm = load_vm(state,
		VM("<guest_flags><guest_flag>GUEST_FLAG_RT</guest_flag><guest_flag/></guest_flags>"
		   "<clos><vcpu_clos>0</vcpu_clos><vcpu_clos>3</vcpu_clos></clos>"));

	assert_int_equal(vm->guest_flags.count, 2);
	assert_string_equal(vm->guest_flags.items[0].text, "GUEST_FLAG_RT");
	assert_true(value_is_blank(&vm->guest_flags.items[1]));
	assert_loc(vm->guest_flags.loc, "guest_flags");
	assert_int_equal(vm->clos.count, 2);
	assert_number(&vm->clos.items[1], NUMBER_DECIMAL, 3);

	vm = load_vm(state, VM(""));
	assert_int_equal(vm->guest_flags.count, 0);
	assert_loc(vm->guest_flags.loc, "vm");
	assert_loc(vm->clos.loc, "vm");
}

#define LEGACY(id, base, vm)                                                                       \
	"<legacy_vuart id=\"" id "\"><type>VUART_LEGACY_PIO</type><base>" base "</base>"           \
	"<irq>COM2_IRQ</irq><target_vm_id>" vm "</target_vm_id><target_uart_id>1</target_uart_id>" \
	"</legacy_vuart>"

static void test_vuarts(void **state)
{
	struct fixture *f = *state;
	const struct config *config = fixture_scenario(f,
		"<acrn-config><vm id=\"0\">" LEGACY("0", "COM1_BASE", "") LEGACY("1", "COM2_BASE",
			"1") "<console_vuart id=\"0\"><base>INVALID_PCI_BASE</base></console_vuart>"
			     "<communication_vuart id=\"1\"><base>PCI_VUART</base>"
			     "<target_vm_id>7</target_vm_id></communication_vuart></vm>"
			     "<vm id=\"1\">" LEGACY(
				     "1", "INVALID_COM_BASE", "0") "</vm></acrn-config>");
	const struct vm *vm = &config->vms[0];

	resolve_config(&f->ctx, &f->config);
	assert_int_equal(vm->config->n_legacy_vuarts, 2);
	assert_int_equal(vm->config->n_pci_vuarts, 2);
	assert_string_equal(vm_legacy_vuart(vm, 1)->base.text, "COM2_BASE");
	assert_string_equal(vm_legacy_vuart(vm, 1)->irq.text, "COM2_IRQ");
	assert_string_equal(vm_legacy_vuart(vm, 1)->type.text, "VUART_LEGACY_PIO");
	assert_true(vuart_is_on(vm_legacy_vuart(vm, 1)));
	assert_ptr_equal(vm_legacy_vuart(vm, 1)->target, &config->vms[1]);
	assert_number(&vm_legacy_vuart(vm, 1)->target_uart, NUMBER_DECIMAL, 1);
	assert_null(vm_legacy_vuart(vm, 0)->target);
	assert_null(vm_legacy_vuart(vm, 2));
	assert_null(vm_legacy_vuart(&config->vms[1], 0));
	assert_false(vuart_is_on(vm_legacy_vuart(&config->vms[1], 1)));
	assert_int_equal(vm->config->pci_vuarts[0].section, VUART_CONSOLE);
	assert_false(vuart_is_on(&vm->config->pci_vuarts[0]));
	assert_int_equal(vm->config->pci_vuarts[1].section, VUART_COMMUNICATION);
	assert_true(vuart_is_on(&vm->config->pci_vuarts[1]));
	assert_null(vm->config->pci_vuarts[1].target);
}

/* The console of v3.x is a word, and vUARTs are connections with ports. */
static void test_modern_vuarts(void **state)
{
	struct fixture *f = *state;
	const struct config *config = fixture_scenario(f,
		"<acrn-config><hv><vuart_connections><vuart_connection><type>legacy</type>"
		"<endpoint><vm_name>A</vm_name><io_port>0x3F8</io_port></endpoint>"
		"</vuart_connection></vuart_connections></hv>"
		"<vm id=\"0\"><console_vuart>COM Port 1</console_vuart></vm></acrn-config>");

	assert_string_equal(
		vm_setting(&config->vms[0], SETTING_CONSOLE_VUART)->text.text, "COM Port 1");
	assert_int_equal(config->vms[0].config->n_pci_vuarts, 0);
	assert_number(&config->connections[0].endpoints[0].io_port, NUMBER_HEX, 0x3f8);
	assert_loc(config->connections[0].endpoints[0].io_port.loc, "0x3F8");
}

static void test_intx(void **state)
{
	const struct vm_config *vm =
		load_vm(state, VM("<pt_intx>\n (14, 0)( 0x1f ,1 )\n</pt_intx>"));

	assert_int_equal(vm->n_intx, 2);
	assert_int_equal(vm->intx[0].physical, 14);
	assert_int_equal(vm->intx[0].virtual, 0);
	assert_loc(vm->intx[0].loc, "(14, 0)");
	assert_int_equal(vm->intx[1].physical, 0x1f);
	assert_null(vm->intx_fault.source);

	vm = load_vm(state, VM("<pt_intx>(1, 2) (print(1), 2)\n</pt_intx>"));
	assert_int_equal(vm->n_intx, 1);
	assert_loc(vm->intx_fault, "(print(1), 2)");
	vm = load_vm(state, VM("<pt_intx>(1, 2</pt_intx>"));
	assert_int_equal(vm->n_intx, 0);
	assert_loc(vm->intx_fault, "(1, 2");
	vm = load_vm(state, VM("<pt_intx> </pt_intx>"));
	assert_int_equal(vm->n_intx, 0);
	assert_null(vm->intx_fault.source);
}

/* A Service VM that lists no processor has those that no pre-launched VM lists. */
static void test_affinity(void **state)
{
	struct fixture *f = *state;
	struct board board;

	fixture_load(f, "<acrn-config board=\"b\"><BIOS_INFO/><CPU_PROCESSOR_INFO>0, 1, 2, 3"
			"</CPU_PROCESSOR_INFO></acrn-config>");
	assert_true(parse_board(&f->document, &board));
	fixture_scenario(f,
		"<acrn-config><vm id=\"0\"><vm_type>PRE_RT_VM</vm_type><cpu_affinity>"
		"<pcpu_id>2</pcpu_id><pcpu_id>99</pcpu_id></cpu_affinity></vm>"
		"<vm id=\"1\"><vm_type>SOS_VM</vm_type></vm>"
		"<vm id=\"2\"><vm_type>POST_STD_VM</vm_type><cpu_affinity><pcpu_id>1</pcpu_id>"
		"<pcpu_id>1</pcpu_id></cpu_affinity></vm></acrn-config>");
	f->config.board = &board;
	resolve_config(&f->ctx, &f->config);
	assert_int_equal(f->config.vms[0].config->affinity, 4);
	assert_int_equal(f->config.vms[1].config->affinity, 0xb);
	assert_int_equal(f->config.vms[2].config->affinity, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_pcpus),
		FIXTURE_TEST(test_flags_and_clos),
		FIXTURE_TEST(test_vuarts),
		FIXTURE_TEST(test_modern_vuarts),
		FIXTURE_TEST(test_intx),
		FIXTURE_TEST(test_affinity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
