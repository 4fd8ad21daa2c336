#!/bin/sh
# The command line as its users meet it: options, exit statuses, streams, several files.
#
# usage: run.sh [PROGRAM]        environment: ACRN_CFGC, SOURCE_DIR
#
# A && B || complain is meant as it is, and $tool in quotes is for another shell.
# shellcheck disable=SC2015,SC2016
set -u

tool=${1:-${ACRN_CFGC:?the program to test}}
case $tool in
/*) ;;
*) tool=$PWD/$tool ;;
esac
root=${SOURCE_DIR:-$(cd "$(dirname "$0")/../../.." && pwd)}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 1
unset NO_COLOR POSIXLY_CORRECT TERM
failed=0
count=0

# What is wrong with the case that ran last.
complain()
{
	echo "FAILED: $title: $1"
	sed 's/^/  stdout: /' out
	sed 's/^/  stderr: /' err
	failed=$((failed + 1))
}

# run STATUS TITLE ARGUMENT...: standard input is ./in
: >in
run()
{
	due=$1
	title=$2
	shift 2
	count=$((count + 1))
	status=0
	"$tool" "$@" <in >out 2>err || status=$?
	[ "$status" -eq "$due" ] || complain "status $status where $due was due"
}

# err_is_note TEXT: one line, which is no diagnostic
err_is_note()
{
	[ "$(wc -l <err)" -eq 1 ] || complain "one line was due"
	grep -qF ": note: $1" err || complain "a note was due: $1"
}

assumed='laid out for v2.3, the default for a scenario in the text form; --target chooses another'

err_is_empty()
{
	[ ! -s err ] || complain "standard error should be empty"
}

out_is_empty()
{
	[ ! -s out ] || complain "standard output should be empty"
}

# has FILE TEXT
has()
{
	grep -qF -e "$2" "$1" || complain "'$2' is missing in $1"
}

lacks()
{
	! grep -qF -e "$2" "$1" || complain "'$2' should not be in $1"
}

# usage TITLE TEXT ARGUMENT...: one line that names the mistake and the way to --help
usage()
{
	text=$2
	title=$1
	shift 2
	run 2 "$title" "$@"
	out_is_empty
	has err "$text"
	has err "; try 'acrn-cfgc --help'"
	[ "$(wc -l <err)" -eq 1 ] || complain "one line was due"
}

# ---- material -------------------------------------------------------------------------------

cp "$root/config-xmls/whl-ipc-i5/hybrid_rt.xml" good.xml
cp "$root/board-xmls/whl-ipc-i5.xml" board.xml
sed '0,/<IVSHMEM_REGION>/s/, *2 *,/, 6,/' good.xml >bad.xml
cmp -s good.xml bad.xml && echo "FAILED: bad.xml is no bad scenario" && exit 1
sed 's|<IVSHMEM_REGION>.*</IVSHMEM_REGION>|&&|' good.xml >twice.xml
sed '0,/<IVSHMEM_REGION>/s/, *2 *,/, 02,/' good.xml >padded.xml
sed 's/^\( *\)[0-9a-f]* *- *[0-9a-f]* *: System RAM/\100002000-00001000 : System RAM/' board.xml \
	>bad-board.xml
mkdir boards
cp board.xml boards/whl-ipc-i5.xml
sed 's/board="whl-ipc-i5"/board="nowhere"/' good.xml >homeless.xml
# A scenario with a warning, and the name of that warning.
cp "$root/config-xmls/apl-up2/hybrid_rt.xml" warn.xml
cp "$root/board-xmls/apl-up2.xml" warn-board.xml
warning=$("$tool" --check warn.xml warn-board.xml --diagnostics json 2>&1 |
	sed -n '1s/.*"name":"\([a-z0-9-]*\)","severity":"warning".*/\1/p')
[ -n "$warning" ] || { echo "FAILED: warn.xml has no warning" && exit 1; }

# ---- what was asked for ---------------------------------------------------------------------

for option in --help -h --version --list-codes --list-targets; do
	run 0 "$option" "$option"
	err_is_empty
	[ -s out ] || complain "nothing was printed"
done
run 0 "--help wins over what else is there" --check --help -o x
has out "usage: acrn-cfgc SCENARIO.xml BOARD.xml -o DIR"
run 0 "help fits a terminal" --help
awk 'length($0) > 100 { exit 1 }' out || complain "a line is too long"
run 0 "--version" --version
grep -qxE 'acrn-cfgc [0-9]+\.[0-9]+\.[0-9]+' out || complain "no version"
run 0 "--list-codes has columns" --list-codes
grep -qxE 'IVS003  size-not-power-of-two +error    [^ ].*' out || complain "no row of IVS003"
grep -qE '^CAP010 .* error\*   all ' out || complain "no star at an error of a part that is not written"
grep -qE '^CPU009 .* v3.0-v3.3 ' out || complain "no releases of CPU009"
sed 's/ .*//' out >codes
while read -r code; do
	run 0 "--explain $code" --explain "$code"
	err_is_empty
	awk '/^(what|rule|why|wrong|right|more) +[^ ]/ && !seen[$1]++ { n++ } END { exit n != 6 }' out ||
		complain "one of what, rule, why, wrong, right, more is missing"
done <codes
run 0 "--explain in another case" --explain ivs003
has out "IVS003 size-not-power-of-two (error)"
run 0 "--explain by name" --explain size-not-power-of-two
has out "IVS003 size-not-power-of-two (error)"
run 0 "--explain a warning" --explain "$warning"
has out "-Wno-$warning turns it off"
run 0 "--list-targets" --list-targets
[ "$(cut -d' ' -f1 out | tr '\n' ' ')" = "v2.2 v2.3 v2.4 v2.5 v2.6 v2.7 v3.0 v3.1 v3.2 v3.3 " ] ||
	complain "these are not the releases"

# ---- mistakes on the command line -----------------------------------------------------------

usage "nothing" "there is no scenario"
usage "an unknown option" "'--outptu'; the nearest is '--output'" --outptu x
usage "an option that no other is near to" "there is no option '--xyzzyplugh'" --xyzzyplugh
usage "an unknown letter" "there is no option '-x'" --check -x
usage "an ambiguous option" "'--diag' begins 2 options" --diag json
usage "an argument too many" "--check takes no argument: '--check=3'" --check=3 good.xml
usage "an argument too few" "--board needs an argument: FILE" --check good.xml --board
usage "an empty argument" "--output needs an argument: DIR" good.xml board.xml -o ''
usage "a depfile without a name" "--depfile needs the name of a file, not '-'" \
	good.xml board.xml -o gen --depfile -
