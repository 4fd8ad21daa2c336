#!/bin/sh
# From a fresh clone to compiled tables: installs what is missing, builds the program, compiles a
# sample scenario for a sample board and shows the result.
set -eu

cd "$(dirname "$0")/.."
out=build/quickstart
program=build/release/src/acrn-cfgc
log=build/quickstart.log
scenario="config-xmls/whl-ipc-i5/hybrid_rt.xml"
board="board-xmls/whl-ipc-i5.xml"
mkdir -p build

step()
{
	echo "[$1/3] $2"
}

# Without the tests: they need more packages, and scripts/test.sh is for them. On a terminal ninja
# shows its progress in one line; elsewhere its lines go to the log.
build()
{
	cmake --preset release -DBUILD_TESTING=OFF >"$log" 2>&1 || return
	if [ -t 1 ]; then
		cmake --build --preset release
	else
		cmake --build --preset release >>"$log" 2>&1
	fi
}

step 1 "packages: compiler, CMake, Ninja, libxml2, libxslt, jansson (a minute if they are missing)"
scripts/deps.sh build

step 2 "build (20 to 60 seconds, later runs 1 second)"
if ! build; then
	cat "$log" >&2
	echo "quickstart.sh: the build failed; its output is above" >&2
	exit 1
fi

step 3 "acrn-cfgc $scenario $board -o $out --emit tables,config,report"
"$program" "$scenario" "$board" -o "$out" --emit tables,config,report

# The lines of the report from its first heading to the next one.
sed -n '/^Who shares what/,/^$/p' "$out/layout.txt"
echo "In $out/:"
echo "  ivshmem_cfg.h pci_dev.c pci_dev_num.h vbar_base.h   tables for the hypervisor's build"
echo "  ivshmem.config                                      its settings"
echo "  layout.html                                         open this in a browser: the memory map"
echo
echo "Program: $program ('cmake --install build/release' installs it). Next: docs/tutorial.md"
