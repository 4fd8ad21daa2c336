slot=5
other=5
acrn-dm -s ${slot},virtio-net,tap0 \
 -s "$other",ivshmem,dm:/a,2 vm1
acrn-dm -s 5,ivshmem,dm:/a,2 vm2
