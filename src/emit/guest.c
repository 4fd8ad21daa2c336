/* The files of a guest, vm<id>/: a header, a shell script and a device tree overlay. */
#include "base/each.h"
#include "embedded.h"
#include "emit/guest.h"

#define VALUE_COLUMN 48u

const struct layout_guest *emit_guest(const struct emit_input *in)
{
	return &in->layout->guests[in->vm->index];
}

bool emit_guest_has_regions(const struct emit_input *in)
{
	return in->vm != NULL && emit_guest(in)->n_links != 0;
}

bool emit_guest_has_launch_line(const struct emit_input *in)
{
	return in->vm != NULL && in->vm->kind == VM_POST_LAUNCHED;
}

/* "VM 0 (pre-launched VM) and VM 1 (Service VM)": all VMs of a region but the guest. */
static const char *name_peers(
	struct arena *arena, const struct layout_guest *guest, const struct layout_link *link)
{
	size_t n_others = link->region->n_peers - 1;
	size_t count = 0;
	struct text out;

	text_init(&out, arena);
	text_add(&out, "");
	EACH (const struct region_peer, peer, link->region, peers) {
		if (peer->vm == guest->vm)
			continue;
		text_addf(&out, "%s%s",
			count == 0              ? ""
			: count + 1 == n_others ? " and "
						: ", ",
			emit_c_vm(arena, peer->vm));
		count++;
	}
	return out.bytes;
}

/*
 * ---- ivshmem_guest.h ---------------------------------------------------------------------
 *
 * What a guest cannot find out by itself. C99 and C++, no other header, so that it serves Linux
 * programs, Zephyr and bare metal alike.
 */

/* The VM ids of the peers as an initialiser: "{0U, 1U}". */
static const char *list_peer_ids(
	struct arena *arena, const struct layout_guest *guest, const struct layout_link *link)
{
	struct text ids;

	text_init(&ids, arena);
	EACH (const struct region_peer, peer, link->region, peers) {
		if (peer->vm != guest->vm)
			text_addf(&ids, "%s%" PRIu64 "U", ids.length == 0 ? "{" : ", ",
				peer->vm->id.value);
	}
	text_add(&ids, "}");
	return ids.bytes;
}

/* IVSHMEM_<region>_<what> */
static void add_macro(
	struct text *out, const struct layout_link *link, const char *what, const char *value)
{
	emit_c_define(out, VALUE_COLUMN,
		arena_printf(out->arena, "IVSHMEM_%s_%s", link->identifier, what), "%s", value);
}

static void add_number(
	struct text *out, const struct layout_link *link, const char *what, uint64_t value)
{
	add_macro(out, link, what, emit_c_number(out->arena, value));
}

static void add_region(
	struct text *out, const struct layout_guest *guest, const struct layout_link *link)
{
	struct arena *arena = out->arena;
	const struct region *region = link->region;

	text_addf(out, "\n/*\n * %s, %s, shared with %s.\n * The BDF %s.\n * %s\n */\n",
		region->full_name, emit_size(arena, region->size), name_peers(arena, guest, link),
		link->bdf_exact
			? "is the hypervisor's"
			: "is as acrn-dm assigns: its slot, here the one of the generated launch line",
		link->n_vectors == 0 ? "There is no doorbell: poll the memory."
				     : "A doorbell reaches a peer by the peer's VM id.");
	add_macro(out, link, "NAME", arena_printf(arena, "\"%s\"", region->full_name));
	add_macro(out, link, "SIZE", emit_c_address(arena, region->size));
	add_macro(out, link, "BDF", arena_printf(arena, "\"" BDF_FORMAT "\"", BDF_ARGS(link->bdf)));
	add_number(out, link, "BUS", link->bdf.bus);
	add_number(out, link, "DEVICE", link->bdf.device);
	add_number(out, link, "FUNCTION", link->bdf.function);
	if (region->id.value != 0)
		add_macro(out, link, "REGION_ID", arena_printf(arena, HEX64 "U", region->id.value));
	add_number(out, link, "OWN_ID", link->own_id);
	add_number(out, link, "VECTORS", link->n_vectors);
	add_number(out, link, "PEER_COUNT", region->n_peers - 1);
	add_macro(out, link, "PEER_IDS", list_peer_ids(arena, guest, link));
}

void emit_ivshmem_guest_h(struct text *out, const struct emit_input *in)
{
	struct arena *arena = out->arena;
	const struct layout_guest *guest = emit_guest(in);
	struct text regions;

	text_init(&regions, arena);
	EACH (const struct layout_link, link, guest, links) {
		add_region(&regions, guest, link);
	}

	const char *title =
		arena_printf(arena, "Shared memory as %s finds it.", emit_c_vm(arena, in->vm));
	const struct template_mark marks[] = {
		{"@FACTS@\n", emit_facts(arena, in, " *", title)},
		{"@ID@", arena_printf(arena, "%" PRIu64, in->vm->id.value)},
		{"@COUNT@", arena_printf(arena, "%zu", guest->n_links)},
		{"@REGIONS@\n", regions.bytes},
	};

	emit_template(out, embed_ivshmem_guest_h, marks, sizeof(marks) / sizeof(marks[0]));
}

/*
 * ---- ivshmem_uio.sh ----------------------------------------------------------------------
 *
 * POSIX shell for a Linux guest. Everything that depends on the scenario is in its table; the rest
 * is the same text for every VM.
 */

/* A line for each region: name, bytes, expected device, and the source of that address. */
static const char *list_regions(struct arena *arena, const struct layout_guest *guest)
{
	struct text table;

	text_init(&table, arena);
	EACH (const struct layout_link, link, guest, links) {
		text_addf(&table, "%s%s %" PRIu64 " 0000:" BDF_FORMAT " %s",
			table.length == 0 ? "" : "\n", link->region->full_name, link->region->size,
			BDF_ARGS(link->bdf), link->bdf_exact ? "hypervisor" : "launch-line");
	}
	return table.bytes;
}

void emit_ivshmem_uio_sh(struct text *out, const struct emit_input *in)
{
	const char *title = arena_printf(out->arena, "UIO set-up for the shared memory of %s",
		emit_c_vm(out->arena, in->vm));
	const struct template_mark marks[] = {
		{"#@FACTS@\n", emit_facts(out->arena, in, "#", title)},
		{"@REGIONS@", list_regions(out->arena, emit_guest(in))},
	};

	emit_template(out, embed_ivshmem_uio_sh, marks, sizeof(marks) / sizeof(marks[0]));
}

/* ---- ivshmem.overlay: a Zephyr device tree node for each region --------------------------- */

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
		{"@PEERS@", name_peers(arena, guest, link)},
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
