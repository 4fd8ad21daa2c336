#!/bin/sh
# No function has more than 60 lines, braces included. Usage: functions.sh [SOURCE_TREE]
# clang-format puts the braces of a function, and of nothing else, alone into the first column.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"

find src tests -name '*.[ch]' -exec awk '
	FNR == 1 { start = 0; name = "?" }
	/^[A-Za-z_].*\(/ && !/;[ \t]*$/ {
		name = $0
		sub(/[ \t]*\(.*/, "", name)
		sub(/.*[ \t*]/, "", name)
	}
	/^\{/ { start = FNR }
	/^\}/ && start {
		lines = FNR - start + 1
		if (lines > 60) {
			printf "%s:%d: function '\''%s'\'' has %d lines; the limit is 60\n",
				FILENAME, start, name, lines
			failed = 1
		}
		start = 0
	}
	END { exit failed }' {} +
