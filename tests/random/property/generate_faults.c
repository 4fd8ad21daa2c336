/*
 * What is broken on purpose: a piece of text that cannot be right, or a scene that breaks a rule.
 * Each fault breaks one rule only, so that the compiler has to report this code and no other.
 */
#include <stdio.h>
#include <string.h>

#include "fault.h"
#include "predict.h"

#define COUNT(array) ((unsigned)(sizeof(array) / sizeof((array)[0])))

/* ---- where a fault can be ---- */

static bool at_region(struct scene *scene, struct random *random)
{
	if (!scene_is_enabled(scene))
		return false;
	scene->fault_at = random_int(random, 0, scene->n_regions - 1);
	return true;
}

static bool at_string_region(struct scene *scene, struct random *random)
{
	return !scene->element && at_region(scene, random);
}

static bool at_string_hv_region(struct scene *scene, struct random *random)
{
	return at_string_region(scene, random) && !scene->regions[scene->fault_at].is_dm;
}

/* Of a region that any VM may be in. */
static bool at_vm_list(struct scene *scene, struct random *random)
{
	return at_string_hv_region(scene, random) && scene->release->number >= 203;
}

static bool at_element_region(struct scene *scene, struct random *random)
{
	return scene->element && at_region(scene, random);
}

/* The switch belongs to the other dialect. */
static bool at_element_switch(struct scene *scene, struct random *random)
{
	bool ok = at_element_region(scene, random);

	scene->fault_at = 0;
	return ok;
}

static bool at_id(struct scene *scene, struct random *random)
{
	return scene->release->profile == 5 && at_element_region(scene, random);
}

static bool at_pre_launched(struct scene *scene, struct random *random)
{
	(void)random;
	scene->fault_at = 0;
	return scene_pool_size(scene) > 0 && scene->vms[0].kind == VM_PRE_LAUNCHED;
}

static bool at_given_memory(struct scene *scene, struct random *random)
{
	return at_pre_launched(scene, random) && !scene->vms[0].pieces[0].floating;
}

static bool at_string_vm(struct scene *scene, struct random *random)
{
	scene->fault_at = random_int(random, 0, scene->n_vms - 1);
	return !scene->element;
}

/* A later VM that nothing refers to. */
static bool at_lone_vm(struct scene *scene, struct random *random)
{
	if (!at_string_vm(scene, random) || scene->fault_at == 0)
		return false;
	for (unsigned i = 0; i < scene->n_regions; i++) {
		if ((scene->regions[i].vms >> scene->fault_at & 1) != 0)
			return false;
	}
	for (unsigned i = 0; i < scene->n_vms; i++) {
		for (unsigned k = 0; k < scene->vms[i].n_vuarts; k++) {
			if (scene->vms[i].vuarts[k].target_vm == scene->fault_at)
				return false;
		}
	}
	return true;
}

static bool at_element_vm(struct scene *scene, struct random *random)
{
	scene->fault_at = random_int(random, 0, scene->n_vms - 1);
	return scene->element;
}

/* The vBDF of a region's VM. */
static bool at_vbdf(struct scene *scene, struct random *random)
{
	if (!at_element_region(scene, random))
		return false;
	for (unsigned vm = 0; vm < scene->n_vms; vm++) {
		if ((scene->regions[scene->fault_at].vms >> vm & 1) != 0) {
			scene->fault_at = scene->fault_at * 32 + vm;
			return true;
		}
	}
	return false;
}

static bool at_hv_vbdf(struct scene *scene, struct random *random)
{
	return at_vbdf(scene, random) && !scene->regions[scene->fault_at / 32].is_dm;
}

static bool at_function(struct scene *scene, struct random *random)
{
	return at_hv_vbdf(scene, random) &&
	       scene->vms[scene->fault_at % 32].kind == VM_PRE_LAUNCHED;
}

static bool at_post_launched_vbdf(struct scene *scene, struct random *random)
{
	return at_vbdf(scene, random) && scene->vms[scene->fault_at % 32].kind == VM_POST_LAUNCHED;
}

static bool at_old_vuart(struct scene *scene, struct random *random)
{
	for (unsigned vm = 0; vm < scene->n_vms && !scene->element; vm++) {
		for (unsigned i = 0; i < scene->vms[vm].n_vuarts; i++) {
			if (!scene->vms[vm].vuarts[i].is_pci ||
				(i == 0 && scene->vms[vm].legacy_1) || random_chance(random, 30))
				continue;
			scene->fault_at = vm * 32 + i;
			return true;
		}
	}
	return false;
}

