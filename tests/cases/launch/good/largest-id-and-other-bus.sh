acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 1:0:0,virtio-net,tap0 \
 -s 5,ivshmem,dm:/a,4,65535 \
 vm2
acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 6,ivshmem,dm:/a,4,65535 \
 vm3
