/*
 * run_vm<id>.sh: the VM's regions under QEMU, on any Linux machine, at the addresses that they have
 * on the board: names, sizes and BDFs are the same, so a guest that works here finds them there.
 */
#include "emit/guest.h"

#define LAST_FREE_DEVICE 30u /* q35 has its own devices at 00:1f */

static const char usage[] =
	"# Usage: run_vm%llu.sh [QEMU-OPTION]...\n"
	"#   as in: run_vm%llu.sh -kernel vmlinuz -initrd guest.cpio.gz -append console=ttyS0\n"
	"#\n"
	"# Starts the VM with its shared memory as ivshmem-plain devices. VMs that are started\n"
	"# by the scripts of one scenario share the files in SHM_DIR (/dev/shm if it is not set).\n"
	"# There is no doorbell: this device of QEMU has no interrupts. QEMU, MEMORY and ACCEL\n"
	"# name another program, the size of the VM's RAM, and tcg or kvm in place of what the\n"
	"# machine offers.\n"
	"set -eu\n"
	"\n"
	"qemu=${QEMU:-qemu-system-x86_64}\n"
	"shm=${SHM_DIR:-/dev/shm}\n"
	"accel=tcg\n"
	"[ ! -w /dev/kvm ] || accel=kvm\n"
	"accel=${ACCEL:-$accel}\n"
	"command -v \"$qemu\" >/dev/null || {\n"
	"\techo \"run_vm%llu.sh: there is no $qemu; on Debian it is in qemu-system-x86\" >&2\n"
	"\texit 1\n"
	"}\n"
	"\n"
	"# check_size FILE BYTES: memory of an earlier run is used again, but only in its size.\n"
	"check_size()\n"
	"{\n"
	"\tif [ -e \"$1\" ] && [ -z \"$(find \"$1\" -prune -size \"$2c\")\" ]; then\n"
	"\t\techo \"run_vm%llu.sh: $1 is left from another run with another size: remove it\" >&2\n"
	"\t\texit 1\n"
	"\tfi\n"
	"}\n"
	"\n";

/* The file of a region: one for each land, since names may repeat between them. */
static const char *shm_file(struct arena *arena, const struct layout_link *link)
{
	const char *name = link->region->full_name;

	return arena_printf(arena, "acrn-%.2s-%s", name, name + LAND_PREFIX_LENGTH);
}

static bool shares_device(const struct layout_guest *guest, const struct layout_link *link)
{
	for (size_t i = 0; i < guest->n_links; i++) {
		const struct layout_link *other = &guest->links[i];

		if (other != link && other->bdf.bus == link->bdf.bus &&
			other->bdf.device == link->bdf.device)
			return true;
	}
	return false;
}

static void add_device(struct text *out, const struct layout_guest *guest,
	const struct layout_link *link, size_t index)
{
	text_addf(out,
		"\t-object memory-backend-file,id=shm%zu,share=on,size=%lluM,mem-path=\"$shm/%s\" "
		"\\\n"
		"\t-device ivshmem-plain,memdev=shm%zu",
		index, emit_guest_mb(link), shm_file(out->arena, link), index);
	if (link->bdf.bus == 0 && link->bdf.device <= LAST_FREE_DEVICE)
		text_addf(out, ",addr=%02x.%u", link->bdf.device, link->bdf.function);
	if (shares_device(guest, link))
		text_add(out, ",multifunction=on");
	text_add(out, " \\\n");
}

void emit_run_vm_sh(struct text *out, const struct emit_input *in)
{
	const struct layout_guest *guest = emit_guest(in);
	unsigned long long id = (unsigned long long)in->vm->id.value;
	struct text title;

	text_init(&title, out->arena);
	emit_c_vm(&title, in->vm);
	text_add(&title, " and its shared memory under QEMU");
	text_add(out, "#!/bin/sh\n");
	emit_facts(out, in, "#", title.bytes);
	text_add(out, "#\n");
	text_addf(out, usage, id, id, id, id);
	for (size_t i = 0; i < guest->n_links; i++)
		text_addf(out, "check_size \"$shm/%s\" %llu\n",
			shm_file(out->arena, &guest->links[i]),
			(unsigned long long)guest->links[i].region->size);
	text_addf(out,
		"exec \"$qemu\" -name vm%llu -machine q35,accel=\"$accel\" -m \"${MEMORY:-512M}\" "
		"\\\n"
		"\t-nodefaults -display none -serial mon:stdio \\\n",
		id);
	for (size_t i = 0; i < guest->n_links; i++)
		add_device(out, guest, &guest->links[i], i);
	text_add(out, "\t\"$@\"\n");
}
