/*
 * The C tables, by their meaning: compiled against the stand-in headers of each release, read
 * back by a program, and damaged to see every static assertion speak.
 */
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emit_fixture.h"

struct workshop {
	struct fixture *fixture;
	struct output_list outputs;
	char top[64];
	char log[16384]; /* what the compiler said */
};

/* ---- helpers ----------------------------------------------------------------------------- */

static const char *source_dir(void)
{
	const char *folder = getenv("SOURCE_DIR");

	return folder != NULL ? folder : ".";
}

static const char *compiler(void)
{
	const char *name = getenv("CC");

	return name != NULL ? name : "cc";
}

static char *in_workshop(struct workshop *shop, const char *name)
{
	return arena_printf(&shop->fixture->arena, "%s/%s", shop->top, name);
}

static void put(const char *path, const char *content)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* The settings as the hypervisor's build forces them into every unit. */
static void put_settings(struct workshop *shop)
{
	const char *header = fixture_file(&shop->outputs, "ivshmem_config.h");
	bool on = shop->fixture->config.enabled_effective;

	if (header == NULL)
		header = on ? "#define CONFIG_IVSHMEM_ENABLED 1\n" : "";
	put(in_workshop(shop, "given_config.h"), header);
	put(in_workshop(shop, "scenario_config.h"), "#ifndef CONFIG_MAX_VM_NUM\n"
						    "#define CONFIG_MAX_VM_NUM 8U\n#endif\n");
}

static void open_workshop(struct workshop *shop, const char *target, bool on)
{
	*shop = (struct workshop){.fixture = fixture_new(target)};
	(void)snprintf(shop->top, sizeof(shop->top), "/tmp/acrn-cfgc-test-XXXXXX");
	assert_non_null(mkdtemp(shop->top));
	if (!on)
		fixture_switch_off(shop->fixture);
	shop->outputs = fixture_emit(shop->fixture, EMIT_TABLES | EMIT_CONFIG);
	for (size_t i = 0; i < shop->outputs.count; i++)
		put(in_workshop(shop, shop->outputs.files[i].path),
			shop->outputs.files[i].text.bytes);
	put_settings(shop);
}

static void close_workshop(struct workshop *shop)
{
	assert_int_equal(system(arena_printf(&shop->fixture->arena, "rm -rf %s", shop->top)), 0);
	fixture_free(shop->fixture);
}

static void read_log(struct workshop *shop)
{
	FILE *file = fopen(in_workshop(shop, "log"), "r");

	assert_non_null(file);
	shop->log[fread(shop->log, 1, sizeof(shop->log) - 1, file)] = '\0';
	(void)fclose(file);
}

/* Compiles like the hypervisor's build, with the headers of a profile. */
static bool compiles(
	struct workshop *shop, const char *profile, const char *source, const char *options)
{
	bool flat = strcmp(profile, "P1") == 0 || strcmp(profile, "P2") == 0;
	const char *include = arena_printf(
		&shop->fixture->arena, "%s/tests/tables/consumer/include", source_dir());
	const char *command = arena_printf(&shop->fixture->arena,
		"%s -std=gnu11 -ffreestanding -nostdinc -Wall -W -Werror %s -I%s -I%s/%s -I%s/%s "
		"-I%s/common -include %s/common/config.h %s/%s -o %s/out >%s/log 2>&1",
		compiler(), options, shop->top, include, profile, include, flat ? "flat" : "modern",
		include, include, shop->top, source, shop->top, shop->top);
	bool good = system(command) == 0;

	read_log(shop);
	return good;
}

static void skip_without_headers(void)
{
	char path[4096];

	(void)snprintf(
		path, sizeof(path), "%s/tests/tables/consumer/include/P2/ivshmem.h", source_dir());
	if (access(path, R_OK) != 0)
		skip();
}

/* ---- good tables ------------------------------------------------------------------------- */

static const char *const releases[] = {"v2.2", "v2.3", "v2.4", "v2.5", "v2.7", "v3.2", "v3.3"};

#define N_RELEASES (sizeof(releases) / sizeof(releases[0]))

