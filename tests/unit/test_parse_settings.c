/* Settings of the hypervisor and of VMs: values, places of absent ones, defaults, the table. */
#include "parse_fixture.h"

#include "model/settings.h"

#define SCENARIO(hv, vm) "<acrn-config><hv>" hv "</hv><vm id=\"0\">" vm "</vm></acrn-config>"

static void test_values(void **state)
{
	const struct config *config = fixture_scenario(*state,
		SCENARIO("<DEBUG_OPTIONS><RELEASE> y </RELEASE><LOG_BUF_SIZE>0x40000</LOG_BUF_SIZE>"
			 "</DEBUG_OPTIONS><FEATURES><RDT><CDP_ENABLED>n</CDP_ENABLED></RDT></"
			 "FEATURES>",
			"<os_config><name>a</name><bootargs>\n a  b\n c </bootargs></os_config>"
			"<name>n</name><bvt_warp_value>-12</bvt_warp_value>"));
	const struct vm *vm = &config->vms[0];

	assert_string_equal(config_setting(config, SETTING_RELEASE)->text.text, "y");
	assert_loc(config_setting(config, SETTING_RELEASE)->text.loc, "y");
	assert_number(&config_setting(config, SETTING_LOG_BUF_SIZE)->number, NUMBER_HEX, 0x40000);
	assert_loc(config_setting(config, SETTING_LOG_BUF_SIZE)->number.loc, "0x40000");
	assert_string_equal(config_setting(config, SETTING_CDP_ENABLED)->text.text, "n");
	assert_string_equal(vm_setting(vm, SETTING_OS_NAME)->text.text, "a");
	assert_string_equal(vm_setting(vm, SETTING_VM_NAME)->text.text, "n");
	assert_string_equal(join_words(&((struct fixture *)*state)->arena,
				    vm_setting(vm, SETTING_BOOTARGS)->text.text),
		"a b c");
	assert_true(vm_setting(vm, SETTING_BVT_WARP_VALUE)->negative);
	assert_number(&vm_setting(vm, SETTING_BVT_WARP_VALUE)->number, NUMBER_DECIMAL, 12);
	assert_loc(vm_setting(vm, SETTING_BVT_WARP_VALUE)->number.loc, "-12");
}

/* Blamed at the nearest element above that exists. */
static void test_absent_places(void **state)
{
	const struct config *config =
		fixture_scenario(*state, SCENARIO("<FEATURES><RDT/></FEATURES>", "<epc_section/>"));
	const struct vm *vm = &config->vms[0];

	assert_false(config_setting(config, SETTING_RDT_ENABLED)->text.present);
	assert_loc(config_setting(config, SETTING_RDT_ENABLED)->text.loc, "RDT");
	assert_loc(config_setting(config, SETTING_PSRAM_ENABLED)->text.loc, "FEATURES");
	assert_loc(config_setting(config, SETTING_STACK_SIZE)->text.loc, "hv");
	assert_loc(vm_setting(vm, SETTING_EPC_BASE)->text.loc, "epc_section");
	assert_loc(vm_setting(vm, SETTING_KERN_MOD)->text.loc, "vm");
	assert_true(vm->config->epc_section.present);
	assert_loc(vm->config->epc_section.loc, "epc_section");
	assert_false(vm->config->os_config.present);

	config = fixture_scenario(*state, "<acrn-config><vm id=\"0\"/></acrn-config>");
	assert_false(config->hv->section.present);
	assert_loc(config_setting(config, SETTING_STACK_SIZE)->text.loc, "acrn-config");
}

/* The parts of mmio_resources may be spread over several of them. */
static void test_section_in_two(void **state)
{
	const struct config *config = fixture_scenario(
		*state, SCENARIO("", "<mmio_resources><p2sb>y</p2sb></mmio_resources>"
				     "<mmio_resources><TPM2>n</TPM2></mmio_resources>"));

	assert_string_equal(vm_setting(&config->vms[0], SETTING_P2SB)->text.text, "y");
	assert_string_equal(vm_setting(&config->vms[0], SETTING_TPM2)->text.text, "n");
}

