#!/bin/sh
# The continuous integration and the presets are one: each preset that a workflow, .ci/run, a script
# or HACKING.md names is in CMakePresets.json, and each of those that configure is in the CI and in
# the table of HACKING.md. Usage: ci.sh [SOURCE_TREE]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"
command -v jq >/dev/null || {
	echo "skipped: jq is not installed"
	exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
ci=.github/workflows/ci.yml
LC_ALL=C
export LC_ALL

# complain TEXT FILE: each line of the file is a preset of which the text is true
complain()
{
	while read -r preset; do
		echo "$preset: $1"
		status=1
	done <"$2"
}

# presets KIND: their names
presets()
{
	jq -r ".$1Presets[] | select(.hidden | not) | .name" CMakePresets.json | sort
}
presets configure >"$work/configured"
presets build >"$work/built"
{ presets configure && presets build && presets test; } | sort -u >"$work/known"

# scripts/preset.sh builds each by its own name.
comm -23 "$work/configured" "$work/built" >"$work/lone"
complain "no build preset in CMakePresets.json" "$work/lone"
# A file that cmake does not like is no help to anyone, and only cmake knows all of its rules.
cmake --list-presets=all >/dev/null 2>"$work/error" || {
	echo "CMakePresets.json: $(cat "$work/error")"
	status=1
}

# Names after --preset and preset.sh.
named()
{
	grep -oE -e '(--preset|preset\.sh) [a-z-]+' "$1" | sed 's/.* //'
}

# What the CI runs: these, and the rows of a matrix.
{
	named "$ci"
	sed -n 's/^ *- preset: *\([a-z-]*\) *$/\1/p' "$ci"
} | sort -u >"$work/ci"
comm -13 "$work/ci" "$work/configured" >"$work/left"
complain "a preset that $ci does not run" "$work/left"
comm -23 "$work/ci" "$work/known" >"$work/wrong"
complain "$ci names it, and there is no such preset" "$work/wrong"

# shellcheck disable=SC2016 # the backquotes are those of the table
sed -n 's/^| `\([a-z-]*\)` | .*/\1/p' HACKING.md | sort -u >"$work/table"
comm -3 "$work/table" "$work/configured" | tr -d '\t' >"$work/table-wrong"
complain "only one of HACKING.md and CMakePresets.json has it" "$work/table-wrong"

for file in .ci/run scripts/*.sh README.md HACKING.md contrib/*; do
	[ -f "$file" ] || continue
	named "$file" | sort -u | comm -23 - "$work/known" >"$work/wrong" || :
	complain "$file names it, and there is no such preset" "$work/wrong"
done

if python3 -c 'import yaml' 2>/dev/null; then
	for file in .github/workflows/*.yml; do
		python3 -c 'import sys, yaml
d = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
for name, job in d["jobs"].items():
    assert job["steps"] and job["timeout-minutes"] <= 90, name
    assert all("uses" in step or "run" in step for step in job["steps"]), name
    assert set(job.get("needs", "").split()) <= set(d["jobs"]), name' "$file" 2>"$work/error" || {
			echo "$file: no workflow: $(tail -n 1 "$work/error")"
			status=1
		}
	done
else
	echo "left out: python3-yaml is not installed"
fi
exit "$status"
