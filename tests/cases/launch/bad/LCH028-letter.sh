acrn-dm -A -s 0:0,hostbridge -s 5,ivshmen,dm:/a,2 vm1
acrn-dm -A -s 0:0,hostbridge -s 5,ivshmem,dm:/a,2 vm2
