#!/bin/sh
#@FACTS@
#
# Usage: run_vm@ID@.sh [QEMU-OPTION]...
#   as in: run_vm@ID@.sh -kernel vmlinuz -initrd guest.cpio.gz -append console=ttyS0
#
# Starts the VM with its shared memory as ivshmem-plain devices. VMs that are started
# by the scripts of one scenario share the files in SHM_DIR (/dev/shm if it is not set).
# There is no doorbell: this device of QEMU has no interrupts. QEMU, MEMORY and ACCEL
# name another program, the size of the VM's RAM, and tcg or kvm in place of what the
# machine offers.
set -eu

qemu=${QEMU:-qemu-system-x86_64}
shm=${SHM_DIR:-/dev/shm}
accel=tcg
[ ! -w /dev/kvm ] || accel=kvm
accel=${ACCEL:-$accel}
command -v "$qemu" >/dev/null || {
	echo "run_vm@ID@.sh: there is no $qemu; on Debian it is in qemu-system-x86" >&2
	exit 1
}

# check_size FILE BYTES: memory of an earlier run is used again, but only in its size.
check_size()
{
	if [ -e "$1" ] && [ -z "$(find "$1" -prune -size "$2c")" ]; then
		echo "run_vm@ID@.sh: $1 is left from another run with another size: remove it" >&2
		exit 1
	fi
}

@SIZE_CHECKS@
exec "$qemu" -name vm@ID@ -machine q35,accel="$accel" -m "${MEMORY:-512M}" \
	-nodefaults -display none -serial mon:stdio \
	@DEVICES@ \
	"$@"