static bool at_pci_connection(struct scene *scene, struct random *random)
{
	for (unsigned i = 0; i < scene->n_connections && scene->element; i++) {
		if (scene->connections[i].is_pci) {
			scene->fault_at = i * 2 + random_int(random, 0, 1);
			return true;
		}
	}
	return false;
}

static bool at_connection(struct scene *scene, struct random *random)
{
	scene->fault_at = 0;
	(void)random;
	return scene->n_connections > 0 && !scene->connections[0].is_pci;
}

static bool at_string(struct scene *scene, struct random *random)
{
	(void)random;
	return !scene->element && scene->n_regions > 0;
}

static bool at_tree(struct scene *scene, struct random *random)
{
	(void)random;
	return scene->board.is_tree;
}

static bool at_text_map(struct scene *scene, struct random *random)
{
	(void)random;
	return !scene->board.is_tree;
}

/* ---- scenes that break a rule ---- */

static bool keep_one_vm(struct scene *scene, struct random *random)
{
	struct scene_region *region;

	if (!at_region(scene, random))
		return false;
	region = &scene->regions[scene->fault_at];
	region->vms &= region->vms - 1;
	while (__builtin_popcount(region->vms) > 1)
		region->vms &= region->vms - 1;
	return true;
}

static bool name_unknown_vm(struct scene *scene, struct random *random)
{
	if (!at_region(scene, random) || scene->n_vms >= MAX_VMS - 1)
		return false;
	scene->regions[scene->fault_at].vms |= 1u << scene->n_vms;
	return true;
}

static bool repeat_name(struct scene *scene, struct random *random)
{
	struct scene_region *last;

	(void)random;
	if (!scene_is_enabled(scene))
		return false;
	last = &scene->regions[scene->n_regions - 1];
	for (unsigned i = 0; i + 1 < scene->n_regions; i++) {
		if (scene->regions[i].is_dm == last->is_dm) {
			strcpy(last->name, scene->regions[i].name);
			return true;
		}
	}
	return false;
}

static bool add_ninth_region(struct scene *scene, struct random *random)
{
	for (unsigned i = 0; i < 40 && scene_count_hv_regions(scene) < MAX_HV_REGIONS; i++) {
		if (!scene_add_region(scene, random))
			return false;
	}
	if (!scene_is_enabled(scene) || scene->n_regions == MAX_REGIONS ||
		scene_count_hv_regions(scene) < MAX_HV_REGIONS)
		return false;
	scene->regions[scene->n_regions] = scene->regions[0];
	scene->regions[scene->n_regions].is_dm = false;
	for (unsigned i = 0; i < scene->n_regions; i++) {
		if (!scene->regions[i].is_dm)
			scene->regions[scene->n_regions] = scene->regions[i];
	}
	for (unsigned i = 0; i < MAX_VMS; i++)
		scene->regions[scene->n_regions].vbdf[i] = FACT_NO_VBDF;
	scene->regions[scene->n_regions].id = 0;
	strcpy(scene->regions[scene->n_regions].name, "ninth");
	scene->n_regions++;
	return true;
}

static bool give_dm_to_others(struct scene *scene, struct random *random)
{
	if (!at_region(scene, random) || !scene->regions[scene->fault_at].is_dm ||
		scene->vms[0].kind == VM_POST_LAUNCHED)
		return false;
	scene->regions[scene->fault_at].vms |= 1;
	return true;
}

/* Two VMs of one name are an error only where something refers to the name. */
static bool repeat_vm_name(struct scene *scene, struct random *random)
{
	if (!at_element_region(scene, random) || scene->n_connections > 0)
		return false;
	for (unsigned vm = 0; vm < scene->n_vms; vm++) {
		if ((scene->regions[scene->fault_at].vms >> vm & 1) != 0) {
			strcpy(scene->vms[(vm + 1) % scene->n_vms].name, scene->vms[vm].name);
			return true;
		}
	}
	return false;
}

static bool repeat_id(struct scene *scene, struct random *random)
{
	(void)random;
	if (!scene->element || scene->release->profile != 5)
		return false;
	for (unsigned i = 0; i + 1 < scene->n_regions; i++) {
		if ((scene->regions[i].vms & scene->regions[i + 1].vms) == 0)
			continue;
		scene->regions[i].id = scene->regions[i + 1].id = 0x2000;
		return true;
	}
	return false;
}

