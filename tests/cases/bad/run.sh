#!/bin/sh
# Each rule has its failing input: tests/bad/<CODE>-<what is wrong>.xml is checked, and the
# diagnostics, places included, are exactly those of the .err file beside it. Inputs of tests/good
# pass without a word, or with the warnings of their .err file.
#
#   run.sh ACRN_CFGC [CASE...]       UPDATE=1 writes the .err files instead
#
# The board is board.xml, or <case>.board.xml where there is one; <case>.args has more arguments.

if [ $# -lt 1 ]; then
	echo "usage: $0 ACRN_CFGC [CASE...]" >&2
	exit 2
fi
program=$(realpath "$1") || exit 2
shift
here=$(dirname "$(realpath "$0")")
got=$(mktemp) || exit 2
trap 'rm -f "$got"' EXIT
failed=0
count=0

fail()
{
	echo "FAILED $folder/$case: $*"
	failed=$((failed + 1))
}

# The codes of a case's errors and warnings.
codes()
{
	sed -n 's/.*: \(error\|warning\): .* \[\([A-Z]\{3\}[0-9]\{3\}\)\]$/\2/p' "$1" | sort -u
}

# Whether the diagnostics stand in the order of their file, for each file that has some.
in_order()
{
	sed -n 's/^\([^ ]*\):\([0-9]*\):\([0-9]*\): \(error\|warning\): .*/\1 \2 \3/p' "$1" | awk '
		$1 == file && ($2 < line || ($2 == line && $3 < column)) { exit 1 }
		{ file = $1; line = $2 + 0; column = $3 + 0 }'
}

check_case()
{
	board=board.xml
	arguments=
	[ -e "$case.board.xml" ] && board=$case.board.xml
	[ -e "$case.args" ] && arguments=$(cat "$case.args")
	# shellcheck disable=SC2086 # the arguments are words
	"$program" --check --color never $arguments "$case.xml" "$board" >"$got.out" 2>"$got"
	status=$?
	[ -s "$got.out" ] && fail "printed on standard output"
	rm -f "$got.out"
	expected=0
	grep -q ': error: ' "$got" && expected=1
	[ "$status" = "$expected" ] || fail "exit status $status, not $expected"
	if [ -n "$UPDATE" ]; then
		rm -f "$case.err"
		[ ! -s "$got" ] || cp "$got" "$case.err"
	fi
	if [ -e "$case.err" ]; then
		diff -u "$case.err" "$got" || fail "other diagnostics"
	elif [ "$folder" = bad ]; then
		fail "no $case.err"
	elif [ -s "$got" ]; then
		cat "$got"
		fail "diagnostics for a good input"
	fi
	in_order "$got" || fail "not in the order of the file"
	code=${case%%-*}
	if [ "$folder" = bad ]; then
		codes "$got" | grep -qx "$code" || fail "not a word of $code"
	elif [ "$expected" = 1 ]; then
		fail "an error for a good input"
	fi
}

for folder in bad good; do
	cd "$here/../$folder" || exit 2
	for file in *.xml; do
		case=${file%.xml}
		case $case in
		board | *.board) continue ;;
		esac
		if [ $# -gt 0 ]; then
			case " $* " in
			*" $case "*) ;;
			*) continue ;;
			esac
		fi
		count=$((count + 1))
		check_case
	done
done

# One run tells all faults, each once: twenty in one file, of twenty lines.
cd "$here" || exit 2
case=IVS001-first-of-twenty
folder=bad
[ "$(grep -c ': error: ' "$case.err")" = 20 ] || fail "20 errors were due"
[ "$(sed -n 's/^[^:]*:\([0-9]*\):[0-9]*: error: .*/\1/p' "$case.err" | uniq | wc -l)" = 20 ] ||
	fail "one error for each of 20 lines was due"

echo "$count cases, $failed failures"
[ "$failed" = 0 ] && [ "$count" -gt 0 ]
