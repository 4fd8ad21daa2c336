#!/bin/sh
# Three compilations of samples must not cost more instructions than instructions.txt says, but for
# 5 %. What is counted is our own code, without the libraries it calls, so that the numbers are the
# same on every machine with the compiler that the file names; with another the test is skipped.
#
# usage: bench/instructions.sh; UPDATE=1 writes the file
#
# Seen to fail: a loop over all bytes of each source in xml_load().
set -eu

cd "$(dirname "$0")/.."
table=bench/instructions.txt
limit=5 # per cent

skip()
{
	echo "skipped: $1"
	exit 77
}

command -v valgrind >/dev/null || skip "valgrind is not installed"
compiler="gcc $(gcc -dumpversion), $(uname -m)"
if [ -z "${UPDATE:-}" ]; then
	known=$(sed -n 's/^# counted with //p' "$table")
	[ "$compiler" = "$known" ] || skip "the counts are those of $known, this is $compiler"
fi

# Counts belong to one way of building: gcc, -O2, nothing that instruments.
cmake -S . -B build/instructions -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=gcc \
	-DCMAKE_C_FLAGS=-O2 -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF >/dev/null
cmake --build build/instructions --target acrn-cfgc
program=$PWD/build/instructions/src/acrn-cfgc

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# count NAME BOARD SCENARIO OPTION...: instructions of the program itself. The inputs have short
# names of their own: a path's length would count.
count()
{
	name=$1
	mkdir "$work/run"
	cp "config-xmls/$2/$3.xml" "$work/run/scenario.xml"
	cp "board-xmls/$2.xml" "$work/run/board.xml"
	shift 3
	(
		cd "$work/run"
		valgrind --tool=callgrind --callgrind-out-file=counts --compress-strings=no \
			--compress-pos=no "$program" scenario.xml board.xml "$@" >log 2>&1
	) || {
		cat "$work/run/log" >&2
		echo "$0: the compilation failed" >&2
		exit 1
	}
	# A line of costs belongs to the object last named; the one after calls= is that of the callee.
	awk -v object="$program" -v name="$name" '
		/^ob=/ { ours = substr($0, 4) == object; next }
		/^calls=/ { getline; next }
		/^[0-9]/ && ours { sum += $2 }
		END { print name, sum + 0 }' "$work/run/counts"
	rm -rf "$work/run"
}

{
	count check whl-ipc-i5 hybrid_rt --check
	count compile tgl-rvp industry -o out
	count compile-all nuc11tnbi5 shared --emit all -o out
} >"$work/counts"
if [ -n "${UPDATE:-}" ]; then
	{
		echo "# Instructions of our own code in three compilations; see instructions.sh."
		echo "# counted with $compiler"
		cat "$work/counts"
	} >"$table"
	cat "$table"
	exit 0
fi

grep -v '^#' "$table" >"$work/expected"
awk -v limit="$limit" '
	NR == FNR { expected[$1] = $2; n++; next }
	!($1 in expected) || $2 == 0 { print $1 ": nothing to compare"; bad = 1; next }
	{
		n--
		change = 100 * ($2 - expected[$1]) / expected[$1]
		printf "%s: %d instructions, %+.2f %%\n", $1, $2, change
		bad = bad || change > limit
		better = better || change < -limit
	}
	END {
		if (bad || n != 0)
			print "too many; find the reason, or accept them: UPDATE=1 bench/instructions.sh"
		else if (better)
			print "far fewer; keep them: UPDATE=1 bench/instructions.sh"
		exit bad || n != 0
	}' "$work/expected" "$work/counts"
