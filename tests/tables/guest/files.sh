#!/bin/sh
# What is made for guests and launch scripts is good in the eyes of those who read it: compilers,
# shells, the device tree compiler, and acrn-cfgc itself, which must accept its own launch lines.
#
#   files.sh ACRN_CFGC        environment: EVERY (each n-th scenario only)

set -u
program=$(realpath "$1") || exit 2
cd "$(dirname "$0")/../../.." || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -r "$work"' EXIT
failed=0
skipped=
: "${CC:=gcc}" "${CXX:=g++}"

fail()
{
	echo "FAILED $*"
	failed=$((failed + 1))
}

# try TOOL COMMAND...: runs the command if there is that tool
try()
{
	tool=$1
	shift
	if command -v "$tool" >/dev/null; then
		"$@" || fail "$*"
	else
		case $skipped in
		*" $tool"*) ;;
		*) skipped="$skipped $tool" ;;
		esac
	fi
}

# Every macro is used, so every macro is an expression of its kind.
cat >"$work/use.c" <<'END'
static int check_@(void)
{
	static const unsigned peers[] = IVSHMEM_@_PEER_IDS;
	static const char name[] = IVSHMEM_@_NAME;
	static const char bdf[] = IVSHMEM_@_BDF;
	unsigned long value = IVSHMEM_@_SIZE + IVSHMEM_@_BUS + IVSHMEM_@_DEVICE +
		IVSHMEM_@_FUNCTION + IVSHMEM_@_OWN_ID + IVSHMEM_@_VECTORS + IVSHMEM_VM_ID +
		IVSHMEM_REGION_COUNT + IVSHMEM_BAR_REGISTERS + IVSHMEM_BAR_MSIX +
		IVSHMEM_BAR_MEMORY + IVSHMEM_REG_INTERRUPT_MASK + IVSHMEM_REG_INTERRUPT_STATUS +
		IVSHMEM_REG_IV_POSITION + IVSHMEM_REG_DOORBELL + IVSHMEM_PCI_VENDOR_ID +
		IVSHMEM_PCI_DEVICE_ID + IVSHMEM_PCI_REVISION;

	if (sizeof(peers) / sizeof(peers[0]) != IVSHMEM_@_PEER_COUNT)
		return 1;
	if (IVSHMEM_DOORBELL(2u, 7u) != 0x20007u || sizeof(bdf) != sizeof("00:00.0"))
		return 1;
	return value == 0 || name[2] != ':';
}
END
cat >"$work/pcie.h" <<'END'
#define PCIE_BDF(bus, dev, func) (((bus) << 16) | ((dev) << 11) | ((func) << 8))
#ifdef OLD_ZEPHYR
#define PCIE_ID(vendor, device) (((device) << 16) | (vendor))
#endif
END
mkdir -p "$work/zephyr/dt-bindings/pcie"
mv "$work/pcie.h" "$work/zephyr/dt-bindings/pcie/pcie.h"

check_header()
{
	regions=$(sed -n 's/^#define IVSHMEM_\([A-Za-z0-9_]*\)_PEER_IDS .*/\1/p' "$1")
	{
		echo '#include "ivshmem_guest.h"'
		echo '#include "ivshmem_guest.h"'
		for region in $regions; do
			sed "s/@/$region/g" "$work/use.c"
		done
		echo 'int main(void) { return 0'
		for region in $regions; do
			echo "|| check_$region()"
		done
		echo '; }'
	} >"$work/used.c"
	try "$CC" "$CC" -std=c99 -Wall -Wextra -pedantic -Werror -I"${1%/*}" -o "$work/used" \
		"$work/used.c"
	"$work/used" || fail "$1 has other values"
	try "$CXX" "$CXX" -std=c++11 -x c++ -Wall -Wextra -pedantic -Werror -I"${1%/*}" \
		-fsyntax-only "$work/used.c"
}

# The overlay as Zephyr reads it: after a board that has the node, through the preprocessor.
check_overlay()
{
	for zephyr in OLD_ZEPHYR NEW_ZEPHYR; do
		{
			echo '/dts-v1/;'
			echo '/ { pcie0: pcie0 { #address-cells = <1>; #size-cells = <1>; }; };'
			"$CC" -E -P -x assembler-with-cpp -D$zephyr -I"$work" "$1"
		} >"$work/board.dts"
		try dtc dtc -q -I dts -O dtb -o "$work/board.dtb" -W no-reg_format \
			-E unit_address_vs_reg "$work/board.dts"
	done
}

check_script()
{
	try dash dash -n "$1"
	try busybox busybox ash -n "$1"
	[ -x "$1" ] || fail "$1 cannot be executed"
}

# check_launch SCENARIO ARGS-FILE: acrn-cfgc accepts the lines of each VM in a launch script.
check_launch()
{
	id=${2##*launch_vm}
	id=${id%.args}
	{
		printf 'acrn-dm -A -m 512M -s 0:0,hostbridge '
		tr '\n' ' ' <"$2"
		echo vm
	} >"$work/launch.sh"
	"$program" --check -Werror -w "$1" --launch "$id=$work/launch.sh" 2>"$work/err" || {
		cat "$work/err"
		fail "the launch line of VM $id of $1"
	}
}

count=0
number=0
for scenario in tests/tables/guest/names.xml config-xmls/*/*.xml; do
	number=$((number + 1))
	[ $((number % ${EVERY:-1})) -eq $((1 % ${EVERY:-1})) ] || continue
	board=${scenario%/*}
	board=board-xmls/${board##*/}.xml
	[ -e "$board" ] || board='board-xmls/whl-ipc-i5.xml'
	rm -rf "$work/out"
	"$program" -w --emit launch,guest,qemu "$scenario" "$board" -o "$work/out" 2>/dev/null ||
		continue
	scripts=$(find "$work/out" -name '*.sh')
	# shellcheck disable=SC2086 # one word a file; the names are ours
	[ -z "$scripts" ] || try shellcheck shellcheck --norc $scripts
	for file in $(find "$work/out" -type f | sort); do
		count=$((count + 1))
		case $file in
		*.h) check_header "$file" ;;
		*.overlay) check_overlay "$file" ;;
		*.sh) check_script "$file" ;;
		*.args) check_launch "$scenario" "$file" ;;
		*) fail "$file is of no known kind" ;;
		esac
	done
done

# What a region has only if the scenario says so, and who the others are.
"$program" -w --emit guest config-xmls/nuc11tnbi5/shared.xml board-xmls/nuc11tnbi5.xml \
	-o "$work/shared" || fail "shared.xml"
for words in 'IVSHMEM_HV_CONTROL_REGION_ID  *0x1001U$' \
	"'ACRN_Service_VM' (Service VM), VM 2 .*, VM 3 .* and VM 4 "; do
	grep -q "$words" "$work/shared/vm1/ivshmem_guest.h" || fail "vm1 lacks: $words"
done

echo "$count files, $failed failures${skipped:+; left out, because it is not installed:$skipped}"
[ "$failed" = 0 ] && [ "$count" -gt $((100 / ${EVERY:-1})) ] || exit 1
[ -z "$skipped" ] || exit 77
