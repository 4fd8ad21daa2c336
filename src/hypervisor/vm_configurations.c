/* scenarios/<scenario>/vm_configurations.h and .c: the table of VMs. */
#include "base/each.h"
#include "hypervisor/hypervisor.h"

/* Flags that acrn-dm may set when it starts a VM. */
#define DM_OWNED_FLAGS 0x17u

#define TPM_REGISTERS 0xfed40000u
#define TPM_REGISTERS_SIZE 0x5000u

/* ---- vm_configurations.h ----------------------------------------------------------------- */

static size_t count_kata_vms(const struct emit_input *in)
{
	size_t count = 0;

	EACH (const struct vm, vm, in->config, vms) {
		count += value_is(&vm->type, "KATA_VM");
	}
	return count;
}

void emit_hv_vm_configurations_h(struct text *out, const struct emit_input *in)
{
	bool service = in->config->service_vm != NULL;

	emit_c_header(out, in, "Numbers of VMs.");
	text_addf(out,
		"#ifndef VM_CONFIGURATIONS_H\n#define VM_CONFIGURATIONS_H\n\n"
		"#include <misc_cfg.h>\n#include <pci_devices.h>\n\n"
		"#define PRE_VM_NUM %zuU\n"
		"#define SOS_VM_NUM %uU\n"
		"#define MAX_POST_VM_NUM %zuU\n"
		"#define CONFIG_MAX_KATA_VM_NUM %zuU\n\n"
		"/* Flags that acrn-dm may set. */\n#define DM_OWNED_GUEST_FLAG_MASK 0x%xUL\n\n",
		hv_count_vms(in, VM_PRE_LAUNCHED), service ? 1u : 0u,
		hv_count_vms(in, VM_POST_LAUNCHED), count_kata_vms(in),
		service ? DM_OWNED_FLAGS : 0u);
	if (service)
		text_add(out,
			"#define SOS_VM_BOOTARGS SOS_ROOTFS SOS_CONSOLE SOS_IDLE SOS_BOOTARGS_DIFF\n\n");
	text_add(out, "#endif /* VM_CONFIGURATIONS_H */\n");
}

/* ---- vm_configurations.c: one VM --------------------------------------------------------- */

static void add_string(struct text *out, const char *indent, const char *member, const char *value)
{
	text_addf(out, "%s.%s = %s,\n", indent, member, emit_c_string(out->arena, value));
}

static void add_setting_string(
	struct text *out, const struct vm *vm, enum setting_id id, const char *member)
{
	const struct setting *setting = vm_setting(vm, id);

	if (!value_is_blank(&setting->text))
		add_string(out, "\t\t\t", member, setting->text.text);
}

static void add_address(
	struct text *out, const struct vm *vm, enum setting_id id, const char *member)
{
	const struct number *address = &vm_setting(vm, id)->number;

	if (number_valid(address))
		text_addf(out, "\t\t\t.%s = " HEX64 "UL,\n", member, address->value);
}

static void add_kind(struct text *out, const struct emit_input *in, const struct vm *vm)
{
	if (vm->kind == VM_SERVICE)
		text_add(out, "\t\tCONFIG_SOS_VM,\n");
	else
		text_addf(out, "\t\tCONFIG_%s(%zu),\n", vm->type.text, hv_number_of_type(in, vm));
}

static bool is_repeated(const struct value_list *flags, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (value_is(&flags->items[i], flags->items[index].text))
			return true;
	}
	return false;
}

/* The flags of pre-launched and Service VMs, each once; those of post-launched VMs go nowhere. */
static void add_guest_flags(struct text *out, const struct vm *vm)
{
	const struct value_list *flags = &vm->config->guest_flags;
	size_t count = 0;

	for (size_t i = 0; i < flags->count; i++) {
		const struct value *flag = &flags->items[i];

		if (value_is_blank(flag) || value_is(flag, "0") || value_is(flag, "0UL") ||
			is_repeated(flags, i))
			continue;
		text_addf(out, "%s%s", count++ == 0 ? "\t\t.guest_flags = " : " | ", flag->text);
	}
	if (count != 0)
		text_add(out, ",\n");
}

static void add_clos(struct text *out, const struct emit_input *in, const struct vm *vm)
{
	if (!hv_is_on(in, SETTING_RDT_ENABLED) || vm->config->clos.count == 0)
		return;
	text_add(out, "#ifdef CONFIG_RDT_ENABLED\n\t\t.clos = {");
	for (size_t i = 0; i < vm->config->clos.count; i++)
		text_addf(
			out, "%s%" PRIu64 "U", i == 0 ? "" : ", ", vm->config->clos.items[i].value);
	text_add(out, "},\n#endif\n");
}

