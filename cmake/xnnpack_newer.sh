#!/bin/bash
# Builds and runs the engine's tests with the XNNPACK of Debian 13, on Debian 12 too: xnnpack_newer.sh FOLDER.
# Its packages are unpacked into FOLDER/sysroot by an apt of its own from the mirror that this machine uses: the
# machine's own packages and lists stay as they are, and no root is needed. The tests run with Debian 13's C library.
set -euo pipefail
suite=trixie
packages="libxnnpack-dev libxnnpack0.20241108 libpthreadpool-dev libpthreadpool0 libcpuinfo-dev libcpuinfo0 libhwy-dev
  libhwy1t64 libc6 libstdc++6 libgcc-s1"
project=$(cd "$(dirname "$0")/.." && pwd)
download=$project/cmake/download.sh
folder=$(mkdir -p "$1" && cd "$1" && pwd)
root=$folder/sysroot
machine=$(gcc -print-multiarch)

unpack() {
  apt=$(mktemp -d)
  trap 'rm -rf "$apt"' EXIT
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/packages" "$root"
  apt-get indextargets --format "deb [signed-by=$keyring] \$(SITE) $suite main" 'Created-By: Packages' | grep -v security |
    sort -u | head -n 1 > "$apt/sources.list"
  options=("-oDir::Etc::SourceList=$apt/sources.list" -oDir::Etc::SourceParts=/dev/null "-oDir::State::Lists=$apt/lists"
    "-oDir::Cache=$apt/cache" -oAPT::Sandbox::User=)
  # shellcheck disable=SC2086
  (cd "$apt/packages" && "$download" bash -c 'apt-get "${@:2}" -qq update; apt-get "${@:2}" -qq download $1' apt "$packages" "${options[@]}")
  for package in "$apt"/packages/*.deb; do dpkg -x "$package" "$root"; done
  (cd "$apt/packages" && ls) > "$root/.packages"
}

keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -f "$root/.packages" ] || unpack
lib=$root/usr/lib/$machine
[ -f "$folder/build/build.ninja" ] || cmake -S "$project" -B "$folder/build" -G Ninja -DNARROWS_TESTS=ON \
  -DNARROWS_ONNX=OFF -DNARROWS_STORE=OFF -DNARROWS_DATASETS=OFF -DNARROWS_XNNPACK_INCLUDE="$root/usr/include" \
  -DNARROWS_XNNPACK_LIBRARY="$lib/libXNNPACK.so" -DNARROWS_PTHREADPOOL_LIBRARY="$lib/libpthreadpool.so" \
  -DNARROWS_HWY_LIBRARY="$lib/libhwy.so" -DCMAKE_CXX_FLAGS="-isystem $root/usr/include" \
  -DCMAKE_EXE_LINKER_FLAGS="-Wl,--allow-shlib-undefined -Wl,-rpath-link,$lib" > "$folder/configure.log"
cmake --build "$folder/build" --target narrows_timing_test
cat "$root/.packages"
loader=$(find "$lib" -maxdepth 1 -name 'ld-linux*.so.*' | head -n 1)
"$loader" --library-path "$lib" "$folder/build/tests/timing/narrows_timing_test"
