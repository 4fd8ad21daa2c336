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
	enum setting_id setting;                        /* NO_SETTING: none */
	uint64_t (*value)(const struct emit_input *in); /* NULL: the setting's value in force */
	bool (*exists)(const struct emit_input *in);    /* NULL: always */
};

#define NO_SETTING N_SETTINGS

static uint64_t scheduler_is(const struct emit_input *in, const char *name)
{
	const struct setting *setting = config_setting(in->config, SETTING_SCHEDULER);

	return strcmp(setting_text(setting, SETTING_SCHEDULER, in->target), name) == 0;
}

static uint64_t is_noop(const struct emit_input *in)
{
	return scheduler_is(in, "SCHED_NOOP");
}

static uint64_t is_iorr(const struct emit_input *in)
{
	return scheduler_is(in, "SCHED_IORR");
}

static uint64_t is_bvt(const struct emit_input *in)
{
	return scheduler_is(in, "SCHED_BVT");
}

static uint64_t is_release(const struct emit_input *in)
{
	return !hv_is_debug(in);
}

static uint64_t is_always(const struct emit_input *in)
{
	(void)in;
	return 1;
}

static uint64_t has_shared_memory(const struct emit_input *in)
{
	return emit_has_regions(in->config);
}

static bool has_console(const struct emit_input *in)
{
	return hv_is_debug(in) && hv_console(in) != NULL;
}

static uint64_t is_pci_console(const struct emit_input *in)
{
	const struct board_tty *tty = hv_console(in);

	return tty != NULL && tty->type == TTY_MMIO && tty->has_bdf;
}

static uint64_t is_legacy_console(const struct emit_input *in)
{
	const struct board_tty *tty = hv_console(in);

	return tty != NULL && tty->type == TTY_PORTIO;
}

static uint64_t is_mmio_console(const struct emit_input *in)
{
	const struct board_tty *tty = hv_console(in);

	return tty != NULL && tty->type == TTY_MMIO && !tty->has_bdf;
}

static bool has_pci_console(const struct emit_input *in)
{
	return has_console(in) && is_pci_console(in) != 0;
}

static bool has_legacy_console(const struct emit_input *in)
{
	return has_console(in) && is_legacy_console(in) != 0;
}

