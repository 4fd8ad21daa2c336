/*
 * The settings of the hypervisor in the order of its Kconfig: one table, three forms. .config and
 * <board>.config are for the linker script and make, config.h for C, config.mk for make.
 */
#include "hypervisor/hypervisor.h"

#include <string.h>

enum symbol_type {
	SYMBOL_TEXT,
	SYMBOL_BOOL,
	SYMBOL_SCHEDULER, /* a bool: y if SCHEDULER is the symbol's name */
	SYMBOL_INT,       /* decimal */
	SYMBOL_HEX,       /* 32 bits */
	SYMBOL_LONG,      /* hex, 64 bits */
};

/* A symbol of Kconfig: its value comes from a function, or from a setting of the scenario. */
struct symbol {
	const char *name; /* without CONFIG_ */
	enum symbol_type type;
	enum setting_id setting;                          /* its value in force, unless ... */
	uint64_t (*value)(const struct emit_input *in);   /* of a number */
	bool (*is_on)(const struct emit_input *in);       /* of a bool */
	const char *(*text)(const struct config *config); /* of a text */
	bool (*exists)(const struct emit_input *in);      /* NULL: always */
};

static bool is_release(const struct emit_input *in)
{
	return !hv_is_debug(in);
}

static bool is_always(const struct emit_input *in)
{
	(void)in;
	return true;
}

static bool has_shared_memory(const struct emit_input *in)
{
	return emit_has_regions(in->config);
}

static bool has_console(const struct emit_input *in)
{
	return hv_is_debug(in) && hv_console(in) != NULL;
}

static bool has_pci_console(const struct emit_input *in)
{
	return has_console(in) && hv_console(in)->type == TTY_MMIO && hv_console(in)->has_bdf;
}

static bool has_mmio_console(const struct emit_input *in)
{
	return has_console(in) && hv_console(in)->type == TTY_MMIO && !hv_console(in)->has_bdf;
}

static bool has_legacy_console(const struct emit_input *in)
{
	return has_console(in) && hv_console(in)->type == TTY_PORTIO;
}

static uint64_t console_bdf(const struct emit_input *in)
{
	return bdf_number(hv_console(in)->bdf);
}

static uint64_t console_base(const struct emit_input *in)
{
	return hv_console(in)->base.value;
}

static bool has_acpi_parser(const struct emit_input *in)
{
	return hv_is_on(in, SETTING_ACPI_PARSE_ENABLED);
}

static bool has_rdt(const struct emit_input *in)
{
	return hv_is_on(in, SETTING_RDT_ENABLED);
}

static uint64_t max_emulated_mmio(const struct emit_input *in)
{
	/* Without shared memory no device of ours needs more than the scenario gives. */
	return emit_has_regions(in->config) ? in->layout->emulated_mmio.max
					    : hv_setting(in, SETTING_MAX_EMULATED_MMIO);
}

static uint64_t max_msix_table_num(const struct emit_input *in)
{
	return in->layout->msix_table_num.max;
}

static uint64_t max_pci_dev_num(const struct emit_input *in)
{
	return in->layout->pci_dev_num.max;
}

