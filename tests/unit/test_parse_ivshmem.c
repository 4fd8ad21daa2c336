/* The regions of a scenario in both dialects, with the place of every value. */
#include "parse_fixture.h"

#define SCENARIO(ivshmem) "<acrn-config><hv><FEATURES>" ivshmem "</FEATURES></hv></acrn-config>"
#define REGION(text)                                                                               \
	SCENARIO("<IVSHMEM><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED>"                                   \
		 "<IVSHMEM_REGION>" text "</IVSHMEM_REGION></IVSHMEM>")

static void test_string_region(void **state)
{
	const struct config *config =
		fixture_scenario(*state, REGION("\t hv:/shm_region_0 ,\r\n 16 , 0 : 2:10 \n"));

	assert_int_equal(config->dialect, DIALECT_STRING);
	assert_true(config->has_ivshmem);
	assert_string_equal(config->enabled.text, "y");
	assert_int_equal(config->n_regions, 1);

	const struct region *region = &config->regions[0];

	assert_int_equal(region->n_fields, 3);
	assert_int_equal(region->land, LAND_HV);
	assert_string_equal(region->name.text, "hv:/shm_region_0");
	assert_loc(region->name.loc, "hv:/shm_region_0");
	assert_number(&region->size_mb, NUMBER_DECIMAL, 16);
	assert_loc(region->size_mb.loc, "16");
	assert_loc(region->loc, "hv:/shm_region_0 ,\r\n 16 , 0 : 2:10");
	assert_loc(region->vms_text.loc, "0 : 2:10");
	assert_int_equal(region->n_peers, 3);
	assert_number(&region->peers[0].id, NUMBER_DECIMAL, 0);
	assert_number(&region->peers[1].id, NUMBER_DECIMAL, 2);
	assert_number(&region->peers[2].id, NUMBER_DECIMAL, 10);
	assert_loc(region->peers[2].id.loc, "10");
	assert_int_equal(region->peers[1].id.loc.offset, region->vms_text.loc.offset + 4);
	assert_loc(config->string_region_loc, "hv:/shm_region_0 ,\r\n 16 , 0 : 2:10");
	assert_null(config->element_region_loc.source);
}

static void test_meaning_ignores_markup(void **state)
{
	const struct config *config = fixture_scenario(
		*state, REGION("<!-- , --><![CDATA[hv:/a]]>,<!--x--> 2<?pi?>, &#48;:2"));
	const struct region *region = &config->regions[0];

	assert_string_equal(region->name.text, "hv:/a");
	assert_loc(region->name.loc, "hv:/a");
	assert_number(&region->size_mb, NUMBER_DECIMAL, 2);
	assert_loc(region->size_mb.loc, "2");
	assert_number(&region->peers[0].id, NUMBER_DECIMAL, 0);
	assert_int_equal(region->n_peers, 2);
}

static void test_prefixes_are_exact(void **state)
{
	static const struct {
		const char *xml;
		enum land land;
	} cases[] = {
		{REGION("hv:/a, 2, 0:2"), LAND_HV},
		{REGION("hv:/, 2, 0:2"), LAND_HV},
		{REGION("dm:/a, 2, 0:2"), LAND_DM},
		{REGION("HV:/a, 2, 0:2"), LAND_NONE},
		{REGION("hv:a, 2, 0:2"), LAND_NONE},
		{REGION("a, 2, 0:2"), LAND_NONE},
		{REGION(", 2, 0:2"), LAND_NONE},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
			fixture_scenario(*state, cases[i].xml)->regions[0].land, cases[i].land);
}

static void test_any_number_of_fields(void **state)
{
	const struct config *config = fixture_scenario(*state, REGION("hv:/a"));

	assert_int_equal(config->regions[0].n_fields, 1);
	assert_string_equal(config->regions[0].name.text, "hv:/a");
	assert_number(&config->regions[0].size_mb, NUMBER_ABSENT, 0);
	assert_loc_before(config->regions[0].size_mb.loc, "</IVSHMEM_REGION>");
	assert_int_equal(config->regions[0].n_peers, 0);

	config = fixture_scenario(*state, REGION("hv:/a, 2 "));
	assert_int_equal(config->regions[0].n_fields, 2);
	assert_number(&config->regions[0].size_mb, NUMBER_DECIMAL, 2);
	assert_false(config->regions[0].vms_text.present);
	assert_loc_before(config->regions[0].vms_text.loc, " </IVSHMEM_REGION>");

	config = fixture_scenario(*state, REGION("hv:/a,2,0:1,x"));
	assert_int_equal(config->regions[0].n_fields, 4);
	assert_string_equal(config->regions[0].vms_text.text, "0:1");
	assert_int_equal(config->regions[0].n_peers, 2);

	config = fixture_scenario(
		*state, REGION(",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,"));
	assert_int_equal(config->regions[0].n_fields, 50);
	assert_string_equal(config->regions[0].name.text, "");
	assert_int_equal(config->regions[0].n_peers, 0);
}

