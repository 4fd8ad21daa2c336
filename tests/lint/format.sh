#!/bin/sh
# Every C file is as clang-format would write it, but for the templates of what is generated.
# Usage: format.sh [SOURCE_TREE]
# Releases of clang-format differ in detail; ours is 14. Without it the test is skipped.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"

for tool in clang-format-14 clang-format; do
	case $("$tool" --version 2>/dev/null) in
	*' version 14.'*)
		find . \( -path './build' -o -path './.git' -o -path './templates' \) -prune -o -name '*.[ch]' -exec "$tool" --dry-run -Werror --style=file {} +
		exit
		;;
	esac
done
echo "skipped: clang-format 14 is not installed"
exit 77
