#!/bin/sh
# Every shell script passes shellcheck. Those below tests/cases/launch are a user's, with faults of
# every kind, and are not ours to repair. Usage: shell.sh [SOURCE_TREE]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cd "${1:-$here/../..}"

command -v shellcheck >/dev/null || {
	echo "skipped: shellcheck is not installed"
	exit 77
}
# In the build tree: the time of the last run that found nothing. Only what changed since is looked at.
passed=${BUILD_DIR:-build/dev}/tests/lint-shell.passed
newer=
if [ $# -gt 0 ] || [ ! -d "${passed%/*}" ]; then
	passed=
else
	[ ! -e "$passed" ] || newer="-newer $passed"
	touch "$passed.begun"
fi
# One word a file; the names are ours.
# shellcheck disable=SC2086
scripts=$(find scripts tests bench .ci -type f \( -name '*.sh' -o -path '.ci/run' \) \
	! -path 'tests/cases/launch/*/*' $newer)
# shellcheck disable=SC2086
[ -z "$scripts" ] || shellcheck --norc $scripts
# The scripts that are emitted, as templates: a mark may use a variable.
for template in templates/*.sh; do
	[ ! -e "$template" ] || shellcheck --norc --exclude SC2034 "$template"
done
[ -z "$passed" ] || mv "$passed.begun" "$passed"
