/* Compiles generated tables in memory, for the consumer's checks. See workshop.h. */
#include "workshop.h"

#include <inttypes.h>
#include <libtcc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tables.h"

/* What tables.c of the consumer offers. */
struct table_functions {
	int (*region)(unsigned index, struct table_region *out);
	int (*device)(unsigned vm, unsigned index, struct table_device *out);
	int (*service_device)(unsigned index, struct table_device *out);
	void (*vm)(unsigned vm, struct table_vm *out);
	int (*have_service)(void);
	void (*config)(struct table_config *out);
	uint64_t (*shm_size)(void);
	uint64_t (*device_count)(void);
};

struct tables {
	TCCState *state;
	char *complaints;
};

/* The consumer's checks have no argument for the tables: they are always the loaded ones. */
static struct table_functions loaded;

int tables_region(unsigned index, struct table_region *out)
{
	return loaded.region(index, out);
}

int tables_device(unsigned vm, unsigned index, struct table_device *out)
{
	return loaded.device(vm, index, out);
}

int tables_service_device(unsigned index, struct table_device *out)
{
	return loaded.service_device(index, out);
}

void tables_vm(unsigned vm, struct table_vm *out)
{
	loaded.vm(vm, out);
}

int tables_have_service(void)
{
	return loaded.have_service();
}

void tables_config(struct table_config *out)
{
	loaded.config(out);
}

uint64_t tables_shm_size(void)
{
	return loaded.shm_size();
}

uint64_t tables_device_count(void)
{
	return loaded.device_count();
}

char *words_of(const char *format, ...)
{
	va_list args;
	char *words;

	va_start(args, format);
	if (vasprintf(&words, format, args) < 0)
		abort();
	va_end(args);
	return words;
}

/* ---- compilations ---- */

void compilation_run(struct compilation *compilation, const struct scene *scene)
{
	*compilation = (struct compilation){.result = NULL};
	compilation->scenario = scene_write_scenario(scene, &compilation->scenario_size);
	compilation->board = scene_write_board(scene, &compilation->board_size);
	compilation->request = (struct acrn_cfgc_request){
		.scenario = {"scenario.xml", compilation->scenario, compilation->scenario_size},
		.board = {"board.xml", compilation->board, compilation->board_size},
		.target = scene->release->name,
		.emit = ACRN_CFGC_TABLES | ACRN_CFGC_CONFIG,
	};
	compilation->status = acrn_cfgc_compile(&compilation->request, &compilation->result);
	if (compilation->result == NULL)
		abort();
}

void compilation_free(struct compilation *compilation)
{
	acrn_cfgc_free(compilation->result);
	free(compilation->scenario);
	free(compilation->board);
}

/* ---- files ---- */

bool workshop_open(struct workshop *workshop, const char *source_dir)
{
	const char *base = getenv("TMPDIR");

	if (base == NULL)
		base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	workshop->source_dir = source_dir;
	snprintf(workshop->folder, sizeof(workshop->folder), "%s/property-XXXXXX", base);
	return mkdtemp(workshop->folder) != NULL;
}

static const char *const file_names[] = {"ivshmem_cfg.h", "pci_dev.c", "pci_dev_num.h",
	"vbar_base.h", "ivshmem.config", "ivshmem_config.h", "ivshmem_config.mk", "given_config.h",
	"scenario_config.h"};

enum { N_FILE_NAMES = sizeof(file_names) / sizeof(file_names[0]) };

static void remove_files(const struct workshop *workshop)
{
	char path[192];

	for (unsigned i = 0; i < N_FILE_NAMES; i++) {
		snprintf(path, sizeof(path), "%s/%s", workshop->folder, file_names[i]);
		unlink(path);
	}
}

void workshop_close(struct workshop *workshop)
{
	remove_files(workshop);
	rmdir(workshop->folder);
}

static FILE *create(const struct workshop *workshop, const char *name)
{
	char path[192];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", workshop->folder, name);
	file = fopen(path, "w");
	if (file == NULL)
		abort();
	return file;
}

