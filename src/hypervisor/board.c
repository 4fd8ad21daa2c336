/* boards/<board>/: board.c and board_info.h, what the hypervisor has to know of the board. */
#include "hypervisor/hypervisor.h"
#include "base/each.h"

#define FOUR_GIB (4 * GIB)

/* The first device of that id; NULL if the board has none. */
static const struct pci_id *find_msi_only(const struct board_config *board, size_t index)
{
	for (size_t i = 0; i < board->n_ids; i++) {
		if (board->ids[i].vendor == 0x8086 &&
			board->ids[i].device == board_msi_only_ids[index])
			return &board->ids[i];
	}
	return NULL;
}

static size_t count_msi_only(const struct board_config *board)
{
	size_t count = 0;

	for (size_t i = 0; i < N_MSI_ONLY_IDS; i++)
		count += find_msi_only(board, i) != NULL;
	return count;
}

static void add_bdf(struct text *out, struct bdf bdf)
{
	text_addf(out, "{.b = 0x%02xU, .d = 0x%02xU, .f = 0x%02xU}", BDF_ARGS(bdf));
}

/* ---- board_info.h ------------------------------------------------------------------------ */

struct hi_mmio {
	uint64_t start;
	uint64_t end;
};

/* PCI windows above 4 GiB, rounded out to 1 GiB; ~0 and 0 if there is no window. */
static struct hi_mmio find_hi_mmio(const struct board_config *board)
{
	struct hi_mmio found = {UINT64_MAX, 0};

	for (size_t i = 0; i < board->n_pci_buses; i++) {
		struct range range = board->pci_buses[i].range;
		uint64_t start = range.first < FOUR_GIB ? FOUR_GIB : range.first;

		if (range.last < FOUR_GIB)
			continue;
		if (start / GIB * GIB < found.start)
			found.start = start / GIB * GIB;
		if ((range.last / GIB + 1) * GIB > found.end)
			found.end = (range.last / GIB + 1) * GIB;
	}
	return found;
}

void emit_hv_board_info_h(struct text *out, const struct emit_input *in)
{
	const struct board *board = in->config->board;
	struct hi_mmio hi_mmio = find_hi_mmio(board->config);
	size_t n_hidden;

	(void)hv_hidden_devices(board, &n_hidden);
	emit_hv_c_header(out, in, "Numbers and address ranges of the board.");
	text_add(out, "#ifndef BOARD_INFO_H\n#define BOARD_INFO_H\n\n");
	text_addf(out, "#define MAX_PCPU_NUM %zuU\n", board->config->pcpus.count);
	text_addf(out, "#define MAX_VMSIX_ON_MSI_PDEVS_NUM %zuU\n", count_msi_only(board->config));
	text_addf(out, "#define MAX_HIDDEN_PDEVS_NUM %zuU\n\n", n_hidden);
	text_add(out, "/* PCI windows above 4 GiB: none if the start is ~0. */\n");
	if (hi_mmio.end == 0)
		text_add(out, "#define HI_MMIO_START ~0UL\n");
	else
		text_addf(
			out, "#define HI_MMIO_START 0x%llxUL\n", (unsigned long long)hi_mmio.start);
	text_addf(out, "#define HI_MMIO_END 0x%llxUL\n", (unsigned long long)hi_mmio.end);
	text_addf(out, "#define HI_MMIO_SIZE 0x%llxUL\n",
		(unsigned long long)in->layout->hi_mmio_size);
	if (value_is(&board->name, "ehl-crb-b"))
		text_add(out, "\n#define P2SB_BASE_GPIO_PORT_ID 0x69U\n"
			      "#define P2SB_MAX_GPIO_COMMUNITIES 0x6U\n");
	text_add(out, "\n_Static_assert(MAX_PCPU_NUM >= 1U && MAX_PCPU_NUM <= 64U,\n"
		      "\t\"the hypervisor keeps processors as bits of 64\");\n"
		      "\n#endif /* BOARD_INFO_H */\n");
}

/* ---- board.c: DMA remapping -------------------------------------------------------------- */

static void add_scopes(struct text *out, const struct drhd *drhd, size_t index)
{
	if (drhd->n_scopes == 0)
		return;
	text_addf(out, "\nstatic struct dmar_dev_scope drhd%zu_scopes[%zuU] = {\n", index,
		drhd->n_scopes);
	EACH (const struct drhd_scope, scope, drhd, scopes) {
		text_addf(out, "\t{.type = 0x%llxU, .id = 0x%llxU, ",
			(unsigned long long)scope->type.value, (unsigned long long)scope->id.value);
		text_addf(out, ".bus = 0x%llxU, .devfun = 0x%llxU},\n",
			(unsigned long long)scope->bus.value,
			(unsigned long long)scope->path.value);
	}
	text_add(out, "};\n");
}

