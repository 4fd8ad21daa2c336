#!/bin/sh
# Installs what is missing to build or test, on Debian and its relatives.
#
#   scripts/deps.sh build|test|bench|all
#
# build = compile and run the program, test = build + what scripts/test.sh needs, bench = build
# + what bench/run.sh needs, all = test + what the other presets need. Nothing is touched, and no
# root needed, when everything is there.
set -eu

# set  package  how to see that it is there
packages='
build gcc             command:gcc
build libc6-dev       file:/usr/include/stdio.h
build cmake           command:cmake
build ninja-build     command:ninja
build pkg-config      command:pkg-config
build libxml2-dev     library:libxml-2.0
build libxslt1-dev    library:libxslt
build libjansson-dev  library:jansson
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
test  valgrind        command:valgrind
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
all   dpkg-dev        command:dpkg-shlibdeps
all   lintian         command:lintian
'

case ${1:-} in
build) sets=' build ' ;;
test) sets=' build test ' ;;
bench) sets=' build bench ' ;;
all) sets=' build test all ' ;;
*)
	echo "usage: deps.sh build|test|bench|all" >&2
	exit 2
	;;
esac

is_there()
{
	case $1 in
	command:*) command -v "${1#*:}" >/dev/null ;;
	library:*) pkg-config --exists "${1#*:}" 2>/dev/null ;;
	file:*) test -e "${1#*:}" ;;
	esac
}

list_missing()
{
	echo "$packages" | while read -r set package probe; do
		case $sets in
		*" ${set:-none} "*) is_there "$probe" || echo "$package" ;;
		esac
	done
}

missing=$(list_missing | tr '\n' ' ')
[ -n "$missing" ] || exit 0

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
missing=$(list_missing | tr '\n' ' ')
if [ -n "$missing" ]; then
	echo "deps.sh: still missing after the installation: $missing" >&2
	exit 3
fi