usage "diagnostics without a name" "--diagnostics-file needs the name of a file, not '-'" \
	--check good.xml --diagnostics-file -
usage "an empty file name" "'' is no file name" --check ''
usage "no output" "compiling 'good.xml' needs -o DIR" good.xml board.xml
usage "no board" "compiling 'good.xml' needs a board" good.xml -o gen
usage "three files" "'c.xml' is one file too many" good.xml board.xml c.xml -o gen
usage "two scenarios at a time" "not 'c.xml' too" good.xml c.xml --board board.xml -o gen
usage "--check with -o" "so there is no --output" --check good.xml board.xml -o gen
usage "--check with --emit" "so there is no --emit" --check good.xml board.xml --emit all
usage "--check with --verify" "so there is no --verify" --check good.xml board.xml --verify
usage "--check with --depfile" "so there is no --depfile" --check good.xml --depfile d
usage "--verify with --depfile" "no --depfile" good.xml board.xml -o g --verify --depfile d
usage "two ways to a board" "--board and --board-dir" --check good.xml --board b --board-dir d
usage "-o twice" "--output is given twice: 'a' and 'b'" good.xml board.xml -o a -o b
usage "standard input twice" "'-' is given twice" --check - -
usage "two commands" "--check and --list-codes exclude each other" --check --list-codes
usage "a file too many" "--list-codes reads no file: 'good.xml'" --list-codes good.xml
usage "an unknown group" "'tabels'; it takes tables, config" good.xml board.xml -o g --emit tabels
usage "an empty group" "--emit does not know ''" good.xml board.xml -o g --emit tables,
usage "an unknown form" "'xml'; it takes text, json, sarif" --check good.xml --diagnostics xml
usage "an unknown time for colours" "it takes auto, always, never" --check good.xml --color no
usage "an unknown release" "'v9.9'; it takes v2.2" --check good.xml --target v9.9
usage "a release without its v" "did you mean 'v2.5'?" --check good.xml --target 2.5
usage "a misspelt group" "did you mean 'tables'?" good.xml board.xml -o g --emit config,table
usage "no release with repairs" "'v2.3.x'; it takes v2.2" --check good.xml --target v2.3.x
run 0 "a release with repairs" --check --target v2.3.1 good.xml board.xml
for number in -1 '' x 3x 0x3 ' 3' 9999999999; do
	usage "--max-errors '$number'" "--max-errors needs a number" --check good.xml \
		--max-errors "$number"
done
usage "an unknown warning" "there is no warning 'nonsense'" --check good.xml -Wnonsense
usage "a misspelt warning" "the nearest is '$warning'" --check good.xml "-Wno-${warning}x"
usage "an error as a warning" "is always an error" --check good.xml -Wno-size-not-power-of-two
usage "an error of our own part as a warning" "is always an error" --check good.xml \
	-Wno-error=size-not-power-of-two
usage "an error switched off" "is an error, which -Wno-error= makes a warning" --check good.xml \
	-Wno-pcpu-unknown
usage "an error of what is written as a warning" "group hypervisor writes" good.xml board.xml \
	-o g --emit hypervisor -Wno-error=pcpu-unknown
usage "an unknown code" "there is no code 'IVS0O3'; the nearest is 'IVS003'" --explain IVS0O3
usage "a code like no other" "--list-codes has them" --explain xyzzyplughxyzzy
usage "-v among JSON" "-v would write between" --check good.xml -v --diagnostics json
usage "--time-passes among SARIF" "--time-passes would write between" --check good.xml \
	--time-passes --diagnostics sarif
usage "a mistake is shown escaped" '\x1b[31m' --check good.xml --color "$(printf '\033[31m')"
[ ! -e gen ] || complain "a usage mistake made the output folder"

# ---- what was checked ------------------------------------------------------------------------

run 0 "-v says how many rules were applied" --check -v good.xml --target v2.3
applied=$(sed -n 's/^CPU: \([0-9]*\) of [0-9]* rules applied$/\1/p' err)
[ "${applied:-0}" -gt 0 ] || complain "no line of CPU"
[ "$(grep -c ' rules applied$' err)" -gt 10 ] || complain "few subjects"
run 0 "a board makes more rules apply" --check -v good.xml board.xml --target v2.3
[ "$(sed -n 's/^CPU: \([0-9]*\) of .*/\1/p' err)" -gt "${applied:-99}" ] || complain "not more of CPU"
run 0 "without -v nothing is said" --check good.xml board.xml --target v2.3
err_is_empty

# ---- checking -------------------------------------------------------------------------------

run 0 "a good scenario" --check good.xml
err_is_note 'the layout was not checked, for there is no board file'
out_is_empty
run 0 "a good scenario and its board" --check good.xml board.xml
err_is_note "$assumed"
run 0 "a good scenario, its board and its release" --check good.xml board.xml --target v2.3
err_is_empty
run 0 "-q: no notes" -q --check good.xml
err_is_empty
run 0 "JSON: no notes" --diagnostics json --check good.xml board.xml
err_is_empty
run 0 "SARIF: no notes" --diagnostics sarif --check good.xml board.xml
lacks err "laid out for"
run 0 "a note of the other form" --check "$root/config-xmls/nuc11tnbi5/shared.xml" \
	"$root/board-xmls/nuc11tnbi5.xml"
has err "shared.xml: note: laid out for v3.3, the default for a scenario in the element form"
run 0 "options after the files" good.xml --check board.xml
run 0 "-- ends the options" --check -- good.xml board.xml
run 1 "a bad scenario" --check bad.xml board.xml
out_is_empty
grep -qE '^bad\.xml:[0-9]+:[0-9]+: error: .* \[IVS003\]$' err || complain "no IVS003"
grep -qE '^ +\| +\^ ' err || complain "no caret"
[ "$(tail -n 1 err)" = "1 error" ] || complain "no summary"
run 1 "-q" --check -q bad.xml board.xml
lacks err "1 error"
has err "[IVS003]"
run 3 "no such file" --check none.xml board.xml
has err "none.xml"
has err "[OUT001]"
run 3 "no such board" --check good.xml none.xml
run 3 "a folder as a file" --check boards