static bool has_mmio_console(const struct emit_input *in)
{
	return has_console(in) && is_mmio_console(in) != 0;
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
	{"SCENARIO", SYMBOL_TEXT, NO_SETTING, NULL, NULL},
	{"BOARD", SYMBOL_TEXT, NO_SETTING, NULL, NULL},
	{"MULTIBOOT2", SYMBOL_BOOL, SETTING_MULTIBOOT2, NULL, NULL},
	{"SCHED_NOOP", SYMBOL_BOOL, NO_SETTING, is_noop, NULL},
	{"SCHED_IORR", SYMBOL_BOOL, NO_SETTING, is_iorr, NULL},
	{"SCHED_BVT", SYMBOL_BOOL, NO_SETTING, is_bvt, NULL},
	{"RELEASE", SYMBOL_BOOL, NO_SETTING, is_release, NULL},
	{"MAX_EMULATED_MMIO_REGIONS", SYMBOL_INT, NO_SETTING, max_emulated_mmio, NULL},
	{"MAX_PT_IRQ_ENTRIES", SYMBOL_INT, SETTING_MAX_PT_IRQ_ENTRIES, NULL, NULL},
	{"STACK_SIZE", SYMBOL_HEX, SETTING_STACK_SIZE, NULL, NULL},
	{"LOG_BUF_SIZE", SYMBOL_HEX, SETTING_LOG_BUF_SIZE, NULL, NULL},
	{"LOG_DESTINATION", SYMBOL_INT, SETTING_LOG_DESTINATION, NULL, NULL},
	{"SERIAL_PCI", SYMBOL_BOOL, NO_SETTING, is_pci_console, has_console},
	{"SERIAL_LEGACY", SYMBOL_BOOL, NO_SETTING, is_legacy_console, has_console},
	{"SERIAL_MMIO", SYMBOL_BOOL, NO_SETTING, is_mmio_console, has_console},
	{"SERIAL_PCI_BDF", SYMBOL_HEX, NO_SETTING, console_bdf, has_pci_console},
	{"SERIAL_PIO_BASE", SYMBOL_LONG, NO_SETTING, console_base, has_legacy_console},
	{"SERIAL_MMIO_BASE", SYMBOL_HEX, NO_SETTING, console_base, has_mmio_console},
	{"CONSOLE_LOGLEVEL_DEFAULT", SYMBOL_INT, SETTING_CONSOLE_LOGLEVEL, NULL, hv_is_debug},
	{"MEM_LOGLEVEL_DEFAULT", SYMBOL_INT, SETTING_MEM_LOGLEVEL, NULL, hv_is_debug},
	{"NPK_LOGLEVEL_DEFAULT", SYMBOL_INT, SETTING_NPK_LOGLEVEL, NULL, hv_is_debug},
	{"LOW_RAM_SIZE", SYMBOL_HEX, SETTING_LOW_RAM_SIZE, NULL, NULL},
	{"HV_RAM_START", SYMBOL_LONG, NO_SETTING, hv_ram_start, NULL},
	{"HV_RAM_SIZE", SYMBOL_LONG, NO_SETTING, hv_ram_size, NULL},
	{"PLATFORM_RAM_SIZE", SYMBOL_LONG, SETTING_PLATFORM_RAM_SIZE, NULL, NULL},
	{"SOS_RAM_SIZE", SYMBOL_LONG, SETTING_SOS_RAM_SIZE, NULL, NULL},
	{"UOS_RAM_SIZE", SYMBOL_LONG, SETTING_UOS_RAM_SIZE, NULL, NULL},
	{"ACPI_PARSE_ENABLED", SYMBOL_BOOL, SETTING_ACPI_PARSE_ENABLED, NULL, NULL},
	{"HYPERV_ENABLED", SYMBOL_BOOL, SETTING_HYPERV_ENABLED, NULL, NULL},
	{"RELOC", SYMBOL_BOOL, SETTING_RELOC, NULL, NULL},
	{"RDT_ENABLED", SYMBOL_BOOL, SETTING_RDT_ENABLED, NULL, NULL},
	{"CDP_ENABLED", SYMBOL_BOOL, SETTING_CDP_ENABLED, NULL, has_rdt},
	{"PSRAM_ENABLED", SYMBOL_BOOL, SETTING_PSRAM_ENABLED, NULL, NULL},
	{"GPU_SBDF", SYMBOL_HEX, SETTING_GPU_SBDF, NULL, has_acpi_parser},
	{"MAX_IOAPIC_NUM", SYMBOL_INT, SETTING_MAX_IOAPIC_NUM, NULL, NULL},
	{"MAX_IOAPIC_LINES", SYMBOL_INT, SETTING_MAX_IOAPIC_LINES, NULL, NULL},
	{"MAX_IR_ENTRIES", SYMBOL_INT, SETTING_MAX_IR_ENTRIES, NULL, NULL},
	{"IOMMU_BUS_NUM", SYMBOL_HEX, SETTING_IOMMU_BUS_NUM, NULL, NULL},
	{"MAX_PCI_DEV_NUM", SYMBOL_INT, NO_SETTING, max_pci_dev_num, NULL},
	{"MAX_MSIX_TABLE_NUM", SYMBOL_INT, NO_SETTING, max_msix_table_num, NULL},
	{"L1D_FLUSH_VMENTRY_ENABLED", SYMBOL_BOOL, SETTING_L1D_VMENTRY_ENABLED, NULL, NULL},
	{"MCE_ON_PSC_WORKAROUND_DISABLED", SYMBOL_BOOL, SETTING_MCE_ON_PSC_DISABLED, NULL, NULL},
	{"ENFORCE_TURNOFF_AC", SYMBOL_BOOL, NO_SETTING, is_always, NULL},
	{"IVSHMEM_ENABLED", SYMBOL_BOOL, NO_SETTING, has_shared_memory, NULL},
};
/* clang-format on */

