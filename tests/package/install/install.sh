#!/bin/sh
# An install tree as others use it: the program, find_package() and acrn_cfgc_generate() in a
# project of its own, pkg-config, with a static or a shared library, moved to another folder. The
# shared one has a layout of its own, as GNUInstallDirs lets a packager choose it.
#
# usage: install.sh static|shared        environment: SOURCE_DIR, BUILD_DIR, CC
set -u

kind=${1:?usage: install.sh static|shared}
root=${SOURCE_DIR:?the source tree}
build=${BUILD_DIR:?the build tree}
cc=${CC:-cc}
# shellcheck source=tests/package/install/common.sh
. "$(dirname "$0")/common.sh"
cd "$work" || exit 1
unset DESTDIR CMAKE_PREFIX_PATH PKG_CONFIG_PATH LD_LIBRARY_PATH

# ---- installing -----------------------------------------------------------------------------

bin=bin include=include share=share man=share/man doc=share/doc/acrn-cfgc
if [ "$kind" = static ]; then
	# What this build is linked with, a user of the static library is, too.
	if grep -qE 'ACRNCFGC_(SANITIZE|SANITIZE_THREADS|COVERAGE):BOOL=ON' "$build/CMakeCache.txt" ||
		grep -q 'BUILD_SHARED_LIBS:BOOL=ON' "$build/CMakeCache.txt"; then
		echo "skipped: this build is no plain static one"
		exit 77
	fi
	tree=$build
else
	tree=$build/package-shared
	bin=programs/bin include=include/acrn share=data man=pages doc=texts/acrn
	must "configure" cmake -S "$root" -B "$tree" -G Ninja -DBUILD_TESTING=OFF \
		-DCMAKE_INSTALL_BINDIR=$bin -DCMAKE_INSTALL_LIBDIR=lib/of/cfgc \
		-DCMAKE_INSTALL_INCLUDEDIR=$include -DCMAKE_INSTALL_DATADIR=$share \
		-DCMAKE_INSTALL_MANDIR=$man -DCMAKE_INSTALL_DOCDIR=$doc -DBUILD_SHARED_LIBS=ON -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_C_COMPILER="$cc"
	must "build" cmake --build "$tree" -j 2
fi

# Staged, as packagers do it, with another layout than the default one; then moved.
must "install" env DESTDIR="$work/stage" cmake --install "$tree" --prefix /opt/acrn
[ "$(ls stage)" = opt ] || complain "something was installed outside of DESTDIR and prefix"
mkdir "an install tree"
mv stage/opt/acrn/* "an install tree"
prefix="$work/an install tree"
library=$(find "$prefix" -name 'libacrncfgc.*' | head -n 1)
libdir=$(dirname "$library")
for file in $bin/acrn-cfgc $include/acrn_cfgc.h $man/man1/acrn-cfgc.1 \
	$share/acrn-cfgc/schemas/ivshmem.xsd $share/acrn-cfgc/schemas/catalog.xml \
	$share/acrn-cfgc/stylesheets/layout.svg.xsl $share/acrn-cfgc/make/acrn-cfgc.mk \
	$share/acrn-cfgc/make/acrn-cfgc-check.c \
	$share/acrn-cfgc/make/acrn-cfgc-v2.3.mk \
	$share/bash-completion/completions/acrn-cfgc $share/zsh/vendor-completions/_acrn-cfgc \
	$share/fish/vendor_completions.d/acrn-cfgc.fish $doc/README.md $doc/editors.md \
	$doc/tutorial.md $doc/report.svg $doc/examples/guest/ivshmem_mail.c \
	$doc/examples/config-xmls/whl-ipc-i5/hybrid_rt.xml; do
	[ -e "$prefix/$file" ] || complain "$file is not installed"
done
if [ "$kind" = shared ]; then
	for file in "$prefix"/*; do
		case ${file##*/} in
		programs | lib | include | data | pages | texts) ;;
		*) complain "${file##*/} is outside of the folders that were chosen" ;;
		esac
	done
	grep -qF "/$share/acrn\\-cfgc/schemas/" "$prefix/$man/man1/acrn-cfgc.1" ||
		complain "the manual names other folders"
fi
# Links of the pages lead to installed files.
for page in "$prefix/$doc"/*.md; do
	grep -oE '\]\([^):#]+|src="[^":]+' "$page" | sed 's/^](//; s/^src="//' | sort -u |
		grep -v '^https*$' | while read -r link; do
			[ -e "$prefix/$doc/$link" ] || echo "${page##*/}: $link"
		done
done >"$work/dead"
[ ! -s "$work/dead" ] || complain "dead links: $(cat "$work/dead")"
# Nothing names the place where it was built or staged.
if grep -rlF -e "$root" -e "$work/stage" "$prefix" --include='*.cmake' --include='*.pc' \
	--include='*.mk' --include='*.md' --include='*.1'; then
	complain "these name the build machine"
fi

title=program
examples=$prefix/$doc/examples
"$prefix/$bin/acrn-cfgc" "$examples/config-xmls/whl-ipc-i5/hybrid_rt.xml" \
	"$examples/board-xmls/whl-ipc-i5.xml" -o program-out || complain "it does not compile a sample"
[ -s program-out/pci_dev.c ] || complain "no tables"
version=$("$prefix/$bin/acrn-cfgc" --version | sed 's/.* //')

