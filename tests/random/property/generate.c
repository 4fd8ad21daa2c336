/*
 * Scenes from seeds: VMs, regions, vUARTs, settings. generate_board.c makes the machine under
 * them, generate_faults.c breaks some of them. A scene is sound unless it is broken on purpose:
 * what can go wrong then is that something has no room, and that is made common.
 */
#include <stdio.h>
#include <string.h>

#include "scene.h"

#define COUNT(array) ((unsigned)(sizeof(array) / sizeof((array)[0])))

/* ---- VMs ---- */

static void name_vm(struct scene *scene, struct random *random, unsigned index)
{
	struct scene_vm *vm = &scene->vms[index];

	/* Only the element dialect refers to names; in the other they may be missing or repeat. */
	if (!scene->element && random_chance(random, 25))
		return;
	if (!scene->element && random_chance(random, 10))
		index = 0;
	/* The element dialect has letters, digits, '_' and '-' alone. */
	switch (random_below(random, scene->element ? 3 : 4)) {
	case 0: snprintf(vm->name, sizeof(vm->name), "VM%u", index); break;
	case 1: snprintf(vm->name, sizeof(vm->name), "VM_%u", index); break;
	case 2: snprintf(vm->name, sizeof(vm->name), "guest-%u-linux", index); break;
	default: snprintf(vm->name, sizeof(vm->name), "RT VM %u.x", index); break;
	}
}

static void generate_vms(struct scene *scene, struct random *random)
{
	static const unsigned char counts[] = {3, 14, 22, 20, 14, 9, 6, 10};
	static const unsigned char pre[] = {30, 35, 20, 10, 5};
	unsigned n_pre = random_weighted(random, pre, COUNT(pre));
	bool service = random_chance(random, 80);

	scene->n_vms = 1 + random_weighted(random, counts, COUNT(counts));
	if (scene->release->max_vms > 8 && random_chance(random, 10))
		scene->n_vms = random_int(random, 9, 16);
	/* v2.2 and v2.3 have room for 7 post-launched VMs. */
	service = service || scene->n_vms > n_pre + 7;
	for (unsigned i = 0; i < scene->n_vms; i++) {
		struct scene_vm *vm = &scene->vms[i];

		vm->kind = i < n_pre               ? VM_PRE_LAUNCHED
			   : i == n_pre && service ? VM_SERVICE
						   : VM_POST_LAUNCHED;
		vm->spelling = random_int(random, 0, 2);
		name_vm(scene, random, i);
		/* Only VM 0 can have them, from v3.0 on not both, and up to v2.3 one board has
		 * p2sb. */
		if (vm->kind == VM_PRE_LAUNCHED && i == 0) {
			vm->tpm2 = random_chance(random, 15);
			vm->p2sb = !vm->tpm2 && scene->release->number > 203 &&
				   random_chance(random, 15);
		}
		vm->ptm = vm->kind == VM_POST_LAUNCHED && random_chance(random, 15);
	}
}

/* ---- vUARTs ---- */

static void generate_string_vuarts(struct scene *scene, struct random *random, struct scene_vm *vm)
{
	if (random_chance(random, 70))
		return;
	vm->n_vuarts = random_int(random, 1, 3);
	for (unsigned i = 0; i < vm->n_vuarts; i++) {
		vm->vuarts[i].is_pci = random_chance(random, 75);
		vm->vuarts[i].target_vm = random_int(random, 0, scene->n_vms - 1);
		vm->vuarts[i].target_index = random_int(random, 1, 3);
	}
}

static void generate_connections(struct scene *scene, struct random *random)
{
	unsigned count = random_chance(random, 60) ? 0 : random_int(random, 1, 5);

	for (unsigned i = 0; i < count && scene->n_vms > 1; i++) {
		struct scene_connection *connection = &scene->connections[scene->n_connections++];
		unsigned first = random_int(random, 0, scene->n_vms - 1);
		unsigned step = random_int(random, 1, scene->n_vms - 1);

		*connection = (struct scene_connection){
			.is_pci = scene->release->number >= 203 && random_chance(random, 75),
			.vm = {first, (first + step) % scene->n_vms},
			.vbdf = {FACT_NO_VBDF, FACT_NO_VBDF}};
	}
}

