/*
 * vm<id>/ivshmem_uio.sh: POSIX shell for a Linux guest. Everything that depends on the scenario is
 * in its table; the rest is the same text for every VM.
 */
#include "embedded.h"
#include "emit/guest.h"
#include "emit/template.h"

#include <inttypes.h>

/* A line for each region: name, bytes, expected device, and the source of that address. */
static const char *region_table(struct arena *arena, const struct layout_guest *guest)
{
	struct text table;

	text_init(&table, arena);
	for (size_t i = 0; i < guest->n_links; i++) {
		const struct layout_link *link = &guest->links[i];

		text_addf(&table, "%s%s %" PRIu64 " 0000:", i == 0 ? "" : "\n",
			link->region->full_name, link->region->size);
		emit_bdf(&table, link->bdf);
		text_add(&table, link->bdf_exact ? " hypervisor" : " launch-line");
	}
	return table.bytes;
}

void emit_ivshmem_uio_sh(struct text *out, const struct emit_input *in)
{
	const struct template_mark marks[] = {
		{"#@FACTS@\n", emit_vm_facts(out->arena, in, "#",
				       "UIO set-up for the shared memory of ", "")},
		{"@REGIONS@", region_table(out->arena, emit_guest(in))},
	};

	emit_template(out, embed_ivshmem_uio_sh, marks, sizeof(marks) / sizeof(marks[0]));
}
