/* launch_vm<id>.args: the -s arguments of a VM's regions that its launch script lacks, to be pasted
   or read by the script. */
#include "emit/guest.h"
#include "base/each.h"

/*
 * One argument a line and nothing else: $(cat launch_vm2.args) must give acrn-dm no comment. The
 * file exists for a VM without a region too, so that such a line stays right.
 */
void emit_launch_args(struct text *out, const struct emit_input *in)
{
	const struct layout_guest *guest = emit_guest(in);

	text_add(out, "");
	EACH (const struct layout_link, link, guest, links) {
		if (link->in_script)
			continue;
		text_addf(out, "-s %u", link->bdf.device);
		if (link->bdf.function != 0)
			text_addf(out, ":%u", link->bdf.function);
		text_addf(out, ",ivshmem,%s,%" PRIu64, link->region->full_name,
			link->region->size / MIB);
		if (in->target->region_id && link->region->id.value != 0)
			text_addf(out, ",%" PRIu64, link->region->id.value);
		text_add_char(out, '\n');
	}
}
