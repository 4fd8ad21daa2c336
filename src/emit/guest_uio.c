/*
 * vm<id>/ivshmem_uio.sh: POSIX shell for a Linux guest. Everything that depends on the scenario is
 * in its table; the rest is the same text for every VM.
 */
#include "base/each.h"
#include "embedded.h"
#include "emit/guest.h"

/* A line for each region: name, bytes, expected device, and the source of that address. */
static const char *region_table(struct arena *arena, const struct layout_guest *guest)
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
		{"@REGIONS@", region_table(out->arena, emit_guest(in))},
	};

	emit_template(out, embed_ivshmem_uio_sh, marks, sizeof(marks) / sizeof(marks[0]));
}
