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
	sh "$here/$1.sh" "$tree" >"$tree/output" 2>&1 || status=$?
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
	mkdir -p "$tree/src" "$tree/tests" "$tree/scripts" "$tree/bench" "$tree/.ci"
	cp "$here/../../.clang-format" "$tree"
	printf '#include "model.h"\n\nint x(void);\n' >"$tree/src/check_a.c"
	printf '#!/bin/sh\nexit 0\n' >"$tree/scripts/test.sh"
}

# put FILE LINE...
put()
{
	file=$tree/$1
	shift
	printf '%s\n' "$@" >"$file"
}

new_tree
for lint in dependencies functions format words shell; do
	expect "$lint" 0 "a tree without a fault"
done

put src/check_a.c '#include <libxml/tree.h>'
expect dependencies 1 "a check that sees libxml2"
put src/parse_a.c '#include <libxml/tree.h>' '#include "parse.h"' '#include "xml.h"'
expect dependencies 0 "a parser that sees libxml2"
put src/check_a.c '#include "layout.h"'
expect dependencies 1 "a check that includes the layout"
put src/emit_c.c '#include "layout.h"' '#include "emit.h"'
expect dependencies 0 "an emitter that includes the layout"
put src/layout_pci.c '#include "parse.h"'
expect dependencies 1 "a layout that includes the parser"
put src/verify_memory.c '#include "verify_private.h"' '	if (!verify_layout(pass))'
expect dependencies 0 "a proof that proves"
put src/verify_memory.c '#include "verify_private.h"' '#include "interval.h"'
expect dependencies 1 "a proof that includes what a layout is made with"
put src/verify_table.c '	layout_pci(pass, config, layout);'
expect dependencies 1 "a proof that makes a layout"
put src/compile.c '#include "parse.h"' '#include "layout.h"' '#include "output.h"'
expect dependencies 0 "the pass list that includes all passes"
put src/emit_c.c '#include "output.h"'
expect dependencies 1 "an emitter that writes files"
put src/main.c '#include "model.h"'
expect dependencies 1 "a main that goes around the public header"
put src/arena.h '#include "diag.h"'
expect dependencies 1 "an arena that knows diagnostics"
for call in 'printf("x")' 'fprintf(f, "x")' 'exit(1)' 'abort ()' 'puts("x")' 'getenv("X")'; do
	put src/check_a.c "	$call;"
	expect dependencies 1 "$call in the library"
done
put src/check_a.c 'static FILE *f;'
expect dependencies 1 "a FILE in the library"
put src/check_a.c '/* printf(x), exit(1);' ' * FILE */' \
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
long_function 58 >"$tree/src/check_b.c"
expect functions 0 "a function of 60 lines"
long_function 59 >"$tree/src/check_b.c"
expect functions 1 "a function of 61 lines"

put src/check_a.c 'int  x ( void ) ;'
expect format 1 "a file that is not formatted"
put src/check_a.c '/* see /home/me/notes */'
expect words 1 "a path of somebody's machine"
put src/check_a.c '/* TODO */'
expect words 1 "something left to do"

# A tree of one code that agrees with itself.
new_codes()
{
	mkdir -p "$tree/tests/bad" "$tree/docs"
	put docs/input-format.md '## Regions'
	put src/diag_codes.def 'DIAG(IVS001, "fields", ERROR, "regions", "t",'
	put src/diag.c '	{"regions", "here"},'
	put src/check_a.c 'DIAG_IVS001'
	put src/diag.c '	{"regions", "the documentation"},'
	put tests/bad/IVS001-two.xml '<acrn-config/>'
	put tests/bad/IVS001-two.err 'IVS001-two.xml:1:1: error: wrong [IVS001]'
}
new_codes
expect codes 0 "one code, reported and tested"
new_codes
put src/diag.c ''
expect codes 1 "a section without a source"
new_codes
put src/check_a.c 'x'
expect codes 1 "a code that nothing reports"
new_codes
rm "$tree/tests/bad/IVS001-two.xml"
expect codes 1 "a failing input without input"
new_codes
put tests/bad/IVS001-two.err 'IVS001-two.xml:1:1: error: wrong [IVS002]'
expect codes 1 "an expectation of another code"
new_codes
put tests/bad/IVS002-x.xml '<acrn-config/>'
expect codes 1 "a failing input of no code"
new_codes
put src/check_a.c 'DIAG_IVS001' 'DIAG_IVS003'
put src/diag_codes.def 'DIAG(IVS001, "fields", ERROR, "regions", "t",' \
	'DIAG(IVS003, "size", ERROR, "regions", "t",'
expect codes 1 "a code without a failing input"
new_codes
put src/diag_codes.def 'DIAG(IVS001, "fields", ERROR, "regions", "t",' \
	'DIAG(IVS001, "size", ERROR, "regions", "t",'
expect codes 1 "a code twice"
new_codes
put src/diag.c '	{"files", "the documentation"},'
expect codes 1 "a section without a source"
new_codes
put docs/input-format.md '# Other things'
expect codes 1 "a section that the document lacks"
new_codes
put docs/input-format.md '# Input' '<a id="regions"></a>' '## What is shared'
expect codes 0 "a section that the document has by another heading"
new_codes
rm "$tree/docs/input-format.md"
expect codes 1 "a document that is not there"

# A tree whose manual and completions are of this moment; without the program there are none.
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
put .ci/run 'cmake --workflow --preset sane'
expect ci 1 "a preset of .ci/run that does not exist"
new_ci
sed -i '/^| .tsan. |/d' "$tree/HACKING.md"
expect ci 1 "a preset that HACKING.md does not explain"
new_ci
sed -i '0,/"type": "test", "name": "asan"/s//"type": "test", "name": "sane"/' "$tree/CMakePresets.json"
expect ci 1 "a workflow with a step that does not exist"
new_ci
sed -i 's/timeout-minutes: 15/timeout-minutes: 150/' "$tree/.github/workflows/ci.yml"
expect ci 1 "a job without an end"

# The dollar is the script's.
# shellcheck disable=SC2016
put scripts/a.sh '#!/bin/sh' 'rm $1'
expect shell 1 "an unquoted argument"

exit "$failed"
