acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 256:5:0,virtio-net,tap0 \
 vm1