cp good.xml in
run 0 "standard input" --check - board.xml
cp bad.xml in
run 1 "standard input" --check - board.xml
has err "<stdin>:"
cp board.xml in
run 0 "the board on standard input" --check good.xml -
: >in

# ---- many -----------------------------------------------------------------------------------

run 0 "several with one board" --check --board board.xml good.xml good.xml
[ "$(tail -n 1 err)" = "2 files checked, none with errors" ] || complain "another summary was due"
[ "$(grep -c ': note: each was laid out for the default release of its form' err)" -eq 1 ] ||
	complain "one note of the release was due"
run 0 "several with one board and a release" --check --target v2.3 --board board.xml good.xml good.xml
[ "$(cat err)" = "2 files checked, none with errors" ] || complain "another summary was due"
run 1 "several, one of them bad" --check --board board.xml good.xml bad.xml good.xml
[ "$(tail -n 1 err)" = "3 files checked, 1 with errors: 1 error" ] ||
	complain "another summary was due"
run 3 "the highest status counts" --check --board board.xml bad.xml none.xml good.xml
has err "3 files checked, 2 with errors: 2 errors"
run 0 "a folder of boards" --check --board-dir boards good.xml
run 1 "a scenario without a board in it" --check --board-dir boards good.xml homeless.xml
has err "homeless.xml:"
has err "[BRD030]"

# A folder for each board, with its scenarios: data/<board>/. Those of v3.x name no board.
mkdir -p data/nuc11tnbi5 data/whl-ipc-i5 data/mine
cp "$root/board-xmls/nuc11tnbi5.xml" "$root"/config-xmls/nuc11tnbi5/*.xml data/nuc11tnbi5
cp board.xml data/whl-ipc-i5/whl-ipc-i5.xml
cp good.xml data/whl-ipc-i5/a.xml
sed 's/ board="[^"]*"//' good.xml >data/whl-ipc-i5/unnamed.xml
# Found by its own name, since neither file nor folder has it.
sed 's/board="whl-ipc-i5"/board="my-board"/' board.xml >data/mine/made-on-monday.xml
sed 's/board="whl-ipc-i5"/board="my-board"/' good.xml >data/mine/a.xml
cp data/mine/a.xml elsewhere.xml
run 0 "a folder for each board" --check --board-dir data data/*/*.xml elsewhere.xml
has err "7 files checked, none with errors"
has err "; skipped: 3 that are no scenarios"
run 0 "the same, from above" --check --board-dir . data/*/*.xml
has err "6 files checked, none with errors"
run 0 "one folder of them" --check --board-dir data/mine data/mine/*.xml
run 0 "--fix of such a folder" --fix --board-dir data data/*/*.xml
run 0 "scenarios beside a folder of boards" --check --board-dir "$root/board-xmls" \
	"$root"/config-xmls/nuc11tnbi5/*.xml "$root"/config-xmls/tgl-rvp/*.xml
has err "6 files checked, none with errors"
run 0 "a board alone" --check --board-dir data data/mine/made-on-monday.xml
has err "'data/mine/made-on-monday.xml' is a board and was not checked"
run 1 "a board is no scenario where it is compiled" data/mine/made-on-monday.xml \
	--board-dir data -o no-scenario
if command -v strace >/dev/null; then
	title="each file is read once"
	count=$((count + 1))
	strace -o trace -e trace=openat "$tool" --check --board-dir data data/*/*.xml >out 2>err
	# To see whose board a file is, its start is enough: that is opened with O_NONBLOCK.
	grep '"data/[^"]*xml", [^)]*) = [0-9]' trace | grep -vc O_NONBLOCK >opened
	[ "$(cat opened)" -eq 9 ] || complain "$(cat opened) files were opened where 9 were due"