/* v2.2 has no PCI vUARTs: they are an error there. */
static void generate_vuarts(struct scene *scene, struct random *random)
{
	/* A legacy console beside a PCI one is an error in the text form. */
	const unsigned char consoles[] = {60, 15, 20, scene->element ? 5 : 0};
	bool allowed = scene->release->number >= 203;

	for (unsigned i = 0; i < scene->n_vms; i++) {
		struct scene_vm *vm = &scene->vms[i];

		vm->console = allowed ? (enum console)random_weighted(random, consoles, 4)
				      : CONSOLE_LEGACY;
		if (!scene->element && allowed)
			generate_string_vuarts(scene, random, vm);
	}
	if (scene->element)
		generate_connections(scene, random);
}

/* ---- regions ---- */

/* VMs that may be in a region. */
static uint32_t candidates(const struct scene *scene, bool dm)
{
	uint32_t vms = 0;

	for (unsigned i = 0; i < scene->n_vms; i++) {
		enum vm_kind kind = scene->vms[i].kind;

		if (dm ? kind == VM_POST_LAUNCHED
		       : kind != VM_SERVICE || scene->release->number >= 203)
			vms |= 1u << i;
	}
	return vms;
}

static uint32_t choose_vms(struct scene *scene, struct random *random, uint32_t from)
{
	unsigned percent = random_int(random, 15, 90);
	uint32_t vms = 0;

	while (__builtin_popcount(vms) < 2) {
		for (unsigned i = 0; i < scene->n_vms; i++) {
			/* Pre-launched and Service VMs have a layout, so they are wanted more. */
			bool wanted = random_chance(random, percent) ||
				      (scene->vms[i].kind != VM_POST_LAUNCHED &&
					      random_chance(random, 40));

			if ((from >> i & 1) != 0 && wanted)
				vms |= 1u << i;
		}
	}
	return vms;
}

static void name_region(struct scene *scene, struct random *random, struct scene_region *region)
{
	static const char letters[] = "abcXYZ019_.-";
	unsigned index = (unsigned)(region - scene->regions);
	unsigned length;

	/* dm and hv names may be equal: the two lands do not know each other */
	snprintf(region->name, sizeof(region->name), "%s%u",
		random_chance(random, 50) ? "shm_" : "r", index);
	if (!random_chance(random, 10))
		return;
	length = (unsigned)strlen(region->name);
	while (length < 27)
		region->name[length++] = letters[random_below(random, COUNT(letters) - 1)];
	region->name[length] = '\0';
}

bool scene_add_region(struct scene *scene, struct random *random)
{
	static const unsigned char sizes[] = {26, 12, 8, 8, 8, 8, 8, 10, 12};
	bool dm = random_chance(random, 15) && scene->release->number >= 205 &&
		  __builtin_popcount(candidates(scene, true)) >= 2;
	struct scene_region *region = &scene->regions[scene->n_regions];

	if (__builtin_popcount(candidates(scene, dm)) < 2 || scene->n_regions == MAX_REGIONS ||
		(!dm && scene_count_hv_regions(scene) == MAX_HV_REGIONS))
		return false;
	*region = (struct scene_region){.is_dm = dm, .mb = 2};
	scene->n_regions++;
	name_region(scene, random, region);
	region->vms = choose_vms(scene, random, candidates(scene, dm));
	for (unsigned i = 0; i < MAX_VMS; i++)
		region->vbdf[i] = FACT_NO_VBDF;
	region->mb = 2u << random_weighted(random, sizes, COUNT(sizes));
	if (scene->element && scene->release->profile == 5 && random_chance(random, 30))
		region->id = 0x1000 + (uint32_t)(region - scene->regions) * 7;
	return true;
}

