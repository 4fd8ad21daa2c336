acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,hv:/a,0x200000 \
 -s 6,ivshmem,hv:/b,0x2 \
 vm1
