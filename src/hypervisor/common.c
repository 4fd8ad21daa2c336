/* The files whose contents come from other emitters, and the facts of ACPI tables. */
#include "hypervisor/acpi.h"
#include "hypervisor/hypervisor.h"

#define PSE_GPIO_VENDOR 0x8086u
#define PSE_GPIO_DEVICE 0x4bb0u

void emit_hv_assert_same_run(struct text *out, const struct emit_input *in, const char *file)
{
	text_addf(out,
		"_Static_assert(PCI_DEV_NUM_LAYOUT_ID == 0x%016" PRIx64 "UL,\n"
		"\t\"%s and pci_dev_num.h are of different runs of acrn-cfgc\");\n",
		in->layout_id, file);
}

/* ---- tables of shared memory ------------------------------------------------------------- */

void emit_hv_pci_dev_c(struct text *out, const struct emit_input *in)
{
	emit_pci_dev_c(out, in);
	text_add_char(out, '\n');
	emit_hv_assert_same_run(out, in, "pci_dev.c");
}

void emit_hv_pci_dev_num_h(struct text *out, const struct emit_input *in)
{
	emit_pci_dev_num_h(out, in);
	text_addf(out,
		"\n#define PCI_DEV_NUM_LAYOUT_ID 0x%016" PRIx64
		"UL /* the C files of the same run ask for it */\n",
		in->layout_id);
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
