#!/bin/sh
# Writes docs/diagnostics.md to standard output: every code from the program's own table, and its
# messages as the program prints them for the failing inputs of tests/cases/bad and
# tests/cases/launch/bad.
#
# usage: scripts/gen-diagnostics-doc.sh [PROGRAM] >docs/diagnostics.md
set -eu

program=${1:-${ACRN_CFGC:-build/dev/src/acrn-cfgc}}
case $program in
*/*) program=$(realpath "$program") ;;
esac
cd "$(dirname "$0")/.."
LC_ALL=C
export LC_ALL

cat <<'END'
<!-- Made by scripts/gen-diagnostics-doc.sh; edit src/diag/codes.def,
templates/diagnostics.txt or tests/cases/bad instead. -->

# Diagnostics

Every message of acrn-cfgc has a code, and a code keeps its meaning for ever. A message names the
file, the line and the column of the value itself, says what is wrong and what the rule is, and
offers the repair where there is exactly one (`fix:`) or the nearest candidates after the caret.
Lines and columns begin at 1; a column is one character, and a tab is one too. All faults that can
be seen in one run are reported in the order of the files; what only follows from another fault is
not reported.

- `acrn-cfgc --explain CODE` prints what is here about one code, `--list-codes` the table.
- Warnings can be switched off: `-Wno-NAME` and `-w` drop them, `-Werror` and `-Werror=NAME` make
  them errors, and the later switch wins. An error with a star is about a part of the scenario that
  only group `hypervisor` writes: `-Wno-error=NAME` makes it a warning. No switch changes others.
- `--diagnostics json` prints an object a line, `--diagnostics sarif` one SARIF 2.1.0 document.
- With several scenarios each diagnostic has one line, its notes and its fix included; `-v` shows
  them as here. What `--max-errors` leaves out is counted at the end.

END

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run=$work/run
sources=$PWD

# What the program says in a folder of its own: run ARGUMENT...
run()
{
	# Standard error alone is wanted.
	# shellcheck disable=SC2069
	# The note of the assumed release is no diagnostic.
	(cd "$run" && "$program" "$@" 2>&1 >/dev/null) | sed '/: note: laid out for v/d' || :
}

# The same for the codes that no pair of input files causes.
elsewhere_of()
{
	rm -rf "${run:?}"/*
	scenario=$run/scenario.xml
	cp "$sources/tests/cases/good/all-vms.xml" "$scenario"
	cp "$sources/tests/cases/good/board.xml" "$run/board.xml"
	case $1 in
	BRD030)
		mkdir "$run/boards"
		sed 's/board="[^"]*"/board="no-such-board"/' "$scenario" >"$run/homeless.xml"
		sed 's/ board="[^"]*"//' "$scenario" >"$run/nameless.xml"
		run --check --board-dir boards homeless.xml
		run --check --board-dir boards nameless.xml
		;;
	MIG001) run --migrate v3.3 scenario.xml ;;
	MIG002)
		sed -i 's|<vm id=.*>|&<name>YOCTO</name>|' "$scenario"
		run --migrate v3.3 --allow-loss scenario.xml
		;;
	MIG003)
		sed -i 's|<IVSHMEM_ENABLED>y|<IVSHMEM_ENABLED>n|' "$scenario"
		run --migrate v3.3 --allow-loss scenario.xml
		;;
	MIG004)
		cp "$sources/tests/cases/bad/IVS019-reserved.xml" "$scenario"
		run --migrate v3.2 scenario.xml
		;;
	MIG005)
		cp "$sources/tests/cases/bad/PCI025-function-1-v3.2.xml" "$scenario"
		sed -i 's/08\.1/08.0/' "$scenario"
		run --migrate v2.7 scenario.xml
		;;
	MIG006)
		sed -i 's|<IVSHMEM_ENABLED>|<IVSHMEM_ENABLED desc="the switch">|' "$scenario"
		run --migrate v3.3 scenario.xml
		;;
	MIG009)
		sed -e 's|VM_NAME>POST_VM1|VM_NAME>A  B|' -e 's|<name>POST_VM1|<name>A B|' \
			-e 's|<name>POST_VM2|<name>A  B|' "$sources/tests/cases/good/element.xml" >"$scenario"
		run --migrate v2.7 scenario.xml
		;;
	OUT001) run --check missing.xml board.xml ;;
	OUT002)
		: >"$run/gen"
		run scenario.xml board.xml -o gen
		;;
	OUT004)
		run scenario.xml board.xml -o gen
		echo >>"$run/gen/pci_dev.c"
		: >"$run/gen/vbar_base.h"
		run scenario.xml board.xml -o gen --verify
		;;
	OUT007)
		cp "$sources/tests/cases/good/hypervisor-one-vm.xml" "$scenario"
		cp "$sources/tests/cases/good/hypervisor-one-vm.board.xml" "$run/board.xml"
		mkdir -p "$run/gen/boards/small"
		echo '/* edited by hand */' >"$run/gen/boards/small/board.c"
		run scenario.xml board.xml -o gen --emit hypervisor
		;;
	OUT005 | OUT006)
		cat >"$run/vms.txt.xsl" <<'XSL'
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text"/>
  <xsl:template match="/"><xsl:message>no VM shares memory</xsl:message>-</xsl:template>