static void add_drhd(struct text *out, const struct drhd *drhd, size_t index)
{
	text_addf(out, "\t{\n\t\t.dev_cnt = %zuU,\n\t\t.segment = 0x%llxU,\n", drhd->n_scopes,
		(unsigned long long)drhd->segment.value);
	text_addf(out, "\t\t.flags = 0x%llxU,\n\t\t.ignore = %s,\n",
		(unsigned long long)drhd->flags.value, drhd->ignore.value != 0 ? "true" : "false");
	text_addf(
		out, "\t\t.reg_base_addr = 0x%llxUL,\n", (unsigned long long)drhd->reg_base.value);
	if (drhd->n_scopes != 0)
		text_addf(out, "\t\t.devices = drhd%zu_scopes,\n", index);
	text_add(out, "\t},\n");
}

static void add_dmar(struct text *out, const struct board_config *board)
{
	if (board->n_drhds == 0) {
		text_add(out,
			"\n#ifndef CONFIG_ACPI_PARSE_ENABLED\n"
			"#error \"the board file has no DRHD_INFO: the hypervisor has to read the firmware's tables (ACPI_PARSE_ENABLED)\"\n"
			"#endif\n\nstruct dmar_info plat_dmar_info;\n");
		return;
	}
	for (size_t i = 0; i < board->n_drhds; i++)
		add_scopes(out, &board->drhds[i], i);
	text_addf(out, "\nstatic struct dmar_drhd drhds[%zuU] = {\n", board->n_drhds);
	for (size_t i = 0; i < board->n_drhds; i++)
		add_drhd(out, &board->drhds[i], i);
	text_addf(out,
		"};\n\nstruct dmar_info plat_dmar_info = {\n"
		"\t.drhd_count = %zuU,\n\t.drhd_units = drhds,\n};\n",
		board->n_drhds);
	emit_c_assert(out, arena_printf(out->arena, "DRHD_COUNT == %zuU", board->n_drhds),
		"board.c and platform_acpi_info.h are of different runs of acrn-cfgc");
}

/* ---- board.c: cache allocation ----------------------------------------------------------- */

static void add_clos_array(
	struct text *out, const struct emit_input *in, const char *resource, enum rdt_kind kind)
{
	const struct hv_config *hv = in->config->hv;
	const char *level = kind == RDT_L2 ? "L2" : "L3";

	text_addf(out,
		"\nstruct platform_clos_info platform_%s_clos_array[MAX_CACHE_CLOS_NUM_ENTRIES]",
		resource);
	if (board_find_rdt(in->config->board, kind) == NULL) {
		text_add(out, ";\n");
		return;
	}
	text_add(out, " = {\n");
	for (size_t i = 0; i < hv->clos_masks.count; i++) {
		text_addf(out, "\t{.value.clos_mask = 0x%llxU, ",
			(unsigned long long)hv->clos_masks.items[i].value);
		text_addf(out, ".msr_index = MSR_IA32_%s_MASK_BASE + %zuU},\n", level, i);
	}
	text_add(out, "};\n");
	emit_c_assert(out,
		arena_printf(
			out->arena, "MAX_CACHE_CLOS_NUM_ENTRIES == %zuU", hv->clos_masks.count),
		"the scenario gives %zu CLOS_MASK elements", hv->clos_masks.count);
}

/* MBA together with RDT is refused, so its array stays empty. */
static void add_rdt(struct text *out, const struct emit_input *in)
{
	text_add(out, "\n#ifdef CONFIG_RDT_ENABLED\n");
	if (hv_is_on(in, SETTING_RDT_ENABLED)) {
		add_clos_array(out, in, "l2", RDT_L2);
		add_clos_array(out, in, "l3", RDT_L3);
		text_add(out,
			"\nstruct platform_clos_info platform_mba_clos_array[MAX_MBA_CLOS_NUM_ENTRIES];\n");
	} else {
		text_add(out, "#error \"the configuration was made with RDT_ENABLED n\"\n");
	}
	text_add(out, "#endif\n");
}

/* ---- board.c: power states --------------------------------------------------------------- */

