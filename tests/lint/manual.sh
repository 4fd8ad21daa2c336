#!/bin/sh
# The manual page and the completions are what the table of options and docs/acrn-cfgc.1.in make,
# they are well formed, and the README shows no option that does not exist.
#
# usage: manual.sh [SOURCE_TREE]        environment: ACRN_CFGC
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"
program=${ACRN_CFGC:-build/dev/src/acrn-cfgc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

scripts/gen-manual.sh "$program" "$work" || exit 1
for file in docs/acrn-cfgc.1 completions/acrn-cfgc.bash completions/_acrn-cfgc \
	completions/acrn-cfgc.fish; do
	cmp -s "$file" "$work/$file" || {
		echo "$file: not what scripts/gen-manual.sh makes; run it"
		diff "$file" "$work/$file" | head -n 10 || :
		status=1
	}
done

# Each tool where it is: a page that one of them does not like has to be repaired.
checked=
# well_formed TOOL COMMAND...: it ends well and says nothing
well_formed()
{
	tool=$1
	shift
	command -v "$tool" >/dev/null || {
		echo "left out: $tool is not installed"
		return 0
	}
	checked=yes
	if ! "$@" >"$work/said" 2>&1 || [ -s "$work/said" ]; then
		echo "$tool does not like it:"
		cat "$work/said"
		status=1
	fi
}
well_formed groff groff -man -Tutf8 -ww -z docs/acrn-cfgc.1
well_formed mandoc mandoc -T lint docs/acrn-cfgc.1
well_formed bash bash -n completions/acrn-cfgc.bash
well_formed zsh zsh -n completions/_acrn-cfgc
well_formed fish fish --no-execute completions/acrn-cfgc.fish
[ -n "$checked" ] || echo "left out: neither groff nor mandoc nor a shell to check with"

# Options in the first column of a table, or on a line that calls the program.
"$program" --list-options | awk -F '\t' '$3 != "-" { print "--" $3 }' >"$work/known"
for file in README.md docs/*.md contrib/README.md; do
	grep -E '^(\| `-|.*acrn-cfgc )' "$file" | sed 's/^\(| [^|]*\)|.*/\1/' |
		grep -oE '(^|[ `(])--[a-z][a-z-]*' | tr -d ' `(' | sort -u |
		grep -vxF -f "$work/known" >"$work/unknown" || continue
	# Options of other programs on the same line.
	grep -vxE -e '--(build|install|preset|target|schema|noout|catalogs|xpath)' \
		"$work/unknown" >"$work/wrong" || continue
	sed "s|^|$file: acrn-cfgc has no option |" "$work/wrong"
	status=1
done
exit "$status"
