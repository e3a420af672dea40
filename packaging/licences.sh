#!/bin/bash
# Copies the licences of all that is compiled or copied into a program of narrows: licences.sh TARGET [DOC_FOLDER...]
# They are the files that Debian's packages bring, looked for in the given folders first (a sysroot's usr/share/doc).
set -euo pipefail
packages="libxnnpack0 libpthreadpool0 libcpuinfo0 libhwy-dev libturbojpeg0-dev libpng-dev libwebp-dev zlib1g-dev libsqlite3-dev
  libsqlitecpp-dev nlohmann-json3-dev libeigen3-dev libboost-dev libprotozero-dev librandom123-dev libcli11-dev gcc-12-base"
target=$1
shift
mkdir -p "$target"
for package in $packages; do
  for folder in "$@" /usr/share/doc; do
    if [ -f "$folder/$package/copyright" ]; then
      cp -L "$folder/$package/copyright" "$target/$package.txt"
      continue 2
    fi
  done
  case $package in
    gcc-12-base) cp -L /usr/share/doc/libstdc++6/copyright "$target/$package.txt" ;;
    *) echo "no licence of $package in $* /usr/share/doc" >&2; exit 1 ;;
  esac
done
