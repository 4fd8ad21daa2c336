/* ivshmem.config and its later forms: only what shared memory decides. */
#include "emit_fixture.h"

static void assert_contains(const char *text, const char *line)
{
	if (text == NULL || strstr(text, line) == NULL)
		fail_msg("'%s' is missing in:\n%s", line, text != NULL ? text : "(no file)");
}

static void assert_lacks(const char *text, const char *line)
{
	assert_non_null(text);
	if (strstr(text, line) != NULL)
		fail_msg("'%s' should not be in:\n%s", line, text);
}

static void kconfig_sets_switch_and_ram(void **state)
{
	struct fixture *f = fixture_new("v2.3");
	struct output_list outputs = fixture_emit(f, EMIT_CONFIG);
	const char *text = fixture_file(&outputs, "ivshmem.config");

	(void)state;
	assert_int_equal(outputs.count, 1);
	assert_contains(text, "\nCONFIG_IVSHMEM_ENABLED=y\n");
	assert_contains(text, "\nCONFIG_HV_RAM_START=0x10000000\n");
	assert_contains(text, "\nCONFIG_HV_RAM_SIZE=0xa800000\n");
	assert_lacks(text, "CONFIG_MAX_");
	fixture_free(f);
}

static void kconfig_switches_off(void **state)
{
	struct fixture *f = fixture_new("v2.3");

	(void)state;
	fixture_switch_off(f);

	struct output_list outputs = fixture_emit(f, EMIT_CONFIG);
	const char *text = fixture_file(&outputs, "ivshmem.config");

	assert_contains(text, "\n# CONFIG_IVSHMEM_ENABLED is not set\n");
	assert_lacks(text, "CONFIG_IVSHMEM_ENABLED=y");
	fixture_free(f);
}

/* The stock hypervisor does not compile with the switch on and no region of its own. */
static void device_model_regions_alone_switch_off(void **state)
{
	struct fixture *f = fixture_new("v3.3");

	(void)state;
	fixture_switch_off(f);
	f->config.enabled_effective = true;
	f->config.regions = &f->regions[1];
	f->config.n_regions = 1;
	f->config.n_hv_regions = 0;

	struct output_list outputs = fixture_emit(f, EMIT_ALL);

	assert_contains(fixture_file(&outputs, "ivshmem_config.mk"), "CONFIG_IVSHMEM_ENABLED=n\n");
	assert_contains(
		fixture_file(&outputs, "ivshmem_config.h"), "#undef CONFIG_IVSHMEM_ENABLED");
	assert_lacks(fixture_file(&outputs, "ivshmem_config.h"), "#define CONFIG_IVSHMEM_ENABLED");
	assert_lacks(fixture_file(&outputs, "ivshmem_cfg.h"), "IVSHMEM_SHM_REGIONS");
	assert_contains(fixture_file(&outputs, "layout.json"), "\"dm:/d\"");
	fixture_free(f);
}

static void raised_capacities_are_set(void **state)
{
	struct fixture *f = fixture_new("v2.2");

	(void)state;
	f->layout.emulated_mmio.raise = true;
	f->layout.emulated_mmio.max = 23;
	f->layout.pci_dev_num.raise = true;
	f->layout.pci_dev_num.max = 101;

	struct output_list outputs = fixture_emit(f, EMIT_CONFIG);
	const char *text = fixture_file(&outputs, "ivshmem.config");

	assert_contains(text, "\nCONFIG_MAX_EMULATED_MMIO_REGIONS=23\n");
	assert_contains(text, "\nCONFIG_MAX_PCI_DEV_NUM=101\n");
	assert_lacks(text, "CONFIG_MAX_MSIX_TABLE_NUM");
	fixture_free(f);
}

static void header_and_makefile_agree(void **state)
{
	struct fixture *f = fixture_new("v2.5");

	(void)state;
	f->layout.msix_table_num.raise = true;
	f->layout.msix_table_num.max = 8;

	struct output_list outputs = fixture_emit(f, EMIT_CONFIG);
	const char *header = fixture_file(&outputs, "ivshmem_config.h");
	const char *make = fixture_file(&outputs, "ivshmem_config.mk");

	assert_int_equal(outputs.count, 2);
	assert_contains(header, "\n#define CONFIG_IVSHMEM_ENABLED 1\n");
	assert_contains(header, "\n#define CONFIG_HV_RAM_START 0x10000000UL\n");
	assert_contains(header, "\n#define CONFIG_HV_RAM_SIZE 0xa800000UL\n");
	assert_contains(header, "\n#define CONFIG_MAX_MSIX_TABLE_NUM 8U\n");
	assert_contains(make, "\nCONFIG_IVSHMEM_ENABLED=y\n");
	assert_contains(make, "\nCONFIG_HV_RAM_START=0x10000000\n");
	assert_contains(make, "\nCONFIG_HV_RAM_SIZE=0xa800000\n");
	assert_contains(make, "\nCONFIG_MAX_MSIX_TABLE_NUM=8\n");
	fixture_free(f);
}

static void unplanned_ram_is_not_set(void **state)
{
	struct fixture *f = fixture_new("v3.3");

	(void)state;
	f->layout.hv_ram_start = 0;
	f->layout.hv_ram_size = 0;

	struct output_list outputs = fixture_emit(f, EMIT_CONFIG);

	assert_lacks(fixture_file(&outputs, "ivshmem_config.h"), "HV_RAM");
	assert_lacks(fixture_file(&outputs, "ivshmem_config.mk"), "HV_RAM");
	fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kconfig_sets_switch_and_ram),
		cmocka_unit_test(kconfig_switches_off),
		cmocka_unit_test(device_model_regions_alone_switch_off),
		cmocka_unit_test(raised_capacities_are_set),
		cmocka_unit_test(header_and_makefile_agree),
		cmocka_unit_test(unplanned_ram_is_not_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
