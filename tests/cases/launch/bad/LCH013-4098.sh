acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,hv:/a,4098 \
 -s 6,ivshmem,hv:/b,8704 \
 vm1
