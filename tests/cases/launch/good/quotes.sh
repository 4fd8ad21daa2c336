#!/bin/sh
# every way to write a word
DM="/usr/bin/acrn-dm"
land='dm:'
export size=2
name="sh""ared"
slot=5
function launch()
{
	local options="-s 7,virtio-rnd"
	sudo -E nohup ${DM} -A -m 512M \
		--pci_slot=0:0,hostbridge -s4,virtio-net,tap0 \
		-As "$slot",ivshmem,${land}/"$name",$size $options --vsbl file \
		--pci_slot 6:1,'ivshmem',"dm:/"'b',2 vm1 >/dev/null 2>&1 </dev/null &
}
case $1 in
start) launch ;;
(stop) killall acrn-dm ;;
*) cat <<-EOF
	usage: $0 start
	EOF
	;;
esac
acrn-dm -s 5,ivshmem,dm:/shared,2 -s 6,ivshmem,dm:/b,2 -- vm2
