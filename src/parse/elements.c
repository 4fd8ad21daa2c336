/* The elements and attributes of all releases, as tables. Nothing is judged here. */
#include "parse/elements.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"

#include "model/settings.h"

#define ALL RELEASES_ALL
#define V2 RELEASES_V2
#define SINCE_V2_3 RELEASES(V2_3, V2_7)
#define V3 RELEASES_V3
#define SINCE_V3_1 RELEASES(V3_1, V3_3)
#define SINCE_V3_2 RELEASES(V3_2, V3_3)
#define SINCE_V3_3 RELEASES(V3_3, V3_3)
#define ONCE ELEMENT_ONCE
#define OFTEN ELEMENT_OFTEN
/* clang-format off */
#define WORDS(...) .words = (const struct element_word[]){__VA_ARGS__, {0}}
#define NO_WORDS .words = (const struct element_word[]){{0}}
#define SETTINGS(first, last) .first_setting = (first), .end_of_settings = (last) + 1

/* By enum setting_id: a setting is the value of an element. */
static const struct element_word setting_words[N_SETTINGS] = {
#define HV_SETTING(section, element, kind, releases) {#element, releases, ONCE},
#define VM_SETTING(id, section, element, kind, releases) {element, releases, ONCE},
#include "model/settings.def"
#undef HV_SETTING
#undef VM_SETTING
};

