#!/bin/sh
# Runs every example of the manual as it is, in its order, and looks at the exit status. Every
# option is shown by an example under its own heading.
#
# usage: examples.sh        environment: ACRN_CFGC, SOURCE_DIR
set -u

program=${ACRN_CFGC:?the program to test}
root=${SOURCE_DIR:-$(cd "$(dirname "$0")/../../.." && pwd)}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 1
failed=0
count=0

mkdir bin files
ln -s "$program" bin/acrn-cfgc
PATH=$work/bin:$PATH
cd files || exit 1
samples=$root/config-xmls/whl-ipc-i5
cp "$samples/hybrid_rt.xml" scenario.xml
cp "$samples/industry.xml" other.xml
cp scenario.xml old.xml
sed 's/shm_region_0, 2,/shm_region_0, 4,/' old.xml >new.xml
sed 's/shm_region_0, 2,/shm_region_0, 6,/' old.xml >bad.xml
cp "$root/board-xmls/whl-ipc-i5.xml" board.xml
mkdir boards
cp board.xml boards/whl-ipc-i5.xml
mkdir -p data/whl-ipc-i5
cp board.xml data/whl-ipc-i5/whl-ipc-i5.xml
cp scenario.xml data/whl-ipc-i5
cp "$root/config-xmls/apl-up2/hybrid_rt.xml" tight.xml
cp "$root/board-xmls/apl-up2.xml" tight-board.xml
cp "$root/config-xmls/nuc11tnbi5/shared.xml" elements.xml
cp "$root/tests/cases/good/hypervisor-one-vm.xml" one_vm.xml
cp "$root/tests/cases/good/hypervisor-one-vm.board.xml" one_vm_board.xml
printf '%s\n' '#!/bin/sh' \
	'acrn-dm -A -m 1024M -s 0:0,hostbridge -s 5,ivshmem,hv:/shm_region_0,2 post_vm2' \
	>launch_vm2.sh
sed 's/post_vm2/post_vm3/' launch_vm2.sh >launch_vm3.sh
cat >memory.csv.xsl <<'END_OF_SHEET'
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text"/>
  <xsl:template match="/"><xsl:value-of select="count(//region)"/></xsl:template>
</xsl:stylesheet>
END_OF_SHEET

# "option status command", a line for each example; "-" outside of the options.
awk '
	/^\.SH/ { option = "-" }
	/^@option / { option = $2; sub(/@$/, "", option) }
	/^@example/ {
		status = 0
		if (match($0, /^@example:[0-9]/)) status = substr($0, 10, 1)
		sub(/^@example(:[0-9])? /, ""); sub(/@$/, "")
		print option, status, $0
	}' "$root/docs/acrn-cfgc.1.in" >../examples

while read -r option want command; do
	count=$((count + 1))
	# What may be written for an option on a command line.
	case $option in
	-) shown=acrn-cfgc ;;
	--output) shown="-o " ;;
	--quiet) shown=-q ;;
	--verbose) shown=-v ;;
	-*NAME) shown=${option%NAME} ;;
	*) shown=$option ;;
	esac
	case "$command " in
	*"$shown"*) echo "$option" >>../shown ;;
	*)
		echo "$command: does not show $option"
		failed=$((failed + 1))
		;;
	esac
	status=0
	# As it stands, by a shell.
	sh -c "$command" </dev/null >../out 2>../err || status=$?
	[ "$status" -eq "$want" ] || {
		echo "$command: status $status where $want was due"
		cat ../err
		failed=$((failed + 1))
	}
done <../examples

"$program" --list-options | while IFS='	' read -r _ letter name argument _; do
	[ "$name" = - ] || echo "--$name"
	[ "$name" != - ] || echo "-$letter$(echo "$argument" | sed 's/^-$//')"
done >../options
while read -r option; do
	grep -qxFe "$option" ../shown || {
		echo "$option: no example shows it"
		failed=$((failed + 1))
	}
done <../options

echo "$count examples, $failed failures"
[ "$failed" -eq 0 ] && [ "$count" -gt 20 ]
