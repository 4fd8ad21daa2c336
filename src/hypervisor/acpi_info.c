/* boards/<board>/platform_acpi_info.h: sleep, reset and wake registers, and what vtd and pci need.
 */
#include "hypervisor/hypervisor.h"

#include <string.h>

/* What the hypervisor reserves when it reads the firmware's tables. */
#define DRHD_COUNT_UNKNOWN 8u

/* A register whose address is 0 is not there. */
static const struct {
	const char *prefix;
	enum acpi_value address;
} optional_registers[] = {
	{"PM1B_EVT_", ACPI_PM1B_EVT_ADDRESS},
	{"PM1A_CNT_", ACPI_PM1A_CNT_ADDRESS},
	{"PM1B_CNT_", ACPI_PM1B_CNT_ADDRESS},
};

#define N_OPTIONAL_REGISTERS (sizeof(optional_registers) / sizeof(optional_registers[0]))

/* Boards give sizes also for a register that is not there; those after its address do not count. */
static bool belongs_to_no_register(const struct board_config *board, enum acpi_value value)
{
	for (size_t i = 0; i < N_OPTIONAL_REGISTERS; i++) {
		const char *prefix = optional_registers[i].prefix;
		const struct number *address = &board->acpi[optional_registers[i].address];

		if (strncmp(acpi_value_infos[value].name, prefix, strlen(prefix)) == 0)
			return address->value == 0 &&
			       board->acpi[value].loc.offset >= address->loc.offset;
	}
	return false;
}

/* The value in force: the board's, or the hypervisor's default. */
static uint64_t value_in_force(const struct board_config *board, enum acpi_value value)
{
	if (!number_valid(&board->acpi[value]) || belongs_to_no_register(board, value))
		return acpi_value_infos[value].fallback;
	return board->acpi[value].value;
}

void emit_hv_platform_acpi_info_h(struct text *out, const struct emit_input *in)
{
	const struct board_config *board = in->config->board->config;

	emit_c_header(out, in, "ACPI registers and tables of the board.");
	text_add(out, "#ifndef PLATFORM_ACPI_INFO_H\n#define PLATFORM_ACPI_INFO_H\n\n");
	for (size_t i = 0; i < N_ACPI_VALUES; i++) {
		const char *name = acpi_value_infos[i].name;

		text_addf(out, "#undef %s\n#define %s " HEX64 "UL\n", name, name,
			value_in_force(board, (enum acpi_value)i));
	}
	text_addf(out,
		"\n#define DRHD_COUNT %zuU\n"
		"#define DEFAULT_PCI_MMCFG_START_BUS 0x%xU\n"
		"#define DEFAULT_PCI_MMCFG_END_BUS 0x%xU\n"
		"\n#endif /* PLATFORM_ACPI_INFO_H */\n",
		board->n_drhds != 0 ? board->n_drhds : (size_t)DRHD_COUNT_UNKNOWN,
		board->mmconfig.first, board->mmconfig.last);
}

/* The class of a device as a macro's name: "SATA controller: ..." is SATA_CONTROLLER. */
static const char *class_macro(struct arena *arena, const struct pci_device *device)
{
	size_t length = strcspn(device->label, ":[");
	char *name = arena_strndup(arena, device->label, length);

	while (length > 0 && name[length - 1] == ' ')
		name[--length] = '\0';
	for (char *p = name; *p != '\0'; p++)
		*p = *p >= 'a' && *p <= 'z'                                 ? (char)(*p - 'a' + 'A')
		     : (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') ? *p
									    : '_';
	return name;
}

/* For code that is written by hand: pci_dev.c has the addresses of its devices as numbers. */
void emit_hv_pci_devices_h(struct text *out, const struct emit_input *in)
{
	const struct board *board = in->config->board;
	const char **names = arena_array(out->arena, board->n_devices + 1, sizeof(*names));

	emit_c_header(out, in, "PCI addresses of the board's devices, by class.");
	text_add(out, "#ifndef PCI_DEVICES_H\n#define PCI_DEVICES_H\n\n");
	for (size_t i = 0; i < board->n_devices; i++) {
		const struct pci_device *device = &board->devices[i];
		size_t number = 0;

		names[i] = class_macro(out->arena, device);
		for (size_t j = 0; j < i; j++)
			number += strcmp(names[j], names[i]) == 0;
		if (names[i][0] == '\0' || !device->listed)
			continue;
		if (number == 0 && strcmp(names[i], "HOST_BRIDGE") == 0)
			text_add(out, "#define HOST_BRIDGE");
		else
			text_addf(out, "#define %s_%zu", names[i], number);
		text_addf(out, " .pbdf.bits = {.b = 0x%02XU, .d = 0x%02XU, .f = 0x%02XU}\n",
			BDF_ARGS(device->bdf));
	}
	text_add(out, "\n#endif /* PCI_DEVICES_H */\n");
}
