/* Text sections of a board that are C or lists, and its trees of processors and caches. */
#include "parse_fixture.h"

#include "model/board_config.h"

#define BOARD(content) "<acrn-config board=\"b\"><BIOS_INFO/>" content "</acrn-config>"

static const struct board_config *load_board(void **state, const char *xml)
{
	const struct board *board = fixture_board(*state, xml);

	assert_non_null(board->config);
	return board->config;
}

static void assert_fault(
	const struct board_config *config, enum board_section section, const char *where)
{
	assert_int_equal(config->n_faults, 1);
	assert_int_equal(config->faults[0].section, section);
	assert_loc(config->faults[0].loc, where);
}

static void test_registers(void **state)
{
	const struct board_config *config = load_board(state,
		BOARD("<PM_INFO>\n\t#define PM1A_EVT_SPACE_ID       SPACE_SYSTEM_IO\n"
		      "\t#define PM1A_EVT_ADDRESS 0x1800UL\n#define UNKNOWN 1\n</PM_INFO>"
		      "<S3_INFO>/* S3 is not\n supported by BIOS */</S3_INFO>"
		      "<S5_INFO>#define S5_PKG_VAL_PM1B 0U /* 0 */</S5_INFO>"
		      "<MMCFG_BASE_INFO>/* base */ #define DEFAULT_PCI_MMCFG_BASE 0xe0000000UL"
		      "</MMCFG_BASE_INFO>"));

	assert_int_equal(config->n_faults, 0);
	assert_number(&config->acpi[ACPI_PM1A_EVT_SPACE_ID], NUMBER_DECIMAL, SPACE_SYSTEM_IO);
	assert_number(&config->acpi[ACPI_PM1A_EVT_ADDRESS], NUMBER_HEX, 0x1800);
	assert_string_equal(config->acpi[ACPI_PM1A_EVT_ADDRESS].text, "0x1800UL");
	assert_loc(config->acpi[ACPI_PM1A_EVT_ADDRESS].loc, "0x1800UL");
	assert_number(&config->acpi[ACPI_S5_PKG_VAL_PM1B], NUMBER_DECIMAL, 0);
	assert_number(&config->acpi[ACPI_DEFAULT_PCI_MMCFG_BASE], NUMBER_HEX, 0xe0000000);
	assert_int_equal(config->acpi[ACPI_S3_PKG_VAL_PM1A].form, NUMBER_ABSENT);
	assert_true(config->sections[BOARD_S3_INFO].present);
	assert_false(config->sections[BOARD_CX_INFO].present);
	assert_int_equal(acpi_value_infos[ACPI_S3_PKG_VAL_PM1A].fallback, 5);
	assert_string_equal(acpi_value_infos[ACPI_S3_PKG_VAL_PM1A].name, "S3_PKG_VAL_PM1A");
}

/* Text of a board never becomes C: what is no number is a fault. */
static void test_register_faults(void **state)
{
	assert_fault(
		load_board(state, BOARD("<PM_INFO>#define PM1A_EVT_ADDRESS system(1)</PM_INFO>")),
		BOARD_PM_INFO, "#define PM1A_EVT_ADDRESS system(1)");
	assert_fault(load_board(state, BOARD("<PM_INFO>#define PM1A_EVT_ADDRESS 1 2</PM_INFO>")),
		BOARD_PM_INFO, "#define PM1A_EVT_ADDRESS 1 2");
	assert_fault(load_board(state, BOARD("<S5_INFO>S5_PKG_VAL_PM1A 1</S5_INFO>")),
		BOARD_S5_INFO, "S5_PKG_VAL_PM1A 1");
	assert_fault(
		load_board(state,
			BOARD("<S5_INFO>#define S5_PKG_VAL_PM1A 1\n#define S5_PKG_VAL_PM1B 1\n"
			      "#define S5_PKG_VAL_PM1A 1\n#define S5_PKG_VAL_PM1A 2</S5_INFO>")),
		BOARD_S5_INFO, "#define S5_PKG_VAL_PM1A 2");
	assert_fault(
		load_board(state, BOARD("<S5_INFO>#define</S5_INFO>")), BOARD_S5_INFO, "#define");
}

