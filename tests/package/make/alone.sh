#!/bin/sh
# acrn-cfgc-v2.3.mk in the build of a miniature v2.3 hypervisor: the files of --emit hypervisor are
# all that it is built from, and neither python3 nor iasl runs.
#
# environment: ACRN_CFGC, SOURCE_DIR, CC
set -u

program=${ACRN_CFGC:?the program to test}
root=${SOURCE_DIR:-$(cd "$(dirname "$0")/../../.." && pwd)}
case $(make --version 2>/dev/null) in
"GNU Make"*) ;;
*)
	echo "skipped: GNU make is not installed"
	exit 77
	;;
esac
# Nothing of the make that may have started this test.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD SCENARIO BOARD_FILE SCENARIO_FILE TARGET_DIR \
	HV_OBJDIR RELEASE
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 1
failed=0
count=0
LOG=$work/log
export LOG

# ---- the tree -------------------------------------------------------------------------------

mkdir bin
for tool in python3 python iasl; do
	printf '%s\n' '#!/bin/sh' "echo 'called $tool' \"\$@\" >>'$LOG'" 'exit 1' >"bin/$tool"
	chmod +x "bin/$tool"
done
PATH=$work/bin:$PATH

cases=$root/tests/tables/hypervisor
cp -r "$root/tests/package/make/tree-v2.3" tree
printf '%s\n' MAJOR_VERSION=2 MINOR_VERSION=3 EXTRA_VERSION= >tree/VERSION
mkdir tree/hypervisor/include
cp "$cases/include/release.h" tree/hypervisor/include
{
	echo '#ifndef CONFIG_SERIAL_PIO_BASE /* not in a build for release */'
	printf '%s\n' '#define CONFIG_SERIAL_PIO_BASE 0UL' '#endif'
	cat "$cases/print.c"
} >tree/hypervisor/print.c
for name in vm_config vuart pci_dev board vtd msr pci; do
	echo '#include <release.h>' >"tree/hypervisor/include/$name.h"
done
cp "$cases/two-vms.xml" scenario.xml
cp "$cases/two-vms.board.xml" board.xml

# ---- cases ----------------------------------------------------------------------------------

complain()
{
	echo "$title: $1"
	failed=$((failed + 1))
}

# generate FOLDER ARGUMENT...: the first of the two lines
generate()
{
	folder=$1
	shift
	"$program" -w scenario.xml board.xml --emit hypervisor -o "$folder" "$@" || {
		echo "$folder: refused"
		exit 1
	}
}

# run TITLE STATUS ARGUMENT...: the second of the two lines, with more arguments
run()
{
	title=$1
	want=$2
	shift 2
	count=$((count + 1))
	: >"$LOG"
	status=0
	timeout 60 make -C tree/hypervisor -f "$root/contrib/make/acrn-cfgc-v2.3.mk" \
		CC="${CC:-gcc}" ACRN_CFGC="$program" "$@" >out 2>err || status=$?
	[ "$status" -eq "$want" ] || {
		complain "status $status where $want was due"
		sed 's/^/  /' out err
	}
	if grep called "$LOG"; then complain "a tool ran"; fi
	if grep 'warning: \(overriding\|ignoring\)' err; then complain "make warns of a recipe"; fi
}