/* The Service VM has all RAM; the hypervisor takes away what others have. */
static void add_memory(struct text *out, const struct vm *vm)
{
	static const char *const members[][2] = {
		{"start_hpa", "size"}, {"start_hpa2", "size_hpa2"}};

	text_add(out, "\t\t.memory = {\n");
	if (vm->kind == VM_SERVICE)
		text_addf(out,
			"\t\t\t.start_hpa = " HEX64 "UL,\n\t\t\t.size = CONFIG_SOS_RAM_SIZE,\n",
			vm->n_memory == 0 ? 0 : vm->memory[0].start.value);
	for (size_t i = 0; vm->kind != VM_SERVICE && i < vm->n_memory && i < 2; i++)
		text_addf(out, "\t\t\t.%s = " HEX64 "UL,\n\t\t\t.%s = " HEX64 "UL,\n",
			members[i][0], vm->memory[i].start.value, members[i][1],
			vm->memory[i].length.value);
	text_add(out, "\t\t},\n");
}

static void add_epc(struct text *out, const struct vm *vm)
{
	uint64_t base = vm_setting(vm, SETTING_EPC_BASE)->number.value;
	uint64_t size = vm_setting(vm, SETTING_EPC_SIZE)->number.value;

	if (base != 0 || size != 0)
		text_addf(out,
			"\t\t.epc = {\n\t\t\t.base = " HEX64 "UL,\n\t\t\t.size = " HEX64
			"UL,\n\t\t},\n",
			base, size);
}

static void add_os_config(struct text *out, const struct vm *vm)
{
	const struct setting *bootargs = vm_setting(vm, SETTING_BOOTARGS);

	text_add(out, "\t\t.os_config = {\n");
	add_setting_string(out, vm, SETTING_OS_NAME, "name");
	text_addf(out, "\t\t\t.kernel_type = %s,\n", vm_setting(vm, SETTING_KERN_TYPE)->text.text);
	add_setting_string(out, vm, SETTING_KERN_MOD, "kernel_mod_tag");
	add_setting_string(out, vm, SETTING_RAMDISK_MOD, "ramdisk_mod_tag");
	add_address(out, vm, SETTING_KERN_LOAD_ADDR, "kernel_load_addr");
	add_address(out, vm, SETTING_KERN_ENTRY_ADDR, "kernel_entry_addr");
	if (vm->kind == VM_SERVICE)
		text_add(out, "\t\t\t.bootargs = SOS_VM_BOOTARGS,\n");
	else if (!value_is_blank(&bootargs->text))
		add_string(out, "\t\t\t", "bootargs", join_words(out->arena, bootargs->text.text));
	text_add(out, "\t\t},\n");
}

static const char *vuart_type(const struct vuart_config *vuart)
{
	return vuart != NULL && value_is(&vuart->type, "VUART_PCI") ? "VUART_PCI"
								    : "VUART_LEGACY_PIO";
}

static void add_vuart0(struct text *out, const struct vm *vm)
{
	const struct vuart_config *vuart = vm_legacy_vuart(vm, 0);
	const char *prefix = vm->kind == VM_SERVICE ? "SOS_" : "";

	text_addf(out, "\t\t.vuart[0] = {\n\t\t\t.type = %s,\n", vuart_type(vuart));
	if (vuart == NULL || !vuart_is_on(vuart))
		text_add(out, "\t\t\t.addr.port_base = INVALID_COM_BASE,\n");
	else
		text_addf(out, "\t\t\t.addr.port_base = %sCOM1_BASE,\n", prefix);
	if (vuart != NULL)
		text_addf(out, "\t\t\t.irq = %sCOM1_IRQ,\n", prefix);
	text_add(out, "\t\t},\n");
}

static void add_vuart1(struct text *out, const struct vm *vm)
{
	const struct vuart_config *vuart = vm_legacy_vuart(vm, 1);
	const char *prefix = vm->kind == VM_SERVICE ? "SOS_" : "";

	text_addf(out, "\t\t.vuart[1] = {\n\t\t\t.type = %s,\n", vuart_type(vuart));
	if (hv_vuart1_is_connected(vm))
		text_addf(out,
			"\t\t\t.addr.port_base = %sCOM2_BASE,\n\t\t\t.irq = %sCOM2_IRQ,\n"
			"\t\t\t.t_vuart.vm_id = %" PRIu64 "U,\n\t\t\t.t_vuart.vuart_id = %" PRIu64
			"U,\n",
			prefix, prefix, vuart->target_vm.value, vuart->target_uart.value);
	else
		text_add(out, "\t\t\t.addr.port_base = INVALID_COM_BASE,\n");
	text_add(out, "\t\t},\n");
}

static void add_devices(struct text *out, const struct emit_input *in, const struct vm *vm)
{
	size_t n_devices = in->layout->vms[vm->index].n_devices;

	if (vm->kind == VM_SERVICE)
		text_addf(out, "\t\t.pci_dev_num = %zuU,\n\t\t.pci_devs = sos_pci_devs,\n",
			n_devices);
	else if (n_devices != 0)
		text_addf(out,
			"\t\t.pci_dev_num = VM%" PRIu64 "_CONFIG_PCI_DEV_NUM,\n"
			"\t\t.pci_devs = vm%" PRIu64 "_pci_devs,\n",
			vm->id.value, vm->id.value);
}

