/* boards/<board>/: board.c and board_info.h, what the hypervisor has to know of the board. */
#include "base/each.h"
#include "hypervisor/hypervisor.h"

/* The first device of that id; NULL if the board has none. */
static const struct pci_id *find_msi_only(const struct board_config *board, size_t index)
{
	EACH (const struct pci_id, id, board, ids) {
		if (id->vendor == 0x8086 && id->device == board_msi_only_ids[index])
			return id;
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

/* ---- board_info.h ------------------------------------------------------------------------ */

struct hi_mmio {
	uint64_t start;
	uint64_t end;
};

/* PCI windows above 4 GiB, rounded out to 1 GiB; ~0 and 0 if there is no window. */
static struct hi_mmio find_hi_mmio(const struct board_config *board)
{
	struct hi_mmio found = {UINT64_MAX, 0};

	EACH (const struct claim, bus, board, pci_buses) {
		struct range range = bus->range;
		uint64_t start = (range.first < 4 * GIB ? 4 * GIB : range.first) / GIB * GIB;
		uint64_t end = (range.last / GIB + 1) * GIB;

		if (range.last < 4 * GIB)
			continue;
		if (start < found.start)
			found.start = start;
		if (end > found.end)
			found.end = end;
	}
	return found;
}

void emit_hv_board_info_h(struct text *out, const struct emit_input *in)
{
	const struct board *board = in->config->board;
	struct hi_mmio hi_mmio = find_hi_mmio(board->config);
	size_t n_hidden;

	(void)hv_hidden_devices(board, &n_hidden);
	emit_c_header(out, in, "Numbers and address ranges of the board.");
	text_addf(out,
		"#ifndef BOARD_INFO_H\n#define BOARD_INFO_H\n\n"
		"#define MAX_PCPU_NUM %zuU\n"
		"#define MAX_VMSIX_ON_MSI_PDEVS_NUM %zuU\n"
		"#define MAX_HIDDEN_PDEVS_NUM %zuU\n\n"
		"/* PCI windows above 4 GiB: none if the start is ~0. */\n",
		board->config->pcpus.count, count_msi_only(board->config), n_hidden);
	if (hi_mmio.end == 0)
		text_add(out, "#define HI_MMIO_START ~0UL\n");
	else
		text_addf(out, "#define HI_MMIO_START " HEX64 "UL\n", hi_mmio.start);
	text_addf(out, "#define HI_MMIO_END " HEX64 "UL\n#define HI_MMIO_SIZE " HEX64 "UL\n",
		hi_mmio.end, in->layout->hi_mmio_size);
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
		text_addf(out,
			"\t{.type = " HEX64 "U, .id = " HEX64 "U, .bus = " HEX64
			"U, .devfun = " HEX64 "U},\n",
			scope->type.value, scope->id.value, scope->bus.value, scope->path.value);
	}
	text_add(out, "};\n");
}

static void add_drhd(struct text *out, const struct drhd *drhd, size_t index)
{
	text_addf(out,
		"\t{\n"
		"\t\t.dev_cnt = %zuU,\n"
		"\t\t.segment = " HEX64 "U,\n"
		"\t\t.flags = " HEX64 "U,\n"
		"\t\t.ignore = %s,\n"
		"\t\t.reg_base_addr = " HEX64 "UL,\n",
		drhd->n_scopes, drhd->segment.value, drhd->flags.value,
		drhd->ignore.value != 0 ? "true" : "false", drhd->reg_base.value);
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
		"\t.drhd_count = %zuU,\n\t.drhd_units = drhds,\n};\n"
		"_Static_assert(DRHD_COUNT == %zuU,\n"
		"\t\"board.c and platform_acpi_info.h are of different runs of acrn-cfgc\");\n",
		board->n_drhds, board->n_drhds);
}

/* ---- board.c: cache allocation ----------------------------------------------------------- */

static void add_clos_array(
	struct text *out, const struct emit_input *in, const char *resource, enum rdt_kind kind)
{
	const struct number_list *masks = &in->config->hv->clos_masks;
	const char *level = kind == RDT_L2 ? "L2" : "L3";

