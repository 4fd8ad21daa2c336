#!/bin/sh
#@FACTS@
#
# Usage: ivshmem_uio.sh [--dry-run]
#
# Binds the shared memory devices of this VM to uio_pci_generic and prints for each region
#   NAME PATH-OF-RESOURCE2 SIZE
# --dry-run changes nothing and says what it would do. SYSFS_ROOT is where sysfs is mounted,
# /sys if it is not set. The exit status is 0 if every region was found.
set -eu

# name, bytes, expected device, and who says that: the hypervisor or a launch line
regions='@REGIONS@'

sysfs=${SYSFS_ROOT:-/sys}
devices=$sysfs/bus/pci/devices
driver=$sysfs/bus/pci/drivers/uio_pci_generic
dry_run=no
ids_written=
status=0

say()
{
	echo "ivshmem_uio.sh: $*" >&2
}

fail()
{
	say "$*"
	exit 1
}

# load_module NAME WHAT-IT-MAKES KERNEL-OPTION
load_module()
{
	[ ! -e "$2" ] || return 0
	if [ $dry_run = yes ]; then
		say "would run: modprobe $1"
		return
	fi
	command -v modprobe >/dev/null ||
		fail "module $1 is not loaded, and there is no modprobe to load it"
	modprobe "$1" ||
		fail "cannot load module $1: run this as root, with a kernel that has $3"
}

# write_to FILE TEXT: false if the kernel refuses it
write_to()
{
	if [ $dry_run = yes ]; then
		say "would write '$2' to $1"
		return
	fi
	[ -e "$1" ] || fail "there is no $1: uio_pci_generic is not loaded"
	[ -w "$1" ] || fail "cannot write $1: run this as root"
	{ echo "$2" >"$1"; } 2>/dev/null
}

is_ivshmem()
{
	[ -r "$1/vendor" ] && [ -r "$1/device" ] && [ "$(cat "$1/vendor")" = 0x1af4 ] &&
		[ "$(cat "$1/device")" = 0x1110 ]
}

# The bytes of BAR 2; 0: it has no address.
memory_size()
{
	sed -n 3p "$1/resource" | {
		read -r first last flags || :
		if [ -z "${flags:-}" ] || [ $((first)) -eq 0 ]; then
			echo 0
		else
			echo $((last - first + 1))
		fi
	}
}

# The devices of that many bytes, by name.
devices_of_size()
{
	for candidate in "$devices"/*; do
		if is_ivshmem "$candidate" && [ "$(memory_size "$candidate")" = "$1" ]; then
			echo "${candidate##*/}"
		fi
	done
}

# find_device NAME SIZE EXPECTED BY: sets device, or says why it was not found
find_device()
{
	device=$3
	if is_ivshmem "$devices/$device"; then
		size=$(memory_size "$devices/$device")
		[ "$size" != "$2" ] || return 0
	else
		size=none
	fi
	found=$(devices_of_size "$2")
	of_size=$(echo "$regions" | awk -v size="$2" '$2 == size' | wc -l)
	# acrn-dm may have been given another slot; the size tells as long as it is the only one.
	if [ "$4" = launch-line ] && [ $((of_size)) -eq 1 ] &&
		[ "$(echo "$found" | wc -w)" -eq 1 ]; then
		device=$found
		say "region $1 is device $device, not $3: its launch line has another slot"
		return
	fi
	case $size in
	none) say "region $1: device $3 is no shared memory device" ;;
	0) say "region $1: the memory of device $3 has no address" ;;
	*) say "region $1: device $3 has $size bytes, expected $2" ;;
	esac
	say "region $1: devices of $2 bytes: $(echo "${found:-none}" | tr '\n' ' ')"
	return 1
}

driver_of()
{
	if [ -e "$devices/$1/driver" ]; then
		basename "$(readlink "$devices/$1/driver")"
	fi
}

bind_device()
{
	current=$(driver_of "$1")
	case $current in
	uio_pci_generic) return ;;
	'') ;;
	*)
		say "device $1 is bound to driver $current; to take it away from there:"
		say "  echo $1 >$devices/$1/driver/unbind"
		return 1
		;;
	esac
	# The first time the driver learns the ids and binds; later it knows them already.
	[ -n "$ids_written" ] || write_to "$driver/new_id" '1af4 1110' || :
	ids_written=yes
	[ $dry_run = no ] || return 0
	[ -n "$(driver_of "$1")" ] || write_to "$driver/bind" "$1" || :
	for seconds in 0 1 1; do
		sleep $seconds
		[ "$(driver_of "$1")" != uio_pci_generic ] || return 0
	done
	say "device $1 could not be bound to uio_pci_generic: dmesg may say why"
	return 1
}

# The path by which programs know the device: that of its UIO node, if it has one.
memory_path()
{
	for node in "$devices/$1"/uio/uio*; do
		if [ -e "$sysfs/class/uio/${node##*/}/device/resource2" ]; then
			echo "$sysfs/class/uio/${node##*/}/device/resource2"
			return
		fi
	done
	echo "$devices/$1/resource2"
}

case ${1:-} in
'') ;;
--dry-run) dry_run=yes ;;
*) fail "usage: ivshmem_uio.sh [--dry-run]" ;;
esac
[ -d "$devices" ] || fail "there is no $devices: is sysfs mounted?"
load_module uio "$sysfs/class/uio" CONFIG_UIO
load_module uio_pci_generic "$driver" CONFIG_UIO_PCI_GENERIC
while read -r name bytes expected by <&3; do
	if find_device "$name" "$bytes" "$expected" "$by" && bind_device "$device"; then
		echo "$name $(memory_path "$device") $bytes"
	else
		status=1
	fi
done 3<<END
$regions
END
exit $status