static void tables_compile_for_their_release(void **state)
{
	(void)state;
	skip_without_headers();
	for (size_t i = 0; i < 2 * N_RELEASES; i++) {
		const char *release = releases[i / 2];
		struct workshop shop;

		open_workshop(&shop, release, i % 2 == 0);
		if (!compiles(&shop, shop.fixture->ctx.target->profile, "pci_dev.c", "-c"))
			fail_msg("%s: %s", release, shop.log);
		close_workshop(&shop);
	}
}

/* Compiled with the tables into one program; its exit status is the number of the wrong line. */
static void assert_tables(const char *release, const char *const *facts)
{
	struct workshop shop;
	struct text program;
	struct stat status;

	open_workshop(&shop, release, true);
	text_init(&program, &shop.fixture->arena);
	text_add(&program, "#include \"pci_dev.c\"\n"
			   "const struct pci_vdev_ops vhostbridge_ops, vmcs9900_ops;\n"
			   "const struct pci_vdev_ops vpci_ivshmem_ops;\n"
			   "static struct ivshmem_shm_region regions[8] = {IVSHMEM_SHM_REGIONS};\n"
			   "static int differ(const char *a, const char *b)\n{\n"
			   "\treturn __builtin_strcmp(a, b) != 0;\n}\n"
			   "int main(void)\n{\n\t(void)regions;\n\t(void)differ;\n");
	for (size_t i = 0; facts[i] != NULL; i++)
		text_addf(&program, "\tif (!(%s))\n\t\treturn %zu;\n", facts[i], i + 1);
	text_add(&program, "\treturn 0;\n}\n");
	put(in_workshop(&shop, "program.c"), program.bytes);
	if (!compiles(&shop, shop.fixture->ctx.target->profile, "program.c", ""))
		fail_msg("%s", shop.log);
	assert_int_equal(stat(in_workshop(&shop, "out"), &status), 0);

	int result = system(in_workshop(&shop, "out"));

	if (result != 0)
		fail_msg("%s: not true: %s", release, facts[(result >> 8) - 1]);
	close_workshop(&shop);
}

static void v2_3_tables_say_what_was_laid_out(void **state)
{
	static const char *const facts[] = {
		"IVSHMEM_SHM_SIZE == 0x1200000UL",
		"IVSHMEM_DEV_NUM == 5UL",
		"!differ(regions[0].name, \"hv:/a\") && regions[0].hpa == 0x11000000UL",
		"regions[0].size == 0x200000UL",
		"!differ(regions[1].name, \"hv:/b\") && regions[1].hpa == 0x11200000UL",
		"regions[1].size == 0x1000000UL && regions[2].size == 0UL",
		"VM0_CONFIG_PCI_DEV_NUM == 5U && VM2_CONFIG_PCI_DEV_NUM == 2U",
		"vm0_pci_devs[0].vdev_ops == &vhostbridge_ops && vm0_pci_devs[0].vbdf.value == 0U",
		"vm0_pci_devs[0].emu_type == PCI_DEV_TYPE_HVEMUL",
		"vm0_pci_devs[1].emu_type == PCI_DEV_TYPE_PTDEV && vm0_pci_devs[1].vdev_ops == "
		"NULL",
		"vm0_pci_devs[1].vbdf.bits.d == 1U && vm0_pci_devs[1].pbdf.bits.d == 0x17U",
		"vm0_pci_devs[1].vbar_base[0] == 0xa1414000UL",
		"vm0_pci_devs[1].vbar_base[1] == 0xa1417000UL",
		"vm0_pci_devs[1].vbar_base[4] == 0UL",
		"vm0_pci_devs[2].vdev_ops == &vpci_ivshmem_ops",
		"!differ(vm0_pci_devs[2].shm_region_name, \"hv:/a\")",
		"vm0_pci_devs[2].vbdf.bits.d == 2U && vm0_pci_devs[2].vbar_base[0] == 0x81000000UL",
		"vm0_pci_devs[2].vbar_base[1] == 0x81001000UL",
		"vm0_pci_devs[2].vbar_base[2] == 0x8000000cUL && vm0_pci_devs[2].vbar_base[3] == "
		"0UL",
		"!differ(vm0_pci_devs[3].shm_region_name, \"hv:/b\")",
		"vm0_pci_devs[3].vbar_base[2] == 0x400000000cUL",
		"vm0_pci_devs[4].vdev_ops == &vmcs9900_ops && vm0_pci_devs[4].vuart_idx == 1U",
		"vm0_pci_devs[4].t_vuart.vm_id == 1U && vm0_pci_devs[4].t_vuart.vuart_id == 2U",
		"vm0_pci_devs[4].vbar_base[0] == 0x81004000UL",
		"sos_pci_devs[0].vbdf.bits.d == 6U && sos_pci_devs[0].vbar_base[2] == 0xc000000cUL",
		"sos_pci_devs[1].vdev_ops == NULL",
		"vm2_pci_devs[0].vbdf.value == UNASSIGNED_VBDF && vm2_pci_devs[0].vbar_base[2] == "
		"0UL",
		"!differ(vm2_pci_devs[1].shm_region_name, \"hv:/b\")",
		"vm2_pci_devs[1].vbdf.value == UNASSIGNED_VBDF",
		NULL,
	};

	(void)state;
	skip_without_headers();
	assert_tables("v2.3", facts);
}

