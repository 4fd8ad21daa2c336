#!/bin/sh
# The source archive builds from itself, and wherever it is unpacked it gives the same program, the
# same library and the same tables.
#
# usage: source.sh        environment: BUILD_DIR, CC
set -u

build=${BUILD_DIR:?the build tree}
# shellcheck source=tests/package/install/common.sh
. "$(dirname "$0")/common.sh"
cd "$work" || exit 1

mkdir packed
must "make the archive" cpack --config "$build/CPackSourceConfig.cmake" -B packed
archive=$(echo packed/acrn-cfgc-*.tar.gz)
title="the archive"
tar -tzf "$archive" | sed 's|^[^/]*/||' >names
for name in CMakeLists.txt src/main.c tests/CMakeLists.txt docs/acrn-cfgc.1 LICENSE .clang-format; do
	grep -qx "$name" names || complain "$name is missing"
done
grep -E '^(build|\.git)(/|$)' names && complain "these do not belong into it"

# build_at FOLDER: unpacks and builds there; results are in FOLDER/out
build_at()
{
	mkdir -p "$1"
	must "unpack" tar -xzf "$archive" -C "$1" --strip-components 1
	# With debug information, because that is where names of folders are kept.
	must "configure in $1" cmake -S "$1" -B "$1/tree" -G Ninja -DBUILD_TESTING=OFF \
		-DCMAKE_BUILD_TYPE=RelWithDebInfo -DACRNCFGC_HARDEN=ON -DCMAKE_C_COMPILER="${CC:-cc}"
	must "build in $1" cmake --build "$1/tree" -j 2
	mkdir "$1/out"
	cp "$1/tree/src/acrn-cfgc" "$1/tree/src/libacrncfgc.a" "$1/out"
	for scenario in "$1"/config-xmls/*/*.xml; do
		name=${scenario#"$1"/config-xmls/}
		board=$1/board-xmls/${name%%/*}.xml
		"$1/out/acrn-cfgc" "$scenario" "$board" -o "$1/out/${name%.xml}" --emit all \
			-q 2>/dev/null || :
	done
}
build_at a
build_at "elsewhere/in a folder/with another name"

title="the same bytes"
other="elsewhere/in a folder/with another name"
diff -r a/out "$other/out" >log || complain "$(head -n 20 log)"
[ "$(find a/out -name ivshmem_cfg.h | wc -l)" -gt 10 ] || complain "too few tables"
if grep -rlF "$work" a/out; then complain "these name the folder they were made in"; fi

echo "$failed failures"
[ "$failed" -eq 0 ]
