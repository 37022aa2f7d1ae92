#!/usr/bin/env bash
# keep.sh HOPPROOF FOLDER: run --keep in a pipe returns, kept labs whose nodes have one name stand side by side, ipvsadm in
# them reaches the director, a second user of the folder sees them, and keep --end ends all of it.
set -uo pipefail
hopproof=$1 cases=$2
scratch=$(mktemp -d)
trap '"$hopproof" keep --end >"$scratch/last" 2>&1; rm -rf "$scratch"' EXIT
mkdir -m 700 "$scratch/runtime"
export TMPDIR=$scratch XDG_RUNTIME_DIR=$scratch/runtime # kept runs of this test alone
"$hopproof" doctor --require lab >"$scratch/doctor" || {
  cat "$scratch/doctor"
  exit 77
}
fail() { echo "FAILED: $*"; cat "$scratch/out"; exit 1; }

"$hopproof" run --keep -q --no-report --no-needs "$cases/4-masquerade.yaml" "$cases/return-route.yaml" 2>&1 |
  timeout 60 tail -n 100 >"$scratch/out" || fail "run --keep in a pipe does not return"
"$hopproof" keep >"$scratch/out"
mapfile -t labs < <(sed -n 's/^  lab \([0-9]*\) .*director.*/\1/p' "$scratch/out")
[ "${#labs[@]}" = 2 ] || fail "two labs are kept, not ${#labs[@]}"

printf '#!/bin/sh\nipvsadm -Ln\n' >"$scratch/look"
chmod +x "$scratch/look"
for lab in "${labs[@]}"; do
  SHELL=$scratch/look timeout 30 "$hopproof" shell --kept "$lab" director >"$scratch/out" 2>&1 || fail "shell --kept $lab ended with $?"
  grep -q "^TCP " "$scratch/out" || fail "ipvsadm in lab $lab shows no service"
done
"$hopproof" shell --kept "${labs[0]}" directr >"$scratch/out" 2>&1
[ $? = 2 ] && grep -q "did you mean 'director'" "$scratch/out" || fail "a node that there is not"
"$hopproof" shell --kept 1 director >"$scratch/out" 2>&1
[ $? = 2 ] || fail "a lab that there is not"

timeout 60 "$hopproof" keep --end >"$scratch/out" 2>&1 || fail "keep --end ended with $?"
for lab in "${labs[@]}"; do [ ! -e "/proc/$lab" ] || fail "lab $lab still stands"; done
[ -z "$(ls -A "$scratch/runtime/hopproof/kept")" ] || fail "records are left: $(ls -A "$scratch/runtime/hopproof/kept")"
! ls /run/netns 2>/dev/null | grep -e "hopproof-${labs[0]}-" -e "hopproof-${labs[1]}-" || fail "names are left"
echo "two kept labs were entered and ended"
