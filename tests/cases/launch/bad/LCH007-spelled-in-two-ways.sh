acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,virtio-net,tap0 \
 -s 0:05:0,virtio-blk,disk.img \
 vm1
