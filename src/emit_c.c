/*
 * ivshmem_cfg.h, which the hypervisor's ivshmem code is built from, and pci_dev_num.h.
 *
 * Both state what they rely on as static assertions: against the headers they are compiled with,
 * and against edits and files of another run.
 */
#include "emit/common.h"

#include <inttypes.h>

#define MACRO_COLUMN 36u    /* column of the value of a #define */
#define CONTINUE_COLUMN 56u /* column of the backslash of a continued macro */

/* sizeof(name) + sizeof(hpa) + sizeof(size): struct ivshmem_shm_region without doorbells */
#define BARE_REGION_SIZE 48u

static void add_define(struct text *out, const char *name, uint64_t value)
{
	text_addf(out, "#define %s ", name);
	text_pad_to(out, MACRO_COLUMN);
	text_hex64(out, value, 0);
	text_add(out, "UL");
}

/* The comment above a region: who sees it, and where it is planned to be. */
static void add_region_comment(
	struct text *out, const struct emit_input *in, const struct region *region)
{
	const struct layout_region *place = &in->layout->regions[region - in->config->regions];

	text_addf(out, "\n/*\n * Region %zu, ", region->index);
	emit_size(out, region->size);
	text_add(out, " at ");
	text_hex64(out, place->hpa, 0);
	text_add_char(out, '-');
	text_hex64(out, place->hpa + region->size - 1, 0);
	text_addf(out, "%s:\n", in->layout->pool_base_exact ? "" : " (planned)");
	for (size_t i = 0; i < region->n_peers; i++) {
		if (region->peers[i].vm == NULL)
			continue;
		text_add(out, " *   ");
		emit_c_vm(out, region->peers[i].vm);
		text_add_char(out, '\n');
	}
	text_add(out, " */\n");
}

static void add_region_macros(
	struct text *out, const struct emit_input *in, const struct region *region)
{
	const struct layout_region *place = &in->layout->regions[region - in->config->regions];
	const char *prefix = arena_printf(out->arena, "IVSHMEM_SHM_REGION_%zu", region->index);

	add_region_comment(out, in, region);
	text_addf(out, "#define %s ", prefix);
	text_pad_to(out, MACRO_COLUMN);
	text_c_string(out, region->full_name);
	text_add_char(out, '\n');
	if (in->target->region_id) {
		text_addf(out, "#define %s_ID ", prefix);
		text_pad_to(out, MACRO_COLUMN);
		text_addf(out, "0x%" PRIx64 "U\n", region->id.value);
	}
	add_define(out, arena_printf(out->arena, "%s_HPA", prefix), place->hpa);
	text_add_char(out, '\n');
	add_define(out, arena_printf(out->arena, "%s_SIZE", prefix), region->size);
	text_add_char(out, '\n');
}

static size_t count_devices(const struct config *config)
{
	size_t position = 0;
	size_t count = 0;
	const struct region *region;

	while ((region = config_next_region(config, LAND_HV, &position)) != NULL)
		count += region->n_peers;
	return count;
}

static void add_initialiser(struct text *out, const char *field, size_t index, const char *suffix)
{
	text_addf(out, "\t\t.%s = IVSHMEM_SHM_REGION_%zu%s,", field, index, suffix);
	emit_c_continue(out, CONTINUE_COLUMN);
}

static void add_totals(struct text *out, const struct emit_input *in)
{
	size_t position = 0;
	const struct region *region;

	text_add(out,
		"\n/* All regions: their sum, and one device for each VM of each region. */\n");
	add_define(out, "IVSHMEM_SHM_SIZE", in->config->hv_regions_size);
	text_add(out, " /* ");
	emit_size(out, in->config->hv_regions_size);
	text_add(out, " */\n#define IVSHMEM_DEV_NUM ");
	text_pad_to(out, MACRO_COLUMN);
	text_addf(out, "%zuUL\n", count_devices(in->config));

	text_add(out,
		"\n/* The hypervisor packs the regions in this order; it sets .hpa again at boot. */\n"
		"#define IVSHMEM_SHM_REGIONS");
	while ((region = config_next_region(in->config, LAND_HV, &position)) != NULL) {
		emit_c_continue(out, CONTINUE_COLUMN);
		text_add(out, "\t{");
		emit_c_continue(out, CONTINUE_COLUMN);
		add_initialiser(out, "name", region->index, "");
		if (in->target->region_id)
			add_initialiser(out, "region_id", region->index, "_ID");
		add_initialiser(out, "hpa", region->index, "_HPA");
		add_initialiser(out, "size", region->index, "_SIZE");
		text_add(out, "\t},");
	}
	text_add_char(out, '\n');
}

/* On one line: a compiler shows it whole, the message too, when there is no such field. */
static void add_offset_assert(
	struct text *out, const char *field, unsigned offset, const char *message)
{
	text_addf(out,
		"_Static_assert(__builtin_offsetof(struct ivshmem_shm_region, %s) == %uU, \"%s\");\n",
		field, offset, message);
}

