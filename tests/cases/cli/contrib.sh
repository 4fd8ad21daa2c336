#!/bin/sh
# The pieces of contrib/ do what they say: their commands are run as they are, on a repository
# with one good and one bad scenario, and a folder with a board and its scenarios.
#
# usage: contrib.sh        environment: ACRN_CFGC, SOURCE_DIR
set -u

tool=${ACRN_CFGC:?the program to test}
root=${SOURCE_DIR:-$(cd "$(dirname "$0")/../../.." && pwd)}
for needed in python3 jq; do
	command -v "$needed" >/dev/null || {
		echo "skipped: $needed is not installed"
		exit 77
	}
done
python3 -c 'import yaml' 2>/dev/null || {
	echo "skipped: python3-yaml is not installed"
	exit 77
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 1
mkdir -p bin board-xmls config-xmls/whl-ipc-i5
ln -s "$tool" bin/acrn-cfgc
cp "$root/board-xmls/whl-ipc-i5.xml" board-xmls
good=config-xmls/whl-ipc-i5/good.xml
bad=config-xmls/whl-ipc-i5/bad.xml
cp "$root/config-xmls/whl-ipc-i5/hybrid_rt.xml" "$good"
sed '0,/<IVSHMEM_REGION>/s/, *2 *,/, 6,/' "$good" >"$bad"
# The layout of v3.x, whose scenarios name no board.
mkdir -p data/nuc11tnbi5
cp "$root/board-xmls/nuc11tnbi5.xml" "$root"/config-xmls/nuc11tnbi5/*.xml data/nuc11tnbi5
failed=0

# script FILE EXPRESSION: a shell script out of a YAML document d, with our program in its place
script()
{
	python3 - "$root/$1" "$2" "$tool" <<'END'
import re, sys, yaml
d = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
text = eval(sys.argv[2])
print(re.sub(r"\S*/build/release/src/acrn-cfgc", lambda m: f"'{sys.argv[3]}'", text))
END
}

# expect STATUS TITLE SCRIPT
expect()
{
	status=0
	SCENARIOS=$(cat scenarios) PATH="$work/bin:$PATH" sh "$3" >out 2>&1 || status=$?
	if [ "$status" -ne "$1" ]; then
		echo "$2: status $status where $1 was due"
		sed 's/^/  /' out
		failed=1
	fi
}

check()
{
	[ "$1" = "$2" ] || {
		echo "$3: '$1' where '$2' was due"
		failed=1
	}
}

script contrib/gitlab-ci.yml "d['acrn-scenarios']['variables']['SCENARIOS']" >scenarios
script contrib/github-workflow.yml "d['env']['SCENARIOS']" | cmp - scenarios || failed=1
script contrib/github-workflow.yml \
	"[s['run'] for s in d['jobs']['check']['steps'] if s.get('name') == 'check'][0]" >github.sh
expect 1 github-workflow.yml github.sh
check "$(jq -r '.runs[0].results[].locations[0].physicalLocation.artifactLocation.uri' \
	acrn-cfgc.sarif)" "$bad" "the file of the report"

script contrib/gitlab-ci.yml "'\n'.join(d['acrn-scenarios']['script'])" >gitlab.sh
expect 1 gitlab-ci.yml gitlab.sh
check "$(jq -r '.[] | "\(.check_name) \(.severity) \(.location.path)"' gl-code-quality-report.json)" \
	"IVS003 major $bad" "the code quality report"

script .pre-commit-hooks.yaml "d[0]['entry'] + ' ' + ' '.join(d[0]['args'])" >hook
for file in "$good" "$bad" data/nuc11tnbi5/shared.xml; do
	echo "$file" | grep -qE "$(script .pre-commit-hooks.yaml "d[0]['files']")" ||
		check "$file" "" "a scenario that the hook leaves out"
done
echo "$(cat hook) $good $bad data/nuc11tnbi5/*.xml" >hook.sh
expect 1 ".pre-commit-hooks.yaml" hook.sh

# What is taken of this project is there.
script contrib/github-workflow.yml "d['env']['ACRN_CFGC_REF']" >ref
check "$(script contrib/gitlab-ci.yml "d['acrn-scenarios']['variables']['ACRN_CFGC_REF']")" \
	"$(cat ref)" "what gitlab-ci.yml takes"
if ! git -C "$root" rev-parse -q --verify main >/dev/null 2>&1 &&
	! git -C "$root" rev-parse -q --verify origin/main >/dev/null 2>&1; then
	echo "left out: no clone with the branch 'main', so nothing shows that '$(cat ref)' is there"
else
	git -C "$root" rev-parse -q --verify "$(cat ref)" >/dev/null ||
		git -C "$root" rev-parse -q --verify "origin/$(cat ref)" >/dev/null ||
		check "$(cat ref)" "a branch, tag or commit of the project" "what is taken"
fi

mv "$good" "$bad"
expect 0 github-workflow.yml github.sh
expect 0 gitlab-ci.yml gitlab.sh
check "$(cat gl-code-quality-report.json)" "[]" "the code quality report of nothing"
echo "$(cat hook) $bad" >hook.sh
expect 0 ".pre-commit-hooks.yaml" hook.sh
exit "$failed"
