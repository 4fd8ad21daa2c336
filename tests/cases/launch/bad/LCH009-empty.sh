acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,dm:/,2 \
 -s 6,ivshmem,,2 \
 -s 7,ivshmem \
 vm1
