acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 0:0:5:0,virtio-net,tap0 \
 -s 5:,virtio-net,tap1 \
 vm1
