acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 4294967301,virtio-net,tap0 \
 vm1