static void v2_2_has_no_msix_bar(void **state)
{
	static const char *const facts[] = {
		"IVSHMEM_DEV_NUM == 4UL && VM0_CONFIG_PCI_DEV_NUM == 4U",
		"vm0_pci_devs[2].vbar_base[0] == 0x81000000UL && vm0_pci_devs[2].vbar_base[1] == "
		"0UL",
		"vm0_pci_devs[2].vbar_base[2] == 0x8000000cUL",
		"vmcs9900_ops.init_vdev == NULL",
		NULL,
	};

	(void)state;
	skip_without_headers();
	assert_tables("v2.2", facts);
}

static void v3_3_has_region_ids_and_a_root_port(void **state)
{
	static const char *const facts[] = {
		"regions[0].region_id == 0U && regions[1].size == 0x1000000UL",
		"VM0_CONFIG_PCI_DEV_NUM == 5U && VM2_CONFIG_PCI_DEV_NUM == 3U",
		"vm0_pci_devs[1].vbar_base[2] == 0x8000000cUL",
		"vm0_pci_devs[4].pbdf.bits.d == 0x17U && vm0_pci_devs[4].vbar_base[0] == "
		"0xa1414000UL",
		"sos_pci_devs[0].vbar_base[2] == 0xc000000cUL",
		"vm2_pci_devs[2].vrp_sec_bus == 1U && vm2_pci_devs[2].emu_type == 0U",
		"vm2_pci_devs[2].vbdf.value == UNASSIGNED_VBDF && vm2_pci_devs[2].vdev_ops == NULL",
		NULL,
	};

	(void)state;
	skip_without_headers();
	assert_tables("v3.3", facts);
}

/* ---- the wrong headers ------------------------------------------------------------------- */

/* No difference that C can see: P4 only names the Service VM's array in another way. */
static bool can_tell_apart(const char *made_for, const char *compiled_with)
{
	bool p3_p4 = strchr("34", made_for[1]) != NULL && strchr("34", compiled_with[1]) != NULL;

	return strcmp(made_for, compiled_with) != 0 && !p3_p4;
}

static void other_headers_are_refused_in_our_words(void **state)
{
	static const char *const profiles[] = {"P1", "P2", "P3", "P4", "P5"};

	(void)state;
	skip_without_headers();
	for (size_t i = 0; i < N_RELEASES * 5; i++) {
		struct workshop shop;
		const char *release = releases[i / 5];
		const char *profile = profiles[i % 5];

		open_workshop(&shop, release, true);
		if (can_tell_apart(shop.fixture->ctx.target->profile, profile)) {
			const char *words = arena_printf(&shop.fixture->arena,
				"is for ACRN %s; these headers are of another release", release);

			if (compiles(&shop, profile, "pci_dev.c", "-c"))
				fail_msg("%s compiles with the headers of %s", release, profile);
			if (strstr(shop.log, words) == NULL)
				fail_msg("%s with %s: %s", release, profile, shop.log);
		}
		close_workshop(&shop);
	}
}

