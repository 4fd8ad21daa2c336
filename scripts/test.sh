#!/bin/sh
# Installs what is missing, builds with warnings as errors, runs every test. The last line is the
# summary of ctest.
set -eu

cd "$(dirname "$0")/.."
scripts/deps.sh test

log=build/test.log
mkdir -p build
cmake --preset dev
cmake --build --preset dev
status=0
ctest --preset dev --output-log "$log" || status=$?
# ctest lists skipped tests after its summary; say the summary last.
grep 'tests passed' "$log" || { echo "no test ran"; exit 1; }
exit "$status"
