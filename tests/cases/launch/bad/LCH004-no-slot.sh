acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s ivshmem,dm:/a,2 \
 vm1
