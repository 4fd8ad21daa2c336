#!/bin/sh
# --time-passes names every pass that runs, in the order of the passes, with times that can be true,
# and changes nothing that is written.   environment: ACRN_CFGC, SOURCE_DIR
#
# Seen to fail: a pass without its lap, two laps exchanged, microseconds printed as nanoseconds.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cp "$SOURCE_DIR/config-xmls/tgl-rvp/industry.xml" scenario.xml
cp "$SOURCE_DIR/board-xmls/tgl-rvp.xml" board.xml
failed=0

complain()
{
	echo "FAILED: $1"
	sed 's/^/  /' table
	failed=1
}

# timed PASSES ARGUMENT...: exactly these passes are in the table, and their times add up
timed()
{
	due=$1
	shift
	begin=$(date +%s%N)
	"$ACRN_CFGC" "$@" --time-passes >out 2>err
	end=$(date +%s%N)
	sed -n '/^pass /,$p' err >table
	[ "$(sed 's/ .*//' table | tr '\n' ' ')" = "pass $due total " ] ||
		complain "the passes should be $due"
	awk -v wall="$(((end - begin) / 1000))" '
		NR == 1 { next }
		NF != 3 || $2 !~ /^[0-9]+$/ || $3 !~ /^[0-9]+\.[0-9]$/ { print "odd: " $0; exit bad = 1 }
		$1 == "total" { total = $2; next }
		{ sum += $2; share += $3; n++ }
		END {
			if (bad) exit 1
			# Each row is rounded down.
			if (sum > total || total - sum > n) { print "the rows do not make the total"; exit 1 }
			if (share < 99 || share > 101) { print "the shares do not make a whole"; exit 1 }
			if (total > wall || total == 0) { print "all of it took " wall " us"; exit 1 }
		}' table || complain "these times cannot be"
}

front="load parse resolve check"
timed "$front release" --check scenario.xml
timed "$front layout verify emit release" --check scenario.xml board.xml
timed "$front layout verify emit release" --check --board board.xml scenario.xml scenario.xml
timed "$front layout verify emit write release" scenario.xml board.xml -o timed --emit all
timed "$front migrate release" --migrate v3.0 scenario.xml

"$ACRN_CFGC" -q scenario.xml board.xml -o plain --emit all 2>err
[ ! -s err ] || complain "a table that was not asked for"
diff -r plain timed || complain "the outputs differ"

exit "$failed"
