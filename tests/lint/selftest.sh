#!/bin/sh
# Each lint finds the fault it is there for, and is quiet without one.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failed=0

# expect LINT STATUS TITLE: runs the lint on the tree made so far, then empties it.
expect()
{
	status=0
	case $1 in
	dependencies) python3 "$here/$1.py" "$tree" >"$tree/output" 2>&1 || status=$? ;;
	*) sh "$here/$1.sh" "$tree" >"$tree/output" 2>&1 || status=$? ;;
	esac
	# A lint whose tool is missing proves nothing, here as there.
	if [ "$status" -ne "$2" ] && [ "$status" -ne 77 ]; then
		echo "$1: status $status where $2 was due: $3"
		cat "$tree/output"
		failed=1
	fi
	new_tree
}

new_tree()
{
	rm -rf "$tree"
	mkdir -p "$tree/src/check" "$tree/src/model" "$tree/tests" "$tree/scripts" "$tree/bench" "$tree/.ci"
	cp "$here/../../.clang-format" "$tree"
	printf '#include "model/model.h"\n\nint x(void);\n' >"$tree/src/check/a.c"
	printf 'int y;\n' >"$tree/src/model/model.h"
	printf '#!/bin/sh\nexit 0\n' >"$tree/scripts/test.sh"
}

# put FILE LINE...
put()
{
	file=$tree/$1
	mkdir -p "${file%/*}"
	shift
	printf '%s\n' "$@" >"$file"
}

new_tree
for lint in dependencies functions format words shell; do
	expect "$lint" 0 "a tree without a fault"
done

put src/check/a.c '#include <libxml/tree.h>'
expect dependencies 1 "a check that sees libxml2"
put src/xml/xml.h 'int x;'
put src/parse/a.c '#include <libxml/tree.h>' '#include "xml/xml.h"'
expect dependencies 0 "a parser that sees libxml2"
put src/layout/layout.h 'int x;'
put src/check/a.c '#include "layout/layout.h"'
expect dependencies 1 "a check that includes the layout"
put src/check/a.c '#include "model/layout.h"'
expect dependencies 1 "a header that is not there"
put src/emit/emit.h 'int x;'
put src/emit_c.c '#include "emit/emit.h"'
expect dependencies 0 "a file of the road that includes the folder of its pass"
put src/compile.h 'int x;'
put src/emit/a.c '#include "compile.h"'
expect dependencies 1 "a pass that includes a file of the road"
put src/new_pass.c 'int x;'
expect dependencies 1 "a file of the road without a row"
put src/verify/memory.c '	if (!verify_layout(pass))'
expect dependencies 0 "a proof that proves"
put src/verify/table.c '	layout_pci(pass, config, layout);'
expect dependencies 1 "a proof that makes a layout"
put src/model/a.h '#include "model/b.h"'
put src/model/b.h '#include "model/a.h"'
expect dependencies 1 "headers that include each other"
put src/main.c '#include "model/model.h"'
expect dependencies 1 "a main that goes around the public header"
for call in 'printf("x")' 'fprintf(f, "x")' 'exit(1)' 'abort ()' 'puts("x")' 'getenv("X")'; do
	put src/check/a.c "	$call;"
	expect dependencies 1 "$call in the library"
done
put src/check/a.c 'static FILE *f;'
expect dependencies 1 "a FILE in the library"
put src/check/a.c '/* printf(x), exit(1);' ' * FILE */' \
	'	text_printf(t, "printf(x) /* exit(1)");' '	snprintf(b, 1, "\"FILE *");' \
	'	profile(FILES);'
expect dependencies 0 "the words in comments, strings and longer names"
put src/main.c '	printf("x");' '	exit(1);'
expect dependencies 0 "a main that prints"

long_function()
{
	printf 'int long_one(void)\n{\n'
	i=0
	while [ "$i" -lt "$1" ]; do
		printf '\tx();\n'
		i=$((i + 1))
	done
	printf '}\n'
}
long_function 58 >"$tree/src/check/b.c"
expect functions 0 "a function of 60 lines"
long_function 59 >"$tree/src/check/b.c"
expect functions 1 "a function of 61 lines"

put src/check/a.c 'int  x ( void ) ;'
expect format 1 "a file that is not formatted"
put src/check/a.c '/* see /home/me/notes */'
expect words 1 "a path of somebody's machine"
put src/check/a.c '/* TODO */'
expect words 1 "something left to do"

