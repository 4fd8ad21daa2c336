slot=5
choose()
{
	slot=6
}
choose
acrn-dm -s $slot,virtio-net,tap0 vm1
