#!/bin/sh
# Launch scripts of users. Each code has its failing script: bad/<CODE>-<what is wrong>.sh is
# checked, and the diagnostics, places included, are exactly those of the .err file beside it.
# Scripts in good/ pass; what is shown of their regions is in the .out file.
#
#   run.sh ACRN_CFGC [CASE...]       UPDATE=1 writes the .err and .out files instead
#
# <case>.args has the arguments; without it the script is checked alone.

if [ $# -lt 1 ]; then
	echo "usage: $0 ACRN_CFGC [CASE...]" >&2
	exit 2
fi
program=$(realpath "$1") || exit 2
shift
here=$(dirname "$(realpath "$0")")
got=$(mktemp -d) || exit 2
trap 'rm -r "$got"' EXIT
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
	sed -n 's/.*\(error\|warning\): .* \[\([A-Z]\{3\}[0-9]\{3\}\)\]$/\2/p' "$1" | sort -u
}

# compare SUFFIX: what was printed, with the file beside the script; no file: nothing was printed
compare()
{
	if [ -n "$UPDATE" ]; then
		rm -f "$case.$1"
		[ ! -s "$got/$1" ] || cp "$got/$1" "$case.$1"
	fi
	golden=$case.$1
	[ -e "$golden" ] || golden=/dev/null
	diff -u "$golden" "$got/$1" || fail "other output"
}

check_case()
{
	arguments="--launch $case.sh"
	[ ! -e "$case.args" ] || arguments=$(cat "$case.args")
	# shellcheck disable=SC2086 # the arguments are words
	"$program" --check --color never $arguments >"$got/out" 2>"$got/err"
	status=$?
	expected=0
	! grep -q 'error: ' "$got/err" || expected=1
	[ "$status" = "$expected" ] || fail "exit status $status, not $expected"
	compare err
	compare out
	if [ "$folder" = bad ]; then
		codes "$got/err" | grep -qx "${case%%-*}" || fail "not a word of ${case%%-*}"
	elif [ "$expected" = 1 ]; then
		fail "an error for a good script"
	fi
}

for folder in bad good; do
	cd "$here/$folder" || exit 2
	for file in *.sh; do
		case=${file%.sh}
		case " $* " in
		"  " | *" $case "*) ;;
		*) continue ;;
		esac
		count=$((count + 1))
		check_case
	done
done

echo "$count cases, $failed failures"
[ "$failed" = 0 ] && [ "$count" -gt 0 ]