static void test_defaults(void **state)
{
	const struct config *config =
		fixture_scenario(*state, SCENARIO("<MEMORY><STACK_SIZE/></MEMORY>", ""));
	const struct target *v2_3 = target_find("v2.3");
	const struct target *v3_3 = target_find("v3.3");
	const struct setting *level = config_setting(config, SETTING_CONSOLE_LOGLEVEL);
	const struct setting *kernel = vm_setting(&config->vms[0], SETTING_KERN_MOD);

	assert_int_equal(setting_value(level, SETTING_CONSOLE_LOGLEVEL, v2_3), 3);
	assert_int_equal(setting_value(level, SETTING_CONSOLE_LOGLEVEL, v3_3), 5);
	assert_int_equal(
		setting_value(config_setting(config, SETTING_STACK_SIZE), SETTING_STACK_SIZE, v2_3),
		0x2000);
	assert_string_equal(setting_text(kernel, SETTING_KERN_MOD, v2_3), "");
	assert_string_equal(setting_text(kernel, SETTING_KERN_MOD, v3_3), "Linux_bzImage");
	assert_true(setting_is_on(config_setting(config, SETTING_RELOC), SETTING_RELOC, v2_3));
	assert_false(setting_is_on(
		config_setting(config, SETTING_RDT_ENABLED), SETTING_RDT_ENABLED, v2_3));
}

static void test_lists(void **state)
{
	const struct config *config = fixture_scenario(*state,
		SCENARIO("<FEATURES><RDT><CLOS_MASK>0xff</CLOS_MASK><CLOS_MASK/><MBA_DELAY>0</"
			 "MBA_DELAY>"
			 "</RDT></FEATURES><CACHE_REGION><CACHE_ALLOCATION><CACHE_ID>0x1</CACHE_ID>"
			 "<CACHE_LEVEL>2</CACHE_LEVEL><POLICY><VM>A</VM><VCPU>0</"
			 "VCPU><TYPE>Unified</TYPE>"
			 "<CLOS_MASK>0xf</CLOS_MASK></POLICY></CACHE_ALLOCATION></CACHE_REGION>"
			 "<HIDDEN_PDEV_REGION><HIDDEN_PDEV>00:1f.1</HIDDEN_PDEV><HIDDEN_PDEV>x"
			 "</HIDDEN_PDEV></HIDDEN_PDEV_REGION>",
			"<name>A</name>"));
	struct fixture *f = *state;
	const struct hv_config *hv = config->hv;

	resolve_config(&f->ctx, &f->config);
	assert_int_equal(hv->clos_masks.count, 2);
	assert_number(&hv->clos_masks.items[0], NUMBER_HEX, 0xff);
	assert_int_equal(hv->clos_masks.items[1].form, NUMBER_ABSENT);
	assert_loc(hv->clos_masks.loc, "RDT");
	assert_int_equal(hv->mba_delays.count, 1);
	assert_int_equal(hv->n_allocations, 1);
	assert_number(&hv->allocations[0].id, NUMBER_HEX, 1);
	assert_number(&hv->allocations[0].level, NUMBER_DECIMAL, 2);
	assert_int_equal(hv->allocations[0].n_policies, 1);
	assert_ptr_equal(hv->allocations[0].policies[0].vm, &config->vms[0]);
	assert_number(&hv->allocations[0].policies[0].mask, NUMBER_HEX, 0xf);
	assert_string_equal(hv->allocations[0].policies[0].type.text, "Unified");
	assert_int_equal(hv->n_hidden, 2);
	assert_true(hv->hidden[0].bdf_valid);
	assert_int_equal(hv->hidden[0].bdf.device, 0x1f);
	assert_false(hv->hidden[1].bdf_valid);
	assert_loc(hv->hidden[1].text.loc, "x");
}

/* For each release that has it, a setting that is no free text has one row; switches are y and n.
 */
