/* vm<id>/ivshmem.overlay: a Zephyr device tree node for each region. */
#include "emit/guest.h"

/* PCIE_BDF() of Zephyr: what a node's reg, and so its unit address, begins with. */
static unsigned bdf_cell(struct bdf bdf)
{
	return (unsigned)bdf.bus << 16 | (unsigned)bdf.device << 11 | (unsigned)bdf.function << 8;
}

static void add_node(struct text *out, const struct layout_guest *guest,
	const struct layout_link *link, size_t index)
{
	text_addf(out, "\n\t/* %s, ", link->region->full_name);
	emit_size(out, link->region->size);
	text_add(out, ", shared with ");
	emit_guest_peers(out, guest, link);
	text_addf(out,
		" */\n\tivshmem%zu: ivshmem@%x {\n"
		"\t\tcompatible = \"qemu,ivshmem\";\n"
		"#ifdef PCIE_ID\n"
		"\t\treg = <PCIE_BDF(%u, %u, %u) PCIE_ID(0x1af4, 0x1110)>;\n"
		"#else\n"
		"\t\tvendor-id = <0x1af4>;\n"
		"\t\tdevice-id = <0x1110>;\n"
		"\t\treg = <0x%x 0>;\n"
		"#endif\n"
		"\t\tstatus = \"okay\";\n"
		"\t};\n",
		index, bdf_cell(link->bdf), link->bdf.bus, link->bdf.device, link->bdf.function,
		bdf_cell(link->bdf));
}

void emit_ivshmem_overlay(struct text *out, const struct emit_input *in)
{
	const struct layout_guest *guest = emit_guest(in);
	struct text title;

	text_init(&title, out->arena);
	text_add(&title, "Zephyr device tree overlay: the regions of ");
	emit_c_vm(&title, in->vm);
	emit_c_header(out, in, title.bytes);
	text_add(out, "#include <zephyr/dt-bindings/pcie/pcie.h>\n\n"
		      "/* Releases of Zephyr without PCIE_ID() find a device by its ids alone. */\n"
		      "&pcie0 {");
	for (size_t i = 0; i < guest->n_links; i++)
		add_node(out, guest, &guest->links[i], i);
	text_add(out, "};\n");
}
