#!/bin/sh
# Prints which part of src/ the tests reached, a line for each file and the sums at the end. BUILD_DIR
# is a build with ACRNCFGC_COVERAGE=ON after its tests have run; below COVERAGE_MIN percent of the
# lines (default 95) the status is not 0.
set -eu

build_dir=${1:?usage: coverage.sh BUILD_DIR}
cd "$(dirname "$0")/.."
command -v gcovr >/dev/null || {
	echo "coverage.sh: gcovr is missing; scripts/deps.sh all installs it" >&2
	exit 3
}
exec gcovr --root . --filter 'src/' --exclude-unreachable-branches \
	--fail-under-line "${COVERAGE_MIN:-95}" --print-summary "$build_dir"
