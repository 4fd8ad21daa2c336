slot=5
for vm in a b; do
	acrn-dm -s $slot,virtio-net,tap0 $vm &
	slot=6
done
