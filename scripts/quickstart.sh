#!/bin/sh
# From a fresh clone to compiled tables: installs what is missing, builds the program, compiles a
# sample scenario for a sample board and shows the result.
set -eu

cd "$(dirname "$0")/.."
scripts/deps.sh build

out=build/quickstart
program=build/release/src/acrn-cfgc
log=build/quickstart.log
mkdir -p build

# Without the tests: they need more packages, and scripts/test.sh is for them.
if ! { cmake --preset release -DBUILD_TESTING=OFF && cmake --build --preset release; } >"$log" 2>&1
then
	cat "$log" >&2
	echo "quickstart.sh: the build failed; its output is above" >&2
	exit 1
fi

scenario="config-xmls/whl-ipc-i5/hybrid_rt.xml"
board="board-xmls/whl-ipc-i5.xml"
echo "\$ acrn-cfgc $scenario $board -o $out --emit tables,config,report"
"$program" "$scenario" "$board" -o "$out" --emit tables,config,report

echo
echo "== $out"
ls "$out"
echo
echo "== $out/ivshmem_cfg.h: what the hypervisor's ivshmem code is built with"
# Definitions with their continuation lines.
awk '/^#define/ || more { print; more = /\\$/ }' "$out/ivshmem_cfg.h"
echo
echo "== $out/ivshmem.config: what its configuration has to say"
cat "$out/ivshmem.config"
echo
echo "== $out/layout.txt: where everything lies"
cat "$out/layout.txt"
echo
echo "The program is $program; 'cmake --install build/release' installs it."
