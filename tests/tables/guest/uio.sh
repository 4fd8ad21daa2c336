#!/bin/sh
# ivshmem_uio.sh against sysfs trees made here, under every shell at hand. The kernel's part of
# binding is played by a process that reads what the script writes.
#
#   uio.sh ACRN_CFGC

set -u
program=$(realpath "$1") || exit 2
cd "$(dirname "$0")/../../.." || exit 2
work=$(mktemp -d) || exit 2
kernel=
trap '[ -z "$kernel" ] || kill "$kernel" 2>/dev/null; rm -r "$work"' EXIT
failed=0
count=0

fail()
{
	echo "FAILED ($shell) $case: $*"
	sed 's/^/    /' "$work/out" "$work/err"
	failed=$((failed + 1))
}

# device BDF SIZE [DRIVER [VENDOR]]: adds a PCI device with a BAR 2 of that many bytes
device()
{
	dir=$sys/bus/pci/devices/$1
	mkdir -p "$dir"
	echo "${4:-0x1af4}" >"$dir/vendor"
	echo 0x1110 >"$dir/device"
	{
		echo 0x00000000febf1000 0x00000000febf10ff 0x0000000000040200
		echo 0x0000000000000000 0x0000000000000000 0x0000000000000000
		if [ "$2" = 0 ]; then
			echo 0x0000000000000000 0x00000000001fffff 0x000000000014220c
		else
			printf '0x0000004000000000 0x%016x 0x000000000014220c\n' \
				$((0x4000000000 + $2 - 1))
		fi
	} >"$dir/resource"
	: >"$dir/resource2"
	[ -z "${3:-}" ] || bind_to "$1" "$3"
}

# bind_to BDF DRIVER: what the kernel does
bind_to()
{
	mkdir -p "$sys/bus/pci/drivers/$2"
	if [ "$2" = uio_pci_generic ]; then
		node=uio$(find "$sys/class/uio" -name 'uio?*' | wc -l)
		mkdir -p "$sys/bus/pci/devices/$1/uio/$node" "$sys/class/uio/$node"
		ln -s "../../../bus/pci/devices/$1" "$sys/class/uio/$node/device"
	fi
	ln -s "../../drivers/$2" "$sys/bus/pci/devices/$1/driver"
}

# Plays the driver: new_id binds what is free, bind binds one device. $1: which of them works.
start_kernel()
{
	rm "$sys/bus/pci/drivers/uio_pci_generic/$1"
	mkfifo "$sys/bus/pci/drivers/uio_pci_generic/$1"
	{
		while read -r line <"$sys/bus/pci/drivers/uio_pci_generic/$1"; do
			echo "$line" >>"$work/written"
			case $line in
			'1af4 1110')
				for path in "$sys"/bus/pci/devices/*; do
					[ -e "$path/driver" ] ||
						bind_to "${path##*/}" uio_pci_generic
				done
				;;
			*) bind_to "$line" uio_pci_generic ;;
			esac
		done
	} &
	kernel=$!
}

begin()
{
	case=$1
	count=$((count + 1))
	[ -z "$kernel" ] || kill "$kernel" 2>/dev/null
	kernel=
	sys=$work/sys$count$shell
	: >"$work/written"
	mkdir -p "$sys/bus/pci/devices" "$sys/bus/pci/drivers/uio_pci_generic" "$sys/class/uio"
	: >"$sys/bus/pci/drivers/uio_pci_generic/new_id"
	: >"$sys/bus/pci/drivers/uio_pci_generic/bind"
	# The host bridge and somebody else's device are always there.
	device 0000:00:00.0 0 '' 0x8086
	device 0000:00:1f.0 2097152 '' 0x8086
}

# run STATUS SCRIPT [ARGUMENT...]
run()
{
	expected=$1
	script=$2
	shift 2
	SYSFS_ROOT=$sys $command "$script" "$@" >"$work/out" 2>"$work/err"
	status=$?
	[ $status = "$expected" ] || fail "exit status $status, not $expected"
}

prints()
{
	printf '%s\n' "$@" >"$work/expected"
	cmp -s "$work/expected" "$work/out" || fail "printed something else than: $*"
}

says()
{
	grep -qF -- "$1" "$work/err" || fail "does not say: $1"
}

silent()
{
	[ ! -s "$work/err" ] || fail "is not silent"
}

compile()
{
	"$program" -w "$1" "$2" --emit guest -o "$3" || exit 1
}

