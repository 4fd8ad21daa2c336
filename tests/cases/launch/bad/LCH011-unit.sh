acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,hv:/a,2M \
 -s 6,ivshmem,hv:/b,+2 \
 -s 7,ivshmem,hv:/c,1.5 \
 vm1
