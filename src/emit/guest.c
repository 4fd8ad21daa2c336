/*
 * vm<id>/ivshmem_guest.h: what a guest cannot find out by itself. C99 and C++, no other header, so
 * that it serves Linux programs, Zephyr and bare metal alike.
 */
#include "emit/guest.h"

#include <inttypes.h>

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

const char *emit_vm_facts(struct arena *arena, const struct emit_input *in, const char *prefix,
	const char *before_vm, const char *after_vm)
{
	struct text title;
	struct text facts;

	text_init(&title, arena);
	text_add(&title, before_vm);
	emit_c_vm(&title, in->vm);
	text_add(&title, after_vm);
	text_init(&facts, arena);
	emit_facts(&facts, in, prefix, title.bytes);
	return facts.bytes;
}

uint64_t emit_guest_mb(const struct layout_link *link)
{
	return (link->region->size / MIB);
}

void emit_guest_peers(
	struct text *out, const struct layout_guest *guest, const struct layout_link *link)
{
	const struct region *region = link->region;
	size_t n_others = region->n_peers - 1;
	size_t count = 0;

	for (size_t i = 0; i < region->n_peers; i++) {
		if (region->peers[i].vm == guest->vm)
			continue;
		text_add(out, count == 0 ? "" : count + 1 == n_others ? " and " : ", ");
		emit_c_vm(out, region->peers[i].vm);
		count++;
	}
}

static void add_define(struct text *out, const char *name, const char *value)
{
	text_addf(out, "#define %s ", name);
	text_pad_to(out, VALUE_COLUMN);
	text_addf(out, "%s\n", value);
}

static void add_device_facts(struct text *out)
{
	text_add(out, "\n/* The device, in configuration space. */\n");
	add_define(out, "IVSHMEM_PCI_VENDOR_ID", "0x1af4U");
	add_define(out, "IVSHMEM_PCI_DEVICE_ID", "0x1110U");
	add_define(out, "IVSHMEM_PCI_REVISION", "1U");
	text_add(out, "\n/* Its BARs. */\n");
	add_define(out, "IVSHMEM_BAR_REGISTERS", "0");
	add_define(out, "IVSHMEM_BAR_MSIX", "1");
	add_define(out, "IVSHMEM_BAR_MEMORY", "2");
	text_add(out, "\n/* Its registers: byte offsets in BAR 0, each 32 bits wide. */\n");
	add_define(out, "IVSHMEM_REG_INTERRUPT_MASK", "0x0U /* not used */");
	add_define(out, "IVSHMEM_REG_INTERRUPT_STATUS", "0x4U /* not used */");
	add_define(out, "IVSHMEM_REG_IV_POSITION", "0x8U /* read: the region's OWN_ID below */");
	add_define(out, "IVSHMEM_REG_DOORBELL", "0xcU /* write: IVSHMEM_DOORBELL() */");
	text_add(out,
		"\n/* Written to the doorbell register it raises an interrupt in the peer. */\n"
		"#define IVSHMEM_DOORBELL(peer_id, vector) \\\n"
		"\t((((peer_id) & 0xffffU) << 16U) | ((vector) & 0xffffU))\n");
}

static void add_peers(
	struct text *out, const struct layout_guest *guest, const struct layout_link *link)
{
	const struct region *region = link->region;
	struct text ids;
	size_t count = 0;

	text_init(&ids, out->arena);
	for (size_t i = 0; i < region->n_peers; i++) {
		if (region->peers[i].vm == guest->vm)
			continue;
		text_addf(&ids, "%s%" PRIu64 "U", count == 0 ? "{" : ", ",
			region->peers[i].vm->id.value);
		count++;
	}
	text_add(&ids, "}");
	add_define(out, arena_printf(out->arena, "IVSHMEM_%s_PEER_COUNT", link->identifier),
		arena_printf(out->arena, "%zuU", count));
	add_define(
		out, arena_printf(out->arena, "IVSHMEM_%s_PEER_IDS", link->identifier), ids.bytes);
}

static void add_region(
	struct text *out, const struct layout_guest *guest, const struct layout_link *link)
{
	struct arena *arena = out->arena;
	const char *prefix = arena_printf(arena, "IVSHMEM_%s", link->identifier);
	struct text bdf;

	text_init(&bdf, arena);
	text_add_char(&bdf, '"');
	emit_bdf(&bdf, link->bdf);
	text_add_char(&bdf, '"');
	text_addf(out, "\n/*\n * %s, ", link->region->full_name);
	emit_size(out, link->region->size);
	text_add(out, ", shared with ");
	emit_guest_peers(out, guest, link);
	text_addf(out, ".\n * The BDF %s.\n",
		link->bdf_exact
			? "is the hypervisor's"
			: "is as acrn-dm assigns: its slot, here the one of the generated launch line");
	text_addf(out, " * %s\n */\n",
		link->n_vectors == 0 ? "There is no doorbell: poll the memory."
				     : "A doorbell reaches a peer by the peer's VM id.");
	add_define(out, arena_printf(arena, "%s_NAME", prefix),
		arena_printf(arena, "\"%s\"", link->region->full_name));
	add_define(out, arena_printf(arena, "%s_SIZE", prefix),
		arena_printf(arena, "0x%" PRIx64 "UL", link->region->size));
	add_define(out, arena_printf(arena, "%s_BDF", prefix), bdf.bytes);
	add_define(out, arena_printf(arena, "%s_BUS", prefix),
		arena_printf(arena, "%uU", link->bdf.bus));
	add_define(out, arena_printf(arena, "%s_DEVICE", prefix),
		arena_printf(arena, "%uU", link->bdf.device));
	add_define(out, arena_printf(arena, "%s_FUNCTION", prefix),
		arena_printf(arena, "%uU", link->bdf.function));
	if (link->region->id.value != 0)
		add_define(out, arena_printf(arena, "%s_REGION_ID", prefix),
			arena_printf(arena, "0x%" PRIx64 "U", link->region->id.value));
	add_define(out, arena_printf(arena, "%s_OWN_ID", prefix),
		arena_printf(arena, "%" PRIu64 "U", link->own_id));
	add_define(out, arena_printf(arena, "%s_VECTORS", prefix),
		arena_printf(arena, "%uU", link->n_vectors));
	add_peers(out, guest, link);
}

void emit_ivshmem_guest_h(struct text *out, const struct emit_input *in)
{
	const struct layout_guest *guest = emit_guest(in);
	struct text title;

	text_init(&title, out->arena);
	text_add(&title, "Shared memory as ");
	emit_c_vm(&title, in->vm);
	text_add(&title, " finds it.");
	emit_c_header(out, in, title.bytes);
	text_add(out, "#ifndef IVSHMEM_GUEST_H\n#define IVSHMEM_GUEST_H\n");
	add_device_facts(out);
	text_add(out, "\n/* This VM and its regions. */\n");
	add_define(
		out, "IVSHMEM_VM_ID", arena_printf(out->arena, "%" PRIu64 "U", in->vm->id.value));
	add_define(out, "IVSHMEM_REGION_COUNT", arena_printf(out->arena, "%zuU", guest->n_links));
	for (size_t i = 0; i < guest->n_links; i++)
		add_region(out, guest, &guest->links[i]);
	text_add(out, "\n#endif\n");
}
