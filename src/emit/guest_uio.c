/*
 * vm<id>/ivshmem_uio.sh: POSIX shell for a Linux guest. Everything that depends on the scenario is
 * in its table; the rest is the same text for every VM.
 */
#include "emit/guest.h"

static const char usage[] =
	"# Usage: ivshmem_uio.sh [--dry-run]\n"
	"#\n"
	"# Binds the shared memory devices of this VM to uio_pci_generic and prints for each "
	"region\n"
	"#   NAME PATH-OF-RESOURCE2 SIZE\n"
	"# --dry-run changes nothing and says what it would do. SYSFS_ROOT is where sysfs is "
	"mounted,\n"
	"# /sys if it is not set. The exit status is 0 if every region was found.\n"
	"set -eu\n"
	"\n"
	"# name, bytes, expected device, and who says that: the hypervisor or a launch line\n";

static const char basics[] =
	"\n"
	"sysfs=${SYSFS_ROOT:-/sys}\n"
	"devices=$sysfs/bus/pci/devices\n"
	"driver=$sysfs/bus/pci/drivers/uio_pci_generic\n"
	"dry_run=no\n"
	"ids_written=\n"
	"status=0\n"
	"\n"
	"say()\n"
	"{\n"
	"\techo \"ivshmem_uio.sh: $*\" >&2\n"
	"}\n"
	"\n"
	"fail()\n"
	"{\n"
	"\tsay \"$*\"\n"
	"\texit 1\n"
	"}\n"
	"\n"
	"# load_module NAME WHAT-IT-MAKES KERNEL-OPTION\n"
	"load_module()\n"
	"{\n"
	"\t[ ! -e \"$2\" ] || return 0\n"
	"\tif [ $dry_run = yes ]; then\n"
	"\t\tsay \"would run: modprobe $1\"\n"
	"\t\treturn\n"
	"\tfi\n"
	"\tcommand -v modprobe >/dev/null ||\n"
	"\t\tfail \"module $1 is not loaded, and there is no modprobe to load it\"\n"
	"\tmodprobe \"$1\" ||\n"
	"\t\tfail \"cannot load module $1: run this as root, with a kernel that has $3\"\n"
	"}\n"
	"\n"
	"# write_to FILE TEXT: false if the kernel refuses it\n"
	"write_to()\n"
	"{\n"
	"\tif [ $dry_run = yes ]; then\n"
	"\t\tsay \"would write '$2' to $1\"\n"
	"\t\treturn\n"
	"\tfi\n"
	"\t[ -e \"$1\" ] || fail \"there is no $1: uio_pci_generic is not loaded\"\n"
	"\t[ -w \"$1\" ] || fail \"cannot write $1: run this as root\"\n"
	"\t{ echo \"$2\" >\"$1\"; } 2>/dev/null\n"
	"}\n";

static const char devices[] =
	"\n"
	"is_ivshmem()\n"
	"{\n"
	"\t[ -r \"$1/vendor\" ] && [ -r \"$1/device\" ] && [ \"$(cat \"$1/vendor\")\" = 0x1af4 ] "
	"&&\n"
	"\t\t[ \"$(cat \"$1/device\")\" = 0x1110 ]\n"
	"}\n"
	"\n"
	"# The bytes of BAR 2; 0: it has no address.\n"
	"memory_size()\n"
	"{\n"
	"\tsed -n 3p \"$1/resource\" | {\n"
	"\t\tread -r first last flags || :\n"
	"\t\tif [ -z \"${flags:-}\" ] || [ $((first)) -eq 0 ]; then\n"
	"\t\t\techo 0\n"
	"\t\telse\n"
	"\t\t\techo $((last - first + 1))\n"
	"\t\tfi\n"
	"\t}\n"
	"}\n"
	"\n"
	"# The devices of that many bytes, by name.\n"
	"devices_of_size()\n"
	"{\n"
	"\tfor candidate in \"$devices\"/*; do\n"
	"\t\tif is_ivshmem \"$candidate\" && [ \"$(memory_size \"$candidate\")\" = \"$1\" ]; then\n"
	"\t\t\techo \"${candidate##*/}\"\n"
	"\t\tfi\n"
	"\tdone\n"
	"}\n"
	"\n"
	"# find_device NAME SIZE EXPECTED BY: sets device, or says why there is none\n"
	"find_device()\n"
	"{\n"
	"\tdevice=$3\n"
	"\tif is_ivshmem \"$devices/$device\"; then\n"
	"\t\tsize=$(memory_size \"$devices/$device\")\n"
	"\t\t[ \"$size\" != \"$2\" ] || return 0\n"
	"\telse\n"
	"\t\tsize=none\n"
	"\tfi\n"
	"\tfound=$(devices_of_size \"$2\")\n"
	"\tof_size=$(echo \"$regions\" | awk -v size=\"$2\" '$2 == size' | wc -l)\n"
	"\t# acrn-dm may have been given another slot; the size tells as long as it is the only "
	"one.\n"
	"\tif [ \"$4\" = launch-line ] && [ $((of_size)) -eq 1 ] &&\n"
	"\t\t[ \"$(echo \"$found\" | wc -w)\" -eq 1 ]; then\n"
	"\t\tdevice=$found\n"
	"\t\tsay \"region $1 is device $device, not $3: its launch line has another slot\"\n"
	"\t\treturn\n"
	"\tfi\n"
	"\tcase $size in\n"
	"\tnone) say \"region $1: device $3 is no shared memory device\" ;;\n"
	"\t0) say \"region $1: the memory of device $3 has no address\" ;;\n"
	"\t*) say \"region $1: device $3 has $size bytes, expected $2\" ;;\n"
	"\tesac\n"
	"\tsay \"region $1: devices of $2 bytes: $(echo \"${found:-none}\" | tr '\\n' ' ')\"\n"
	"\treturn 1\n"
	"}\n";

