#!/bin/bash
# Runs a command that downloads: download.sh COMMAND... Where the network failed, and only there, it is tried again.
network='[Tt]imed? ?out|[Tt]emporary failure|Could not (resolve|connect)|[Cc]onnection.*(refused|reset|aborted|broken|failed)'
network+='|Network is unreachable|Failed to fetch|Unable to fetch|Hash Sum mismatch|IncompleteRead|RemoteDisconnected'
network+='|Max retries exceeded|HTTP error 5|HTTP/[0-9.]+ 5[0-9][0-9]|DO NOT MATCH THE HASHES'
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for pause in ${NARROWS_PAUSES:-5 20 60} last; do
  "$@" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  if [ "$status" = 0 ] || [ "$pause" = last ] || ! grep -qE "$network" "$log"; then exit "$status"; fi
  echo "the network failed: again in $pause s"
  sleep "$pause"
done
