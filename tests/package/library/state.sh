#!/bin/sh
# The library has no state: its only variables that can be written are these, and each has to be
# there because libxslt has one of something for the whole process (xml/xslt.c). A const table that
# holds pointers is no state.
#
# usage: state.sh        environment: BUILD_DIR
#
# Seen to fail with a counter in emit.c, and with a static buffer in a function of text.c.
set -eu

build=${BUILD_DIR:?the build tree}
library=$build/src/libacrncfgc.a
if grep -qE 'ACRNCFGC_(SANITIZE|SANITIZE_THREADS|COVERAGE|FUZZ):BOOL=ON' "$build/CMakeCache.txt" ||
	[ ! -e "$library" ] || ! command -v objdump >/dev/null; then
	echo "skipped: no objdump, or no plain static library to look at"
	exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/known" <<'END_OF_LIST'
xslt.c former
xslt.c former_context
xslt.c lock
xslt.c n_users
xslt.c once
xslt.c own
END_OF_LIST

# A variable of a function has a number after its name with gcc, the function before it with clang.
objdump -t "$library" | awk '
	/^[^ ]*\.o: / { file = $1; sub(/\.o:$/, "", file) }
	match($0, /[ \t]\.(data|bss|tdata|tbss)(\.[^ \t]*)?[ \t]/) && !/\.data\.rel\.ro/ && $NF !~ /^\./ {
		name = $NF
		sub(/\.[0-9]+$/, "", name)
		sub(/.*\./, "", name)
		print file, name
	}' | LC_ALL=C sort -u >"$work/found"
diff "$work/known" "$work/found" || {
	echo "<: no longer there; >: the library's code keeps state here"
	exit 1
}