static void generate_regions(struct scene *scene, struct random *random)
{
	static const unsigned char counts[] = {3, 20, 17, 13, 10, 8, 8, 7, 9, 5};
	unsigned count = random_weighted(random, counts, COUNT(counts));
	unsigned largest = random_chance(random, 35) ? random_int(random, 2, 9) : 9;

	for (unsigned i = 0; i < count; i++) {
		if (scene_add_region(scene, random) &&
			scene->regions[scene->n_regions - 1].mb > 1u << largest)
			scene->regions[scene->n_regions - 1].mb = 1u << largest;
	}
	scene->feature_switch = random_chance(random, 94)   ? SWITCH_Y
				: random_chance(random, 70) ? SWITCH_N
							    : SWITCH_ABSENT;
}

/* ---- given vBDFs ---- */

static bool is_number_used(const struct scene *scene, unsigned vm, unsigned device)
{
	for (unsigned i = 0; i < scene->n_regions; i++) {
		uint16_t vbdf = scene->regions[i].vbdf[vm];

		if (vbdf != FACT_NO_VBDF && vbdf >> 3 == device)
			return true;
	}
	for (unsigned i = 0; i < scene->n_connections; i++) {
		for (unsigned end = 0; end < 2; end++) {
			if (scene->connections[i].vm[end] == vm &&
				scene->connections[i].vbdf[end] != FACT_NO_VBDF &&
				scene->connections[i].vbdf[end] >> 3 == device)
				return true;
		}
	}
	return false;
}

static bool is_native_number(const struct scene *scene, unsigned device)
{
	for (unsigned i = 0; i < scene->board.n_devices; i++) {
		if (scene->board.devices[i].bdf >> 3 == device)
			return true;
	}
	return false;
}

/*
 * An address that the rules of the input allow. Up to v2.4 passthrough devices are devices 1, 2
 * and so on, so those are left to them.
 */
static uint16_t choose_vbdf(struct scene *scene, struct random *random, unsigned vm)
{
	const struct scene_vm *self = &scene->vms[vm];
	unsigned lowest = 1;
	unsigned device;

	if (self->kind == VM_POST_LAUNCHED)
		lowest = 3;
	else if (self->kind == VM_SERVICE && !random_chance(random, 5))
		lowest = 2;
	else if (release_keeps_addresses(scene->release))
		lowest = 1 + self->n_passthrough;
	if (lowest > 0x1e)
		return FACT_NO_VBDF;
	device = random_int(random, lowest, 0x1e);
	if (is_number_used(scene, vm, device) ||
		(self->kind == VM_SERVICE && is_native_number(scene, device)))
		return FACT_NO_VBDF;
	return (uint16_t)(device << 3);
}

/* From v3.3 on a device may be a further function of a region's device. */
static void generate_functions(struct scene *scene, struct random *random, unsigned vm)
{
	unsigned first = 0;
	uint16_t function = 1;

	while (first < scene->n_regions &&
		(scene->regions[first].vbdf[vm] == FACT_NO_VBDF || scene->regions[first].is_dm))
		first++;
	for (unsigned i = 0; i < scene->n_regions && first < scene->n_regions; i++) {
		struct scene_region *region = &scene->regions[i];

		if (!region->is_dm && (region->vms >> vm & 1) != 0 && i != first && function < 8 &&
			random_chance(random, 40))
			region->vbdf[vm] = scene->regions[first].vbdf[vm] | function++;
	}
}

void scene_generate_vbdfs(struct scene *scene, struct random *random)
{
	unsigned percent = random_chance(random, 40) ? 0 : random_int(random, 5, 80);

	for (unsigned i = 0; i < scene->n_regions; i++) {
		for (unsigned vm = 0; vm < scene->n_vms; vm++) {
			if ((scene->regions[i].vms >> vm & 1) != 0 &&
				random_chance(random, percent))
				scene->regions[i].vbdf[vm] = choose_vbdf(scene, random, vm);
		}
	}
	for (unsigned i = 0; i < scene->n_connections; i++) {
		for (unsigned end = 0; end < 2 && scene->connections[i].is_pci; end++) {
			if (random_chance(random, percent / 2))
				scene->connections[i].vbdf[end] =
					choose_vbdf(scene, random, scene->connections[i].vm[end]);
		}
	}
	if (scene->release->number < 303 || percent == 0 || !random_chance(random, 30))
		return;
	for (unsigned vm = 0; vm < scene->n_vms; vm++)
		generate_functions(scene, random, vm);
}

