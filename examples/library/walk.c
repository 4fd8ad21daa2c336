/*
 * libacrncfgc in a program of your own: compiles a scenario from memory, shows what is wrong with
 * it, and else where everything lies.
 *
 *   cc -o walk walk.c $(pkg-config --cflags --libs acrncfgc)
 *   ./walk scenario.xml board.xml
 *
 * The exit status is that of acrn-cfgc.
 */
#include <acrn_cfgc.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The bytes of a file. Where they come from does not matter to the library: this could as well be
   an editor's buffer or something from the network. */
static char *read_file(const char *name, size_t *size)
{
	FILE *file = fopen(name, "rb");
	char *data = NULL;

	*size = 0;
	while (file != NULL && !ferror(file) && !feof(file)) {
		char *more = realloc(data, *size + 65536);

		if (more == NULL)
			break;
		data = more;
		*size += fread(data + *size, 1, 65536, file);
	}
	if (file == NULL || ferror(file))
		perror(name);
	if (file != NULL)
		fclose(file);
	return data;
}

static void show_diagnostics(const struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_diagnostic found;

	for (size_t i = 0; acrn_cfgc_diagnostic(result, i, &found); i++) {
		if (found.place.file != NULL)
			printf("%s:%" PRIu32 ":%" PRIu32 ": ", found.place.file, found.place.line,
				found.place.column);
		printf("%s: %s [%s]\n", found.severity == ACRN_CFGC_ERROR ? "error" : "warning",
			found.message, found.code);
	}
}

static void show_regions(const struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_region region;
	struct acrn_cfgc_vm vm;
	size_t index;

	for (size_t i = 0; acrn_cfgc_region(result, i, &region); i++) {
		printf("%s: %" PRIu64 " MiB", region.name, region.size >> 20);
		if (!region.device_model)
			printf(" at 0x%" PRIx64, region.hpa);
		for (size_t peer = 0; acrn_cfgc_region_vm(result, i, peer, &index); peer++) {
			if (acrn_cfgc_vm(result, index, &vm))
				printf("%s VM %u", peer == 0 ? ", shared by" : ",", vm.id);
		}
		printf("\n");
	}
}

/* What a guest sees of its shared memory. */
static void show_ivshmem(const struct acrn_cfgc_result *result, size_t vm, size_t index)
{
	struct acrn_cfgc_device device;
	struct acrn_cfgc_region region;
	struct acrn_cfgc_bar bar;

	if (!acrn_cfgc_device(result, vm, index, &device) || device.type != ACRN_CFGC_IVSHMEM ||
		!acrn_cfgc_region(result, device.region, &region))
		return;
	printf("  %s", region.name);
	if (device.has_vbdf)
		printf(" at %02x:%02x.%u", device.vbdf.bus, device.vbdf.device,
			device.vbdf.function);
	else
		printf(" where acrn-dm puts it");
	for (size_t i = 0; acrn_cfgc_bar(result, vm, index, i, &bar); i++)
		printf(", BAR%u 0x%" PRIx64, bar.number, bar.address);
	printf("\n");
}

static void show_layout(const struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_memory memory;
	struct acrn_cfgc_vm vm;

	if (acrn_cfgc_memory(result, &memory))
		printf("pool: %" PRIu64 " MiB at 0x%" PRIx64 " (%s)\n", memory.pool_size >> 20,
			memory.pool_base, memory.pool_base_exact ? "exact" : "planned");
	show_regions(result);
	for (size_t i = 0; acrn_cfgc_vm(result, i, &vm); i++) {
		printf("VM %u%s%s\n", vm.id, vm.name != NULL ? " " : "",
			vm.name != NULL ? vm.name : "");
		for (size_t device = 0; device < vm.n_devices; device++)
			show_ivshmem(result, i, device);
	}
}

static void show_files(const struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_file file;

	for (size_t i = 0; acrn_cfgc_file(result, i, &file); i++)
		printf("%s: %zu bytes\n", file.path, file.size);
}

int main(int argc, char **argv)
{
	struct acrn_cfgc_request request = {.emit = ACRN_CFGC_TABLES | ACRN_CFGC_CONFIG};
	struct acrn_cfgc_result *result;

	if (argc != 3) {
		fprintf(stderr, "usage: walk SCENARIO.xml BOARD.xml\n");
		return ACRN_CFGC_USAGE;
	}

	/* The request, and all that it points to, lives as long as the result. */
	char *scenario = read_file(argv[1], &request.scenario.size);
	char *board = read_file(argv[2], &request.board.size);

	/* Names are for messages; with data they are not opened. */
	request.scenario.name = argv[1];
	request.scenario.data = scenario;
	request.board.name = argv[2];
	request.board.data = board;

	enum acrn_cfgc_status status = ACRN_CFGC_ENVIRONMENT;

	if (scenario != NULL && board != NULL) {
		status = acrn_cfgc_compile(&request, &result);
		if (result != NULL) {
			show_diagnostics(result);
			show_layout(result);
			show_files(result);
		}
		acrn_cfgc_free(result);
	}
	free(scenario);
	free(board);
	return (int)status;
}
