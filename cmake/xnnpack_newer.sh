#!/bin/bash
# Builds and runs the engine's tests with the XNNPACK of Debian 13, on Debian 12 too: xnnpack_newer.sh FOLDER.
# Its packages are unpacked into FOLDER/sysroot; the tests run with Debian 13's C library.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mkdir -p "$1" && cd "$1" && pwd)
root=$folder/sysroot
lib=$root/usr/lib/$(gcc -print-multiarch)

[ -f "$root/.packages" ] || "$project/cmake/unpack_packages.sh" "$root" trixie "$(dpkg --print-architecture)" \
  libxnnpack-dev libxnnpack0.20241108 libpthreadpool-dev libpthreadpool0 libcpuinfo-dev libcpuinfo0 libhwy-dev \
  libhwy1t64 libc6 libstdc++6 libgcc-s1
[ -f "$folder/build/build.ninja" ] || cmake -S "$project" -B "$folder/build" -G Ninja -DNARROWS_TESTS=ON \
  -DNARROWS_ONNX=OFF -DNARROWS_STORE=OFF -DNARROWS_DATASETS=OFF -DNARROWS_XNNPACK_INCLUDE="$root/usr/include" \
  -DNARROWS_XNNPACK_LIBRARY="$lib/libXNNPACK.so" -DNARROWS_PTHREADPOOL_LIBRARY="$lib/libpthreadpool.so" \
  -DNARROWS_HWY_LIBRARY="$lib/libhwy.so" -DCMAKE_CXX_FLAGS="-isystem $root/usr/include" \
  -DCMAKE_EXE_LINKER_FLAGS="-Wl,--allow-shlib-undefined -Wl,-rpath-link,$lib" > "$folder/configure.log"
cmake --build "$folder/build" --target narrows_timing_test
cat "$root/.packages"
loader=$(find "$lib" -maxdepth 1 -name 'ld-linux*.so.*' | head -n 1)
"$loader" --library-path "$lib" "$folder/build/tests/timing/narrows_timing_test"
