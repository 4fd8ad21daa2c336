#!/bin/sh
# cppcheck finds nothing in src/. Skipped where it is not installed.
set -eu

command -v cppcheck >/dev/null || {
	echo "skipped: cppcheck is not installed"
	exit 77
}
cd "${SOURCE_DIR:?}"
cppcheck --quiet --enable=warning,performance,portability --std=c11 --error-exitcode=1 \
	-j2 -Isrc src