fi
# What is wrong in a board is reported for the first of its scenarios and counts for each.
cp bad-board.xml data/whl-ipc-i5/whl-ipc-i5.xml
run 1 "a folder with a bad board" --check --board-dir data data/*/*.xml
has err "data/whl-ipc-i5/whl-ipc-i5.xml:"
[ -z "$(sort err | uniq -d)" ] || complain "an error is there twice"
has err "6 files checked, 2 with errors"
cp data/mine/made-on-monday.xml data/mine/made-on-tuesday.xml
run 1 "two boards for a scenario" --check --board-dir data data/mine/a.xml
has err "both 'data/mine/made-on-monday.xml' and 'data/mine/made-on-tuesday.xml' can be the board"
run 1 "no board for a scenario" --check --board-dir boards data/nuc11tnbi5/shared.xml
has err "the scenario names no board, and 'boards' has none for its folder"
run 1 "several files: a line for each fault" --check --target v2.3 --board board.xml \
	bad.xml twice.xml good.xml
[ "$(wc -l <err)" -eq 3 ] || complain "three lines were due"
grep -qxE 'bad\.xml:[0-9]+:[0-9]+: error: .*; nearest: 4 or 8 \[IVS003\]' err ||
	complain "no line of bad.xml"
grep -qxE 'twice\.xml:[0-9]+:[0-9]+: error: .*; [0-9]+:[0-9]+: first used here \[IVS009\]' err ||
	complain "no line of twice.xml"
run 1 "several files: a fix is on its line" --check --board board.xml padded.xml good.xml
grep -qxE 'padded\.xml:.*; fix: write 2 \[IVS004\]' err || complain "no fix"
run 1 "-v: source lines of several files too" --check -v --board board.xml bad.xml good.xml
grep -qE '^ +\| +\^ nearest: 4 or 8$' err || complain "no caret"
run 3 "an unreadable board is one fault of many files" --check --board none.xml good.xml good.xml \
	good.xml
[ "$(grep -c '\[OUT001\]$' err)" -eq 1 ] || complain "one message was due"
[ "$(tail -n 1 err)" = "3 files checked, 3 with errors: 1 error" ] ||
	complain "another summary was due"
run 1 "so is each fault in a board" --check --board bad-board.xml good.xml good.xml good.xml
[ "$(grep -c '^bad-board\.xml:' err)" -eq "$(grep -c 'System RAM' bad-board.xml)" ] ||
	complain "one message for each line of System RAM was due"
for form in json sarif; do
	run 3 "an unreadable board in $form" --check --board none.xml good.xml good.xml \
		--diagnostics $form
	[ "$(grep -cE '"(code|ruleId)": ?"OUT001"' err)" -eq 1 ] || complain "one result was due"
done
run 3 "scenarios that cannot be read are different ones" --check --board board.xml no.xml none.xml
[ "$(grep -c '\[OUT001\]$' err)" -eq 2 ] || complain "two messages were due"
run 1 "-q with several" --check -q --board board.xml good.xml bad.xml
lacks err "checked"
run 0 "warnings are counted" --check --board warn-board.xml warn.xml warn.xml
grep -qxE '2 files checked, none with errors: [0-9]+ warnings' err || complain "no summary"

# ---- warnings -------------------------------------------------------------------------------

run 0 "a warning" --check warn.xml warn-board.xml
has err ": warning: "
has err "1 warning"
run 0 "-w" --check -w warn.xml warn-board.xml
err_is_note "$assumed"
run 0 "-Wno-NAME" --check "-Wno-$warning" warn.xml warn-board.xml
lacks err "warning"
run 1 "-Werror" --check -Werror warn.xml warn-board.xml
has err ": error: "
run 1 "-Werror=NAME" --check "-Werror=$warning" warn.xml warn-board.xml
run 0 "-WNAME undoes -Wno-NAME" --check "-Wno-$warning" "-W$warning" warn.xml warn-board.xml
has err ": warning: "
run 0 "-w wins over -Werror" --check -Werror -w warn.xml warn-board.xml
run 0 "-Wno-NAME with -Werror" --check -Werror "-Wno-$warning" warn.xml warn-board.xml
foreign=$root/tests/cases/bad/CAP010-stack.xml
run 1 "an error of a part that is not written" --check "$foreign"
run 0 "-Wno-error=NAME" --check "$foreign" -Wno-error=stack-alignment
has err "warning: STACK_SIZE is "
run 0 "-Wno-error=CODE" --check "$foreign" -Wno-error=CAP010
run 0 "-Wno-error=NAME with -Werror" --check "$foreign" -Werror -Wno-error=stack-alignment
run 1 "-Werror=NAME after it" --check "$foreign" -Wno-error=stack-alignment -Werror=stack-alignment
run 1 "-Werror leaves nothing behind" -Werror warn.xml warn-board.xml -o werror
[ ! -e werror ] || complain "there are outputs"

# ---- compiling ------------------------------------------------------------------------------

run 0 "compile" good.xml board.xml -o gen
err_is_note "$assumed"
out_is_empty
[ -s gen/ivshmem_cfg.h ] && [ -s gen/pci_dev.c ] || complain "tables are missing"
[ ! -e gen/layout.json ] || complain "a report that was not asked for"
find gen -printf '%p %s %m %t\n' | sort >before
run 1 "a bad scenario leaves the folder alone" bad.xml board.xml -o gen
run 2 "a usage mistake leaves the folder alone" good.xml board.xml -o gen --emit x
run 3 "a missing file leaves the folder alone" none.xml board.xml -o gen
find gen -printf '%p %s %m %t\n' | sort | cmp -s before - || complain "the folder was touched"
run 0 "--verify" good.xml board.xml -o gen --verify
err_is_note "$assumed"
echo >>gen/pci_dev.c
run 1 "--verify finds a difference" good.xml board.xml -o gen --verify
has err "gen/pci_dev.c"
has err "[OUT004]"
run 0 "--emit, and a board of a folder" good.xml --board-dir boards -o emit --emit config,report
[ -s emit/layout.json ] && [ ! -e emit/pci_dev.c ] || complain "these are not the groups"
run 0 "--depfile" good.xml board.xml -o gen --depfile gen.d
for word in gen/pci_dev.c good.xml board.xml; do
	has gen.d "$word"
done
run 0 "--target" good.xml board.xml -o gen32 --target v3.2
[ ! -e gen32/vbar_base.h ] || complain "v3.2 has no vbar_base.h"
run 0 "-v" good.xml board.xml -o verbose -v
out_is_empty
has err "acrn-cfgc: reading 'good.xml' for board 'board.xml'"
has err "acrn-cfgc: made 'verbose/pci_dev.c'"
if [ "$(id -u)" -ne 0 ]; then
	mkdir -m 555 locked
	run 3 "a folder that cannot be written" good.xml board.xml -o locked/gen
	has err "[OUT002]"
fi

sed 's|hv:/shm_region_0|hv:/shm-region.0|' good.xml >dash.xml
run 0 "--migrate, a name that the new build refuses" --migrate v3.0 dash.xml
has err "dash.xml:11:25: warning: region 'hv:/shm-region.0' has '.' or '-' in its name; validator.py of v3.0"
run 0 "--migrate in the same form" --migrate v2.7 dash.xml
! grep -q IVS029 err || complain "v2.7 has no validator"

# ---- the whole configuration ----------------------------------------------------------------

cp "$root/tests/cases/good/hypervisor-one-vm.xml" one.xml
cp "$root/tests/cases/good/hypervisor-one-vm.board.xml" one-board.xml
config=hv/build/include/config.h
run 0 "--emit hypervisor" one.xml one-board.xml -o hv --emit hypervisor
[ -s hv/boards/small/board.c ] && [ ! -e hv/pci_dev.c ] || complain "these are not the files"
[ "$(wc -c <hv/build/acpi/ACPI_VM0.bin)" -eq 1048576 ] || complain "the module is not 1 MiB"
grep -q CONFIG_RELEASE "$config" && complain "a release that was not asked for"
has "$config" "#define CONFIG_SERIAL_LEGACY 1"
grep -q "laid out for" err && complain "only one release can have it"
run 0 "--release y" one.xml one-board.xml -o hv --emit hypervisor --release y
has "$config" "#define CONFIG_RELEASE 1"
has hv/build/include/config.mk "CONFIG_RELEASE=y"
grep -q "SERIAL\|LOGLEVEL" "$config" && complain "a release has no console and no log"
sed 's|<DEBUG_OPTIONS>|&<RELEASE>y</RELEASE>|' one.xml >one-release.xml
run 0 "RELEASE y" one-release.xml one-board.xml -o hv-y --emit hypervisor
cmp -s "$config" hv-y/build/include/config.h || complain "--release y is not RELEASE y"
run 0 "--release n" one-release.xml one-board.xml -o hv --emit hypervisor --release n
grep -q CONFIG_RELEASE "$config" && complain "--release n was not followed"
run 2 "--release without the group" one.xml one-board.xml -o hv --release y
has err "--release goes with --emit hypervisor only"
run 2 "--release of a check" --check one.xml one-board.xml --release y
run 2 "--release maybe" one.xml one-board.xml -o hv --emit hypervisor --release maybe

run 0 "tables alone" one.xml one-board.xml -o both
[ -s both/pci_dev.c ] || complain "tables are missing"
run 0 "tables are written once" one.xml one-board.xml -o both --emit tables,hypervisor
[ ! -e both/pci_dev.c ] && [ ! -e both/vbar_base.h ] || complain "they are there twice"
[ -s both/scenarios/one_vm/small/pci_dev.c ] || complain "the group has no table"

# A file that is not ours: without the mark in its first line, or no module of ours.
own=hv/boards/small/board.c
run 0 "ours again" one.xml one-board.xml -o hv --emit hypervisor
for foreign in '/* edited by hand */' '/* generated by somebody */\n/* generated by acrn-cfgc; do not edit */' ''; do
	printf '%b\n' "$foreign" >"$own"
	cp "$own" foreign
	run 3 "another's board.c: '$foreign'" one.xml one-board.xml -o hv --emit hypervisor --release y
	has err "[OUT007]"
	cmp -s foreign "$own" || complain "it was replaced"
	grep -q CONFIG_RELEASE "$config" && complain "another file was replaced"
