/*
 * pci_dev.c, the device table of every VM, and vbar_base.h, the BARs that it uses up to v2.4.
 *
 * Entries are in the order of the layout. Every table is bound by static assertions to the
 * headers it was made for, to the table lengths that misc_cfg.h promises and to the files of the
 * same run.
 */
#include "base/each.h"
#include "embedded.h"
#include "emit/common.h"

#define VALUE_COLUMN 48u    /* column of a BAR's comment */
#define CONTINUE_COLUMN 96u /* column of the backslash of a BAR macro */

/* Byte offset of vbar_base in v2.2, where the vUART's fields are not before it. */
#define VBAR_OFFSET_BARE 40u

static bool has_table(const struct emit_input *in, const struct layout_vm *table)
{
	return table->vm->kind == VM_SERVICE ? in->target->service_array != NULL
					     : table->n_devices != 0;
}

static uint64_t vm_id(const struct layout_vm *table)
{
	return table->vm->id.value;
}

/* The macro of a device's BARs: the VM's id is part of it, so no two VMs ever share one. */
static const char *vbar_name(
	struct arena *arena, const struct layout_vm *table, const struct layout_device *device)
{
	uint64_t id = vm_id(table);

	if (device->passthrough != NULL)
		return arena_printf(arena, "VM%" PRIu64 "_PTDEV_%02X_%02X_%X_VBAR", id,
			BDF_ARGS(device->passthrough->bdf));
	if (device->region != NULL)
		return arena_printf(
			arena, "VM%" PRIu64 "_IVSHMEM_%zu_VBAR", id, device->region->index);
	return arena_printf(arena, "VM%" PRIu64 "_VUART_%u_VBAR", id,
		device->vuart != NULL ? device->vuart->index : 0);
}

/* What a BAR's entry holds: the address with the type bits that go with it. */
static uint64_t bar_value(const struct layout_device *device, const struct bar *bar)
{
	const uint64_t mem64_prefetchable = 0xc;

	/* The hypervisor reads the type of an emulated BAR from here, of a physical one from it. */
	if (device->type == DEVICE_IVSHMEM && bar->type == BAR_MEM64_PREFETCH)
		return bar->address | mem64_prefetchable;
	return bar->address;
}

/* ".vbar_base[2] = 0x9000000cUL", the separator, and what it means. */
static void add_bar(struct text *out, const struct layout_device *device, const struct bar *bar,
	const char *separator)
{
	static const char *const types[] = {
		[BAR_IO] = "I/O",
		[BAR_MEM32] = "32-bit",
		[BAR_MEM64] = "64-bit",
		[BAR_MEM64_PREFETCH] = "64-bit prefetchable",
	};

	text_addf(out, ".vbar_base[%u] = " HEX64 "UL%s ", bar->index, bar_value(device, bar),
		separator);
	emit_c_pad_to(out, VALUE_COLUMN);
	if (bar->guest_placed)
		text_addf(out, "/* %s, placed by the guest */", types[bar->type]);
	else
		text_addf(out, "/* %s, %s at " HEX64 " */", types[bar->type],
			emit_size(out->arena, bar->size), bar->address);
}

static void add_vbar_macro(
	struct text *out, const struct layout_vm *table, const struct layout_device *device)
{
	const struct bar *last = &device->bars[device->n_bars - 1];

	text_addf(out, "\n/* %s: %s */\n#define %s", emit_c_vm(out->arena, table->vm),
		emit_device_name(out->arena, device), vbar_name(out->arena, table, device));
	EACH (const struct bar, bar, device, bars) {
		emit_c_continue(out, CONTINUE_COLUMN);
		text_add_char(out, '\t');
		add_bar(out, device, bar, bar == last ? "" : ",");
	}
	text_add_char(out, '\n');
}

void emit_vbar_base_h(struct text *out, const struct emit_input *in)
{
	emit_c_header(out, in, "BARs of the devices in pci_dev.c.");
	text_addf(out,
		"#ifndef VBAR_BASE_H\n#define VBAR_BASE_H\n\n"
		"#define VBAR_BASE_LAYOUT_ID 0x%016" PRIx64 "UL /* pci_dev.c asks for it */\n",
		in->layout_id);
	for (size_t i = 0; i < in->config->n_vms; i++) {
		const struct layout_vm *table = emit_table(in, i);

		EACH (const struct layout_device, device, table, devices) {
			if (has_table(in, table) && device->n_bars != 0)
				add_vbar_macro(out, table, device);
		}
	}
	text_add(out, "\n#endif /* VBAR_BASE_H */\n");
}

