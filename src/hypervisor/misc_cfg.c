/* scenarios/<scenario>/<board>/misc_cfg.h, and pt_intx.c, which is empty. */
#include "base/each.h"
#include "hypervisor/hypervisor.h"

static void add_port(struct text *out, const char *name, struct hv_port port)
{
	text_addf(out, "#define %s_BASE " HEX64 "U\n#define %s_IRQ %" PRIu64 "U\n", name, port.base,
		name, port.irq);
}

static void add_service_vm(struct text *out, const struct emit_input *in)
{
	struct arena *arena = out->arena;
	const struct vm *service = in->config->service_vm;
	const struct value *root = &vm_setting(service, SETTING_PRIVATE_ROOTFS)->text;
	const struct board_tty *console = hv_console(in);
	const struct vuart_config *second = vm_legacy_vuart(service, 1);

	text_add(out,
		"\n/* The Service VM: its serial ports, and the parts of its boot arguments. */\n");
	add_port(out, "SOS_COM1", hv_com1(in));
	if (second != NULL && vuart_is_on(second))
		add_port(out, "SOS_COM2", hv_com2(in));
	text_addf(out,
		"#define SOS_ROOTFS %s\n#define SOS_CONSOLE %s\n#define SOS_BOOTARGS_DIFF %s\n",
		emit_c_string(arena,
			value_is_blank(root) ? "" : arena_join(arena, "root=", root->text, " ")),
		emit_c_string(arena,
			console == NULL ? " " : arena_join(arena, "console=", console->name, " ")),
		emit_c_string(arena, hv_service_bootargs(in, arena)));
}

static void add_affinities(struct text *out, const struct emit_input *in)
{
	text_add(out, "\n/* Physical processors, as bits. */\n");
	EACH (const struct vm, vm, in->config, vms) {
		text_addf(out, "#define %s " HEX64 "UL\n", hv_affinity_macro(out->arena, vm),
			vm->config->affinity);
	}
}

static void add_rdt(struct text *out, const struct emit_input *in)
{
	uint64_t clos = hv_max_clos(in);

	text_addf(out,
		"\n#ifdef CONFIG_RDT_ENABLED\n"
		"#define HV_SUPPORTED_MAX_CLOS %" PRIu64 "U\n"
		"#define MAX_MBA_CLOS_NUM_ENTRIES %" PRIu64 "U\n"
		"#define MAX_CACHE_CLOS_NUM_ENTRIES %" PRIu64 "U\n#endif\n",
		clos, clos, clos);
}

void emit_hv_misc_cfg_h(struct text *out, const struct emit_input *in)
{
	emit_c_header(out, in, "Numbers that the scenario and the board decide together.");
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
	emit_c_header(out, in, "Legacy interrupts that are passed through: none.");
	text_add(out, "#include <vm_config.h>\n\nstruct pt_intx_config vm0_pt_intx[1U];\n");
}
