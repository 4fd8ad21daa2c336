#!/bin/sh
# From scenario to running guests, with real parts: two guests under QEMU, started by the generated
# run_vm<id>.sh, find their region with lspci, bind it with the generated ivshmem_uio.sh, and pass a
# message in each direction with the example program.
#
#   run.sh ACRN_CFGC       environment: BUILD_DIR, where what was downloaded is kept
#
# Needs Debian's qemu-system-x86, busybox-static, cpio and pciutils. A kernel is taken from /boot, or
# fetched with apt-get into BUILD_DIR; nothing is installed. Without these the test is skipped.

set -u
program=$(realpath "$1") || exit 2
cd "$(dirname "$0")/../../.." || exit 2
cache=${BUILD_DIR:-build}/e2e
work=$(mktemp -d) || exit 2
pids=
trap '[ -z "$pids" ] || kill $pids 2>/dev/null; rm -rf "$work"' EXIT
: "${CC:=gcc}" "${E2E_SECONDS:=400}"

skip()
{
	echo "skipped: $*"
	exit 77
}

fail()
{
	echo "FAILED: $*"
	for log in "$work"/vm*.log; do
		echo "--- $(basename "$log")"
		tail -n 60 "$log"
	done
	exit 1
}

for tool in qemu-system-x86_64 busybox cpio lspci gzip; do
	command -v $tool >/dev/null || skip "there is no $tool"
done
if ldd "$(command -v busybox)" >/dev/null 2>&1; then
	skip 'busybox is not static (package busybox-static)'
fi
pci_ids=
for file in /usr/share/misc/pci.ids /usr/share/hwdata/pci.ids; do
	[ ! -e $file ] || pci_ids=$file
done
[ -n "$pci_ids" ] || skip 'there is no pci.ids (package pci.ids)'

# ---- the kernel ------------------------------------------------------------------------------

