#!/bin/bash
# Stops unless what lies in dist can be released: nothing uncommitted, the version described, package and wheel of it there.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's/^project(narrows VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
[ -z "$(git status --porcelain)" ] || { echo "there are changes that are not committed"; exit 1; }
grep -q "^## $version " CHANGELOG.md || { echo "CHANGELOG.md has no entry \"## $version (date)\""; exit 1; }
ls "dist/narrows-$version.tar.gz"
for python in 311 313; do
  for machine in x86_64 aarch64; do ls dist/narrows-"$version-cp$python-cp$python"-manylinux*_"$machine".whl; done
done
echo "To release: git tag v$version, push the tag, upload these files."