done
echo '/* generated by acrn-cfgc; do not edit */' >"$own"
run 0 "one with the mark is replaced" one.xml one-board.xml -o hv --emit hypervisor
module=hv/build/acpi/ACPI_VM0.bin
cp "$module" ours.bin
for size in 1048576 1048575 0; do
	head -c "$size" /dev/zero >"$module"
	run 3 "another's module of $size bytes" one.xml one-board.xml -o hv --emit hypervisor
	has err "[OUT007]"
	[ "$(wc -c <"$module")" -eq "$size" ] || complain "it was replaced"
done
cp ours.bin "$module"
printf x | dd of="$module" bs=1 seek=5000 conv=notrunc 2>dd.err
run 0 "an old module of ours is replaced" one.xml one-board.xml -o hv --emit hypervisor
cmp -s ours.bin "$module" || complain "it was not replaced"
cp ours.bin hv/build/acpi/ACPI_VM5.bin
head -c 1048576 /dev/zero >hv/build/acpi/ACPI_VM6.bin
run 0 "modules of VMs that have gone" one.xml one-board.xml -o hv --emit hypervisor
[ ! -e hv/build/acpi/ACPI_VM5.bin ] || complain "ours is still there"
[ -e hv/build/acpi/ACPI_VM6.bin ] || complain "another's was removed"

# Files of a scenario and a board with other names; the folder's name is no pattern.
place='st[a]l*e\?'
sed 's/scenario="one_vm"/scenario="before"/; s/board="small"/board="old"/' one.xml >before.xml
sed 's/board="small"/board="old"/' one-board.xml >old-board.xml
run 0 "an older board and scenario" before.xml old-board.xml -o "$place" --emit hypervisor,tables
echo mine >"$place/boards/old/notes"
echo "/* by hand */" >"$place/boards/old/board_info.h"
echo "/* generated by acrn-cfgc; do not edit */" >"$place/boards/old/more.h"
mkdir "$place/boards/empty" moved
mv "$place/boards/old" moved/real
ln -s "$PWD/moved/real" "$place/boards/link"
cp -r moved/real "$place/boards/old"
run 1 "--verify tells" one.xml one-board.xml -o "$place" --emit hypervisor --verify
for file in boards/old/board.c scenarios/before/vm_configurations.c \
	scenarios/before/old/pci_dev.c scenarios/before/old/old.config; do
	has err "'$place/$file' was generated for another scenario, board or target"
done
lacks err "boards/old/board_info.h"
lacks err "boards/link"
run 0 "tables alone" one.xml one-board.xml -o "$place"
[ -e "$place/boards/old/board.c" ] || complain "a file of another group is gone"
run 0 "stale files go" one.xml one-board.xml -o "$place" --emit hypervisor
(cd "$place" && find boards scenarios ! -path '*/small/*' | sort) >stale.txt
printf '%s\n' boards boards/empty boards/link boards/old boards/old/board_info.h \
	boards/old/more.h boards/old/notes boards/small scenarios scenarios/one_vm \
	scenarios/one_vm/small scenarios/one_vm/vm_configurations.c \
	scenarios/one_vm/vm_configurations.h | cmp -s - stale.txt ||
	complain "other files are there: $(cat stale.txt)"
[ -e moved/real/board.c ] || complain "a file outside is gone"
run 0 "--verify is content" one.xml one-board.xml -o "$place" --emit hypervisor --verify

# ---- forms of diagnostics -------------------------------------------------------------------

run 1 "JSON" --check --board board.xml bad.xml bad.xml --diagnostics json
out_is_empty
[ "$(grep -c '^{"code":"IVS003",.*}$' err)" -eq 2 ] || complain "two objects were due"
[ "$(wc -l <err)" -eq 2 ] || complain "something else was printed"
run 0 "JSON of nothing" --check good.xml --diagnostics json
err_is_empty
run 1 "SARIF" --check --board board.xml bad.xml bad.xml --diagnostics sarif
[ "$(grep -c '"ruleId": "IVS003"' err)" -eq 2 ] || complain "two results were due"
[ "$(grep -c '"version": "2.1.0"' err)" -eq 1 ] || complain "one document was due"
run 0 "SARIF of nothing" --check good.xml --diagnostics sarif
has err '"results": []'

run 1 "--diagnostics-file" --check bad.xml board.xml --diagnostics-file found.txt
err_is_empty
has found.txt "[IVS003]"
run 0 "a file of no diagnostics is empty" --check good.xml --diagnostics-file found.txt
[ -e found.txt ] && [ ! -s found.txt ] || complain "an empty file was due"
echo old >found.txt
printf '#!/bin/sh\n' >launch.sh
run 2 "a report of launch scripts alone" --check --launch launch.sh --report layout.txt
has err "--report needs a scenario"
run 2 "a usage mistake keeps the file" --check good.xml -Wnonsense --diagnostics-file found.txt
run 2 "so does one that the library finds" --check good.xml -Wno-size-not-power-of-two \
	--diagnostics-file found.txt
