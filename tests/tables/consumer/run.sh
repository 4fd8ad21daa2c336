#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
#
# Compile, link and run generated tables against the hypervisor stand-in.
#
# usage: run.sh GENDIR SCENARIO.xml BOARD.xml TARGET [CC]
#
# Exit 0: "consumer: ok (N regions, M devices)". Exit 1: each fault in plain words. Exit 2: wrong
# use, or the scenario or the board cannot be read. CC is gcc if not given.
#
# CONSUMER_CACHE=DIR keeps the objects that do not depend on the tables from one run to the next;
# several runs may share it. CONSUMER_KEEP=DIR keeps the work of this run for a look.
set -eu

here=$(cd "$(dirname "$0")" && pwd)

fail() {
	printf 'consumer: fault: %s\n' "$1" >&2
	exit 1
}

usage() {
	printf 'usage: %s GENDIR SCENARIO.xml BOARD.xml TARGET [CC]\n' "$0" >&2
	exit 2
}

if [ $# -lt 4 ] || [ $# -gt 5 ]; then
	usage
fi
gen=$(cd "$1" 2>/dev/null && pwd) || fail "there is no folder $1"
scenario=$2 board=$3 target=$4 cc=${5:-gcc}

case $target in
v2.2) profile=P1 house=flat ;;
v2.3 | v2.4) profile=P2 house=flat ;;
v2.5 | v2.6 | v3.0 | v3.1 | v3.2) profile=P3 house=modern ;;
v2.7) profile=P4 house=modern ;;
v3.3) profile=P5 house=modern ;;
*) usage ;;
esac

# A version manager in front of python3 costs more time than all the rest.
python=${PYTHON:-python3}
[ -n "${PYTHON:-}" ] || [ ! -x /usr/bin/python3 ] || python=/usr/bin/python3

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM

# The objects of the consumer itself, built once per compiler.
build_consumer() {
	cache=$1
	key=$cache/consumer-$(printf '%s' "$cc" | tr -c 'A-Za-z0-9\n' _).o
	if [ -f "$key" ] && [ -z "$(find "$here" -maxdepth 1 -name '*.[ch]' -newer "$key")" ]; then
		consumer=$key
		return
	fi
	mkdir -p "$cache"
	# One relocatable object, put in place in one step: others may be building it too.
	(cd "$work" && "$cc" -std=gnu11 -O1 -g -Wall -Wextra -Wconversion -Werror -c \
		"$here"/consumer.c "$here"/guest.c "$here"/check_*.c &&
		"$cc" -r -nostdlib -o consumer.all ./*.o && rm -f ./*.o) || exit 2
	mv -f "$work/consumer.all" "$key"
	consumer=$key
}

# The generated settings as the header that the hypervisor's build forces into every unit.
write_given_config() {
	kconfig=$gen/ivshmem.config header=$gen/ivshmem_config.h make=$gen/ivshmem_config.mk
	case $target in
	v2.2 | v2.3) [ ! -f "$header" ] || fail "$target takes ivshmem.config, not ivshmem_config.h" ;;
	*) [ ! -f "$kconfig" ] || fail "$target takes ivshmem_config.h, not ivshmem.config" ;;
	esac
	if [ -f "$kconfig" ]; then
		bad=$(grep -Ev '^(#.*)?$|^CONFIG_[A-Z0-9_]+=(y|[0-9]+|0x[0-9a-fA-F]+)$' \
			"$kconfig" || true)
		[ -z "$bad" ] || fail "Kconfig does not understand this line of ivshmem.config: $bad"
		echo '#define CONSUMER_CONFIG_GIVEN 1'
		sed -n -e 's/^\(CONFIG_[A-Z0-9_]*\)=y$/#define \1 1/p' \
			-e 's/^\(CONFIG_[A-Z0-9_]*\)=\([0-9][0-9a-fA-Fx]*\)$/#define \1 \2U/p' \
			"$kconfig"
	elif [ -f "$header" ]; then
		echo '#define CONSUMER_CONFIG_GIVEN 1'
		echo '#include <ivshmem_config.h>'
		in_header=$(grep -c '^#define CONFIG_IVSHMEM_ENABLED ' "$header" || true)
		in_make=0
		[ ! -f "$make" ] || in_make=$(grep -Ec '^CONFIG_IVSHMEM_ENABLED *:?= *y' "$make" || true)
		[ "$in_header" = "$in_make" ] ||
			fail "ivshmem_config.h and ivshmem_config.mk differ on CONFIG_IVSHMEM_ENABLED"
	fi
}

for file in ivshmem_cfg.h pci_dev.c pci_dev_num.h; do
	[ -f "$gen/$file" ] || fail "$gen/$file is missing"
done
[ ! -f "$gen/vbar_base.h" ] || [ $house = flat ] ||
	fail "vbar_base.h is there, but $target has none"

build_consumer "${CONSUMER_CACHE:-$work/cache}"
"$python" -I -S "$here/facts.py" "$scenario" "$board" "$target" "$work" || exit 2
write_given_config > "$work/given_config.h" || exit 1

# The first two units are compiled as the hypervisor's own are; -Werror makes a table that is too
# long, of another type or of another release a fault.
freestanding="-std=gnu11 -O0 -Wall -W -Werror -ffreestanding -nostdinc -fno-common
	-include $here/include/common/config.h"
set -- -I"$gen" -I"$here/include/$profile" -I"$here/include/$house" -I"$here/include/common" \
	-I"$work"
status=0
(
	cd "$work"
	# shellcheck disable=SC2086 # the flags are words
	"$cc" $freestanding "$@" -c "$gen/pci_dev.c" &&
		"$cc" $freestanding "$@" -I"$here" -DPROFILE="${profile#P}" -c "$here/tables.c"
) || fail "the generated files do not compile for $target"
"$cc" -std=gnu11 -I"$work" -o "$work/consumer" "$here/facts.c" "$work/pci_dev.o" \
	"$work/tables.o" "$consumer" || fail "the generated files do not link for $target"
"$work/consumer" || status=1
[ -z "${CONSUMER_KEEP:-}" ] || cp -r "$work/." "$CONSUMER_KEEP"
exit $status
