#!/bin/sh
# Slots of generated launch lines: free of each other and of what a given script has.
#
#   slots.sh ACRN_CFGC

set -u
program=$(realpath "$1") || exit 2
cd "$(dirname "$0")/../../.." || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -r "$work"' EXIT
failed=0

# compile SCENARIO BOARD [ARGUMENT...]: compiles into $work/out
compile()
{
	rm -rf "$work/out"
	"$program" -w --emit launch -o "$work/out" "$@" || failed=$((failed + 1))
}

# expect VM LINE...
expect()
{
	file=$work/out/launch_vm$1.args
	shift
	[ $# = 0 ] || printf -- '%s\n' "$@" >"$work/expected"
	[ $# != 0 ] || : >"$work/expected"
	diff -u "$work/expected" "$file" || failed=$((failed + 1))
}

names="tests/tables/guest/names.xml board-xmls/whl-ipc-i5.xml"

# shellcheck disable=SC2086 # two file names
{
	compile $names
	expect 2 '-s 8,ivshmem,hv:/a.b,2' '-s 9,ivshmem,hv:/a-b,2' '-s 10,ivshmem,hv:/A_b,2' \
		'-s 11,ivshmem,hv:/1,4' '-s 12,ivshmem,dm:/1,8' '-s 13,ivshmem,dm:/a.b_,2'
	expect 3 '-s 8,ivshmem,hv:/1,4' '-s 9,ivshmem,dm:/1,8' '-s 10,ivshmem,dm:/a.b_,2'

	# Taken slots are left out, and so is a region that the script has.
	cat >"$work/launch.sh" <<'END'
acrn-dm -s 0:0,hostbridge -s 8,virtio-net,tap0 -s 10:3,virtio-blk,disk.img \
	-s 12:1,ivshmem,hv:/a-b,2 vm2
END
	compile $names --launch "2=$work/launch.sh"
	expect 2 '-s 9,ivshmem,hv:/a.b,2' '-s 11,ivshmem,hv:/A_b,2' \
		'-s 13,ivshmem,hv:/1,4' '-s 14,ivshmem,dm:/1,8' '-s 15,ivshmem,dm:/a.b_,2'
	expect 3 '-s 8,ivshmem,hv:/1,4' '-s 9,ivshmem,dm:/1,8' '-s 10,ivshmem,dm:/a.b_,2'

	# Another command of the VM lacks a region that the file leaves out.
	printf '%s\n' 'acrn-dm -s 12:1,ivshmem,hv:/a-b,2 vm2' 'acrn-dm -s 0:0,hostbridge vm2' \
		>"$work/launch.sh"
	"$program" -w --emit launch -o "$work/out" $names --launch "2=$work/launch.sh" \
		2>"$work/err"
	grep -c 'LCH022' "$work/err" >"$work/count"
	[ "$(cat "$work/count")" = 1 ] || { cat "$work/err"; failed=$((failed + 1)); }

	# Above 30 it goes on with the slots that scripts use by custom.
	{
		printf 'acrn-dm '
		for slot in 3 5 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29; do
			printf ' -s %s,virtio-net,tap%s' $slot $slot
		done
	} >"$work/launch.sh"
	compile $names --launch "3=$work/launch.sh"
	expect 3 '-s 30,ivshmem,hv:/1,4' '-s 4,ivshmem,dm:/1,8' '-s 6,ivshmem,dm:/a.b_,2'
}

# Given by the scenario (00:0a.0), and ids in decimal whatever the scenario writes.
nuc="config-xmls/nuc11tnbi5/shared.xml board-xmls/nuc11tnbi5.xml"
# shellcheck disable=SC2086 # two file names
compile $nuc
expect 1 '-s 10,ivshmem,hv:/control,2,4097' '-s 8,ivshmem,hv:/alarms,2'
expect 4 '-s 8,ivshmem,dm:/clipboard,4' '-s 9,ivshmem,hv:/alarms,2'

# What the scenario gives yields to a script that has something else there.
echo 'acrn-dm -s 0:0,hostbridge -s 10,virtio-net,tap0 vm1' >"$work/launch.sh"
# shellcheck disable=SC2086 # two file names
compile $nuc --launch "1=$work/launch.sh"
expect 1 '-s 8,ivshmem,hv:/control,2,4097' '-s 9,ivshmem,hv:/alarms,2'

# A VM without a region has an empty file.
compile config-xmls/whl-ipc-i5/hybrid_rt.xml board-xmls/whl-ipc-i5.xml
expect 3

echo "$failed failures"
[ "$failed" = 0 ]