[ "$(cat found.txt)" = old ] || complain "the file was changed"
run 3 "a file that cannot be created" good.xml board.xml -o fresh --diagnostics-file no/where
has err "cannot create 'no/where': No such file or directory"
[ -s fresh/pci_dev.c ] || complain "a document elsewhere should not keep the outputs away"
ln -s target.txt link.txt
run 1 "a link is followed" --check bad.xml board.xml --diagnostics-file link.txt
[ -L link.txt ] && [ -s target.txt ] || complain "the link is gone"
find . -name '*.tmp' | grep . && complain "a temporary file was left"

seq 20 | sed 's|.*|<IVSHMEM_REGION>hv:/r&, 3, 0:2</IVSHMEM_REGION>|' >regions
sed -e '/<IVSHMEM_REGION>/d' -e '/<IVSHMEM_ENABLED>/r regions' good.xml >many.xml
run 1 "--max-errors" --check many.xml board.xml --max-errors 3
[ "$(grep -c ': error: ' err)" -eq 3 ] || complain "3 errors were due"
has err "18 errors more are not shown (--max-errors 3)"
[ "$(tail -n 1 err)" = "21 errors" ] || complain "another summary was due"
run 1 "--max-errors says what it hides, -q or not" --check -q many.xml board.xml --max-errors 3
[ "$(tail -n 1 err)" = "18 errors more are not shown (--max-errors 3)" ] || complain "not said"
run 1 "--max-errors that hides nothing" --check many.xml board.xml --max-errors 21
lacks err "not shown"
run 1 "--max-errors in JSON" --check many.xml board.xml --max-errors 3 --diagnostics json
[ "$(grep -c '^{"code":"IVS003"' err)" -eq 3 ] || complain "3 errors were due"
tail -n 1 err | grep -qF '"left_out":{"errors":18,"warnings":0}' || complain "not said"
run 1 "--max-errors in SARIF" --check many.xml board.xml --max-errors 3 --diagnostics sarif
[ "$(grep -c '"ruleId": "IVS003"' err)" -eq 3 ] || complain "3 errors were due"
has err '"text": "18 errors more are not shown (--max-errors 3)"'
run 1 "--max-errors over several files" --check --board board.xml many.xml many.xml --max-errors 25
[ "$(grep -c ': error: ' err)" -eq 25 ] || complain "25 errors were due"
has err "17 errors more are not shown (--max-errors 25)"
tail -n 1 err | grep -qxE '2 files checked, 2 with errors: [0-9]+ errors' ||
	complain "another summary was due"
[ "$(grep -c ' errors$' err)" -eq 1 ] || complain "one summary was due"
run 1 "--max-errors 0" --check many.xml board.xml --max-errors 0
[ "$(grep -c '\[IVS003\]' err)" -eq 20 ] || complain "20 errors were due"

# ---- files that are the same ----------------------------------------------------------------

mkdir same
cp good.xml board.xml same
ln -s ../same/good.xml same/soft.xml
ln same/good.xml same/hard.xml
printf '#!/bin/sh\nacrn-dm -s 5,ivshmem,dm:/a,2 vm1\n' >same/launch.sh
cp "$root/stylesheets/layout.txt.xsl" same/map.txt.xsl
run 0 "outputs to be kept" same/good.xml same/board.xml -o same/gen --emit all
find same -type f -printf '%p %T@\n' | sort >before

# same_file NAME OPTION...: compiling with these would lose a file
same_file()
{
	file=$1
	shift
	usage "$*" "is the same as output file '$file'" same/good.xml same/board.xml -o same/gen "$@"
	find same -type f -printf '%p %T@\n' | sort | cmp -s before - ||
		complain "a file was changed"
}

for option in --depfile --diagnostics-file; do
	for file in same/good.xml "$PWD/same/board.xml" same/gen/../soft.xml same/hard.xml \
		same/gen/pci_dev.c same/../same/gen//ivshmem.config; do
		same_file "$file" "$option" "$file"
	done
	same_file same/launch.sh "$option" same/launch.sh --launch same/launch.sh
	same_file same/map.txt.xsl "$option" same/map.txt.xsl --stylesheet same/map.txt.xsl
	same_file same/gen/map.txt "$option" same/gen/map.txt --stylesheet same/map.txt.xsl
	# What another release has is removed, so it is no place for a document either.
	same_file same/gen/ivshmem_config.h "$option" same/gen/ivshmem_config.h
done
same_file same/gen/layout.xml --emit report --report same/gen/layout.xml
same_file same/gen/layout.html --emit report --report same/gen/layout.html
same_file same/map.txt --diagnostics-file same/map.txt --report ./same/map.txt
same_file same/gen/../new.d --diagnostics-file same/gen/../new.d --depfile same/new.d
cp same/board.xml same/gen/run_vm9.sh
usage "an input that would be removed" \
	"input file 'same/gen/run_vm9.sh' is the same as output file 'same/gen/run_vm9.sh'" \
	same/good.xml same/gen/run_vm9.sh -o same/gen
rm same/gen/run_vm9.sh
run 0 "different documents in the folder" same/good.xml same/board.xml -o same/gen --depfile \
	same/gen/rules.d --report same/gen/map.html --diagnostics-file same/gen/found
[ -s same/gen/rules.d ] && [ -s same/gen/map.html ] && [ -e same/gen/found ] ||
	complain "a document is missing"
cp one.xml same/one.xml
cp one-board.xml same/one-board.xml
for option in --depfile --diagnostics-file; do
	usage "$option, a file with the board's name" "same as output file 'hv/boards/small/board.c'" \
		same/one.xml same/one-board.xml -o hv --emit hypervisor "$option" hv/boards/small/board.c
done
cp good.xml same/map.xml
usage "a report over the scenario" "is the same as output file 'same/./map.xml'" --check \
	same/map.xml board.xml --report same/./map.xml
cp bad.xml same/bad.xml
usage "diagnostics of a bad scenario over a table" "same as output file 'same/gen/pci_dev.c'" \
	same/bad.xml board.xml -o same/gen --diagnostics-file same/gen/pci_dev.c
run 2 "diagnostics over one of many scenarios" --check --board board.xml good.xml same/good.xml \
	--diagnostics-file same/hard.xml
cmp -s good.xml same/good.xml || complain "the scenario was changed"
cp bad.xml in
ln in in.txt
run 2 "standard input is a file, too" --check - board.xml --report in.txt
rm in.txt
: >in

# ---- files of an earlier run ----------------------------------------------------------------

