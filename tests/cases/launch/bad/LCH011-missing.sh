acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,hv:/a \
 -s 6,ivshmem,hv:/b, \
 vm1