static bool only_post_launched(const struct scene *scene, unsigned region)
{
	for (unsigned vm = 0; vm < scene->n_vms; vm++) {
		if ((scene->regions[region].vms >> vm & 1) != 0 &&
			scene->vms[vm].kind != VM_POST_LAUNCHED)
			return false;
	}
	return true;
}

static bool give_id_to_old_release(struct scene *scene, struct random *random)
{
	if (scene->release->profile == 5 || !at_element_region(scene, random))
		return false;
	scene->regions[scene->fault_at].id = 0x1234;
	return true;
}

static bool give_dm_to_old_release(struct scene *scene, struct random *random)
{
	if (scene->release->number >= 205 || !at_region(scene, random))
		return false;
	for (unsigned i = 0; i < scene->n_regions; i++) {
		if (__builtin_popcount(scene->regions[i].vms) >= 2 &&
			only_post_launched(scene, i)) {
			scene->regions[i].is_dm = true;
			return true;
		}
	}
	return false;
}

static bool share_with_service_vm(struct scene *scene, struct random *random)
{
	if (scene->release->number >= 203 || !at_region(scene, random) ||
		scene->regions[scene->fault_at].is_dm)
		return false;
	for (unsigned i = 0; i < scene->n_vms; i++) {
		if (scene->vms[i].kind == VM_SERVICE) {
			scene->regions[scene->fault_at].vms |= 1u << i;
			return true;
		}
	}
	return false;
}

static bool add_vms(struct scene *scene, struct random *random)
{
	(void)random;
	if (scene->vms[scene->n_vms - 1].kind != VM_POST_LAUNCHED ||
		scene->release->max_vms >= MAX_VMS)
		return false;
	while (scene->n_vms <= scene->release->max_vms) {
		struct scene_vm *vm = &scene->vms[scene->n_vms];

		*vm = (struct scene_vm){.kind = VM_POST_LAUNCHED};
		snprintf(vm->name, sizeof(vm->name), "more_%u", scene->n_vms);
		scene->n_vms++;
	}
	return true;
}

static bool swap_kinds(struct scene *scene, struct random *random)
{
	(void)random;
	if (scene->n_vms < 2 || scene->vms[0].kind != VM_PRE_LAUNCHED ||
		scene->vms[scene->n_vms - 1].kind != VM_POST_LAUNCHED || scene->n_regions > 0)
		return false;
	scene->vms[0].kind = VM_POST_LAUNCHED;
	return scene->vms[1].kind != VM_POST_LAUNCHED;
}

static bool overlap_memory(struct scene *scene, struct random *random)
{
	(void)random;
	if (scene->n_vms < 2 || scene->vms[1].kind != VM_PRE_LAUNCHED ||
		scene->vms[0].kind != VM_PRE_LAUNCHED || scene->vms[0].n_pieces != 1 ||
		scene->vms[1].n_pieces != 1 || scene->vms[0].pieces[0].floating ||
		scene->vms[1].pieces[0].floating)
		return false;
	scene->vms[1].pieces[0] = scene->vms[0].pieces[0];
	return true;
}

static bool leave_out_address(struct scene *scene, struct random *random)
{
	if (!at_given_memory(scene, random) || scene->vms[0].n_pieces != 1 ||
		(scene->element && scene->release->number >= 300))
		return false;
	scene->vms[0].pieces[0].floating = true;
	return true;
}

/* Above all RAM; v3.3 would start such a VM. */
static bool leave_ram(struct scene *scene, struct random *random)
{
	if (!at_given_memory(scene, random) || scene->board.n_ram == 0 ||
		scene->release->number >= 303)
		return false;
	scene->vms[0].pieces[0].start = (uint64_t)1 << 44;
	return true;
}

static bool pass_twice(struct scene *scene, struct random *random)
{
	(void)random;
	if (scene->vms[0].n_passthrough == 0 || scene->vms[0].kind != VM_PRE_LAUNCHED ||
		scene->n_vms < 2 || scene->vms[1].n_passthrough >= MAX_PASSTHROUGH)
		return false;
	scene->vms[1].passthrough[scene->vms[1].n_passthrough++] = scene->vms[0].passthrough[0];
	return true;
}

