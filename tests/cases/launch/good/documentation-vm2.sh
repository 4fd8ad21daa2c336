acrn-dm -A -m $mem_size -s 0:0,hostbridge \
 -s 2,pci-gvt -G "$2" \
 -s 3,virtio-blk,/home/acrn/uos2.img \
 -s 4,virtio-net,tap0 \
 -s 5,ivshmem,dm:/test,2 \
 --ovmf /usr/share/acrn/bios/OVMF.fd \
 $vm_name
