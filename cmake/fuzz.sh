#!/usr/bin/env bash
# fuzz.sh SECONDS: the case loader for SECONDS, beside it each other target that was built for a quarter of it,
# from the seed corpora. A target that executed nothing has failed.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=$1
bin=build/fuzz/fuzz

run() { # target seconds seeds...
  local target=$1 time=$2 corpus=build/fuzz/corpus/$1 log=build/fuzz/$1.log units
  shift 2
  mkdir -p "$corpus"
  "$bin/$target" -max_total_time="$time" -timeout=10 -rss_limit_mb=2048 -verbosity=0 -print_final_stats=1 \
    -artifact_prefix=build/fuzz/ "$corpus" "$@" >"$log" 2>&1 || {
    tail -40 "$log"
    return 1
  }
  units=$(awk '/number_of_executed_units/ {print $2}' "$log")
  echo "fuzz $target: ${units:-0} inputs in $time s, no finding"
  [ "${units:-0}" -gt 0 ]
}

run load_fuzz "$seconds" cases/*/ &
loader=$!
trap 'kill $loader 2>/dev/null || true' EXIT
for target in "$bin"/*_fuzz; do
  name=$(basename "$target")
  [ "$name" = load_fuzz ] || run "$name" $((seconds / 4))
done
wait $loader
