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
kconfig) profile=P2 house=flat makefile=Makefile board=whl-ipc-i5 scenario=hybrid_rt ;;
modern) profile=P5 house=modern makefile=modern.mk board=nuc11tnbi5 scenario=shared ;;
esac

# plant FOLDER: a tree with tables of its own that nobody would take for ours
plant()
{
	mkdir -p "$1"
	cp -r "$root/tests/package/make/tree/." "$1"
	for folder in common $profile $house; do
		cp -r "$root/tests/tables/consumer/include/$folder/." "$1/hypervisor/include"
	done
	rm "$1/hypervisor/include/config.h" "$1/hypervisor/include/misc_cfg.h"
	stock=$1/misc/vm_configs/scenarios/stock
	mkdir -p "$stock"
	sed 's/shm_region_0/stock_region/; 0,/<NAME>[^<]*/s//<NAME>stock_region/' \
		"$root/config-xmls/$board/$scenario.xml" >stock.xml
	"$program" stock.xml "$root/board-xmls/$board.xml" -o stock --emit tables || exit 1
	cp stock/ivshmem_cfg.h stock/pci_dev.c "$stock"
	[ ! -e stock/vbar_base.h ] || cp stock/vbar_base.h "$stock"
	{
		echo "#ifndef MISC_CFG_H"
		echo "#define MISC_CFG_H"
		# Lengths that are not ours where the tree's tables are not compiled.
		sed -n '/^#define VM/p' stock/pci_dev_num.h
		echo "#define VM7_CONFIG_PCI_DEV_NUM 9U"
		echo "#endif"
	} >"$stock/misc_cfg.h"
	printf '%s\n' '#define PCI_DEVICES_H' >"$stock/pci_devices.h"
	rm -r stock stock.xml
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
cat >"$work/counted-acrn-cfgc" <<'END_OF_PROGRAM'
#!/bin/sh
[ "$1" = --version ] || echo tables >>"$LOG"
exec "$PROGRAM" "$@"
END_OF_PROGRAM
chmod +x "$work/counted-acrn-cfgc"
PROGRAM=$program LOG=$log
export PROGRAM LOG

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
	timeout 60 make -f "$makefile" ACRN_CFGC_MK="$root/contrib/make/acrn-cfgc.mk" CC="${CC:-gcc}" \
		ACRN_CFGC="$work/counted-acrn-cfgc" LOG="$log" "$@" >"$work/out" 2>"$work/err" ||
		status=$?
	[ "$status" -eq "$want" ] || {
		complain "status $status where $want was due"
		sed 's/^/  /' "$work/out" "$work/err"
	}
}

# made [LINE...]: exactly these lines are in the log, in any order
made()
{
	: >"$work/want"
	[ $# -eq 0 ] || printf '%s\n' "$@" | sort >"$work/want"
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

state()
{
	(cd "$1" && find . -type f -exec stat -c '%n %s %y' {} + | sort)
}

# make compares times; two changes must not share one.
tick()
{
	sleep 0.02
}

all='compile string.o|compile vm_config.o|compile ivshmem.o|compile console.o|compile pci_dev.o|link'
# made_all [LINE...]: everything was compiled
made_all()
{
	old_ifs=$IFS
	IFS='|'
	# The words of a list.
	# shellcheck disable=SC2086
	set -- "$@" $all
	IFS=$old_ifs
	made "$@"
}

plant tree
write_inputs scenario.xml board.xml
cd tree/hypervisor || exit 1
vars="SCENARIO_FILE=../../scenario.xml BOARD_FILE=../../board.xml"
# Both are lists of words.
# shellcheck disable=SC2086
go()
{
	name=$1
	want=$2
	shift 2
	run "$name" "$want" $vars "$@"
}
tables=build/acrn-cfgc/tables

go "build" 0
made_all tables
image build/acrn.out "hv:/a 5 2"
grep -q vm7 "$work/image.txt" && complain "the tree's misc_cfg.h won"
if [ "$form" = kconfig ]; then
	grep -qx CONFIG_IVSHMEM_ENABLED=y build/.config || complain ".config lacks the switch"
	grep -qx "$(grep HV_RAM_SIZE $tables/ivshmem.config)" build/.config ||
		complain ".config lacks HV_RAM_SIZE"
	grep -qx CONFIG_MAX_VM_NUM=8 build/.config || complain ".config lost what it had"
fi

go "nothing to do" 0
made
run "nothing to do, and the inputs not named again" 0
made

tick
touch ../../scenario.xml
go "the scenario is touched" 0
made tables
go "and then nothing to do" 0
made
tick
touch ../../board.xml
go "the board is touched" 0
made tables

tick
echo '<!-- a comment -->' >>../../scenario.xml
state $tables >"$work/before"
go "a comment is changed" 0
made tables
state $tables | cmp -s "$work/before" - || complain "tables were written anew"
go "and then nothing to do" 0
made

tick
sed -i 's|hv:/a,|hv:/b,|; s|<NAME>a<|<NAME>b<|' ../../scenario.xml
go "a region gets another name" 0
made tables "compile ivshmem.o" "compile pci_dev.o" link
image build/acrn.out "hv:/b 5 2"

tick
sed -i 's|hv:/b, 2,|hv:/b, 4,|; 0,/<IVSHMEM_SIZE>2</s//<IVSHMEM_SIZE>4</' ../../scenario.xml
go "a region gets another size" 0
image build/acrn.out "hv:/b 5 4"
case $form in
# HV_RAM_SIZE grows, and config.h is part of every object.
kconfig) made_all tables ;;
modern) made tables "compile ivshmem.o" "compile pci_dev.o" link ;;
esac
go "and then nothing to do" 0
made

