#!/bin/sh
# The table of codes, the code that reports them, the failing inputs and docs/diagnostics.md agree,
# each with each. Usage: codes.sh [SOURCE_TREE]     environment: ACRN_CFGC for the comparison of
# the document, which is left out without it
set -eu

here=$(cd "$(dirname "$0")" && pwd)
own=${1:-}
cd "${1:-$here/../..}"

# Codes that no pair of input files can cause, and the test that causes them instead.
elsewhere='
BRD030 tests/cases/cli/run.sh
MIG001 tests/tables/dialects/migrate.py
MIG002 tests/tables/dialects/migrate.py
MIG003 tests/tables/dialects/migrate.py
MIG004 tests/tables/dialects/migrate.py
MIG005 tests/tables/dialects/migrate.py
MIG006 tests/tables/dialects/migrate.py
MIG009 tests/tables/dialects/migrate.py
OUT001 tests/cases/cli/run.sh
OUT002 tests/unit/test_output.c
OUT004 tests/cases/cli/run.sh
OUT005 tests/cases/report/run.sh
OUT006 tests/cases/report/run.sh
OUT007 tests/cases/cli/run.sh
OUT009 tests/unit/test_verify_layout.c
'

status=0
complain()
{
	echo "$*"
	status=1
}

codes=$(mktemp)
trap 'rm -f "$codes" "$codes".*' EXIT
sed -n 's/^DIAG(\([A-Z]\{3\}[0-9]\{3\}\), "\([^"]*\)", \([A-Z]*\), "\([^"]*\)",.*/\1 \2 \3 \4/p' \
	src/diag/codes.def >"$codes"
[ "$(wc -l <"$codes")" -eq "$(grep -c '^DIAG(' src/diag/codes.def)" ] ||
	complain "src/diag/codes.def: a row does not begin 'DIAG(ABC123, \"name\", SEVERITY, \"section\",'"
for twice in $(cut -d' ' -f1 "$codes" | sort | uniq -d) $(cut -d' ' -f2 "$codes" | sort | uniq -d); do
	complain "src/diag/codes.def: '$twice' is there twice"
done

# Subjects hang together, and numbers ascend within each.
awk '{
	subject = substr($1, 1, 3)
	if (subject != last && subject in seen) {
		print "src/diag/codes.def: " $1 " is apart from its subject"
		failed = 1
	}
	if (subject == last && $1 <= code) {
		print "src/diag/codes.def: " $1 " comes after " code
		failed = 1
	}
	seen[subject] = 1
	last = subject
	code = $1
} END { exit failed }' "$codes" || status=1

grep -rhowE 'DIAG_[A-Z]{3}[0-9]{3}' src --include=*.[ch] 2>/dev/null | sort -u >"$codes.reported"

# The anchors of each document: its own, and those of its headings.
for document in input-format output-files launch-and-guest; do
	[ ! -e "docs/$document.md" ] || {
		sed -n 's/.*<a id="\([^"]*\)"><\/a>.*/\1/p' "docs/$document.md"
		sed -n 's/^##* *//p' "docs/$document.md" | tr '[:upper:] ' '[:lower:]-' |
			tr -cd 'a-z0-9\n-'
	} >"$codes.$document"
done

while read -r code name severity section; do
	grep -qx -e "DIAG_$code" "$codes.reported" || complain "$code: nothing reports it"
	case $severity-$name in
	WARNING-no-* | WARNING-error)
		complain "$code: -W$name means something else" ;;
	esac

	found=0
	for input in tests/cases/bad/"$code"-*.err tests/cases/launch/bad/"$code"-*.err; do
		[ ! -e "$input" ] || found=1
	done
	place=$(echo "$elsewhere" | sed -n "s/^$code //p")
	if [ -n "$place" ]; then
		grep -rqw -e "$code" -e "DIAG_$code" "$place" 2>/dev/null ||
			complain "$code: $place does not test it"
	elif [ "$found" -eq 0 ]; then
		complain "$code: there is no failing input tests/cases/bad/$code-*.xml or" \
			"tests/cases/launch/bad/$code-*.sh"
	fi

	# How it is printed is in the document, but for what only a broken machine or program says.
	case $code in
	OUT009 | MIG009) ;;
	*) [ -n "$own" ] || grep -q "\[$code\]\$" docs/diagnostics.md ||
		complain "$code: docs/diagnostics.md shows no message of it" ;;
	esac

	document="input-format"
	grep -q "^	{\"$section\"," src/diag/diag.c ||
		complain "$code: src/diag/diag.c has no source for section '$section'"
	case $section in
	files | stylesheets) document="output-files" ;;
	launch) document="launch-and-guest" ;;
	esac
	if [ ! -e "docs/$document.md" ]; then
		complain "$code: there is no docs/$document.md"
	elif ! grep -qx -e "$section" "$codes.$document"; then
		complain "$code: docs/$document.md has no section '$section'"
	fi
done <"$codes"

# Every input has its code, and its expected diagnostics name that code.
for input in tests/cases/bad/*.xml; do
	case $input in
	tests/cases/bad/board.xml | *.board.xml | 'tests/cases/bad/*.xml') continue ;;
	esac
	code=$(basename "$input" .xml)
	code=${code%%-*}
	grep -q -e "^$code " "$codes" || complain "$input: there is no code '$code'"
	grep -qF -e "[$code]" "${input%.xml}.err" 2>/dev/null ||
		complain "$input: ${input%.xml}.err does not name $code"
done
for input in tests/cases/launch/bad/*.sh; do
	[ -e "$input" ] || continue
	code=$(basename "$input" .sh)
	code=${code%%-*}
	grep -q -e "^$code " "$codes" || complain "$input: there is no code '$code'"
	grep -qF -e "[$code]" "${input%.sh}.err" 2>/dev/null ||
		complain "$input: ${input%.sh}.err does not name $code"
done
for expected in tests/cases/bad/*.err; do
	[ ! -e "$expected" ] || [ -e "${expected%.err}.xml" ] ||
		complain "$expected: there is no input beside it"
done
grep -ohE '\[[A-Z]{3}[0-9]{3}\]$' tests/cases/bad/*.err 2>/dev/null | tr -d '[]' |
	sort -u >"$codes.used" || :
while read -r code; do
	grep -q -e "^$code " "$codes" || complain "tests/cases/bad: there is no code '$code'"
done <"$codes.used"

if [ -z "$own" ] && [ -n "${ACRN_CFGC:-}" ]; then
	sh scripts/gen-diagnostics-doc.sh "$ACRN_CFGC" >"$codes.doc"
	if ! diff -u docs/diagnostics.md "$codes.doc" >"$codes"; then
		head -n 20 "$codes"
		complain "docs/diagnostics.md: out of date; run scripts/gen-diagnostics-doc.sh"
	fi
fi
exit "$status"
