#!/bin/sh
# Judges generated scenarios and boards; README.md says what has to hold of them.
#
#   tests/random/property/run.sh [--cases N] [--seed N] [--jobs N] [--script-every N]
#   tests/random/property/run.sh --only SEED [--print]     one case again, as a failure names it
#
# 0: nothing failed; 1: something did; 2: wrong use; 77: skipped, libtcc-dev is not installed.
# Run by hand it builds first, in build/dev; ctest says where it has built (BUILD_DIR).
set -eu

root=$(cd "$(dirname "$0")/../../.." && pwd)
if [ -z "${BUILD_DIR:-}" ]; then
	BUILD_DIR=$root/build/dev
	cd "$root"
	cmake --preset dev >/dev/null
	if cmake --build --preset dev --target help | grep -q '^property: '; then
		cmake --build --preset dev --target property >/dev/null
	fi
fi
program=$BUILD_DIR/tests/random/property/property
if [ ! -x "$program" ]; then
	echo "skipped: libtcc is not installed (Debian: libtcc-dev)"
	exit 77
fi
mkdir -p "$BUILD_DIR/tests/random/property/consumer-cache"
exec "$program" "$@" "$root" "$BUILD_DIR/tests/random/property/consumer-cache"
