#!/bin/sh
# scripts/deps.sh on a system with old packages, whose tools are played by scripts: what is too old is
# named with both versions. The versions are those of the build.
#
# usage: deps.sh        environment: SOURCE_DIR
set -u

root=${SOURCE_DIR:?the source tree}
# shellcheck source=tests/package/install/common.sh
. "$(dirname "$0")/common.sh"
cd "$root" || exit 1

# play TOOL LINE...: a tool that is found before the real one
play()
{
	tool=$work/bin/$1
	shift
	printf '%s\n' '#!/bin/sh' "$@" >"$tool"
	chmod +x "$tool"
}

# run STATUS: deps.sh with the tools that are played
run()
{
	status=0
	PATH=$work/bin:$PATH scripts/deps.sh build >"$work/out" 2>"$work/err" || status=$?
	[ "$status" = "$1" ] || complain "status $status, due: $1; $(cat "$work/out" "$work/err")"
}

said()
{
	grep -qxF "$1" "$work/err" || complain "not said: $1; but: $(cat "$work/err")"
}

mkdir "$work/bin"
play id 'echo 0'
play sudo 'exit 1'
play apt-get "echo \"\$*\" >>$work/asked"
# shellcheck disable=SC2016 # the dollars are the played script's
play pkg-config \
	'case "$1 $2" in' \
	'"--modversion libxml-2.0") cat '"$work"'/libxml2 ;;' \
	'"--modversion libxslt") echo 1.1.34 ;;' \
	'"--modversion jansson") echo 2.13 ;;' \
	'esac'
for tool in gcc ninja; do play $tool ':'; done

title="the oldest versions that will do"
play cmake 'echo "cmake version 3.22.0"'
echo 2.9.13 >"$work/libxml2"
run 0
[ ! -e "$work/asked" ] || complain "something was installed"

title="later ones"
play cmake 'echo "cmake version 3.100.1"'
echo 2.15.0 >"$work/libxml2"
run 0

title="too old, and the system has no later one"
play cmake 'echo "cmake version 3.18.4"'
echo 2.9.10 >"$work/libxml2"
run 3
said "deps.sh: cmake is too old: 3.18.4; 3.22 or later is needed"
said "deps.sh: libxml2-dev is too old: 2.9.10; 2.9.13 or later is needed"
grep -q 'install.* cmake libxml2-dev *$' "$work/asked" || complain "apt-get was not asked for later ones"

title="too old, and the system has a later one"
play cmake 'echo "cmake version 3.22.1"'
play apt-get "echo 2.9.13 >$work/libxml2"
run 0

title="too old, and no right to install"
play id 'echo 1000'
echo 2.9.12 >"$work/libxml2"
run 3
said "deps.sh: libxml2-dev is too old: 2.9.12; 2.9.13 or later is needed"

# ---- the versions of the build --------------------------------------------------------------

title=versions
# wanted PACKAGE VERSION
wanted()
{
	grep -qE "^build $1 .* $2\$" scripts/deps.sh || complain "deps.sh does not want $1 $2 as the build does"
}
wanted cmake "$(sed -n 's/^cmake_minimum_required(VERSION \(.*\))/\1/p' CMakeLists.txt)"
wanted libxml2-dev "$(sed -n 's/^set(LIBXML2_WANTED \(.*\))/\1/p' CMakeLists.txt)"
wanted libxslt1-dev "$(sed -n 's/^set(LIBXSLT_WANTED \(.*\))/\1/p' CMakeLists.txt)"
wanted libjansson-dev "$(sed -n 's/^set(JANSSON_WANTED \(.*\))/\1/p' CMakeLists.txt)"

echo "$failed failures"
[ "$failed" -eq 0 ]