static void test_drhd(void **state)
{
	const struct board_config *config = load_board(
		state, BOARD("<DRHD_INFO>\n#define DRHD_COUNT 2U\n\n#define DRHD0_DEV_CNT 0x1U\n"
			     "#define DRHD0_REG_BASE 0xFED90000UL\n#define DRHD0_IGNORE true\n"
			     "#define DRHD0_DEVSCOPE0_PATH 0x10U\n#define DRHD1_IGNORE false\n"
			     "#define DRHD1_DEVSCOPE1_TYPE 0x4U\n</DRHD_INFO>"));

	assert_int_equal(config->n_faults, 0);
	assert_number(&config->drhd_count, NUMBER_DECIMAL, 2);
	assert_int_equal(config->n_drhds, 2);
	assert_number(&config->drhds[0].dev_cnt, NUMBER_HEX, 1);
	assert_number(&config->drhds[0].reg_base, NUMBER_HEX, 0xfed90000);
	assert_int_equal(config->drhds[0].ignore.value, 1);
	assert_int_equal(config->drhds[0].n_scopes, 1);
	assert_number(&config->drhds[0].scopes[0].path, NUMBER_HEX, 0x10);
	assert_int_equal(config->drhds[0].scopes[0].bus.form, NUMBER_ABSENT);
	assert_int_equal(config->drhds[1].n_scopes, 2);
	assert_number(&config->drhds[1].scopes[1].type, NUMBER_HEX, 4);
	assert_int_equal(config->drhds[1].ignore.value, 0);
	assert_int_equal(config->drhds[1].ignore.form, NUMBER_DECIMAL);

	assert_fault(load_board(state, BOARD("<DRHD_INFO>#define DRHD0_COLOR 1</DRHD_INFO>")),
		BOARD_DRHD_INFO, "DRHD0_COLOR");
	assert_fault(load_board(state, BOARD("<DRHD_INFO>#define DRHD256_FLAGS 1</DRHD_INFO>")),
		BOARD_DRHD_INFO, "DRHD256_FLAGS");
	config =
		load_board(state, BOARD("<DRHD_INFO>#define DRHD255_DEVSCOPE255_ID 1</DRHD_INFO>"));
	assert_int_equal(config->n_drhds, 256);
	assert_int_equal(config->drhds[255].n_scopes, 256);
}

static void test_power_states(void **state)
{
	const struct board_config *config = load_board(state,
		BOARD("<CX_INFO>\n{{SPACE_FFixedHW, 0x01U, 0x02U, 0x01U, 0x33UL}, 0x02U, 0x97U, "
		      "0x00U},\t/* C2 */\n</CX_INFO>"
		      "<PX_INFO>{0x708UL, 0x00UL, 0x0AUL, 0x0BUL, 0x001200UL, "
		      "0x001300UL},</PX_INFO>"
		      "<CPU_BRAND>\n \"A CPU @ 2.00GHz\"\n</CPU_BRAND>"));

	assert_int_equal(config->n_faults, 0);
	assert_int_equal(config->n_cx, 1);
	assert_int_equal(config->cx[0].space_id, SPACE_FFIXEDHW);
	assert_int_equal(config->cx[0].bit_width, 1);
	assert_int_equal(config->cx[0].bit_offset, 2);
	assert_int_equal(config->cx[0].address, 0x33);
	assert_int_equal(config->cx[0].type, 2);
	assert_int_equal(config->cx[0].latency, 0x97);
	assert_int_equal(config->n_px, 1);
	assert_int_equal(config->px[0].frequency, 0x708);
	assert_int_equal(config->px[0].bus_master_latency, 0xb);
	assert_int_equal(config->px[0].control, 0x1200);
	assert_int_equal(config->px[0].status, 0x1300);
	assert_string_equal(config->brand.text, "A CPU @ 2.00GHz");

	config =
		load_board(state, BOARD("<CX_INFO>/* Cx data is not available */</CX_INFO>"
					"<PX_INFO>Px data is not available</PX_INFO><CPU_BRAND/>"));
	assert_int_equal(config->n_faults, 0);
	assert_int_equal(config->n_cx + config->n_px, 0);
	assert_false(config->brand.present);

	assert_fault(load_board(state, BOARD("<PX_INFO>{1, 2, 3, 4, 5},</PX_INFO>")), BOARD_PX_INFO,
		"{1, 2, 3, 4, 5},");
	assert_fault(load_board(state, BOARD("<PX_INFO>{1,2,3,4,5,f()},</PX_INFO>")), BOARD_PX_INFO,
		"{1,2,3,4,5,f()},");
	assert_fault(load_board(state, BOARD("<PX_INFO>{1,2,3,4,5,6}, {7},</PX_INFO>")),
		BOARD_PX_INFO, "{1,2,3,4,5,6}, {7},");
	assert_fault(load_board(state, BOARD("<CPU_BRAND>\"a\" \"b\"</CPU_BRAND>")),
		BOARD_CPU_BRAND, "\"a\" \"b\"");
	assert_fault(load_board(state, BOARD("<CPU_BRAND>\"</CPU_BRAND>")), BOARD_CPU_BRAND, "\"");
}