/* ---- damage ------------------------------------------------------------------------------ */

struct damage {
	const char *file;
	const char *from;
	const char *to;
	const char *words;
};

static const struct damage damages[] = {
	{"ivshmem_cfg.h", "_REGION_1_SIZE   0x1000000UL", "_REGION_1_SIZE   0x1800000UL",
		"the size of region 1 must be a power of two"},
	{"ivshmem_cfg.h", "_REGION_0_SIZE   0x200000UL", "_REGION_0_SIZE   0x100000UL",
		"the size of region 0 must be a power of two"},
	{"ivshmem_cfg.h", "_SHM_SIZE            0x1200000UL", "_SHM_SIZE 0x1000000UL",
		"IVSHMEM_SHM_SIZE must be the sum of all regions"},
	{"ivshmem_cfg.h", "DEV_NUM             5UL", "DEV_NUM 4UL",
		"IVSHMEM_DEV_NUM must be one device for each VM of each region"},
	{"ivshmem_cfg.h", "_REGION_0_HPA    0x11000000UL", "_REGION_0_HPA 0x11100000UL",
		"the physical address of region 0 must be aligned to 2 MiB"},
	{"ivshmem_cfg.h", "_REGION_1_HPA    0x11200000UL", "_REGION_1_HPA 0x11000000UL",
		"region 1 must begin where region 0 ends"},
	{"ivshmem_cfg.h", "\"hv:/a\"", "\"hv:/a_name_that_takes_32_bytes__\"",
		"the name of region 0 must fit into 32 bytes"},
	{"ivshmem_cfg.h", "\t\t.name = IVSHMEM_SHM_REGION_1,",
		"\t\t.name = \"\" }, { .name = \"\",",
		"IVSHMEM_SHM_REGIONS must initialise 2 regions"},
	{"ivshmem_cfg.h", "LAYOUT_ID       0x", "LAYOUT_ID 1UL + 0x",
		"ivshmem_cfg.h and pci_dev.c are of different runs"},
	{"vbar_base.h", "LAYOUT_ID 0x", "LAYOUT_ID 1UL + 0x",
		"vbar_base.h and pci_dev.c are of different runs"},
	{"pci_dev_num.h", "NUM 5U", "NUM 6U", "VM0_CONFIG_PCI_DEV_NUM must be 5"},
	{"pci_dev_num.h", "#define VM2_CONFIG_PCI_DEV_NUM 2U", "",
		"VM2_CONFIG_PCI_DEV_NUM is not defined"},
	{"pci_dev_num.h", "#endif", "#define VM3_CONFIG_PCI_DEV_NUM 1U\n#endif",
		"VM3_CONFIG_PCI_DEV_NUM must be 0: VM 3 has no device table"},
	{"given_config.h", "#define CONFIG_IVSHMEM_ENABLED 1", "",
		"CONFIG_IVSHMEM_ENABLED is not set"},
	{"scenario_config.h", "8U", "2U", "so CONFIG_MAX_VM_NUM must be at least 3"},
	{"given_config.h", "#define", "#define CONFIG_MAX_EMULATED_MMIO_REGIONS 11U\n#define",
		"CONFIG_MAX_EMULATED_MMIO_REGIONS must be at least 12"},
	{"given_config.h", "#define", "#define CONFIG_MAX_MSIX_TABLE_NUM 7U\n#define",
		"CONFIG_MAX_MSIX_TABLE_NUM must be at least 8"},
	{"given_config.h", "#define", "#define CONFIG_MAX_PCI_DEV_NUM 0U\n#define",
		"CONFIG_MAX_PCI_DEV_NUM must be at least 1"},
};

