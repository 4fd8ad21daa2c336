#!/bin/sh
# Inputs with what is said of them beside: each rule has its failing one, bad/<CODE>-<what is
# wrong>.xml or, of a launch script, launch/bad/<CODE>-<what is wrong>.sh. The diagnostics, places
# included, are exactly those of its .err file and what is printed is that of its .out file. Inputs of
# good/ and launch/good/ pass without a word, or with the warnings of their .err file.
#
#   run.sh ACRN_CFGC [CASE...]       UPDATE=1 writes the .err and .out files instead
#
# A scenario is checked with board.xml, or <case>.board.xml where there is one, and a launch script
# alone. <case>.args has more arguments for a scenario, and all of them for a launch script.

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

# Whether the diagnostics are in the order of their file, for each file that has some.
in_order()
{
	sed -n 's/^\([^ ]*\):\([0-9]*\):\([0-9]*\): \(error\|warning\): .*/\1 \2 \3/p' "$1" | awk '
		$1 == file && ($2 < line || ($2 == line && $3 < column)) { exit 1 }
		{ file = $1; line = $2 + 0; column = $3 + 0 }'
}

# compare SUFFIX: what was printed, with the file beside the input; no file: nothing was printed
compare()
{
	if [ -n "$UPDATE" ]; then
		rm -f "$case.$1"
		[ ! -s "$got/$1" ] || cp "$got/$1" "$case.$1"
	fi
	expected=$case.$1
	[ -e "$expected" ] || expected=/dev/null
	diff -u "$expected" "$got/$1" || fail "not what $case.$1 has"
}

# check_case ARGUMENT...
check_case()
{
	# Some rules are those of a group of files.
	case " $* " in
	*" --emit "*) "$program" -o "$got/files" --color never "$@" >"$got/out" 2>"$got/err" ;;
	*) "$program" --check --color never "$@" >"$got/out" 2>"$got/err" ;;
	esac
	status=$?
	rm -rf "$got/files"
	# Which release was assumed is no matter of a rule; tests/cases/verdicts looks at it.
	sed -i '/: note: laid out for v[0-9.]*, the default for/d' "$got/err"
	# How many rules there are is no matter of a case either; tests/cases/cli looks at it.
	sed -i '/^[A-Z]\{3\}: [0-9]* of [0-9]* rules applied$/d' "$got/err"
	due=0
	! grep -q 'error: ' "$got/err" || due=1
	[ "$status" = "$due" ] || fail "exit status $status, not $due"
	compare err
	compare out
	in_order "$got/err" || fail "not in the order of the file"
	case $folder in
	*bad) codes "$got/err" | grep -qx "${case%%-*}" || fail "not a word of ${case%%-*}" ;;
	*) [ "$due" = 0 ] || fail "an error for a good input" ;;
	esac
}

for folder in bad good launch/bad launch/good; do
	cd "$here/$folder" || exit 2
	for file in *.xml *.sh; do
		case=${file%.*}
		case $file in
		\** | board.xml | *.board.xml) continue ;;
		esac
		case " $* " in
		"  " | *" $case "*) ;;
		*) continue ;;
		esac
		count=$((count + 1))
		arguments=
		[ ! -e "$case.args" ] || arguments=$(cat "$case.args")
		board=board.xml
		[ ! -e "$case.board.xml" ] || board=$case.board.xml
		# shellcheck disable=SC2086 # the arguments are words
		case $file in
		*.xml) check_case $arguments "$file" "$board" ;;
		*.sh) check_case ${arguments:---launch $file} ;;
		esac
	done
done

# One run tells all faults, each once: twenty in one file, of twenty lines.
cd "$here/bad" || exit 2
case=IVS001-first-of-twenty
folder=bad
[ "$(grep -c ': error: ' "$case.err")" = 20 ] || fail "20 errors were due"
[ "$(sed -n 's/^[^:]*:\([0-9]*\):[0-9]*: error: .*/\1/p' "$case.err" | uniq | wc -l)" = 20 ] ||
	fail "one error for each of 20 lines was due"

echo "$count cases, $failed failures"
[ "$failed" = 0 ] && [ "$count" -gt 0 ]
