/* Names and defaults of a board's values, and what is looked up in its lists. */
#include "model/board_config.h"
#include "base/each.h"

#include <string.h>

const char *const board_section_names[N_BOARD_SECTIONS] = {
	[BOARD_DRHD_INFO] = "DRHD_INFO",
	[BOARD_PM_INFO] = "PM_INFO",
	[BOARD_S3_INFO] = "S3_INFO",
	[BOARD_S5_INFO] = "S5_INFO",
	[BOARD_WAKE_VECTOR_INFO] = "WAKE_VECTOR_INFO",
	[BOARD_RESET_REGISTER_INFO] = "RESET_REGISTER_INFO",
	[BOARD_MMCFG_BASE_INFO] = "MMCFG_BASE_INFO",
	[BOARD_CPU_BRAND] = "CPU_BRAND",
	[BOARD_CX_INFO] = "CX_INFO",
	[BOARD_PX_INFO] = "PX_INFO",
	[BOARD_CLOS_INFO] = "CLOS_INFO",
	[BOARD_TTYS_INFO] = "TTYS_INFO",
	[BOARD_AVAILABLE_IRQ_INFO] = "AVAILABLE_IRQ_INFO",
	[BOARD_CPU_PROCESSOR_INFO] = "CPU_PROCESSOR_INFO",
	[BOARD_TPM_INFO] = "TPM_INFO",
};

const struct acpi_value_info acpi_value_infos[N_ACPI_VALUES] = {
#define ACPI_VALUE(name, section, fallback) [ACPI_##name] = {#name, BOARD_##section, fallback},
#include "model/acpi_values.def"
#undef ACPI_VALUE
};

/* What a board has that was not made from a file. */
static const struct board_config no_config;

static const struct board_config *config_of(const struct board *board)
{
	return board->config != NULL ? board->config : &no_config;
}

const struct board_cpu *board_find_cpu(const struct board *board, uint64_t id)
{
	const struct board_config *config = config_of(board);

	EACH (const struct board_cpu, cpu, config, cpus) {
		if (number_valid(&cpu->id) && cpu->id.value == id)
			return cpu;
	}
	return NULL;
}

bool board_has_pcpu(const struct board *board, uint64_t id)
{
	const struct board_config *config = config_of(board);

	if (config->n_cpus > 0)
		return board_find_cpu(board, id) != NULL;
	for (size_t i = 0; i < config->pcpus.count; i++) {
		if (number_valid(&config->pcpus.items[i]) && config->pcpus.items[i].value == id)
			return true;
	}
	return false;
}

size_t board_count_pcpus(const struct board *board)
{
	const struct board_config *config = config_of(board);

	return config->n_cpus > 0 ? config->n_cpus : config->pcpus.count;
}

const struct board_tty *board_find_tty(const struct board *board, const char *path)
{
	const char *name = last_component(path);

	EACH (const struct board_tty, tty, config_of(board), ttys) {
		if (strcmp(tty->name, name) == 0)
			return tty;
	}
	return NULL;
}

const struct board_fault *board_section_fault(const struct board *board, enum board_section section)
{
	EACH (const struct board_fault, fault, config_of(board), faults) {
		if (fault->section == section)
			return fault;
	}
	return NULL;
}

const struct rdt_resource *board_find_rdt(const struct board *board, enum rdt_kind kind)
{
	EACH (const struct rdt_resource, resource, config_of(board), rdt) {
		if (resource->kind == kind)
			return resource;
	}
	return NULL;
}

const uint16_t board_msi_only_ids[N_MSI_ONLY_IDS] = {0x4b30, 0x4b31, 0x4b32, 0x4ba0, 0x4ba1, 0x4ba2,
	0x4bb0, 0x4bb1, 0x4bb2, 0xa0ac, 0x43ac, 0x43a2, 0x4b88, 0x4b89};

/* Whether the board is one of those names, the last of which is NULL. */
static bool is_one_of(const struct board *board, const char *const *names)
{
	while (*names != NULL && !value_is(&board->name, *names))
		names++;
	return *names != NULL;
}

bool board_passes_tpm(const struct board *board)
{
	static const char *const names[] = {
		"whl-ipc-i5", "whl-ipc-i7", "tgl-rvp", "ehl-crb-b", NULL};

	return is_one_of(board, names);
}

bool board_hides_0d(const struct board *board)
{
	static const char *const names[] = {"apl-mrb", "apl-up2", "apl-up2-n3350", NULL};

	return is_one_of(board, names);
}