mkdir stale
run 0 "all groups" good.xml board.xml -o stale --emit all
last=$(cd stale && find . -name 'launch_vm*.args' | sort | tail -n 1 | tr -dc 0-9)
[ -n "$last" ] || complain "there is no VM that is launched"
for file in "launch_vm9.args" "run_vm9.sh" "vm9/ivshmem_guest.h"; do
	mkdir -p "stale/$(dirname "$file")"
	printf '# generated by acrn-cfgc; do not edit\n' >"stale/$file"
done
printf '%s\n' '-s 5,ivshmem,hv:/a,2' >stale/launch_vm9.args
printf '%s\n' '-s 5,virtio-blk,disk' >stale/launch_vm10.args
echo "mine" >stale/run_vm10.sh
echo "mine" >stale/vm9/notes
run 1 "--verify finds files of VMs that do not exist" good.xml board.xml -o stale --verify
for file in launch_vm9.args run_vm9.sh vm9/ivshmem_guest.h; do
	has err "'stale/$file' was generated for another scenario, board or target"
done
lacks err vm10
run 0 "and compiling removes them, whatever its groups" good.xml board.xml -o stale
[ ! -e stale/launch_vm9.args ] && [ ! -e stale/run_vm9.sh ] &&
	[ ! -e stale/vm9/ivshmem_guest.h ] || complain "a file was left"
[ -e stale/vm9/notes ] && [ -e stale/run_vm10.sh ] && [ -e stale/launch_vm10.args ] ||
	complain "a file of somebody else is gone"
[ -e stale/layout.json ] && [ -e "stale/launch_vm$last.args" ] ||
	complain "a file of another group is gone"
run 0 "--verify is content" good.xml board.xml -o stale --verify
run 0 "another release" good.xml board.xml -o stale --target v2.5
[ ! -e stale/vbar_base.h ] && [ ! -e stale/ivshmem.config ] && [ -e stale/ivshmem_config.h ] ||
	complain "files of the release before are left"

# ---- colours --------------------------------------------------------------------------------

escape=$(printf '\033')
run 1 "no colours into a file" --check bad.xml board.xml
lacks err "$escape"
run 1 "--color always" --check bad.xml board.xml --color always
has err "${escape}[01;31merror:"
NO_COLOR=1 run 1 "--color always wins over NO_COLOR" --check bad.xml board.xml --color=always
has err "$escape"
if command -v script >/dev/null && script -qec true /dev/null </dev/null >out 2>&1; then
	# on_terminal TITLE VARIABLE ARGUMENT...: standard error is a terminal
	on_terminal()
	{
		title=$1
		variable=$2
		shift 2
		count=$((count + 1))
		: >err
		script -qec "env $variable TERM=xterm '$tool' --check bad.xml board.xml $*" /dev/null \
			</dev/null >out
	}
	on_terminal "colours on a terminal" A=1
	has out "$escape"
	on_terminal "NO_COLOR" NO_COLOR=1
	lacks out "$escape"
	on_terminal "an empty NO_COLOR is none" NO_COLOR=
	has out "$escape"
	on_terminal "no colours into a file" A=1 --diagnostics-file found.txt
	lacks found.txt "$escape"
	on_terminal "--color never" A=1 --color never
	lacks out "$escape"
else
	echo "left out: colours on a terminal; script(1) or /dev/pts is missing"
fi

# ---- streams that fail ----------------------------------------------------------------------

# streams TITLE STATUS COMMAND: a shell command line with $tool
streams()
{
	title=$1
	count=$((count + 1))
	: >out
	: >err
	status=0
	tool=$tool sh -c "$3" 2>>err || status=$?
	[ "$status" -eq "$2" ] || complain "status $status where $2 was due"
}

streams "standard output is full" 3 '"$tool" --list-codes >/dev/full'
has err "cannot write to standard output: No space left on device"
streams "standard output is closed" 3 '"$tool" --list-codes >&-'
has err "cannot write to standard output"
streams "standard output has no reader" 3 \
	'{ sleep 1; "$tool" --list-codes; echo $? >status; } | :; sleep 2; exit "$(cat status)"'
streams "standard error is full" 3 '"$tool" --check bad.xml board.xml 2>/dev/full'
streams "standard error is closed" 3 '"$tool" --check bad.xml board.xml 2>&-'
streams "standard error is closed and not needed" 0 '"$tool" --check good.xml board.xml 2>&-'
streams "standard output is closed and not needed" 0 '"$tool" --check good.xml board.xml >&-'
streams "all streams are closed" 0 '"$tool" good.xml board.xml -o closed <&- >&- 2>&-'
cmp -s closed/ivshmem_cfg.h gen/ivshmem_cfg.h || complain "the tables differ"
streams "a usage mistake that cannot be told" 3 '"$tool" --nonsense 2>/dev/full'
streams "standard input is closed" 3 '"$tool" --check - <&-'
streams "the file of diagnostics is full" 3 \
	'"$tool" --check bad.xml board.xml --diagnostics-file /dev/full'
has err "cannot write '/dev/full': No space left on device"

# A file of at most N blocks of 512 bytes: the signal that comes with it must not end the program.
streams "a file beyond the limit" 3 'ulimit -f 1; "$tool" good.xml board.xml -o limited --emit all'
has err "File too large"
[ ! -e limited ] || complain "something was left"

# Standard error is one document, also when something else cannot be written.
mkdir folder.html
mkdir -p refused/pci_dev.c
for form in json sarif; do
	[ "$form" = json ] && words='"code":"OUT002"' || words='"ruleId": "OUT002"'
	for arguments in "good.xml board.xml -o out.$form --report folder.html" \
		"bad.xml board.xml -o out.$form --report no/map.html" \
		"warn.xml warn-board.xml -o refused --report map.html" \
		"warn.xml warn-board.xml -o out.$form --depfile /dev/full" \
		"warn.xml warn-board.xml -o out.$form --report - >/dev/full" \
		"--check bad.xml board.xml --report no/map.html" \
		"--check good.xml board.xml --report - >/dev/full" \
		"--migrate v3.0 good.xml >/dev/full" \
		"--check bad.xml board.xml --diagnostics-file /dev/full" \
		"warn.xml warn-board.xml -o out.$form --diagnostics-file no/where"; do
		streams "$form: $arguments" 3 "\"\$tool\" --diagnostics $form $arguments"
		has err "$words"
		cp err "streamed-$count.$form"
	done