static const struct element elements[] = {
	/* The sections of IVSHMEM: whether the release has a word is a matter of the IVS rules. */
	{"IVSHMEM", true, WORDS(
		{"IVSHMEM_ENABLED", ALL, ONCE}, {"IVSHMEM_REGION", ALL, OFTEN})},
	{"IVSHMEM_REGION", true, WORDS(
		{"NAME", ALL, ONCE}, {"PROVIDED_BY", ALL, ONCE}, {"IVSHMEM_SIZE", ALL, ONCE},
		{"IVSHMEM_REGION_ID", ALL, ONCE}, {"IVSHMEM_VMS", ALL, ONCE})},
	{"IVSHMEM_VMS", true, WORDS({"IVSHMEM_VM", ALL, OFTEN})},
	{"IVSHMEM_VM", true, WORDS({"VM_NAME", ALL, ONCE}, {"VBDF", ALL, ONCE})},

	{"acrn-config", false, WORDS({"hv", ALL, ONCE}, {"vm", ALL, OFTEN})},

	/* the hypervisor */
	{"hv", false, WORDS(
		{"DEBUG_OPTIONS", ALL, ONCE}, {"FEATURES", ALL, ONCE}, {"MEMORY", ALL, ONCE},
		{"CAPACITIES", ALL, ONCE}, {"MISC_CFG", ALL, ONCE}, {"CACHE_REGION", V3, ONCE},
		{"HIDDEN_PDEV_REGION", SINCE_V3_1, ONCE}, {"vuart_connections", V3, ONCE}),
		SETTINGS(SETTING_BUILD_TYPE, SETTING_BUILD_TYPE)},
	{"DEBUG_OPTIONS", false, NO_WORDS, SETTINGS(SETTING_RELEASE, SETTING_CONSOLE_VM)},
	{"FEATURES", false, WORDS(
		{"IVSHMEM", ALL, ONCE}, {"RDT", ALL, ONCE},
		{"PSRAM", RELEASES(V2_3, V2_4), ONCE}, {"SSRAM", RELEASES(V2_5, V3_3), ONCE}),
		SETTINGS(SETTING_RELOC, SETTING_VUART_TIMER_PCPU)},
	{"RDT", false, WORDS(
		{"CLOS_MASK", V2, OFTEN}, {"MBA_DELAY", V2, OFTEN}),
		SETTINGS(SETTING_RDT_ENABLED, SETTING_VCAT_ENABLED)},
	{"PSRAM", false, NO_WORDS, SETTINGS(SETTING_PSRAM_ENABLED, SETTING_PSRAM_ENABLED)},
	{"SSRAM", false, NO_WORDS, SETTINGS(SETTING_SSRAM_ENABLED, SETTING_SSRAM_ENABLED)},
	{"MEMORY", false, NO_WORDS, SETTINGS(SETTING_STACK_SIZE, SETTING_PLATFORM_RAM_SIZE)},
	{"CAPACITIES", false, NO_WORDS, SETTINGS(SETTING_IOMMU_BUS_NUM, SETTING_MAX_EMULATED_MMIO)},
	{"MISC_CFG", false, NO_WORDS, SETTINGS(SETTING_GPU_SBDF, SETTING_UEFI_OS_LOADER_NAME)},
	{"CACHE_REGION", false, WORDS({"CACHE_ALLOCATION", V3, OFTEN})},
	{"CACHE_ALLOCATION", false, WORDS(
		{"CACHE_ID", V3, ONCE}, {"CACHE_LEVEL", V3, ONCE}, {"POLICY", V3, OFTEN})},
	{"POLICY", false, WORDS(
		{"VM", V3, ONCE}, {"VCPU", V3, ONCE}, {"TYPE", V3, ONCE},
		{"CLOS_MASK", V3, ONCE})},
	{"HIDDEN_PDEV_REGION", false, WORDS({"HIDDEN_PDEV", SINCE_V3_1, OFTEN})},
	{"vuart_connections", false, WORDS({"vuart_connection", V3, OFTEN})},
	{"vuart_connection", false, WORDS(
		{"name", V3, ONCE}, {"type", V3, ONCE}, {"endpoint", V3, OFTEN})},
	{"endpoint", false, WORDS(
		{"vm_name", V3, ONCE}, {"io_port", V3, ONCE}, {"vbdf", V3, ONCE})},

	/* a VM */
	{"vm", false, WORDS( /* the console is a setting from v3.0 on, an element of elements before */
		{"memory", ALL, ONCE}, {"pci_devs", ALL, ONCE},
		{"console_vuart", SINCE_V2_3 | V3, ONCE},
		{"communication_vuart", SINCE_V2_3, OFTEN}, {"legacy_vuart", SINCE_V2_3, OFTEN},
		{"vuart", RELEASES(V2_2, V2_2), OFTEN}, {"mmio_resources", ALL, ONCE},
		{"cpu_affinity", ALL, ONCE}, {"guest_flags", V2, ONCE}, {"clos", V2, ONCE},
		{"epc_section", ALL, ONCE}, {"os_config", ALL, ONCE},
		{"board_private", V2, ONCE}, {"pci_dev_num", V2, ONCE}, {"usb_xhci", V3, ONCE},
		{"virtio_devices", V3, ONCE}, {"customized_parameters", SINCE_V3_3, ONCE}),
		SETTINGS(SETTING_LOAD_ORDER, SETTING_PT_INTX)},
	{"memory", false, WORDS(
		{"start_hpa", V2, ONCE}, {"size", ALL, ONCE}, {"start_hpa2", V2, ONCE},
		{"size_hpa2", V2, ONCE}, {"hpa_region", V3, OFTEN})},
	{"hpa_region", false, WORDS({"start_hpa", V3, ONCE}, {"size_hpa", V3, ONCE})},
	{"pci_devs", false, WORDS({"pci_dev", ALL, OFTEN})},
	{"console_vuart", false, WORDS({"base", SINCE_V2_3, ONCE})},
	{"communication_vuart", false, WORDS(
		{"base", SINCE_V2_3, ONCE}, {"target_vm_id", SINCE_V2_3, ONCE},
		{"target_uart_id", SINCE_V2_3, ONCE})},
	{"legacy_vuart", false, WORDS(
		{"type", SINCE_V2_3, ONCE}, {"base", SINCE_V2_3, ONCE}, {"irq", SINCE_V2_3, ONCE},
		{"target_vm_id", SINCE_V2_3, ONCE}, {"target_uart_id", SINCE_V2_3, ONCE})},
	{"vuart", false, WORDS(
		{"type", V2, ONCE}, {"base", V2, ONCE}, {"irq", V2, ONCE},
		{"target_vm_id", V2, ONCE}, {"target_uart_id", V2, ONCE})},
	{"mmio_resources", false, NO_WORDS, SETTINGS(SETTING_TPM2, SETTING_P2SB)},
	{"cpu_affinity", false, WORDS({"pcpu_id", V2, OFTEN}, {"pcpu", V3, OFTEN})},
	{"pcpu", false, WORDS({"pcpu_id", V3, ONCE}, {"real_time_vcpu", V3, ONCE})},
	{"guest_flags", false, WORDS({"guest_flag", V2, OFTEN})},
	{"clos", false, WORDS({"vcpu_clos", V2, OFTEN})},
	{"epc_section", false, NO_WORDS, SETTINGS(SETTING_EPC_BASE, SETTING_EPC_SIZE)},
	{"os_config", false, NO_WORDS, SETTINGS(SETTING_OS_NAME, SETTING_KERN_ENTRY_ADDR)},
	{"board_private", false, NO_WORDS, SETTINGS(SETTING_PRIVATE_ROOTFS, SETTING_PRIVATE_BOOTARGS)},
	{"usb_xhci", false, WORDS({"usb_dev", V3, OFTEN})},

	/* what acrn-dm gives a VM */
	{"virtio_devices", false, WORDS(
		{"gpu", V3, ONCE}, {"console", V3, OFTEN}, {"network", V3, OFTEN},
		{"input", V3, OFTEN}, {"block", V3, OFTEN}, {"vsock", V3, OFTEN})},
	{"console", false, WORDS(
		{"use_type", V3, ONCE}, {"backend_type", V3, ONCE}, {"output_file_path", V3, ONCE},
		{"sock_file_path", V3, ONCE}, {"tty_device_path", V3, ONCE})},
	{"network", false, WORDS(
		{"virtio_framework", V3, ONCE}, {"interface_name", V3, ONCE})},
	{"input", false, WORDS({"backend_device_file", V3, ONCE}, {"id", V3, ONCE})},
	{"gpu", false, WORDS({"display_type", SINCE_V3_2, ONCE}, {"displays", SINCE_V3_2, ONCE})},
	{"displays", false, WORDS({"display", SINCE_V3_2, OFTEN})},
	{"display", false, WORDS(
		{"monitor_id", SINCE_V3_2, ONCE}, {"window_resolutions", SINCE_V3_2, ONCE},
		{"horizontal_offset", SINCE_V3_2, ONCE}, {"vertical_offset", SINCE_V3_2, ONCE})},
};