# find_kernel ROOT: sets kernel and modules
find_kernel()
{
	for kernel in "$1"/boot/vmlinuz-*; do
		version=${kernel##*/vmlinuz-}
		modules=$1/lib/modules/$version
		[ -e "$kernel" ] && [ -e "$modules/kernel/drivers/uio/uio_pci_generic.ko" ] &&
			return 0
	done
	return 1
}

fetch_kernel()
{
	package=$(apt-cache depends linux-image-amd64 2>/dev/null |
		sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
	[ -n "$package" ] || return 1
	mkdir -p "$cache" && (cd "$cache" && apt-get download "$package") >"$work/apt" 2>&1 &&
		dpkg-deb -x "$cache/$package"_*.deb "$cache" && rm "$cache/$package"_*.deb
}

find_kernel '' || find_kernel "$cache" || { fetch_kernel && find_kernel "$cache"; } ||
	skip 'there is no kernel with uio_pci_generic in /boot, and none can be downloaded'
cp "$kernel" "$work/vmlinuz" 2>/dev/null || skip "cannot read $kernel"

# ---- what the guests run ---------------------------------------------------------------------

"$program" -w --emit guest,qemu tests/cases/launch/scenario.xml board-xmls/whl-ipc-i5.xml \
	-o "$work/out" || fail 'the scenario does not compile'

# guest_root VM: the file tree of a guest, but for its /script
guest_root()
{
	root=$work/root$1
	uio=lib/modules/$version/kernel/drivers/uio
	mkdir -p "$root/bin" "$root/proc" "$root/sys" "$root/dev" "$root/$uio" \
		"$root/usr/share/misc"
	cp "$(command -v busybox)" "$root/bin/"
	for applet in sh mount modprobe cat sed awk wc tr basename readlink sleep poweroff; do
		ln -s busybox "$root/bin/$applet"
	done
	cp "$modules/kernel/drivers/uio/uio.ko" \
		"$modules/kernel/drivers/uio/uio_pci_generic.ko" "$root/$uio/"
	{
		echo kernel/drivers/uio/uio.ko:
		echo kernel/drivers/uio/uio_pci_generic.ko: kernel/drivers/uio/uio.ko
	} >"$root/lib/modules/$version/modules.dep"
	cp -L "$(command -v lspci)" "$root/bin/lspci"
	for library in $(ldd "$(command -v lspci)" | grep -o '/[^ ]*'); do
		mkdir -p "$root${library%/*}"
		cp -L "$library" "$root$library"
	done
	cp "$pci_ids" "$root/usr/share/misc/pci.ids"
	cp "$work/out/vm$1/ivshmem_uio.sh" "$root/"
	"$CC" -std=c11 -Wall -Wextra -Werror -D_DEFAULT_SOURCE -static -I"$work/out/vm$1" \
		-DREGION=HV_SHM_REGION_0 -DMAX_SECONDS=300 -o "$root/mail" examples/guest/ivshmem_mail.c ||
		fail 'the example does not compile'
	cat >"$root/init" <<'END'
#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
export PATH=/bin
echo "=== lspci"
lspci | grep Inter-VM || lspci
echo "=== uio"
sh /ivshmem_uio.sh
echo "status $?"
echo "=== uio again"
sh /ivshmem_uio.sh >/found
echo "status $?"
while read -r name path size; do
	[ "$name" != hv:/shm_region_0 ] || memory=$path
done </found
echo "=== mail"
. /script
echo "=== end"
poweroff -f
END
	ln -s busybox "$root/bin/grep"
	chmod +x "$root/init"
}

pack()
{
	(cd "$work/root$1" && find . | cpio -o -H newc --quiet | gzip -1) >"$work/vm$1.cpio.gz"
}

guest_root 0
cat >"$work/root0/script" <<'END'
/mail "$memory" send "hello from VM 0"
/mail "$memory" receive
END
pack 0
guest_root 2
cat >"$work/root2/script" <<'END'
/mail "$memory" receive
/mail "$memory" send "hello from VM 2"
END
pack 2

# ---- the run ---------------------------------------------------------------------------------

start()
{
	ACCEL=${E2E_ACCEL:-tcg} MEMORY=192M SHM_DIR=$work/shm timeout "$E2E_SECONDS" "$work/out/run_vm$1.sh" \
		-no-reboot -kernel "$work/vmlinuz" -initrd "$work/vm$1.cpio.gz" \
		-append 'console=ttyS0 quiet panic=-1' </dev/null >"$work/vm$1.log" 2>&1 &
	pids="$pids $!"
}

# expect VM TEXT
expect()
{
	tr -d '\r' <"$work/vm$1.log" | grep -qF -- "$2" || fail "VM $1 does not say: $2"
}

began=$(date +%s)
mkdir "$work/shm"
start 0
start 2
# shellcheck disable=SC2086 # two numbers
wait $pids
pids=

for vm in 0 2; do
	expect $vm '=== end'
	expect $vm 'RAM memory: Red Hat, Inc. Inter-VM shared memory (rev 01)'
	expect $vm 'hv:/shm_region_0 /sys/class/uio/uio0/device/resource2 2097152'
	expect $vm 'region hv:/shm_region_0: 2097152 bytes'
	[ "$(grep -c 'status 0' "$work/vm$vm.log")" = 2 ] || fail "VM $vm could not bind"
done
bdf=$(sed -n 's/.* 0000:\([0-9a-f:.]*\) hypervisor.*/\1/p' "$work/out/vm0/ivshmem_uio.sh")
expect 0 "$bdf RAM memory"
expect 2 '00:08.0 RAM memory'
expect 2 '00:09.0 RAM memory'
expect 2 'dm:/notes /sys/class/uio/uio1/device/resource2 4194304'
expect 2 'received: hello from VM 0'
expect 0 'received: hello from VM 2'
echo "passed: kernel $version, $(($(date +%s) - began)) seconds of emulation"
