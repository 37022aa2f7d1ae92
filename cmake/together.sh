#!/usr/bin/env bash
# together.sh HOPPROOF CASE: two runs at once, also of two users, do not meet.
set -euo pipefail
hopproof=$1 case_file=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0
"$hopproof" run --report "$scratch/a" "$case_file" >"$scratch/a.out" 2>&1 & a=$!
"$hopproof" run --report "$scratch/b" "$case_file" >"$scratch/b.out" 2>&1 & b=$!
third=0
if [ "$(id -u)" = 0 ]; then
  "$(dirname "$0")/as_nobody.sh" "$hopproof" "$case_file" >"$scratch/c.out" 2>&1 & third=$!
fi
wait "$a" || status=1
wait "$b" || status=1
if [ "$third" != 0 ]; then
  wait "$third" || { code=$?; [ "$code" = 77 ] || status=1; }
fi
[ "$status" = 0 ] || cat "$scratch"/*.out
exit "$status"
