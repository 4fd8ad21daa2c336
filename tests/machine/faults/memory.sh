#!/bin/sh
# Memory that runs out ends the program with status 3 and one message, wherever it happens, and the
# output folder is as it was. usage: memory.sh        environment: ACRN_CFGC, SOURCE_DIR
#
# Seen to fail without the check in chunk_add() of base/arena.c.
set -u

command -v prlimit >/dev/null || {
	echo "skipped: no prlimit (package util-linux)"
	exit 77
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
cp "$SOURCE_DIR/config-xmls/whl-ipc-i5/hybrid_rt.xml" scenario.xml
# 6 MB of devices, so that most of the memory is taken by the program and not by its libraries.
awk -v line="    ffffffff-ffffffff : nothing" '
	{ print }
	/<IOMEM_INFO>/ { for (i = 0; i < 200000; i++) print line }' \
	"$SOURCE_DIR/board-xmls/whl-ipc-i5.xml" >board.xml
mkdir out
echo old >out/ivshmem_cfg.h
failed=0
n_short=0
n_enough=0

complain()
{
	echo "FAILED with $kib KiB: $1"
	cat err
	failed=$((failed + 1))
}

kib=30000
while [ "$kib" -lt 120000 ]; do
	prlimit --as=$((kib * 1024)) "$ACRN_CFGC" scenario.xml board.xml -o out --emit all >/dev/null 2>err
	status=$?
	case $status in
	0) n_enough=$((n_enough + 1)) && break ;;
	3)
		n_short=$((n_short + 1))
		# libxml2 may say something before.
		[ "$(tail -n 1 err)" = "acrn-cfgc: out of memory" ] || complain "another message"
		[ "$(ls out):$(cat out/ivshmem_cfg.h)" = "ivshmem_cfg.h:old" ] ||
			complain "the folder is not as it was"
		;;
	127) ;; # not even the libraries could be loaded
	*) complain "status $status" ;;
	esac
	kib=$((kib + 1000))
done
echo "$n_short times too little, $n_enough times enough, $failed failures"
[ "$failed" -eq 0 ] && [ "$n_short" -gt 5 ] && [ "$n_enough" -eq 1 ]