if [ "$kind" = shared ]; then
	title="symbols of the shared library"
	nm -D --defined-only "$library" | awk '$2 ~ /[A-Z]/ { print $3 }' | sort >exported
	sed -n 's/.*\(acrn_cfgc_[a-z_]*\)($/\1/p; s/.*[ *]\(acrn_cfgc_[a-z_]*\)(.*/\1/p' \
		"$prefix/$include/acrn_cfgc.h" | sort -u >declared
	grep -v '^acrn_cfgc_' exported && complain "symbols of others are visible"
	comm -23 exported declared | grep . && complain "these are exported but not declared"
	comm -13 exported declared | grep . && complain "these are declared but not exported"
fi

# ---- pkg-config -----------------------------------------------------------------------------

title=pkg-config
PKG_CONFIG_PATH=$libdir/pkgconfig
export PKG_CONFIG_PATH
[ "$(pkg-config --modversion acrncfgc)" = "$version" ] || complain "another version"
find "$prefix" -name walk.c -exec cp {} . \;
# As a shell script uses it: with a folder's blanks quoted.
eval "must 'compile the example' \"\$cc\" -Wall -Wextra -Werror -o walk walk.c \
	$(pkg-config --cflags --libs acrncfgc)"
title="the example"
LD_LIBRARY_PATH=$libdir ./walk "$examples/config-xmls/whl-ipc-i5/hybrid_rt.xml" \
	"$examples/board-xmls/whl-ipc-i5.xml" >walked || complain "status $?"
grep -q '^hv:/shm_region_0: 2 MiB' walked || complain "it shows no region"
if command -v "${CXX:-g++}" >/dev/null; then
	printf '#include <acrn_cfgc.h>\nint main() { return acrn_cfgc_version() == nullptr; }\n' >x.cc
	eval "must 'C++' \"\${CXX:-g++}\" -Wall -Wextra -Werror -o x x.cc \
		$(pkg-config --cflags --libs acrncfgc)"
fi

# ---- CMake ----------------------------------------------------------------------------------

# Where find_package() looks by itself, or else has to be told to look.
case $kind in
static) place=-DCMAKE_PREFIX_PATH=$prefix ;;
shared) place=-Dacrn-cfgc_DIR=$libdir/cmake/acrn-cfgc ;;
esac
cp -r "$root/tests/package/install/project" .
cp "$examples/config-xmls/whl-ipc-i5/hybrid_rt.xml" "project/my scenario.xml"
cp "$examples/board-xmls/whl-ipc-i5.xml" project/board.xml
tick()
{
	sleep 1.1 # some generators look at seconds
}

# again TITLE WORD...: builds; the log of the build holds these words and no others of the list
again()
{
	title="$generator: $1"
	shift
	cmake --build out >log 2>&1 || {
		complain "the build failed"
		tail -n 30 log
	}
	for word in Compiling regions.c guest.c version.c; do
		wanted=no
		for due in "$@"; do [ "$due" = "$word" ] && wanted=yes; done
		found=no
		grep -qF -e "$word" log && found=yes
		[ "$wanted" = "$found" ] || {
			complain "'$word' in the log: $found, due: $wanted"
			cat log
		}
	done
}

for generator in Ninja "Unix Makefiles"; do
	rm -rf out
	must "$generator: configure" cmake -S project -B out -G "$generator" \
		"$place" -DCMAKE_C_COMPILER="$cc" \
		-DSCENARIO="my scenario.xml"
	again "build" Compiling regions.c guest.c version.c
	[ "$(out/version)" = "$version" ] || complain "another library"
	[ "$(out/regions)" = "hv:/shm_region_0 2097152" ] || complain "other regions"
	[ "$(out/guest)" = ok ] || complain "no guest"
	[ -s "out/guest files/layout.txt" ] || complain "EMIT did nothing"
	[ ! -e "out/guest files/pci_dev.c" ] || complain "EMIT did too much"
	again "nothing to do"
	tick
	touch project/board.xml
	again "the board is touched" Compiling
	again "and nothing to do"
	tick
	sed -i 's/shm_region_0/renamed/' "project/my scenario.xml"
	again "a region gets another name" Compiling regions.c guest.c
	[ "$(out/regions)" = "hv:/renamed 2097152" ] || complain "other regions"
	tick
	sed -i 's/renamed, 2,/renamed, 6,/' "project/my scenario.xml"
	title="$generator: a bad scenario"
	if cmake --build out >log 2>&1; then complain "it was built"; fi
	grep -q 'my scenario.xml:[0-9]*:[0-9]*: error: .*\[IVS003\]' log || complain "no message"
	grep -q renamed out/tables/ivshmem_cfg.h || complain "the old tables are gone"
	tick
	sed -i 's/renamed, 6,/renamed, 2,/' "project/my scenario.xml"
	again "repaired" Compiling
	sed -i 's/renamed/shm_region_0/' "project/my scenario.xml"
done

title="missing arguments"
mkdir bad
printf '%s\n' 'cmake_minimum_required(VERSION 3.20)' 'project(bad NONE)' \
	'find_package(acrn-cfgc REQUIRED COMPONENTS generate)' \
	'acrn_cfgc_generate(TARGET x SCENARIO a OUTPUT_DIR b)' >bad/CMakeLists.txt
if cmake -S bad -B bad/out "$place" >log 2>&1; then complain "accepted"; fi
grep -q 'acrn_cfgc_generate: BOARD is missing' log || complain "no message"
title="another version"
sed -i 's/REQUIRED/9.9 REQUIRED/' bad/CMakeLists.txt
if cmake -S bad -B bad/out "$place" >log 2>&1; then complain "accepted"; fi

echo "$failed failures"
[ "$failed" -eq 0 ]
