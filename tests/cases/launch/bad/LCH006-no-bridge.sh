acrn-dm -s 0,ivshmem,dm:/a,2 vm1
acrn-dm -s 5,ivshmem,dm:/a,2 vm2
