#!/bin/sh
# Each property can fail: with something made worse on purpose a failure must be reported.
#
#   tables   a BAR of the generated tables moves           the consumer sees it
#   refuse   accepted scenes count as refused              the search finds a placement
#   accept   faults of the input count as overlooked       the code is missing
#   move     a region seems to move when one is added      although there was room for both
set -eu

here=$(cd "$(dirname "$0")" && pwd)
output=$(mktemp)
trap 'rm -f "$output"' EXIT
for sabotage in tables refuse accept move; do
	status=0
	sh "$here/run.sh" --cases 60 --seed 1 --sabotage "$sabotage" >"$output" 2>&1 || status=$?
	if [ "$status" -eq 77 ]; then
		cat "$output"
		exit 77
	fi
	if [ "$status" -ne 1 ] || ! grep -q 'property: FAILED' "$output"; then
		echo "property: sabotage '$sabotage' was not noticed (status $status)"
		tail -20 "$output"
		exit 1
	fi
done
echo "property: every sabotage was noticed"
