acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 6,ivshmem,dm:/notes,4 \
 vm1
