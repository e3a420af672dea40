#!/bin/bash
# Unpacks what narrows needs for a 64-bit Raspberry Pi (Debian's arm64 packages) into a folder: sysroot.sh FOLDER.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=$1
rm -rf "$target"
"$here/../unpack_packages.sh" "$target" "" arm64 libxnnpack-dev libxnnpack0 libpthreadpool-dev libpthreadpool0 \
  libcpuinfo-dev libcpuinfo0 libhwy-dev libjpeg62-turbo-dev libpng-dev libwebp-dev zlib1g-dev libsqlite3-dev libsqlitecpp-dev
# Where a library comes as an archive, that is what programs link: they need nothing of it on the device then.
for archive in "$target"/usr/lib/aarch64-linux-gnu/*.a; do rm -f "${archive%.a}".so*; done
# Headers that are the same for every processor come from this machine's own packages.
for header in nlohmann CLI protozero Random123 boost; do
  [ -e "$target/usr/include/$header" ] || [ ! -e "/usr/include/$header" ] || ln -s "/usr/include/$header" "$target/usr/include/$header"
done
touch "$target/.ready"
