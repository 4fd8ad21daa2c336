acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 0:1,virtio-net,tap0 \
 vm1
