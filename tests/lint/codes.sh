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

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# All facts that have to agree, a line each, the kind of fact first.
{
	sed -n 's/^DIAG(\([A-Z]\{3\}[0-9]\{3\}\), "\([^"]*\)", \([A-Z]*\), "\([^"]*\)",.*/row \1 \2 \3 \4/p' \
		src/diag/codes.def
	echo "rows $(grep -c '^DIAG(' src/diag/codes.def)"
	awk '/^[A-Z]+[0-9]+$|^[a-z-]+$/ { heading = $1 }
		/^(rule|why|wrong|right|source): / { print "text", heading, substr($1, 1, length($1) - 1) }' \
		templates/diagnostics.txt
	grep -rhowE 'DIAG_[A-Z]{3}[0-9]{3}' src --include='*.[ch]' | sort -u | sed 's/DIAG_/reported /'

	# Inputs, and the codes that are expected of them.
	find tests/cases/bad tests/cases/launch/bad '(' -name '*.xml' -o -name '*.sh' ')' \
		! -name board.xml ! -name '*.board.xml' |
		sed 's|\(.*/\([^/-]*\).*\)\.[a-z]*$|input \2 \1|'
	find tests/cases/bad -name '*.err' | sed 's/\.err$//; s/^/expectation /'
	find tests/cases/bad tests/cases/launch/bad -name '*.err' -exec \
		grep -oHE '\[[A-Z]{3}[0-9]{3}\]$' {} + |
		sed 's/\(.*\)\.err:\[\(.*\)\]/expects \2 \1/'
	echo "$elsewhere" | while read -r code place; do
		[ -z "$code" ] || echo "elsewhere $code $place" \
			"$(grep -rlw -e "$code" -e "DIAG_$code" "$place" 2>/dev/null | head -n 1)"
	done

	# The anchors of each document: those in its text, and those of its headings.
	for document in input-format output-files launch-and-guest; do
		[ -e "docs/$document.md" ] || continue
		{
			sed -n 's/.*<a id="\([^"]*\)"><\/a>.*/\1/p' "docs/$document.md"
			sed -n 's/^##* *//p' "docs/$document.md" | tr '[:upper:] ' '[:lower:]-' |
				tr -cd 'a-z0-9\n-'
		} | sed "s/^/anchor $document /"
	done
	[ -n "$own" ] || sed -n 's/.*\[\([A-Z]*[0-9]*\)\]$/shown \1/p' docs/diagnostics.md
} >"$work/facts" 2>/dev/null

awk -v own="$own" '
	function complain(text) { print text; failed = 1 }

	$1 == "row" {
		code = $2
		subject = substr(code, 1, 3)
		if (code in section || $3 in names)
			complain("src/diag/codes.def: " code " or " $3 " is there twice")
		if (subject != last && subject in subjects)
			complain("src/diag/codes.def: " code " is apart from its subject")
		if (subject == last && code <= last_code)
			complain("src/diag/codes.def: " code " comes after " last_code)
		if ($4 == "WARNING" && $3 ~ /^(no-.*|error)$/)
			complain(code ": -W" $3 " means something else")
		names[$3]
		subjects[subject]
		section[code] = $5
		last = subject
		last_code = code
		n_rows++
	}
	$1 == "rows" && $2 != n_rows {
		complain("src/diag/codes.def: a row does not begin " \
			"DIAG(ABC123, \"name\", SEVERITY, \"section\",")
	}
	$1 == "text" { texts[$2] = texts[$2] " " $3 }
	$1 == "reported" { reported[$2] }
	$1 == "input" { inputs[$3] = $2; tested[$2] }
	$1 == "expectation" { expectations[$2] }
	$1 == "expects" { expected[$3, $2]; expected_codes[$2] }
	$1 == "elsewhere" {
		tested[$2]
		if ($2 in section && NF < 4)
			complain($2 ": " $3 " does not test it")
	}
	$1 == "anchor" { anchors[$2, $3] }
	$1 == "shown" { shown[$2] }

	function document_of(section) {
		if (section == "files" || section == "stylesheets")
			return "output-files"
		return section == "launch" ? "launch-and-guest" : "input-format"
	}
	END {
		for (code in section) {
			if (!(code in reported))
				complain(code ": nothing reports it")
			if (!(code in tested))
				complain(code ": there is no failing input tests/cases/bad/" code \
					"-*.xml or tests/cases/launch/bad/" code "-*.sh")
			if (texts[code] != " rule why wrong right")
				complain(code ": templates/diagnostics.txt has to have its rule, " \
					"why, wrong and right, in this order")
			if (texts[section[code]] != " source")
				complain(code ": templates/diagnostics.txt has no source for section " \
					section[code])
			# What only a broken machine or program says is not in the document.
			if (own == "" && !(code in shown) && code != "OUT009" && code != "MIG009")
				complain(code ": docs/diagnostics.md shows no message of it")
			document = document_of(section[code])
			if (!((document, section[code]) in anchors))
				complain(code ": there is no section " section[code] " in docs/" \
					document ".md")
		}
		for (code in texts)
			if (code ~ /^[A-Z]/ && !(code in section))
				complain("templates/diagnostics.txt: there is no code " code)
		for (input in inputs) {
			if (!(inputs[input] in section))
				complain(input ": there is no code " inputs[input])
			if (!((input, inputs[input]) in expected))
				complain(input ".err does not name " inputs[input])
		}
		for (input in expectations)
			if (!(input in inputs))
				complain(input ".err: there is no input beside it")
		for (code in expected_codes)
			if (!(code in section))
				complain("tests/cases: there is no code " code)
		exit failed
	}' "$work/facts" || status=1

if [ -z "$own" ] && [ -n "${ACRN_CFGC:-}" ]; then
	sh scripts/gen-diagnostics-doc.sh "$ACRN_CFGC" >"$work/diagnostics.md"
	if ! diff -u docs/diagnostics.md "$work/diagnostics.md" >"$work/diff"; then
		head -n 20 "$work/diff"
		complain "docs/diagnostics.md: out of date; run scripts/gen-diagnostics-doc.sh"
	fi
fi
exit "$status"
