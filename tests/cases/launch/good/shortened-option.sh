acrn-dm -A --pci 5,ivshmem,dm:/a,2 vm1
acrn-dm -A --pci_slot=5,ivshmem,dm:/a,2 vm2
