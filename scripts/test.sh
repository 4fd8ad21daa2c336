#!/bin/sh
# Installs what is missing, builds with warnings as errors, runs the tests, says what was left out and
# why. The last line is the summary of ctest.
#
#   scripts/test.sh          the tests of every day: less than four minutes, most of it the build
#   scripts/test.sh --all    the long ones, too: hostile input, faults, every sample for every release
#                            and what is installed; some minutes more
set -eu

cd "$(dirname "$0")/.."
case $#,${1:-} in
0,) preset=dev packages=test ;;
1,--all) preset=all packages=all ;;
*)
	echo "usage: test.sh [--all]" >&2
	exit 2
	;;
esac
scripts/deps.sh "$packages"

log=build/test.log
mkdir -p build
cmake --preset dev
cmake --build --preset dev
status=0
ctest --preset "$preset" --output-log "$log" || status=$?

# What a test leaves out, it says in a line with one of these words.
echo
echo "Left out:"
awk '
	/^[0-9]+\/[0-9]+ Testing: / { name = $3 }
	/^Output:$/ { inside = 1 }
	/^<end of output>$/ { inside = 0 }
	inside && /skipped|left out/ && !/^\[/ { print "  " name ": " $0 }' \
	build/dev/Testing/Temporary/LastTest.log
[ "$preset" = all ] || echo "  $(ctest --preset long -N | sed -n 's/^Total Tests: //p')" \
	"long tests: scripts/test.sh --all and .ci/run run them"
echo
# ctest lists skipped tests after its summary; say the summary last.
grep 'tests passed' "$log" || { echo "no test ran"; exit 1; }
exit "$status"