static void add_cx_rows(struct text *out, const struct board_config *board)
{
	text_addf(out, "\nstatic const struct cpu_cx_data cx_states[%zuU] = {\n", board->n_cx);
	EACH (const struct cx_state, cx, board, cx) {
		text_addf(out, "\t{\n\t\t.cx_reg = {.space_id = 0x%llxU, .bit_width = 0x%llxU, ",
			(unsigned long long)cx->space_id, (unsigned long long)cx->bit_width);
		text_addf(out,
			".bit_offset = 0x%llxU, .access_size = 0x%llxU, .address = 0x%llxUL},\n",
			(unsigned long long)cx->bit_offset, (unsigned long long)cx->access_size,
			(unsigned long long)cx->address);
		text_addf(out,
			"\t\t.type = 0x%llxU, .latency = 0x%llxU, .power = 0x%llxUL,\n\t},\n",
			(unsigned long long)cx->type, (unsigned long long)cx->latency,
			(unsigned long long)cx->power);
	}
	text_add(out, "};\n");
}

static void add_px_rows(struct text *out, const struct board_config *board)
{
	text_addf(out, "\nstatic const struct cpu_px_data px_states[%zuU] = {\n", board->n_px);
	EACH (const struct px_state, px, board, px) {
		text_addf(out, "\t{\n\t\t.core_frequency = 0x%llxUL, .power = 0x%llxUL,\n",
			(unsigned long long)px->frequency, (unsigned long long)px->power);
		text_addf(out,
			"\t\t.transition_latency = 0x%llxUL, .bus_master_latency = 0x%llxUL,\n",
			(unsigned long long)px->transition_latency,
			(unsigned long long)px->bus_master_latency);
		text_addf(out, "\t\t.control = 0x%llxUL, .status = 0x%llxUL,\n\t},\n",
			(unsigned long long)px->control, (unsigned long long)px->status);
	}
	text_add(out, "};\n");
}

static void add_power_states(struct text *out, const struct board_config *board)
{
	if (board->n_cx != 0)
		add_cx_rows(out, board);
	if (board->n_px != 0)
		add_px_rows(out, board);
	text_add(out, "\nconst struct cpu_state_table board_cpu_state_tbl = {\n");
	if (!value_is_blank(&board->brand)) {
		text_add(out, "\t.model_name = ");
		text_c_string(out, board->brand.text);
		text_add(out, ",\n");
	}
	text_add(out, "\t.state_info = {\n");
	if (board->n_px != 0)
		text_addf(out, "\t\t.px_cnt = %zuU,\n\t\t.px_data = px_states,\n", board->n_px);
	if (board->n_cx != 0)
		text_addf(out, "\t\t.cx_cnt = %zuU,\n\t\t.cx_data = cx_states,\n", board->n_cx);
	text_add(out, "\t},\n};\n");
	text_add(out, "_Static_assert(sizeof(board_cpu_state_tbl.model_name) == 64U,\n"
		      "\t\"the length of a processor's name is checked for 64 bytes\");\n");
}

/* ---- board.c: devices -------------------------------------------------------------------- */

static void add_devices(struct text *out, const struct board *board)
{
	size_t n_hidden;
	const struct bdf *hidden = hv_hidden_devices(board, &n_hidden);

	text_add(out, "\nconst union pci_bdf plat_hidden_pdevs[MAX_HIDDEN_PDEVS_NUM] = {\n");
	for (size_t i = 0; i < n_hidden; i++) {
		text_add(out, "\t{.bits = ");
		add_bdf(out, hidden[i]);
		text_add(out, "},\n");
	}
	text_add(out,
		"};\n\nconst struct vmsix_on_msi_info vmsix_on_msi_devs[MAX_VMSIX_ON_MSI_PDEVS_NUM] = {\n");
	for (size_t i = 0; i < N_MSI_ONLY_IDS; i++) {
		const struct pci_id *id = find_msi_only(board->config, i);

		if (id == NULL)
			continue;
		text_add(out, "\t{.bdf.bits = ");
		add_bdf(out, id->bdf);
		text_addf(out, "}, /* 8086:%04x */\n", id->device);
	}
	text_add(out, "};\n");
	emit_c_assert(out,
		arena_printf(out->arena,
			"MAX_HIDDEN_PDEVS_NUM == %zuU && MAX_VMSIX_ON_MSI_PDEVS_NUM == %zuU",
			n_hidden, count_msi_only(board->config)),
		"board.c and board_info.h are of different runs of acrn-cfgc");
}

void emit_hv_board_c(struct text *out, const struct emit_input *in)
{
	const struct board *board = in->config->board;

	emit_hv_c_header(out, in, "DMA remapping, cache allocation, power states and devices.");
	text_add(out, "#include <board.h>\n#include <vtd.h>\n#include <msr.h>\n#include <pci.h>\n"
		      "#include <misc_cfg.h>\n");
	add_dmar(out, board->config);
	add_rdt(out, in);
	add_power_states(out, board->config);
	add_devices(out, board);
}
