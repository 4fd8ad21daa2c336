/*
 * The hypervisor's configuration, as far as shared memory decides it: the switch, HV RAM, and the
 * capacities that the scenario's own value does not cover. One list of settings, three forms.
 */
#include "emit/common.h"

#include <inttypes.h>

struct setting {
	const char *symbol;
	const char *why;
	uint64_t value;
	bool is_address; /* printed in hex, with UL */
};

#define MAX_SETTINGS 5u

struct settings {
	struct setting rows[MAX_SETTINGS];
	size_t count;
};

static void add(struct settings *settings, const char *symbol, uint64_t value, bool is_address,
	const char *why)
{
	settings->rows[settings->count++] = (struct setting){
		.symbol = symbol, .why = why, .value = value, .is_address = is_address};
}

/* All but the switch, which each form writes in its own way. */
static struct settings list_settings(const struct layout *layout)
{
	struct settings settings = {.count = 0};

	if (layout->hv_ram_size != 0) {
		add(&settings, "CONFIG_HV_RAM_START", layout->hv_ram_start, true,
			"where the hypervisor and its shared memory are loaded");
		add(&settings, "CONFIG_HV_RAM_SIZE", layout->hv_ram_size, true,
			"the hypervisor with its shared memory");
	}
	if (layout->raise_emulated_mmio)
		add(&settings, "CONFIG_MAX_EMULATED_MMIO_REGIONS", layout->max_emulated_mmio, false,
			"raised: with less, the handlers of some devices are dropped silently");
	if (layout->raise_msix_table_num)
		add(&settings, "CONFIG_MAX_MSIX_TABLE_NUM", layout->max_msix_table_num, false,
			"raised: an ivshmem device has 8 vectors");
	if (layout->raise_pci_dev_num)
		add(&settings, "CONFIG_MAX_PCI_DEV_NUM", layout->max_pci_dev_num, false,
			"raised: the devices of the board and those of the Service VM's shared memory");
	return settings;
}

static const char *describe_switch(const struct emit_input *in)
{
	return emit_has_regions(in->config) ? "the scenario has shared memory of the hypervisor"
					    : "the scenario has no shared memory of the hypervisor";
}

/* SYMBOL=value lines: what Kconfig and make both read. */
static void add_assignments(struct text *out, const struct layout *layout)
{
	struct settings settings = list_settings(layout);

	for (size_t i = 0; i < settings.count; i++) {
		const struct setting *row = &settings.rows[i];

		text_addf(out, "\n# %s\n%s=", row->why, row->symbol);
		if (row->is_address)
			text_hex64(out, row->value, 0);
		else
			text_addf(out, "%" PRIu64, row->value);
		text_add_char(out, '\n');
	}
}

void emit_ivshmem_config(struct text *out, const struct emit_input *in)
{
	emit_facts(
		out, in, "#", "Settings of the hypervisor for shared memory (Kconfig fragment).");
	text_addf(out, "\n# %s\n%s\n", describe_switch(in),
		emit_has_regions(in->config) ? "CONFIG_IVSHMEM_ENABLED=y"
					     : "# CONFIG_IVSHMEM_ENABLED is not set");
	add_assignments(out, in->layout);
}

void emit_ivshmem_config_mk(struct text *out, const struct emit_input *in)
{
	emit_facts(
		out, in, "#", "Settings of the hypervisor for shared memory, to follow config.mk.");
	text_addf(out, "\n# %s\nCONFIG_IVSHMEM_ENABLED=%c\n", describe_switch(in),
		emit_has_regions(in->config) ? 'y' : 'n');
	add_assignments(out, in->layout);
}

void emit_ivshmem_config_h(struct text *out, const struct emit_input *in)
{
	struct settings settings = list_settings(in->layout);

	emit_c_header(out, in, "Settings of the hypervisor for shared memory, to follow config.h.");
	text_add(out, "#ifndef IVSHMEM_CONFIG_H\n#define IVSHMEM_CONFIG_H\n");
	text_addf(out, "\n/* %s */\n#undef CONFIG_IVSHMEM_ENABLED\n", describe_switch(in));
	if (emit_has_regions(in->config))
		text_add(out, "#define CONFIG_IVSHMEM_ENABLED 1\n");
	for (size_t i = 0; i < settings.count; i++) {
		const struct setting *row = &settings.rows[i];

		text_addf(out, "\n/* %s */\n#undef %s\n#define %s ", row->why, row->symbol,
			row->symbol);
		if (row->is_address)
			text_addf(out, "0x%" PRIx64 "UL\n", row->value);
		else
			text_addf(out, "%" PRIu64 "U\n", row->value);
	}
	text_add(out, "\n#endif /* IVSHMEM_CONFIG_H */\n");
}