#define N_SYMBOLS (sizeof(symbols) / sizeof(symbols[0]))

static const char *text_of(const struct emit_input *in, const struct symbol *symbol)
{
	const char *name = symbol == &symbols[0] ? emit_scenario_name(in->config)
						 : emit_board_name(in->config);

	return name != NULL ? name : "";
}

static uint64_t symbol_value(const struct emit_input *in, const struct symbol *symbol)
{
	if (symbol->value != NULL)
		return symbol->value(in);
	return symbol->type == SYMBOL_BOOL ? hv_is_on(in, symbol->setting)
					   : hv_setting(in, symbol->setting);
}

static void add_number(struct text *out, const struct symbol *symbol, uint64_t value)
{
	if (symbol->type == SYMBOL_INT)
		text_addf(out, "%llu", (unsigned long long)value);
	else
		text_addf(out, "0x%llx", (unsigned long long)value);
}

/* SYMBOL=value lines. Names of board and scenario have no character that needs care in make. */
static void add_assignments(struct text *out, const struct emit_input *in, const char *quote)
{
	for (size_t i = 0; i < N_SYMBOLS; i++) {
		const struct symbol *symbol = &symbols[i];

		if (symbol->exists != NULL && !symbol->exists(in))
			continue;
		if (symbol->type == SYMBOL_TEXT) {
			text_addf(out, "CONFIG_%s=%s%s%s\n", symbol->name, quote,
				text_of(in, symbol), quote);
		} else if (symbol->type == SYMBOL_BOOL) {
			if (symbol_value(in, symbol) != 0)
				text_addf(out, "CONFIG_%s=y\n", symbol->name);
			else
				text_addf(out, "# CONFIG_%s is not set\n", symbol->name);
		} else {
			text_addf(out, "CONFIG_%s=", symbol->name);
			add_number(out, symbol, symbol_value(in, symbol));
			text_add_char(out, '\n');
		}
	}
}

static void add_make_header(struct text *out, const struct emit_input *in)
{
	text_add(out, "# " EMIT_MARK "\n");
	emit_facts(out, in, "#", "Settings of the hypervisor.");
}

void emit_hv_config(struct text *out, const struct emit_input *in)
{
	add_make_header(out, in);
	add_assignments(out, in, "\"");
}

void emit_hv_config_mk(struct text *out, const struct emit_input *in)
{
	add_make_header(out, in);
	add_assignments(out, in, "");
}

static void add_c_value(struct text *out, const struct emit_input *in, const struct symbol *symbol)
{
	if (symbol->type == SYMBOL_TEXT) {
		text_c_string(out, text_of(in, symbol));
	} else if (symbol->type == SYMBOL_BOOL) {
		text_add_char(out, '1');
	} else {
		add_number(out, symbol, symbol_value(in, symbol));
		text_add(out, symbol->type == SYMBOL_LONG ? "UL" : "U");
	}
}

void emit_hv_config_h(struct text *out, const struct emit_input *in)
{
	emit_hv_c_header(out, in, "Settings of the hypervisor.");
	text_add(out, "#ifndef HV_KCONFIG\n#define HV_KCONFIG\n\n");
	for (size_t i = 0; i < N_SYMBOLS; i++) {
		const struct symbol *symbol = &symbols[i];

		if ((symbol->exists != NULL && !symbol->exists(in)) ||
			(symbol->type == SYMBOL_BOOL && symbol_value(in, symbol) == 0))
			continue;
		text_addf(out, "#define CONFIG_%s ", symbol->name);
		add_c_value(out, in, symbol);
		text_add_char(out, '\n');
	}
	text_add(out, "\n#endif /* HV_KCONFIG */\n");
}
