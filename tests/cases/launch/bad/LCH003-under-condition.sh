size=2
if [ "$1" = big ]; then
	size=4
fi
acrn-dm -s 5,ivshmem,dm:/a,$size vm1
acrn-dm -s 5,ivshmem,dm:/a,2 vm2
