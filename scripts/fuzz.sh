#!/bin/sh
# Runs every fuzz target for some minutes on all processors and keeps what is found.
#
#   scripts/fuzz.sh MINUTES [TARGET...]
#
# targets: value region launch scenario board compile migrate, one named twice gets twice the time;
# JOBS=N in the environment for another number of processes than there are processors.
#
# An input that crashes, leaks, takes too much time or memory is put into
# tests/random/fuzz/found/<target>, where the ordinary tests replay it from then on. Too much would be a second or 256 MB of the program
# as it is installed, and here is
# - two seconds: with both sanitizers and the counting of what is reached an input takes about ten
#   times as long, so this is stricter. The engine goes by the clock, which says little on a busy
#   machine; what it complains about is run again alone and kept if it takes two seconds of
#   processor time.
# - 384 MB, or 256 MB in one piece: the engine, its corpus and the sanitizer with the freed memory
#   that it holds back take 60 to 90 MB by themselves.
# What was learned stays in build/fuzz/corpus for the next run. The targets take turns of TURN
# seconds, so that a run that is ended early has seen them all; build/fuzz/corpus/turns has a line for
# each turn, of all runs so far, and the last lines printed are its sums.
set -eu

cd "$(dirname "$0")/.."
minutes=${1:?usage: fuzz.sh MINUTES [TARGET...]}
shift
[ $# -gt 0 ] || set -- value region launch scenario board compile migrate

mkdir -p build
scripts/preset.sh fuzz >build/fuzz.log 2>&1 || {
	tail -n 30 build/fuzz.log
	exit 1
}
programs=build/fuzz/tests/random/fuzz
corpus=build/fuzz/corpus
jobs=${JOBS:-$(nproc)}
share=$((minutes * 60 * jobs / $#))
turn=${TURN:-$((share < 120 ? share : 120))}
rounds=$(((share + turn - 1) / turn))
# Short stacks and a short quarantine: a finding is looked at with replay, which has both.
export ASAN_OPTIONS=malloc_context_size=1:quarantine_size_mb=16:allocator_release_to_os_interval_ms=-1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1

# The length of what is tried; longer ones are only slower.
longest()
{
	case $1 in
	value) echo 32 ;;
	region) echo 128 ;;
	launch) echo 2048 ;;
	*) echo 16384 ;;
	esac
}

# The processor time is that of the whole process, whose start takes a tenth of a second.
is_quick()
{
	prlimit --cpu=2 "$programs/fuzz-$1" -timeout=60 "$2" >/dev/null 2>&1
}

run_turn()
{
	log=$corpus/$1.$job.log
	mkdir -p "$corpus/$1" "tests/random/fuzz/found/$1"
	"$programs/fuzz-$1" -max_total_time="$turn" -max_len="$(longest "$1")" -timeout=2 \
		-report_slow_units=1 -rss_limit_mb=384 -malloc_limit_mb=256 \
		-dict="tests/random/fuzz/$1.dict" \
		-artifact_prefix="tests/random/fuzz/found/$1/" -print_final_stats=1 -verbosity=0 \
		"$corpus/$1" "$programs/seeds/$1" >"$log" 2>&1 || {
		echo "$1: found something, or did not start, see $log"
		cp "$log" "$log.found"
	}
	for input in "tests/random/fuzz/found/$1"/slow-unit-* "tests/random/fuzz/found/$1"/timeout-*; do
		if [ -e "$input" ] && is_quick "$1" "$input"; then
			rm "$input"
		fi
	done
	sed -n "s/^stat::number_of_executed_units: */$1 $turn /p" "$log" >>"$corpus/turns"
}

# The job takes every so-many-th turn, each job others.
run_job()
{
	job=$1
	shift
	number=0
	for _ in $(seq "$rounds"); do
		for target; do
			[ $((number % jobs)) -ne "$job" ] || run_turn "$target"
			number=$((number + 1))
		done
	done
}

mkdir -p "$corpus"
for job in $(seq 0 $((jobs - 1))); do
	run_job "$job" "$@" &
done
wait

rmdir tests/random/fuzz/found/* tests/random/fuzz/found 2>/dev/null || :
awk '{ n[$1] += $3; s[$1] += $2; all += $3 }
	END { for (t in n) printf "%-10s %12d executions in %6.2f h\n", t, n[t], s[t] / 3600
		printf "%-10s %12d executions\n", "all", all }' "$corpus/turns" | sort
# What was found and repaired has a name that says what it was; the engine names its files by sums.
status=0
for target; do
	for input in "tests/random/fuzz/found/$target"/*; do
		case ${input##*/} in
		crash-* | leak-* | oom-* | timeout-* | slow-unit-*)
			echo "$target: $input"
			status=1
			;;
		esac
	done
done
exit "$status"
