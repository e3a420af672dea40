#!/bin/bash
# Unpacks what narrows needs for a 64-bit Raspberry Pi (Debian's arm64 packages) into a folder: sysroot.sh FOLDER.
# Uses an apt of its own, so that this machine's packages and lists stay as they are; needs no root.
set -euo pipefail
download=$(cd "$(dirname "$0")/.." && pwd)/download.sh
packages="libxnnpack-dev libxnnpack0 libpthreadpool-dev libpthreadpool0 libcpuinfo-dev libcpuinfo0 libhwy-dev
  libjpeg62-turbo-dev libpng-dev zlib1g-dev"
rm -rf "$1"
target=$(mkdir -p "$1" && cd "$1" && pwd)
apt=$(mktemp -d)
trap 'rm -rf "$apt"' EXIT
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/packages"
options=(-oAPT::Architecture=arm64 -oAPT::Architectures=arm64 "-oDir::State::Lists=$apt/lists" "-oDir::Cache=$apt/cache"
  -oAPT::Sandbox::User=)
# shellcheck disable=SC2086
(cd "$apt/packages" && "$download" bash -c 'apt-get "${@:2}" -qq update; apt-get "${@:2}" -qq download $1' apt "$packages" "${options[@]}")
for package in "$apt"/packages/*.deb; do dpkg -x "$package" "$target"; done
# Where a library comes as an archive, that is what programs link: they need nothing of it on the device then.
for archive in "$target"/usr/lib/aarch64-linux-gnu/*.a; do rm -f "${archive%.a}".so*; done
# Headers that are the same for every processor come from this machine's own packages.
mkdir -p "$target/usr/include"
for header in nlohmann CLI protozero Random123 boost; do
  [ -e "$target/usr/include/$header" ] || [ ! -e "/usr/include/$header" ] || ln -s "/usr/include/$header" "$target/usr/include/$header"
done
touch "$target/.ready"
