#!/bin/sh
# Who may include and call what (docs/architecture.md). Usage: dependencies.sh [SOURCE_TREE]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"

# A header, and the files that may include it besides its own pass (check.h: check*.[ch]) and
# compile*.[ch], which runs the passes. Two headers carry data from one pass to the next: layout.h
# for those who prove and print a layout, emit.h for the one who writes the files. output.h is also
# the way of the public functions to the disk. A header without a row is open to all.
readers='
xml.h      parse*.[ch] migrate*.[ch] api.c
xml_xslt.h emit_stylesheet.c migrate*.[ch]
parse.h
resolve.h
check.h
layout.h   verify*.[ch] emit*.[ch] explain*.[ch] diff*.[ch]
verify.h
emit.h     output*.[ch]
output.h   api*.c input.c
compile.h  api*.[ch] report.c switches.c
options.h  main.c cli_listing.c
'

# A module at the bottom, and all of our headers that it may include. Its name covers name.[ch].
# So does the proof of a layout, which may know what a layout is, but not how one is made.
bottom='
arena    arena.h
source   source.h arena.h
text     text.h arena.h
diag     diag.h diag_codes.def source.h text.h arena.h
model    model.h diag.h source.h text.h arena.h
main     acrn_cfgc.h options.h cli_*.h
options  acrn_cfgc.h options.h options_private.h nearest.h
options_check   options_private.h
options_private options.h
cli_console acrn_cfgc.h cli_console.h cli_document.h
cli_document cli_document.h
cli_listing acrn_cfgc.h options.h nearest.h cli_*.h
utf8     utf8.h text.h arena.h
nearest  nearest.h
verify_addresses verify_private.h
verify_fault     verify_private.h
verify_layout    verify_private.h
verify_memory    verify_private.h
verify_private   layout.h
verify_table     verify_private.h
'

# matches_any NAME PATTERNS
matches_any()
{
	for pattern in $2; do
		# A pattern is meant here.
		# shellcheck disable=SC2254
		case $1 in
		$pattern) return 0 ;;
		esac
	done
	return 1
}

row_of()
{
	echo "$1" | awk -v key="$2" '$1 == key { $1 = ""; print; found = 1 } END { exit !found }'
}

check_include()
{
	file=$1
	line=$2
	header=$3
	pass=${header%.h}
	if row=$(row_of "$readers" "$header") &&
		! matches_any "$file" "$pass.[ch] ${pass}_*.[ch] compile*.[ch] $row"; then
		echo "src/$file:$line: includes \"$header\"; only ${pass}*, compile*$row may"
	fi
	if row=$(row_of "$bottom" "${file%.[ch]}") && ! matches_any "$header" "$row"; then
		echo "src/$file:$line: includes \"$header\"; '${file%.[ch]}' may only include$row"
	fi
}

report=$(mktemp)
code=$(mktemp)
trap 'rm -f "$report" "$code"' EXIT
set -- src/*.[ch]
awk -f "$here/code.awk" "$@" >"$code"
set -f # the rows above hold patterns for names, not for files

sed -n 's|^src/\([^:]*\):\([0-9]*\):[ \t]*#[ \t]*include[ \t]*"\([^"]*\)".*|\1 \2 \3|p' "$code" |
	while read -r file line header; do
		check_include "$file" "$line" "$header"
	done >"$report"

# XML is seen by its reader, the parsers, the migration and the XSLT of the reports only.
grep -E '#[ 	]*include[ 	]*<lib(xml|xslt|exslt)/' "$code" |
	grep -Ev '^src/(xml(_[a-z0-9_]+)?\.[ch]|parse_[a-z0-9_]+\.c|migrate[a-z0-9_]*\.[ch]|emit_xml\.[ch]|emit_stylesheet\.c):' |
	sed 's/$/   <- only xml*, parse_*, migrate*, emit_xml and emit_stylesheet see libxml2 or libxslt/' \
		>>"$report" || :

# The proof calls nothing of what it proves; layout.h declares both.
grep -E '^src/verify_[a-z]+\.[ch]:.*[^A-Za-z0-9_](layout|interval)_[a-z_]+[ 	]*\(' "$code" |
	grep -v 'verify_layout[ 	]*(' |
	sed 's/$/   <- the proof of a layout shares no code with its making/' >>"$report" || :

# The library neither prints nor ends the program nor depends on the process around it.
# main, options* and cli_* are the program, not the library.
library=$(grep -Ev '^src/(main|options(_[a-z]+)?|cli_[a-z]+)\.[ch]:' "$code")
not_a_word='(^|[^A-Za-z0-9_])'
echo "$library" |
	grep -E ":.*${not_a_word}(v?f?printf|v?dprintf|v?sprintf|f?puts|f?putc|putchar|perror)[ 	]*\(" |
	sed 's/$/   <- the library does not print; report a diagnostic/' >>"$report" || :
echo "$library" |
	grep -E ":.*${not_a_word}(exit|_exit|_Exit|quick_exit|abort)[ 	]*\(" |
	sed 's/$/   <- the library does not end the program; report a diagnostic/' >>"$report" || :
echo "$library" |
	grep -E ":.*${not_a_word}(FILE|stdin|stdout|stderr|fopen|freopen)([^A-Za-z0-9_]|$)" |
	sed 's/$/   <- the library has no FILE; texts are built in memory and written by output.c/' \
		>>"$report" || :
echo "$library" |
	grep -E ":.*${not_a_word}(getenv|setlocale|strtok|atoi|atol|srand|signal)[ 	]*\(" |
	sed 's/$/   <- hidden state of the process or an unchecked conversion/' >>"$report" || :

cat "$report"
test ! -s "$report"
