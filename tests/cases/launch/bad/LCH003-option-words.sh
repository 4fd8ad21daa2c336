devices=$(cat devices.txt)
acrn-dm -A $devices vm1
acrn-dm "$@"
