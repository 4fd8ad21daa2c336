#!/bin/sh
# The schemas that editors use and the rules of the program agree: every failing input of a rule
# about the form of a region is refused by xmllint too, every other input is accepted.
#
# usage: agree.sh        environment: SOURCE_DIR
set -u

root=${SOURCE_DIR:-$(cd "$(dirname "$0")/../../.." && pwd)}
command -v xmllint >/dev/null || {
	echo "skipped: no xmllint (package libxml2-utils)"
	exit 77
}
cd "$root" || exit 1
failed=0
n_refused=0
n_accepted=0

# Codes of rules that a schema can express: structure and lexical form.
structural='SCH001 IVS001 IVS002 IVS003 IVS004 IVS005 IVS008 IVS010 IVS011 IVS012 IVS016 IVS017'
structural="$structural IVS018 IVS023 IVS027"

# Inputs that are not what their code says, and why.
exceptions='
accepted IVS010-element-absent        NAME may be absent, because an early form has it as an attribute
refused  IVS025-off-with-faulty-region the region is faulty, too
refused  SCH002-two-switches          a second switch is no structure of the schema
refused  SCH002-two-vm-lists           a second list is no structure of the schema
refused  PCI020-[dfn]*                the form of the VBDF of a region'

# By the name through which an editor finds it.
XML_CATALOG_FILES=$root/schemas/catalog.xml
export XML_CATALOG_FILES

for file in tests/cases/bad/*.xml tests/cases/good/*.xml; do
	name=$(basename "$file" .xml)
	case $name in board | XML* | *board*) continue ;; esac
	grep -q '<acrn-config' "$file" || continue
	if grep -qE '<IVSHMEM_(VMS|SIZE)|<PROVIDED_BY' "$file"; then
		schema=scenario-elements
	else
		schema=scenario
	fi
	want=accepted
	case " $structural " in *" ${name%%-*} "*) want=refused ;; esac
	case $file in tests/cases/good/*) want=accepted ;; esac
	while read -r verdict which _; do
		# A pattern is meant here.
		# shellcheck disable=SC2254
		case $name in ${which:--}) want=$verdict ;; esac
	done <<END_OF_TABLE
$exceptions
END_OF_TABLE
	xmllint --nonet --noout --schema "urn:acrn-cfgc:$schema" "$file" >/dev/null 2>&1
	case $? in
	0) verdict=accepted n_accepted=$((n_accepted + 1)) ;;
	3) verdict=refused n_refused=$((n_refused + 1)) ;;
	*) verdict="not readable" ;;
	esac
	[ "$verdict" = "$want" ] || {
		echo "$file: $verdict by $schema.xsd where it should be $want"
		failed=$((failed + 1))
	}
done

echo "$n_refused refused, $n_accepted accepted, $failed failures"
[ "$failed" -eq 0 ] && [ "$n_refused" -gt 50 ] && [ "$n_accepted" -gt 50 ]
