#!/bin/bash
# Tries what a user types, in bare Debian systems that debootstrap makes in a temporary folder (as root): bare.sh [WHAT...]
#   wheel SUITE   the wheel of dist in an empty virtual environment, without any compiler
#   source SUITE  the README's apt line and `pip install .`, without torch
#   torch SUITE   the same with torch
#   arm SUITE     the wheel in an arm64 system, under qemu
# SUITE is bookworm (Debian 12) or trixie (13), WHAT such as wheel:trixie; all of them by default. What a compiler cache
# of this machine knows is used; NARROWS_BARE=FOLDER keeps the systems there.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${NARROWS_NAMESPACE:-}" ] || NARROWS_NAMESPACE=1 exec unshare --mount --propagation private bash "$0" "$@"
fresh=$PWD/../shared/fresh-machine
folder=${NARROWS_BARE:-}
if [ -z "$folder" ]; then
  folder=$(mktemp -d)
  trap 'rm -rf --one-file-system "$folder"' EXIT
fi
mkdir -p "$folder"

# in_bare SUITE COMMAND...: in a system with git, make and python3, and a clone of the repository
in_bare() { FRESH_SUITE=$1 FRESH_CLONE=keep bash "$fresh" "$folder/$1${system:-}" -- bash -euc "$2" < /dev/null; }

install='DEBIAN_FRONTEND=noninteractive cmake/download.sh apt-get install -qqy --no-install-recommends'
prepared() {  # SUITE PACKAGES
  in_bare "$1" true
  local clone=$folder/$1${system:-}/root/narrows  # perhaps of a system that was kept
  git -C "$clone" fetch -q "$PWD" HEAD && git -C "$clone" reset -q --hard FETCH_HEAD
  in_bare "$1" "cmake/download.sh apt-get update -qq; $install $2 > /root/apt.log || { tail /root/apt.log; exit 1; }"
}

# A system of its own: what the source needs would hide what the wheel forgets.
wheel() {
  local system=-wheel
  prepared "$1" python3-venv
  rm -rf "$folder/$1$system"/root/{fits,narrows-*.whl}
  cp dist/narrows-*.whl "$folder/$1$system/root/"
  in_bare "$1" 'if command -v cc; then exit 1; fi
    python3 -m venv --clear /root/wheel
    /root/wheel/bin/pip download -q --no-deps --no-index --find-links /root --dest /root/fits narrows
    cmake/download.sh /root/wheel/bin/pip install -q "$(ls /root/fits/*.whl)[plot]"
    cp packaging/try_wheel.py /root; cd /root; wheel/bin/python try_wheel.py'
}

# The packages are unpacked, not configured: enough for Python. The kernel is told of qemu in a user namespace alone, so
# nothing of this machine changes.
arm_system() {  # SUITE ROOT
  command -v debootstrap > /dev/null || apt-get install -qqy debootstrap > /dev/null
  cmake/download.sh debootstrap --foreign --arch=arm64 --variant=minbase --include=python3-venv,ca-certificates "$1" "$2" > "$2.log"
  for package in "$2"/var/cache/apt/archives/*.deb; do dpkg -x "$package" "$2"; done
  cmake/unpack_packages.sh "$2/qemu" "" "$(dpkg --print-architecture)" qemu-user-static
  cp "$2/qemu/usr/bin/qemu-aarch64-static" "$2/usr/bin"
  cp -rL /etc/ssl/certs "$2/etc/ssl/"
  touch "$2/.ready"
}
arm() {
  local root=$folder/$1-arm
  [ -f "$root/.ready" ] || { rm -rf "$root"; arm_system "$1" "$root"; }
  rm -rf "$root"/root/{fits,narrows-*.whl}
  cp dist/narrows-*.whl packaging/try_wheel.py cmake/download.sh "$root/root"
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  for path in /proc /sys /dev; do mountpoint -q "$root$path" || mount --rbind "$path" "$root$path"; done
  unshare --user --map-root-user --mount bash -euc '
    mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
    magic="\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00"
    mask="\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff"
    echo ":aarch64:M::$magic:$mask:$0/usr/bin/qemu-aarch64-static:F" > /proc/sys/fs/binfmt_misc/register
    exec env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin "${@:2}" chroot "$0" bash -euc "$1"' "$root" '
    uname -m; cd /root; python3 -m venv --clear wheel
    wheel/bin/pip download -q --no-deps --no-index --find-links . --dest fits narrows
    bash download.sh wheel/bin/pip install -q "$(ls fits/*.whl)[plot]"
    wheel/bin/python try_wheel.py' $(env | grep -E '^(PIP_|SSL_CERT|REQUESTS_CA|https?_proxy=|no_proxy=)') < /dev/null
}

# What is missing is named in one line that can be typed; then it is typed.
packages() {
  prepared "$1" "python3-venv"
  [ ! -d ~/.cache/ccache ] || [ -d "$folder/$1/root/.cache/ccache" ] || {
    mkdir -p "$folder/$1/root/.cache"; cp -r ~/.cache/ccache "$folder/$1/root/.cache/"; }
  in_bare "$1" 'command -v g++ > /dev/null || {
      python3 -m venv --clear /root/missing
      if /root/missing/bin/pip install . > /root/missing.log 2>&1; then echo "built without a compiler?"; exit 1; fi
      grep -o "sudo apt-get install .*" /root/missing.log; }'
  in_bare "$1" "$install \$(cat cmake/debian-packages.txt) > /root/apt.log || { tail /root/apt.log; exit 1; }"
}

# in_environment SUITE NAME TRIAL_OPTION PIP_INSTALL...: a new environment, each of the installations, then the trial
in_environment() {
  local suite=$1 name=$2 option=$3 installations='' what
  for what in "${@:4}"; do installations+="cmake/download.sh /root/$name/bin/pip install -q $what; "; done
  in_bare "$suite" "export CCACHE_BASEDIR=\$PWD CCACHE_NOHASHDIR=1; python3 -m venv --clear /root/$name; $installations
    cp packaging/try_wheel.py /root; cd /root; $name/bin/python try_wheel.py $option"
}
source_() { packages "$1"; in_environment "$1" plain '' "'.[plot]'"; }
torch() { packages "$1"; in_environment "$1" torch --torch torch==2.13.0 "'.[gpu,plot]'"; }

[ $# -gt 0 ] || set -- {wheel,source,torch}:{bookworm,trixie} arm:bookworm
for what in "$@"; do
  echo "== $what"
  begin=$SECONDS
  case $what in
    wheel:*) wheel "${what#*:}" ;;
    source:*) source_ "${what#*:}" ;;
    torch:*) torch "${what#*:}" ;;
    arm:*) arm "${what#*:}" ;;
    *) sed -n 2,8p "$0"; exit 2 ;;
  esac
  echo "== $what: works ($((SECONDS - begin)) s)"
done
