#!/bin/bash
function add_cpus() {
    echo -n "--cpu_affinity $*"
}

function add_virtual_device() {
    slot=$1
    kind=$2
    options=$3
    echo -n "-s ${slot},${kind}"
    if [ -n "${options}" ]; then
        echo -n ",${options}"
    fi
}

function add_passthrough_device() {
    echo -n "-s $1,passthru,$2"
}

mac=$(cat /sys/class/net/e*/address)

dm_params=(
    `add_cpus                                 0 2`
    -m 4096M
    --ovmf /usr/share/acrn/bios/OVMF.fd
    `add_virtual_device                       1:0 lpc`
    `add_virtual_device                       0:0 hostbridge`
    `add_virtual_device                       3 virtio-console @stdio:stdio_port`
    `add_virtual_device                       4 virtio-net tap=WaaG,mac_seed=${mac:0:17}-vm1`
    $(add_virtual_device                      5 ivshmem dm:/a,2)
    `add_passthrough_device                   5 0000:00:02.0`
    vm1
)

echo "Launch device model with parameters: ${dm_params[@]}"
acrn-dm "${dm_params[@]}"
acrn-dm -s 5,ivshmem,dm:/a,2 vm2
