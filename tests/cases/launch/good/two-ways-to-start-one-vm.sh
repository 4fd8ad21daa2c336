if [ "$1" = debug ]; then
	acrn-dm --debugexit -s 5,ivshmem,dm:/a,2 $vm_name
else
	acrn-dm -s 6,ivshmem,dm:/a,2 $vm_name
fi
acrn-dm -s 5,ivshmem,dm:/a,2 vm2