</xsl:stylesheet>
XSL
		sed 's|<xsl:message>.*</xsl:message>|<xsl:value-of select="count("/>|' \
			"$run/vms.txt.xsl" >"$run/wrong.txt.xsl"
		run scenario.xml board.xml -o gen --emit report --stylesheet vms.txt.xsl
		run scenario.xml board.xml -o gen --emit report --stylesheet wrong.txt.xsl
		;;
	esac
}

codes=$("$program" --list-codes)

# What there is of the codes besides: --explain of each, and messages that no input file causes.
mkdir "$run" "$work/messages"
for code in $(echo "$codes" | cut -d' ' -f1); do
	"$program" --explain "$code"
	elsewhere_of "$code" >"$work/messages/$code-elsewhere.err"
done >"$work/explanations"

echo "$codes" | awk '
	BEGIN {
		subjects["XML"] = "the XML document"
		subjects["SCH"] = "the structure of a scenario"
		subjects["IVS"] = "shared memory regions"
		subjects["VMS"] = "virtual machines"
		subjects["BRD"] = "the board"
		subjects["MEM"] = "physical memory"
		subjects["PCI"] = "PCI devices, guest addresses and capacities"
		subjects["CAP"] = "numbers and capacities of the hypervisor"
		subjects["FLG"] = "switches and guest flags"
		subjects["OSC"] = "what a VM boots"
		subjects["HVC"] = "the whole configuration of a hypervisor"
		subjects["LCH"] = "launch scripts"
		subjects["MIG"] = "migration"
		subjects["OUT"] = "files and the machine"
	}

	FNR == 1 { n_files++ }

	# --list-codes: CODE NAME SEVERITY RELEASES TITLE
	n_files == 1 {
		code = codes[++n_codes] = $1
		name[code] = $2
		severity[code] = $3
		releases[code] = $4
		title[code] = $0
		sub(/^([^ ]+ +)([^ ]+ +)([^ ]+ +)([^ ]+ +)/, "", title[code])
		next
	}

	# --explain: a heading of two lines, then labels in the first column and texts from the tenth on.
	n_files == 2 && $1 in name && $2 == name[$1] {
		code = $1
		heading = FNR
	}
	n_files == 2 && FNR > heading + 1 {
		if ($0 ~ /^[a-z]/)
			text[code, label = $1] = substr($0, 10)
		else
			text[code, label] = text[code, label] \
				(label == "wrong" || label == "right" ? "\n       " : " ") substr($0, 10)
	}
	n_files == 2 { next }

	# A file of messages. A diagnostic begins with its place and ends where the next one does; each
	# different one of the code that the file is named after is wanted once.
	FNR == 1 {
		code = FILENAME
		sub(/.*\//, "", code)
		sub(/-.*/, "", code)
		wanted = 0
	}
	/: (error|warning): .* \[[A-Z][A-Z][A-Z][0-9]+\]$/ {
		key = $0
		sub(/^[^ ]*: (error|warning): /, "", key)
		wanted = key ~ "\\[" code "\\]$" && !((code, key) in seen)
		seen[code, key]
	}
	/^[0-9]+ (error|warning)s?(, [0-9]+ warnings?)?$/ { wanted = 0 }
	wanted { messages[code] = messages[code] $0 "\n" }

	function sentence(label, words) {
		gsub(/</, "\\&lt;", words)
		return label ": " words ".\n"
	}
	function print_code(code,    more) {
		printf "\n<a id=\"%s\"></a>\n### %s %s\n\n%s: %s.\n\n", tolower(code), code, name[code],
			substr(severity[code], 1, length(severity[code]) - (severity[code] ~ /\*/)),
			title[code]
		print sentence("Rule", text[code, "rule"])
		print sentence("Why", text[code, "why"])
		if (text[code, "wrong"] != "-")
			printf "```text\nwrong: %s\nright: %s\n```\n\n", text[code, "wrong"],
				text[code, "right"]
		print sentence("Source", text[code, "source"])
		if ((code, "switch") in text)
			print sentence("Switch", text[code, "switch"])
		if (code in messages)
			printf "```text\n%s```\n\n", messages[code]
		# the section between quotation marks, and then its page in docs/
		split(text[code, "more"], more, "'\''")
		printf "More: [%s](%s#%s).\n", more[2], substr(more[3], length(" of docs/") + 1), more[2]
	}
	END {
		print "| code | name | severity | releases | what it says |"
		print "|---|---|---|---|---|"
		for (i = 1; i <= n_codes; i++) {
			code = codes[i]
			shown = severity[code]
			sub(/\*/, "\\*", shown)
			printf "| [%s](#%s) | %s | %s | %s | %s |\n", code, tolower(code), name[code],
				shown, releases[code], title[code]
		}
		for (i = 1; i <= n_codes; i++) {
			subject = substr(codes[i], 1, 3)
			if (subject != last)
				printf "\n## %s: %s\n", subject,
					subject in subjects ? subjects[subject] : subject
			last = subject
			print_code(codes[i])
		}
	}' - "$work/explanations" tests/cases/bad/*.err tests/cases/launch/bad/*.err "$work"/messages/*.err
