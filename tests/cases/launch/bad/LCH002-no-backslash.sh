acrn-dm -m 512M \
 -s 0:0,hostbridge
 -s 5,ivshmem,dm:/a,2 vm1