/* The headers are those of the target's profile. */
static void add_header_asserts(struct text *out, const struct target *target)
{
	unsigned shift = target->region_id ? 8 : 0;
	const char *wrong = arena_printf(out->arena,
		"ivshmem_cfg.h is for ACRN %s; these headers are of another release", target->name);

	text_addf(out,
		"\n/* The headers are those of ACRN %s, or of a release with the same region. */\n",
		target->name);
	/* What every release has comes first, so that the first complaint is in our words. */
	add_offset_assert(out, "hpa", REGION_NAME_SIZE + shift, wrong);
	add_offset_assert(out, "size", REGION_NAME_SIZE + 8 + shift, wrong);
	text_addf(out, "_Static_assert(sizeof(struct ivshmem_shm_region) %s %uU, \"%s\");\n",
		target->msix_bar ? ">" : "==", BARE_REGION_SIZE + shift, wrong);
	if (target->region_id)
		add_offset_assert(out, "region_id", REGION_NAME_SIZE, wrong);
	if (target->msix_bar)
		add_offset_assert(out, "doorbell_peers", BARE_REGION_SIZE + shift, wrong);
}

static void add_region_asserts(struct text *out, const struct emit_input *in,
	const struct region *region, const struct region *previous)
{
	size_t i = region->index;
	const char *at = arena_printf(out->arena, "IVSHMEM_SHM_REGION_%zu", i);
	uint64_t alignment = in->target->pool_alignment;
	char words[EMIT_SIZE_ROOM];

	emit_size_words(words, alignment);
	text_addf(out, "\n/* Region %zu */\n", i);
	emit_c_assert(out,
		arena_printf(out->arena,
			"sizeof(%s) <= sizeof(((struct ivshmem_shm_region *)0)->name)", at),
		"the name of region %zu must fit into 32 bytes with its final NUL", i);
	emit_c_assert(out,
		arena_printf(out->arena,
			"(%s_SIZE >= 0x200000UL) && (%s_SIZE <= 0x20000000UL) &&\n"
			"\t((%s_SIZE & (%s_SIZE - 1UL)) == 0UL)",
			at, at, at, at),
		"the size of region %zu must be a power of two from 2 MiB to 512 MiB", i);
	emit_c_assert(out,
		arena_printf(out->arena, "(%s_HPA & 0x%" PRIx64 "UL) == 0UL", at, alignment - 1),
		"the physical address of region %zu must be aligned to %s", i, words);
	if (previous != NULL)
		emit_c_assert(out,
			arena_printf(out->arena,
				"%s_HPA ==\n\t(IVSHMEM_SHM_REGION_%zu_HPA + IVSHMEM_SHM_REGION_%zu_SIZE)",
				at, previous->index, previous->index),
			"region %zu must begin where region %zu ends", i, previous->index);
}

/* A doorbell is stored at the index of its VM's id, unchecked. */
static void add_peer_assert(struct text *out, const struct config *config)
{
	uint64_t highest = 0;
	size_t position = 0;
	const struct region *region;

	while ((region = config_next_region(config, LAND_HV, &position)) != NULL) {
		for (size_t i = 0; i < region->n_peers; i++) {
			const struct vm *vm = region->peers[i].vm;

			if (vm != NULL && vm->id.value > highest)
				highest = vm->id.value;
		}
	}
	emit_c_assert(out,
		arena_printf(out->arena,
			"sizeof(((struct ivshmem_shm_region *)0)->doorbell_peers) >\n"
			"\t(%" PRIu64 "U * sizeof(void *))",
			highest),
		"VM %" PRIu64 " is in a region, so CONFIG_MAX_VM_NUM must be at least %" PRIu64,
		highest, highest + 1);
}

static void add_sum_asserts(struct text *out, const struct config *config)
{
	struct text sum;
	struct text devices;
	size_t position = 0;
	bool several = config->n_hv_regions > 1;
	const struct region *region;

	text_init(&sum, out->arena);
	text_init(&devices, out->arena);
	/* A sum of several is in parentheses, so that no reader has to know which operator binds.
	 */
	text_addf(&sum, "IVSHMEM_SHM_SIZE ==\n\t%s", several ? "(" : "");
	text_addf(&devices, "IVSHMEM_DEV_NUM == %s", several ? "(" : "");
	while ((region = config_next_region(config, LAND_HV, &position)) != NULL) {
		if (region->index != 0) {
			text_add(&sum, " +\n\t");
			text_add(&devices, " + ");
		}
		text_addf(&sum, "IVSHMEM_SHM_REGION_%zu_SIZE", region->index);
		text_addf(&devices, "%zuUL", region->n_peers);
	}
	text_add(&sum, several ? ")" : "");
	text_add(&devices, several ? ")" : "");
	text_add(out, "\n/* All regions */\n");
	emit_c_assert(out, sum.bytes, "IVSHMEM_SHM_SIZE must be the sum of all regions");
	emit_c_assert(out, devices.bytes,
		"IVSHMEM_DEV_NUM must be one device for each VM of each region");
	emit_c_assert(out,
		arena_printf(out->arena,
			"sizeof((struct ivshmem_shm_region[]){IVSHMEM_SHM_REGIONS}) ==\n"
			"\t(%zuU * sizeof(struct ivshmem_shm_region))",
			config->n_hv_regions),
		"IVSHMEM_SHM_REGIONS must initialise %zu region%s; the hypervisor has room for 8",
		config->n_hv_regions, config->n_hv_regions == 1 ? "" : "s");
}

