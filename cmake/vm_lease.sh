#!/usr/bin/env bash
# vm_lease.sh HOPPROOF CASE: a virtual machine goes with its keeper when that is killed, and the
# keeper by itself, a lease after its last visitor was.
set -euo pipefail
hopproof=$1 case_file=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
marker=HOPPROOF_LEASE_TEST=$$.$RANDOM
export XDG_RUNTIME_DIR=$scratch # keepers of this test alone

# The keeper and qemu are known by a word in their environment.
ours() { grep -lzsx -- "$marker" /proc/[0-9]*/environ 2>/dev/null | grep -v "^/proc/$$/" | cut -d/ -f3; }
machines() { for pid in $(ours); do [ "$(cat "/proc/$pid/comm" 2>/dev/null)" != qemu-system-x86 ] || echo "$pid"; done; }
keepers() { ours | grep -vxF -- "$(machines)"; }

wait_until_gone() { # SECONDS: by watching, at most so long
  local turns=0
  while [ -n "$(ours)" ]; do
    turns=$((turns + 1))
    [ "$turns" -lt $(($1 * 10)) ] || { echo "still there: $(ours | xargs ps -o pid,args -p)"; return 1; }
    read -rt 0.1 <> <(:) || true
  done
}

status=0
env "$marker" "$hopproof" vm start || status=$?
[ "$status" != 77 ] || exit 77
[ "$status" = 0 ] || exit 1
[ -n "$(machines)" ] || { echo "vm start has left no machine"; exit 1; }
kill -KILL $(keepers)
wait_until_gone 10
echo "the machine went with its keeper"

env "$marker" "$hopproof" run --no-report --director ipvs "$case_file" >"$scratch/out" 2>&1 &
pid=$!
until [ -n "$(machines)" ]; do read -rt 0.1 <> <(:) || true; done
kill -KILL "$pid"
wait "$pid" 2>/dev/null || true
[ -n "$(machines)" ] || { echo "the machine went before its lease was over"; exit 1; }
wait_until_gone 60
echo "the keeper went by itself after its visitor was killed"
