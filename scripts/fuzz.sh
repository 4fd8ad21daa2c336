#!/bin/sh
# Runs every fuzz target for some minutes on all processors and keeps what is found.
#
#   scripts/fuzz.sh MINUTES [TARGET...]      targets: region launch scenario board compile migrate
#
# An input that crashes, leaks, takes more than a second or 256 MB beyond the engine's own memory
# is put into tests/fuzz/found/<target>, where the ordinary tests replay it from then on. What was
# learned stays in build/fuzz/corpus for the next run. The last lines say how many inputs were run.
set -eu

cd "$(dirname "$0")/.."
minutes=${1:?usage: fuzz.sh MINUTES [TARGET...]}
shift
[ $# -gt 0 ] || set -- region launch scenario board compile migrate

cmake --workflow --preset fuzz >build/fuzz.log 2>&1 || {
	tail -n 30 build/fuzz.log
	exit 1
}
programs=build/fuzz/tests/fuzz
corpus=build/fuzz/corpus
jobs=$(nproc)
seconds=$((minutes * 60 / (($# + jobs - 1) / jobs)))
export ASAN_OPTIONS=detect_stack_use_after_return=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1

run_target()
{
	mkdir -p "$corpus/$1" "tests/fuzz/found/$1"
	"$programs/fuzz-$1" -max_total_time="$seconds" -max_len=65536 -timeout=1 \
		-rss_limit_mb=1024 -malloc_limit_mb=256 -dict="tests/fuzz/$1.dict" \
		-artifact_prefix="tests/fuzz/found/$1/" -print_final_stats=1 \
		"$corpus/$1" "$programs/seeds/$1" >"$corpus/$1.log" 2>&1 ||
		echo "$1: found something, see $corpus/$1.log"
}

running=0
for target; do
	run_target "$target" &
	running=$((running + 1))
	if [ "$running" -eq "$jobs" ]; then
		wait
		running=0
	fi
done
wait

rmdir tests/fuzz/found/* tests/fuzz/found 2>/dev/null || :
status=0
for target; do
	executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$corpus/$target.log")
	printf '%-10s %12s executions in %d s\n' "$target" "${executions:-?}" "$seconds"
	ls "tests/fuzz/found/$target"/* >/dev/null 2>&1 && status=1
done
exit "$status"
