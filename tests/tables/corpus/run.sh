#!/bin/sh
# Compiles every scenario of the corpus that has a board, by its own default release and by the
# release it was published with; what is accepted must pass the consumer. No crash, no
# sanitizer report, no exit status but 0 and 1. Prints how many were compiled and why the others
# were refused, each reason with an example. These scenarios were published and work, so a warning
# on one of them is a false alarm, and so is an error, but for those listed below. Exits with 77
# where there is no corpus.
#
# usage: run.sh [CC]     environment: ACRN_CFGC, SOURCE_DIR, ACRN_CORPUS, EVERY (each n-th only)
set -u
cc=${1:-gcc}
tool=${ACRN_CFGC:?the program to test}
root=${SOURCE_DIR:-$(cd "$(dirname "$0")/../../.." && pwd)}
corpus=${ACRN_CORPUS:-$root/../shared/corpus}
if [ ! -f "$corpus/index.tsv" ]; then
	echo "corpus: skipped, there is no corpus at $corpus"
	exit 77
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
mkdir -p "$work/cache"

# What is really wrong with published files.
known_faults='
CAP002 files from the time before v3.0 allow more VMs than v2.7 does
FLG001,SCH006 files from the time before v3.0 say Enable for y, and have elements that v3.0 dropped
SCH006 files from the time before v3.0 have elements that v3.0 dropped
MEM001 the board file (qemu) has no memory map
BRD020 the scenario was published with the file of another board
BRD021 the scenario passes devices that its board file does not list
RDT002,SER001 generic_board/industry of v2.5: 16 masks for 8 classes, and a console that is not there
OSC002 files from the time before v2.7 have longer names than v2.7 allows
OSC007,UAR003 files from the time before v2.7 have words of v2.6
MEM032 files of v2.1 give the Service VM less RAM than their board has
UAR001 tgl-rvp/industry of v2.0 leads a vUART to one that is off
UAR005 shared_launch_1user_vm_hardrt connects a VM that it does not have; its validator refuses it, too
UAR005,VMS027 the same file of v3.1, in which two VMs are called POST_STD_VM1, too
IVS004 sizes such as 0x200000, a form that was given up before v2.2
'
# CODE and the part of the file's name. BRD023: the board has that NVMe controller at 01:00.0 by now.
# DEV002: the release does not know the TPM of that board. MEM030: RAM above PLATFORM_RAM_SIZE is cut
# off. OSC008: v2.3 asks for reboot=acpi.
known_warnings='BRD023 [^ ]*-cfl-k700-i7-hybrid_rt\.xml|DEV002 [^ ]*-cfl-k700-i7-hybrid_rt\.xml'
known_warnings="$known_warnings|MEM030 [^ ]*|OSC008 [^ ]*"
# SCH007: files from between two releases, and of v2.0 and v2.1, have elements that no release reads.
known_warnings="$known_warnings|SCH007 [^ ]*-(pre-v2\.[0-9]|v2\.[01])-[^ ]*"

cat >"$work/one.sh" <<'END'
set -u
scenario=$1 board=$2 target=$3
out=$(mktemp -d "$WORK/out.XXXXXX")
target_option=
[ "$target" = default ] || target_option="--target $target"
# shellcheck disable=SC2086 # one option of two words
"$ACRN_CFGC" "$CORPUS/scenarios/$scenario" "$CORPUS/boards/$board" $target_option \
	-o "$out/gen" --emit tables,config,report --diagnostics json 2>"$out/diagnostics"
status=$?
codes=$(sed -n '/"severity": *"error"/s/.*"code": *"\([A-Z0-9]*\)".*/\1/p' "$out/diagnostics" |
	sort -u | paste -sd, -)
if [ $status -eq 0 ]; then
	verdict=compiled
	consumer_target=$target
	[ "$target" = default ] &&
		consumer_target=$(sed -n 's/.*"target": *"\([^"]*\)".*/\1/p' "$out/gen/layout.json")
	if ! sh "$ROOT/tests/tables/consumer/run.sh" "$out/gen" "$CORPUS/scenarios/$scenario" \
		"$CORPUS/boards/$board" "$consumer_target" "$CC" >"$out/consumer" 2>&1
	then
		verdict=CONSUMER-FAILED
		{ echo "== $scenario $board $target"; head -5 "$out/consumer"; } >>"$WORK/faults"
	fi
elif [ $status -eq 1 ] && [ -n "$codes" ]; then
	verdict=$codes
else
	verdict=EXIT-$status
	{ echo "== $scenario $board $target"; head -5 "$out/diagnostics"; } >>"$WORK/faults"
fi
sed -n '/"severity": *"warning"/s/.*"code": *"\([A-Z0-9]*\)".*/\1/p' "$out/diagnostics" |
	sed "s|\$| $scenario $target|" >>"$WORK/warnings"
rm -rf "$out"
echo "$verdict $target $scenario $board"
END

# The release a scenario was published with, where it is one that there are tables for.
awk -F '\t' 'NR > 1 && $2 != "" {
	print $1, $2, "default"
	release = $3
	sub(/^pre-/, "", release)
	if (release ~ /^v(2\.[2-7]|3\.[0-3])$/) print $1, $2, release
}' "$corpus/index.tsv" | awk -v every="${EVERY:-1}" 'NR % every == 0' >"$work/cases"

: >"$work/faults"
: >"$work/warnings"
export WORK="$work" ROOT="$root" CORPUS="$corpus" CC="$cc" ACRN_CFGC="$tool"
export CONSUMER_CACHE="$work/cache"
xargs -P "$(nproc)" -n 3 sh "$work/one.sh" <"$work/cases" | LC_ALL=C sort >"$work/verdicts"

cat "$work/faults"
echo "corpus: $(wc -l <"$work/verdicts") compilations of $(cut -d' ' -f1 "$work/cases" |
	sort -u | wc -l) scenarios:"
awk '{n[$1]++; if (!($1 in example)) example[$1] = $3 " with " $4 " for " $2}
	END {for (v in n) printf "%6d %s (such as %s)\n", n[v], v, example[v]}' "$work/verdicts" |
	sort -rn
failed=0
grep -E '^(EXIT|CONSUMER)' "$work/verdicts" >/dev/null && failed=1
cut -d' ' -f1 "$work/verdicts" | grep -vE '^(EXIT|CONSUMER|compiled)' | sort -u >"$work/refusals"
while read -r verdict; do
	echo "$known_faults" | grep -q "^$verdict " || {
		echo "corpus: published scenarios are refused with $verdict"
		failed=1
	}
done <"$work/refusals"
# CODE SCENARIO RELEASE of each warning.
echo "corpus: $(wc -l <"$work/warnings") warnings, of which known:" \
	"$(grep -cE "^($known_warnings) " "$work/warnings")"
grep -vE "^($known_warnings) " "$work/warnings" | LC_ALL=C sort | grep . && failed=1
exit "$failed"