/* A line that is there twice would be one more state, or one more processor. */
static void test_lines_twice(void **state)
{
	const struct board_config *config =
		load_board(state, BOARD("<PX_INFO>\n{1, 2, 3, 4, 5, 6}, /* P0 */\n"
					"{1, 2, 3, 4, 5, 6}, /* P1 */\n"
					"{1, 2, 3, 4, 5, 6}, /* P1 */\n\n\n</PX_INFO>"));

	assert_fault(config, BOARD_PX_INFO, "{1, 2, 3, 4, 5, 6},");
	assert_int_equal(config->n_px, 2);

	config =
		load_board(state, BOARD("<CPU_PROCESSOR_INFO>\n0, 1\n0, 1\n</CPU_PROCESSOR_INFO>"));
	assert_fault(config, BOARD_CPU_PROCESSOR_INFO, "0, 1");
	assert_int_equal(config->pcpus.count, 2);
}

static void test_ttys(void **state)
{
	struct fixture *f = *state;
	const struct board_config *config = load_board(state,
		BOARD("<TTYS_INFO>\nseri:/dev/ttyS1 type:portio base:0x2F8 irq:3\n"
		      "seri:/dev/ttyS10 type:mmio base:0x83449000 irq:33 bdf:\"00:19.2\"\n"
		      "seri:/dev/ttyS6 type:portio base:0x30A0 irq:19 bdf:0:22.3\n</TTYS_INFO>"));

	assert_int_equal(config->n_faults, 0);
	assert_int_equal(config->n_ttys, 3);
	assert_string_equal(config->ttys[0].name, "ttyS1");
	assert_string_equal(config->ttys[0].path.text, "/dev/ttyS1");
	assert_loc(config->ttys[0].path.loc, "/dev/ttyS1");
	assert_int_equal(config->ttys[0].type, TTY_PORTIO);
	assert_number(&config->ttys[0].base, NUMBER_HEX, 0x2f8);
	assert_number(&config->ttys[0].irq, NUMBER_DECIMAL, 3);
	assert_false(config->ttys[0].has_bdf);
	assert_int_equal(config->ttys[1].type, TTY_MMIO);
	assert_true(config->ttys[1].has_bdf);
	assert_int_equal(config->ttys[1].bdf.device, 0x19);
	assert_false(config->ttys[2].has_bdf);
	assert_string_equal(config->ttys[2].bdf_text.text, "0:22.3");
	assert_ptr_equal(board_find_tty(&f->board, "/dev/ttyS1"), &config->ttys[0]);
	assert_ptr_equal(board_find_tty(&f->board, "ttyS10"), &config->ttys[1]);
	assert_null(board_find_tty(&f->board, "ttyS"));

	assert_fault(
		load_board(state, BOARD("<TTYS_INFO>seri:/dev/ttyS0 type:usb base:1</TTYS_INFO>")),
		BOARD_TTYS_INFO, "seri:/dev/ttyS0 type:usb base:1");
	assert_fault(load_board(state, BOARD("<TTYS_INFO>seri:/dev/ttyS0 type:mmio</TTYS_INFO>")),
		BOARD_TTYS_INFO, "seri:/dev/ttyS0 type:mmio");
	assert_fault(
		load_board(state, BOARD("<TTYS_INFO>ttyS0</TTYS_INFO>")), BOARD_TTYS_INFO, "ttyS0");
}

