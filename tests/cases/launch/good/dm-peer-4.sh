acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,dm:/a,4 \
 vm2
acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 6,ivshmem,dm:/a,4 \
 vm3
