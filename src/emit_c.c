/*
 * ivshmem_cfg.h, which the hypervisor's ivshmem code is built from, and pci_dev_num.h.
 *
 * Both state what they rely on as static assertions: against the headers they are compiled with,
 * and against edits and files of another run.
 */
#include "base/each.h"
#include "embedded.h"
#include "emit/common.h"

#define MACRO_COLUMN 36u    /* column of the value of a #define */
#define CONTINUE_COLUMN 56u /* column of the backslash of a continued macro */

/* sizeof(name) + sizeof(hpa) + sizeof(size): struct ivshmem_shm_region without doorbells */
#define BARE_REGION_SIZE 48u

/* ---- ivshmem_cfg.h: macros --------------------------------------------------------------- */

/* A region's macros below a comment: who sees it, and where it is planned to be. */
static void add_region_macros(
	struct text *out, const struct emit_input *in, const struct region *region)
{
	struct arena *arena = out->arena;
	uint64_t hpa = in->layout->regions[region - in->config->regions].hpa;
	const char *prefix = arena_printf(arena, "IVSHMEM_SHM_REGION_%zu", region->index);

	text_addf(out, "\n/*\n * Region %zu, %s at " HEX64 "-" HEX64 "%s:\n", region->index,
		emit_size(arena, region->size), hpa, hpa + region->size - 1,
		in->layout->pool_base_exact ? "" : " (planned)");
	EACH (const struct region_peer, peer, region, peers) {
		if (peer->vm != NULL)
			text_addf(out, " *   %s\n", emit_c_vm(arena, peer->vm));
	}
	text_add(out, " */\n");
	emit_c_define(out, MACRO_COLUMN, prefix, "%s", emit_c_string(arena, region->full_name));
	if (in->target->region_id)
		emit_c_define(out, MACRO_COLUMN, arena_printf(arena, "%s_ID", prefix), HEX64 "U",
			region->id.value);
	emit_c_define(out, MACRO_COLUMN, arena_printf(arena, "%s_HPA", prefix), HEX64 "UL", hpa);
	emit_c_define(out, MACRO_COLUMN, arena_printf(arena, "%s_SIZE", prefix), HEX64 "UL",
		region->size);
}

static size_t count_devices(const struct config *config)
{
	size_t count = 0;

	EACH (const struct region, region, config, regions) {
		count += region->land == LAND_HV ? region->n_peers : 0;
	}
	return count;
}

static void add_initialiser(struct text *out, const char *field, size_t index, const char *suffix)
{
	text_addf(out, "\t\t.%s = IVSHMEM_SHM_REGION_%zu%s,", field, index, suffix);
	emit_c_continue(out, CONTINUE_COLUMN);
}