static const char binding[] =
	"\n"
	"driver_of()\n"
	"{\n"
	"\tif [ -e \"$devices/$1/driver\" ]; then\n"
	"\t\tbasename \"$(readlink \"$devices/$1/driver\")\"\n"
	"\tfi\n"
	"}\n"
	"\n"
	"bind_device()\n"
	"{\n"
	"\tcurrent=$(driver_of \"$1\")\n"
	"\tcase $current in\n"
	"\tuio_pci_generic) return ;;\n"
	"\t'') ;;\n"
	"\t*)\n"
	"\t\tsay \"device $1 is bound to driver $current; to take it away from there:\"\n"
	"\t\tsay \"  echo $1 >$devices/$1/driver/unbind\"\n"
	"\t\treturn 1\n"
	"\t\t;;\n"
	"\tesac\n"
	"\t# The first time the driver learns the ids and binds; later it knows them already.\n"
	"\t[ -n \"$ids_written\" ] || write_to \"$driver/new_id\" '1af4 1110' || :\n"
	"\tids_written=yes\n"
	"\t[ $dry_run = no ] || return 0\n"
	"\t[ -n \"$(driver_of \"$1\")\" ] || write_to \"$driver/bind\" \"$1\" || :\n"
	"\tfor seconds in 0 1 1; do\n"
	"\t\tsleep $seconds\n"
	"\t\t[ \"$(driver_of \"$1\")\" != uio_pci_generic ] || return 0\n"
	"\tdone\n"
	"\tsay \"device $1 could not be bound to uio_pci_generic: dmesg may say why\"\n"
	"\treturn 1\n"
	"}\n"
	"\n"
	"# The path by which programs know the device: that of its UIO node, if it has one.\n"
	"memory_path()\n"
	"{\n"
	"\tfor node in \"$devices/$1\"/uio/uio*; do\n"
	"\t\tif [ -e \"$sysfs/class/uio/${node##*/}/device/resource2\" ]; then\n"
	"\t\t\techo \"$sysfs/class/uio/${node##*/}/device/resource2\"\n"
	"\t\t\treturn\n"
	"\t\tfi\n"
	"\tdone\n"
	"\techo \"$devices/$1/resource2\"\n"
	"}\n";

static const char main_part[] =
	"\n"
	"case ${1:-} in\n"
	"'') ;;\n"
	"--dry-run) dry_run=yes ;;\n"
	"*) fail \"usage: ivshmem_uio.sh [--dry-run]\" ;;\n"
	"esac\n"
	"[ -d \"$devices\" ] || fail \"there is no $devices: is sysfs mounted?\"\n"
	"load_module uio \"$sysfs/class/uio\" CONFIG_UIO\n"
	"load_module uio_pci_generic \"$driver\" CONFIG_UIO_PCI_GENERIC\n"
	"while read -r name bytes expected by <&3; do\n"
	"\tif find_device \"$name\" \"$bytes\" \"$expected\" \"$by\" && bind_device \"$device\"; "
	"then\n"
	"\t\techo \"$name $(memory_path \"$device\") $bytes\"\n"
	"\telse\n"
	"\t\tstatus=1\n"
	"\tfi\n"
	"done 3<<END\n"
	"$regions\n"
	"END\n"
	"exit $status\n";

void emit_ivshmem_uio_sh(struct text *out, const struct emit_input *in)
{
	const struct layout_guest *guest = emit_guest(in);
	struct text title;

	text_init(&title, out->arena);
	text_add(&title, "UIO set-up for the shared memory of ");
	emit_c_vm(&title, in->vm);
	text_add(out, "#!/bin/sh\n");
	emit_facts(out, in, "#", title.bytes);
	text_add(out, "#\n");
	text_add(out, usage);
	text_add(out, "regions='");
	for (size_t i = 0; i < guest->n_links; i++) {
		const struct layout_link *link = &guest->links[i];

		text_addf(out, "%s%s %llu 0000:", i == 0 ? "" : "\n", link->region->full_name,
			(unsigned long long)link->region->size);
		emit_bdf(out, link->bdf);
		text_add(out, link->bdf_exact ? " hypervisor" : " launch-line");
	}
	text_add(out, "'\n");
	text_add(out, basics);
	text_add(out, devices);
	text_add(out, binding);
	text_add(out, main_part);
}
