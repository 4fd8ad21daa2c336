acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,hv:/a,1 \
 -s 6,ivshmem,hv:/b,0 \
 vm1
