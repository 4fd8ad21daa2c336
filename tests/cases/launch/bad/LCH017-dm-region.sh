acrn-dm -A -s 5,ivshmem,dm:/alone,2 vm7
