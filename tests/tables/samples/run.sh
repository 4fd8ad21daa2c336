#!/bin/sh
# Compiles every sample for every release, with the names that this release has, and every region set of the samples
# for the default release; what is accepted must pass the consumer. The verdicts are compared
# with verdicts.txt: "ok", or the codes of the errors that refuse it. UPDATE=1 rewrites that
# file, for review.
#
# usage: run.sh [CC]        environment: ACRN_CFGC, SOURCE_DIR, EVERY (each n-th case only)
set -u
cc=${1:-gcc}
tool=${ACRN_CFGC:?the program to test}
root=${SOURCE_DIR:-$(cd "$(dirname "$0")/../../.." && pwd)}
here=$root/tests/tables/samples
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
export CONSUMER_CACHE="$work/cache"
mkdir -p "$work/cache" "$work/sets"

# One line per case: NAME SCENARIO BOARD TARGET
cases() {
	for scenario in "$root"/config-xmls/*/*.xml; do
		board=$(basename "$(dirname "$scenario")")
		name=$board/$(basename "$scenario" .xml)
		for target in $("$tool" --list-targets | sed 's/ .*//'); do
			echo "$name $scenario $root/board-xmls/$board.xml $target"
		done
		# The sets are made of the string dialect's regions; a sample is without them.
		[ "${EVERY:-1}" -eq 1 ] || continue
		grep -q '<IVSHMEM_ENABLED' "$scenario" || continue
		mkdir -p "$work/sets/$name"
		python3 "$root/tests/tables/sets/make_sets.py" "$scenario" "$work/sets/$name" >/dev/null ||
			echo "$name make_sets.py-failed - -"
		for set in "$work/sets/$name"/*.xml; do
			echo "$name/$(basename "$set" .xml) $set $root/board-xmls/$board.xml v2.3"
		done
	done
}

cat >"$work/one.sh" <<'END'
# NAME SCENARIO BOARD TARGET: prints "NAME TARGET VERDICT"; details of a fault go to a file.
set -u
name=$1 scenario=$2 board=$3 target=$4
out=$WORK/out/$name/$target
mkdir -p "$out"
if [ "$target" = v2.7 ]; then # which alone has these names
	sed -e "s/<base>SOS_COM/<base>SERVICE_VM_COM/" \
		-e "s/>SOS_VM_BOOTARGS</>SERVICE_VM_OS_BOOTARGS</" \
		"$scenario" >"$out/${scenario##*/}"
	scenario=$out/${scenario##*/}
fi
"$ACRN_CFGC" "$scenario" "$board" --target "$target" -o "$out/gen" --diagnostics json \
	--emit tables,config,report 2>"$out/diagnostics"
status=$?
if [ $status -eq 0 ]; then
	if sh "$ROOT/tests/tables/consumer/run.sh" "$out/gen" "$scenario" "$board" "$target" "$CC" \
		>"$out/consumer" 2>&1
	then
		verdict=ok
		# A sample has to pass what else is in the build of a release that takes it.
		! grep -q 'validator\.py' "$out/diagnostics" || verdict=VALIDATOR-STOPS-IT
	else
		verdict=CONSUMER-FAILED
		{ echo "== $name $target"; cat "$out/consumer"; } >>"$WORK/faults"
	fi
elif [ $status -eq 1 ]; then
	verdict=$(sed -n '/"severity": *"error"/s/.*"code": *"\([A-Z0-9]*\)".*/\1/p' \
		"$out/diagnostics" | sort -u | paste -sd, -)
	[ -e "$out/gen" ] && verdict=WROTE-IN-SPITE-OF-$verdict
else
	verdict=EXIT-$status
	{ echo "== $name $target"; cat "$out/diagnostics"; } >>"$WORK/faults"
fi
rm -rf "$out"
echo "$name $target $verdict"
END

: >"$work/faults"
cases | awk -v every="${EVERY:-1}" 'NR % every == 0' >"$work/cases"
# The first run fills the consumer's cache; the others share it.
export WORK="$work" ROOT="$root" CC="$cc" ACRN_CFGC="$tool"
xargs -P "$(nproc)" -n 4 sh "$work/one.sh" <"$work/cases" >"$work/verdicts"
LC_ALL=C sort -V "$work/verdicts" | awk '{printf "%-48s %s %s\n", $1, $2, $3}' >"$work/sorted"
if [ "${UPDATE:-}" = 1 ]; then
	cp "$work/sorted" "$here/verdicts.txt"
fi
cat "$work/faults"
n=$(wc -l <"$work/sorted")
ok=$(grep -c ' ok$' "$work/sorted")
echo "samples: $n compilations, $ok accepted and run by the consumer, $((n - ok)) refused"
if grep -E 'FAILED|EXIT|WROTE|failed' "$work/sorted"; then
	exit 1
fi
[ "$n" -gt 0 ] || exit 1
# Of a sample, each verdict has its line there.
if [ "${EVERY:-1}" -gt 1 ]; then
	! grep -vxF -f "$here/verdicts.txt" "$work/sorted"
else
	diff -u "$here/verdicts.txt" "$work/sorted"
fi
