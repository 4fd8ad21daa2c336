#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# The consumer must accept good tables of every profile, and must refuse each kind of damage and
# name it. A row of the table below damages one file of a good set with a sed script.
#
# usage: selftest.sh [CC]        environment: EVERY (each n-th row only)
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cc=${1:-gcc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
CONSUMER_CACHE=${CONSUMER_CACHE:-$work/cache}
export CONSUMER_CACHE
bad=0
cases=0

complain() {
	printf 'selftest: %s\n' "$1" >&2
	bad=$((bad + 1))
}

# make_good PROFILE DIR: a good set with its scenario, its board and its target
make_good() {
	mkdir -p "$2"
	cp "$here/selftest/scenario.xml" "$here/selftest/board.xml" "$2"
	case $1 in
	P1)
		cp "$here"/selftest/good/P1/* "$2"
		sed -i 's/16, 0 : 1/16, 0 : 2/' "$2/scenario.xml"
		echo v2.2 > "$2/target"
		;;
	P2)
		cp "$here"/selftest/good/P2/* "$2"
		echo v2.3 > "$2/target"
		;;
	P3)
		cp "$here"/selftest/good/P3/* "$2"
		echo v2.5 > "$2/target"
		;;
	P4) # as P3 but for one name
		cp "$here"/selftest/good/P3/* "$2"
		sed -i 's/sos_pci_devs/service_vm_pci_devs/' "$2/pci_dev.c"
		echo v2.7 > "$2/target"
		;;
	P5)
		cp "$here"/selftest/good/P5/* "$2"
		cp "$here/selftest/scenario-elements.xml" "$2/scenario.xml"
		cp "$here/selftest/board-tree.xml" "$2/board.xml"
		echo v3.3 > "$2/target"
		;;
	esac
}

run() {
	"$here/run.sh" "$1" "$1/scenario.xml" "$1/board.xml" "$(cat "$1/target")" "$cc"
}

expect_good() {
	cases=$((cases + 1))
	if ! run "$1" > "$work/out" 2>&1; then
		complain "$2: good tables are refused:"
		cat "$work/out" >&2
	elif ! grep -q '^consumer: ok (' "$work/out"; then
		complain "$2: no 'consumer: ok' line"
	fi
}

# expect_bad DIR NAME PHRASE: exit 1, and one line says PHRASE
expect_bad() {
	cases=$((cases + 1))
	status=0
	run "$1" > "$work/out" 2>&1 || status=$?
	if [ $status -ne 1 ]; then
		complain "$2: exit $status instead of 1"
		cat "$work/out" >&2
	elif ! grep -qF -e "$3" "$work/out"; then
		complain "$2: no line says '$3', but:"
		cat "$work/out" >&2
	fi
}

# damage PROFILE FILE SED PHRASE: FILE may be * for all, PHRASE may be ok
damage() {
	rm -rf "$work/case" "$work/before"
	make_good "$1" "$work/case"
	cp -r "$work/case" "$work/before"
	if [ "$2" = '*' ]; then
		sed -i -E -e "$3" "$work/case"/*
	else
		sed -i -E -e "$3" "$work/case/$2"
	fi
	if diff -r "$work/before" "$work/case" > /dev/null; then
		complain "$1 $2 $3: changes nothing"
	elif [ "$4" = ok ]; then
		expect_good "$work/case" "$1 $2 $3"
	else
		expect_bad "$work/case" "$1 $2 $3" "$4"
	fi
}

# The tables of one profile against the headers of another. What stops them:
#   P1 -> P2      nothing in the language: a P1 device only lacks what later releases have, which
#                 is found when it runs (BAR1, the Service VM's table)
#   P2 -> P1      t_vuart and vuart_idx are no members, vmcs9900_ops and the table are not declared
#   P1, P2 <-> P3 the include paths (vm_config.h, asm/vm_config.h)
#   P3 <-> P4     the Service VM's array has another name: found when it runs
#   P5 -> P3, P4  region_id is no member of the region
#   P3 -> P5      nothing in the language: the region ids are simply 0, and the pool is elsewhere
# Static assertions in the generated files close the three gaps.
cross() {
	rm -rf "$work/case"
	make_good "$1" "$work/case"
	echo "$2" > "$work/case/target"
	rm -f "$work/case/ivshmem.config" "$work/case"/ivshmem_config.*
	cp "$here/selftest/scenario.xml" "$here/selftest/board.xml" "$work/case"
	if [ "$2" = v3.3 ] || [ "$1" = P5 ]; then
		cp "$here/selftest/scenario-elements.xml" "$work/case/scenario.xml"
		cp "$here/selftest/board-tree.xml" "$work/case/board.xml"
	fi
	expect_bad "$work/case" "$1 tables for $2" "$3"
}

for profile in P1 P2 P3 P4 P5; do
	make_good $profile "$work/good-$profile"
	expect_good "$work/good-$profile" "$profile"
	rm -f "$work/good-$profile"/ivshmem.config "$work/good-$profile"/ivshmem_config.*
	expect_good "$work/good-$profile" "$profile without configuration"
done

make_good P2 "$work/good-v2.4"
rm "$work/good-v2.4/ivshmem.config"
cp "$here"/selftest/good/P3/ivshmem_config.* "$work/good-v2.4"
echo v2.4 > "$work/good-v2.4/target"
expect_good "$work/good-v2.4" "v2.4"

row=0
while IFS='|' read -r profile file script phrase; do
	case $profile in
	'' | '#'*) continue ;;
	esac
	row=$((row + 1))
	[ $((row % ${EVERY:-1})) -eq 0 ] || continue
	damage "$profile" "$file" "$script" "$phrase"
done < "$here/selftest/damage.txt"

# Memory that does not fit below 2 GiB goes on at 4 GiB.
rm -rf "$work/case"
make_good P2 "$work/case"
sed -i 's/>0x40000000</>0xC0000000</' "$work/case/scenario.xml"
expect_good "$work/case" "P2 with 3 GiB"
sed -i 's/0x8040000cUL/0x12000000cUL/' "$work/case/vbar_base.h"
expect_bad "$work/case" "P2 with 3 GiB" "BAR2 0x120000000-0x1201fffff lies over guest RAM"

# Without shared memory the tables of everything else remain.
rm -rf "$work/case"
make_good P2 "$work/case"
printf '#ifndef IVSHMEM_CFG_H\n#define IVSHMEM_CFG_H\n#endif\n' > "$work/case/ivshmem_cfg.h"
sed -i 's/6U/4U/; s/2U/1U/' "$work/case/pci_dev_num.h"
sed -i '/ENABLED/d' "$work/case/ivshmem.config"
# each entry is a block from a line "{" to a line "},"
sed -i -e '/^\t{$/,/^\t},$/ { H; /^\t},$/ ! d; s/.*//; x; /ivshmem/ d; s/^\n// }' \
	"$work/case/pci_dev.c"
expect_bad "$work/case" "no regions" "CONFIG_IVSHMEM_ENABLED is not set, the scenario has 2 regions"
sed -i 's/<IVSHMEM_ENABLED>y/<IVSHMEM_ENABLED>n/' "$work/case/scenario.xml"
expect_good "$work/case" "no regions"

cross P1 v2.3 "VM 1 is in region 'hv:/shm_region_1' and has no device for it"
cross P2 v2.2 "do not compile for v2.2"
cross P2 v2.5 "vbar_base.h is there, but v2.5 has none"
cross P3 v2.3 "do not compile for v2.3"
cross P3 v2.7 "the Service VM has no table"
cross P4 v2.5 "the Service VM has no table"
cross P3 v3.3 "region 'hv:/shm_region_0' has region id 0, the scenario says 4096"
cross P5 v3.2 "do not compile for v3.2"

if [ $bad -gt 0 ]; then
	printf 'selftest: %d of %d cases failed\n' $bad $cases >&2
	exit 1
fi
printf 'selftest: %d cases ok\n' $cases