static bool give_pci_console_to_old_release(struct scene *scene, struct random *random)
{
	(void)random;
	if (scene->release->number >= 203 || scene->vms[0].kind == VM_POST_LAUNCHED)
		return false;
	scene->vms[0].console = CONSOLE_PCI;
	return true;
}

static bool repeat_vbdf(struct scene *scene, struct random *random)
{
	unsigned first = MAX_REGIONS;

	if (!at_vbdf(scene, random))
		return false;
	for (unsigned i = 0; i < scene->n_regions; i++) {
		unsigned vm = scene->fault_at % 32;

		if ((scene->regions[i].vms >> vm & 1) == 0)
			continue;
		if (first == MAX_REGIONS) {
			first = i;
			continue;
		}
		/* number 3 to 30, and in the Service VM none of the board's */
		for (unsigned device = 3; device < 31; device++) {
			bool native = false;

			for (unsigned k = 0; k < scene->board.n_devices; k++)
				native |= scene->board.devices[k].bdf >> 3 == device;
			if (native)
				continue;
			scene->regions[i].vbdf[vm] = scene->regions[first].vbdf[vm] =
				(uint16_t)(device << 3);
			return true;
		}
	}
	return false;
}

static bool give_native_vbdf(struct scene *scene, struct random *random)
{
	if (!at_hv_vbdf(scene, random))
		return false;
	for (unsigned i = 1; i < scene->board.n_devices; i++) {
		unsigned vm = scene->fault_at % 32;
		uint16_t bdf = scene->board.devices[i].bdf;

		if (bdf >> 8 != 0 || scene->vms[vm].kind != VM_SERVICE)
			continue;
		scene->regions[scene->fault_at / 32].vbdf[vm] = bdf & (uint16_t)~7u;
		return true;
	}
	return false;
}

/* ---- the table ---- */

