#!/bin/bash
# Unpacks Debian packages of any release and processor into a folder: unpack_packages.sh FOLDER SUITE ARCHITECTURE PACKAGE...
# An empty SUITE is this machine's own release. Uses an apt of its own with the mirror that this machine uses: the
# machine's packages and lists stay as they are, and no root is needed. The names of what was unpacked lie in
# FOLDER/.packages, which is there once all is.
set -euo pipefail
download=$(cd "$(dirname "$0")" && pwd)/download.sh
suite=$2 architecture=$3
folder=$(mkdir -p "$1" && cd "$1" && pwd)
shift 3

apt=$(mktemp -d)
trap 'rm -rf "$apt"' EXIT
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/packages"
options=("-oAPT::Architecture=$architecture" "-oAPT::Architectures=$architecture" "-oDir::State::Lists=$apt/lists"
  "-oDir::Cache=$apt/cache" -oAPT::Sandbox::User=)
if [ -n "$suite" ]; then
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  apt-get indextargets --format "deb [signed-by=$keyring] \$(SITE) $suite main" 'Created-By: Packages' |
    grep -v security | sort -u | head -n 1 > "$apt/sources.list"
  options+=("-oDir::Etc::SourceList=$apt/sources.list" -oDir::Etc::SourceParts=/dev/null)
fi
cd "$apt/packages"
"$download" apt-get "${options[@]}" -qq update
"$download" apt-get "${options[@]}" -qq download "$@"
for package in *.deb; do dpkg -x "$package" "$folder"; done
ls > "$folder/.packages"
