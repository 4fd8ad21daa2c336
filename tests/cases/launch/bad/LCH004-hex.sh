acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 0x5,ivshmem,dm:/a,2 \
 -s 6,ivshmem,dm:/b,2 \
 vm1
acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,dm:/a,2 \
 -s 6,ivshmem,dm:/b,2 \
 vm2