static const struct fault faults[] = {
	{"IVS001", AT_REGION, "hv:/a, 2", at_string_hv_region},
	{"IVS001", AT_REGION, "hv:/a, 2, 0:1, 2", at_string_hv_region},
	{"IVS002", AT_REGION_NAME, "/no_prefix", at_string_region},
	{"IVS002", AT_REGION_NAME, "hv:no_slash", at_string_region},
	{"IVS003", AT_REGION_SIZE, "6", at_region},
	{"IVS003", AT_REGION_SIZE, "1024", at_region},
	{"IVS003", AT_REGION_SIZE, "1", at_region},
	{"IVS004", AT_REGION_SIZE, "0x200000", at_region},
	{"IVS004", AT_REGION_SIZE, "+4", at_region},
	{"IVS004", AT_REGION_SIZE, "2M", at_region},
	{"IVS005", AT_NOTHING, NULL, keep_one_vm},
	{"IVS006", AT_NOTHING, NULL, name_unknown_vm},
	{"IVS007", AT_REGION_VMS, "0:0:1", at_vm_list},
	{"IVS008", AT_REGION_VMS, "0:0x1", at_vm_list},
	{"IVS009", AT_NOTHING, NULL, repeat_name},
	{"IVS010", AT_REGION_NAME, "hv:/", at_string_hv_region},
	{"IVS010", AT_REGION_NAME, "", at_element_region},
	{"IVS011", AT_REGION_NAME, "hv:/a b", at_string_hv_region},
	{"IVS011", AT_REGION_NAME, "a$b", at_element_region},
	{"IVS012", AT_REGION_NAME, "hv:/a_name_of_twenty_eight_bytes", at_string_hv_region},
	{"IVS012", AT_REGION_NAME, "a_name_of_twenty_eight_bytes", at_element_region},
	{"IVS013", AT_NOTHING, NULL, add_ninth_region},
	{"IVS014", AT_NOTHING, NULL, give_dm_to_others},
	{"IVS015 VMS027", AT_NOTHING, NULL, repeat_vm_name},
	{"IVS016", AT_PROVIDER, "HV", at_element_region},
	{"IVS017", AT_REGION_ID, "010000", at_id},
	{"IVS018", AT_REGION_ID, "0x10000", at_id},
	{"IVS020", AT_NOTHING, NULL, repeat_id},
	{"IVS021", AT_NOTHING, NULL, give_id_to_old_release},
	{"IVS022", AT_NOTHING, NULL, share_with_service_vm},
	{"IVS028", AT_NOTHING, NULL, give_dm_to_old_release},
	{"IVS023", AT_SWITCH, "yes", at_string},
	{"IVS027", AT_SWITCH, "y", at_element_switch},
	{"VMS001", AT_VM_ID, "first", at_lone_vm},
	{"VMS002", AT_VM_ID, "0", at_lone_vm},
	{"VMS003", AT_VM_ID, "17", at_lone_vm},
	{"VMS005", AT_NOTHING, NULL, add_vms},
	{"VMS006", AT_NOTHING, NULL, swap_kinds},
	{"VMS007", AT_VM_KIND, "STANDARD_VM", at_string_vm},
	{"VMS007", AT_VM_KIND, "PRE_RT_VM", at_element_vm},
	{"VMS010", AT_MEMORY_SIZE, "CONFIG_RT_RAM_SIZE", at_pre_launched},
	{"VMS010", AT_MEMORY_START, "010000000", at_given_memory},
	{"VMS012", AT_MEMORY_START, "0xfffffffffff00000", at_given_memory},
	{"VMS013", AT_NOTHING, NULL, overlap_memory},
	{"VMS026", AT_NOTHING, NULL, leave_out_address},
	{"BRD022", AT_NOTHING, NULL, leave_ram},
	{"VMS014", AT_PASSTHROUGH, "SATA controller", at_string_vm},
	{"VMS015", AT_NOTHING, NULL, pass_twice},
	{"VMS016", AT_VUART_TARGET, "17", at_old_vuart},
	{"VMS016", AT_VUART_TARGET, "NO_SUCH_VM", at_pci_connection},
	{"VMS018", AT_CONNECTION_TYPE, "serial", at_connection},
	{"VMS019", AT_NOTHING, NULL, give_pci_console_to_old_release},
	{"BRD001", AT_IOMEM, "100000000-nowhere : System RAM", at_text_map},
	{"BRD003", AT_LSPCI, "Region 0: Memory at xyz (32-bit, non-prefetchable) [size=8K]", NULL},
	{"BRD004", AT_TREE_RANGE, "<range start=\"0x100000\" end=\"none\"/>", at_tree},
	{"BRD020", AT_BOARD_NAME, "another-board", NULL},
	{"BRD021", AT_PASSTHROUGH, "fe:1f.7 gone", at_pre_launched},
	{"MEM020", AT_HV_RAM_START, "256 MB", NULL},
	{"PCI020", AT_VBDF, "8", at_vbdf},
	{"PCI021", AT_VBDF, "01:08.0", at_vbdf},
	{"PCI022", AT_VBDF, "00:00.0", at_vbdf},
	{"PCI022", AT_VBDF, "ff:1f.7", at_vbdf},
	{"PCI023", AT_NOTHING, NULL, repeat_vbdf},
	{"PCI024", AT_NOTHING, NULL, give_native_vbdf},
	{"PCI025", AT_VBDF, "00:1e.1", at_function},
	{"PCI026", AT_VBDF, "00:02.0", at_post_launched_vbdf},
	{"PCI040", AT_EMULATED_MMIO, "016", NULL},
	{"XML001", AT_END, "</acrn-config", NULL},
	{"XML002", AT_PROLOG, "<!DOCTYPE acrn-config>", NULL},
};

/* Given vBDFs depend on kinds of VMs and on each other: one change could break two rules. */
static void forget_vbdfs(struct scene *scene)
{
	for (unsigned i = 0; i < scene->n_regions; i++) {
		for (unsigned vm = 0; vm < MAX_VMS; vm++)
			scene->regions[i].vbdf[vm] = FACT_NO_VBDF;
	}
	for (unsigned i = 0; i < scene->n_connections; i++)
		scene->connections[i].vbdf[0] = scene->connections[i].vbdf[1] = FACT_NO_VBDF;
}

bool scene_break(struct scene *scene, struct random *random)
{
	const struct scene sound = *scene;
	struct scene whole = sound;

	/* One rule is broken already. */
	if (predict_memory_not_ram(scene))
		return false;
	forget_vbdfs(&whole);
	for (unsigned i = 0; i < 20; i++) {
		const struct fault *fault = &faults[random_below(random, COUNT(faults))];

		*scene = whole;
		if (fault->apply == NULL || fault->apply(scene, random)) {
			scene->fault = fault;
			return true;
		}
	}
	*scene = sound;
	return false;
}