# ---- errors ---------------------------------------------------------------------------------

cp ../../scenario.xml "$work/good.xml"
state $tables >"$work/before"
tick
sed -i 's|hv:/b, 4,|hv:/b, 6,|; 0,/<IVSHMEM_SIZE>4</s//<IVSHMEM_SIZE>6</' ../../scenario.xml
for arguments in "" -k -j8; do
	# shellcheck disable=SC2086 # none or one
	go "a bad scenario $arguments" 2 $arguments
	made tables
	grep -q 'scenario\.xml:[0-9]*:[0-9]*: error: .*\[IVS003\]' "$work/err" ||
		complain "no message"
	state $tables | cmp -s "$work/before" - || complain "the old tables are gone"
done
go "a bad scenario and make clean" 0 -n clean
made
tick
cp "$work/good.xml" ../../scenario.xml
go "repaired" 0
made tables
image build/acrn.out "hv:/b 5 4"

run "no board" 2 SCENARIO_FILE=../../scenario.xml
grep -q "BOARD_FILE is not given" "$work/err" || complain "no message"
run "no scenario" 2 BOARD_FILE=../../board.xml
grep -q "SCENARIO_FILE is not given" "$work/err" || complain "no message"
go "no program" 2 ACRN_CFGC="$work/none"
made
go "the program again" 0
made
rm ../../scenario.xml
go "the scenario is gone" 2
grep -q "scenario.xml" "$work/err" || complain "no message"
cp "$work/good.xml" ../../scenario.xml
go "and here again" 0
made tables

# ---- other reasons --------------------------------------------------------------------------

tick
mv ../../scenario.xml ../../other.xml
sed -i 's|hv:/b,|hv:/c,|; s|<NAME>b<|<NAME>c<|' ../../other.xml
run "another scenario, the old one is gone" 0 SCENARIO_FILE=../../other.xml \
	BOARD_FILE=../../board.xml
made tables "compile ivshmem.o" "compile pci_dev.o" link
image build/acrn.out "hv:/c 5 4"
mv ../../other.xml ../../scenario.xml
tick
go "and the first one again" 0
made tables
go "another option" 0 ACRN_CFGC_FLAGS="--emit tables,config,report"
made tables
[ -e $tables/layout.json ] || complain "the option did nothing"
go "and that one again" 0 ACRN_CFGC_FLAGS="--emit tables,config,report"
made
go "without" 0
made tables
rm $tables/pci_dev.c
tick
go "a table was deleted" 0
made tables "compile pci_dev.o" link
echo >>$tables/ivshmem_cfg.h
tick
touch ../../scenario.xml
tick
go "a table was changed by hand" 0
made tables "compile ivshmem.o" "compile pci_dev.o" link

