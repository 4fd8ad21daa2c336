acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,HV:/a,2 \
 vm1
