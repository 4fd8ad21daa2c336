/* The settings of all releases: names, ranges, words, defaults. Facts in tables, nothing else. */
#include "model/settings.h"

#include <stdlib.h>
#include <string.h>

const struct setting_info setting_infos[N_SETTINGS] = {
#define HV_SETTING(section, element, kind, releases)                                               \
	[SETTING_##element] = {section, #element, SETTING_##kind, releases},
#define VM_SETTING(id, section, element, kind, releases)                                           \
	[SETTING_##id] = {section, element, SETTING_##kind, releases},
#include "model/settings.def"
#undef HV_SETTING
#undef VM_SETTING
};

static const char *const yes_no[] = {"y", "n", NULL};
/* Scenarios of v2.2 to v2.4 that were shipped say true. */
static const char *const yes_no_true[] = {"y", "n", "true", NULL};
static const char *const build_types[] = {"debug", "release", NULL};
static const char *const schedulers[] = {"SCHED_NOOP", "SCHED_IORR", "SCHED_BVT", NULL};
static const char *const schedulers_v2_7[] = {
	"SCHED_NOOP", "SCHED_IORR", "SCHED_BVT", "SCHED_PRIO", NULL};
static const char *const policies[] = {"Performance", "Nominal", NULL};
static const char *const load_orders[] = {
	"SERVICE_VM", "PRE_LAUNCHED_VM", "POST_LAUNCHED_VM", NULL};
static const char *const vm_types[] = {"SOS_VM", "SAFETY_VM", "PRE_RT_VM", "PRE_STD_VM",
	"POST_STD_VM", "POST_RT_VM", "KATA_VM", NULL};
static const char *const vm_types_v2_7[] = {
	"SERVICE_VM", "SAFETY_VM", "PRE_RT_VM", "PRE_STD_VM", "POST_STD_VM", "POST_RT_VM", NULL};
static const char *const vm_types_v3[] = {"STANDARD_VM", "RTVM", "TEE_VM", "REE_VM", NULL};
static const char *const priorities[] = {"PRIO_LOW", "PRIO_HIGH", NULL};
static const char *const os_types[] = {"Non-Windows OS", "Windows OS", NULL};
static const char *const consoles[] = {
	"None", "COM Port 1", "COM Port 2", "COM Port 3", "COM Port 4", "PCI", NULL};
static const char *const kernel_types[] = {"KERNEL_BZIMAGE", "KERNEL_ZEPHYR", NULL};
static const char *const kernel_types_v2_6[] = {
	"KERNEL_BZIMAGE", "KERNEL_RAWIMAGE", "KERNEL_ELF", NULL};

#define V2 RELEASES_V2
#define V3 RELEASES_V3
#define ALL RELEASES_ALL
#define KCONFIG RELEASES(V2_2, V2_3) /* whose numbers Kconfig limits */
#define V2_4_TO_V2_7 RELEASES(V2_4, V2_7)
#define V3_3 RELEASES(V3_3, V3_3)

/* A row of the table below is read as a row. SETTING_##id is in each macro, because an argument
   that is handed on is expanded first. */
/* clang-format off */
#define SWITCH(id, fallback) {SETTING_##id, ALL, WRITTEN_ANYHOW, 0, 0, yes_no, fallback}
#define WORD(id, releases, words, fallback) \
	{SETTING_##id, releases, WRITTEN_ANYHOW, 0, 0, words, fallback}
#define NUMBER(id, releases, min, max, fallback) \
	{SETTING_##id, releases, WRITTEN_ANYHOW, min, max, NULL, fallback}
#define HEX(id, releases, min, max, fallback) \
	{SETTING_##id, releases, WRITTEN_HEX, min, max, NULL, fallback}
#define TEXT(id, releases, fallback) \
	{SETTING_##id, releases, WRITTEN_ANYHOW, 0, 0, NULL, fallback}

/* Ascending by id. */
const struct setting_rule setting_rules[] = {
	WORD(BUILD_TYPE, V3, build_types, "debug"),
	SWITCH(RELEASE, "n"),
	TEXT(SERIAL_CONSOLE, V3, "None"),
	NUMBER(MEM_LOGLEVEL, KCONFIG, 0, 6, "5"),
	NUMBER(MEM_LOGLEVEL, V2_4_TO_V2_7, 0, 7, "5"),
	NUMBER(MEM_LOGLEVEL, V3, 0, 5, "5"),
	NUMBER(NPK_LOGLEVEL, KCONFIG, 0, 6, "5"),
	NUMBER(NPK_LOGLEVEL, V2_4_TO_V2_7, 0, 7, "5"),
	NUMBER(NPK_LOGLEVEL, V3, 0, 5, "5"),
	NUMBER(CONSOLE_LOGLEVEL, KCONFIG, 0, 6, "3"),
	NUMBER(CONSOLE_LOGLEVEL, V2_4_TO_V2_7, 0, 7, "3"),
	NUMBER(CONSOLE_LOGLEVEL, V3, 0, 5, "5"),
	NUMBER(LOG_DESTINATION, V2, 0, 7, "7"),
	HEX(LOG_BUF_SIZE, V2, 0, UINT32_MAX, "0x40000"),
	NUMBER(CONSOLE_VM, V3_3, 0, UINT32_MAX, "65535"),

	SWITCH(RELOC, "y"),
	SWITCH(RELOC_ENABLED, "y"),
	WORD(SCHEDULER, RELEASES(V2_2, V2_6), schedulers, "SCHED_BVT"),
	WORD(SCHEDULER, RELEASES(V2_7, V3_3), schedulers_v2_7, "SCHED_BVT"),
	SWITCH(MULTIBOOT2, "y"),
	SWITCH(MULTIBOOT2_ENABLED, "y"),
	SWITCH(HYPERV_ENABLED, "y"),
	SWITCH(IOMMU_ENFORCE_SNP, "n"),
	SWITCH(ACPI_PARSE_ENABLED, "y"),
	SWITCH(L1D_VMENTRY_ENABLED, "n"),
	SWITCH(MCE_ON_PSC_DISABLED, "n"),
	SWITCH(MCE_ON_PSC_ENABLED, "y"),
	SWITCH(ENFORCE_TURNOFF_AC, "y"),
	SWITCH(ENFORCE_TURNOFF_GP, "n"),
	SWITCH(NVMX_ENABLED, "n"),
	SWITCH(SECURITY_VM_FIXUP, "n"),
	SWITCH(KEEP_IRQ_DISABLED, "n"),
	SWITCH(SPLIT_LOCK_DETECTION_ENABLED, "n"),
	SWITCH(UC_LOCK_DETECTION_ENABLED, "n"),
	WORD(CPU_PERFORMANCE_POLICY, V3, policies, "Performance"),
	SWITCH(SERVICE_VM_SUPERVISOR_ENABLED, "n"),
	NUMBER(VUART_RX_BUF_SIZE, V3_3, 256, 2560, "256"),
	NUMBER(VUART_TX_BUF_SIZE, V3_3, 8192, 81920, "8192"),
	NUMBER(VUART_TIMER_PCPU, V3_3, 0, UINT32_MAX, "0"),
	SWITCH(RDT_ENABLED, "n"),
	SWITCH(CDP_ENABLED, "n"),
	SWITCH(VCAT_ENABLED, "n"),
	SWITCH(PSRAM_ENABLED, "n"),
	SWITCH(SSRAM_ENABLED, "n"),
	SWITCH(IVSHMEM_ENABLED, "n"),

	/* It also serves three exception stacks. */
	HEX(STACK_SIZE, ALL, 0x1000, UINT32_MAX, "0x2000"),
	HEX(HV_RAM_SIZE, KCONFIG, 0x1000000, 0x20000000, NULL),
	HEX(HV_RAM_SIZE, RELEASES(V2_4, V2_6), 0, UINT64_MAX, NULL),
	HEX(HV_RAM_START, KCONFIG, 0x200000, 0x80000000, NULL),
	HEX(HV_RAM_START, RELEASES(V2_4, V2_6), 0, UINT64_MAX, NULL),
	HEX(HV_RAM_START, RELEASES(V2_7, V2_7), 0, UINT64_MAX, "0x00400000"),
	HEX(HV_RAM_START, V3, 0, UINT64_MAX, NULL),
	HEX(LOW_RAM_SIZE, KCONFIG, 0, 0x10000, "0x00010000"),
	HEX(LOW_RAM_SIZE, V2_4_TO_V2_7, 0, UINT32_MAX, "0x00010000"),
	HEX(UOS_RAM_SIZE, KCONFIG, 0, 0x2000000000, "0x200000000"),
	HEX(UOS_RAM_SIZE, RELEASES(V2_4, V2_4), 0, UINT64_MAX, "0x200000000"),
	HEX(SOS_RAM_SIZE, KCONFIG, 0x100000000, 0x4000000000, "0x400000000"),
	HEX(SOS_RAM_SIZE, RELEASES(V2_4, V2_4), 0, UINT64_MAX, "0x400000000"),
	HEX(PLATFORM_RAM_SIZE, KCONFIG, 0x100000000, 0x4000000000, "0x400000000"),
	HEX(PLATFORM_RAM_SIZE, V2_4_TO_V2_7, 0, UINT64_MAX, "0x400000000"),

	HEX(IOMMU_BUS_NUM, V2, 0, UINT32_MAX, "0x100"),
	NUMBER(MAX_PCI_BUS_NUM, V3, 0, UINT32_MAX, "0"),
	NUMBER(MAX_VM_NUM, RELEASES(V2_7, V2_7), 1, 8, "8"),
	NUMBER(MAX_VM_NUM, V3, 1, UINT32_MAX, "16"),
	NUMBER(MAX_KATA_VM_NUM, V2, 0, UINT32_MAX, "0"),
	NUMBER(MAX_EFI_MMAP_ENTRIES, V2, 0, UINT32_MAX, "256"),
	NUMBER(MAX_IR_ENTRIES, KCONFIG, 256, 512, "256"),
	NUMBER(MAX_IR_ENTRIES, V2_4_TO_V2_7, 256, 65536, "256"),
	NUMBER(MAX_IOAPIC_NUM, ALL, 1, 10, "1"),
	NUMBER(MAX_IOAPIC_LINES, ALL, 1, 120, "120"),
	NUMBER(MAX_PCI_DEV_NUM, ALL, 1, 1024, "96"),
	NUMBER(MAX_PT_IRQ_ENTRIES, KCONFIG, 0, 256, "64"),
	NUMBER(MAX_PT_IRQ_ENTRIES, V2_4_TO_V2_7, 0, UINT32_MAX, "256"),
	NUMBER(MAX_PT_IRQ_ENTRIES, V3, 1, 1024, "256"),
	NUMBER(MAX_MSIX_TABLE_NUM, ALL, 1, 2048, "64"),
	NUMBER(MAX_EMULATED_MMIO, KCONFIG, 0, 128, "16"),
	NUMBER(MAX_EMULATED_MMIO, RELEASES(V2_4, V3_3), 1, 128, "16"),
	HEX(GPU_SBDF, ALL, 0, UINT32_MAX, "0x00000010"),

	WORD(LOAD_ORDER, V3, load_orders, NULL),
	WORD(VM_TYPE, RELEASES(V2_2, V2_6), vm_types, NULL),
	WORD(VM_TYPE, RELEASES(V2_7, V2_7), vm_types_v2_7, NULL),
	WORD(VM_TYPE, V3, vm_types_v3, "STANDARD_VM"),
	SWITCH(OWN_PCPU, "n"),
	SWITCH(LAPIC_PASSTHROUGH, "n"),
	SWITCH(IO_COMPLETION_POLLING, "n"),
	SWITCH(NESTED_VIRTUALIZATION, "n"),
	SWITCH(VIRTUAL_CAT_SUPPORT, "n"),
	NUMBER(VIRTUAL_CAT_NUMBER, V3, 0, UINT32_MAX, "0"),
	SWITCH(VIRTUAL_THERMAL_MONITOR, "n"),
	SWITCH(SECURE_WORLD_SUPPORT, "n"),
	SWITCH(HIDE_MTRR_SUPPORT, "n"),
	SWITCH(SECURITY_VM, "n"),
	WORD(PRIORITY, RELEASES(V2_7, V3_3), priorities, "PRIO_LOW"),
	NUMBER(BVT_WEIGHT, V3_3, 1, 128, "1"),
	NUMBER(BVT_WARP_VALUE, V3_3, 0, 8192, "0"),
	NUMBER(BVT_WARP_LIMIT, V3_3, 0, 10, "0"),
	NUMBER(BVT_UNWARP_PERIOD, V3_3, 0, 10, "0"),
	NUMBER(COMPANION_VMID, V3, 0, UINT32_MAX, "65535"),
	WORD(OS_TYPE, V3, os_types, "Non-Windows OS"),
	SWITCH(VBOOTLOADER, "y"),
	SWITCH(VUART0, "n"),
	WORD(PTM, RELEASES(V2_5, V2_7), yes_no, "n"),
	WORD(PTM, V3, yes_no, "y"),
	WORD(CONSOLE_VUART, V3, consoles, "None"),
	HEX(EPC_BASE, ALL, 0, UINT64_MAX, "0"),
	HEX(EPC_SIZE, ALL, 0, UINT64_MAX, "0"),
	WORD(KERN_TYPE, RELEASES(V2_2, V2_5), kernel_types, NULL),
	WORD(KERN_TYPE, RELEASES(V2_6, V2_7), kernel_types_v2_6, NULL),
	WORD(KERN_TYPE, V3, kernel_types_v2_6, "KERNEL_BZIMAGE"),
	TEXT(KERN_MOD, V3, "Linux_bzImage"),
	HEX(KERN_LOAD_ADDR, ALL, 0, UINT64_MAX, NULL),
	HEX(KERN_ENTRY_ADDR, ALL, 0, UINT64_MAX, NULL),
	SWITCH(TPM2, "n"),
	WORD(P2SB, V2, yes_no_true, "n"),
	WORD(P2SB, V3, yes_no, "n"),
};
/* clang-format on */

const size_t n_setting_rules = sizeof(setting_rules) / sizeof(setting_rules[0]);

const struct setting_rule *setting_next_rule(
	enum setting_id id, uint32_t releases, size_t *position)
{
	while (*position < n_setting_rules && setting_rules[*position].id <= id) {
		const struct setting_rule *rule = &setting_rules[(*position)++];

		if (rule->id == id && (rule->releases & releases) != 0)
			return rule;
	}
	return NULL;
}

const struct setting_rule *setting_rule(enum setting_id id, const struct target *target)
{
	size_t position = 0;

	return setting_next_rule(id, target_release(target), &position);
}

/* What a model has that was not made from a scenario. */
static const struct setting absent_setting = {.text.text = "", .number.text = ""};

const char *setting_text(
	const struct setting *setting, enum setting_id id, const struct target *target)
{
	const struct setting_rule *rule;

	if (!value_is_blank(&setting->text))
		return setting->text.text;
	rule = setting_rule(id, target);
	return rule != NULL && rule->fallback != NULL ? rule->fallback : "";
}

uint64_t setting_value(
	const struct setting *setting, enum setting_id id, const struct target *target)
{
	return value_is_blank(&setting->text) ? setting_default(id, target) : setting->number.value;
}

uint64_t setting_default(enum setting_id id, const struct target *target)
{
	return strtoull(setting_text(&absent_setting, id, target), NULL, 0);
}

bool setting_is_on(const struct setting *setting, enum setting_id id, const struct target *target)
{
	return strcmp(setting_text(setting, id, target), "y") == 0;
}

const char *last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

const char *join_words(struct arena *arena, const char *text)
{
	static const char blanks[] = " \t\r\n";
	char *joined = arena_strdup(arena, text);
	char *end = joined;

	for (text += strspn(text, blanks); *text != '\0'; text += strspn(text, blanks)) {
		size_t length = strcspn(text, blanks);

		if (end != joined)
			*end++ = ' ';
		memcpy(end, text, length);
		end += length;
		text += length;
	}
	*end = '\0';
	return joined;
}

bool vuart_is_on(const struct vuart_config *vuart)
{
	return !value_is_blank(&vuart->base) && !value_is(&vuart->base, "INVALID_COM_BASE") &&
	       !value_is(&vuart->base, "INVALID_PCI_BASE");
}

const struct setting *config_setting(const struct config *config, enum setting_id id)
{
	return config->hv == NULL ? &absent_setting : &config->hv->settings[id];
}

const struct setting *vm_setting(const struct vm *vm, enum setting_id id)
{
	return vm->config == NULL ? &absent_setting : &vm->config->settings[id - N_HV_SETTINGS];
}

const struct vuart_config *vm_legacy_vuart(const struct vm *vm, uint64_t id)
{
	const struct vm_config *config = vm->config;

	for (size_t i = config == NULL ? 0 : config->n_legacy_vuarts; i > 0; i--) {
		const struct vuart_config *vuart = &config->legacy_vuarts[i - 1];

		if (number_valid(&vuart->id) && vuart->id.value == id)
			return vuart;
	}
	return NULL;
}
