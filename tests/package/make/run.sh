#!/bin/sh
# acrn-cfgc.mk in the build of a miniature hypervisor: what is made, and what is left alone. Every
# run of the program, every compilation and every link appends a line to a log; a case names the
# lines that have to be in it, no more and no less.
#
# usage: run.sh kconfig|modern        environment: ACRN_CFGC, SOURCE_DIR, CC
set -u

form=${1:?usage: run.sh kconfig|modern}
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
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD_FILE SCENARIO_FILE TARGET_DIR HV_OBJDIR
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 1
failed=0
count=0

# ---- the tree -------------------------------------------------------------------------------

case $form in
kconfig) profile=P2 house=flat makefile=Makefile board=whl-ipc-i5 scenario=hybrid_rt version=2.3 ;;
modern) profile=P5 house=modern makefile=modern.mk board=nuc11tnbi5 scenario=shared version=3.3 ;;
esac

# write_version MAJOR.MINOR FILE
write_version()
{
	printf '%s\n' "MAJOR_VERSION=${1%.*}" "MINOR_VERSION=${1#*.}" "EXTRA_VERSION=-rc1" >"$2"
}

# plant FOLDER: a tree with tables of its own that cannot be taken for ours
plant()
{
	mkdir -p "$1"
	cp -r "$root/tests/package/make/tree/." "$1"
	write_version "$version" "$1/VERSION"
	for folder in common $profile $house; do
		cp -r "$root/tests/tables/consumer/include/$folder/." "$1/hypervisor/include"
	done
	rm "$1/hypervisor/include/config.h" "$1/hypervisor/include/misc_cfg.h"
	find "$1/hypervisor/include" -name vm_config.h \
		-exec sed -i 's|^#endif /\* VM_CONFIG_H_.*|#include <vm_configs.h>\n&|' {} +
	# The configuration that a make without arguments takes.
	mkdir -p "$1/misc/config_tools/data"
	cp "$root/board-xmls/$board.xml" "$1/misc/config_tools/data/BOARD.xml"
	sed -e 's|hv:/shm_region_0, 2, 0:2|hv:/shm_region_0, 2, 0:2:3|' \
		"$root/config-xmls/$board/$scenario.xml" >"$1/misc/config_tools/data/SCENARIO.xml"
	"$1/misc/config_tools/generate.sh" "$1/misc/config_tools/data/SCENARIO.xml" \
		"$1/misc/config_tools/data/BOARD.xml" "$1/misc/vm_configs/scenarios/stock" \
		"$1/misc/vm_configs/scenarios/stock/here" || exit 1
}

# The scenario with one region whose name and size are known.
write_scenario()
{
	case $form in
	kconfig)
		sed "s|<IVSHMEM_REGION>.*</|<IVSHMEM_REGION>hv:/$1, $2, 0:2</|" \
			"$root/config-xmls/$board/$scenario.xml"
		;;
	modern)
		# The first region is renamed, the others stay.
		sed -e "0,/<NAME>[^<]*/s//<NAME>$1/" \
			-e "0,/<IVSHMEM_SIZE>[^<]*/s//<IVSHMEM_SIZE>$2/" \
			"$root/config-xmls/$board/$scenario.xml"
		;;
	esac
}

write_inputs()
{
	write_scenario a 2 >"$1"
	cp "$root/board-xmls/$board.xml" "$2"
}

# ---- cases ----------------------------------------------------------------------------------

log=$work/log
# A run that makes the tables of the tree's copy of the scenario is another line.
cat >"$work/counted-acrn-cfgc" <<'END_OF_PROGRAM'
#!/bin/sh
case "$*" in
--version | --list-targets) ;;
*/acrn-cfgc/copy) echo copy >>"$LOG" ;;
*) echo tables >>"$LOG" ;;
esac
exec "$PROGRAM" "$@"
END_OF_PROGRAM
chmod +x "$work/counted-acrn-cfgc"
PROGRAM=$program LOG=$log
export PROGRAM LOG
mk=${ACRN_CFGC_MK:-$root/contrib/make/acrn-cfgc.mk}
unset ACRN_CFGC_MK

complain()
{
	echo "$title: $1"
	failed=$((failed + 1))
}

# run TITLE STATUS ARGUMENT...: make in the current folder
run()
{
	title=$1
	want=$2
	shift 2
	count=$((count + 1))
	: >"$log"
	status=0
	timeout 60 make -f "$makefile" ACRN_CFGC_MK="$mk" CC="${CC:-gcc}" \
		ACRN_CFGC="$work/counted-acrn-cfgc" LOG="$log" "$@" >"$work/out" 2>"$work/err" ||
		status=$?
	[ "$status" -eq "$want" ] || {
		complain "status $status where $want was due"
		sed 's/^/  /' "$work/out" "$work/err"
	}
}

