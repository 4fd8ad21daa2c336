acrn-dm -A -m 512M \
 -s 0:0,hostbridge \
 -s 5,ivshmem,hv:/abcdefghijklmnopqrstuvwxyz01,2 \
 -s 6,ivshmem,hv:/abcdefghijklmnopqrstuvwxyz0,2 \
 vm1