# made [LINE...]: exactly these lines are in the log, in any order; a line can be a list with '|'
made()
{
	: >want
	[ $# -eq 0 ] || printf '%s\n' "$@" | tr '|' '\n' | sort >want
	sort "$LOG" | cmp -s want - || {
		complain "another work was due"
		sort "$LOG" | diff want - | sed 's/^/  /'
	}
}

says()
{
	grep -qF "$1" err || {
		complain "no message '$1'"
		sed 's/^/  /' err
	}
}

state()
{
	(cd tree && find . -path ./hypervisor/build -prune -o -type f -exec stat -c '%n %s %y' {} + |
		sort)
}

objects='compile md.o|compile print.o|compile board.o|compile vm_configurations.o|compile pt_intx.o'
build=tree/hypervisor/build
gen=TARGET_DIR=$work/gen

# The test can fail: this is what the tree alone does.
title="the tree alone"
: >"$LOG"
make -C tree/hypervisor BOARD_FILE="$work/board.xml" SCENARIO_FILE="$work/scenario.xml" \
	TARGET_DIR="$work/gen" CC="${CC:-gcc}" >out 2>err && complain "it can be built"
grep -q 'called python3' "$LOG" || complain "python3 was not called"
rm -rf "$build"

state >before
generate gen
run "two lines" 0 BOARD=small SCENARIO=two_vms "$gen"
made "$objects|compile debug.o|check|link"
"$build/acrn.out" >image.txt
# The facts hold more than the image prints: settings, and the numbers of the headers.
grep -q '^vm 1' image.txt || complain "no facts in the image"
! grep -vxFf "$cases/facts/two-vms.facts" image.txt || complain "other facts in the image"
cmp "gen/build/acpi/ACPI_VM0.bin" "$build/acpi/ACPI_VM0.bin" || complain "another module"
for file in .config include/config.h include/config.mk; do
	cmp "gen/build/$file" "$build/$file" || complain "another $file"
done
state | cmp -s before - || complain "the tree was written to"
run "nothing to do" 0 "$gen"
made check
echo CONFIG_MAX_VM_NUM=1 >>"$build/.config"
run "an edited .config" 0 "$gen"
cmp gen/build/.config "$build/.config" || complain "it stays"
run "oldconfig and defconfig" 0 "$gen" oldconfig defconfig
made
cmp gen/build/.config "$build/.config" || complain "another .config"

run "no folder" 2
says "TARGET_DIR is not given"
run "a folder without our files" 2 TARGET_DIR="$work"
says "has no build/include/config.mk; make it with acrn-cfgc --emit hypervisor -o"
run "another board" 2 "$gen" BOARD=large
says "BOARD is 'large', but $work/gen was made for 'small'"
run "another scenario" 2 "$gen" SCENARIO=sdc
says "SCENARIO is 'sdc', but $work/gen was made for 'two_vms'"
for release in y 1; do
	run "RELEASE=$release for a debug folder" 2 "$gen" RELEASE="$release"
	says "RELEASE is 'y', but $work/gen was made for 'n'"
done
run "RELEASE=n" 0 "$gen" RELEASE=n

generate gen-release --release y
sleep 0.02
run "a folder for release" 0 TARGET_DIR="$work/gen-release" RELEASE=y
made "$objects|compile release.o|check|link"
run "and nothing to do" 0 TARGET_DIR="$work/gen-release"
made check
run "RELEASE=0 for it" 2 TARGET_DIR="$work/gen-release" RELEASE=0
says "RELEASE is 'n', but $work/gen-release was made for 'y'"
run "back to debug" 0 "$gen"
made "$objects|compile debug.o|check|link"

sleep 0.02
sed -i "s/'quoted' name/new name/" scenario.xml
generate gen
run "the scenario was edited" 0 "$gen"
made "$objects|compile debug.o|check|link"
"$build/acrn.out" | grep -q "name 'A new name" || complain "another name in the image"

sleep 0.02
sed 's|</FEATURES>|&<MEMORY><HV_RAM_SIZE>0x30000000</HV_RAM_SIZE></MEMORY>|' scenario.xml >large.xml
"$program" -w large.xml board.xml --emit hypervisor -o gen || exit 1
run "HV RAM of a size that Kconfig does not take" 0 "$gen"
made "$objects|compile debug.o|check|link"
grep -q 'CONFIG_HV_RAM_SIZE 0x30000000' "$build/include/config.h" || complain "another size"

cp -p tree/misc/hv_prebuild/main.c main.c
sed -i 's/return sos_pci_devs_declared/return 1/' tree/misc/hv_prebuild/main.c
rm "$build/acrn.out"
run "the check before the build fails" 2 "$gen" -k -j8
grep -q link "$LOG" && complain "an image was linked"
cp -p main.c tree/misc/hv_prebuild/main.c
run "and passes" 0 "$gen"
made check link

# One line: the makefile calls the program. The tree would read other names from these two files.
sed -i 's/<acrn-config board="small" scenario="two_vms"/<acrn-config scenario="two_vms" board="small"/' \
	scenario.xml
sed -i 's/<acrn-config board=/<acrn-config\n\tboard=/' board.xml
files="SCENARIO_FILE=$work/scenario.xml BOARD_FILE=$work/board.xml"
run "clean" 0 clean
[ ! -e "$build" ] || complain "something is left"
for release in n y; do
	# shellcheck disable=SC2086 # a list
	run "made from files with RELEASE=$release, parallel" 0 -j8 TARGET_DIR="$work/gen-$release" \
		HV_OBJDIR="$work/objects-$release" RELEASE="$release" $files
	kind=$([ "$release" = y ] && echo release || echo debug)
	made "$objects|compile $kind.o|check|link"
	[ -s "objects-$release/acpi/ACPI_VM0.bin" ] || complain "no ACPI module"
	# shellcheck disable=SC2086 # a list
	run "and nothing to do" 0 TARGET_DIR="$work/gen-$release" \
		HV_OBJDIR="$work/objects-$release" RELEASE="$release" $files
	made check
done
sed -i 's|<IVSHMEM_ENABLED>n|<IVSHMEM_ENABLED>maybe|' scenario.xml
# shellcheck disable=SC2086 # a list
run "a bad scenario" 2 TARGET_DIR="$work/gen-n" $files
says "scenario.xml:"
says "has refused the scenario"
made
state | cmp -s before - || complain "the tree was written to"

echo "$count cases, $failed failures"
[ "$failed" -eq 0 ]
