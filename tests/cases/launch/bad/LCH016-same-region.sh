acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,hv:/a,2 \
 -s 6,virtio-net,tap0 \
 -s 7,ivshmem,hv:/a,2 \
 vm1
