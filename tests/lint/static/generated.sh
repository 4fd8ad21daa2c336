#!/bin/sh
# The C that is generated gives compilers, cppcheck and its MISRA add-on nothing to say, but for the
# deviations in misra-deviations.txt. Each profile's release is there, with and without regions.
#
# The headers of the hypervisor are not judged: compilers take them as system headers, and what
# cppcheck finds in them does not count. Skipped for what is not installed.
set -u

tool=${ACRN_CFGC:?the program to test}
root=${SOURCE_DIR:?the source tree}
include=$root/tests/tables/consumer/include
deviations=$root/tests/lint/static/misra-deviations.txt
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM

# PROFILE TARGET BOARD SCENARIO
cases='P1 v2.2 board-xmls/whl-ipc-i5.xml config-xmls/whl-ipc-i5/hybrid_rt.xml
P1 v2.2 tests/cases/good/board.xml tests/cases/good/off.xml
P2 v2.3 board-xmls/whl-ipc-i5.xml config-xmls/whl-ipc-i5/industry.xml
P2 v2.3 tests/cases/good/board.xml tests/cases/good/off.xml
P3 v2.5 board-xmls/tgl-rvp.xml config-xmls/tgl-rvp/hybrid_rt.xml
P3 v2.5 tests/cases/good/board.xml tests/cases/good/off.xml
P4 v2.7 board-xmls/tgl-rvp.xml config-xmls/tgl-rvp/industry.xml
P4 v2.7 tests/cases/good/board.xml tests/cases/good/off.xml
P5 v3.3 board-xmls/nuc11tnbi5.xml config-xmls/nuc11tnbi5/shared.xml
P5 v3.3 tests/cases/good/board.xml tests/cases/good/off.xml'

language='-std=gnu11 -ffreestanding -nostdinc -fno-common -Werror'
gcc_warnings='-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wtraditional-conversion
	-Wno-redundant-decls -Wshadow -Wundef -Wcast-qual -Wcast-align=strict -Wwrite-strings -Wmissing-declarations
	-Wmissing-prototypes -Wnested-externs -Wduplicated-cond -Wlogical-op
	-Wformat=2 -Wvla -Wdate-time -Wpadded -Wc++-compat'
# What is switched off, and why:
#   redundant-decls (gcc)          an assertion on the release asks for the Service VM's array
#   unused-macros                  INVALID_PCI_BASE is in the release's own pci_dev.c, too;
#                                  ACRN_CFGC_DEVICE_TABLES is for the check before the build
#   missing-variable-declarations  vm_configurations.c declares the tables, no header does
clang_warnings='-Weverything -Wno-unused-macros -Wno-missing-variable-declarations'

# The settings as the header that the hypervisor's build forces into every unit.
write_config()
{
	if [ -f ivshmem.config ]; then
		sed -n -e 's/^\(CONFIG_[A-Z0-9_]*\)=y$/#define \1 1/p' \
			-e 's/^\(CONFIG_[A-Z0-9_]*\)=\([0-9][0-9a-fA-Fx]*\)$/#define \1 \2U/p' \
			ivshmem.config
	else
		echo '#include "ivshmem_config.h"'
	fi
	printf '#ifndef %s\n#define %s %s\n#endif\n' CONFIG_MAX_VM_NUM CONFIG_MAX_VM_NUM 16U \
		CONFIG_MAX_PCI_DEV_NUM CONFIG_MAX_PCI_DEV_NUM 96U
}

# write_guest_unit HEADER: each macro of a guest's header is the value of a constant
write_guest_unit()
{
	sed -nE -e 's/^#define (IVSHMEM_[A-Z0-9_]*_PEER_IDS) .*/unsigned int ids_\1[] = \1;/p' \
		-e 's/^#define (IVSHMEM_[A-Z0-9_]*) +".*/char text_\1[] = \1;/p' \
		-e 's/^#define (IVSHMEM_[A-Z0-9_]*) +[0-9]+$/int number_\1 = \1;/p' \
		-e 's/^#define (IVSHMEM_[A-Z0-9_]*) +[0-9a-fx]+U( .*)?$/unsigned int u_\1 = \1;/p' \
		-e 's/^#define (IVSHMEM_[A-Z0-9_]*) +[0-9a-fx]+UL$/unsigned long ul_\1 = \1;/p' \
		-e 's/^#define IVSHMEM_DOORBELL.*/unsigned int bell = IVSHMEM_DOORBELL(1U, 2U);/p' \
		"$1" >system/guest
	defines=$(grep -c '^#define' "$1")
	[ "$defines" -eq $(($(wc -l <system/guest) + 1)) ] || { # the guard is no constant
		echo "$1 has $defines macros, and some of them are of no known kind"
		exit 1
	}
	sed 's/^\(.*\) = .*/extern const \1;/' system/guest >system/guest.h
	printf '#include <guest.h>\n#include "%s"\n' "$1" >guest.c
	sed 's/^/const /' system/guest >>guest.c
}

