/* scenarios/<scenario>/vm_configurations.h and .c: the table of VMs. */
#include "base/each.h"
#include "embedded.h"
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

/* The values of members. NULL: the member is left out, for want of a value or because the VM is
   one that acrn-dm starts. */

static const char *string_of(struct arena *arena, const struct vm *vm, enum setting_id id)
{
	const struct value *text = &vm_setting(vm, id)->text;

	if (vm->kind == VM_POST_LAUNCHED || value_is_blank(text))
		return NULL;
	return emit_c_string(
		arena, id == SETTING_BOOTARGS ? join_words(arena, text->text) : text->text);
}

static const char *address_of(struct arena *arena, const struct vm *vm, enum setting_id id)
{
	const struct number *address = &vm_setting(vm, id)->number;

	if (vm->kind == VM_POST_LAUNCHED || !number_valid(address))
		return NULL;
	return emit_c_address(arena, address->value);
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
static const char *list_guest_flags(struct arena *arena, const struct vm *vm)
{
	const struct value_list *flags = &vm->config->guest_flags;
	struct text list;

	text_init(&list, arena);
	for (size_t i = 0; i < flags->count && vm->kind != VM_POST_LAUNCHED; i++) {
		const struct value *flag = &flags->items[i];

		if (value_is_blank(flag) || value_is(flag, "0") || value_is(flag, "0UL") ||
			is_repeated(flags, i))
			continue;
		text_addf(&list, "%s%s", list.length == 0 ? "" : " | ", flag->text);
	}
	return list.bytes;
}

static const char *list_clos(struct arena *arena, const struct emit_input *in, const struct vm *vm)
{
	const struct number_list *clos = &vm->config->clos;
	struct text list;

	if (!hv_is_on(in, SETTING_RDT_ENABLED) || clos->count == 0)
		return NULL;
	text_init(&list, arena);
	text_add(&list, "#ifdef CONFIG_RDT_ENABLED\n\t\t.clos = {");
	for (size_t i = 0; i < clos->count; i++)
		text_addf(&list, "%s%" PRIu64 "U", i == 0 ? "" : ", ", clos->items[i].value);
	text_add(&list, "},\n#endif");
	return list.bytes;
}

/* The Service VM has all RAM, less what the others have: only where it begins is its own. */
static const char *memory_start(struct arena *arena, const struct vm *vm, size_t piece)
{
	if (vm->kind == VM_POST_LAUNCHED || (vm->kind == VM_SERVICE && piece != 0))
		return NULL;
	if (piece < vm->n_memory)
		return emit_c_address(arena, vm->memory[piece].start.value);
	return vm->kind == VM_SERVICE ? "0x0UL" : NULL;
}

static const char *memory_size(struct arena *arena, const struct vm *vm, size_t piece)
{
	if (vm->kind == VM_SERVICE && piece == 0)
		return "CONFIG_SOS_RAM_SIZE";
	if (vm->kind != VM_PRE_LAUNCHED || piece >= vm->n_memory)
		return NULL;
	return emit_c_address(arena, vm->memory[piece].length.value);
}

/* Part of the enclave page cache; neither member without one of both. */
static const char *epc_of(struct arena *arena, const struct vm *vm, enum setting_id id)
{
	if (vm->kind == VM_SERVICE || (vm_setting(vm, SETTING_EPC_BASE)->number.value == 0 &&
					      vm_setting(vm, SETTING_EPC_SIZE)->number.value == 0))
		return NULL;
	return emit_c_address(arena, vm_setting(vm, id)->number.value);
}

static const char *vuart_type(const struct vuart_config *vuart)
{
	return vuart != NULL && value_is(&vuart->type, "VUART_PCI") ? "VUART_PCI"
								    : "VUART_LEGACY_PIO";
}

/* COM1_BASE and the like; the macros of the Service VM have a prefix. */
static const char *port_macro(struct arena *arena, const struct vm *vm, const char *name)
{
	return arena_join(arena, vm->kind == VM_SERVICE ? "SOS_" : "", name, "");
}

/* The members that are about devices. */
static void add_devices(struct text *out, const struct emit_input *in, const struct vm *vm)
{
	struct arena *arena = out->arena;
	const struct vuart_config *vuart0 = vm_legacy_vuart(vm, 0);
	const struct vuart_config *vuart1 = vm_legacy_vuart(vm, 1);
	bool has_vuart0 = vuart0 != NULL && vuart_is_on(vuart0);
	bool connected = hv_vuart1_is_connected(vm);
	bool service = vm->kind == VM_SERVICE;
	bool has_tpm = hv_has_tpm(in, vm);
	bool has_intx = vm->id.value == 0 && vm->kind == VM_PRE_LAUNCHED;
	size_t n_devices = in->layout->vms[vm->index].n_devices;
	const char *dev_num = NULL;
	const char *devs = NULL;

	if (service) {
		dev_num = arena_printf(arena, "%zuU", n_devices);
		devs = "sos_pci_devs";
	} else if (n_devices != 0) {
		dev_num = arena_printf(arena, "VM%" PRIu64 "_CONFIG_PCI_DEV_NUM", vm->id.value);
		devs = arena_printf(arena, "vm%" PRIu64 "_pci_devs", vm->id.value);
	}

	const struct template_mark marks[] = {
		{"@VUART0_TYPE@", vuart_type(vuart0)},
		{"@VUART0_BASE@",
			has_vuart0 ? port_macro(arena, vm, "COM1_BASE") : "INVALID_COM_BASE"},
		{"@VUART0_IRQ@", vuart0 != NULL ? port_macro(arena, vm, "COM1_IRQ") : NULL},
		{"@VUART1_TYPE@", vuart_type(vuart1)},
		{"@VUART1_BASE@",
			connected ? port_macro(arena, vm, "COM2_BASE") : "INVALID_COM_BASE"},
		{"@VUART1_IRQ@", connected ? port_macro(arena, vm, "COM2_IRQ") : NULL},
		{"@TARGET_VM@", connected ? emit_c_number(arena, vuart1->target_vm.value) : NULL},
		{"@TARGET_VUART@",
			connected ? emit_c_number(arena, vuart1->target_uart.value) : NULL},
		{"@PCI_DEV_NUM@", dev_num},
		{"@PCI_DEVS@", devs},
		{"@PT_TPM2@", has_tpm ? "true" : NULL},
		{"@TPM_BASE@", has_tpm ? emit_c_address(arena, TPM_REGISTERS) : NULL},
		{"@TPM_SIZE@", has_tpm ? emit_c_address(arena, TPM_REGISTERS_SIZE) : NULL},
		{"@PT_INTX_NUM@", has_intx ? "0U" : NULL},
		{"@PT_INTX@", has_intx ? "&vm0_pt_intx[0U]" : NULL},
	};

	emit_template(out, embed_vm_devices_c, marks, sizeof(marks) / sizeof(marks[0]));
}

static void add_vm(struct text *out, const struct emit_input *in, const struct vm *vm)
{
	struct arena *arena = out->arena;
	bool booted = vm->kind != VM_POST_LAUNCHED;
	const char *type =
		arena_printf(arena, "CONFIG_%s(%zu)", vm->type.text, hv_number_of_type(in, vm));
	const char *module = arena_printf(arena, "ACPI_VM%" PRIu64, vm->id.value);

	const struct template_mark marks[] = {
		{"@VM@", emit_c_vm(arena, vm)},
		{"@VM_TYPE@", vm->kind == VM_SERVICE ? "CONFIG_SOS_VM" : type},
		{"@AFFINITY@", hv_affinity_macro(arena, vm)},
		{"@CLOS@", list_clos(arena, in, vm)},
		{"@NAME@", booted ? emit_c_string(arena, vm->name.text) : NULL},
		{"@GUEST_FLAGS@", list_guest_flags(arena, vm)},
		{"@START_HPA@", memory_start(arena, vm, 0)},
		{"@SIZE@", memory_size(arena, vm, 0)},
		{"@START_HPA2@", memory_start(arena, vm, 1)},
		{"@SIZE_HPA2@", memory_size(arena, vm, 1)},
		{"@EPC_BASE@", epc_of(arena, vm, SETTING_EPC_BASE)},
		{"@EPC_SIZE@", epc_of(arena, vm, SETTING_EPC_SIZE)},
		{"@OS_NAME@", string_of(arena, vm, SETTING_OS_NAME)},
		{"@KERNEL_TYPE@", booted ? vm_setting(vm, SETTING_KERN_TYPE)->text.text : NULL},
		{"@KERNEL_MOD@", string_of(arena, vm, SETTING_KERN_MOD)},
		{"@RAMDISK_MOD@", string_of(arena, vm, SETTING_RAMDISK_MOD)},
		{"@KERNEL_LOAD_ADDR@", address_of(arena, vm, SETTING_KERN_LOAD_ADDR)},
		{"@KERNEL_ENTRY_ADDR@", address_of(arena, vm, SETTING_KERN_ENTRY_ADDR)},
		{"@BOOTARGS@", vm->kind == VM_SERVICE ? "SOS_VM_BOOTARGS"
						      : string_of(arena, vm, SETTING_BOOTARGS)},
		{"@ACPI_MODULE@", vm->kind == VM_PRE_LAUNCHED ? module : NULL},
	};

	emit_template(out, embed_vm_configuration_c, marks, sizeof(marks) / sizeof(marks[0]));
	add_devices(out, in, vm);
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