static void add_passthrough(struct text *out, const struct emit_input *in, const struct vm *vm)
{
	if (hv_has_tpm(in, vm))
		text_addf(out,
			"\t\t.pt_tpm2 = true,\n\t\t.mmiodevs[0] = {\n"
			"\t\t\t.base_gpa = 0x%xUL,\n\t\t\t.base_hpa = 0x%xUL,\n"
			"\t\t\t.size = 0x%xUL,\n\t\t},\n",
			TPM_REGISTERS, TPM_REGISTERS, TPM_REGISTERS_SIZE);
	if (vm->id.value == 0 && vm->kind == VM_PRE_LAUNCHED)
		text_add(out, "\t\t.pt_intx_num = 0U,\n\t\t.pt_intx = &vm0_pt_intx[0U],\n");
}

static void add_vm(struct text *out, const struct emit_input *in, const struct vm *vm)
{
	text_addf(out, "\t{ /* %s */\n", emit_c_vm(out->arena, vm));
	add_kind(out, in, vm);
	text_addf(out, "\t\t.cpu_affinity = %s,\n", hv_affinity_macro(out->arena, vm));
	add_clos(out, in, vm);
	if (vm->kind != VM_POST_LAUNCHED) {
		add_string(out, "\t\t", "name", vm->name.text);
		add_guest_flags(out, vm);
		add_memory(out, vm);
	}
	if (vm->kind != VM_SERVICE)
		add_epc(out, vm);
	if (vm->kind != VM_POST_LAUNCHED)
		add_os_config(out, vm);
	if (vm->kind == VM_PRE_LAUNCHED)
		text_addf(out,
			"\t\t.acpi_config = {\n\t\t\t.acpi_mod_tag = \"ACPI_VM%" PRIu64
			"\",\n\t\t},\n",
			vm->id.value);
	add_vuart0(out, vm);
	add_vuart1(out, vm);
	add_devices(out, in, vm);
	add_passthrough(out, in, vm);
	text_add(out, "\t},\n");
}

/* ---- vm_configurations.c: the file ------------------------------------------------------- */

static void add_declarations(struct text *out, const struct emit_input *in)
{
	text_add(out, "extern struct pt_intx_config vm0_pt_intx[1U];\n");
	EACH (const struct vm, vm, in->config, vms) {
		if (vm->kind == VM_SERVICE)
			text_add(out,
				"extern struct acrn_vm_pci_dev_config sos_pci_devs[CONFIG_MAX_PCI_DEV_NUM];\n");
		else if (in->layout->vms[vm->index].n_devices != 0)
			text_addf(out,
				"extern struct acrn_vm_pci_dev_config vm%" PRIu64
				"_pci_devs[VM%" PRIu64 "_CONFIG_PCI_DEV_NUM];\n",
				vm->id.value, vm->id.value);
	}
}

/* A macro has the value in a file of the same run. */
static void assert_value(struct text *out, const char *name, uint64_t value, const char *file)
{
	text_addf(out,
		"_Static_assert(%s == " HEX64 "UL,\n"
		"\t\"vm_configurations.c and %s are of different runs of acrn-cfgc\");\n",
		name, value, file);
}

static void add_asserts(struct text *out, const struct emit_input *in)
{
	static const struct {
		const char *member;
		unsigned size;
	} arrays[] = {{"name", 32}, {"os_config.name", 32}, {"os_config.kernel_mod_tag", 32},
		{"os_config.ramdisk_mod_tag", 32}, {"os_config.bootargs", 2048}};

	text_addf(out,
		"\n/* What this file was made for: headers of the release, files of the same run. */\n"
		"_Static_assert(CONFIG_MAX_VM_NUM == %zuU,\n\t\"the scenario has %zu VMs\");\n",
		in->config->n_vms, in->config->n_vms);
	for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++)
		text_addf(out,
			"_Static_assert(sizeof(vm_configs[0].%s) == %uU,\n"
			"\t\"vm_configurations.c is for ACRN %s; these headers are of another release\");\n",
			arrays[i].member, arrays[i].size, in->target->name);
	emit_hv_assert_same_run(out, in, "vm_configurations.c");
	EACH (const struct vm, vm, in->config, vms) {
		assert_value(
			out, hv_affinity_macro(out->arena, vm), vm->config->affinity, "misc_cfg.h");
	}
	assert_value(out, "CONFIG_HV_RAM_START", hv_ram_start(in), "config.h");
	assert_value(out, "CONFIG_HV_RAM_SIZE", hv_ram_size(in), "config.h");
	if (in->config->service_vm != NULL)
		text_add(out,
			"_Static_assert(sizeof(SOS_VM_BOOTARGS) <= 2048U,\n"
			"\t\"the boot arguments of the Service VM must have at most 2047 bytes\");\n");
}

void emit_hv_vm_configurations_c(struct text *out, const struct emit_input *in)
{
	emit_c_header(out, in, "The VMs.");
	text_add(out, "#include <vm_config.h>\n#include <vuart.h>\n#include <pci_dev.h>\n\n");
	add_declarations(out, in);
	text_add(out, "\nstruct acrn_vm_config vm_configs[CONFIG_MAX_VM_NUM] = {\n");
	EACH (const struct vm, vm, in->config, vms) {
		add_vm(out, in, vm);
	}
	text_add(out, "};\n");
	add_asserts(out, in);
}
