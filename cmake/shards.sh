#!/usr/bin/env bash
# shards.sh HOPPROOF CASES: two shards, joined by report, say the same as one run of all; balanced ones share the same cases.
set -euo pipefail
hopproof=$1 cases=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$hopproof" doctor --require lab >"$scratch/doctor" || {
  cat "$scratch/doctor"
  exit 77
}
fail() { echo "FAILED: $*"; exit 1; }
run() { "$hopproof" run --no-needs -q --report "$scratch/$1" "${@:2}" "$cases/rp-filter" >/dev/null; }
count() { jq '.cases | length' "$scratch/$1/run.json"; }

run whole
for i in 1 2; do run "shard-$i" --shard "$i/2"; done
for i in 1 2; do run "balanced-$i" --shard "$i/2" --balance "$scratch/whole/run.json"; done
for kind in shard balanced; do
  "$hopproof" report --report "$scratch/joined" "$scratch/$kind"-{1,2} >"$scratch/out"
  [ "$(count joined)" = "$(count whole)" ] || fail "$kind: $(count joined) cases instead of $(count whole)"
  "$hopproof" diff "$scratch/whole/run.json" "$scratch/joined/run.json" >"$scratch/out" || fail "$kind: $(cat "$scratch/out")"
  for i in 1 2; do [ "$(count "$kind-$i")" -gt 0 ] && [ "$(count "$kind-$i")" -lt "$(count whole)" ] || fail "$kind $i has $(count "$kind-$i") cases"; done
done
"$hopproof" run --shard 4/3 "$cases/two-arm" >"$scratch/out" 2>&1 && fail "4/3 is taken"
echo "$(count whole) cases, two shards: the joined report is that of the whole"