static void test_blank_fields_have_places(void **state)
{
	const struct config *config = fixture_scenario(*state, REGION("hv:/a,  ,0: :2:"));
	const struct region *region = &config->regions[0];

	assert_number(&region->size_mb, NUMBER_ABSENT, 0);
	assert_string_equal(region->size_mb.text, "");
	assert_int_equal(region->size_mb.loc.length, 0);
	assert_true(region->size_mb.loc.offset > region->name.loc.offset);
	assert_true(region->size_mb.loc.offset < region->vms_text.loc.offset);
	assert_int_equal(region->n_peers, 4);
	assert_number(&region->peers[1].id, NUMBER_ABSENT, 0);
	assert_int_equal(region->peers[1].id.loc.length, 0);
	assert_number(&region->peers[3].id, NUMBER_ABSENT, 0);
	assert_loc_before(region->peers[3].id.loc, "</IVSHMEM_REGION>");
}

static void test_blank_region_is_none(void **state)
{
	const struct config *config = fixture_scenario(*state,
		SCENARIO("<IVSHMEM><IVSHMEM_ENABLED>n</IVSHMEM_ENABLED><IVSHMEM_REGION> \t\r\n"
			 "</IVSHMEM_REGION><IVSHMEM_REGION/><IVSHMEM_REGION><!-- hv:/a,2,0:1 -->"
			 "</IVSHMEM_REGION></IVSHMEM>"));

	assert_int_equal(config->n_regions, 0);
	assert_int_equal(config->dialect, DIALECT_STRING);

	config = fixture_scenario(*state, SCENARIO(""));
	assert_false(config->has_ivshmem);
	assert_int_equal(config->dialect, DIALECT_NONE);
	assert_loc(config->ivshmem_loc, "FEATURES");
}

#define ELEMENT_REGION                                                                             \
	"<IVSHMEM_REGION><NAME> shm_0 </NAME><PROVIDED_BY>Device Model</PROVIDED_BY>"              \
	"<IVSHMEM_SIZE>512</IVSHMEM_SIZE><IVSHMEM_REGION_ID>0x1001</IVSHMEM_REGION_ID>"            \
	"<IVSHMEM_VMS><IVSHMEM_VM><VM_NAME>VM A</VM_NAME><VBDF>0:8.0</VBDF></IVSHMEM_VM>"          \
	"<IVSHMEM_VM><VM_NAME>B</VM_NAME><VBDF> </VBDF></IVSHMEM_VM></IVSHMEM_VMS>"                \
	"</IVSHMEM_REGION>"

static void test_element_region(void **state)
{
	const struct config *config =
		fixture_scenario(*state, SCENARIO("<IVSHMEM>" ELEMENT_REGION "</IVSHMEM>"));
	const struct region *region = &config->regions[0];

	assert_int_equal(config->dialect, DIALECT_ELEMENT);
	assert_int_equal(region->n_fields, 3);
	assert_int_equal(region->land, LAND_DM);
	assert_string_equal(region->name.text, "shm_0");
	assert_loc(region->loc, "IVSHMEM_REGION");
	assert_loc(region->name.loc, "shm_0");
	assert_number(&region->size_mb, NUMBER_DECIMAL, 512);
	assert_number(&region->id, NUMBER_HEX, 0x1001);
	assert_int_equal(region->n_peers, 2);
	assert_string_equal(region->peers[0].name.text, "VM A");
	assert_true(region->peers[0].vbdf_valid);
	assert_int_equal(region->peers[0].vbdf.device, 8);
	assert_loc(region->peers[0].vbdf_text.loc, "0:8.0");
	assert_false(region->peers[0].id.present);
	assert_false(region->peers[1].vbdf_valid);
	assert_string_equal(region->peers[1].vbdf_text.text, "");
}

