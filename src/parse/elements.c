/* The elements and attributes of all releases, as tables. Nothing is judged here. */
#include "parse/elements.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"

#include "model/targets.h"

#define ALL RELEASES_ALL
#define V2 RELEASES_V2
#define SINCE_V2_3 RELEASES(V2_3, V2_7)
#define V3 RELEASES_V3
#define SINCE_V3_1 RELEASES(V3_1, V3_3)
#define SINCE_V3_2 RELEASES(V3_2, V3_3)
#define SINCE_V3_3 RELEASES(V3_3, V3_3)
#define ONCE ELEMENT_ONCE
#define OFTEN ELEMENT_OFTEN
#define WORDS(...)                                                                                 \
	(const struct element_word[])                                                              \
	{                                                                                          \
		__VA_ARGS__,                                                                       \
		{                                                                                  \
			0                                                                          \
		}                                                                                  \
	}

/* clang-format off */
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
		{"BUILD_TYPE", V3, ONCE}, {"DEBUG_OPTIONS", ALL, ONCE}, {"FEATURES", ALL, ONCE},
		{"MEMORY", ALL, ONCE}, {"CAPACITIES", ALL, ONCE}, {"MISC_CFG", ALL, ONCE},
		{"CACHE_REGION", V3, ONCE}, {"HIDDEN_PDEV_REGION", SINCE_V3_1, ONCE},
		{"vuart_connections", V3, ONCE})},
	{"DEBUG_OPTIONS", false, WORDS(
		{"RELEASE", V2, ONCE}, {"SERIAL_CONSOLE", ALL, ONCE},
		{"MEM_LOGLEVEL", ALL, ONCE}, {"NPK_LOGLEVEL", ALL, ONCE},
		{"CONSOLE_LOGLEVEL", ALL, ONCE}, {"LOG_DESTINATION", V2, ONCE},
		{"LOG_BUF_SIZE", V2, ONCE}, {"CONSOLE_VM", SINCE_V3_3, ONCE})},
	{"FEATURES", false, WORDS(
		{"IVSHMEM", ALL, ONCE}, {"RDT", ALL, ONCE},
		{"PSRAM", RELEASES(V2_3, V2_4), ONCE}, {"SSRAM", RELEASES(V2_5, V3_3), ONCE},
		{"RELOC", V2, ONCE}, {"RELOC_ENABLED", V3, ONCE}, {"SCHEDULER", ALL, ONCE},
		{"MULTIBOOT2", V2, ONCE}, {"MULTIBOOT2_ENABLED", V3, ONCE},
		{"HYPERV_ENABLED", ALL, ONCE}, {"IOMMU_ENFORCE_SNP", ALL, ONCE},
		{"ACPI_PARSE_ENABLED", ALL, ONCE}, {"L1D_VMENTRY_ENABLED", ALL, ONCE},
		{"MCE_ON_PSC_DISABLED", RELEASES(V2_2, V3_0), ONCE},
		{"MCE_ON_PSC_ENABLED", SINCE_V3_1, ONCE},
		{"ENFORCE_TURNOFF_AC", RELEASES(V2_4, V3_0), ONCE},
		{"ENFORCE_TURNOFF_GP", RELEASES(V2_6, V3_0), ONCE},
		{"NVMX_ENABLED", RELEASES(V2_5, V2_7), ONCE},
		{"SECURITY_VM_FIXUP", RELEASES(V2_6, V3_3), ONCE},
		{"KEEP_IRQ_DISABLED", V3, ONCE}, {"SPLIT_LOCK_DETECTION_ENABLED", SINCE_V3_1, ONCE},
		{"UC_LOCK_DETECTION_ENABLED", SINCE_V3_1, ONCE},
		{"CPU_PERFORMANCE_POLICY", SINCE_V3_2, ONCE},
		{"SERVICE_VM_SUPERVISOR_ENABLED", SINCE_V3_3, ONCE},
		{"VUART_RX_BUF_SIZE", SINCE_V3_3, ONCE}, {"VUART_TX_BUF_SIZE", SINCE_V3_3, ONCE},
		{"VUART_TIMER_PCPU", SINCE_V3_3, ONCE})},
	{"RDT", false, WORDS(
		{"RDT_ENABLED", ALL, ONCE}, {"CDP_ENABLED", ALL, ONCE},
		{"VCAT_ENABLED", RELEASES(V2_7, V3_3), ONCE}, {"CLOS_MASK", V2, OFTEN},
		{"MBA_DELAY", V2, OFTEN})},
	{"PSRAM", false, WORDS({"PSRAM_ENABLED", RELEASES(V2_3, V2_4), ONCE})},
	{"SSRAM", false, WORDS({"SSRAM_ENABLED", RELEASES(V2_5, V3_3), ONCE})},
	{"MEMORY", false, WORDS(
		{"STACK_SIZE", ALL, ONCE}, {"HV_RAM_START", ALL, ONCE},
		{"HV_RAM_SIZE", RELEASES(V2_2, V2_6), ONCE}, {"LOW_RAM_SIZE", V2, ONCE},
		{"UOS_RAM_SIZE", RELEASES(V2_2, V2_4), ONCE},
		{"SOS_RAM_SIZE", RELEASES(V2_2, V2_4), ONCE},
		{"PLATFORM_RAM_SIZE", V2, ONCE})},
	{"CAPACITIES", false, WORDS(
		{"IOMMU_BUS_NUM", V2, ONCE}, {"MAX_PCI_BUS_NUM", SINCE_V3_1, ONCE},
		{"MAX_VM_NUM", RELEASES(V2_7, V3_3), ONCE},
		{"MAX_KATA_VM_NUM", RELEASES(V2_4, V2_6), ONCE},
		{"MAX_EFI_MMAP_ENTRIES", RELEASES(V2_6, V2_6), ONCE},
		{"MAX_IR_ENTRIES", V2, ONCE}, {"MAX_IOAPIC_NUM", ALL, ONCE},
		{"MAX_IOAPIC_LINES", ALL, ONCE}, {"MAX_PCI_DEV_NUM", ALL, ONCE},
		{"MAX_PT_IRQ_ENTRIES", ALL, ONCE}, {"MAX_MSIX_TABLE_NUM", ALL, ONCE},
		{"MAX_EMULATED_MMIO", ALL, ONCE})},
	{"MISC_CFG", false, WORDS(
		{"GPU_SBDF", ALL, ONCE}, {"UEFI_OS_LOADER_NAME", V2, ONCE})},
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
	{"vm", false, WORDS(
		{"load_order", V3, ONCE}, {"vm_type", ALL, ONCE}, {"name", ALL, ONCE},
		{"memory", ALL, ONCE}, {"pci_devs", ALL, ONCE}, {"console_vuart", SINCE_V2_3 | V3, ONCE},
		{"communication_vuart", SINCE_V2_3, OFTEN}, {"legacy_vuart", SINCE_V2_3, OFTEN},
		{"vuart", RELEASES(V2_2, V2_2), OFTEN}, {"vuart0", V3, ONCE},
		{"mmio_resources", ALL, ONCE}, {"cpu_affinity", ALL, ONCE},
		{"guest_flags", V2, ONCE}, {"clos", V2, ONCE}, {"epc_section", ALL, ONCE},
		{"os_config", ALL, ONCE}, {"os_type", V3, ONCE}, {"vbootloader", V3, ONCE},
		{"board_private", V2, ONCE}, {"pci_dev_num", V2, ONCE}, {"pt_intx", ALL, ONCE},
		{"PTM", RELEASES(V2_5, V3_3), ONCE}, {"priority", RELEASES(V2_7, V3_3), ONCE},
		{"bvt_weight", SINCE_V3_3, ONCE}, {"bvt_warp_value", SINCE_V3_3, ONCE},
		{"bvt_warp_limit", SINCE_V3_3, ONCE}, {"bvt_unwarp_period", SINCE_V3_3, ONCE},
		{"companion_vmid", V3, ONCE}, {"own_pcpu", SINCE_V3_2, ONCE},
		{"lapic_passthrough", V3, ONCE}, {"io_completion_polling", V3, ONCE},
		{"nested_virtualization_support", V3, ONCE}, {"virtual_cat_support", V3, ONCE},
		{"virtual_cat_number", V3, ONCE}, {"virtual_thermal_monitor", SINCE_V3_3, ONCE},
		{"secure_world_support", V3, ONCE}, {"hide_mtrr_support", V3, ONCE},
		{"security_vm", V3, ONCE}, {"usb_xhci", V3, ONCE},
		{"virtio_devices", V3, ONCE}, {"customized_parameters", SINCE_V3_3, ONCE})},
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
	{"mmio_resources", false, WORDS({"TPM2", ALL, ONCE}, {"p2sb", ALL, ONCE})},
	{"cpu_affinity", false, WORDS({"pcpu_id", V2, OFTEN}, {"pcpu", V3, OFTEN})},
	{"pcpu", false, WORDS({"pcpu_id", V3, ONCE}, {"real_time_vcpu", V3, ONCE})},
	{"guest_flags", false, WORDS({"guest_flag", V2, OFTEN})},
	{"clos", false, WORDS({"vcpu_clos", V2, OFTEN})},
	{"epc_section", false, WORDS({"base", ALL, ONCE}, {"size", ALL, ONCE})},
	{"os_config", false, WORDS(
		{"name", V2, ONCE}, {"kern_type", ALL, ONCE}, {"kern_mod", ALL, ONCE},
		{"ramdisk_mod", ALL, ONCE}, {"bootargs", ALL, ONCE},
		{"kern_load_addr", ALL, ONCE}, {"kern_entry_addr", ALL, ONCE})},
	{"board_private", false, WORDS({"rootfs", V2, ONCE}, {"bootargs", V2, ONCE})},
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

const struct element_word *element_find_word(const struct element *element, const char *name)
{
	for (const struct element_word *word = element->words; word->name != NULL; word++) {
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