static void test_table(void **state)
{
	(void)state;
	for (size_t id = 0; id < N_SETTINGS; id++) {
		const struct setting_info *info = &setting_infos[id];

		assert_non_null(info->element);
		assert_int_not_equal(info->releases, 0);
		for (size_t t = 0; t < n_targets; t++) {
			uint32_t release = target_release(&targets[t]);
			size_t position = 0;
			const struct setting_rule *rule =
				setting_next_rule((enum setting_id)id, release, &position);

			if (info->kind != SETTING_TEXT && (info->releases & release) != 0)
				assert_non_null(rule);
			assert_null(setting_next_rule((enum setting_id)id, release, &position));
			if (rule == NULL)
				continue;
			assert_int_equal(info->kind == SETTING_SWITCH || info->kind == SETTING_WORD,
				rule->words != NULL);
			assert_true(rule->min <= rule->max);
			if (info->kind == SETTING_SWITCH)
				assert_string_equal(rule->words[0], "y");
		}
	}
}

/* Rows are found by a search, and by going on from there. */
static void test_table_order(void **state)
{
	(void)state;
	for (size_t i = 1; i < n_setting_rules; i++)
		assert_true(setting_rules[i - 1].id <= setting_rules[i].id);
}

/* The bits of enum release are in the order of the targets. */
static void test_releases(void **state)
{
	(void)state;
	assert_int_equal(target_release(target_find("v2.2")), RELEASE_V2_2);
	assert_int_equal(target_release(target_find("v2.7")), RELEASE_V2_7);
	assert_int_equal(target_release(target_find("v3.0")), RELEASE_V3_0);
	assert_int_equal(target_release(target_find("v3.3")), RELEASE_V3_3);
	assert_int_equal(n_targets, 10);
	assert_int_equal(target_releases(DIALECT_STRING), RELEASES(V2_2, V2_7));
	assert_int_equal(target_releases(DIALECT_ELEMENT), RELEASES(V3_0, V3_3));
	assert_int_equal(target_releases(DIALECT_NONE), RELEASES(V2_2, V3_3));
}

/* The layout takes the bounds of HV RAM from these rows. */
static void test_hv_ram_has_bounds(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_targets; i++) {
		const struct target *target = &targets[i];

		if (target->pool_place != POOL_IN_HV_RAM)
			continue;
		assert_non_null(setting_rule(SETTING_HV_RAM_SIZE, target));
		assert_non_null(setting_rule(SETTING_HV_RAM_START, target));
		assert_true(setting_rule(SETTING_HV_RAM_SIZE, target)->max > 0);
	}
}

static void test_releases_of_a_compilation(void **state)
{
	struct fixture *f = *state;

	fixture_scenario(f, SCENARIO("", "<load_order>SERVICE_VM</load_order>"));
	resolve_config(&f->ctx, &f->config);
	assert_int_equal(f->ctx.releases, RELEASES(V3_0, V3_3));
	f->ctx.target = target_find("v3.1");
	resolve_config(&f->ctx, &f->config);
	assert_int_equal(f->ctx.releases, RELEASE_V3_1);
	f->ctx.target = target_find("v2.3"); /* whose scenarios have the other form */
	resolve_config(&f->ctx, &f->config);
	assert_int_equal(f->ctx.releases, RELEASES(V3_0, V3_3));

	/* What a migration makes: regions of the one form, VMs of the other. */
	fixture_scenario(f, SCENARIO("<vuart_connections/>", "<vm_type>SOS_VM</vm_type>"));
	assert_int_equal(f->config.dialect, DIALECT_ELEMENT);
	resolve_config(&f->ctx, &f->config);
	assert_int_equal(f->ctx.releases, RELEASE_V2_3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_values),
		FIXTURE_TEST(test_absent_places),
		FIXTURE_TEST(test_section_in_two),
		FIXTURE_TEST(test_defaults),
		FIXTURE_TEST(test_lists),
		FIXTURE_TEST(test_table),
		FIXTURE_TEST(test_table_order),
		FIXTURE_TEST(test_releases),
		FIXTURE_TEST(test_hv_ram_has_bounds),
		FIXTURE_TEST(test_releases_of_a_compilation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
