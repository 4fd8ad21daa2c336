/*
 * The layout as the public functions tell it, in the form of layout.json, so that a test can
 * compare the two. Names are those of the samples and need no quoting.
 *
 * usage: layout_json SCENARIO.xml BOARD.xml
 */
#include <acrn_cfgc.h>

#include <inttypes.h>
#include <stdio.h>

static const char *comma(size_t index)
{
	return index == 0 ? "" : ",";
}

static void print_regions(const struct acrn_cfgc_result *result)
{
	struct acrn_cfgc_region region;
	struct acrn_cfgc_vm vm;
	size_t n_lands[2] = {0, 0};
	size_t peer;

	for (size_t i = 0; acrn_cfgc_region(result, i, &region); i++) {
		printf("%s{\"index\":%zu,\"name\":\"%s\",\"land\":\"%s\",\"size\":%" PRIu64,
			comma(i), n_lands[region.device_model]++, region.name,
			region.device_model ? "dm" : "hv", region.size);
		if (region.device_model)
			printf(",\"offset\":null,\"hpa\":null,\"vms\":[");
		else
			printf(",\"offset\":%" PRIu64 ",\"hpa\":%" PRIu64 ",\"vms\":[",
				region.offset, region.hpa);
		for (size_t j = 0; j < region.n_vms; j++) {
			if (acrn_cfgc_region_vm(result, i, j, &peer) &&
				acrn_cfgc_vm(result, peer, &vm))
				printf("%s%u", comma(j), vm.id);
		}
		printf("]}");
	}
}

static void print_bdf(const char *key, bool there, struct acrn_cfgc_bdf bdf)
{
	if (there)
		printf("\"%s\":\"%02x:%02x.%x\",", key, bdf.bus, bdf.device, bdf.function);
	else
		printf("\"%s\":null,", key);
}

/* Among those of its land, as layout.json counts. */
static size_t index_in_land(const struct acrn_cfgc_result *result, size_t index)
{
	struct acrn_cfgc_region region;
	struct acrn_cfgc_region other;
	size_t count = 0;

	(void)acrn_cfgc_region(result, index, &region);
	for (size_t i = 0; i < index && acrn_cfgc_region(result, i, &other); i++)
		count += other.device_model == region.device_model;
	return count;
}

static void print_device(const struct acrn_cfgc_result *result, size_t vm, size_t index)
{
	static const char *const types[] = {
		[ACRN_CFGC_HOST_BRIDGE] = "hostbridge",
		[ACRN_CFGC_PASSTHROUGH] = "passthrough",
		[ACRN_CFGC_IVSHMEM] = "ivshmem",
		[ACRN_CFGC_VUART] = "vuart",
		[ACRN_CFGC_PTM_ROOT_PORT] = "ptm",
	};
	static const char *const bar_types[] = {
		[ACRN_CFGC_BAR_IO] = "io",
		[ACRN_CFGC_BAR_MEM32] = "mem32",
		[ACRN_CFGC_BAR_MEM64] = "mem64",
		[ACRN_CFGC_BAR_MEM64_PREFETCH] = "mem64-prefetch",
	};
	struct acrn_cfgc_device device = {.n_bars = 0};
	struct acrn_cfgc_bar bar;

	(void)acrn_cfgc_device(result, vm, index, &device);
	printf("%s{\"type\":\"%s\",", comma(index), types[device.type]);
	print_bdf("vbdf", device.has_vbdf, device.vbdf);
	print_bdf("pbdf", device.type == ACRN_CFGC_PASSTHROUGH, device.pbdf);
	if (device.type == ACRN_CFGC_IVSHMEM)
		printf("\"region\":%zu,\"bars\":[", index_in_land(result, device.region));
	else
		printf("\"region\":null,\"bars\":[");
	for (size_t i = 0; acrn_cfgc_bar(result, vm, index, i, &bar); i++)
		printf("%s{\"index\":%u,\"address\":%" PRIu64 ",\"size\":%" PRIu64
		       ",\"type\":\"%s\"}",
			comma(i), bar.number, bar.address, bar.size, bar_types[bar.type]);
	printf("]}");
}

static void print_vms(const struct acrn_cfgc_result *result)
{
	static const char *const kinds[] = {
		[ACRN_CFGC_PRE_LAUNCHED] = "pre-launched",
		[ACRN_CFGC_SERVICE_VM] = "service",
		[ACRN_CFGC_POST_LAUNCHED] = "post-launched",
	};
	struct acrn_cfgc_vm vm;

	for (size_t i = 0; acrn_cfgc_vm(result, i, &vm); i++) {
		printf("%s{\"id\":%u,\"kind\":\"%s\",", comma(i), vm.id, kinds[vm.kind]);
		if (vm.name != NULL)
			printf("\"name\":\"%s\",\"devices\":[", vm.name);
		else
			printf("\"name\":null,\"devices\":[");
		for (size_t j = 0; j < vm.n_devices; j++)
			print_device(result, i, j);
		printf("]}");
	}
}

/* Behind the last one there is nothing, wherever one asks. */
static bool ends_are_ends(const struct acrn_cfgc_result *result)
{
	size_t n_regions = acrn_cfgc_region_count(result);
	size_t n_vms = acrn_cfgc_vm_count(result);
	struct acrn_cfgc_region region = {.n_vms = 0};
	struct acrn_cfgc_vm vm = {.n_devices = 0};
	struct acrn_cfgc_device device;
	struct acrn_cfgc_bar bar;
	size_t index;

	if (acrn_cfgc_region(result, n_regions, &region) || acrn_cfgc_vm(result, n_vms, &vm) ||
		acrn_cfgc_region_vm(result, n_regions, 0, &index) ||
		acrn_cfgc_device(result, n_vms, 0, &device) ||
		acrn_cfgc_bar(result, n_vms, 0, 0, &bar))
		return false;
	if (n_vms == 0)
		return true;
	(void)acrn_cfgc_vm(result, 0, &vm);
	return !acrn_cfgc_device(result, 0, vm.n_devices, &device) &&
	       !acrn_cfgc_bar(result, 0, vm.n_devices, 0, &bar);
}

int main(int argc, char **argv)
{
	struct acrn_cfgc_request request = {
		.scenario = {.name = argc > 1 ? argv[1] : NULL},
		.board = {.name = argc > 2 ? argv[2] : NULL},
	};
	struct acrn_cfgc_result *result;
	struct acrn_cfgc_memory memory;
	enum acrn_cfgc_status status = acrn_cfgc_compile(&request, &result);
	bool ends = ends_are_ends(result);

	if (acrn_cfgc_memory(result, &memory)) {
		printf("{\"memory\":{\"hv_ram_start\":%" PRIu64 ",\"hv_ram_size\":%" PRIu64
		       ",\"pool_base\":%" PRIu64 ",\"pool_base_exact\":%s,\"pool_size\":%" PRIu64
		       "},\"regions\":[",
			memory.hv_ram_start, memory.hv_ram_size, memory.pool_base,
			memory.pool_base_exact ? "true" : "false", memory.pool_size);
		print_regions(result);
		printf("],\"vms\":[");
		print_vms(result);
		printf("]}\n");
	} else if (acrn_cfgc_region_count(result) != 0 || acrn_cfgc_vm_count(result) != 0) {
		ends = false;
	}
	acrn_cfgc_free(result);
	return ends ? (int)status : 99;
}
