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

# Subjects in the order of the table.
subject_of()
{
	case $1 in
	XML) echo "the XML document" ;;
	SCH) echo "the structure of a scenario" ;;
	IVS) echo "shared memory regions" ;;
	VMS) echo "virtual machines" ;;
	BRD) echo "the board" ;;
	MEM) echo "physical memory" ;;
	PCI) echo "PCI devices, guest addresses and capacities" ;;
	CAP) echo "numbers and capacities of the hypervisor" ;;
	FLG) echo "switches and guest flags" ;;
	OSC) echo "what a VM boots" ;;
	HVC) echo "the whole configuration of a hypervisor" ;;
	LCH) echo "launch scripts" ;;
	MIG) echo "migration" ;;
	OUT) echo "files and the machine" ;;
	*) echo "$1" ;;
	esac
}

anchor_of()
{
	echo "$1" | tr '[:upper:]' '[:lower:]'
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sources=$PWD

# What the program says in a folder of its own: run ARGUMENT...
run()
{
	# Standard error alone is wanted.
	# shellcheck disable=SC2069
	# The note of the assumed release is no diagnostic.
	(cd "$work" && "$program" "$@" 2>&1 >/dev/null) | sed '/: note: laid out for v/d' || :
}

# The same for the codes that no pair of input files causes.
elsewhere_of()
{
	rm -rf "${work:?}"/*
	scenario=$work/scenario.xml
	cp "$sources/tests/cases/good/all-vms.xml" "$scenario"
	cp "$sources/tests/cases/good/board.xml" "$work/board.xml"
	case $1 in
	BRD030)
		mkdir "$work/boards"
		sed 's/board="[^"]*"/board="no-such-board"/' "$scenario" >"$work/homeless.xml"
		sed 's/ board="[^"]*"//' "$scenario" >"$work/nameless.xml"
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
		: >"$work/gen"
		run scenario.xml board.xml -o gen
		;;
	OUT004)
		run scenario.xml board.xml -o gen
		echo >>"$work/gen/pci_dev.c"
		: >"$work/gen/vbar_base.h"
		run scenario.xml board.xml -o gen --verify
		;;
	OUT007)
		cp "$sources/tests/cases/good/hypervisor-one-vm.xml" "$scenario"
		cp "$sources/tests/cases/good/hypervisor-one-vm.board.xml" "$work/board.xml"
		mkdir -p "$work/gen/boards/small"
		echo '/* edited by hand */' >"$work/gen/boards/small/board.c"
		run scenario.xml board.xml -o gen --emit hypervisor
		;;
	OUT005 | OUT006)
		cat >"$work/vms.txt.xsl" <<'XSL'
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text"/>
  <xsl:template match="/"><xsl:message>no VM shares memory</xsl:message>-</xsl:template>
</xsl:stylesheet>
XSL
		sed 's|<xsl:message>.*</xsl:message>|<xsl:value-of select="count("/>|' \
			"$work/vms.txt.xsl" >"$work/wrong.txt.xsl"
		run scenario.xml board.xml -o gen --emit report --stylesheet vms.txt.xsl
		run scenario.xml board.xml -o gen --emit report --stylesheet wrong.txt.xsl
		;;
	esac
}

# The messages of one code in its .err files, each different one once.
messages_of()
{
	{
		for file in tests/cases/bad/"$1"-*.err tests/cases/launch/bad/"$1"-*.err; do
			[ ! -e "$file" ] || cat "$file"
		done
		elsewhere_of "$1"
	} | awk -v code="[$1]" '
		# A diagnostic begins with its place and ends where the next one does.
		/: (error|warning): .* \[[A-Z][A-Z][A-Z][0-9]+\]$/ {
			key = $0
			sub(/^[^ ]*: (error|warning): /, "", key)
			wanted = substr($0, length($0) - length(code) + 1) == code && !(key in seen)
			seen[key] = 1
		}
		/^[0-9]+ (error|warning)s?(, [0-9]+ warnings?)?$/ { wanted = 0 }
		wanted { print }'
}

# From --explain: labels are in the first column, texts from the tenth on.
explanation_of()
{
	"$program" --explain "$1" | awk '
		NR > 2 {
			if ($0 ~ /^[a-z]/) { label = $1; text[label] = substr($0, 10) }
			else if (label == "wrong" || label == "right")
				text[label] = text[label] "\n" substr($0, 10)
			else
				text[label] = text[label] " " substr($0, 10)
		}
		function sentence(s) {
			gsub(/</, "\\&lt;", s)
			return s
		}
		END {
			print "Rule: " sentence(text["rule"]) ".\n"
			print "Why: " sentence(text["why"]) ".\n"
			if (text["wrong"] != "-") {
				print "```text\nwrong: " indent(text["wrong"])
				print "right: " indent(text["right"]) "\n```\n"
			}
			print "Source: " sentence(text["source"]) ".\n"
			if ("switch" in text)
				print "Switch: " sentence(text["switch"]) ".\n"
		}
		function indent(s) {
			gsub(/\n/, "\n       ", s)
			return s
		}'
}

codes=$("$program" --list-codes)

echo "| code | name | severity | releases | what it says |"
echo "|---|---|---|---|---|"
echo "$codes" | while read -r code name severity releases title; do
	echo "| [$code](#$(anchor_of "$code")) | $name | $(echo "$severity" | sed 's/\*/\\*/') | $releases | $title |"
done

subject=
echo "$codes" | while read -r code name severity releases title; do
	if [ "${code%???}" != "$subject" ]; then
		subject=${code%???}
		printf '\n## %s: %s\n' "$subject" "$(subject_of "$subject")"
	fi
	printf '\n<a id="%s"></a>\n### %s %s\n\n%s: %s.\n\n' "$(anchor_of "$code")" "$code" "$name" \
		"${severity%\*}" "$title"
	explanation_of "$code"
	messages=$(messages_of "$code")
	if [ -n "$messages" ]; then
		echo '```text'
		printf '%s\n' "$messages"
		printf '```\n\n'
	fi
	section=$("$program" --explain "$code" |
		sed -n "s/^more .*section '\(.*\)' of docs\/\(.*\)$/[\1](\2#\1)/p")
	echo "More: $section."
done