/* Replaces the first occurrence. */
static void damage_file(struct workshop *shop, const struct damage *damage)
{
	char *path = in_workshop(shop, damage->file);
	char *content = arena_alloc(&shop->fixture->arena, 65536);
	FILE *file = fopen(path, "r");
	struct text text;

	assert_non_null(file);
	content[fread(content, 1, 65535, file)] = '\0';
	(void)fclose(file);

	char *at = strstr(content, damage->from);

	if (at == NULL)
		fail_msg("there is no '%s' in %s:\n%s", damage->from, damage->file, content);
	text_init(&text, &shop->fixture->arena);
	text_add_bytes(&text, content, (size_t)(at - content));
	text_add(&text, damage->to);
	text_add(&text, at + strlen(damage->from));
	put(path, text.bytes);
}

static void damaged_tables_are_refused_in_our_words(void **state)
{
	(void)state;
	skip_without_headers();
	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		struct workshop shop;

		open_workshop(&shop, "v2.3", true);
		damage_file(&shop, &damages[i]);
		if (compiles(&shop, "P2", "pci_dev.c", "-c"))
			fail_msg("compiles with '%s'", damages[i].to);
		if (strstr(shop.log, damages[i].words) == NULL)
			fail_msg("no word of '%s' in:\n%s", damages[i].words, shop.log);
		close_workshop(&shop);
	}
}

/* A moved region changes no macro that pci_dev.c uses, but it is of another run. */
static void files_of_two_runs_do_not_mix(void **state)
{
	struct workshop shop;

	(void)state;
	skip_without_headers();
	open_workshop(&shop, "v3.3", true);
	shop.fixture->places[0].hpa += 4 * MIB;
	shop.fixture->places[2].hpa += 4 * MIB;
	shop.outputs = fixture_emit(shop.fixture, EMIT_TABLES);
	put(in_workshop(&shop, "ivshmem_cfg.h"), fixture_file(&shop.outputs, "ivshmem_cfg.h"));
	assert_false(compiles(&shop, "P5", "pci_dev.c", "-c"));
	assert_non_null(strstr(shop.log, "ivshmem_cfg.h and pci_dev.c are of different runs"));
	close_workshop(&shop);
}

static void switched_off_tables_refuse_the_switch(void **state)
{
	struct workshop shop;

	(void)state;
	skip_without_headers();
	open_workshop(&shop, "v2.3", false);
	put(in_workshop(&shop, "given_config.h"), "#define CONFIG_IVSHMEM_ENABLED 1\n");
	assert_false(compiles(&shop, "P2", "pci_dev.c", "-c"));
	assert_non_null(strstr(shop.log, "CONFIG_IVSHMEM_ENABLED is set but ivshmem_cfg.h has no"));
	close_workshop(&shop);
}

/* A label or VM name that would end the comment it is in would put code into the table. */
static void names_cannot_leave_their_comment(void **state)
{
	struct workshop shop;

	(void)state;
	skip_without_headers();
	open_workshop(&shop, "v2.3", true);
	shop.fixture->vms[0].name = value_of("a*/\n#error out\n/*\\", (struct loc){0});
	shop.fixture->sata.label = "*/ \xe2\x80\xae ?"
				   "?/\n#error out\n";
	shop.fixture->config.scenario_name = value_of("s */\r\n#error out", (struct loc){0});
	shop.fixture->config.board_name = value_of("*/*/\\\n", (struct loc){0});
	shop.outputs = fixture_emit(shop.fixture, EMIT_TABLES);
	for (size_t i = 0; i < shop.outputs.count; i++)
		put(in_workshop(&shop, shop.outputs.files[i].path),
			shop.outputs.files[i].text.bytes);
	if (!compiles(&shop, "P2", "pci_dev.c", "-c -trigraphs"))
		fail_msg("%s", shop.log);
	close_workshop(&shop);
}

/* ---- files ------------------------------------------------------------------------------- */

