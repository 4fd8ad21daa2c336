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

echo "$count cases, $failed failures"
[ "$failed" = 0 ] && [ "$count" -gt 0 ]
