/*
 * The hypervisor's configuration, as far as shared memory decides it: the switch, HV RAM, and the
 * capacities that the scenario's own value does not cover. One list of settings, three forms.
 */
#include "emit/common.h"

static const char *describe_switch(const struct emit_input *in)
{
	return emit_has_regions(in->config) ? "the scenario has shared memory of the hypervisor"
					    : "the scenario has no shared memory of the hypervisor";
}

/* All but the switch, which each form writes in its own way: SYMBOL=value lines, which Kconfig and
   make both read, or macros of C. */
static void add_settings(struct text *out, const struct layout *layout, bool for_c)
{
	const struct {
		const char *symbol;
		uint64_t value;
		bool is_address;
		bool is_wanted;
		const char *why;
	} rows[] = {
		{"CONFIG_HV_RAM_START", layout->hv_ram_start, true, layout->hv_ram_size != 0,
			"where the hypervisor and its shared memory are loaded"},
		{"CONFIG_HV_RAM_SIZE", layout->hv_ram_size, true, layout->hv_ram_size != 0,
			"the hypervisor with its shared memory"},
		{"CONFIG_MAX_EMULATED_MMIO_REGIONS", layout->emulated_mmio.max, false,
			layout->emulated_mmio.raise,
			"raised: with less, the handlers of some devices are dropped silently"},
		{"CONFIG_MAX_MSIX_TABLE_NUM", layout->msix_table_num.max, false,
			layout->msix_table_num.raise, "raised: an ivshmem device has 8 vectors"},
		{"CONFIG_MAX_PCI_DEV_NUM", layout->pci_dev_num.max, false,
			layout->pci_dev_num.raise,
			"raised: the devices of the board and those of the Service VM's shared memory"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *symbol = rows[i].symbol;
		const char *value = arena_printf(
			out->arena, rows[i].is_address ? HEX64 : "%" PRIu64, rows[i].value);

		if (!rows[i].is_wanted)
			continue;
		if (for_c)
			text_addf(out, "\n/* %s */\n#undef %s\n#define %s %s%s\n", rows[i].why,
				symbol, symbol, value, rows[i].is_address ? "UL" : "U");
		else
			text_addf(out, "\n# %s\n%s=%s\n", rows[i].why, symbol, value);
	}
}

void emit_ivshmem_config(struct text *out, const struct emit_input *in)
{
	text_addf(out, "%s\n# %s\n%s\n",
		emit_facts(out->arena, in, "#",
			"Settings of the hypervisor for shared memory (Kconfig fragment)."),
		describe_switch(in),
		emit_has_regions(in->config) ? "CONFIG_IVSHMEM_ENABLED=y"
					     : "# CONFIG_IVSHMEM_ENABLED is not set");
	add_settings(out, in->layout, false);
}

void emit_ivshmem_config_mk(struct text *out, const struct emit_input *in)
{
	text_addf(out, "%s\n# %s\nCONFIG_IVSHMEM_ENABLED=%c\n",
		emit_facts(out->arena, in, "#",
			"Settings of the hypervisor for shared memory, to follow config.mk."),
		describe_switch(in), emit_has_regions(in->config) ? 'y' : 'n');
	add_settings(out, in->layout, false);
}

void emit_ivshmem_config_h(struct text *out, const struct emit_input *in)
{
	emit_c_header(out, in, "Settings of the hypervisor for shared memory, to follow config.h.");
	text_addf(out,
		"#ifndef IVSHMEM_CONFIG_H\n#define IVSHMEM_CONFIG_H\n"
		"\n/* %s */\n#undef CONFIG_IVSHMEM_ENABLED\n%s",
		describe_switch(in),
		emit_has_regions(in->config) ? "#define CONFIG_IVSHMEM_ENABLED 1\n" : "");
	add_settings(out, in->layout, true);
	text_add(out, "\n#endif /* IVSHMEM_CONFIG_H */\n");
}