static void test_element_defaults(void **state)
{
	const struct config *config = fixture_scenario(
		*state, SCENARIO("<IVSHMEM>"
				 "<IVSHMEM_REGION "
				 "name=\"shm\"><IVSHMEM_SIZE>2</IVSHMEM_SIZE></IVSHMEM_REGION>"
				 "<IVSHMEM_REGION><NAME>b</NAME><PROVIDED_BY>Nobody</PROVIDED_BY></"
				 "IVSHMEM_REGION>"
				 "<IVSHMEM_REGION name='c'/></IVSHMEM>"));

	assert_int_equal(config->n_regions, 3);
	assert_string_equal(config->regions[0].name.text, "shm");
	assert_loc(config->regions[0].name.loc, "shm");
	assert_int_equal(config->regions[0].land, LAND_HV);
	assert_number(&config->regions[0].id, NUMBER_ABSENT, 0);
	assert_int_equal(config->regions[1].land, LAND_NONE);
	assert_loc(config->regions[1].provider.loc, "Nobody");
	assert_false(config->regions[1].vms_text.present);
	assert_string_equal(config->regions[2].name.text, "c");
	assert_number(&config->regions[2].size_mb, NUMBER_ABSENT, 0);
	assert_loc(config->regions[2].size_mb.loc, "IVSHMEM_REGION");
}

static void test_mixture_is_recorded(void **state)
{
	const struct config *config = fixture_scenario(*state,
		SCENARIO("<IVSHMEM><IVSHMEM_REGION>hv:/a, 2, 0:1</IVSHMEM_REGION>" ELEMENT_REGION
			 "</IVSHMEM>"));

	assert_int_equal(config->n_regions, 2);
	assert_loc(config->string_region_loc, "hv:/a, 2, 0:1");
	assert_loc(config->element_region_loc, "IVSHMEM_REGION");
}

static void test_dialect_of_the_rest(void **state)
{
	assert_int_equal(
		fixture_scenario(*state,
			"<acrn-config><hv><FEATURES><IVSHMEM/></FEATURES>"
			"</hv><vm id='0'><load_order>SERVICE_VM</load_order></vm></acrn-config>")
			->dialect,
		DIALECT_ELEMENT);
	assert_int_equal(
		fixture_scenario(*state, "<acrn-config><hv><vuart_connections/></hv></acrn-config>")
			->dialect,
		DIALECT_ELEMENT);
	assert_int_equal(
		fixture_scenario(*state, "<acrn-config><vm id='0'/></acrn-config>")->dialect,
		DIALECT_NONE);
	/* The shape of a region goes before all else. */
	assert_int_equal(
		fixture_scenario(*state,
			"<acrn-config><hv><FEATURES><IVSHMEM>"
			"<IVSHMEM_REGION>hv:/a,2,0:1</IVSHMEM_REGION></IVSHMEM></FEATURES></hv>"
			"<vm id='0'><load_order>SERVICE_VM</load_order></vm></acrn-config>")
			->dialect,
		DIALECT_STRING);
}

static void test_misplaced_ivshmem(void **state)
{
	struct fixture *f = *state;
	const struct config *config = fixture_scenario(f,
		"<acrn-config><hv>"
		"<IVSHMEM><IVSHMEM_REGION>hv:/a,2,0:1</IVSHMEM_REGION></IVSHMEM>"
		"</hv></acrn-config>");

	assert_false(config->has_ivshmem);
	assert_one_diag(f, DIAG_SCH003, "IVSHMEM");
}

static void test_second_ivshmem(void **state)
{
	struct fixture *f = *state;
	const struct config *config =
		fixture_scenario(f, REGION("hv:/a,2,0:1</IVSHMEM_REGION></"
					   "IVSHMEM><IVSHMEM><IVSHMEM_REGION>hv:/b,2,0:1"));

	assert_int_equal(config->n_regions, 1);
	assert_one_diag(f, DIAG_SCH002, "IVSHMEM");
	assert_non_null(f->diags.items[0]->notes);
}

static void test_wrong_root(void **state)
{
	struct fixture *f = *state;
	struct config config;

	fixture_load(f, "<config/>");
	assert_false(parse_scenario(&f->document, &config));
	assert_one_diag(f, DIAG_XML005, "config");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_string_region),
		FIXTURE_TEST(test_meaning_ignores_markup),
		FIXTURE_TEST(test_prefixes_are_exact),
		FIXTURE_TEST(test_any_number_of_fields),
		FIXTURE_TEST(test_blank_fields_have_places),
		FIXTURE_TEST(test_blank_region_is_none),
		FIXTURE_TEST(test_element_region),
		FIXTURE_TEST(test_element_defaults),
		FIXTURE_TEST(test_mixture_is_recorded),
		FIXTURE_TEST(test_dialect_of_the_rest),
		FIXTURE_TEST(test_misplaced_ivshmem),
		FIXTURE_TEST(test_second_ivshmem),
		FIXTURE_TEST(test_wrong_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