static void add_cfg_body(struct text *out, const struct emit_input *in)
{
	size_t position = 0;
	const struct region *region;
	const struct region *previous = NULL;

	text_add(out,
		"\n#ifndef CONFIG_IVSHMEM_ENABLED\n"
		"#error \"ivshmem_cfg.h has regions but CONFIG_IVSHMEM_ENABLED is not set: add the generated configuration\"\n#endif\n\n");
	emit_c_require_header(out, in->target->pgtable_include, "ivshmem_cfg.h", in->target);
	text_addf(out, "#include <ivshmem.h>\n#include <%s>\n\n", in->target->pgtable_include);
	text_add(out, "#define IVSHMEM_CFG_LAYOUT_ID ");
	text_pad_to(out, MACRO_COLUMN);
	text_hex64(out, in->layout_id, 16);
	text_add(out, "UL /* pci_dev.c asks for it */\n");
	add_header_asserts(out, in->target);
	while ((region = config_next_region(in->config, LAND_HV, &position)) != NULL)
		add_region_macros(out, in, region);
	add_totals(out, in);

	position = 0;
	while ((region = config_next_region(in->config, LAND_HV, &position)) != NULL) {
		add_region_asserts(out, in, region, previous);
		previous = region;
	}
	add_sum_asserts(out, in->config);
	if (in->target->msix_bar)
		add_peer_assert(out, in->config);
}

void emit_ivshmem_cfg_h(struct text *out, const struct emit_input *in)
{
	emit_c_header(out, in, "Shared memory regions of the hypervisor (ivshmem).");
	text_add(out, "#ifndef IVSHMEM_CFG_H\n#define IVSHMEM_CFG_H\n");
	if (emit_has_regions(in->config))
		add_cfg_body(out, in);
	else
		text_add(out,
			"\n/* The scenario has none: the hypervisor is built without. */\n"
			"#ifdef CONFIG_IVSHMEM_ENABLED\n"
			"#error \"CONFIG_IVSHMEM_ENABLED is set but ivshmem_cfg.h has no region: add the generated configuration\"\n#endif\n");
	text_add(out, "\n#endif /* IVSHMEM_CFG_H */\n");
}

/* Initialisers as IVSHMEM_SHM_REGIONS has them: a VM's id, its table or NULL, and the length. */
static void add_table_list(struct text *out, const struct emit_input *in)
{
	text_add(out, "\n/* The table of each VM, for a check of vm_configurations.c. */\n"
		      "#define ACRN_CFGC_DEVICE_TABLES");
	for (size_t i = 0; i < in->config->n_vms; i++) {
		const struct layout_vm *table = emit_table(in, i);
		uint64_t id = table->vm->id.value;

		text_addf(out, " \\\n\t{%" PRIu64 "U, ", id);
		if (table->vm->kind == VM_SERVICE)
			text_add(out, in->target->service_array != NULL ? in->target->service_array
									: "NULL");
		else if (table->n_devices != 0)
			text_addf(out, "vm%" PRIu64 "_pci_devs", id);
		else
			text_add(out, "NULL");
		text_addf(out, ", %zuU},", table->n_devices);
	}
	text_add_char(out, '\n');
}

void emit_pci_dev_num_h(struct text *out, const struct emit_input *in)
{
	emit_c_header(out, in, "Lengths of the device tables in pci_dev.c, for misc_cfg.h.");
	text_add(out, "#ifndef PCI_DEV_NUM_H\n#define PCI_DEV_NUM_H\n\n");
	for (size_t i = 0; i < in->config->n_vms; i++) {
		const struct layout_vm *table = emit_table(in, i);
		uint64_t id = table->vm->id.value;

		text_add(out, "/* ");
		emit_c_vm(out, table->vm);
		if (table->vm->kind == VM_SERVICE && in->target->service_array == NULL)
			text_add(out, ": the table is the hypervisor's own */\n");
		else if (table->vm->kind == VM_SERVICE)
			text_addf(out, ": .pci_dev_num in vm_configurations.c is %zuU */\n",
				table->n_devices);
		else if (table->n_devices == 0)
			text_add(out, ": no table */\n");
		else
			text_addf(out, " */\n#define VM%" PRIu64 "_CONFIG_PCI_DEV_NUM %zuU\n", id,
				table->n_devices);
	}
	add_table_list(out, in);
	text_add(out, "\n#endif /* PCI_DEV_NUM_H */\n");
}
