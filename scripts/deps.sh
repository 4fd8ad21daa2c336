#!/bin/sh
# Installs what is missing to build or test, on Debian and its relatives.
#
#   scripts/deps.sh build|test|bench|package|all
#
# build = compile and run the program, test = build + what scripts/test.sh needs, bench = build
# + what bench/run.sh needs, package = build + what cpack needs, all = test + what the other presets
# need. Nothing is touched, and no root needed, when everything is there. What is too old, and stays so
# when the system has no later one, is named with its version and the one that is wanted.
set -eu

# set  package  how to see that it is there  the oldest version that will do, if not any
packages='
build gcc             command:gcc
build libc6-dev       file:/usr/include/stdio.h
build cmake           command:cmake       3.22
build ninja-build     command:ninja
build pkg-config      command:pkg-config
build libxml2-dev     library:libxml-2.0  2.9.13
build libxslt1-dev    library:libxslt     1.1.34
build libjansson-dev  library:jansson     2.13
test  libcmocka-dev   library:cmocka
test  libxml2-utils   command:xmllint
test  clang-format    command:clang-format
test  shellcheck      command:shellcheck
test  jq              command:jq
test  make            command:make
test  groff           command:groff
test  mandoc          command:mandoc
test  python3-yaml    file:/usr/lib/python3/dist-packages/yaml/__init__.py
test  python3-jsonschema file:/usr/lib/python3/dist-packages/jsonschema/__init__.py
test  libtcc-dev      file:/usr/include/libtcc.h
bench valgrind        command:valgrind
test  device-tree-compiler command:dtc
test  busybox         command:busybox
test  e2fsprogs       file:/usr/sbin/mkfs.ext4
test  btrfs-progs     file:/usr/sbin/mkfs.btrfs
bench python3         command:python3
bench libxml2-utils   command:xmllint
bench hyperfine       command:hyperfine
all   clang           command:clang
all   clang-tidy      command:clang-tidy
all   cppcheck        command:cppcheck
all   gcovr           command:gcovr
all   zsh             command:zsh
all   fish            command:fish
package dpkg-dev      command:dpkg-shlibdeps
package file          command:file
all   lintian         command:lintian
'

case ${1:-} in
build) sets=' build ' ;;
test) sets=' build test ' ;;
bench) sets=' build bench ' ;;
package) sets=' build package ' ;;
all) sets=' build test package all ' ;;
*)
	echo "usage: deps.sh build|test|bench|package|all" >&2
	exit 2
	;;
esac

# The version of a tool or library; nothing if it is missing.
version_of()
{
	case $1 in
	command:*) "${1#*:}" --version 2>/dev/null | sed -n '1s/[^0-9]*\([0-9][0-9.]*\).*/\1/p' ;;
	library:*) pkg-config --modversion "${1#*:}" 2>/dev/null ;;
	esac
}

is_there()
{
	case $1 in
	command:*) command -v "${1#*:}" >/dev/null ;;
	library:*) pkg-config --exists "${1#*:}" 2>/dev/null ;;
	file:*) test -e "${1#*:}" ;;
	esac
}

# is_old VERSION WANTED
is_old()
{
	[ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" != "$2" ]
}

# A line for each package that is wanted and is not there, or is there and too old: its name, its
# version if it has one, and the wanted version.
list_missing()
{
	echo "$packages" | while read -r set package probe wanted; do
		case $sets in
		*" ${set:-none} "*) ;;
		*) continue ;;
		esac
		if ! is_there "$probe"; then
			echo "$package"
		elif [ -n "$wanted" ]; then
			version=$(version_of "$probe")
			! is_old "${version:-0}" "$wanted" || echo "$package ${version:-unknown} $wanted"
		fi
	done
}

# tell_old LIST: what of it is there, but too old
tell_old()
{
	echo "$1" | while read -r package version wanted; do
		[ -z "$version" ] ||
			echo "deps.sh: $package is too old: $version; $wanted or later is needed" >&2
	done
}

list=$(list_missing)
[ -n "$list" ] || exit 0
missing=$(echo "$list" | cut -d ' ' -f 1 | tr '\n' ' ')
tell_old "$list"

if ! command -v apt-get >/dev/null; then
	echo "deps.sh: missing, and only apt-get is known here: install what this system calls $missing" >&2
	exit 3
fi
if [ "$(id -u)" -eq 0 ]; then
	as_root='env'
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
	as_root='sudo -n env'
elif command -v sudo >/dev/null && [ -t 0 ]; then
	as_root='sudo env'
else
	echo "deps.sh: missing, and this user may not install; as root: apt-get install $missing" >&2
	exit 3
fi

echo "deps.sh: installing $missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Both variables are lists of words on purpose.
# shellcheck disable=SC2086
if ! { $as_root DEBIAN_FRONTEND=noninteractive apt-get -q update &&
	$as_root DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
		$missing; } >"$log" 2>&1; then
	cat "$log" >&2
	echo "deps.sh: apt-get could not install $missing" >&2
	exit 3
fi
list=$(list_missing)
if [ -n "$list" ]; then
	tell_old "$list"
	missing=$(echo "$list" | awk 'NF == 1' | tr '\n' ' ')
	[ -z "$missing" ] || echo "deps.sh: still missing after the installation: $missing" >&2
	exit 3
fi