static void files_are_those_of_group_and_target(void **state)
{
	struct fixture *f = fixture_new("v3.3");
	struct output_list outputs = fixture_emit(f, EMIT_TABLES);

	(void)state;
	assert_int_equal(outputs.count, 3);
	assert_string_equal(outputs.files[0].path, "ivshmem_cfg.h");
	assert_string_equal(outputs.files[1].path, "pci_dev.c");
	assert_string_equal(outputs.files[2].path, "pci_dev_num.h");
	assert_string_equal(outputs.obsolete[0].path, "vbar_base.h");
	/* After it the files of VMs that do not exist, whatever their group. */
	assert_int_equal(outputs.n_obsolete, 1 + 6 * (TARGET_MAX_VMS - f->config.n_vms));
	for (size_t i = 1; i < outputs.n_obsolete; i++) {
		assert_int_equal(emit_group_of(outputs.obsolete[i].path) & EMIT_TABLES, 0);
		assert_null(strstr(outputs.obsolete[i].path, "vm0"));
	}
	outputs = fixture_emit(f, 0);
	assert_int_equal(outputs.count, 0);
	assert_int_equal(outputs.n_obsolete, 0);
	fixture_free(f);
}

static void same_input_gives_same_bytes(void **state)
{
	struct fixture *a = fixture_new("v2.3");
	struct fixture *b = fixture_new("v2.3");
	struct output_list first = fixture_emit(a, EMIT_ALL);
	struct output_list second = fixture_emit(b, EMIT_ALL);

	(void)state;
	assert_int_equal(first.count, second.count);
	for (size_t i = 0; i < first.count; i++) {
		assert_string_equal(first.files[i].path, second.files[i].path);
		assert_string_equal(first.files[i].text.bytes, second.files[i].text.bytes);
	}
	fixture_free(a);
	fixture_free(b);
}

/* Every file says whose it is, near its top: that is how it is known again. JSON has no place for
   it, and acrn-dm would take it for an argument. */
static void files_bear_the_mark(void **state)
{
	(void)state;
	for (size_t r = 0; r < N_RELEASES; r++) {
		struct fixture *f = fixture_new(releases[r]);
		struct output_list outputs = fixture_emit(f, EMIT_ALL);

		for (size_t i = 0; i < outputs.count; i++) {
			const char *bytes = outputs.files[i].text.bytes;
			const char *mark = strstr(bytes, EMIT_MARK);

			if (strcmp(outputs.files[i].path, "layout.json") == 0 ||
				strstr(outputs.files[i].path, ".args") != NULL)
				continue;
			if (mark == NULL || mark - bytes > 900)
				fail_msg("no mark at the top of %s", outputs.files[i].path);
		}
		fixture_free(f);
	}
}

static void assert_stands_in(const struct output_list *outputs, const char *path, const char *part)
{
	const char *bytes = fixture_file(outputs, path);

	assert_non_null(bytes);
	if (strstr(bytes, part) == NULL)
		fail_msg("%s lacks: %s", path, part);
}

/* A check outside of the hypervisor compares vm_configurations.c with these. */
static void every_vm_is_listed_with_its_table(void **state)
{
	struct fixture *f = fixture_new("v2.3");
	struct output_list outputs = fixture_emit(f, EMIT_TABLES);

	(void)state;
	assert_stands_in(&outputs, "pci_dev_num.h",
		"#define ACRN_CFGC_DEVICE_TABLES \\\n"
		"\t{0U, vm0_pci_devs, 5U}, \\\n"
		"\t{1U, sos_pci_devs, 1U}, \\\n"
		"\t{2U, vm2_pci_devs, 2U}, \\\n"
		"\t{3U, NULL, 0U},\n");
	fixture_free(f);
	f = fixture_new("v2.2");
	outputs = fixture_emit(f, EMIT_TABLES);
	/* v2.2 has an array of its own for the Service VM. */
	assert_stands_in(&outputs, "pci_dev_num.h", "\t{1U, NULL, ");
	fixture_free(f);
}

