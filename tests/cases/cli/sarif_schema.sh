#!/bin/sh
# SARIF documents of the program are valid by the official schema of SARIF 2.1.0. The schema is
# no part of this project, and no Debian package has it: it is taken from the file $SARIF_SCHEMA, or
# fetched with npm, where there is one, from the package of SARIF's authors that carries it, and
# kept in the build tree. Without it only what the schema does not say is tested, and the test
# counts as skipped.
#
# usage: sarif_schema.sh        environment: ACRN_CFGC, SOURCE_DIR, BUILD_DIR
set -u

tool=${ACRN_CFGC:?the program to test}
root=${SOURCE_DIR:-$(cd "$(dirname "$0")/../../.." && pwd)}
package=@microsoft/jest-sarif@1.0.0-beta.0
member=package/lib/schemas/sarif-2.1.0-rtm.5.json
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM

skip()
{
	echo "skipped: $1"
	exit 77
}

python3 -c 'import jsonschema' 2>/dev/null || skip "python3-jsonschema is not installed"
lacking=
schema=${SARIF_SCHEMA:-${BUILD_DIR:-$root/build}/sarif-2.1.0-schema.json}
if [ ! -s "$schema" ]; then
	if ! command -v npm >/dev/null; then
		lacking="there is no npm to fetch the schema with; or set SARIF_SCHEMA to a file"
	elif (cd "$work" && npm pack --silent --fetch-retries=0 --fetch-timeout=20000 "$package" &&
		tar xzf ./*.tgz "$member") >"$work/log" 2>&1; then
		mv "$work/$member" "$schema" || exit 1
	else
		lacking="the schema could not be fetched: $(tail -n 1 "$work/log")"
	fi
fi

cd "$work" || exit 1
cp "$root/config-xmls/whl-ipc-i5/hybrid_rt.xml" good.xml
cp "$root/board-xmls/whl-ipc-i5.xml" board.xml
strange=$(printf 'a b\303\244\377#?%%:.xml')
# Errors with notes and fixes in the middle of lines, one at the end of a file, one of a file.
sed '0,/<IVSHMEM_REGION>/s/, *2 *,/, 6,/' good.xml >"$strange"
sed 's|<IVSHMEM_REGION>.*</IVSHMEM_REGION>|&&|' good.xml >twice.xml
sed 's|2</IVSHMEM_REGION>|2:9 </IVSHMEM_REGION>|' good.xml >unknown.xml
head -n 20 good.xml >cut.xml
sed 's/board="whl-ipc-i5"//' good.xml >homeless.xml
: >empty.xml

# documents FOLDER: makes one document of each kind
documents()
{
	mkdir "$1"
	"$tool" --check --diagnostics sarif good.xml 2>"$1/none.sarif"
	"$tool" --check --diagnostics sarif --board board.xml "$strange" twice.xml unknown.xml \
		cut.xml empty.xml none.xml "$work/cut.xml" 2>"$1/many.sarif"
	"$tool" --check --diagnostics sarif --board-dir . homeless.xml 2>"$1/homeless.sarif"
	"$tool" --check --diagnostics sarif "$root/config-xmls/apl-up2/hybrid_rt.xml" \
		"$root/board-xmls/apl-up2.xml" 2>"$1/warning.sarif"
	# Errors that are left out, and all failing inputs in one document.
	"$tool" --check --diagnostics sarif --max-errors 1 --board board.xml "$strange" twice.xml \
		unknown.xml 2>"$1/left-out.sarif"
	"$tool" --check --diagnostics sarif --board "$root/tests/cases/bad/board.xml" \
		"$root"/tests/cases/bad/*.xml 2>"$1/bad.sarif"
}
documents made

cat >validate.py <<'END'
import json, sys
import jsonschema

schema = json.load(open(sys.argv[1], encoding="utf-8")) if sys.argv[1] else None
validator = jsonschema.Draft4Validator(schema) if schema else None

def faults(document):
    return [] if validator is None else [f"{'/'.join(map(str, e.absolute_path))}: {e.message}"
            for e in validator.iter_errors(document)]

failed = False
n_results = 0
for name in sys.argv[2:]:
    document = json.load(open(name, encoding="utf-8"))
    rules = document["runs"][0]["tool"]["driver"]["rules"]
    for fault in faults(document):
        print(f"{name}: {fault}")
        failed = True
    # What the schema cannot say.
    for result in document["runs"][0]["results"]:
        n_results += 1
        if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            print(f"{name}: ruleIndex and ruleId of {result['ruleId']} disagree")
            failed = True
# The validator must be able to say no.
document["runs"][0]["columnKind"] = "bytes"
document["runs"][0]["results"].append({"level": "bad"})
if validator is not None and len(faults(document)) < 3:
    print("the validator accepts a wrong document")
    failed = True
print(f"{len(sys.argv) - 2} documents, {n_results} results")
sys.exit(failed or n_results < 6)
END
[ -z "$lacking" ] || schema=
python3 validate.py "$schema" made/*.sarif || exit 1
[ -z "$lacking" ] || skip "$lacking"