static const char *c_bdf(struct arena *arena, struct bdf bdf)
{
	return arena_printf(arena, EMIT_C_BDF, BDF_ARGS(bdf));
}

/* Up to v2.4 the macro of vbar_base.h, then a line for each BAR; NULL: the device has none. */
static const char *list_bars(struct arena *arena, const struct emit_input *in,
	const struct layout_vm *table, const struct layout_device *device)
{
	struct text bars;

	text_init(&bars, arena);
	if (device->n_bars != 0 && in->target->vbar_base_header)
		return arena_printf(arena, "\t\t%s,", vbar_name(arena, table, device));
	EACH (const struct bar, bar, device, bars) {
		text_add(&bars, bars.length == 0 ? "\t\t" : "\n\t\t");
		add_bar(&bars, device, bar, ",");
	}
	return bars.bytes;
}

static void add_entry(struct text *out, const struct emit_input *in, const struct layout_vm *table,
	const struct layout_device *device)
{
	static const char *const operations[] = {
		[DEVICE_HOST_BRIDGE] = "&vhostbridge_ops",
		[DEVICE_PASSTHROUGH] = NULL,
		[DEVICE_IVSHMEM] = "&vpci_ivshmem_ops",
		[DEVICE_VUART] = "&vmcs9900_ops",
		[DEVICE_PTM] = NULL,
	};
	struct arena *arena = out->arena;
	const struct vuart *vuart = device->vuart;
	const struct vm *target = vuart != NULL ? vuart->target : NULL;
	const char *emu_type =
		device->type == DEVICE_PASSTHROUGH ? "PCI_DEV_TYPE_PTDEV" : "PCI_DEV_TYPE_HVEMUL";
	const char *region = NULL;

	if (device->region != NULL)
		region = arena_printf(arena, "IVSHMEM_SHM_REGION_%zu", device->region->index);

	const struct template_mark marks[] = {
		{"@DEVICE@", emit_device_name(arena, device)},
		{"@EMU_TYPE@", device->type == DEVICE_PTM ? NULL : emu_type},
		{"@VBDF@", device->has_vbdf ? c_bdf(arena, device->vbdf) : NULL},
		{"@VBDF_VALUE@", device->has_vbdf ? NULL : "UNASSIGNED_VBDF"},
		{"@VDEV_OPS@", operations[device->type]},
		{"@PBDF@", device->passthrough ? c_bdf(arena, device->passthrough->bdf) : NULL},
		{"@REGION@", region},
		{"@VUART@", vuart != NULL ? emit_c_number(arena, vuart->index) : NULL},
		{"@TARGET_VM@", target ? emit_c_number(arena, target->id.value) : NULL},
		{"@TARGET_VUART@", target ? emit_c_number(arena, vuart->target_uart.value) : NULL},
		{"@SECONDARY_BUS@", device->type == DEVICE_PTM ? "1U" : NULL},
		{"@VBARS@", list_bars(arena, in, table, device)},
	};

	emit_template(out, embed_pci_dev_entry_c, marks, sizeof(marks) / sizeof(marks[0]));
}

static void add_table(struct text *out, const struct emit_input *in, const struct layout_vm *table)
{
	text_addf(out, "\n/* %s: %zu device%s */\n", emit_c_vm(out->arena, table->vm),
		table->n_devices, table->n_devices == 1 ? "" : "s");
	if (table->vm->kind == VM_SERVICE)
		text_addf(out, "struct acrn_vm_pci_dev_config %s[CONFIG_MAX_PCI_DEV_NUM]",
			in->target->service_array);
	else
		text_addf(out,
			"struct acrn_vm_pci_dev_config vm%" PRIu64 "_pci_devs[VM%" PRIu64
			"_CONFIG_PCI_DEV_NUM]",
			vm_id(table), vm_id(table));
	if (table->n_devices == 0) {
		text_add(out, ";\n");
		return;
	}
	text_add(out, " = {\n");
	EACH (const struct layout_device, device, table, devices) {
		add_entry(out, in, table, device);
	}
	text_add(out, "};\n");
}