# prepare PROFILE TARGET BOARD SCENARIO: compiles the scenario into this folder
prepare()
{
	mkdir system
	# v2.7 has shorter names of VMs, and other words for the Service VM.
	case $2 in
	v2.7)
		sed -e 's/ACRN PRE-LAUNCHED VM/PRE_VM/; s/ACRN SOS VM/SOS_VM/; s/SOS_COM/SERVICE_VM_COM/' \
			-e 's/SOS_VM_BOOT/SERVICE_VM_OS_BOOT/' "$root/$4" >scenario.xml
		;;
	*) cp "$root/$4" scenario.xml ;;
	esac
	"$tool" scenario.xml "$root/$3" --target "$2" -w -o . --emit tables,config,guest || exit 2
	# As in the hypervisor, no header declares the tables of the VMs.
	echo '#include <misc_cfg.h>' >system/vm_tables.h
	write_config >system/config.h
	[ ! -f vm0/ivshmem_guest.h ] || write_guest_unit vm0/ivshmem_guest.h
	case $1 in
	P1 | P2) house=flat ;;
	*) house=modern ;;
	esac
	printf '%s\n' system "$include/$1" "$include/$house" "$include/common" >folders
}

# compile COMPILER WARNING...: every unit of the folder
compile()
{
	# shellcheck disable=SC2046,SC2086 # the flags are words
	"$@" $language -include system/config.h -I. $(sed 's/^/-isystem /' folders) \
		-fsyntax-only ./*.c
}

# "FILE:LINE RULE" for each finding in what is generated; MISRA's rules are numbers. cppcheck has
# no __has_include of its own; and with a macro given it looks at no configuration but that one.
findings()
{
	# shellcheck disable=SC2046 # the folders are words
	cppcheck --quiet --addon=misra --addon-python="$python" --platform=unix64 --std=c11 \
		--enable=warning,style,performance,portability '-D__has_include(header)=1' \
		--include=system/config.h -I. $(sed 's/^/-I/' folders) \
		--template='{file}:{line} {id} {severity}' ./*.c 2>&1 |
		sed -n -e 's/misra-c2012-//' -e '/ error$/ { p; d; }' \
			-e "\|^$root/|d" -e '\|^system/|d' -e p | LC_ALL=C sort -u
}

# A line for each finding: RULE, where, the text of the line.
collect()
{
	findings | while read -r place rule severity; do
		printf '%s\t%s (%s, %s)\t%s\n' "$rule" "$place" "$1" "$severity" \
			"$(sed -n "${place##*:}p" "${place%:*}")"
	done
}

# judge: each finding has a deviation, a rule and the words of its line, and each deviation is
# needed
judge()
{
	awk -F '\t+' '
		FNR == 1 { file++ }
		file == 1 && !/^(#|$)/ { n++; rule[n] = $1; text[n] = $2; reason[n] = $3 }
		file == 1 { next }
		{
			for (i = 1; i <= n; i++)
				if ($1 == rule[i] && index($0, text[i])) {
					used[i] = 1
					next
				}
			print "no deviation for " $1 ", " $2 ":\n    " substr($0, index($0, $3))
			bad = 1
		}
		END {
			for (i = 1; i <= n; i++) {
				if (!used[i]) {
					print "never found: " rule[i] " " text[i]
					bad = 1
				}
				if (reason[i] == "") {
					print "without a reason: " rule[i] " " text[i]
					bad = 1
				}
			}
			exit bad
		}' "$deviations" "$work/found"
}

# has_misra: cppcheck and its add-on find what is wrong with a small file
has_misra()
{
	python=/usr/bin/python3 # a version manager in front of it costs more time than all the rest
	[ -x $python ] || python=python3
	echo 'long probe = 1l;' >"$work/probe.c"
	command -v cppcheck >/dev/null &&
		cppcheck --quiet --addon=misra --addon-python="$python" --enable=style \
			"$work/probe.c" 2>&1 | grep -q 'misra-c2012-7\.3'
}

# there TOOL: it is installed
there()
{
	case $skipped in
	*" $1"*) return 1 ;;
	esac
}

# check_case FOLDER PROFILE TARGET BOARD SCENARIO: leaves "found", and "clean" if compilers are silent
check_case()
{
	mkdir "$1" && cd "$1" || exit 1
	shift
	prepare "$@"
	# shellcheck disable=SC2086 # the flags are words
	if there gcc && ! compile gcc $gcc_warnings; then
		echo "$4 for $2: gcc warns"
	elif there clang && ! compile clang $clang_warnings; then
		echo "$4 for $2: clang warns"
	else
		: >clean
	fi
	! there misra || collect "$2" >found
}

skipped=
command -v gcc >/dev/null || skipped="$skipped gcc"
command -v clang >/dev/null || skipped="$skipped clang"
has_misra || skipped="$skipped misra (cppcheck and its add-on)"

number=0
while read -r profile target board scenario; do
	number=$((number + 1))
	(check_case "$work/$number" "$profile" "$target" "$board" "$scenario") &
	[ $((number % 2)) = 1 ] || wait
done <<END
$cases
END
wait

failed=0
[ "$(find "$work" -name clean | wc -l)" = $number ] || failed=1
if there misra; then
	cat "$work"/*/found >"$work/found"
	judge || failed=1
fi
echo "generated C: $number compilations"
[ $failed = 0 ] || exit 1
[ -z "$skipped" ] || {
	echo "left out, because it is not installed:$skipped"
	exit 77
}
