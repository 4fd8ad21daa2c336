dm_params=(
    -m 512M # memory
    -s 0:0,hostbridge
    -s 5,virtio-net,tap0
)
dm_params+=(-s 5,virtio-rnd vm1)
acrn-dm "${dm_params[@]}"