static void test_number_lists(void **state)
{
	struct fixture *f = *state;
	const struct board_config *config = load_board(state,
		BOARD("<AVAILABLE_IRQ_INFO>\n 4, 5,\n 10\n</AVAILABLE_IRQ_INFO>"
		      "<CPU_PROCESSOR_INFO>0, 1</CPU_PROCESSOR_INFO><TPM_INFO>TPM2</TPM_INFO>"));

	assert_int_equal(config->n_faults, 0);
	assert_int_equal(config->irqs.count, 3);
	assert_number(&config->irqs.items[2], NUMBER_DECIMAL, 10);
	assert_int_equal(config->pcpus.count, 2);
	assert_true(board_has_pcpu(&f->board, 1));
	assert_false(board_has_pcpu(&f->board, 2));
	assert_int_equal(board_count_pcpus(&f->board), 2);
	assert_true(config->tpm2);

	assert_fault(load_board(state, BOARD("<CPU_PROCESSOR_INFO>0 1</CPU_PROCESSOR_INFO>")),
		BOARD_CPU_PROCESSOR_INFO, "1");
	config = load_board(state, BOARD("<TPM_INFO>/* no TPM device */</TPM_INFO>"));
	assert_false(config->tpm2);
	assert_int_equal(config->pcpus.count, 0);
	assert_ptr_equal(board_section_fault(&f->board, BOARD_TPM_INFO), NULL);
}

static void test_clos(void **state)
{
	struct fixture *f = *state;
	const struct board_config *config =
		load_board(state, BOARD("<CLOS_INFO>\nrdt resources supported: L2, MBA\nrdt "
					"resource clos max: 16, 8\n"
					"rdt resource mask max: '0xfff', '0x5a'\n</CLOS_INFO>"));

	assert_int_equal(config->n_faults, 0);
	assert_int_equal(config->n_rdt, 2);
	assert_int_equal(config->rdt[0].kind, RDT_L2);
	assert_loc(config->rdt[0].loc, "L2");
	assert_number(&config->rdt[0].clos_max, NUMBER_DECIMAL, 16);
	assert_number(&config->rdt[0].mask_max, NUMBER_HEX, 0xfff);
	assert_ptr_equal(board_find_rdt(&f->board, RDT_MBA), &config->rdt[1]);
	assert_null(board_find_rdt(&f->board, RDT_L3));
	assert_number(&config->rdt[1].mask_max, NUMBER_HEX, 0x5a);

	config = load_board(state, BOARD("<CLOS_INFO>\n</CLOS_INFO>"));
	assert_int_equal(config->n_faults + config->n_rdt, 0);
	assert_fault(load_board(state, BOARD("<CLOS_INFO>rdt resources supported: L4</CLOS_INFO>")),
		BOARD_CLOS_INFO, "L4");
	assert_fault(load_board(state, BOARD("<CLOS_INFO>rdt resources supported: L3</CLOS_INFO>")),
		BOARD_CLOS_INFO, "L3");
}