/* element NULL: every element has it, for the editor of v2.x. */
static const struct {
	const char *element;
	const char *name;
	uint32_t releases;
} attributes[] = {
	{NULL, "desc", V2}, {NULL, "configurable", V2}, {NULL, "readonly", V2},
	{NULL, "multiselect", V2}, {"acrn-config", "board", ALL},
	{"acrn-config", "scenario", ALL}, {"vm", "id", ALL}, {"legacy_vuart", "id", V2},
	{"console_vuart", "id", V2}, {"communication_vuart", "id", V2}, {"vuart", "id", V2},
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

const struct element *element_find(const char *name)
{
	for (size_t i = 0; i < COUNT(elements); i++) {
		if (text_is_same(elements[i].name, name))
			return &elements[i];
	}
	return NULL;
}

const struct element_word *element_next_word(
	const struct element *element, const struct element_word *word)
{
	const struct element_word *settings = &setting_words[element->first_setting];
	const struct element_word *end = &setting_words[element->end_of_settings];

	word = word == NULL ? element->words : word + 1;
	if (word == end)
		return NULL;
	if (word->name == NULL)
		return settings != end ? settings : NULL;
	return word;
}

const struct element_word *element_find_word(const struct element *element, const char *name)
{
	const struct element_word *word = NULL;

	while ((word = element_next_word(element, word)) != NULL) {
		if (text_is_same(word->name, name))
			return word;
	}
	return NULL;
}

const struct element *element_of_word(const char *name, bool strict, uint32_t releases)
{
	for (size_t i = 0; i < COUNT(elements); i++) {
		const struct element_word *word = element_find_word(&elements[i], name);

		if (elements[i].strict == strict && word != NULL &&
			(word->releases & releases) != 0)
			return &elements[i];
	}
	return NULL;
}

const char *const *element_values(const char *name)
{
	static const struct {
		const char *name;
		const char *values[7];
	} rows[] = {
		{"use_type", {"Virtio console", "Virtio serial port"}},
		{"backend_type", {"pty", "stdio", "file", "sock client", "sock server", "tty"}},
		{"virtio_framework", {"Kernel based (Virtual Host)", "User space based (VBSU)"}},
		{"display_type", {"Window", "Full screen"}},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		if (text_is_same(rows[i].name, name))
			return rows[i].values;
	}
	return NULL;
}

uint32_t element_attribute_releases(const char *element, const char *attribute)
{
	for (size_t i = 0; i < COUNT(attributes); i++) {
		if (text_is_same(attributes[i].name, attribute) &&
			(attributes[i].element == NULL ||
				text_is_same(attributes[i].element, element)))
			return attributes[i].releases;
	}
	return 0;
}
