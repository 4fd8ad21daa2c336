/* The first lines of every file, and the files whose contents come from other emitters. */
#include "hypervisor/acpi.h"
#include "hypervisor/hypervisor.h"

#define PSE_GPIO_VENDOR 0x8086u
#define PSE_GPIO_DEVICE 0x4bb0u

static void add_mark(struct text *out)
{
	text_add(out, "/* " EMIT_MARK " */\n");
}

void emit_hv_c_header(struct text *out, const struct emit_input *in, const char *title)
{
	add_mark(out);
	emit_c_header(out, in, title);
}

void emit_hv_assert_same_run(struct text *out, const struct emit_input *in, const char *file)
{
	struct text condition;

	text_init(&condition, out->arena);
	text_add(&condition, "PCI_DEV_NUM_LAYOUT_ID == ");
	text_hex64(&condition, in->layout_id, 16);
	text_add(&condition, "UL");
	emit_c_assert(out, condition.bytes,
		"%s and pci_dev_num.h are of different runs of acrn-cfgc", file);
}

/* ---- tables of shared memory ------------------------------------------------------------- */

void emit_hv_pci_dev_c(struct text *out, const struct emit_input *in)
{
	add_mark(out);
	emit_pci_dev_c(out, in);
	text_add_char(out, '\n');
	emit_hv_assert_same_run(out, in, "pci_dev.c");
}

void emit_hv_pci_dev_num_h(struct text *out, const struct emit_input *in)
{
	add_mark(out);
	emit_pci_dev_num_h(out, in);
	text_add(out, "\n#define PCI_DEV_NUM_LAYOUT_ID ");
	text_hex64(out, in->layout_id, 16);
	text_add(out, "UL /* the C files of the same run ask for it */\n");
}

void emit_hv_ivshmem_cfg_h(struct text *out, const struct emit_input *in)
{
	add_mark(out);
	emit_ivshmem_cfg_h(out, in);
}

void emit_hv_vbar_base_h(struct text *out, const struct emit_input *in)
{
	add_mark(out);
	emit_vbar_base_h(out, in);
}

/* ---- ACPI -------------------------------------------------------------------------------- */

bool emit_hv_has_acpi(const struct emit_input *in)
{
	return in->vm != NULL && in->vm->kind == VM_PRE_LAUNCHED;
}

static bool is_pse_gpio(const struct layout_device *device)
{
	return device->type == DEVICE_PASSTHROUGH && device->passthrough->device != NULL &&
	       device->passthrough->device->vendor == PSE_GPIO_VENDOR &&
	       device->passthrough->device->device == PSE_GPIO_DEVICE;
}

void emit_hv_acpi_bin(struct text *out, const struct emit_input *in)
{
	const struct layout_vm *table = &in->layout->vms[in->vm->index];
	struct acpi_facts facts = {
		.n_cpus = (unsigned)__builtin_popcountll(in->vm->config->affinity),
		.has_tpm2 = in->vm->tpm2,
	};

	for (size_t i = 0; i < table->n_devices && !facts.has_pse_gpio; i++) {
		facts.has_pse_gpio = is_pse_gpio(&table->devices[i]);
		facts.pse_device = table->devices[i].vbdf.device;
	}
	acpi_module(out, &facts);
}
