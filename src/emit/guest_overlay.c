/* vm<id>/ivshmem.overlay: a Zephyr device tree node for each region. */
#include "embedded.h"
#include "emit/guest.h"

/* PCIE_BDF() of Zephyr: the first cell of a node's reg, and so its unit address. */
static unsigned bdf_cell(struct bdf bdf)
{
	return (unsigned)bdf.bus << 16 | (unsigned)bdf.device << 11 | (unsigned)bdf.function << 8;
}

static void add_node(struct text *nodes, const struct layout_guest *guest,
	const struct layout_link *link, size_t index)
{
	struct arena *arena = nodes->arena;
	const char *cell = arena_printf(arena, "%x", bdf_cell(link->bdf));
	const struct template_mark marks[] = {
		{"@REGION@", link->region->full_name},
		{"@SIZE@", emit_size(arena, link->region->size)},
		{"@PEERS@", emit_guest_peers(arena, guest, link)},
		{"@INDEX@", arena_printf(arena, "%zu", index)},
		{"@UNIT@", cell},
		{"@CELL@", arena_printf(arena, "0x%s", cell)},
		{"@BDF@", arena_printf(arena, "%u, %u, %u", BDF_ARGS(link->bdf))},
	};

	emit_template(nodes, embed_ivshmem_node_overlay, marks, sizeof(marks) / sizeof(marks[0]));
}

void emit_ivshmem_overlay(struct text *out, const struct emit_input *in)
{
	const struct layout_guest *guest = emit_guest(in);
	const char *title = arena_printf(out->arena,
		"Zephyr device tree overlay: the regions of %s", emit_c_vm(out->arena, in->vm));
	struct text nodes;

	text_init(&nodes, out->arena);
	for (size_t i = 0; i < guest->n_links; i++)
		add_node(&nodes, guest, &guest->links[i], i);

	const struct template_mark marks[] = {
		{"@FACTS@\n", emit_facts(out->arena, in, " *", title)},
		{"\n\t/*@NODES@*/\n", nodes.bytes},
	};

	emit_template(out, embed_ivshmem_overlay, marks, sizeof(marks) / sizeof(marks[0]));
}