/* A row of the table below is read as a row. */
/* clang-format off */
static const struct symbol symbols[] = {
	{"SCENARIO", SYMBOL_TEXT, .text = emit_scenario_name},
	{"BOARD", SYMBOL_TEXT, .text = emit_board_name},
	{"MULTIBOOT2", SYMBOL_BOOL, .setting = SETTING_MULTIBOOT2},
	{"SCHED_NOOP", SYMBOL_SCHEDULER, .setting = SETTING_SCHEDULER},
	{"SCHED_IORR", SYMBOL_SCHEDULER, .setting = SETTING_SCHEDULER},
	{"SCHED_BVT", SYMBOL_SCHEDULER, .setting = SETTING_SCHEDULER},
	{"RELEASE", SYMBOL_BOOL, .is_on = is_release},
	{"MAX_EMULATED_MMIO_REGIONS", SYMBOL_INT, .value = max_emulated_mmio},
	{"MAX_PT_IRQ_ENTRIES", SYMBOL_INT, .setting = SETTING_MAX_PT_IRQ_ENTRIES},
	{"STACK_SIZE", SYMBOL_HEX, .setting = SETTING_STACK_SIZE},
	{"LOG_BUF_SIZE", SYMBOL_HEX, .setting = SETTING_LOG_BUF_SIZE},
	{"LOG_DESTINATION", SYMBOL_INT, .setting = SETTING_LOG_DESTINATION},
	{"SERIAL_PCI", SYMBOL_BOOL, .is_on = has_pci_console, .exists = has_console},
	{"SERIAL_LEGACY", SYMBOL_BOOL, .is_on = has_legacy_console, .exists = has_console},
	{"SERIAL_MMIO", SYMBOL_BOOL, .is_on = has_mmio_console, .exists = has_console},
	{"SERIAL_PCI_BDF", SYMBOL_HEX, .value = console_bdf, .exists = has_pci_console},
	{"SERIAL_PIO_BASE", SYMBOL_LONG, .value = console_base, .exists = has_legacy_console},
	{"SERIAL_MMIO_BASE", SYMBOL_HEX, .value = console_base, .exists = has_mmio_console},
	{"CONSOLE_LOGLEVEL_DEFAULT", SYMBOL_INT, .setting = SETTING_CONSOLE_LOGLEVEL, .exists = hv_is_debug},
	{"MEM_LOGLEVEL_DEFAULT", SYMBOL_INT, .setting = SETTING_MEM_LOGLEVEL, .exists = hv_is_debug},
	{"NPK_LOGLEVEL_DEFAULT", SYMBOL_INT, .setting = SETTING_NPK_LOGLEVEL, .exists = hv_is_debug},
	{"LOW_RAM_SIZE", SYMBOL_HEX, .setting = SETTING_LOW_RAM_SIZE},
	{"HV_RAM_START", SYMBOL_LONG, .value = hv_ram_start},
	{"HV_RAM_SIZE", SYMBOL_LONG, .value = hv_ram_size},
	{"PLATFORM_RAM_SIZE", SYMBOL_LONG, .setting = SETTING_PLATFORM_RAM_SIZE},
	{"SOS_RAM_SIZE", SYMBOL_LONG, .setting = SETTING_SOS_RAM_SIZE},
	{"UOS_RAM_SIZE", SYMBOL_LONG, .setting = SETTING_UOS_RAM_SIZE},
	{"ACPI_PARSE_ENABLED", SYMBOL_BOOL, .setting = SETTING_ACPI_PARSE_ENABLED},
	{"HYPERV_ENABLED", SYMBOL_BOOL, .setting = SETTING_HYPERV_ENABLED},
	{"RELOC", SYMBOL_BOOL, .setting = SETTING_RELOC},
	{"RDT_ENABLED", SYMBOL_BOOL, .setting = SETTING_RDT_ENABLED},
	{"CDP_ENABLED", SYMBOL_BOOL, .setting = SETTING_CDP_ENABLED, .exists = has_rdt},
	{"PSRAM_ENABLED", SYMBOL_BOOL, .setting = SETTING_PSRAM_ENABLED},
	{"GPU_SBDF", SYMBOL_HEX, .setting = SETTING_GPU_SBDF, .exists = has_acpi_parser},
	{"MAX_IOAPIC_NUM", SYMBOL_INT, .setting = SETTING_MAX_IOAPIC_NUM},
	{"MAX_IOAPIC_LINES", SYMBOL_INT, .setting = SETTING_MAX_IOAPIC_LINES},
	{"MAX_IR_ENTRIES", SYMBOL_INT, .setting = SETTING_MAX_IR_ENTRIES},
	{"IOMMU_BUS_NUM", SYMBOL_HEX, .setting = SETTING_IOMMU_BUS_NUM},
	{"MAX_PCI_DEV_NUM", SYMBOL_INT, .value = max_pci_dev_num},
	{"MAX_MSIX_TABLE_NUM", SYMBOL_INT, .value = max_msix_table_num},
	{"L1D_FLUSH_VMENTRY_ENABLED", SYMBOL_BOOL, .setting = SETTING_L1D_VMENTRY_ENABLED},
	{"MCE_ON_PSC_WORKAROUND_DISABLED", SYMBOL_BOOL, .setting = SETTING_MCE_ON_PSC_DISABLED},
	{"ENFORCE_TURNOFF_AC", SYMBOL_BOOL, .is_on = is_always},
	{"IVSHMEM_ENABLED", SYMBOL_BOOL, .is_on = has_shared_memory},
};
/* clang-format on */

