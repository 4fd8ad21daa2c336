/*
 * run_vm<id>.sh: the VM's regions under QEMU, on any Linux machine, at the addresses that they have
 * on the board: names, sizes and BDFs are the same, so a guest that works here finds them there.
 */
#include "embedded.h"
#include "emit/guest.h"
#include "base/each.h"

#define LAST_FREE_DEVICE 30u /* q35 has its own devices at 00:1f */

/* The file of a region: one for each land, since names may repeat between them. */
static const char *shm_file(struct arena *arena, const struct layout_link *link)
{
	const char *name = link->region->full_name;

	return arena_printf(arena, "acrn-%.2s-%s", name, name + LAND_PREFIX_LENGTH);
}

static bool shares_device(const struct layout_guest *guest, const struct layout_link *link)
{
	EACH (const struct layout_link, other, guest, links) {
		if (other != link && other->bdf.bus == link->bdf.bus &&
			other->bdf.device == link->bdf.device)
			return true;
	}
	return false;
}

static void add_device(struct text *out, const struct layout_guest *guest,
	const struct layout_link *link, size_t index)
{
	text_addf(out, "%s-object memory-backend-file,id=shm%zu,share=on,size=%" PRIu64 "M,",
		index == 0 ? "" : " \\\n\t", index, link->region->size / MIB);
	text_addf(out, "mem-path=\"$shm/%s\" \\\n\t-device ivshmem-plain,memdev=shm%zu",
		shm_file(out->arena, link), index);
	if (link->bdf.bus == 0 && link->bdf.device <= LAST_FREE_DEVICE)
		text_addf(out, ",addr=%02x.%u", link->bdf.device, link->bdf.function);
	if (shares_device(guest, link))
		text_add(out, ",multifunction=on");
}

void emit_run_vm_sh(struct text *out, const struct emit_input *in)
{
	const struct layout_guest *guest = emit_guest(in);
	struct text checks;
	struct text devices;

	text_init(&checks, out->arena);
	text_init(&devices, out->arena);
	for (size_t i = 0; i < guest->n_links; i++) {
		const struct layout_link *link = &guest->links[i];

		text_addf(&checks, "check_size \"$shm/%s\" %" PRIu64 "\n",
			shm_file(out->arena, link), link->region->size);
		add_device(&devices, guest, link, i);
	}

	const char *title = arena_printf(
		out->arena, "%s and its shared memory under QEMU", emit_c_vm(out->arena, in->vm));
	const struct template_mark marks[] = {
		{"#@FACTS@\n", emit_facts(out->arena, in, "#", title)},
		{"@ID@", arena_printf(out->arena, "%" PRIu64, in->vm->id.value)},
		{"@SIZE_CHECKS@\n", checks.bytes},
		{"@DEVICES@", devices.bytes},
	};

	emit_template(out, embed_run_vm_sh, marks, sizeof(marks) / sizeof(marks[0]));
}