# A tree of one code that agrees with itself.
new_codes()
{
	mkdir -p "$tree/tests/cases/bad" "$tree/docs"
	put docs/input-format.md '## Regions'
	put src/diag/codes.def 'DIAG(IVS001, "fields", ERROR, "regions", "t",'
	put templates/diagnostics.txt 'IVS001' 'rule: r' 'why: w' 'wrong: a' 'right: b' '' \
		'regions' 'source: the documentation'
	put src/check/a.c 'DIAG_IVS001'
	put tests/cases/bad/IVS001-two.xml '<acrn-config/>'
	put tests/cases/bad/IVS001-two.err 'IVS001-two.xml:1:1: error: wrong [IVS001]'
}
new_codes
expect codes 0 "one code, reported and tested"
new_codes
put templates/diagnostics.txt 'IVS001' 'rule: r' 'why: w' 'wrong: a' 'right: b'
expect codes 1 "a section without a source"
new_codes
put templates/diagnostics.txt 'IVS001' 'rule: r' 'wrong: a' 'right: b' '' 'regions' 'source: s'
expect codes 1 "a code without a reason"
new_codes
printf 'IVS002\nrule: r\nwhy: w\nwrong: a\nright: b\n' >>"$tree/templates/diagnostics.txt"
expect codes 1 "an explanation without a code"
new_codes
put src/check/a.c 'x'
expect codes 1 "a code that nothing reports"
new_codes
rm "$tree/tests/cases/bad/IVS001-two.xml"
expect codes 1 "a failing input without input"
new_codes
put tests/cases/bad/IVS001-two.err 'IVS001-two.xml:1:1: error: wrong [IVS002]'
expect codes 1 "an expectation of another code"
new_codes
put tests/cases/bad/IVS002-x.xml '<acrn-config/>'
expect codes 1 "a failing input of no code"
new_codes
put src/check/a.c 'DIAG_IVS001' 'DIAG_IVS003'
put src/diag/codes.def 'DIAG(IVS001, "fields", ERROR, "regions", "t",' \
	'DIAG(IVS003, "size", ERROR, "regions", "t",'
expect codes 1 "a code without a failing input"
new_codes
put src/diag/codes.def 'DIAG(IVS001, "fields", ERROR, "regions", "t",' \
	'DIAG(IVS001, "size", ERROR, "regions", "t",'
expect codes 1 "a code twice"
new_codes
put docs/input-format.md '# Other things'
expect codes 1 "a section that the document lacks"
new_codes
put docs/input-format.md '# Input' '<a id="regions"></a>' '## What is shared'
expect codes 0 "a section that the document has by another heading"
new_codes
rm "$tree/docs/input-format.md"
expect codes 1 "a document that is not there"

# A tree whose manual and completions are of this moment; without the program there are no such files.
if [ -x "${ACRN_CFGC:=}" ]; then
	new_manual()
	{
		mkdir -p "$tree/docs" "$tree/completions" "$tree/contrib"
		cp "$here/../../scripts/gen-manual.sh" "$tree/scripts"
		cp "$here/../../docs/acrn-cfgc.1.in" "$tree/docs"
		put README.md 'acrn-cfgc --check a.xml'
		put contrib/README.md 'acrn-cfgc --check a.xml'
		"$tree/scripts/gen-manual.sh" "$ACRN_CFGC"
	}
	new_manual
	expect manual 0 "a manual that is up to date"
	new_manual
	sed -i 's/^@option --check@$/.PP/' "$tree/docs/acrn-cfgc.1.in"
	expect manual 1 "an option without a text"
	new_manual
	printf '@option --chekc@\nText.\n' >>"$tree/docs/acrn-cfgc.1.in"
	expect manual 1 "a text without an option"
	new_manual
	echo >>"$tree/completions/acrn-cfgc.fish"
	expect manual 1 "a completion that was edited"
	new_manual
	put README.md 'acrn-cfgc --chekc a.xml'
	expect manual 1 "a document with an option that does not exist"
	if command -v groff >/dev/null || command -v mandoc >/dev/null; then
		new_manual
		echo '.ZZ' >>"$tree/docs/acrn-cfgc.1.in"
		"$tree/scripts/gen-manual.sh" "$ACRN_CFGC"
		expect manual 1 "a page that groff and mandoc do not like"
	fi
fi

new_ci()
{
	mkdir -p "$tree/.github/workflows" "$tree/contrib"
	cp "$here/../../.github/workflows/ci.yml" "$tree/.github/workflows"
	cp "$here/../../CMakePresets.json" "$here/../../HACKING.md" "$tree"
}
new_ci
expect ci 0 "a CI of all presets"
new_ci
sed -i '/preset: tidy/,+1d' "$tree/.github/workflows/ci.yml"
expect ci 1 "a preset that the CI does not run"
new_ci
sed -i 's/preset: tidy/preset: tidiness/' "$tree/.github/workflows/ci.yml"
expect ci 1 "a preset of the CI that does not exist"
new_ci
put .ci/run 'scripts/preset.sh sane'
expect ci 1 "a preset of .ci/run that does not exist"
new_ci
sed -i '/^| .tsan. |/d' "$tree/HACKING.md"
expect ci 1 "a preset that HACKING.md does not explain"
new_ci
put scripts/a.sh 'ctest --preset devel'
expect ci 1 "a preset of a script that does not exist"
new_ci
sed -i 's/{ "name": "tidy", "configurePreset": "tidy" },//' "$tree/CMakePresets.json"
expect ci 1 "a preset that cannot be built"
new_ci
sed -i 's/"configurePreset": "release" },/"configurePreset": "releases" },/' "$tree/CMakePresets.json"
expect ci 1 "a preset of a preset that does not exist"
new_ci
sed -i 's/"version": 3/"version": 1/' "$tree/CMakePresets.json"
expect ci 1 "a file that cmake does not take"
new_ci
sed -i 's/timeout-minutes: 15/timeout-minutes: 150/' "$tree/.github/workflows/ci.yml"
expect ci 1 "a job without an end"

# The dollar is the script's.
# shellcheck disable=SC2016
put scripts/a.sh '#!/bin/sh' 'rm $1'
expect shell 1 "an unquoted argument"

exit "$failed"
