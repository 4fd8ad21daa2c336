acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,hv:/a,1024 \
 -s 6,ivshmem,hv:/b,99999999999999999999 \
 -s 7,ivshmem,hv:/c,4097 \
 vm1