# made [LINE...]: exactly these lines are in the log, in any order; a line can be a list with '|'
made()
{
	: >"$work/want"
	[ $# -eq 0 ] || printf '%s\n' "$@" | tr '|' '\n' | sed '/^$/d' | sort >"$work/want"
	sort "$log" | cmp -s "$work/want" - || {
		complain "another work was due"
		sort "$log" | diff "$work/want" - | sed 's/^/  /'
	}
}

# image FILE LINE...: the image holds these lines
image()
{
	"$1" >"$work/image.txt" || complain "the image does not run"
	shift
	for line in "$@"; do
		grep -qxF "$line" "$work/image.txt" || {
			complain "the image lacks '$line'"
			sed 's/^/  /' "$work/image.txt"
		}
	done
}

# says TEXT: standard error has it
says()
{
	grep -qF "$1" "$work/err" || {
		complain "no message '$1'"
		sed 's/^/  /' "$work/err"
	}
}

state()
{
	(cd "$1" && find . -type f -exec stat -c '%n %s %y' {} + | sort)
}

# make compares times; two changes must not share one.
tick()
{
	sleep 0.02
}

plant tree
write_inputs scenario.xml board.xml
cd tree/hypervisor || exit 1
vars="SCENARIO_FILE=$work/scenario.xml BOARD_FILE=$work/board.xml"
objects='compile string.o|compile vm_config.o|compile ivshmem.o|compile pci_dev.o|compile vm_configurations.o'
all="$objects|compile console.o|check|link"
case $form in
kconfig)
	vars="$vars TARGET_DIR=$work/gen"
	tables=$work/gen
	# The tree's own work on a make without a change: its tool writes the files again.
	each='compile vm_configurations.o|compile console.o|check|link'
	# What another byte in a table causes, the runs of the program not counted.
	changed="compile ivshmem.o|compile pci_dev.o|$each"
	# What another byte in the scenario causes at least.
	edited=$each
	copy=
	first_vm=0
	;;
modern)
	tables=build/acrn-cfgc/tables
	each=
	changed="$objects|check|link"
	edited=$all
	copy=copy
	first_vm=1
	;;
esac
# Both are lists of words.
# shellcheck disable=SC2086
go()
{
	name=$1
	want=$2
	shift 2
	run "$name" "$want" $vars "$@"
}

go "the tree's own work" 0 ACRN_CFGC=
made "$all"
image build/acrn.out "hv:/stock_region 16 2"
go "the tree's own work without a change" 0 ACRN_CFGC=
case $form in
# Its own pci_dev.c is written again, too.
kconfig) made "$each" "compile pci_dev.o" ;;
modern) made ;;
esac
rm -rf build "$work/gen"

go "build" 0
made tables "$copy" "$all"
image build/acrn.out "hv:/a 5 2"
grep -q '^vm7' "$work/image.txt" && complain "the tree's misc_cfg.h won"
[ "$form" = modern ] || image build/acrn.out "vm0 4 hv:/a" "vm2 1 hv:/a"
if [ "$form" = kconfig ]; then
	grep -qx CONFIG_IVSHMEM_ENABLED=y build/.config || complain ".config lacks the switch"
	grep -qx "$(grep HV_RAM_SIZE "$tables/ivshmem.config")" build/.config ||
		complain ".config lacks HV_RAM_SIZE"
	grep -qx CONFIG_MAX_VM_NUM=8 build/.config || complain ".config lost what it had"
fi

go "nothing to do" 0
made "$each"
if [ "$form" = modern ]; then
	run "nothing to do, and the inputs not named again" 0
	made
fi

tick
touch ../../scenario.xml
go "the scenario is touched" 0
made tables "$copy" "$edited"
go "and then nothing to do" 0
made "$each"
tick
touch ../../board.xml
go "the board is touched" 0
made tables "$copy" "$edited"