if [ "$form" = kconfig ]; then
	tick
	sed -i 's|_ENABLED>y<|_ENABLED>n<|' ../../scenario.xml
	go "shared memory is switched off" 0
	made_all tables
	image build/acrn.out "hv_ram_size 0xbe00000"
	grep -q hv: "$work/image.txt" && complain "there are still regions"
	tick
	sed -i 's|_ENABLED>n<|_ENABLED>y<|' ../../scenario.xml
	go "and on again" 0
	made_all tables
	image build/acrn.out "hv:/c 5 4"
	tick
	sed -i 's|<HV_RAM_SIZE><|<HV_RAM_SIZE>0x30000000<|' ../../scenario.xml
	go "Kconfig does not take a setting" 2
	grep -qx '  CONFIG_HV_RAM_SIZE=0x30000000' "$work/err" || complain "no message"
	tick
	sed -i 's|<HV_RAM_SIZE>0x30000000<|<HV_RAM_SIZE><|' ../../scenario.xml
	go "but the one before" 0
	image build/acrn.out "hv:/c 5 4"
fi

if [ "$form" = modern ]; then
	tick
	touch defaults.config
	go "the tree makes its configuration anew" 0
	made_all
	go "which is newer than the tables then, and nothing to do" 0
	made
fi

# ---- parallel, elsewhere, with blanks -------------------------------------------------------

cp build/acrn.out "$work/serial.out"
go "clean" 0 clean
[ ! -e build ] || complain "something is left"
go "parallel" 0 -j8
made_all tables
"$work/serial.out" >"$work/serial.txt"
build/acrn.out | cmp -s "$work/serial.txt" - || complain "another image"
go "parallel and nothing to do" 0 -j8
made

make -f "$makefile" ACRN_CFGC_MK="$root/contrib/make/acrn-cfgc.mk" clean >/dev/null
state .. >"$work/before"
mkdir "$work/elsewhere"
go "out of the tree" 0 HV_OBJDIR="$work/elsewhere/obj" TARGET_DIR="$work/elsewhere/gen"
made_all tables
image "$work/elsewhere/obj/acrn.out" "hv:/c 5 4"
[ -s "$work/elsewhere/gen/ivshmem_cfg.h" ] || complain "TARGET_DIR is empty"
state .. | cmp -s "$work/before" - || complain "the tree was written to"
go "out of the tree and nothing to do" 0 HV_OBJDIR="$work/elsewhere/obj" \
	TARGET_DIR="$work/elsewhere/gen"
made

cd "$work" || exit 1
blanks="$work/a tree/with 'quotes"
plant "$blanks"
write_inputs "$blanks/my scenario.xml" "$blanks/my board.xml"
cd "$blanks/hypervisor" || exit 1
# shellcheck disable=SC2086
blank()
{
	name=$1
	want=$2
	shift 2
	run "$name" "$want" SCENARIO_FILE="../my scenario.xml" BOARD_FILE="../my board.xml" \
		TARGET_DIR="../my tables" "$@"
}
blank "blanks in all names" 0
made_all tables
image build/acrn.out "hv:/a 5 2"
[ -s "../my tables/ivshmem_cfg.h" ] || complain "TARGET_DIR is empty"
blank "blanks and nothing to do" 0
made
tick
touch "../my board.xml"
blank "blanks and an input is touched" 0
made tables
tick
sed -i 's|hv:/a,|hv:/b,|; s|<NAME>a<|<NAME>b<|' "../my scenario.xml"
blank "blanks and a region gets another name" 0 -j8
made tables "compile ivshmem.o" "compile pci_dev.o" link
image build/acrn.out "hv:/b 5 2"

# ---- there and back -------------------------------------------------------------------------

cd "$work/tree/hypervisor" || exit 1
rm -rf build
run "without the program: the tree's own tables" 0 ACRN_CFGC=
image build/acrn.out "hv:/stock_region 16 2"
go "an object folder of the tree's own tables is taken over" 0
case $form in
kconfig) made_all tables ;;
modern) made tables "compile vm_config.o" "compile ivshmem.o" "compile pci_dev.o" link ;;
esac
image build/acrn.out "hv:/c 5 4"
go "and then nothing to do" 0
made
go "clean" 0 clean
run "and back" 0 ACRN_CFGC=
image build/acrn.out "hv:/stock_region 16 2"

echo "$count cases, $failed failures"
[ "$failed" -eq 0 ]
