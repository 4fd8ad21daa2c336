acrn-dm -A -m $mem_size -s 0:0,hostbridge \
 -s 2,pci-gvt -G "$2" \
 -s 5,virtio-console,@stdio:stdio_port \
 -s 6,virtio-hyper_dmabuf \
 -s 3,virtio-blk,/home/acrn/uos1.img \
 -s 4,virtio-net,tap0 \
 -s 8,ivshmem,dm:/test,2 \
 -s 7,virtio-rnd \
 --ovmf /usr/share/acrn/bios/OVMF.fd \
 $vm_name