#define N_SYMBOLS (sizeof(symbols) / sizeof(symbols[0]))

static bool is_bool(const struct symbol *symbol)
{
	return symbol->type == SYMBOL_BOOL || symbol->type == SYMBOL_SCHEDULER;
}

static bool is_on(const struct emit_input *in, const struct symbol *symbol)
{
	const struct setting *setting = config_setting(in->config, symbol->setting);

	if (symbol->is_on != NULL)
		return symbol->is_on(in);
	if (symbol->type == SYMBOL_SCHEDULER)
		return strcmp(setting_text(setting, symbol->setting, in->target), symbol->name) ==
		       0;
	return setting_is_on(setting, symbol->setting, in->target);
}

/* What is not a bool, without quotes and suffix. */
static const char *value_words(
	struct arena *arena, const struct emit_input *in, const struct symbol *symbol)
{
	const char *text = symbol->type == SYMBOL_TEXT ? symbol->text(in->config) : NULL;
	uint64_t value =
		symbol->value != NULL ? symbol->value(in) : hv_setting(in, symbol->setting);

	if (symbol->type == SYMBOL_TEXT)
		return text != NULL ? text : "";
	return arena_printf(arena, symbol->type == SYMBOL_INT ? "%" PRIu64 : HEX64, value);
}

static bool exists(const struct emit_input *in, const struct symbol *symbol)
{
	return symbol->exists == NULL || symbol->exists(in);
}

/* SYMBOL=value lines. Names of board and scenario have no character that needs care in make. */
static void add_assignments(struct text *out, const struct emit_input *in, const char *quote)
{
	text_addf(out, "# " EMIT_MARK "\n%s",
		emit_facts(out->arena, in, "#", "Settings of the hypervisor."));
	for (size_t i = 0; i < N_SYMBOLS; i++) {
		const struct symbol *symbol = &symbols[i];
		const char *mark = symbol->type == SYMBOL_TEXT ? quote : "";

		if (!exists(in, symbol))
			continue;
		if (!is_bool(symbol))
			text_addf(out, "CONFIG_%s=%s%s%s\n", symbol->name, mark,
				value_words(out->arena, in, symbol), mark);
		else if (is_on(in, symbol))
			text_addf(out, "CONFIG_%s=y\n", symbol->name);
		else
			text_addf(out, "# CONFIG_%s is not set\n", symbol->name);
	}
}

void emit_hv_config(struct text *out, const struct emit_input *in)
{
	add_assignments(out, in, "\"");
}

void emit_hv_config_mk(struct text *out, const struct emit_input *in)
{
	add_assignments(out, in, "");
}

static void add_macro(struct text *out, const struct emit_input *in, const struct symbol *symbol)
{
	const char *words = is_bool(symbol) ? "1" : value_words(out->arena, in, symbol);

	if (is_bool(symbol) && !is_on(in, symbol))
		return;
	if (symbol->type == SYMBOL_TEXT)
		words = emit_c_string(out->arena, words);
	text_addf(out, "#define CONFIG_%s %s%s\n", symbol->name, words,
		symbol->type == SYMBOL_LONG                                ? "UL"
		: symbol->type == SYMBOL_INT || symbol->type == SYMBOL_HEX ? "U"
									   : "");
}

void emit_hv_config_h(struct text *out, const struct emit_input *in)
{
	emit_c_header(out, in, "Settings of the hypervisor.");
	text_add(out, "#ifndef HV_KCONFIG\n#define HV_KCONFIG\n\n");
	for (size_t i = 0; i < N_SYMBOLS; i++) {
		if (exists(in, &symbols[i]))
			add_macro(out, in, &symbols[i]);
	}
	text_add(out, "\n#endif /* HV_KCONFIG */\n");
}