cases()
{
	two=$work/nuc/vm2/ivshmem_uio.sh  # hv 2 MB at 08, dm 16 MB at 09, by launch line
	exact=$work/whl/vm0/ivshmem_uio.sh # hv 2 MB, by the hypervisor's table
	same=$work/names/vm2/ivshmem_uio.sh # several of one size
	exact_bdf=$(sed -n "s/.* \(0000:[0-9a-f:.]*\) hypervisor'*$/\1/p" "$exact")

	begin 'bound already, twice'
	device 0000:00:08.0 2097152 uio_pci_generic
	device 0000:00:09.0 16777216 uio_pci_generic
	for uio in uio0 uio0; do
		run 0 "$two"
		silent
		prints "hv:/shm_region_0 $sys/class/uio/$uio/device/resource2 2097152" \
			"dm:/file_share $sys/class/uio/uio1/device/resource2 16777216"
	done

	begin 'new_id binds'
	device 0000:00:08.0 2097152
	device 0000:00:09.0 16777216
	start_kernel new_id
	run 0 "$two"
	silent
	[ "$(cat "$work/written")" = '1af4 1110' ] || fail 'wrote something else'
	[ "$(wc -l <"$work/out")" = 2 ] || fail 'does not print both regions'

	begin 'the driver knows the ids: bind binds'
	device 0000:00:08.0 2097152 uio_pci_generic
	device 0000:00:09.0 16777216
	start_kernel bind
	run 0 "$two"
	silent
	[ "$(cat "$work/written")" = 0000:00:09.0 ] || fail 'wrote something else'

	begin 'dry run'
	device 0000:00:08.0 2097152
	device 0000:00:09.0 16777216 uio_pci_generic
	rm -r "$sys/bus/pci/drivers/uio_pci_generic"
	run 0 "$two" --dry-run
	says 'would run: modprobe uio_pci_generic'
	says "would write '1af4 1110' to $sys/bus/pci/drivers/uio_pci_generic/new_id"
	prints "hv:/shm_region_0 $sys/bus/pci/devices/0000:00:08.0/resource2 2097152" \
		"dm:/file_share $sys/class/uio/uio0/device/resource2 16777216"

	begin 'other slots than the launch line has, but sizes that tell'
	device 0000:00:05.0 16777216 uio_pci_generic
	device 0000:00:06.0 2097152 uio_pci_generic
	run 0 "$two"
	says 'region hv:/shm_region_0 is device 0000:00:06.0, not 0000:00:08.0'
	says 'region dm:/file_share is device 0000:00:05.0, not 0000:00:09.0'

	begin 'exchanged slots'
	device 0000:00:08.0 16777216 uio_pci_generic
	device 0000:00:09.0 2097152 uio_pci_generic
	run 0 "$two"
	prints "hv:/shm_region_0 $sys/class/uio/uio1/device/resource2 2097152" \
		"dm:/file_share $sys/class/uio/uio0/device/resource2 16777216"

	begin 'other slots, and sizes that do not tell'
	device 0000:00:0f.0 2097152 uio_pci_generic
	run 1 "$same"
	prints_nothing
	says 'region hv:/a.b: device 0000:00:08.0 is no shared memory device'
	says 'region hv:/a.b: devices of 2097152 bytes: 0000:00:0f.0'

	begin 'the hypervisor decides where'
	device "$exact_bdf" 2097152 uio_pci_generic
	run 0 "$exact"
	silent

	begin 'not where the hypervisor has it'
	device 0000:00:0f.0 2097152 uio_pci_generic
	run 1 "$exact"
	prints_nothing
	says "device $exact_bdf is no shared memory device"

	begin 'another size'
	device "$exact_bdf" 4194304 uio_pci_generic
	run 1 "$exact"
	says "device $exact_bdf has 4194304 bytes, expected 2097152"
	says 'devices of 2097152 bytes: none'

	begin 'no address'
	device "$exact_bdf" 0 uio_pci_generic
	run 1 "$exact"
	says "the memory of device $exact_bdf has no address"

	begin 'another driver'
	device "$exact_bdf" 2097152 ivshmem
	run 1 "$exact"
	says "device $exact_bdf is bound to driver ivshmem"
	says "echo $exact_bdf >$sys/bus/pci/devices/$exact_bdf/driver/unbind"

	begin 'the kernel refuses'
	device "$exact_bdf" 2097152
	run 1 "$exact"
	says "device $exact_bdf could not be bound to uio_pci_generic"

	begin 'no module'
	rm -r "$sys/bus/pci/drivers/uio_pci_generic"
	# busybox has a modprobe of its own
	if [ $shell != busybox ]; then
		PATH=$work/no-modprobe run 1 "$exact"
		says 'module uio_pci_generic is not loaded, and there is no modprobe to load it'
	fi
	PATH=$work/bad-modprobe run 1 "$exact"
	says 'cannot load module uio_pci_generic: run this as root, with a kernel that has CONFIG_UIO'

	if [ "$(id -u)" != 0 ]; then
		begin 'no right'
		device "$exact_bdf" 2097152
		chmod a-w "$sys/bus/pci/drivers/uio_pci_generic/new_id"
		run 1 "$exact"
		says 'run this as root'
	fi

	begin 'no sysfs'
	sys=$work/nothing
	run 1 "$exact"
	says 'is sysfs mounted?'

	begin 'a wrong option'
	run 1 "$exact" --help
	says 'usage: ivshmem_uio.sh [--dry-run]'
}

prints_nothing()
{
	[ ! -s "$work/out" ] || fail 'prints something'
}

compile config-xmls/nuc11tnbi5/hybrid_rt.xml board-xmls/nuc11tnbi5.xml "$work/nuc"
compile config-xmls/whl-ipc-i5/hybrid_rt.xml board-xmls/whl-ipc-i5.xml "$work/whl"
compile tests/tables/guest/names.xml board-xmls/whl-ipc-i5.xml "$work/names"
mkdir "$work/no-modprobe" "$work/bad-modprobe"
printf '#!/bin/sh\nexit 1\n' >"$work/bad-modprobe/modprobe"
chmod +x "$work/bad-modprobe/modprobe"

for shell in dash bash busybox; do
	command=$(command -v $shell) || {
		echo "left out: $shell is not installed"
		continue
	}
	[ $shell != busybox ] || command="$command ash"
	cases
done
echo "$count cases, $failed failures"
[ "$failed" = 0 ] && [ "$count" -gt 0 ]
