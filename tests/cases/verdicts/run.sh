#!/bin/sh
# Where several outputs speak of one thing they say the same: the id of a VM, the number that a
# capacity needs, whether the hypervisor has to be rebuilt.
#
# usage: run.sh [PROGRAM]        environment: ACRN_CFGC, SOURCE_DIR
set -u

tool=$(realpath "${1:-${ACRN_CFGC:?the program to test}}") || exit 2
root=${SOURCE_DIR:-$(cd "$(dirname "$0")/../../.." && pwd)}
board=$root/tests/cases/bad/board.xml
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 1
failed=0

fail()
{
	echo "FAILED: $*"
	failed=$((failed + 1))
}

# scenario REGIONS CAPACITIES VM...: each VM is a file
scenario()
{
	printf '<acrn-config><hv><FEATURES><IVSHMEM><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED>%s' "$1"
	printf '</IVSHMEM></FEATURES><CAPACITIES>%s</CAPACITIES></hv>\n' "$2"
	shift 2
	cat "$@"
	echo '</acrn-config>'
}

region()
{
	echo "<IVSHMEM_REGION>$1</IVSHMEM_REGION>"
}

cat >vm0 <<'END'
<vm id="0"><vm_type>PRE_STD_VM</vm_type><name>first</name>
<memory><start_hpa>0x100000000</start_hpa><size>0x20000000</size></memory>
<communication_vuart id="2"><base>PCI_VUART</base><target_vm_id>2</target_vm_id>
<target_uart_id>2</target_uart_id></communication_vuart></vm>
END
echo '<vm id="1"><vm_type>SOS_VM</vm_type></vm>' >vm1
cat >vm2 <<'END'
<vm id="2"><vm_type>POST_STD_VM</vm_type>
<communication_vuart id="2"><base>PCI_VUART</base><target_vm_id>0</target_vm_id>
<target_uart_id>2</target_uart_id></communication_vuart></vm>
END
sed 's/"2"><vm_type>/"3"><vm_type>/; s/<base>PCI_VUART/<base>INVALID_PCI_BASE/' vm2 >vm3
sed 's/"2"><vm_type>/"4"><vm_type>/; s/<base>PCI_VUART/<base>INVALID_PCI_BASE/' vm2 >vm4
hv=$(region 'hv:/a, 2, 0:2')

# make NAME: NAME.xml is compiled into the folder NAME
make()
{
	"$tool" --target v2.5 -q "$1.xml" "$board" -o "$1" --emit tables,config,report 2>err ||
		fail "$1 is refused: $(cat err)"
}

# same_tables A B, diff_says A B WORDS
same_tables()
{
	for file in ivshmem_cfg.h pci_dev.c pci_dev_num.h; do
		cmp -s "$1/$file" "$2/$file" || return 1
	done
}

diff_says()
{
	"$tool" --target v2.5 -q --diff "$1.xml" "$2.xml" "$board" >said 2>&1
	grep -qF -- "$3" said || fail "--diff $1 $2 should say '$3': $(cat said)"
}

# ---- VMs by their ids ------------------------------------------------------------------------

scenario "$hv" '' vm0 vm1 vm2 vm3 vm4 >plain.xml
scenario "$hv" '' vm1 vm4 vm2 vm0 vm3 >turned.xml
make plain
make turned
"$tool" --target v2.5 -q --explain-layout 0 turned.xml "$board" >said
grep -q "^VM 0 'first', pre-launched VM" said || fail "--explain-layout 0 is of another VM: $(cat said)"

# ---- whether the hypervisor is rebuilt ----------------------------------------------------

same_tables plain turned || fail "the order of <vm> changes the tables"
diff_says plain turned 'restart: nothing'

scenario "$hv$(region 'dm:/d, 2, 2:3')" '' vm0 vm1 vm2 vm3 vm4 >dm.xml
scenario "$hv$(region 'dm:/d, 2, 2:3:4')" '' vm0 vm1 vm2 vm3 vm4 >dm-peer.xml
make dm
make dm-peer
same_tables plain dm || fail "a region of the device model changes the tables"
diff_says plain dm 'the hypervisor and the other VMs stay up'
same_tables dm dm-peer || fail "a peer in a region of the device model changes the tables"
diff_says dm dm-peer "region 'dm:/d': peers VM 3 -> VM 3, 4"
diff_says dm dm-peer 'restart: VM 4;'

sed 's/target_uart_id>2</target_uart_id>1</' vm0 >vm0-other
sed 's/vuart id="2"/vuart id="1"/' vm2 >vm2-other
scenario "$hv" '' vm0-other vm1 vm2-other vm3 vm4 >uart.xml
make uart
same_tables plain uart && fail "where a vUART leads does not change the tables"
diff_says plain uart 'restart: every VM'

# ---- one number for a capacity ---------------------------------------------------------------

# number_of FILE WORDS: the number that follows
number_of()
{
	sed -n "s/.*$2 *\\([0-9][0-9]*\\).*/\\1/p" "$1" | sort -u | paste -sd' ' -
}

# agree NAME CAPACITY SYMBOL: message, setting, assertion and report
agree()
{
	"$tool" --target v2.5 "$1.xml" "$board" -o "$1" --emit tables,config,report 2>err ||
		fail "$1 is refused: $(cat err)"
	set -- "$1" "$(number_of err "$2 is .*the generated configuration sets")" \
		"$(number_of "$1/ivshmem_config.h" "#define $3")" \
		"$(number_of "$1/pci_dev.c" "_Static_assert($3 >=")" \
		"$(number_of "$1/layout.txt" "$2")"
	if [ -z "$2" ] || [ "$2 $2 $2" != "$3 $4 $5" ]; then
		fail "$1: message '$2', setting '$3', assertion '$4', report '$5'"
	fi
}

scenario "$(region 'hv:/a, 2, 0:1')" \
	'<MAX_EMULATED_MMIO>5</MAX_EMULATED_MMIO>' vm0 vm1 vm2 >handlers.xml
agree handlers MAX_EMULATED_MMIO CONFIG_MAX_EMULATED_MMIO_REGIONS
scenario "$(region 'hv:/a, 2, 0:1')" \
	'<MAX_MSIX_TABLE_NUM>4</MAX_MSIX_TABLE_NUM>' vm0 vm1 vm2 >vectors.xml
agree vectors MAX_MSIX_TABLE_NUM CONFIG_MAX_MSIX_TABLE_NUM
scenario "$(region 'hv:/a, 2, 0:1')" \
	'<MAX_PCI_DEV_NUM>3</MAX_PCI_DEV_NUM>' vm0 vm1 vm2 >devices.xml
agree devices MAX_PCI_DEV_NUM CONFIG_MAX_PCI_DEV_NUM

# A Service VM without shared memory is as it was before: nothing is said, set or asserted of it.
{ sed '/communication_vuart id/,$d' vm0 && echo '</vm>'; } >vm0-plain
echo '<vm id="2"><vm_type>POST_STD_VM</vm_type></vm>' >vm2-plain
scenario "$hv" '<MAX_EMULATED_MMIO>4</MAX_EMULATED_MMIO>' vm0-plain vm1 vm2-plain >service.xml
"$tool" --target v2.5 -Werror service.xml "$board" -o service 2>err || fail "$(cat err)"
grep -q MMIO_REGIONS service/ivshmem_config.h && fail "a setting without a message"
[ "$(number_of service/pci_dev.c '_Static_assert(CONFIG_MAX_EMULATED_MMIO_REGIONS >=')" = 4 ] ||
	fail "the assertion is of another VM"

[ "$failed" -eq 0 ] && echo "verdicts: all agree"
