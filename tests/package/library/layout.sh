#!/bin/sh
# What a program learns of a layout from the library is what layout.json says, for every sample; and
# of a refused one it learns nothing. The example program says the same in its own words.
#
# usage: layout.sh LAYOUT_JSON WALK        environment: ACRN_CFGC, SOURCE_DIR, EVERY (each n-th
# sample only)
set -u

layout_json=$1
walk=$2
program=${ACRN_CFGC:?the program to test}
root=${SOURCE_DIR:-$(cd "$(dirname "$0")/../../.." && pwd)}
command -v jq >/dev/null || {
	echo "skipped: jq is not installed"
	exit 77
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
cd "$root" || exit 1
failed=0
count=0

complain()
{
	echo "$scenario: $1"
	failed=$((failed + 1))
}

number=0
for scenario in config-xmls/*/*.xml; do
	number=$((number + 1))
	[ $((number % ${EVERY:-1})) -eq 0 ] || continue
	board=$(dirname "$scenario")
	board=board-xmls/${board#config-xmls/}.xml
	want=0
	rm -rf "$work/gen"
	"$program" "$scenario" "$board" -o "$work/gen" --emit report >/dev/null 2>&1 || want=$?
	status=0
	"$layout_json" "$scenario" "$board" >"$work/told" || status=$?
	[ "$status" -eq "$want" ] || complain "status $status where $want was due"
	status=0
	"$walk" "$scenario" "$board" >"$work/walked" || status=$?
	[ "$status" -eq "$want" ] || complain "walk: status $status where $want was due"
	if [ "$want" -ne 0 ]; then
		[ ! -s "$work/told" ] || complain "there is a layout of a refused input"
		grep -q ': error: ' "$work/walked" || complain "walk shows no error"
		continue
	fi
	count=$((count + 1))
	jq -S . "$work/told" >"$work/told.json" || complain "no JSON"
	jq -S 'del(.version, .target, .board, .scenario)' "$work/gen/layout.json" |
		diff - "$work/told.json" >"$work/diff" || {
		complain "not what layout.json says"
		head -n 20 "$work/diff"
	}
	jq -r '.regions[] | "\(.name): \(.size / 1048576) MiB"' "$work/gen/layout.json" |
		while read -r line; do
			grep -qF "$line" "$work/walked" || echo "$line"
		done >"$work/missing"
	[ ! -s "$work/missing" ] || complain "walk does not show $(cat "$work/missing")"
done

echo "$count layouts, $failed failures"
[ "$failed" -eq 0 ] && [ "$count" -gt $((10 / ${EVERY:-1})) ]