static void add_field_assert(struct text *out, const char *field, const char *message)
{
	text_addf(out,
		"_Static_assert(sizeof(((struct acrn_vm_pci_dev_config *)0)->%s) == 2U, \"%s\");\n",
		field, message);
}

/*
 * Some releases differ in nothing but this name, and C cannot ask whether a name was declared. But
 * an array that was declared with its length keeps it when it is declared again without one, and is
 * then not compatible with an array of another length; one that is new here has none, and is.
 */
static void add_service_array_assert(
	struct text *out, const struct target *target, const char *message)
{
	text_addf(out,
		"#ifdef __has_include\n#if __has_include(<%s>)\n#include <%s>\n"
		"/* declared there with its length, or this is another release */\n"
		"extern struct acrn_vm_pci_dev_config %s[];\n"
		"_Static_assert(!__builtin_types_compatible_p(__typeof__(%s), struct acrn_vm_pci_dev_config[CONFIG_MAX_PCI_DEV_NUM + 1U]), \"%s\");\n"
		"#endif\n#endif\n",
		target->service_array_header, target->service_array_header, target->service_array,
		target->service_array, message);
}

/* The headers are those of the target's profile. One line each: a compiler shows it whole. */
static void add_header_asserts(struct text *out, const struct target *target)
{
	const char *wrong = arena_printf(out->arena,
		"pci_dev.c is for ACRN %s; these headers are of another release", target->name);

	text_addf(out,
		"\n/* The headers are those of ACRN %s, or of a release with the same tables. */\n",
		target->name);
	/* All releases have the first assertion, on where BARs begin. */
	text_addf(out,
		"_Static_assert(__builtin_offsetof(struct acrn_vm_pci_dev_config, vbar_base) %s %uU, \"%s\");\n",
		target->vuart_fields ? ">" : "==", VBAR_OFFSET_BARE, wrong);
	if (target->vuart_fields)
		add_field_assert(out, "vuart_idx", wrong);
	if (target->ptm_entry)
		add_field_assert(out, "vrp_sec_bus", wrong);
	if (target->service_array_header != NULL)
		add_service_array_assert(out, target, wrong);
	text_add(out,
		"_Static_assert(sizeof(((struct acrn_vm_pci_dev_config *)0)->shm_region_name) == 32U,\n"
		"\t\"a device must name its region in 32 bytes\");\n"
		"_Static_assert(sizeof(((struct acrn_vm_pci_dev_config *)0)->vbar_base) == (6U * sizeof(uint64_t)),\n"
		"\t\"a device must have six BARs of 64 bits\");\n");
}

static void add_length_assert(struct text *out, const struct layout_vm *table)
{
	uint64_t id = vm_id(table);
	size_t length = table->n_devices;
	const char *macro = arena_printf(out->arena, "VM%" PRIu64 "_CONFIG_PCI_DEV_NUM", id);
	const char *entries = arena_printf(
		out->arena, "VM %" PRIu64 " has %zu entr%s", id, length, length == 1 ? "y" : "ies");

	if (length == 0)
		text_addf(out,
			"#ifdef %s\n_Static_assert(%s == 0U,\n"
			"\t\"%s must be 0: VM %" PRIu64 " has no device table\");\n#endif\n",
			macro, macro, macro, id);
	else
		text_addf(out,
			"#ifndef %s\n#error \"%s is not defined: the table of %s\"\n#endif\n"
			"_Static_assert(%s == %zuU,\n\t\"%s must be %zu: the table of %s\");\n",
			macro, macro, entries, macro, length, macro, length, entries);
}

static void add_length_asserts(struct text *out, const struct emit_input *in)
{
	text_add(out,
		"\n/* misc_cfg.h promises tables of these lengths; pci_dev_num.h has them. */\n");
	for (size_t i = 0; i < in->config->n_vms; i++) {
		const struct layout_vm *table = emit_table(in, i);

		if (table->vm->kind != VM_SERVICE)
			add_length_assert(out, table);
	}
}