tick
echo '<!-- a comment -->' >>../../scenario.xml
(cd "$tables" && stat -c '%n %y' ./*.[ch]) >"$work/before"
go "a comment is changed" 0
made tables "$copy" "$edited"
(cd "$tables" && stat -c '%n %y' ./*.[ch]) | cmp -s "$work/before" - ||
	complain "tables were written again"
go "and then nothing to do" 0
made "$each"

tick
sed -i 's|hv:/a,|hv:/b,|; s|<NAME>a<|<NAME>b<|' ../../scenario.xml
go "a region gets another name" 0
case $form in
kconfig) made tables "$changed" ;;
modern) made tables copy "$all" ;;
esac
image build/acrn.out "hv:/b 5 2"

tick
sed -i 's|hv:/b, 2,|hv:/b, 4,|; 0,/<IVSHMEM_SIZE>2</s//<IVSHMEM_SIZE>4</' ../../scenario.xml
go "a region gets another size" 0
image build/acrn.out "hv:/b 5 4"
# HV_RAM_SIZE grows, and config.h is part of every object.
made tables "$copy" "$all"
go "and then nothing to do" 0
made "$each"

# ---- errors ---------------------------------------------------------------------------------

code()
{
	(cd "$tables" && stat -c '%n %s %y' ./*.c ./*.h)
}

cp ../../scenario.xml "$work/good.xml"
code >"$work/before"
tick
sed -i 's|hv:/b, 4,|hv:/b, 6,|; 0,/<IVSHMEM_SIZE>4</s//<IVSHMEM_SIZE>6</' ../../scenario.xml
for arguments in "" -j8 -k; do
	# shellcheck disable=SC2086 # none or one
	go "a bad scenario $arguments" 2 $arguments
	[ "$arguments" = -k ] || made tables
	grep -q link "$log" && complain "an image was linked"
	grep -q 'scenario\.xml:[0-9]*:[0-9]*: error: .*\[IVS003\]' "$work/err" ||
		complain "no message"
	code | cmp -s "$work/before" - || complain "the old tables are gone"
done
go "a bad scenario and make clean" 0 -n clean
made
tick
cp "$work/good.xml" ../../scenario.xml
go "repaired" 0
image build/acrn.out "hv:/b 5 4"
go "and then nothing to do" 0
made "$each"

run "no board" 2 SCENARIO_FILE="$work/scenario.xml"
says "BOARD_FILE is not given"
run "no scenario" 2 BOARD_FILE="$work/board.xml"
says "SCENARIO_FILE is not given"
go "no program" 2 ACRN_CFGC="$work/none"
made
go "the program again" 0
made "$each"
rm ../../scenario.xml
go "the scenario is gone" 2
says scenario.xml
cp "$work/good.xml" ../../scenario.xml
go "and here again" 0
made tables "$copy" "$edited"
go "a blank in a name" 2 HV_OBJDIR="$work/a b"
says "has a blank"
mv ../misc/hv_prebuild/Makefile "$work/prebuild"
grep -v ACRN_CFGC_PREBUILD "$work/prebuild" >../misc/hv_prebuild/Makefile
go "hv_prebuild lacks its line" 2
says "add the line 'include"
mv "$work/prebuild" ../misc/hv_prebuild/Makefile

# ---- the release ----------------------------------------------------------------------------

case $form in
kconfig)
	write_version 2.4 ../VERSION
	go "another release" 0 TARGET_DIR="$work/other"
	grep -q "target    ACRN v2.4" "$work/other/pci_dev.c" || complain "not that of ../VERSION"
	;;
modern)
	write_version 3.2 ../VERSION
	go "another release" 2 TARGET_DIR="$work/other"
	says "hypervisor v3.2 has no region ids"
	;;
esac
go "another release, but a target is given" 0 ACRN_CFGC_FLAGS="--target v$version"
grep -q "target    ACRN v$version" "$tables/pci_dev.c" || complain "not the given release"
write_version 3.9 ../VERSION
go "a release that there is no target for" 2
says "ACRN 'v3.9'"
says "v2.2 v2.3"
go "a release that there is no target for, but a target is given" 0 \
	ACRN_CFGC_FLAGS="--target v$version"
rm ../VERSION
[ "$form" = kconfig ] || go "no release" 2
write_version "$version" ../VERSION
rm -rf build "$work/other"
go "the release again" 0
made tables "$copy" "$all"

# ---- other reasons --------------------------------------------------------------------------

tick
mv ../../scenario.xml ../../other.xml
sed -i 's|hv:/b,|hv:/c,|; s|<NAME>b<|<NAME>c<|' ../../other.xml
go "another scenario, the old one is gone" 0 SCENARIO_FILE="$work/other.xml"
case $form in
kconfig) made tables "$changed" ;;
modern) made tables copy "$all" ;;
esac
image build/acrn.out "hv:/c 5 4"
mv ../../other.xml ../../scenario.xml
tick
go "and the first one again" 0
made tables "$copy" "$each"
go "another option" 0 ACRN_CFGC_FLAGS="--emit tables,config,report,guest"
made tables "$copy" "$each"
[ -e "$tables/layout.json" ] || complain "the option did nothing"
go "and that one again" 0 ACRN_CFGC_FLAGS="--emit tables,config,report,guest"
made "$each"
go "without" 0
made tables "$copy" "$each"
rm "$tables/pci_dev.c"
tick
go "a table was deleted" 0
case $form in
kconfig) made tables "$each" "compile pci_dev.o" ;;
modern) made tables copy "$objects|check|link" ;;
esac
echo >>"$tables/ivshmem_cfg.h"
tick
touch ../../scenario.xml
tick
go "a table was changed by hand" 0
case $form in
kconfig) made tables "$changed" ;;
modern) made tables copy "$all" ;;
esac

if [ "$form" = kconfig ]; then
	tick
	sed -i 's|_ENABLED>y<|_ENABLED>n<|' ../../scenario.xml
	go "shared memory is switched off" 0
	made tables "$all"
	image build/acrn.out "hv_ram_size 0xbe00000"
	grep -q '^hv:' "$work/image.txt" && complain "there are still regions"
	tick
	sed -i 's|_ENABLED>n<|_ENABLED>y<|' ../../scenario.xml
	go "and on again" 0
	made tables "$all"
	image build/acrn.out "hv:/c 5 4"
	tick
	sed -i 's|<HV_RAM_SIZE><|<HV_RAM_SIZE>0x30000000<|' ../../scenario.xml
	go "Kconfig does not take a setting" 2
	says '  CONFIG_HV_RAM_SIZE=0x30000000'
	tick
	sed -i 's|<HV_RAM_SIZE>0x30000000<|<HV_RAM_SIZE><|' ../../scenario.xml
	go "but the one before" 0
	image build/acrn.out "hv:/c 5 4"

	# The tree's tool does not run again after a build that failed, unless it is told to.
	tick
	go "a build fails" 2 CC=false
	[ -e build/.cfg_src_result ] || complain "the tree's tool did not run"
	tick
	cp ../../scenario.xml "$work/good.xml"
	sed -i 's|hv:/c, 4, 0:2<|hv:/c, 4, 0:2:3<|' ../../scenario.xml
	go "and the next one has another VM" 0
	image build/acrn.out "vm3 1 hv:/c"
	tick
	go "a build fails" 2 CC=false
	cp -p ../../scenario.xml ../../other.xml
	cp "$work/good.xml" ../../scenario.xml
	go "a build of another scenario fails" 2 CC=false
	go "and the next one has an older scenario" 0 SCENARIO_FILE="$work/other.xml"
	image build/acrn.out "vm3 1 hv:/c"
	go "and has the first one again" 0
fi

if [ "$form" = modern ]; then
	tick
	touch defaults.config
	go "the tree makes its configuration again" 0
	made "$all"
	go "which is newer than the tables then, and nothing to do" 0
	made

	# The settings of the tables are part of the check before the build, too.
	cp ../../scenario.xml "$work/good.xml"
	sed -i 's/MMIO_REGIONS=16/MMIO_REGIONS=4/' defaults.config
	sed -i 's|MAX_EMULATED_MMIO>32<|MAX_EMULATED_MMIO>4<|' ../../scenario.xml
	go "a capacity that has to be raised" 0
	made tables copy "$all"
	grep -q 'CONFIG_MAX_EMULATED_MMIO_REGIONS' "$tables/ivshmem_config.h" ||
		complain "nothing was raised"
	sed -i 's/MMIO_REGIONS=4/MMIO_REGIONS=16/' defaults.config
	cp "$work/good.xml" ../../scenario.xml
	go "and not" 0
	made tables copy "$all"

	# The tree reads copies, acrn-cfgc what was named.
	tick
	sed -i 's|<NAME>c<|<NAME>d<|' ../../scenario.xml
	for arguments in "" -k; do
		# shellcheck disable=SC2086 # none or one
		run "edited, and a make without arguments $arguments" 2 $arguments
		says "the copies of them that this tree reads"
		grep -q link "$log" && complain "an image was linked"
	done
	go "edited and named" 0
	image build/acrn.out "hv:/d 5 4"
	tick
	sed -i 's|<NAME>d<|<NAME>e<|' build/.scenario.xml
	run "the copy was edited" 2
	says "the copies of them that this tree reads"
	rm build/.scenario.xml build/.board.xml
	go "the copies were removed" 0
	image build/acrn.out "hv:/d 5 4"

	rm -r build
	# shellcheck disable=SC2086 # a list
	run "a tree that keeps its copies" 0 $vars KEEP_COPY=y
	image build/acrn.out "hv:/d 5 4"
	run "a tree that keeps its copies, without arguments" 0 KEEP_COPY=y
	made "$objects|link"
	image build/acrn.out "hv:/d 5 4"
	BOARD_FILE=$work/board.xml SCENARIO_FILE=$work/none.xml run "files named by the environment" 2 \
		KEEP_COPY=y
	tick
	sed -i 's|<NAME>d<|<NAME>c<|' ../../scenario.xml
	# shellcheck disable=SC2086 # a list
	run "a tree that keeps its copies, edited" 2 $vars KEEP_COPY=y
	says "the copies of them that this tree reads"
	rm build/.scenario.xml build/.board.xml
	# shellcheck disable=SC2086 # a list
	run "a tree that keeps its copies, and they were removed" 0 $vars KEEP_COPY=y
	image build/acrn.out "hv:/c 5 4"
	rm -r build
	go "a tree that does not" 0
fi

# ---- vm_configurations.c --------------------------------------------------------------------

# The tree's tool disagrees with our tables.
for change in "s/= VM${first_vm}_CONFIG_PCI_DEV_NUM/= 3U/" "s/= vm${first_vm}_pci_devs/= vm2_pci_devs/" \
	's/= sos_pci_devs/= vm2_pci_devs/'; do
	tick
	touch ../../scenario.xml
	TOOL_SED=$change go "vm_configurations.c with $change" 2 -j8
	grep -q link "$log" && complain "an image was linked"
	case $change in
	*sos*)
		vm=$((1 - first_vm)) length=$((first_vm * 3))
		has="other .pci_devs, .pci_dev_num $length in"
		;;
	*NUM*) vm=$first_vm length=4 has="the right .pci_devs, .pci_dev_num 3 in" ;;
	*) vm=$first_vm length=4 has="other .pci_devs, .pci_dev_num 4 in" ;;
	esac
	says "acrn-cfgc: VM $vm 'VM_$vm' has $has"
	says "/scenarios/stock/vm_configurations.c"
	says "its table has $length devices in $(realpath "$tables")/pci_dev.c;"
	# A check that failed is not done.
	TOOL_SED=$change go "vm_configurations.c with $change, and make again" 2
	says "acrn-cfgc: VM $vm 'VM_$vm' has $has"
	grep -q link "$log" && complain "an image was linked"
done
tick
touch ../../scenario.xml
go "and agrees again" 0
image build/acrn.out "hv:/c 5 4"

# ---- parallel, elsewhere --------------------------------------------------------------------

cp build/acrn.out "$work/serial.out"
go "clean" 0 clean
[ ! -e build ] || complain "something is left"
go "parallel" 0 -j8
made tables "$copy" "$all"
"$work/serial.out" >"$work/serial.txt"
build/acrn.out | cmp -s "$work/serial.txt" - || complain "another image"
go "parallel and nothing to do" 0 -j8
made "$each"

go "clean" 0 clean
state .. >"$work/before"
mkdir "$work/elsewhere"
go "out of the tree" 0 HV_OBJDIR="$work/elsewhere/obj" TARGET_DIR="$work/elsewhere/gen"
made tables "$copy" "$all"
image "$work/elsewhere/obj/acrn.out" "hv:/c 5 4"
[ -s "$work/elsewhere/gen/ivshmem_cfg.h" ] || complain "TARGET_DIR is empty"
state .. | cmp -s "$work/before" - || complain "the tree was written to"
go "out of the tree and nothing to do" 0 HV_OBJDIR="$work/elsewhere/obj" \
	TARGET_DIR="$work/elsewhere/gen"
made "$each"

# ---- there and back -------------------------------------------------------------------------

if [ "$form" = kconfig ]; then
	run "no arguments: the tree's configuration" 0
	made "$all"
	image build/acrn.out "hv:/stock_region 16 2" "vm3 1 hv:/stock_region"
	go "clean" 0 clean
fi
go "without the program: the tree's own tables" 0 ACRN_CFGC=
image build/acrn.out "hv:/stock_region 16 2"
go "an object folder of the tree's own tables is taken over" 0
made tables "$copy" "$all"
image build/acrn.out "hv:/c 5 4"
go "and then nothing to do" 0
made "$each"
go "back without clean" 2 ACRN_CFGC=
says "make clean first"
if [ "$form" = kconfig ]; then
	run "no arguments after a build with them" 2
	says "name both again, or make clean first"
fi
go "clean" 0 clean
go "and back" 0 ACRN_CFGC=
image build/acrn.out "hv:/stock_region 16 2"
go "clean" 0 clean
sed -i '/ACRN_CFGC_MK/d' "$makefile"
go "back, and the line is gone" 0
image build/acrn.out "hv:/stock_region 16 2"

echo "$count cases, $failed failures"
[ "$failed" -eq 0 ]
