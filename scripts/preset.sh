#!/bin/sh
# Configures, builds and tests a preset of CMakePresets.json, and packs or reports where that is what
# the preset is for. Its build tree is build/<preset>.
#
#   scripts/preset.sh PRESET...
#
# A script and not workflow presets: those need CMake 3.25.
set -eu

cd "$(dirname "$0")/.."
[ $# -gt 0 ] || {
	echo "usage: preset.sh PRESET..." >&2
	cmake --list-presets >&2
	exit 2
}

for preset; do
	cmake --preset "$preset"
	cmake --build --preset "$preset"
	# The presets that only build have no test preset.
	if ctest --list-presets | grep -q "^ *\"$preset\""; then
		ctest --preset "$preset"
	fi
	case $preset in
	package) (cd build/package && cpack -G DEB) ;;
	coverage) cmake --build --preset coverage-report ;;
	esac
done