static void asserted_capacities_are_those_of_the_layout(void **state)
{
	struct fixture *f = fixture_new("v2.3");
	struct output_list outputs;

	(void)state;
	f->tables[1].mmio_handlers = 200; /* of a VM that does not count */
	f->layout.emulated_mmio.max = MAX_EMULATED_MMIO;
	f->layout.emulated_mmio.need = 100;
	f->layout.pci_dev_num.max = 200;
	f->layout.pci_dev_num.need = 101;
	outputs = fixture_emit(f, EMIT_TABLES);
	assert_stands_in(&outputs, "pci_dev.c", "CONFIG_MAX_EMULATED_MMIO_REGIONS >= 100U");
	assert_stands_in(&outputs, "pci_dev.c", "CONFIG_MAX_PCI_DEV_NUM >= 101U");
	fixture_free(f);
}

static void array_of_a_missing_service_vm_is_there(void **state)
{
	struct fixture *f = fixture_new("v2.3");
	struct output_list outputs;

	(void)state;
	f->vms[1].kind = VM_POST_LAUNCHED;
	f->config.service_vm = NULL;
	outputs = fixture_emit(f, EMIT_TABLES);
	assert_stands_in(&outputs, "pci_dev.c",
		"\nstruct acrn_vm_pci_dev_config sos_pci_devs[CONFIG_MAX_PCI_DEV_NUM];\n");
	fixture_free(f);
}

/* Two layouts of the same numbers in other places are two. */
static void layout_id_knows_the_order_of_its_facts(void **state)
{
	struct fixture *a = fixture_new("v2.3");
	struct fixture *b = fixture_new("v2.3");
	uint64_t hpa = b->places[0].hpa;
	const char *first;
	const char *second;

	(void)state;
	b->places[0].hpa = b->places[2].hpa;
	b->places[2].hpa = hpa;

	struct output_list of_a = fixture_emit(a, EMIT_TABLES);
	struct output_list of_b = fixture_emit(b, EMIT_TABLES);

	first = strstr(fixture_file(&of_a, "ivshmem_cfg.h"), "#define IVSHMEM_CFG_LAYOUT_ID");
	second = strstr(fixture_file(&of_b, "ivshmem_cfg.h"), "#define IVSHMEM_CFG_LAYOUT_ID");
	assert_non_null(first);
	assert_non_null(second);
	assert_int_not_equal(strncmp(first, second, strcspn(first, "\n")), 0);
	fixture_free(a);
	fixture_free(b);
}

/* What people read of a region; a compiler does not. */
static void comment_of_a_region_has_its_range(void **state)
{
	struct fixture *f = fixture_new("v2.3");
	struct output_list outputs = fixture_emit(f, EMIT_TABLES);
	uint64_t hpa = f->places[0].hpa;
	char line[128];

	(void)state;
	(void)snprintf(line, sizeof(line),
		" * Region 0, 2 MiB at 0x%" PRIx64 "-0x%" PRIx64 " (planned):\n", hpa,
		hpa + f->regions[0].size - 1);
	assert_stands_in(&outputs, "ivshmem_cfg.h", line);
	fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_compile_for_their_release),
		cmocka_unit_test(v2_3_tables_say_what_was_laid_out),
		cmocka_unit_test(v2_2_has_no_msix_bar),
		cmocka_unit_test(v3_3_has_region_ids_and_a_root_port),
		cmocka_unit_test(other_headers_are_refused_in_our_words),
		cmocka_unit_test(damaged_tables_are_refused_in_our_words),
		cmocka_unit_test(files_of_two_runs_do_not_mix),
		cmocka_unit_test(switched_off_tables_refuse_the_switch),
		cmocka_unit_test(names_cannot_leave_their_comment),
		cmocka_unit_test(files_are_those_of_group_and_target),
		cmocka_unit_test(every_vm_is_listed_with_its_table),
		cmocka_unit_test(same_input_gives_same_bytes),
		cmocka_unit_test(files_bear_the_mark),
		cmocka_unit_test(asserted_capacities_are_those_of_the_layout),
		cmocka_unit_test(array_of_a_missing_service_vm_is_there),
		cmocka_unit_test(layout_id_knows_the_order_of_its_facts),
		cmocka_unit_test(comment_of_a_region_has_its_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
