# shellcheck shell=sh
# Sourced by the tests of what is installed and packed: a folder to work in, and two ways to fail.

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
failed=0
title=

complain()
{
	echo "$title: $1"
	failed=$((failed + 1))
}

# must TITLE COMMAND...: succeeds, or the test ends here
must()
{
	title=$1
	shift
	"$@" >"$work/log" 2>&1 || {
		complain "failed: $*"
		tail -n 40 "$work/log"
		exit 1
	}
}