static const char *find_file(const struct acrn_cfgc_result *result, const char *name)
{
	struct acrn_cfgc_file file;

	for (size_t i = 0; acrn_cfgc_file(result, i, &file); i++) {
		if (strcmp(file.path, name) == 0)
			return file.data;
	}
	return NULL;
}

/* Sabotage: the first BAR2 becomes BAR3. */
static void write_spoilt(FILE *out, const struct acrn_cfgc_file *file)
{
	const char *found = strstr(file->data, ".vbar_base[2]");
	size_t length = found != NULL ? (size_t)(found - file->data) : file->size;

	fwrite(file->data, 1, length, out);
	if (found != NULL)
		fprintf(out, ".vbar_base[3]%s", found + strlen(".vbar_base[2]"));
}

static void write_generated(const struct workshop *workshop, const struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_file file;

	for (size_t i = 0; acrn_cfgc_file(result, i, &file); i++) {
		FILE *out = create(workshop, file.path);

		if (workshop->spoil)
			write_spoilt(out, &file);
		else
			fwrite(file.data, 1, file.size, out);
		if (fclose(out) != 0)
			abort();
	}
}

/* CONFIG_X=y and CONFIG_X=number as #define; false at a line that Kconfig does not know. */
static bool write_kconfig(FILE *out, const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		const char *equals = memchr(text, '=', length);

		if (length > 0 && text[0] != '#') {
			if (equals == NULL || strncmp(text, "CONFIG_", 7) != 0)
				return false;
			fprintf(out, "#define %.*s ", (int)(equals - text), text);
			if (strncmp(equals, "=y\n", 3) == 0)
				fprintf(out, "1\n");
			else
				fprintf(out, "%.*sU\n", (int)(length - (size_t)(equals + 1 - text)),
					equals + 1);
		}
		text += length + (text[length] == '\n');
	}
	return true;
}

/* What the hypervisor's build would make of the generated configuration; NULL or a complaint. */
static const char *write_given_config(const struct workshop *workshop, const struct scene *scene,
	const struct acrn_cfgc_result *result)
{
	const char *kconfig = find_file(result, "ivshmem.config");
	const char *header = find_file(result, "ivshmem_config.h");
	const char *make = find_file(result, "ivshmem_config.mk");
	FILE *out = create(workshop, "given_config.h");
	const char *complaint = NULL;

	fprintf(out, "#define CONSUMER_CONFIG_GIVEN 1\n");
	if ((kconfig != NULL) != (scene->release->number <= 203) ||
		(header != NULL) == (kconfig != NULL) || (make != NULL) != (header != NULL))
		complaint = "the configuration has another form than the release takes";
	else if (kconfig != NULL && !write_kconfig(out, kconfig))
		complaint = "Kconfig does not understand ivshmem.config";
	else if (header != NULL && (strstr(header, "\n#define CONFIG_IVSHMEM_ENABLED 1") != NULL) !=
					   (strstr(make, "\nCONFIG_IVSHMEM_ENABLED=y") != NULL))
		complaint = "ivshmem_config.h and ivshmem_config.mk differ on the switch";
	if (header != NULL)
		fprintf(out, "#include <ivshmem_config.h>\n");
	if (fclose(out) != 0)
		abort();
	return complaint;
}

static void write_default(FILE *out, const char *name, bool given, uint64_t value)
{
	if (given)
		fprintf(out, "#ifndef CONFIG_%s\n#define CONFIG_%s 0x%" PRIx64 "U\n#endif\n", name,
			name, value);
}

/* What holds where the generated configuration sets nothing. */
static void write_scenario_config(const struct workshop *workshop, const struct scene *scene)
{
	FILE *out = create(workshop, "scenario_config.h");
	const struct setting *msix = &scene->max_msix_table_num;
	unsigned board_msix = scene->board.max_msix_table_num;

	write_default(out, "MAX_VM_NUM", true, scene->n_vms);
	write_default(out, "MAX_MSIX_TABLE_NUM", msix->given || board_msix != 0,
		msix->given ? msix->value : board_msix);
	write_default(out, "MAX_EMULATED_MMIO_REGIONS", scene->max_emulated_mmio.given,
		scene->max_emulated_mmio.value);
	write_default(
		out, "MAX_PCI_DEV_NUM", scene->max_pci_dev_num.given, scene->max_pci_dev_num.value);
	if (fclose(out) != 0)
		abort();
}

