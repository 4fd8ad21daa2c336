acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,hv:/elements,2,4096 \
 POST_STD_VM1
