acrn-dm -A --s 5,ivshmem,dm:/a,2 --s=6,ivshmem,dm:/b,2 vm1
acrn-dm -A -s 5,ivshmem,dm:/a,2 --pci-slot 6,ivshmem,dm:/b,2 vm2