	text_addf(out,
		"\nstruct platform_clos_info platform_%s_clos_array[MAX_CACHE_CLOS_NUM_ENTRIES]",
		resource);
	if (board_find_rdt(in->config->board, kind) == NULL) {
		text_add(out, ";\n");
		return;
	}
	text_add(out, " = {\n");
	for (size_t i = 0; i < masks->count; i++)
		text_addf(out,
			"\t{.value.clos_mask = " HEX64
			"U, .msr_index = MSR_IA32_%s_MASK_BASE + %zuU},\n",
			masks->items[i].value, level, i);
	text_addf(out,
		"};\n_Static_assert(MAX_CACHE_CLOS_NUM_ENTRIES == %zuU,\n"
		"\t\"the scenario gives %zu CLOS_MASK elements\");\n",
		masks->count, masks->count);
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
		text_addf(out,
			"\t{\n"
			"\t\t.cx_reg = {.space_id = " HEX64 "U, .bit_width = " HEX64
			"U, .bit_offset = " HEX64 "U, .access_size = " HEX64 "U, .address = " HEX64
			"UL},\n"
			"\t\t.type = " HEX64 "U, .latency = " HEX64 "U, .power = " HEX64 "UL,\n"
			"\t},\n",
			cx->space_id, cx->bit_width, cx->bit_offset, cx->access_size, cx->address,
			cx->type, cx->latency, cx->power);
	}
	text_add(out, "};\n");
}

static void add_px_rows(struct text *out, const struct board_config *board)
{
	text_addf(out, "\nstatic const struct cpu_px_data px_states[%zuU] = {\n", board->n_px);
	EACH (const struct px_state, px, board, px) {
		text_addf(out,
			"\t{\n"
			"\t\t.core_frequency = " HEX64 "UL, .power = " HEX64 "UL,\n"
			"\t\t.transition_latency = " HEX64 "UL, .bus_master_latency = " HEX64
			"UL,\n"
			"\t\t.control = " HEX64 "UL, .status = " HEX64 "UL,\n"
			"\t},\n",
			px->frequency, px->power, px->transition_latency, px->bus_master_latency,
			px->control, px->status);
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
	if (!value_is_blank(&board->brand))
		text_addf(
			out, "\t.model_name = %s,\n", emit_c_string(out->arena, board->brand.text));
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
	for (size_t i = 0; i < n_hidden; i++)
		text_addf(out, "\t{.bits = " EMIT_C_BDF "},\n", BDF_ARGS(hidden[i]));
	text_add(out,
		"};\n\nconst struct vmsix_on_msi_info vmsix_on_msi_devs[MAX_VMSIX_ON_MSI_PDEVS_NUM] = {\n");
	for (size_t i = 0; i < N_MSI_ONLY_IDS; i++) {
		const struct pci_id *id = find_msi_only(board->config, i);

		if (id != NULL)
			text_addf(out, "\t{.bdf.bits = " EMIT_C_BDF "}, /* 8086:%04x */\n",
				BDF_ARGS(id->bdf), id->device);
	}
	text_addf(out,
		"};\n_Static_assert(MAX_HIDDEN_PDEVS_NUM == %zuU && MAX_VMSIX_ON_MSI_PDEVS_NUM == %zuU,\n"
		"\t\"board.c and board_info.h are of different runs of acrn-cfgc\");\n",
		n_hidden, count_msi_only(board->config));
}

void emit_hv_board_c(struct text *out, const struct emit_input *in)
{
	const struct board *board = in->config->board;

	emit_c_header(out, in, "DMA remapping, cache allocation, power states and devices.");
	text_add(out, "#include <board.h>\n#include <vtd.h>\n#include <msr.h>\n#include <pci.h>\n"
		      "#include <misc_cfg.h>\n");
	add_dmar(out, board->config);
	add_rdt(out, in);
	add_power_states(out, board->config);
	add_devices(out, board);
}
