/* scenarios/<scenario>/<board>/misc_cfg.h, and pt_intx.c, which is empty. */
#include "hypervisor/hypervisor.h"

static void add_string_macro(struct text *out, const char *name, const char *value)
{
	text_addf(out, "#define %s ", name);
	text_c_string(out, value);
	text_add_char(out, '\n');
}

static void add_port(struct text *out, const char *name, struct hv_port port)
{
	text_addf(out, "#define %s_BASE 0x%llxU\n#define %s_IRQ %lluU\n", name,
		(unsigned long long)port.base, name, (unsigned long long)port.irq);
}

static void add_service_vm(struct text *out, const struct emit_input *in)
{
	const struct vm *service = in->config->service_vm;
	const struct setting *root = vm_setting(service, SETTING_PRIVATE_ROOTFS);
	const struct board_tty *console = hv_console(in);
	const struct vuart_config *second = vm_legacy_vuart(service, 1);

	text_add(out,
		"\n/* The Service VM: its serial ports, and the parts of its boot arguments. */\n");
	add_port(out, "SOS_COM1", hv_com1(in));
	if (second != NULL && vuart_is_on(second))
		add_port(out, "SOS_COM2", hv_com2(in));
	add_string_macro(out, "SOS_ROOTFS",
		value_is_blank(&root->text)
			? ""
			: arena_printf(out->arena, "root=%s ", root->text.text));
	add_string_macro(out, "SOS_CONSOLE",
		console == NULL ? " " : arena_printf(out->arena, "console=%s ", console->name));
	add_string_macro(out, "SOS_BOOTARGS_DIFF", hv_service_bootargs(in, out->arena));
}

static void add_affinities(struct text *out, const struct emit_input *in)
{
	text_add(out, "\n/* Physical processors, as bits. */\n");
	for (size_t i = 0; i < in->config->n_vms; i++)
		text_addf(out, "#define %s 0x%llxUL\n",
			hv_affinity_macro(out->arena, &in->config->vms[i]),
			(unsigned long long)in->config->vms[i].config->affinity);
}

static void add_rdt(struct text *out, const struct emit_input *in)
{
	unsigned long long clos = hv_max_clos(in);

	text_addf(out, "\n#ifdef CONFIG_RDT_ENABLED\n#define HV_SUPPORTED_MAX_CLOS %lluU\n", clos);
	text_addf(out, "#define MAX_MBA_CLOS_NUM_ENTRIES %lluU\n", clos);
	text_addf(out, "#define MAX_CACHE_CLOS_NUM_ENTRIES %lluU\n#endif\n", clos);
}

void emit_hv_misc_cfg_h(struct text *out, const struct emit_input *in)
{
	emit_hv_c_header(out, in, "Numbers that the scenario and the board decide together.");
	text_add(out, "#ifndef MISC_CFG_H\n#define MISC_CFG_H\n\n#include <pci_dev_num.h>\n");
	add_affinities(out, in);
	if (in->config->service_vm != NULL)
		add_service_vm(out, in);
	if (hv_is_on(in, SETTING_RDT_ENABLED))
		add_rdt(out, in);
	text_add(out, "\n#endif /* MISC_CFG_H */\n");
}

void emit_hv_pt_intx_c(struct text *out, const struct emit_input *in)
{
	emit_hv_c_header(out, in, "Legacy interrupts that are passed through: none.");
	text_add(out, "#include <vm_config.h>\n\nstruct pt_intx_config vm0_pt_intx[1U];\n");
}
