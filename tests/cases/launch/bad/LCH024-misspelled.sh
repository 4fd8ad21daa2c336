acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,dm:/test,2 \
 vm1
acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,dm:/tset,2 \
 vm2
