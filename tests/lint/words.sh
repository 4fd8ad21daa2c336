#!/bin/sh
# The project is complete by itself: no text of it leans on a place or a ticket outside it, and nothing is
# left to do in a comment. Usage: words.sh [SOURCE_TREE]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"

status=0
# Tests are left out: some of them use real files when those are there.
for place in src docs schemas stylesheets scripts cmake contrib config-xmls board-xmls \
	README.md HACKING.md CHANGELOG.md CMakeLists.txt CMakePresets.json; do
	[ -e "$place" ] || continue
	if grep -rnIE '(^|[^A-Za-z0-9_.])/(home|root|work|Users)/|\.\./shared' "$place"; then
		echo "$place: names a path of somebody's machine"
		status=1
	fi
	if grep -rnIE '(TODO|FIXME|XXX)([^A-Za-z0-9_]|$)|[Ii]ssue #?[0-9]' "$place"; then
		echo "$place: says what is not done, or names a ticket"
		status=1
	fi
done
exit "$status"