/* ---- compiling ---- */

static void take_complaint(void *context, const char *message)
{
	struct tables *tables = context;
	char *longer = words_of("%s%s\n", tables->complaints ? tables->complaints : "", message);

	free(tables->complaints);
	tables->complaints = longer;
}

/* gcc knows these by itself. */
static const char *const types[][2] = {
	{"__INT32_TYPE__", "int"},
	{"__UINT8_TYPE__", "unsigned char"},
	{"__UINT16_TYPE__", "unsigned short"},
	{"__UINT32_TYPE__", "unsigned int"},
	{"__UINT64_TYPE__", "unsigned long"},
};

static TCCState *new_state(
	const struct workshop *workshop, const struct scene *scene, struct tables *tables)
{
	const char *source = workshop->source_dir;
	unsigned profile = scene->release->profile;
	const char *house = profile <= 2 ? "flat" : "modern";
	TCCState *state = tcc_new();
	char text[512];

	if (state == NULL)
		abort();
	tcc_set_error_func(state, tables, take_complaint);
	tcc_set_options(state, "-nostdlib -nostdinc -Wall -Werror -include config.h");
	for (unsigned i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		tcc_define_symbol(state, types[i][0], types[i][1]);
	snprintf(text, sizeof(text), "%u", profile);
	tcc_define_symbol(state, "PROFILE", text);
	tcc_add_include_path(state, workshop->folder);
	snprintf(text, sizeof(text), "%s/tests/tables/consumer/include/P%u", source, profile);
	tcc_add_include_path(state, text);
	snprintf(text, sizeof(text), "%s/tests/tables/consumer/include/%s", source, house);
	tcc_add_include_path(state, text);
	snprintf(text, sizeof(text), "%s/tests/tables/consumer/include/common", source);
	tcc_add_include_path(state, text);
	snprintf(text, sizeof(text), "%s/tests/tables/consumer", source);
	tcc_add_include_path(state, text);
	tcc_set_output_type(state, TCC_OUTPUT_MEMORY);
	return state;
}

static bool find_function(TCCState *state, const char *name, void *function, size_t size)
{
	void *symbol = tcc_get_symbol(state, name);

	/* A pointer to a function cannot be cast from one to an object; its bytes can be copied. */
	memcpy(function, &symbol, size);
	return symbol != NULL;
}

#define FIND(member) find_function(state, "tables_" #member, &loaded.member, sizeof(loaded.member))

static bool find_functions(TCCState *state)
{
	return FIND(region) && FIND(device) && FIND(service_device) && FIND(vm) &&
	       FIND(have_service) && FIND(config) && FIND(shm_size) && FIND(device_count);
}

static bool compile(const struct workshop *workshop, struct tables *tables)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/pci_dev.c", workshop->folder);
	if (tcc_add_file(tables->state, path) < 0)
		return false;
	snprintf(path, sizeof(path), "%s/tests/tables/consumer/tables.c", workshop->source_dir);
	return tcc_add_file(tables->state, path) >= 0 &&
	       tcc_relocate(tables->state, TCC_RELOCATE_AUTO) >= 0 && find_functions(tables->state);
}

struct tables *tables_load(struct workshop *workshop, const struct scene *scene,
	const struct acrn_cfgc_result *result, char **words)
{
	struct tables *tables = calloc(1, sizeof(*tables));
	const char *complaint;

	if (tables == NULL)
		abort();
	remove_files(workshop);
	write_generated(workshop, result);
	write_scenario_config(workshop, scene);
	complaint = write_given_config(workshop, scene, result);
	tables->state = new_state(workshop, scene, tables);
	if (complaint == NULL && compile(workshop, tables))
		return tables;
	*words = words_of("the generated files do not compile:\n%s", complaint != NULL ? complaint
								     : tables->complaints != NULL
									     ? tables->complaints
									     : "no reason given");
	tables_unload(tables);
	return NULL;
}

void tables_unload(struct tables *tables)
{
	memset(&loaded, 0, sizeof(loaded));
	tcc_delete(tables->state);
	free(tables->complaints);
	free(tables);
}