static void add_totals(struct text *out, const struct emit_input *in)
{
	text_add(out,
		"\n/* All regions: their sum, and one device for each VM of each region. */\n");
	emit_c_define(out, MACRO_COLUMN, "IVSHMEM_SHM_SIZE", HEX64 "UL /* %s */",
		in->config->hv_regions_size, emit_size(out->arena, in->config->hv_regions_size));
	emit_c_define(out, MACRO_COLUMN, "IVSHMEM_DEV_NUM", "%zuUL", count_devices(in->config));
	text_add(out,
		"\n/* The hypervisor packs the regions in this order; it sets .hpa again at boot. */\n"
		"#define IVSHMEM_SHM_REGIONS");
	EACH (const struct region, region, in->config, regions) {
		if (region->land != LAND_HV)
			continue;
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

/* ---- ivshmem_cfg.h: assertions ----------------------------------------------------------- */

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

static void add_region_asserts(
	struct text *out, const struct emit_input *in, const struct region *region)
{
	uint64_t alignment = in->target->pool_alignment;
	size_t i = region->index;
	const struct template_mark marks[] = {
		{"@I@", arena_printf(out->arena, "%zu", i)},
		{"@OFFSET_MASK@", arena_printf(out->arena, HEX64, alignment - 1)},
		{"@ALIGNMENT@", emit_size(out->arena, alignment)},
	};

	emit_template(out, embed_ivshmem_region_h, marks, sizeof(marks) / sizeof(marks[0]));
	if (i != 0)
		text_addf(out,
			"_Static_assert(IVSHMEM_SHM_REGION_%zu_HPA ==\n"
			"\t(IVSHMEM_SHM_REGION_%zu_HPA + IVSHMEM_SHM_REGION_%zu_SIZE),\n"
			"\t\"region %zu must begin where region %zu ends\");\n",
			i, i - 1, i - 1, i, i - 1);
}

/* A doorbell is stored at the index of its VM's id, unchecked. */
static void add_peer_assert(struct text *out, const struct config *config)
{
	uint64_t highest = 0;

	EACH (const struct region, region, config, regions) {
		EACH (const struct region_peer, peer, region, peers) {
			if (region->land == LAND_HV && peer->vm != NULL &&
				peer->vm->id.value > highest)
				highest = peer->vm->id.value;
		}
	}
	text_addf(out,
		"_Static_assert(sizeof(((struct ivshmem_shm_region *)0)->doorbell_peers) >\n"
		"\t(%" PRIu64 "U * sizeof(void *)),\n"
		"\t\"VM %" PRIu64 " is in a region, so CONFIG_MAX_VM_NUM must be at least %" PRIu64
		"\");\n",
		highest, highest, highest + 1);
}

static void add_sum_asserts(struct text *out, const struct config *config)
{
	struct text sum;
	struct text devices;
	/* A sum of several is in parentheses, so that no reader has to know which operator binds.
	 */
	const char *open = config->n_hv_regions > 1 ? "(" : "";
	const char *close = config->n_hv_regions > 1 ? ")" : "";

	text_init(&sum, out->arena);
	text_init(&devices, out->arena);
	EACH (const struct region, region, config, regions) {
		if (region->land != LAND_HV)
			continue;
		text_addf(&sum, "%sIVSHMEM_SHM_REGION_%zu_SIZE", region->index == 0 ? "" : " +\n\t",
			region->index);
		text_addf(&devices, "%s%zuUL", region->index == 0 ? "" : " + ", region->n_peers);
	}
	text_addf(out,
		"\n/* All regions */\n"
		"_Static_assert(IVSHMEM_SHM_SIZE ==\n\t%s%s%s,\n"
		"\t\"IVSHMEM_SHM_SIZE must be the sum of all regions\");\n",
		open, sum.bytes, close);
	text_addf(out,
		"_Static_assert(IVSHMEM_DEV_NUM == %s%s%s,\n"
		"\t\"IVSHMEM_DEV_NUM must be one device for each VM of each region\");\n",
		open, devices.bytes, close);
	text_addf(out,
		"_Static_assert(sizeof((struct ivshmem_shm_region[]){IVSHMEM_SHM_REGIONS}) ==\n"
		"\t(%zuU * sizeof(struct ivshmem_shm_region)),\n"
		"\t\"IVSHMEM_SHM_REGIONS must initialise %zu region%s; the hypervisor has room for 8\");\n",
		config->n_hv_regions, config->n_hv_regions, config->n_hv_regions == 1 ? "" : "s");
}

static void add_cfg_body(struct text *out, const struct emit_input *in)
{
	text_add(out,
		"\n#ifndef CONFIG_IVSHMEM_ENABLED\n"
		"#error \"ivshmem_cfg.h has regions but CONFIG_IVSHMEM_ENABLED is not set: add the generated configuration\"\n#endif\n\n");
	emit_c_require_header(out, in->target->pgtable_include, "ivshmem_cfg.h", in->target);
	text_addf(out, "#include <ivshmem.h>\n#include <%s>\n\n", in->target->pgtable_include);
	emit_c_define(out, MACRO_COLUMN, "IVSHMEM_CFG_LAYOUT_ID",
		"0x%016" PRIx64 "UL /* pci_dev.c asks for it */", in->layout_id);
	add_header_asserts(out, in->target);
	EACH (const struct region, region, in->config, regions) {
		if (region->land == LAND_HV)
			add_region_macros(out, in, region);
	}
	add_totals(out, in);
	EACH (const struct region, region, in->config, regions) {
		if (region->land == LAND_HV)
			add_region_asserts(out, in, region);
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

/* ---- pci_dev_num.h ----------------------------------------------------------------------- */

/* Initialisers as IVSHMEM_SHM_REGIONS has them: a VM's id, its table or NULL, and the length. */
static void add_table_list(struct text *out, const struct emit_input *in)
{
	text_add(out, "\n/* The table of each VM, for a check of vm_configurations.c. */\n"
		      "#define ACRN_CFGC_DEVICE_TABLES");
	for (size_t i = 0; i < in->config->n_vms; i++) {
		const struct layout_vm *table = emit_table(in, i);
		uint64_t id = table->vm->id.value;
		const char *name = NULL;

		if (table->vm->kind == VM_SERVICE)
			name = in->target->service_array;
		else if (table->n_devices != 0)
			name = arena_printf(out->arena, "vm%" PRIu64 "_pci_devs", id);
		text_addf(out, " \\\n\t{%" PRIu64 "U, %s, %zuU},", id, name != NULL ? name : "NULL",
			table->n_devices);
	}
	text_add_char(out, '\n');
}

void emit_pci_dev_num_h(struct text *out, const struct emit_input *in)
{
	emit_c_header(out, in, "Lengths of the device tables in pci_dev.c, for misc_cfg.h.");
	text_add(out, "#ifndef PCI_DEV_NUM_H\n#define PCI_DEV_NUM_H\n\n");
	for (size_t i = 0; i < in->config->n_vms; i++) {
		const struct layout_vm *table = emit_table(in, i);

		text_addf(out, "/* %s", emit_c_vm(out->arena, table->vm));
		if (table->vm->kind == VM_SERVICE && in->target->service_array == NULL)
			text_add(out, ": the table is the hypervisor's own */\n");
		else if (table->vm->kind == VM_SERVICE)
			text_addf(out, ": .pci_dev_num in vm_configurations.c is %zuU */\n",
				table->n_devices);
		else if (table->n_devices == 0)
			text_add(out, ": no table */\n");
		else
			text_addf(out, " */\n#define VM%" PRIu64 "_CONFIG_PCI_DEV_NUM %zuU\n",
				table->vm->id.value, table->n_devices);
	}
	add_table_list(out, in);
	text_add(out, "\n#endif /* PCI_DEV_NUM_H */\n");
}
