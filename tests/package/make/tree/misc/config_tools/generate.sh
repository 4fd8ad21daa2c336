#!/bin/sh
# The tree's own tool in miniature: vm_configurations.c, and tables whose region has another name
# and size than that of the scenario, so that they are not taken for those of acrn-cfgc. All files
# are written on every call.
#
# usage: generate.sh SCENARIO BOARD SCENARIO_DIR BOARD_DIR
# environment: PROGRAM, makes the tables; TOOL_SED, a change to vm_configurations.c
set -eu

mkdir -p "$3" "$4"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -e 's|<IVSHMEM_REGION>hv:/[^,]*, *[^,]*,|<IVSHMEM_REGION>hv:/stock_region, 2,|' \
	-e '0,/<NAME>[^<]*/s//<NAME>stock_region/' \
	-e '0,/<IVSHMEM_SIZE>[^<]*/s//<IVSHMEM_SIZE>2/' "$1" >"$work/scenario.xml"
"$PROGRAM" "$work/scenario.xml" "$2" -o "$work" --emit tables
cp "$work/ivshmem_cfg.h" "$work/pci_dev.c" "$4"
[ ! -e "$work/vbar_base.h" ] || cp "$work/vbar_base.h" "$4"
{
	echo "#ifndef MISC_CFG_H"
	echo "#define MISC_CFG_H"
	# Lengths that are not ours where the tree's tables are not compiled.
	sed -n '/^#define VM/p' "$work/pci_dev_num.h"
	echo "#define VM7_CONFIG_PCI_DEV_NUM 9U"
	echo "#endif"
} >"$4/misc_cfg.h"
echo '#define PCI_DEVICES_H' >"$4/pci_devices.h"
# Words VM, table and length of each VM that has a table.
sed -n 's/.*{\([0-9]*\)U, \([a-z0-9_]*\), \([0-9]*\)U}.*/\1 \2 \3/p' \
	"$work/pci_dev_num.h" >"$work/vms"
{
	echo '#include ACRN_VM_CONFIG_H'
	echo 'extern struct acrn_vm_pci_dev_config sos_pci_devs[CONFIG_MAX_PCI_DEV_NUM];'
	echo 'struct acrn_vm_config vm_configs[CONFIG_MAX_VM_NUM] = {'
	while read -r vm table length; do
		case $table in
		vm*) length=VM${vm}_CONFIG_PCI_DEV_NUM ;;
		*) length=${length}U ;;
		esac
		echo "	[$vm] = {.name = \"VM_$vm\", .pci_dev_num = $length, .pci_devs = $table},"
	done <"$work/vms"
	echo '};'
} | sed "${TOOL_SED:-}" >"$3/vm_configurations.c"