done
title="standard error as one document"
python3 - streamed-*.json streamed-*.sarif 2>err <<'END' || complain "a file is not of its form"
import json, sys
for name in sys.argv[1:]:
    text = open(name, encoding="utf-8").read()
    for document in text.splitlines() if name.endswith(".json") else [text]:
        assert isinstance(json.loads(document), dict), name
END

streams "diagnostics that find no place are shown" 3 \
	'"$tool" --check bad.xml board.xml --diagnostics-file no/where'
has err "[IVS003]"
has err "no/where: error: cannot create 'no/where': No such file or directory [OUT002]"
streams "also as SARIF" 3 \
	'"$tool" --check bad.xml board.xml --diagnostics-file no/where --diagnostics sarif'
has err '"ruleId": "IVS003"'

# What is refused and what explains the refusal name one bound.
"$tool" --check "$root/tests/cases/bad/MEM002-small-board.xml" \
	"$root/tests/cases/bad/MEM002-small-board.board.xml" >out 2>err
bound=$(sed -n 's/.* at or above \(0x[0-9a-f]*\) .*\[MEM002\]$/\1/p' err)
run 1 "the lowest place of HV RAM, explained" --explain-layout hv:/a \
	"$root/tests/cases/bad/MEM002-small-board.xml" \
	"$root/tests/cases/bad/MEM002-small-board.board.xml"
has out "not below ${bound:-no bound},"

# ---- repairs --------------------------------------------------------------------------------

usage "--fix with -o" "--fix makes no output files, so there is no --output" --fix good.xml -o gen
usage "--fix with another word" "--fix does not know 'dif'; it takes diff" --fix=dif good.xml
usage "--fix and --check" "--fix and --check exclude each other" --fix --check good.xml
cp padded.xml repaired.xml
chmod 640 repaired.xml
run 0 "--fix=diff shows the edits" --fix=diff repaired.xml board.xml
has out "--- repaired.xml"
[ "$(grep -c '^[-+] ' out)" -eq 2 ] || complain "two lines were due"
cmp -s padded.xml repaired.xml || complain "the file was changed"
run 0 "--fix repairs the file" --fix repaired.xml board.xml
out_is_empty
has err "acrn-cfgc: repaired 'repaired.xml': 1 fix"
sed '0,/<IVSHMEM_REGION>/s/, *2 *,/, 2,/' good.xml | cmp -s - repaired.xml ||
	complain "more was changed than the fix says"
[ "$(stat -c %a repaired.xml)" = 640 ] || complain "the rights of the file were changed"
touch -d 2001-01-01 repaired.xml
run 0 "--fix of a good file" --fix repaired.xml board.xml
[ "$(stat -c %y repaired.xml | cut -c 1-4)" = 2001 ] || complain "a good file was written"
cp bad.xml stays.xml
run 1 "--fix of what has no right edit" --fix stays.xml board.xml
has err "[IVS003]"
cmp -s bad.xml stays.xml || complain "the file was changed"
sed '0,/, 02,/s//, 6,/; s|</IVSHMEM>|<IVSHMEM_REGION>hv:/z, 02, 0:2</IVSHMEM_REGION></IVSHMEM>|' \
	padded.xml >half.xml
run 1 "--fix of a file with another error" --fix half.xml board.xml
has err "[IVS003]"
lacks err "[IVS004]"
has half.xml "hv:/z, 2, 0:2"
cp padded.xml first.xml
cp padded.xml linked.xml
ln -s linked.xml link.xml
run 0 "--fix of several files, and of a link" --fix --board board.xml first.xml link.xml good.xml
cmp -s first.xml repaired.xml || complain "the first file is not repaired"
cmp -s linked.xml repaired.xml || complain "the file that the link leads to is not repaired"
[ -L link.xml ] || complain "the link was replaced"
cp padded.xml in
run 0 "--fix of standard input" --fix - board.xml
cmp -s out repaired.xml || complain "the repaired text was due"
cp good.xml in
run 0 "--fix of good standard input" --fix - board.xml
cmp -s out good.xml || complain "the text itself was due"
cp board.xml in
cp padded.xml first.xml
run 0 "--fix with a board from standard input" --fix first.xml -
cmp -s first.xml repaired.xml || complain "the file is not repaired"
: >in
mkdir -p sealed
cp padded.xml sealed/a.xml
chmod 555 sealed
if ! (: >sealed/b) 2>/dev/null; then
	run 3 "--fix in a folder that cannot be written" --fix sealed/a.xml board.xml
	has err "[OUT002]"
	cmp -s padded.xml sealed/a.xml || complain "the file was changed"
fi
rm -f sealed/b
chmod 755 sealed
mkdir "sealed/c.xml.acrn-cfgc-tmp"
cp padded.xml sealed/c.xml
run 3 "--fix where no temporary file can be made" --fix sealed/c.xml board.xml
has err "[OUT002]"
lacks err "repaired '"
cmp -s padded.xml sealed/c.xml || complain "the file was changed"
mkfifo pipe.xml
cat padded.xml >pipe.xml &
run 3 "--fix of a pipe" --fix pipe.xml board.xml
has err "cannot repair 'pipe.xml': not a regular file"

# ---- the same bytes everywhere --------------------------------------------------------------

mkdir elsewhere
for form in text json sarif; do
	title="$form is the same in another locale, time zone and directory"
	count=$((count + 1))
	LC_ALL=C TZ=UTC "$tool" --check --board "$work/board.xml" "$work/many.xml" "$work/good.xml" \
		--diagnostics $form >out 2>err
	(cd elsewhere && LC_ALL=tr_TR.UTF-8 LANGUAGE=de TZ=Asia/Kathmandu POSIXLY_CORRECT=1 \
		COLUMNS=40 "$tool" --check --board "$work/board.xml" "$work/many.xml" \
		"$work/good.xml" --diagnostics $form) >other 2>&1
	cmp -s err other || complain "$(diff err other | head -5)"
done
title="files are the same in another locale, time zone and directory"
(cd elsewhere && LC_ALL=tr_TR.UTF-8 TZ=Asia/Kathmandu "$tool" "$work/good.xml" "$work/board.xml" \
	-o gen --emit all)
"$tool" good.xml board.xml -o all --emit all
diff -r all elsewhere/gen >out || complain "they differ"

echo "$count cases, $failed failures"
[ "$failed" -eq 0 ]