/* ---- settings ---- */

static void give(struct setting *setting, uint64_t value)
{
	*setting = (struct setting){true, value};
}

static uint64_t least_hv_ram(const struct scene *scene)
{
	uint64_t least = scene->release->image + scene_pool_size(scene);

	for (unsigned i = 0; i < scene->n_vms; i++) {
		if (scene->vms[i].kind == VM_POST_LAUNCHED)
			least += scene->release->image_per_post_launched;
	}
	return least;
}

static void generate_hv_ram(struct scene *scene, struct random *random)
{
	static const int64_t around[] = {-2, 0, 0, 2, 64, 512};
	uint64_t least = least_hv_ram(scene);

	if (scene_has_hv_ram_size(scene) && random_chance(random, 20))
		give(&scene->hv_ram_size,
			least + (uint64_t)(around[random_below(random, COUNT(around))] *
					   (int64_t)MIB));
	if (random_chance(random, 15) && scene->board.n_ram > 0) {
		struct span ram = scene->board.ram[random_below(random, scene->board.n_ram)];
		uint64_t room = ram.last < 4 * GIB ? ram.last - ram.first : GIB;
		uint64_t offset = room > least && random_chance(random, 50) ? room - least : 0;

		if (offset == 0 && room > least && random_chance(random, 60))
			offset = random_below(random, room - least);
		if (offset == 0)
			offset = random_below(random, room + 1);
		give(&scene->hv_ram_start, round_up_to(ram.first + offset, 2 * MIB));
	}
	if (scene->hv_ram_size.given && random_chance(random, 5))
		scene->hv_ram_size.value += MIB;
	if (scene->hv_ram_start.given && random_chance(random, 5))
		scene->hv_ram_start.value += PAGE;
}

/* They bound the address space of VMs up to v2.3, so everything else looks at them. */
static void generate_ram_sizes(struct scene *scene, struct random *random)
{
	if (!scene_has_ram_sizes(scene))
		return;
	if (random_chance(random, 30))
		give(&scene->uos_ram_size, random_int(random, 1, 48) * 256 * MIB);
	if (random_chance(random, 30))
		give(&scene->sos_ram_size, 256 * GIB); /* the most, so that it reaches all RAM */
}

void scene_generate_settings(struct scene *scene, struct random *random)
{
	static const unsigned char msix[] = {1, 4, 7, 8, 16, 64};
	static const unsigned char devices[] = {1, 8, 20, 40, 96, 200};

	generate_hv_ram(scene, random);
	if (random_chance(random, 40))
		give(&scene->max_emulated_mmio, random_int(random, 1, 60));
	if (random_chance(random, 30))
		give(&scene->max_msix_table_num, msix[random_below(random, COUNT(msix))]);
	if (random_chance(random, 30))
		give(&scene->max_pci_dev_num, devices[random_below(random, COUNT(devices))]);
	if (random_chance(random, 40))
		scene->board.max_msix_table_num = msix[random_below(random, COUNT(msix))];
}

void scene_generate(struct scene *scene, uint64_t seed)
{
	struct random random = {seed};

	memset(scene, 0, sizeof(*scene));
	scene->seed = seed;
	scene->release = &releases[random_below(&random, n_releases)];
	scene->element = random_chance(&random, scene->release->number >= 300 ? 75 : 25);
	scene->style = (unsigned)random_next(&random);
	generate_vms(scene, &random);
	generate_vuarts(scene, &random);
	generate_regions(scene, &random);
	generate_ram_sizes(scene, &random);
	scene_generate_board(scene, &random);
	scene_generate_devices(scene, &random);
	scene_generate_settings(scene, &random);
	if (scene->element)
		scene_generate_vbdfs(scene, &random);
	if (random_chance(&random, 15))
		scene_break(scene, &random);
}
