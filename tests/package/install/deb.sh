#!/bin/sh
# The Debian packages: made, looked at by lintian, and installed into a root that holds nothing but
# Debian 12, where the installed program then does its work.
#
# usage: deb.sh        environment: SOURCE_DIR, BUILD_DIR, CLEAN_ROOT (a tar of such a root)
set -u

root=${SOURCE_DIR:?the source tree}
build=${BUILD_DIR:?the build tree}
tree=$build/package-deb
# shellcheck source=tests/package/install/common.sh
. "$(dirname "$0")/common.sh"

command -v dpkg-shlibdeps >/dev/null || {
	echo "skipped: dpkg-dev is not installed"
	exit 77
}

# ---- making ---------------------------------------------------------------------------------

# As the preset "package" does it.
must configure cmake -S "$root" -B "$tree" -G Ninja -DBUILD_TESTING=OFF -DCMAKE_BUILD_TYPE=Release \
	-DACRNCFGC_HARDEN=ON -DCMAKE_INSTALL_PREFIX=/usr
must build cmake --build "$tree" -j 2
rm -f "$tree"/*.deb
must cpack sh -c "cd '$tree' && cpack -G DEB"
program=$(echo "$tree"/acrn-cfgc_*.deb)
library=$(echo "$tree"/libacrncfgc-dev_*.deb)
if [ ! -s "$program" ] || [ ! -s "$library" ]; then
	echo "these are not the packages: $program $library"
	exit 1
fi

title=dependencies
depends=$(dpkg-deb -f "$program" Depends)
for needed in libc6 libxml2 libxslt1.1 libjansson4; do
	case ", $depends" in
	*", $needed "*) ;;
	*) complain "'$depends' lacks $needed" ;;
	esac
done
case $depends in *-dev*) complain "'$depends' holds a development package" ;; esac

title=lintian
if command -v lintian >/dev/null; then
	lintian --tag-display-limit 0 --fail-on error,warning "$program" "$library" \
		>"$work/log" 2>/dev/null || complain "$(cat "$work/log")"
else
	echo "left out: lintian is not installed"
fi

# ---- a clean root ---------------------------------------------------------------------------

clean=${CLEAN_ROOT:-$build/debian-12.tar}
if [ "$(id -u)" -ne 0 ]; then
	echo "left out: only root can install into a clean root"
elif [ ! -s "$clean" ] && ! command -v mmdebstrap >/dev/null; then
	echo "left out: mmdebstrap is not installed, and CLEAN_ROOT names no tar"
elif [ ! -s "$clean" ] && ! mmdebstrap --variant=apt bookworm "$clean" >"$work/log" 2>&1; then
	rm -f "$clean"
	echo "left out: mmdebstrap could not make a clean root: $(tail -n 1 "$work/log")"
else
	title="clean root"
	mkdir "$work/root"
	must "unpack the root" tar -xf "$clean" -C "$work/root" --exclude './dev/*'
	mkdir -p "$work/root/dev"
	mknod -m 666 "$work/root/dev/null" c 1 3 2>/dev/null || :
	cp /etc/resolv.conf "$work/root/etc/resolv.conf"
	[ ! -d /etc/apt/apt.conf.d ] || grep -lE 'Proxy' /etc/apt/apt.conf.d/* 2>/dev/null |
		while read -r file; do cp "$file" "$work/root/etc/apt/apt.conf.d"; done
	cp "$program" "$library" "$work/root/tmp"
	# The two commands that a user types, and what has to come of them.
	cat >"$work/root/tmp/try.sh" <<'END_OF_SCRIPT'
set -e
export DEBIAN_FRONTEND=noninteractive
cd /tmp
[ ! -e /usr/bin/acrn-cfgc ]
apt-get -q update
apt-get -q install -y --no-install-recommends ./acrn-cfgc_*.deb
examples=/usr/share/doc/acrn-cfgc/examples
acrn-cfgc $examples/config-xmls/whl-ipc-i5/hybrid_rt.xml $examples/board-xmls/whl-ipc-i5.xml \
	-o out --emit all
for file in ivshmem_cfg.h pci_dev.c layout.html launch_vm2.args vm2/ivshmem_guest.h; do
	[ -s out/$file ]
done
acrn-cfgc --check --board-dir $examples/board-xmls $examples/config-xmls/apl-up2/*.xml
zcat /usr/share/man/man1/acrn-cfgc.1.gz | grep -q migrate
apt-get -q -s install -y --no-install-recommends ./libacrncfgc-dev_*.deb
apt-get -q purge -y acrn-cfgc
[ ! -e /usr/bin/acrn-cfgc ]
[ ! -e /usr/share/acrn-cfgc ]
END_OF_SCRIPT
	if ! chroot "$work/root" apt-get -q update >"$work/log" 2>&1; then
		echo "left out: the clean root reaches no Debian mirror: $(tail -n 1 "$work/log")"
	elif ! chroot "$work/root" sh -x /tmp/try.sh >"$work/log" 2>&1; then
		complain "the installed program does not do its work"
		tail -n 40 "$work/log"
	else
		echo "installed into a clean root"
	fi
fi

echo "$failed failures"
[ "$failed" -eq 0 ]
