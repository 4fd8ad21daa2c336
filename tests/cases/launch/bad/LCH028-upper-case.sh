acrn-dm -A -s 0:0,hostbridge -s 5,IVSHMEM,dm:/a,2 vm1
acrn-dm -A -s 0:0,hostbridge -s 5,ivshmem,dm:/a,4 vm2
