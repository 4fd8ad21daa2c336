acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,hv:/a,2,0x1000 \
 vm1