static void test_trees(void **state)
{
	struct fixture *f = *state;
	const struct board_config *config = load_board(state,
		BOARD("<CPU_PROCESSOR_INFO>0, 1, 2</CPU_PROCESSOR_INFO>"
		      "<processors><model/><die><core><thread><cpu_id>0</cpu_id>"
		      "<apic_id>0x10</apic_id><core_type>Core</core_type></thread></core>"
		      "<module><core><thread><cpu_id>5</cpu_id><core_type/></thread></core></"
		      "module>"
		      "</die></processors>"
		      "<caches><cache level=\"2\" id=\"0x1\" type=\"3\"><processors>"
		      "<processor>0x10</processor></processors><capability id=\"CAT\">"
		      "<capacity_mask_length>20</capacity_mask_length><clos_number>8</clos_number>"
		      "</capability><capability id=\"CDP\"/></cache>"
		      "<cache level=\"3\" id=\"0x0\" type=\"3\"><capability id=\"Software SRAM\">"
		      "<start>0x40080000</start><end>0x400fffff</end><waymask>0x3</waymask>"
		      "</capability></cache></caches>"
		      "<devices><device id=\"MSFT0101\"/></devices>"));

	assert_int_equal(config->n_cpus, 2);
	assert_true(board_has_pcpu(&f->board, 5));
	assert_false(board_has_pcpu(&f->board, 1));
	assert_int_equal(board_find_cpu(&f->board, 0)->core, CORE_CORE);
	assert_number(&board_find_cpu(&f->board, 0)->apic_id, NUMBER_HEX, 0x10);
	assert_int_equal(board_find_cpu(&f->board, 5)->core, CORE_UNSTATED);
	assert_int_equal(config->n_caches, 2);
	assert_true(config->caches[0].cat && config->caches[0].cdp);
	assert_number(&config->caches[0].level, NUMBER_DECIMAL, 2);
	assert_number(&config->caches[0].clos_number, NUMBER_DECIMAL, 8);
	assert_number(&config->caches[0].capacity_mask_length, NUMBER_DECIMAL, 20);
	assert_int_equal(config->caches[0].apic_ids.count, 1);
	assert_false(config->caches[1].cat);
	assert_true(config->caches[1].software_sram);
	assert_number(&config->caches[1].sram_waymask, NUMBER_HEX, 3);
	assert_true(config->tpm2);
}

static void test_listings(void **state)
{
	const struct board_config *config = load_board(
		state, BOARD("<PCI_DEVICE>\n00:02.0 VGA: a\n\tRegion 0: Memory at 4000000000 "
			     "(64-bit) [size=256M]\n"
			     "\tRegion 2: Memory at 80000000 (32-bit)\n\tRegion 4: I/O ports at "
			     "3000 [size=64]\n"
			     "</PCI_DEVICE><PCI_VID_PID>\n00:02.0 0300: 8086:9dd3 (rev 30)\n"
			     "00:03.0 0106: 8086:4b30\n</PCI_VID_PID>"
			     "<IOMEM_INFO>\n00100000-3fffffff : System RAM\n"
			     "40000000-bfffffff : PCI Bus 0000:00\n"
			     "e0000000-efffffff : PCI MMCONFIG 0000 [bus 00-3f]\n"
			     "4000000000-7fffffffff : PCI Bus 0000:00\n"
			     "  4000000000-40ffffffff : PCI Bus 0000:01\n</IOMEM_INFO>"));

	assert_int_equal(config->n_ids, 2);
	assert_int_equal(config->ids[0].class, 0x300);
	assert_int_equal(config->ids[1].device, 0x4b30);
	assert_int_equal(config->ids[1].bdf.device, 3);
	assert_loc(config->ids[1].loc, "00:03.0 0106: 8086:4b30");
	assert_int_equal(config->n_pci_buses, 2);
	assert_int_equal(config->pci_buses[0].range.last, 0x7fffffffff);
	assert_true(config->mmconfig.present);
	assert_int_equal(config->mmconfig.last, 0x3f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_registers),
		FIXTURE_TEST(test_register_faults),
		FIXTURE_TEST(test_drhd),
		FIXTURE_TEST(test_power_states),
		FIXTURE_TEST(test_lines_twice),
		FIXTURE_TEST(test_ttys),
		FIXTURE_TEST(test_number_lists),
		FIXTURE_TEST(test_clos),
		FIXTURE_TEST(test_trees),
		FIXTURE_TEST(test_listings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
