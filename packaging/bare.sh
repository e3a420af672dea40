#!/bin/bash
# Tries what a user types, in bare Debian systems that debootstrap makes in a temporary folder (root; about 10 minutes):
# the wheel of dist in an empty virtual environment without any compiler, then `pip install .` from the source package's
# files, without torch and with it, on Debian 12; the latter two on Debian 13 as well. bare.sh [wheel|source ...]
set -euo pipefail
cd "$(dirname "$0")/.."
[ -n "${NARROWS_NAMESPACE:-}" ] || NARROWS_NAMESPACE=1 exec unshare --mount --propagation private bash "$0" "$@"
fresh=$PWD/../shared/fresh-machine
folder=$(mktemp -d)
trap 'rm -rf --one-file-system "$folder"' EXIT

# in_bare SUITE COMMAND...
in_bare() { FRESH_SUITE=$1 FRESH_CLONE=keep bash "$fresh" "$folder/$1" -- bash -euc "$2" < /dev/null; }

packages='apt-get update -qq; apt-get install -qqy --no-install-recommends'
wheel() {
  in_bare bookworm true
  cp dist/narrows-*.whl packaging/try_wheel.py "$folder/bookworm/root/"
  in_bare bookworm "$packages python3-venv > /dev/null; if command -v cc; then exit 1; fi
    python3 -m venv /root/empty; /root/empty/bin/pip install -q /root/narrows-*.whl; cd /root; empty/bin/python try_wheel.py"
}
source_on() {
  in_bare "$1" "$packages python3-venv \$(cat cmake/debian-packages.txt) > /dev/null
    python3 -m venv /root/plain; /root/plain/bin/pip install -q .; cd /root; plain/bin/python narrows/packaging/try_wheel.py"
  in_bare "$1" "python3 -m venv /root/torch; /root/torch/bin/pip install -q torch; /root/torch/bin/pip install -q '.[gpu,plot]'
    cd /root; torch/bin/python narrows/packaging/try_wheel.py; torch/bin/python -c 'import narrows; print(narrows.Trainer)'"
}
for what in "${@:-wheel}"; do
  case $what in
    wheel) wheel ;;
    source) source_on bookworm; source_on trixie ;;
    *) sed -n 2,4p "$0"; exit 2 ;;
  esac
done