static size_t count_ivshmem(const struct emit_input *in)
{
	size_t count = 0;

	for (size_t i = 0; i < in->config->n_vms; i++) {
		EACH (const struct layout_device, device, &in->layout->vms[i], devices) {
			count += device->type == DEVICE_IVSHMEM;
		}
	}
	return count;
}

static void add_capacity(struct text *out, const char *symbol, uint64_t minimum, const char *why)
{
	if (minimum != 0)
		text_addf(out,
			"#ifdef %s\n_Static_assert(%s >= %" PRIu64 "U,\n"
			"\t\"%s must be at least %" PRIu64 ": %s\");\n#endif\n",
			symbol, symbol, minimum, symbol, minimum, why);
}

static void add_capacity_asserts(struct text *out, const struct emit_input *in)
{
	const struct layout *layout = in->layout;

	if (count_ivshmem(in) == 0)
		return;
	text_add(out,
		"\n/* The hypervisor's own arrays have room; it does not check all of them. */\n");
	add_capacity(out, "CONFIG_MAX_EMULATED_MMIO_REGIONS", layout->emulated_mmio.need,
		"handlers of one VM; more are dropped silently");
	add_capacity(out, "CONFIG_MAX_MSIX_TABLE_NUM", layout->msix_table_num.need,
		"an ivshmem device has 8 vectors");
	if (in->target->service_array != NULL)
		add_capacity(out, "CONFIG_MAX_PCI_DEV_NUM", layout->pci_dev_num.need,
			"the board's devices and those of the Service VM");
}

static void add_run_id(struct text *out, const char *symbol, const char *file, uint64_t id)
{
	text_addf(out,
		"_Static_assert(%s == 0x%016" PRIx64 "UL,\n"
		"\t\"%s and pci_dev.c are of different runs; take all files of one\");\n",
		symbol, id, file);
}

/* The files that pci_dev.c is compiled with were written together with it. */
static void add_run_asserts(struct text *out, const struct emit_input *in)
{
	size_t n_ivshmem = count_ivshmem(in);

	text_add(out, "\n/* All files are of one run. */\n");
	if (emit_has_regions(in->config)) {
		add_run_id(out, "IVSHMEM_CFG_LAYOUT_ID", "ivshmem_cfg.h", in->layout_id);
		text_addf(out,
			"_Static_assert(IVSHMEM_DEV_NUM == %zuUL,\n"
			"\t\"IVSHMEM_DEV_NUM must be %zu, the shared memory devices below\");\n",
			n_ivshmem, n_ivshmem);
	} else {
		text_add(out,
			"#ifdef IVSHMEM_SHM_REGIONS\n#error \"ivshmem_cfg.h has regions, pci_dev.c has none: take all files of one run\"\n#endif\n");
	}
	if (in->target->vbar_base_header)
		add_run_id(out, "VBAR_BASE_LAYOUT_ID", "vbar_base.h", in->layout_id);
}

void emit_pci_dev_c(struct text *out, const struct emit_input *in)
{
	const char *const *include = in->target->pci_dev_includes;

	emit_c_header(out, in, "PCI devices that the hypervisor gives to each VM.");
	emit_c_require_header(out, include[0], "pci_dev.c", in->target);
	/* v2.2 has no PCI vUART: gives our message in the place of 'file not found'. */
	if (in->target->vuart_fields)
		emit_c_require_header(out, "vmcs9900.h", "pci_dev.c", in->target);
	for (; *include != NULL; include++)
		text_addf(out, "#include <%s>\n", *include);
	if (!in->target->vbar_base_header)
		text_add(out, "\n#define INVALID_PCI_BASE 0U\n");
	/* Before the tables, so that the first complaint of a compiler is in our words. */
	add_header_asserts(out, in->target);
	add_run_asserts(out, in);
	add_length_asserts(out, in);
	add_capacity_asserts(out, in);

	for (size_t i = 0; i < in->config->n_vms; i++) {
		if (has_table(in, emit_table(in, i)))
			add_table(out, in, emit_table(in, i));
	}
	/* The hypervisor names its array whether a Service VM is configured or not. */
	if (in->config->service_vm == NULL && in->target->service_array != NULL && !in->whole)
		text_addf(out,
			"\n/* no Service VM */\n"
			"struct acrn_vm_pci_dev_config %s[CONFIG_MAX_PCI_DEV_NUM];\n",
			in->target->service_array);
}
