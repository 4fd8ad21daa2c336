acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s $1,ivshmem,dm:/a,2 \
 -s 5,ivshmem,dm:/$region,2 \
 -s 6,ivshmem,dm:/c,$(get_size) \
 vm1
acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,dm:/a,2 \
 -s 6,ivshmem,dm:/c,2 \
 vm2
