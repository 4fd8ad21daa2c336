/*
 * The settings of the hypervisor in the order of its Kconfig: one table, three forms. .config and
 * <board>.config are for the linker script and make, config.h for C, config.mk for make.
 */
#include "hypervisor/hypervisor.h"

#include <string.h>

enum symbol_type {
	SYMBOL_TEXT,
	SYMBOL_BOOL,
	SYMBOL_INT,  /* decimal */
	SYMBOL_HEX,  /* 32 bits */
	SYMBOL_LONG, /* hex, 64 bits */
};

/* A symbol of Kconfig: its value comes from a function, or from a setting of the scenario. */
struct symbol {
	const char *name; /* without CONFIG_ */
	enum symbol_type type;
	enum setting_id setting;                        /* its value in force, unless ... */
	uint64_t (*value)(const struct emit_input *in); /* of a number */
	bool (*is_on)(const struct emit_input *in);     /* of a bool */
	bool (*exists)(const struct emit_input *in);    /* NULL: always */
};

static bool scheduler_is(const struct emit_input *in, const char *name)
{
	const struct setting *setting = config_setting(in->config, SETTING_SCHEDULER);

	return strcmp(setting_text(setting, SETTING_SCHEDULER, in->target), name) == 0;
}

static bool is_noop(const struct emit_input *in)
{
	return scheduler_is(in, "SCHED_NOOP");
}

static bool is_iorr(const struct emit_input *in)
{
	return scheduler_is(in, "SCHED_IORR");
}

static bool is_bvt(const struct emit_input *in)
{
	return scheduler_is(in, "SCHED_BVT");
}

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
	return emit_has_regions(in->config) ? in->layout->max_emulated_mmio
					    : hv_setting(in, SETTING_MAX_EMULATED_MMIO);
}

static uint64_t max_msix_table_num(const struct emit_input *in)
{
	return in->layout->max_msix_table_num;
}

static uint64_t max_pci_dev_num(const struct emit_input *in)
{
	return in->layout->max_pci_dev_num;
}

/* A row of the table below is read as a row. */
/* clang-format off */
static const struct symbol symbols[] = {
	{"SCENARIO", SYMBOL_TEXT, .exists = NULL},
	{"BOARD", SYMBOL_TEXT, .exists = NULL},
	{"MULTIBOOT2", SYMBOL_BOOL, .setting = SETTING_MULTIBOOT2},
	{"SCHED_NOOP", SYMBOL_BOOL, .is_on = is_noop},
	{"SCHED_IORR", SYMBOL_BOOL, .is_on = is_iorr},
	{"SCHED_BVT", SYMBOL_BOOL, .is_on = is_bvt},
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

static const char *text_of(const struct emit_input *in, const struct symbol *symbol)
{
	const char *name = symbol == &symbols[0] ? emit_scenario_name(in->config)
						 : emit_board_name(in->config);

	return name != NULL ? name : "";
}

static bool is_on(const struct emit_input *in, const struct symbol *symbol)
{
	return symbol->is_on != NULL ? symbol->is_on(in) : hv_is_on(in, symbol->setting);
}

static void add_number(struct text *out, const struct emit_input *in, const struct symbol *symbol)
{
	uint64_t value =
		symbol->value != NULL ? symbol->value(in) : hv_setting(in, symbol->setting);

	if (symbol->type == SYMBOL_INT)
		text_addf(out, "%" PRIu64, value);
	else
		text_addf(out, "0x%" PRIx64, value);
}

/* SYMBOL=value lines. Names of board and scenario have no character that needs care in make. */
static void add_assignments(struct text *out, const struct emit_input *in, const char *quote)
{
	text_addf(out, "# " EMIT_MARK "\n%s",
		emit_facts(out->arena, in, "#", "Settings of the hypervisor."));
	for (size_t i = 0; i < N_SYMBOLS; i++) {
		const struct symbol *symbol = &symbols[i];

		if (symbol->exists != NULL && !symbol->exists(in))
			continue;
		if (symbol->type == SYMBOL_TEXT) {
			text_addf(out, "CONFIG_%s=%s%s%s\n", symbol->name, quote,
				text_of(in, symbol), quote);
		} else if (symbol->type == SYMBOL_BOOL) {
			if (is_on(in, symbol))
				text_addf(out, "CONFIG_%s=y\n", symbol->name);
			else
				text_addf(out, "# CONFIG_%s is not set\n", symbol->name);
		} else {
			text_addf(out, "CONFIG_%s=", symbol->name);
			add_number(out, in, symbol);
			text_add_char(out, '\n');
		}
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

static void add_c_value(struct text *out, const struct emit_input *in, const struct symbol *symbol)
{
	if (symbol->type == SYMBOL_TEXT) {
		text_c_string(out, text_of(in, symbol));
	} else if (symbol->type == SYMBOL_BOOL) {
		text_add_char(out, '1');
	} else {
		add_number(out, in, symbol);
		text_add(out, symbol->type == SYMBOL_LONG ? "UL" : "U");
	}
}

void emit_hv_config_h(struct text *out, const struct emit_input *in)
{
	emit_c_header(out, in, "Settings of the hypervisor.");
	text_add(out, "#ifndef HV_KCONFIG\n#define HV_KCONFIG\n\n");
	for (size_t i = 0; i < N_SYMBOLS; i++) {
		const struct symbol *symbol = &symbols[i];

		if ((symbol->exists != NULL && !symbol->exists(in)) ||
			(symbol->type == SYMBOL_BOOL && !is_on(in, symbol)))
			continue;
		text_addf(out, "#define CONFIG_%s ", symbol->name);
		add_c_value(out, in, symbol);
		text_add_char(out, '\n');
	}
	text_add(out, "\n#endif /* HV_KCONFIG */\n");
}
