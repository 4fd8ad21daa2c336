#!/bin/sh
# Measures the release build and writes the table and the graph of docs/performance.md. Takes a few
# minutes. CPU time is what counts, so that a busy machine disturbs little.
#
# usage: bench/run.sh [--print] [--quick]   environment: ACRN_CORPUS, a folder of real files
#
#   --print   print the table, leave docs/ alone
#   --quick   few repetitions, to see whether it works
set -eu

cd "$(dirname "$0")/.."
scripts/deps.sh bench
cmake --preset release -DBUILD_TESTING=OFF >/dev/null
cmake --build --preset release --target acrn-cfgc
exec python3 bench/measure.py "$PWD/build/release/src/acrn-cfgc" "$@"
